"""Rows that are no data: repeated headers, totals, footers, what the parameters rule out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.columns import Layout
from stockturn.intake.grids import Grid
from stockturn.intake.reasons import first_of, only, reason
from stockturn.intake.totals import Totals
from stockturn.intake.totals import find as totals_of
from stockturn.intake.values import clean_header

FOOTER = re.compile(
    r"^(?:制表|打印|审核|制单|单位负责人|第\d+页|共\d+页|导出时间|查询条件|核算单位|编制单位)"
)
FOOTER_CELLS = 2
# What an import template says of its columns below their names.
DESCRIPTION = re.compile(r"字段类型|最大位数|^必填|请填写|请输入|示例|选填|不能为空|系统自动生成")
DESCRIPTION_ROWS = 2


def not_data(
    body: pd.DataFrame,
    grid: Grid,
    layout: Layout,
    *,
    filled: pd.Series,
    is_head: pd.Series,
    exclude: Sequence[Mapping[str, str]] = (),
) -> tuple[pd.Series, Totals]:
    """Return why each row that is no data is left out; and the totals found."""
    lead = _first_filled(body)
    totals = totals_of(body, layout, lead)
    hits = [
        (_("重复的表头行"), _repeated(body, grid, layout, lead)),
        (_("分段标题行"), is_head),
        (_("合计或小计行"), totals.rows),
        (_("表尾说明行"), _footers(lead, filled)),
        (_("字段说明行"), _descriptions(body)),
        *((rule_reason(rule), _named(body, layout, rule)) for rule in exclude),
    ]
    return first_of(reason(why, hit) for why, hit in hits), totals


def _repeated(body: pd.DataFrame, grid: Grid, layout: Layout, lead: pd.Series) -> pd.Series:
    """Tell which rows repeat the header or a title, as each printed page does."""
    above = grid.cells.loc[: layout.header_row]
    tops = {"\t".join(row) for row in above.itertuples(index=False)} - {""}
    hit = lead.isin(set(_first_filled(above)) - {""})
    if not hit.any():
        return hit
    same = {row[0] for row in only(body, hit).itertuples() if "\t".join(row[1:]) in tops}
    return pd.Series(body.index.isin(same), index=body.index)


def _footers(lead: pd.Series, filled: pd.Series) -> pd.Series:
    few = filled.le(FOOTER_CELLS)
    said = only(lead, few).str.match(FOOTER.pattern)
    return few & few.index.isin(said.index[said])


def _descriptions(body: pd.DataFrame) -> pd.Series:
    hit = pd.Series(False, index=body.index)
    for number, *cells in body.iloc[:DESCRIPTION_ROWS].itertuples():
        said = [bool(DESCRIPTION.search(cell)) for cell in cells if cell]
        hit.loc[number] = sum(said) * 2 > len(said) or sum(said) > 2
    return hit


def rule_reason(rule: Mapping[str, str]) -> str:
    """Return what is printed of rows that an ``exclude`` entry of the parameters names."""
    return _("按参数剔除：{why}").format(why=rule.get("reason") or _("参数文件要求剔除"))


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
    conditions = {k: v for k, v in rule.items() if k != "reason"}
    hit = pd.Series(bool(conditions), index=body.index)
    for name, value in conditions.items():
        positions = [
            c.position
            for c in layout.columns
            if name == c.field or clean_header(name) == clean_header(c.header)
        ]
        hit &= (body[positions] == value).any(axis=1)
    return hit
