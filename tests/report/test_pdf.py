"""The printed report: written whole or not at all, and a missing browser told in words."""

from __future__ import annotations

import re
import shutil

import pytest

from stockturn.errors import StockturnError
from stockturn.report.pdf import BROWSERS, find_browser, print_pdf

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>库存</title>
<style>@page { size: A4 } h2 { break-before: page }</style></head>
<body><h1>周转</h1><h2>一</h2><p>正文</p><h2>二</h2><p>正文</p></body></html>"""

browser_needed = pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)), reason="no browser on this machine"
)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "示例 #1.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


@browser_needed
def test_each_heading_gets_its_page_on_a4_and_chinese_gets_a_font(page, tmp_path):
    print_pdf(page, tmp_path / "report.pdf")
    printed = (tmp_path / "report.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]", printed)
    assert b"/Outlines" in printed
    assert b"DejaVu" not in printed
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.pdf", page.name]


def test_no_browser_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setenv("STOCKTURN_BROWSER", "no-such-browser")
    with pytest.raises(StockturnError, match="no-such-browser") as told:
        find_browser()
    assert "STOCKTURN_BROWSER" in str(told.value)


def test_a_browser_that_writes_nothing_leaves_nothing(page, tmp_path, monkeypatch):
    monkeypatch.setenv("STOCKTURN_BROWSER", shutil.which("true"))
    with pytest.raises(StockturnError, match="没有写出 PDF"):
        print_pdf(page, tmp_path / "report.pdf")
    assert not (tmp_path / "report.pdf").exists()
