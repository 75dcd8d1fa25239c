"""How the books were kept: repeated lines, late dates, round numbers, missing snapshots."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

_LINE = ["date", "doc_no", "type", "item", "warehouse", "qty", "amount"]
CHANCE = 0.2  # of numbers that end in 0 or 5


def repeated_lines(movements: pd.DataFrame) -> pd.Series | None:
    """Tell of each line with a document number whether it repeats another in all respects."""
    if "doc_no" not in movements:
        return None
    told = movements[movements["doc_no"].notna()]
    return told.duplicated([c for c in _LINE if c in told]) if len(told) else None


def days_backwards(movements: pd.DataFrame) -> pd.Series | None:
    """Return by how many days each document is dated before one with a lower number.

    Numbers run within a prefix and kind; a document counts once for each day that it shows.
    """
    documents = _documents(movements) if "doc_no" in movements else pd.DataFrame()
    if documents.empty:
        return None
    latest = documents.groupby("series")["day"].cummax()
    back: pd.Series = (latest - documents["day"]).dt.days
    return back


def misspelled_lines(movements: pd.DataFrame) -> float:
    """Return the share of lines whose code was read as another way of writing the master's."""
    if "written_item" not in movements:
        return 0.0
    return float(movements["written_item"].fillna("").ne("").mean())


def round_number_excess(counted: pd.Series, *, least: float, sample: int) -> float | None:
    """Return the share of counted whole quantities from ``least`` up that end in 0 or 5, less 20 %.

    None for fewer than ``sample`` of them.
    """
    large = counted.abs()
    large = large[(large >= least) & (large % 1 == 0)]
    return float((large % 5 == 0).mean()) - CHANCE if len(large) >= sample else None


def snapshot_gaps(days: pd.Series) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the pairs of neighbouring days that lie more than twice the usual distance apart.

    Examples
    --------
    >>> ends = pd.to_datetime(["2024-01-31", "2024-02-29", "2024-03-31", "2024-06-30"])
    >>> [(str(a.date()), str(b.date())) for a, b in snapshot_gaps(pd.Series(ends))]
    [('2024-03-31', '2024-06-30')]
    """
    known = pd.Series(days.dropna().dt.normalize().unique()).sort_values(ignore_index=True)
    steps = known.diff().dt.days
    wide = steps > 2 * steps.median()
    return list(zip(known.shift()[wide], known[wide], strict=True))


def bookkeeping(
    tables: Mapping[str, pd.DataFrame],
    *,
    backdating_days: float,
    heaping_min_qty: float,
    min_sample: float,
) -> list[tuple[str, float, int]]:
    """Return sign, share and rows looked at, for each sign that the tables allow to be judged."""
    movements = tables.get("movements")
    if movements is None:
        return []
    rows: list[tuple[str, float, int]] = []
    if (repeated := repeated_lines(movements)) is not None:
        rows.append(("duplicates", float(repeated.mean()), len(repeated)))
    if (back := days_backwards(movements)) is not None:
        rows.append(("backdated", float((back > backdating_days).mean()), len(back)))
    if "items" in tables:
        rows.append(("misspelled", misspelled_lines(movements), len(movements)))
    counted = movements.loc[movements["type"].eq("盘点"), "qty"]
    excess = round_number_excess(counted, least=heaping_min_qty, sample=int(min_sample))
    if excess is not None:
        rows.append(("heaping", excess + CHANCE, len(counted)))
    return rows


def _documents(movements: pd.DataFrame) -> pd.DataFrame:
    told = movements[movements["doc_no"].notna()]
    number = told["doc_no"].astype(str).str.extract(r"^(.*?)(\d+)$")
    frame = pd.DataFrame(
        {
            "series": number[0].fillna("") + "|" + told["type"].astype(str),
            "serial": pd.to_numeric(number[1].str[-15:], errors="coerce"),
            "day": pd.to_datetime(told["date"]).dt.normalize(),
        }
    ).dropna()
    frame = frame.drop_duplicates().sort_values(["series", "serial", "day"], kind="stable")
    frame["serial"] = frame["serial"].astype(np.int64)
    return frame.reset_index(drop=True)
