"""The page of all clients, as the consultancy meets it."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from stockturn.report.index_page import write_index

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VERDICTS = ("存在", "疑似", "未见", "数据不足")
NAMES = (
    "北辰商贸有限公司",
    "一家名字特别特别长的五金机电贸易有限责任公司",
    '<b onload="x">丁</b>店',
)


def _result(number: int) -> dict[str, object]:
    value = 5e7 / (number + 1)
    measures: dict[str, object] = {
        "turnover": {"value": 0.5 * (number + 1)},
        "dio_days": {"value": 730.0 / (number + 1)},
        "avg_stock_value": {"value": value},
        "closing_stock_value": {"value": value},
        "cash_release": {"value": value / 4, "low": value / 5, "high": value / 3},
    }
    return {
        "client": NAMES[number % len(NAMES)],
        "client_id": f"c{number}",
        "currency": "USD" if number % 5 == 4 else "CNY",
        "period": {"start": "2025-01-01", "end": "2025-12-31", "days": 365},
        "evidence_grade": "E4",
        "measures": measures,
        "mistakes": [{"id": f"W-{n}", "verdict": VERDICTS[(n + number) % 4]} for n in range(1, 6)],
        "review": {"moves": [{"name": "dio_days", "before": 400.0, "after": 1.0}]},
    }


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    rows = [{"client_id": "x", "client": "戊店", "status": "failed", "error": "发现：缺文件"}]
    for number in range(12):
        (folder / f"c{number}").mkdir()
        text = json.dumps(_result(number))
        (folder / f"c{number}" / "result.json").write_text(text, encoding="utf-8")
        rows.append({"client_id": f"c{number}", "client": "", "status": "ok", "error": ""})
    (folder / "batch.json").write_text(json.dumps({"clients": rows}), encoding="utf-8")
    return write_index(folder)


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_asks_nobody_and_is_accessible(browser, index, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(index.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [r["id"] for r in Axe().run(page).response["violations"]] == []
    assert complaints == []
    assert [u for u in requests if not u.startswith(("data:", index.as_uri()))] == []
    assert page.locator("h1").count() == 1
    assert page.locator("td b").count() == 0
    assert page.locator('a[href="c0/report.html"]').count() == 1
    if width < 600:
        heads = page.locator("table:has(caption:has-text('客户一览')) >> nth=0 >> thead th")
        turns = heads.nth(1).bounding_box()
        assert turns["x"] + turns["width"] <= width  # seen without moving the table
    page.close()


def test_on_a_desktop_and_on_paper_no_table_is_cut(browser, index):
    cut = "all => all.filter(t => t.scrollWidth > t.clientWidth + 1).length"
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(index.as_uri())
    assert page.eval_on_selector_all(".st-table", cut) == 0
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 665, "height": 960})
    assert page.eval_on_selector_all(".st-table", cut) == 0
    page.close()
