from __future__ import annotations

from stockturn.report.outline import Outline


def test_chapters_are_numbered_and_sections_start_anew():
    outline = Outline()
    outline.number_headings("# 摘要", numbered=False)
    outline.number_headings("# 数据\n## 文件\n## 口径")
    outline.number_headings("# 诊断\n\n## 总体")
    texts = [(e.text, [c.text for c in e.children]) for e in outline.entries]
    assert texts == [
        ("摘要", []),
        ("一、数据", ["（一）文件", "（二）口径"]),
        ("二、诊断", ["（一）总体"]),
    ]


def test_anchors_are_unique_and_stand_in_the_text():
    outline = Outline()
    page = "".join(outline.number_headings(f"# {n}\n## a\n## b\n") for n in "甲乙丙")
    anchors = [a for e in outline.entries for a in (e.anchor, *(c.anchor for c in e.children))]
    assert len(anchors) == len(set(anchors)) == 9
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_a_number_of_its_own_is_kept():
    outline = Outline()
    outline.number_headings("# 三、已有编号\n## 1.1 也有\n## （二）也有")
    assert outline.entries[0].text == "三、已有编号"
    assert [c.text for c in outline.entries[0].children] == ["1.1 也有", "（二）也有"]


def test_deeper_headings_move_down_and_stay_out_of_the_contents():
    outline = Outline()
    assert "<h4>细节</h4>" in outline.number_headings("# 甲\n### 细节")
    assert outline.entries[0].children == []


def test_code_blocks_are_not_headings():
    outline = Outline()
    assert outline.number_headings("```\n# 注释\n```") == "```\n# 注释\n```"
    assert outline.entries == []


def test_titles_are_escaped():
    assert '<h2 id="c1">一、&lt;b&gt;</h2>' in Outline().number_headings("# <b>")


def test_tables_and_figures_count_apart_through_the_whole_page():
    outline = Outline()
    first = outline.number_captions("<caption>a</caption><figcaption>b</figcaption>")
    second = outline.number_captions('<caption class="x">c</caption>')
    assert ">表1<" in first
    assert ">图1<" in first
    assert ">表2<" in second
