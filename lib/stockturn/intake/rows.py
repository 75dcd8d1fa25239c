"""Rows of one sheet: used, excluded with a reason, or quarantined with a reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from stockturn.i18n import _
from stockturn.intake import values
from stockturn.intake.grids import Grid
from stockturn.intake.meaning import Layout
from stockturn.intake.values import clean_header
from stockturn.tables import canonical_tables

TOTAL = re.compile(
    r"^(?:本页|本月|本年|本期|分类|仓库|部门|单据)?(?:合计|小计|总计|累计)[:：]?$|.+[（(]?(?:小计|合计)[）)]?$"
)
FOOTER = re.compile(
    r"^(?:制表|打印|审核|制单|单位负责人|第\d+页|共\d+页|导出时间|查询条件|核算单位|编制单位)"
)
QUARANTINE_COLUMNS = ["file", "sheet", "row", "reason", "content"]


@dataclass(frozen=True)
class Rows:
    """What became of the rows of one sheet; the three counts add up to ``read``."""

    table: pd.DataFrame
    read: int
    excluded: Mapping[str, int]
    quarantine: pd.DataFrame

    @property
    def used(self) -> int:
        """Number of rows that reached the canonical table."""
        return len(self.table)


def read_rows(grid: Grid, layout: Layout, *, exclude: Sequence[Mapping[str, str]] = ()) -> Rows:
    """Turn the rows below the header into typed canonical rows.

    The table's index is the source row number.
    """
    body = grid.cells.loc[layout.header_row + 1 :]
    body = body[body.ne("").any(axis=1)]
    reasons = _exclusions(body, grid, layout, exclude)
    kept = body[reasons.eq("")]
    table, faults = _typed(kept, layout)
    excluded = Counter(reasons[reasons.ne("")])
    quarantine = _set_aside(kept, faults, grid)
    return Rows(table[faults.eq("")], len(body), dict(excluded), quarantine)


def _exclusions(
    body: pd.DataFrame, grid: Grid, layout: Layout, exclude: Sequence[Mapping[str, str]]
) -> pd.Series:
    reasons = pd.Series("", index=body.index, dtype="str")
    header = grid.cells.loc[layout.header_row]
    reasons[body.eq(header).all(axis=1)] = _("重复的表头行")
    text = [c.position for c in layout.columns if c.field in _text_fields(layout.kind)]
    squeezed = _first_filled(body, text).str.replace(r"\s", "", regex=True)
    keys = [c.position for c in layout.columns if c.field in ("item", "variant")]
    keyless = body[keys].eq("").all(axis=1) if keys else squeezed.ne("")
    is_total = squeezed.str.match(TOTAL) & (keyless | squeezed.eq(_first_key(body, keys)))
    reasons[reasons.eq("") & is_total] = _("合计或小计行")
    lead = _first_filled(body, body.columns)
    single = body.ne("").sum(axis=1).le(2)
    reasons[reasons.eq("") & single & lead.str.match(FOOTER)] = _("表尾说明行")
    for rule in exclude:
        hit = _matches(body, layout, rule)
        why = rule.get("reason") or _("参数文件要求剔除")
        reasons[reasons.eq("") & hit] = _("按参数剔除：{why}").format(why=why)
    return reasons


def _first_filled(body: pd.DataFrame, positions: Iterable[int]) -> pd.Series:
    """Return each row's first cell that is not blank, column by column."""
    first = pd.Series("", index=body.index, dtype="str")
    for position in positions:
        blank = first.eq("")
        if not blank.any():
            break
        first = first.where(~blank, body[position])
    return first


def _text_fields(kind: str) -> set[str]:
    return {
        f.name for f in canonical_tables()[kind].values() if f.type in ("code", "text", "period")
    } - {"doc_no"}


def _first_key(body: pd.DataFrame, keys: Sequence[int]) -> pd.Series:
    if not keys:
        return pd.Series("", index=body.index, dtype="str")
    return body[keys[0]].str.replace(r"\s", "", regex=True)


def _matches(body: pd.DataFrame, layout: Layout, rule: Mapping[str, str]) -> pd.Series:
    """Tell which rows an ``exclude`` entry of the parameters names, by header or by field."""
    hit = pd.Series(True, index=body.index)
    conditions = {k: v for k, v in rule.items() if k != "reason"}
    for name, value in conditions.items():
        positions = [
            c.position
            for c in layout.columns
            if clean_header(c.header) == clean_header(name) or c.field == name
        ]
        same = body[positions].eq(value).any(axis=1) if positions else False
        hit &= same
    return hit & bool(conditions)


def _typed(body: pd.DataFrame, layout: Layout) -> tuple[pd.DataFrame, pd.Series]:
    fields = canonical_tables()[layout.kind]
    faults = pd.Series("", index=body.index, dtype="str")
    table: dict[str, pd.Series] = {}
    for column in layout.columns:
        if column.field is None:
            continue
        field = fields[column.field]
        cells = body[column.position]
        if field.type == "period":
            table |= _periods(cells)
            bad = table["period_start"].isna()
        else:
            table[field.name], bad = _parse(cells, field.type)
        if field.role == "required" and field.type not in ("period", "number"):
            bad = bad | (cells.isin(values.BLANKS) & ~_coded_otherwise(field.name, body, layout))
        note = _("列“{header}”应为{type}，实为“{text}”")
        texts = cells[bad].str.slice(0, 30)
        faults.loc[bad & faults.eq("")] = [
            note.format(header=column.header, type=values.type_name(field.type), text=text)
            for text in texts[faults[bad].eq("")]
        ]
    return pd.DataFrame(table, index=body.index), faults


def _coded_otherwise(name: str, body: pd.DataFrame, layout: Layout) -> pd.Series:
    """Tell which rows carry their goods' code in the finer code column."""
    variant = layout.column("variant") if name == "item" else None
    if variant is None:
        return pd.Series(False, index=body.index)
    return body[variant.position].ne("")


def _parse(cells: pd.Series, type_: str) -> tuple[pd.Series, pd.Series]:
    if type_ == "number":
        return values.numbers(cells)
    if type_ in ("date", "datetime"):
        return values.dates(cells, keep_time=type_ == "datetime")
    if type_ == "flag":
        return values.flags(cells)
    if type_ == "code":
        return values.codes(cells)
    # A system that writes <无> for nothing must not have it printed as a name.
    return cells.where(~cells.isin(values.NO_TEXT), ""), pd.Series(False, index=cells.index)


def _periods(cells: pd.Series) -> dict[str, pd.Series]:
    bounds = {text: values.period_bounds(text) for text in cells.unique()}
    return {
        f"period_{side}": pd.to_datetime(
            cells.map({t: b[i] if b else pd.NaT for t, b in bounds.items()})
        ).astype("datetime64[us]")
        for i, side in enumerate(("start", "end"))
    }


def _set_aside(body: pd.DataFrame, faults: pd.Series, grid: Grid) -> pd.DataFrame:
    bad = faults[faults.ne("")]
    return pd.DataFrame(
        {
            "file": grid.file,
            "sheet": grid.sheet or "",
            "row": bad.index,
            "reason": bad.to_numpy(),
            "content": [" | ".join(row) for row in body.loc[bad.index].itertuples(index=False)],
        },
        columns=QUARANTINE_COLUMNS,
    )
