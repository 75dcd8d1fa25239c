"""Rows that are no data: repeated headers, totals, footers, what the parameters rule out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.columns import ITEM_CODES, Layout
from stockturn.intake.grids import Grid
from stockturn.intake.values import clean_header
from stockturn.tables import canonical_tables

TOTAL = re.compile(
    r"^(?:本页|本月|本年|本期|分类|仓库|部门|单据)?(?:合计|小计|总计|累计)[:：]?$|.+[（(]?(?:小计|合计)[）)]?$"
)
FOOTER = re.compile(
    r"^(?:制表|打印|审核|制单|单位负责人|第\d+页|共\d+页|导出时间|查询条件|核算单位|编制单位)"
)
FOOTER_CELLS = 2


def not_data(
    body: pd.DataFrame, grid: Grid, layout: Layout, *, exclude: Sequence[Mapping[str, str]] = ()
) -> pd.Series:
    """Return for every row why it is left out; blank where it is data."""
    reasons = pd.Series("", index=body.index, dtype="str")
    lead = _first_filled(body)
    hits = [
        (_("重复的表头行"), (body == grid.cells.loc[layout.header_row]).all(axis=1)),
        (_("合计或小计行"), _totals(body, layout, lead)),
        (
            _("表尾说明行"),
            (body != "").sum(axis=1).le(FOOTER_CELLS) & lead.str.match(FOOTER.pattern),
        ),
        *((rule_reason(rule), _named(body, layout, rule)) for rule in exclude),
    ]
    for why, hit in hits:
        reasons[reasons.eq("") & hit] = why
    return reasons


def rule_reason(rule: Mapping[str, str]) -> str:
    """Return what is printed of rows that an ``exclude`` entry of the parameters names."""
    return _("按参数剔除：{why}").format(why=rule.get("reason") or _("参数文件要求剔除"))


def _totals(body: pd.DataFrame, layout: Layout, lead: pd.Series) -> pd.Series:
    """Tell which rows say that they are totals, in place of a code of goods or without one."""
    keys = [c.position for c in layout.columns if c.field in ITEM_CODES]
    texts = [c.position for c in layout.columns if c.field in _text_fields(layout.kind)]
    said = _is_total(lead)
    for position in {*texts} - {*keys}:
        said |= _is_total(body[position])
    found = said & (body[keys] == "").all(axis=1)
    for position in keys:
        found |= _is_total(body[position])
    return found


def _is_total(cells: pd.Series) -> pd.Series:
    suspects = cells[cells.str.contains("计", regex=False)].unique()
    return cells.isin([word for word in suspects if TOTAL.match("".join(word.split()))])


def _text_fields(kind: str) -> set[str]:
    fields = canonical_tables()[kind].values()
    return {f.name for f in fields if f.type in ("code", "text", "period")} - {"doc_no"}


def _first_filled(body: pd.DataFrame) -> pd.Series:
    """Return each row's first cell that is not blank, column by column."""
    first = body[0]
    for position in body.columns[1:]:
        blank = first.eq("")
        if not blank.any():
            break
        first = first.where(~blank, body[position])
    return first


def _named(body: pd.DataFrame, layout: Layout, rule: Mapping[str, str]) -> pd.Series:
    """Tell which rows an ``exclude`` entry names, each column by its header or its field."""
    conditions = {clean_header(k): v for k, v in rule.items() if k != "reason"}
    hit = pd.Series(bool(conditions), index=body.index)
    for name, value in conditions.items():
        positions = [
            c.position for c in layout.columns if name in (clean_header(c.header), c.field)
        ]
        hit &= (body[positions] == value).any(axis=1)
    return hit
