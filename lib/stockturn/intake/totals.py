"""Totals among the rows: recognised by their words, proved by the rows that they sum."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from stockturn.intake import values
from stockturn.intake.columns import ITEM_CODES, Layout
from stockturn.intake.words import fields

TOTAL = re.compile(r".+[（(]?(?:小计|合计)[）)]?$")
PLAIN = re.compile(
    r"^(?:本页|本月|本年|本期|本日|分类|仓库|部门|单据)?(?:合计|小计|总计|累计|汇总)[:：]?$"
)
CLOSING = {"期末结存", "期末余额", "结转下年", "本年结转", "期末合计"}
SIGNS = "计|汇|期末|结转"
COLUMNS = ["row", "item", "expected", "found", "gap"]


@dataclass(frozen=True)
class Totals:
    """Which rows are totals, how many could be checked, and where they do not agree."""

    rows: pd.Series
    checked: int
    breaks: pd.DataFrame


def find(body: pd.DataFrame, layout: Layout, lead: pd.Series) -> Totals:
    """Return the total rows of a sheet.

    A row that says so in place of a code, or without one, is a total, and told where it does not
    agree. One that has a code of its own, or no word for it, is one only where it is the sum of
    the rows before it.
    """
    said, maybe = _suspects(body, layout, lead)
    level = levels(body, layout)
    suspects = said | maybe | level
    nothing = pd.DataFrame(columns=COLUMNS)
    if not suspects.any():
        return Totals(suspects, 0, nothing)
    sums = _summed(body, layout)
    if not sums:
        return Totals(said | level, 0, nothing)
    numbers = np.column_stack([values.numbers(body[p])[0].to_numpy() for p in sums])
    gaps, bases = _gaps(numbers, suspects.to_numpy(), lead[suspects])
    stated = ~np.isnan(numbers[suspects])
    off = np.where(stated, np.abs(gaps), 0.0)
    agrees = (off <= 2 * values.HALF_CENT).all(axis=2)
    moved = np.where(stated, np.abs(numbers[suspects]), 0).sum(axis=1) > 0
    proved = agrees.any(axis=0) & stated.any(axis=1)
    sure = said[suspects].to_numpy()
    total = suspects.copy()
    total[suspects] = (
        level[suspects].to_numpy() | sure | (proved & moved & (bases >= 2).any(axis=0))
    )
    running = lead[suspects].str.contains("累计", regex=False).to_numpy()
    wrong = sure & stated.any(axis=1) & ~proved & ~running
    nearest = off.sum(axis=2).argmin(axis=0)
    breaks, at = [], lead.index[suspects].to_numpy()
    for n in np.flatnonzero(wrong):
        column = int(off[nearest[n], n].argmax())
        found = numbers[suspects][n, column]
        gap = float(gaps[nearest[n], n, column])
        breaks.append((int(at[n]), lead[suspects].iloc[n], found - gap, found, gap))
    checked = int((sure & stated.any(axis=1) & ~(running & ~proved)).sum())
    return Totals(total, checked, pd.DataFrame(breaks, columns=COLUMNS))


def _gaps(
    numbers: np.ndarray, suspect: np.ndarray, lead: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Return, for each way a total may have been summed, what its row states less the sum.

    Ways: all rows above, rows since the last total, rows since the last total of the same word,
    all rows of the sheet, rows down to the next total.
    """
    plain = np.where(suspect[:, None], 0.0, np.nan_to_num(numbers))
    run = np.vstack([np.zeros(numbers.shape[1]), np.cumsum(plain, axis=0)])
    count = np.concatenate([[0], np.cumsum(~suspect)])
    at = np.flatnonzero(suspect)
    before = np.concatenate([[0], at[:-1]])
    after = np.concatenate([at[1:], [len(suspect)]])
    words = lead.str.replace(r"[\d\s.]+", "", regex=True)
    same = pd.Series(at).groupby(words.to_numpy()).shift(fill_value=0).to_numpy()
    whole = np.full(len(at), len(suspect))
    zero = np.zeros(len(at), dtype=int)
    spans = [(zero, at), (before, at), (same, at), (zero, whole), (at, after)]
    stated = numbers[at]
    gaps = np.stack([stated - (run[end] - run[start]) for start, end in spans])
    return gaps, np.stack([count[end] - count[start] for start, end in spans])


def _summed(body: pd.DataFrame, layout: Layout) -> list[int]:
    """List the columns whose total is the sum of their rows: no prices, no running balances."""
    known = fields(layout.kind)
    running = {"closing_qty", "closing_value"} if layout.kind == "movements" else set()
    return [
        c.position
        for c in layout.columns
        if c.field
        and known[c.field].type == "number"
        and c.field not in running
        and c.field.endswith(("qty", "value", "amount"))
    ]


def _suspects(body: pd.DataFrame, layout: Layout, lead: pd.Series) -> tuple[pd.Series, pd.Series]:
    keys = [c.position for c in layout.columns if c.field in ITEM_CODES]
    known = fields(layout.kind)
    texts = {
        c.position
        for c in layout.columns
        if c.field and known[c.field].type in ("code", "text", "period") and c.field != "doc_no"
    }
    said, _plain = _named(lead)
    for position in texts - {*keys}:
        said |= _named(body[position])[0]
    blank = pd.Series(bool(keys), index=body.index)
    for position in keys:
        blank &= body[position].eq("")
    maybe = said & ~blank
    sure = said & blank
    for position in keys or [c.position for c in layout.columns if c.field == "item_name"]:
        named, plain = _named(body[position])
        sure |= plain
        maybe |= named
    if keys and layout.kind in ("balances", "onhand", "ageing"):
        # A level of a hierarchy, printed beside its members, may have a name and no code.
        maybe |= blank & lead.ne("")
    return sure, maybe & ~sure


def _named(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Tell which cells say that they are totals, and which of these say nothing else."""
    # Each distinct text once: a million cells hold few.
    distinct = pa.array(cells.unique(), pa.large_string())
    suspects = distinct.filter(pc.match_substring_regex(distinct, SIGNS)).to_pylist()
    bare = {word: "".join(word.split()) for word in suspects}
    plain = [w for w, b in bare.items() if PLAIN.match(b) or b in CLOSING]
    named = [w for w, b in bare.items() if w in plain or TOTAL.match(b)]
    if not named:
        return (pd.Series(False, index=cells.index),) * 2
    return cells.isin(named), cells.isin(plain)


def levels(body: pd.DataFrame, layout: Layout) -> pd.Series:
    """Tell which rows are levels of a dotted code, each the sum of the codes that begin with it.

    A code may end in .1 without being a member of anything: in a hierarchy, every level adds up.
    """
    none = pd.Series(False, index=body.index)
    code = layout.column("item")
    measure = next((c for n in ("closing_qty", "onhand_qty") if (c := layout.column(n))), None)
    if (
        code is None
        or measure is None
        or not body[code.position].str.contains(".", regex=False).any()
    ):
        return none
    item = body[code.position]
    codes = set(item)
    ups = {
        c: [u for n in range(c.count(".")) if (u := c.rsplit(".", n + 1)[0]) in codes]
        for c in codes
    }
    parents = {up for above in ups.values() for up in above}
    if not parents:
        return none
    times = [c.position for c in layout.columns if c.field in ("period", "year", "date")]
    table = body[times].assign(
        item=item, figure=values.numbers(body[measure.position])[0].fillna(0)
    )
    members = table[~item.isin(parents)]
    above = members["item"].map(ups).explode().dropna()
    below = members.loc[above.index, [*times, "figure"]].assign(item=above.to_numpy())
    key = ["item", *times]
    sums = below.groupby(key)["figure"].sum().rename("below").reset_index()
    joined = table.merge(sums, on=key, how="left")
    close = (joined["figure"] - joined["below"]).abs().le(2 * values.HALF_CENT)
    proved = bool(close[joined["below"].notna()].all()) and bool(joined.loc[close, "figure"].any())
    return pd.Series(close.to_numpy() & proved, index=body.index)
