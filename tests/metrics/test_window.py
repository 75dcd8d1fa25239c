"""Cutting books to a closed span: every day once, and one way to average (T10, T13, T21, T27)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockturn.metrics.window import average_stock, best_averaging, grouped, window

from .conftest import write_facts

D = dt.date
MONTHS = 6
START, MARCH, END = D(2021, 1, 1), D(2021, 3, 31), D(2021, 6, 30)


def months(item: str = "A", *figures: tuple[float, float, float], warehouse: str = "总仓") -> list:
    """Rows of (opening value, cost of sales, closing value), month after month."""
    return [
        {"item": item, "warehouse": warehouse, "bucket": n, "opening_value": o, "opening_qty": o,
         "sales_cost": c, "sales_qty": c, "closing_value": e, "closing_qty": e}
        for n, (o, c, e) in enumerate(figures)
    ]  # fmt: skip


STEADY = months("A", *[(100, 50, 100)] * 12)
FALLING = months("A", (60, 0, 50), (50, 0, 40), (40, 0, 30), (30, 0, 20), (20, 0, 10), (10, 0, 0))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (D(2021, 1, 1), D(2021, 12, 31), 12),
        (D(2021, 2, 1), D(2021, 2, 28), 1),
        (D(2021, 3, 1), D(2021, 5, 31), 3),
        (D(2021, 12, 1), D(2021, 12, 31), 1),
    ],
)
def test_t27_both_ends_of_a_span_are_inside(start: dt.date, end: dt.date, expected: int):
    span = window(write_facts(STEADY), start=start, end=end, averaging="monthly")
    assert (span.start, span.end, span.months) == (start, end, expected)
    assert span.pairs["cogs"].tolist() == [50 * expected]
    assert span.days == (end - start).days + 1


def test_t27_the_day_after_the_end_is_outside():
    facts = write_facts(STEADY)
    assert window(facts, start=D(2021, 1, 1), end=D(2021, 1, 30), averaging="monthly") is None
    span = window(facts, start=D(2021, 1, 1), end=D(2021, 2, 27), averaging="monthly")
    assert span.end == D(2021, 1, 31)


def test_t10_only_what_moved_within_the_window_turns():
    facts = write_facts(months("A", *[(100, 10 * n, 100) for n in range(1, 13)]))
    span = window(facts, start=D(2021, 3, 1), end=D(2021, 5, 31), averaging="monthly")
    assert span.pairs["cogs"].tolist() == [30 + 40 + 50]
    assert span.per_year(365) == 4


def test_a_span_outside_the_books_is_none():
    facts = write_facts(STEADY)
    assert window(facts, start=D(2022, 1, 1), end=D(2022, 12, 31), averaging="monthly") is None


def test_t21_the_opening_depends_on_the_first_day_only():
    facts = write_facts(FALLING, end=END)
    ends = (D(2021, 2, 28), D(2021, 4, 30), END)
    spans = [window(facts, start=D(2021, 2, 1), end=e, averaging="monthly") for e in ends]
    assert [s.pairs["opening_value"].item() for s in spans] == [50, 50, 50]
    assert [s.pairs["closing_value"].item() for s in spans] == [40, 20, 0]


def test_t21_goods_that_come_later_open_with_nothing():
    facts = write_facts([*FALLING, *[r | {"bucket": 3} for r in months("B", (0, 5, 70))]], end=END)
    span = window(facts, start=D(2021, 1, 1), end=END, averaging="monthly")
    late = span.pairs.set_index("item").loc["B"]
    assert (late["opening_value"], late["closing_value"], late["cogs"]) == (0, 0, 5)


class TestAYear:
    def per_year(self, end: dt.date, start: dt.date = START, *, basis: int = 365, cuts=()):
        facts = write_facts(STEADY, cuts=cuts)
        return window(facts, start=start, end=end, averaging="monthly").per_year(basis)

    @pytest.mark.parametrize(
        ("end", "factor"), [(D(2021, 12, 31), 1), (D(2021, 6, 30), 2), (D(2021, 1, 31), 12)]
    )
    @pytest.mark.parametrize("basis", [365, 360])
    def test_whole_months_are_twelfths_on_any_basis(self, end, factor: float, basis: int):
        assert self.per_year(end, basis=basis) == factor

    def test_february_is_a_month_like_another(self):
        assert self.per_year(D(2021, 2, 28), D(2021, 2, 1)) == 12

    @pytest.mark.parametrize("basis", [365, 360])
    def test_other_spans_go_by_days(self, basis: int):
        start, end = D(2021, 1, 16), D(2021, 3, 6)
        rows = [r | {"bucket": n} for n, r in enumerate(STEADY)]
        facts = write_facts(rows, cuts=[start, D(2021, 3, 7)])
        span = window(facts, start=start, end=end, averaging="monthly")
        assert (span.months, span.days) == (None, 50)
        assert span.per_year(basis) == basis / 50


class TestAverages:
    """0, then 100 from the last month on: two points say 50, months say 17, days say what was."""

    rows = months("A", (0, 0, 0), (0, 0, 0), (0, 0, 100))

    def average(self, averaging: str, rows=None, end=MARCH, **keys) -> float:
        facts = write_facts(rows or self.rows, end=end, **keys)
        return (
            window(facts, start=D(2021, 1, 1), end=end, averaging=averaging)
            .pairs["avg_stock_value"]
            .sum()
        )

    def test_two_points(self):
        assert self.average("two_point") == 50

    def test_months_are_the_mean_of_their_opening_and_closing(self):
        assert self.average("monthly") == pytest.approx(50 / 3)

    def test_days_are_weighed_by_their_number(self):
        assert self.average("day_weighted", days=True) == pytest.approx(100 * 31 / 90)

    def test_a_short_month_weighs_as_much_as_a_long_one(self):
        assert self.average("monthly", months("A", (0, 0, 0), (0, 0, 90), (90, 0, 0))) == 30

    def test_negative_balances_count_as_they_are(self):
        assert self.average("two_point", months("A", (0, 0, -40)), end=D(2021, 1, 31)) == -20

    def test_goods_held_for_a_part_of_the_span_weigh_for_that_part(self):
        late = [r | {"bucket": 2} for r in months("B", (0, 0, 60))]
        assert self.average("monthly", [*months("A", *[(0, 0, 0)] * 3), *late]) == 10

    def test_a_part_of_a_month_weighs_as_a_part(self):
        facts = write_facts(months("A", (0, 0, 0), (100, 0, 100)), end=D(2021, 2, 10))
        span = window(facts, start=D(2021, 1, 1), end=D(2021, 2, 10), averaging="monthly")
        part = 10 / (365.25 / 12)
        assert span.pairs["avg_stock_value"].item() == pytest.approx(100 * part / (1 + part))

    def test_t13_the_whole_is_the_sum_of_its_parts_by_every_averaging(self):
        rows = [
            *self.rows,
            *months(
                "B",
                (10, 1, 20),
                (20, 1, 5),
                (5, 1, 9),
            ),
        ]
        facts = write_facts(rows, end=D(2021, 3, 31), days=True)
        for averaging in ("two_point", "monthly", "day_weighted"):
            span = window(facts, start=D(2021, 1, 1), end=D(2021, 3, 31), averaging=averaging)
            again = average_stock(span, averaging, "value")
            assert again.tolist() == span.pairs["avg_stock_value"].tolist()
            alone = [
                self.average(averaging, rows=[r for r in rows if r["item"] == i], days=True)
                for i in "AB"
            ]
            assert sum(alone) == pytest.approx(span.pairs["avg_stock_value"].sum())


@pytest.mark.parametrize(
    ("days", "layers", "best"), [(True, None, "day_weighted"), (False, None, "monthly")]
)
def test_the_finest_average_that_the_books_allow(days, layers, best):
    assert best_averaging(write_facts(STEADY, days=days, layers=layers)) == best


def test_a_snapshot_has_no_average_but_its_one_point():
    assert best_averaging(replace(write_facts(STEADY), source="onhand")) == "two_point"


CELL = st.tuples(st.sampled_from("AB"), st.sampled_from("甲乙"), st.integers(0, MONTHS - 1))
ROWS = st.dictionaries(CELL, st.tuples(*[st.integers(-50, 100)] * 4), min_size=1)


@settings(max_examples=15, deadline=None)
@given(ROWS, st.integers(1, MONTHS), st.integers(1, MONTHS))
def test_sums_are_what_a_clerk_would_add_up(cells, first: int, last: int):
    rows = [
        {"item": i, "warehouse": w, "bucket": b, "opening_value": o, "closing_value": c,
         "sales_cost": s, "sales_return_cost": r, "revenue": 2 * s, "sales_return_amount": r}
        for (i, w, b), (o, c, s, r) in cells.items()
    ]  # fmt: skip
    start = D(2021, first, 1)
    end = (pd.Timestamp(2021, last, 1) + pd.offsets.MonthEnd(0)).date()
    span = window(write_facts(rows, end=END), start=start, end=end, averaging="monthly")
    if first > last:
        assert span is None
        return
    chosen = [r for r in rows if first - 1 <= r["bucket"] <= last - 1]
    expected: dict[tuple[str, str], list[float]] = {}
    for r in chosen:
        sums = expected.setdefault((r["item"], r["warehouse"]), [0.0] * 5)
        sums[0] += r["sales_cost"] - r["sales_return_cost"]
        sums[1] += r["revenue"] - r["sales_return_amount"]
        sums[2] += r["opening_value"] if r["bucket"] == first - 1 else 0
        sums[3] += r["closing_value"] if r["bucket"] == last - 1 else 0
        sums[4] += (r["opening_value"] + r["closing_value"]) / 2 / (last - first + 1)
    columns = ["cogs", "net_revenue", "opening_value", "closing_value", "avg_stock_value"]
    found = {
        (p["item"], p["warehouse"]): [p[c] for c in columns] for p in span.pairs.to_dict("records")
    }
    assert found.keys() == expected.keys()
    for pair, sums in expected.items():
        assert found[pair] == pytest.approx(sums)


def test_totals_by_a_key_are_sums():
    pairs = pd.DataFrame(
        {"item": ["A", "A", "B"], "warehouse": ["甲", "乙", "甲"], "cogs": [1.0, 2, 4]}
    )
    assert grouped(pairs, "item")["cogs"].tolist() == [3, 4]
    assert grouped(pairs, ["item", "warehouse"])["cogs"].sum() == 7
