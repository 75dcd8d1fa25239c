"""误区三: whether the books bear the marks of hand-kept tables."""

from __future__ import annotations

import pandas as pd

from stockturn.findings.case import Case, once
from stockturn.findings.positions import ratio
from stockturn.findings.rules import limit
from stockturn.metrics.audit import (
    days_backwards,
    misspelled_lines,
    repeated_lines,
    round_number_excess,
)

_NOT_BROKEN = ("negative_balance", "missing_period", "precision", "cost_missing")


def negative_share(case: Case) -> float | None:
    """Share of item-place days (else month ends) with a balance below zero."""
    rows = case.rows
    if "negative_days" in rows.columns:
        return ratio(rows["negative_days"].sum(), rows["held_days"].sum())
    return ratio(float((rows["closing_qty"] < 0).sum()), float(len(rows)))


def break_share(case: Case) -> float | None:
    """Share of intake's identities that break, else breaks of the books per item-place month.

    Negative balances are a statistic of their own; gaps in the data are no fault of the books.
    """
    checked = case.quality.get("check_break_share")
    if checked is not None:
        return checked
    broken = ~case.facts.breaks["kind"].isin(_NOT_BROKEN)
    return ratio(float(broken.sum()), float(len(case.facts.monthly)))


def duplicate_share(case: Case) -> float | None:
    """Share of movement lines that repeat another line of the same document in all respects."""
    repeated = repeated_lines(case.tables["movements"])
    return None if repeated is None else float(repeated.mean())


def backdated_share(case: Case) -> float | None:
    """Share of documents dated before one entered earlier, in order of document number.

    Numbers run within a prefix and kind. Where more than ``backdating_order_limit`` of them go
    backwards, the numbers do not follow entry at all and nothing can be said.
    """
    back = days_backwards(case.tables["movements"])
    if back is None:
        return None
    late = back > limit("backdating_days")
    share = float(late.mean())
    return None if share > limit("backdating_order_limit") else share


def misspelled_share(case: Case) -> float | None:
    """Share of movement lines whose item code is not written as the master writes it."""
    return misspelled_lines(case.tables["movements"])


def heaping(case: Case) -> float | None:
    """Share of larger counted quantities that end in 0 or 5, less the 20 % due to chance."""
    least, sample = limit("heaping_min_qty"), int(limit("min_sample"))
    return round_number_excess(_counts(case)["qty"], least=least, sample=sample)


def count_difference(case: Case) -> float | None:
    """Σ|counted − book| ÷ Σ book, in value where cost is known (measure of the report first)."""
    known = case.measure("count_difference_rate")
    if known is not None:
        return known
    differences = count_differences(case)
    return ratio(differences["difference"].sum(), differences["book"].sum())


@once
def count_differences(case: Case) -> pd.DataFrame:
    """Each count with a book quantity: ``item``, ``difference``, ``loss``, ``book`` in money.

    ``difference`` is absolute; ``loss`` is book less counted, negative for a gain.
    """
    counts = _counts(case)
    if "book_qty" not in counts.columns:
        return pd.DataFrame({"item": [], "difference": [], "loss": [], "book": []}, dtype=float)
    counts = counts[counts["book_qty"].notna() & counts["qty"].notna()]
    cost = counts["item"].map(case.items.set_index("item")["unit_cost"]).fillna(0.0)
    cost = cost if (cost > 0).any() else pd.Series(1.0, index=counts.index)
    loss = (counts["book_qty"] - counts["qty"]) * cost
    book = counts["book_qty"].abs() * cost
    return pd.DataFrame(
        {"item": counts["item"], "difference": loss.abs(), "loss": loss, "book": book}
    )


def unsigned_share(case: Case) -> float | None:
    """Share of rows read from sheets that bear no system's signature: made by hand, maybe."""
    return case.quality.get("unsigned_share")


def quality_score(case: Case) -> float | None:
    """Data-quality score of 0 to 100."""
    return case.quality_score


def spreadsheet(case: Case) -> float | None:
    """1 where the interview says that stock is kept in spreadsheets, else 0."""
    return float(bool(case.params.answers.spreadsheet_based))


def function_gaps(case: Case) -> float | None:
    """Count the functions among F-01, F-02, F-04 that the present system lacks or leaves unused."""
    answers = case.params.answers.functions
    return float(sum(answers.get(f) in ("absent", "owned") for f in ("F-01", "F-02", "F-04")))


def _counts(case: Case) -> pd.DataFrame:
    movements = case.table("movements")
    if movements is None:
        return pd.DataFrame({"item": [], "qty": []})
    counts = movements[movements["type"] == "盘点"]
    day = pd.to_datetime(counts["date"])
    start, end = pd.Timestamp(case.period.start), pd.Timestamp(case.period.end)
    return counts[(day >= start) & (day < end + pd.Timedelta(days=1))]
