"""A report as its reader meets it: in a browser, on a phone, on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import SHOWN_TEXT
from fontTools.ttLib import TTFont

from stockturn.report.workbook import CHAPTERS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A4_TEXT_WIDTH_PX = 665
A4_TEXT_HEIGHT_PX = 975
"""176 mm, the width between the margins of the printed sheet, at 96 dots an inch."""

OVERFLOWING = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .filter(e => !e.closest('.st-table, .st-output') && !e.matches('figure.st img'))
  .map(e => e.tagName + '.' + e.className)"""
HOLLOW = """() => [...document.querySelectorAll('td, th, caption, figcaption, dd, li, p, summary')]
  .filter(e => !e.textContent.trim() && !e.querySelector('img'))
  .map(e => e.outerHTML.slice(0, 120))"""
UNREADABLE = """() => [...document.images]
  .filter(i => !i.complete || i.naturalWidth < 2 || !/[一-鿿].*[一-鿿]/.test(i.alt))
  .map(i => i.alt)"""

FEW_ROWS = "() => document.querySelectorAll('tbody tr:nth-child(n+9)').forEach(e => e.remove())"
"""The ninth row of a table breaks no rule that the eighth keeps, and there are thousands."""


def test_nothing_runs_over_the_edge(opened, width: int):
    opened.page.set_viewport_size({"width": width, "height": 900})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.page.evaluate(OVERFLOWING) == []


def test_a_figure_keeps_its_size_on_a_phone_and_is_moved_sideways(opened):
    opened.page.set_viewport_size({"width": 390, "height": 900})
    frames = opened.page.eval_on_selector_all(
        "figure.st",
        """all => all.map(f => [f.querySelector('img').getBoundingClientRect().width,
          f.getBoundingClientRect().width, getComputedStyle(f).overflowX])""",
    )
    assert frames
    for image, frame, overflow in frames:
        assert image >= 600
        assert frame <= 390
        assert overflow == "auto"


def test_a_table_with_sentences_is_read_on_a_phone_without_moving_it(opened):
    opened.page.set_viewport_size({"width": 390, "height": 900})
    ends = opened.page.eval_on_selector_all(
        "table.st:has(td.text):not(:has(tr > :nth-child(7))) tr > *",
        """all => all.filter(e => e.getBoundingClientRect().width)
          .map(e => e.getBoundingClientRect().left + Math.max(e.offsetWidth, e.scrollWidth))""",
    )
    assert max(ends, default=0) <= 390


def test_the_files_follow_on_in_print_and_may_go_over_the_page(opened):
    opened.page.emulate_media(media="print")
    assert opened.page.eval_on_selector_all(
        ".st-hashes", "all => all.map(e => getComputedStyle(e).breakInside)"
    ) == ["auto"]


def test_the_browser_has_no_complaint_and_asks_nobody(opened, report: Path):
    assert opened.complaints == []
    outside = [url for url in opened.requests if not url.startswith(("data:", report.as_uri()))]
    assert outside == []
    assert opened.page.locator("script, iframe, object, link, base, form").count() == 0


def test_headings_step_down_one_at_a_time(opened):
    levels = opened.page.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6", "all => all.map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_contents_lead_somewhere(opened):
    lost = """all => all.filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.hash)"""
    assert opened.page.locator(".st-contents a").count() >= 5
    assert opened.page.eval_on_selector_all("a[href^='#']", lost) == []
    assert opened.page.locator("a:not([href^='#'])").count() == 0
    ids = opened.page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_every_chapter_says_something(opened):
    lengths = opened.page.eval_on_selector_all(
        ".st-chapter", "all => all.map(s => s.innerText.length)"
    )
    assert len(lengths) == len(CHAPTERS)
    assert min(lengths) > 20


def test_figures_load_and_are_described(opened):
    assert opened.page.evaluate(UNREADABLE) == []
    bare = "all => all.filter(f => !f.querySelector('img, svg, table')).length"
    assert opened.page.eval_on_selector_all("figure", bare) == 0


def test_tables_are_titled_scoped_and_full(opened):
    assert opened.page.evaluate(HOLLOW) == []
    assert opened.page.locator("main table:not(:has(> caption))").count() == 0
    assert opened.page.locator("th:not([scope])").count() == 0
    bodies = "all => all.filter(t => !t.querySelector('tbody td, tbody th')).length"
    assert opened.page.eval_on_selector_all("table", bodies) == 0


def test_no_value_of_a_program_shows(opened):
    text = opened.page.evaluate(SHOWN_TEXT)
    leaks = r"\b(?:nan|NaN|NaT|None|null|undefined|True|False|inf|-?Infinity)\b|<NA>|\{\w*\}|�"
    assert re.findall(leaks, text) == []


def test_every_character_has_a_glyph(opened):
    fonts = [Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"]
    known = set().union(*(TTFont(font).getBestCmap() for font in fonts))
    text = opened.page.evaluate(SHOWN_TEXT)
    assert sorted({c for c in text if ord(c) not in known and not c.isspace()}) == []


def test_the_page_is_set_in_the_chinese_font(opened):
    session = opened.page.context.new_cdp_session(opened.page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    for selector in ("h1", "h2", "p"):
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]
        assert {font["familyName"] for font in fonts} == {"Noto Sans SC"}


def test_a4_print_has_pages_and_keeps_to_them(opened):
    pdf = opened.page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert sheets >= opened.page.locator(".st-chapter").count() + 2
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]", pdf)
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size({"width": A4_TEXT_WIDTH_PX, "height": 960})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= A4_TEXT_WIDTH_PX
    cut = "all => all.filter(t => t.scrollWidth > t.clientWidth + 1).map(t => t.innerText)"
    assert opened.page.eval_on_selector_all(".st-table, .st-output, figure", cut) == []


def test_the_contents_and_the_summary_are_one_printed_page_each(opened):
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size({"width": A4_TEXT_WIDTH_PX, "height": 960})
    height = "all => all.map(e => e.getBoundingClientRect().height)"
    for part in (".st-contents", '[data-chapter="summary"]'):
        assert all(
            tall <= A4_TEXT_HEIGHT_PX for tall in opened.page.eval_on_selector_all(part, height)
        ), part


def test_no_heading_or_caption_stands_last_on_a_sheet(opened, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")
    sheet = tmp_path / "print.pdf"
    opened.page.pdf(path=sheet, prefer_css_page_size=True)
    read = subprocess.run(["pdftotext", "-layout", sheet, "-"], capture_output=True, check=True)
    sheets = read.stdout.decode("utf-8").split("\f")
    titles = "all => all.map(e => e.innerText.replace(/\\s/g, ''))"
    heads = "main :is(h2, h3, h4, caption, summary, thead tr)"
    headings = opened.page.eval_on_selector_all(heads, titles)
    lines = [
        ["".join(line.split()) for line in text.splitlines() if line.strip()] for text in sheets
    ]
    assert sum(title in page for page in lines for title in headings) >= len(headings) / 2
    # The foot of a sheet names the report; the contents of the second end with a heading's name.
    assert [page[-2] for page in lines[2:] if len(page) > 1 and page[-2] in headings] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_rules_of_accessibility_hold(opened, width):
    opened.page.set_viewport_size({"width": width, "height": 900})
    opened.page.evaluate(FEW_ROWS)
    # Colours are the same at any width, and take half of the time.
    only = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": width > 1000}}}
    broken = Axe().run(opened.page, options=only).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in broken] == []
