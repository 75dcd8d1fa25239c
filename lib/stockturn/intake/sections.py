"""What stands between rows: heads of sections that hold for the rows below, heads of documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from stockturn.intake.columns import Layout
from stockturn.intake.reasons import only

_CODE = "存货编码|物料代码|物料编码|商品编码|商品代码|货品编码"
_NAME = "存货名称|物料名称|商品名称|货品名称|品名"
_PAIR = re.compile(
    rf"(?P<code>{_CODE})[:：]\s*(?P<a>[^\s:：]+)"
    rf"|(?P<name>{_NAME})[:：]\s*(?P<b>[^\s:：]+)"
    r"|(?P<place>仓库名称|仓库|库房|门店)[:：]\s*(?P<c>[^\s:：]+)"
    r"|(?:会计科目|科目|存货|物料|商品|产品)[:：]\s*(?P<d>[A-Za-z0-9][\w.\-]*)(?:[\s\-_/]+(?P<e>[^\s:：]+))?"
)
_PLACE = re.compile(r"^[^\d]{1,12}(?:仓|库|仓库|门店|店)$")
_ALL = {"全部", "所有", "全部仓库", "所有仓库"}
SECTION_CELLS = 6
# The heads of a document: blank from its second line on, or merged over its lines.
HEADS = {
    "movements": ("doc_no", "date", "type", "rd_category", "biz_type", "customer", "supplier",
                  "doc_status", "warehouse", "to_warehouse", "red"),
    "sales": ("doc_no", "date", "customer", "channel", "doc_status", "warehouse", "biz_type",
              "red"),
    "orders": ("order_no", "order_date", "customer", "doc_status", "due_date", "warehouse"),
    "purchases": ("po_no", "order_date", "supplier", "doc_status", "promised_date", "warehouse"),
}  # fmt: skip
MERGED = 0.5


def pairs(text: str) -> dict[str, str]:
    """Return what the head of a section says.

    Examples
    --------
    >>> pairs("仓库：成品仓  日期：2021-01"), pairs("科目: 1405.01 螺丝")
    ({'warehouse': '成品仓'}, {'item': '1405.01', 'item_name': '螺丝'})
    """
    said: dict[str, str] = {}
    for hit in _PAIR.finditer(text):
        if hit["d"]:
            said |= {"item": hit["d"]} | ({"item_name": hit["e"]} if hit["e"] else {})
        elif value := hit["a"] or hit["b"] or hit["c"]:
            field = "item" if hit["code"] else "item_name" if hit["name"] else "warehouse"
            said |= {field: value} if value not in _ALL else {}
    if not said and _PLACE.fullmatch(text.strip()):
        return {"warehouse": text.strip()}
    return said


def heads(
    body: pd.DataFrame, filled: pd.Series, layout: Layout
) -> tuple[pd.Series, dict[str, pd.Series]]:
    """Return which rows are heads of sections, and for each row what its section gives.

    Only what no column gives is taken.
    """
    said = {}
    # A row as full as the header is data, however narrow the sheet.
    full = sum(bool(c.header) for c in layout.columns)
    narrow = filled.le(min(SECTION_CELLS, full - 1))
    few, filled = only(body, narrow), only(filled, narrow)
    for row in few[filled.eq(1) | _any_match(few, "[:：]")].itertuples():
        cells = list(dict.fromkeys(cell for cell in row[1:] if cell))
        if found := pairs(" ".join(cells)):
            said[row[0]] = found
    first = {
        k: v for t in (layout.titles, [" ".join(layout.titles)]) for x in t for k, v in _colon(x)
    }
    is_head = pd.Series(body.index.isin(said), index=body.index)
    given = {}
    for field in ("item", "item_name", "warehouse"):
        if layout.has(field) or not (field in first or any(field in s for s in said.values())):
            continue
        values = {number: s[field] for number, s in said.items() if field in s}
        series = pd.Series(values, dtype="str").reindex(body.index).ffill()
        given[field] = series.fillna(first.get(field, ""))
    return is_head, given


def _any_match(body: pd.DataFrame, pattern: str) -> pd.Series:
    hit = pd.Series(False, index=body.index)
    for position in body:
        hit |= body[position].str.contains(pattern)
    return hit


def _colon(title: str) -> Iterable[tuple[str, str]]:
    return pairs(title).items() if ":" in title or "：" in title else ()


def filled_down(body: pd.DataFrame, layout: Layout, blank: pd.Series) -> tuple[pd.DataFrame, int]:
    """Give the later lines of a document the head of its first; tell how many lines that was.

    A line continues where neither number nor day is stated; rows of ``blank`` never do.
    """
    names = [n for n in HEADS.get(layout.kind, ()) if layout.has(n)]
    core = [n for n in names if n == "date" or n.endswith(("_no", "order_date"))]
    if layout.kind in ("balances", "onhand", "ageing") and (place := layout.column("warehouse")):
        gap = body[place.position].eq("")
        if len(gap) and gap.mean() > MERGED and not gap.iloc[0]:
            return _fill(body, [place.position], gap), 0
        return body, 0
    if not core or len(names) < 2:
        return body, 0
    judged = core if len(core) > 1 else names
    goes_on = ~blank
    for name in judged:
        goes_on &= body[_position(layout, name)].eq("")
        if not goes_on.any():
            return body, 0
    goes_on.iloc[:1] = False
    return _fill(body, [_position(layout, n) for n in names], goes_on), int(goes_on.sum())


def _position(layout: Layout, name: str) -> int:
    column = layout.column(name)
    assert column is not None  # asked only of columns that there are
    return column.position


def _fill(body: pd.DataFrame, positions: list[int], gap: pd.Series) -> pd.DataFrame:
    filled = body.copy()
    for position in positions:
        cells = body[position]
        filled[position] = cells.mask(gap & cells.eq(""), cells.mask(gap).ffill()).fillna("")
    return filled
