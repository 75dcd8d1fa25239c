from __future__ import annotations

import re

import pytest
from tiny_notebooks import PIXEL, code, markdown, notebook, shown

from stockturn.report.page import Chapter, Cover, Foot, build_page, css_string

COVER = Cover(client="甲 & 乙", title="库存周转诊断报告", fields=(("报告期", "2021年1—12月"),))


def page(*cells, **kwargs) -> str:
    chapter = Chapter("turnover_diagnosis", notebook(*cells))
    kwargs = {"cover": COVER, "foot": Foot()} | kwargs
    return build_page([chapter], **kwargs)


def test_the_page_stands_alone():
    html = page(markdown("# 周转诊断"), shown({"text/html": "<p>正文</p>"}))
    assert html.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in html
    assert "<script" not in html
    assert not re.search(r'\s(?:src|href)="(?!data:|#)', html)
    assert "url(" not in html


def test_one_h1_and_the_contents_lead_to_the_chapters():
    html = page(markdown("# 周转诊断\n\n正文"), markdown("## 总体"))
    assert html.count("<h1>") == 1
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html
    assert html.index('<a href="#c1-1">（一）总体</a>') < html.index('<h3 id="c1-1">')


def test_the_cover_escapes_and_shows_only_what_was_given():
    html = page(markdown("# 甲"))
    assert "甲 &amp; 乙" in html
    assert html.count("<dt>") == 1
    assert "None" not in html


def test_code_streams_and_plain_text_stay_in_the_notebook():
    printed = code("print('secret')")
    printed.outputs = [
        {"output_type": "stream", "name": "stdout", "text": "streamed"},
        {
            "output_type": "execute_result",
            "data": {"text/plain": "Text(0.5)"},
            "metadata": {},
            "execution_count": 1,
        },
    ]
    html = page(printed)
    assert "secret" not in html
    assert "streamed" not in html
    assert "Text(" not in html


def test_cells_for_the_lab_stay_out():
    html = page(code("x", "lab-only"), markdown("正文"))
    hidden = markdown("只给分析师")
    hidden.metadata.tags = ["lab-only"]
    assert "只给分析师" not in page(hidden)
    assert "正文" in html


def test_figures_carry_alt_size_and_number():
    about = {"alt": "月末库存 <元>", "width": 640, "height": 300, "caption": "月末库存"}
    html = page(shown({"image/png": PIXEL, "text/plain": "<Figure>"}, **{"image/png": about}))
    assert 'alt="月末库存 &lt;元&gt;"' in html
    assert 'width="640"' in html
    assert 'height="300"' in html
    assert '<figcaption><span class="st-number">图1</span>月末库存</figcaption>' in html


@pytest.mark.parametrize("about", [{}, {"alt": ""}])
def test_a_figure_without_alt_is_refused(about: dict[str, str]):
    with pytest.raises(ValueError, match="alt"):
        page(shown({"image/png": PIXEL}, **{"image/png": about}))


def test_an_image_inside_html_without_alt_is_refused():
    with pytest.raises(ValueError, match="alt"):
        page(shown({"text/html": f'<img src="data:image/png;base64,{PIXEL}">'}))


def test_the_foot_lists_files_with_their_hashes():
    html = page(markdown("# 甲"), foot=Foot(lines=("截至 2021年",), files=(("a<b.csv", "f" * 64),)))
    assert "a&lt;b.csv" in html
    assert "f" * 64 in html


def test_the_running_foot_cannot_leave_its_string():
    hostile = '"; } </style><script>'
    html = page(markdown("# 甲"), running_foot=hostile)
    assert css_string(hostile) in html
    assert "<script" not in html
    assert html.count("</style>") == 1


def test_the_same_chapters_give_the_same_bytes():
    cells = [markdown("# 甲"), shown({"text/html": "<table><caption>乙</caption></table>"})]
    assert page(*cells) == page(*cells)
