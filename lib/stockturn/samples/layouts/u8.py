"""用友U8: workbooks with titles, repeated page heads, three-level 收发存, red and draft lines."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from stockturn.samples import bookkeeping as bk
from stockturn.samples.company import Company
from stockturn.samples.layouts.forms import Form, drafts, filled, forms, total
from stockturn.samples.layouts.pages import Page, Row, cells, header, save_xlsx
from stockturn.samples.spec import LAST_DAY
from stockturn.samples.words import coded

PAGE_LINES = 40
FOOT: list[Row] = [["制表：刘敏"], ["打印日期：2026-01-01"]]


def write(company: Company, folder: Path) -> list[Path]:
    """Write the workbooks into ``folder``."""
    written = []
    for form in forms("用友U8"):
        name = form.file or f"{form.name}.xlsx"
        if form.kind == "balances":
            books = _summaries(company, form)
        elif len(form.seen(company)):
            books = {"": [_list(company, form)]}
        else:
            continue
        for mark, pages in books.items():
            stem = name.format(date=f"{LAST_DAY:%Y%m%d}").replace(".xlsx", f"{mark}.xlsx")
            written.append(folder / stem)
            save_xlsx(pages, written[-1])
    return written


def _list(company: Company, form: Form) -> Page:
    """Print a list: title, pages with the head again, the sum over all that is shown."""
    frame = filled(company, form)
    if "approval" in frame:
        frame = drafts(frame, "approval", "未审核")
    shown = frame[list(form.columns)]
    head, boxes = header(form.labels(company.spec.seed))
    page = Page(form.name, [[form.name], ["核算单位：" + company.catalog.company]])
    body = cells(shown)
    if form.kind == "onhand":
        body = [[None if cell is None else str(cell) for cell in row] for row in body]
    for first in range(0, len(body), PAGE_LINES):
        page.add(head, boxes)
        page.add(body[first : first + PAGE_LINES])
    if form.kind == "movements":
        page.add([total(shown, "合计")])
    page.add(FOOT)
    return page


def _summaries(company: Company, form: Form) -> dict[str, list[Page]]:
    """Print 收发存 in one of three ways: a column, a sheet or a block for each warehouse."""
    frame = filled(company, form, _parted(form.seen(company), company))
    way = ("column", "sheet", "block")[company.spec.seed % 3]
    columns = [name for name in form.columns if way == "column" or name != "warehouse"]
    head = header([form.columns[name] for name in columns])
    books: dict[str, list[Page]] = {}
    for period, month in frame.groupby("period", observed=True):
        span = f"会计期间：{str(period).replace('-', '.')}    本位币：人民币"
        whole = Page(str(period), [[form.name], [span]])
        sheets = []
        for name, rows in month.groupby("warehouse", observed=True):
            page = whole if way != "sheet" else Page(str(name), [[form.name], [span]])
            if way != "column":
                page.add([[f"仓库：{name}"]])
            if way != "column" or page.rows[-1] == [span]:
                page.add(*head)
            page.add([*cells(rows[columns]), total(rows[columns], "小计")])
            sheets.append(page)
        if way == "sheet":
            books[f"_{str(period).replace('-', '')}"] = sheets
        else:
            whole.add([total(month[columns], "合计"), *FOOT])
            books.setdefault("", []).append(whole)
    return books


def _parted(frame: pd.DataFrame, company: Company) -> pd.DataFrame:
    """Part what came in into bought and other, what went out into sold and other."""
    book, catalog = company.book, company.catalog
    days = pd.Timestamp(company.spec.first_day) + pd.to_timedelta(book["day"], unit="D")
    entries = pd.DataFrame(
        {
            "period": days.dt.strftime("%Y-%m"),
            "item": coded(book["item"].to_numpy(), catalog.code).astype("str"),
            "warehouse": coded(book["place"].to_numpy(), catalog.warehouses).astype("str"),
        }
    )
    keys = list(entries)
    text = frame.astype(dict.fromkeys(keys, "str"))
    for flow, part, rest, plus, minus in (
        ("in", "bought", "got", bk.PURCHASE, bk.PURCHASE_RETURN),
        ("out", "sold", "gone", bk.SALE, bk.SALES_RETURN),
    ):
        sign = (book["kind"] == plus) * 1 - (book["kind"] == minus)
        moved = entries.assign(qty=sign * book["qty"], value=sign * book["cents"])
        sums = text[keys].merge(moved.groupby(keys).sum().reset_index(), "left", keys).fillna(0)
        for measure, unit in (("qty", 1), ("value", 100)):
            known = (sums[measure].to_numpy() / unit).round(2)
            frame[f"{part}_{measure}"] = known
            frame[f"{rest}_{measure}"] = (frame[f"{flow}_{measure}"] - known).round(2)
    return frame
