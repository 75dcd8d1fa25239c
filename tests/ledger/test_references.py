"""The kernel agrees, to the last unit, with references that count pieces and live through days."""

import datetime as dt
from collections import Counter
from fractions import Fraction

import pytest
from randoms import DAYS, START, as_frame, random_lines
from reference import UNDATED, ages, books

from stockturn.ledger.facts import FLOW_COLUMNS
from stockturn.ledger.replay import replay_movements

LEDGERS = {f"{seed:04}": random_lines(seed) for seed in range(1000)}
END = START + dt.timedelta(days=DAYS - 1)
FLOWS = [name for name in FLOW_COLUMNS if name != "revaluation_value"]


def month_of(day):
    date = START + dt.timedelta(days=day)
    return date.year * 12 + date.month


def exact(figure):
    return Fraction(round(figure * 10000), 10000)


@pytest.fixture(scope="module")
def replayed():
    return replay_movements(as_frame(LEDGERS))


def test_ageing_agrees_piece_by_piece(replayed):
    found = {}
    dates = replayed.layers["receipt_date"]
    days = (dates.dt.date - START).where(dates.notna())
    for row, day in zip(replayed.layers.itertuples(), days, strict=True):
        when = UNDATED if row.receipt_date != row.receipt_date else day.days
        found.setdefault((row.item, row.warehouse), Counter())[when] += row.qty
    for item, lines in LEDGERS.items():
        held, owed = ages(lines)
        for place, pieces in held.items():
            assert found.pop((item, place), Counter()) == Counter(pieces), (item, place)
            assert not (pieces and owed.get(place)), (item, place)
    assert not found


# All thousand under the default rules; a different quarter of them under each other method.
CASES = [("recorded", "company", slice(None))] + [
    (method, pool, slice(n % 4, None, 4))
    for n, (method, pool) in enumerate(
        [
            (m, p)
            for m in ("recorded", "moving", "monthly", "fifo")
            for p in ("warehouse", "company")
        ]
    )
]


@pytest.mark.parametrize(("method", "pool", "chosen"), CASES)
def test_costing_and_days_agree_to_the_last_unit(method, pool, chosen):
    ledgers = dict(list(LEDGERS.items())[chosen])
    facts = replay_movements(as_frame(ledgers), costing=method, cost_pool=pool, end=END)
    rows = {(r.item, r.warehouse, r.bucket): r for r in facts.monthly.itertuples()}
    months = [month_of((start.date() - START).days) for start in facts.buckets["start"]]
    spans = [
        range((start.date() - START).days, (end.date() - START).days + 1)
        for start, end in zip(facts.buckets["start"], facts.buckets["end"], strict=True)
    ]
    seen = 0
    for item, lines in ledgers.items():
        flows, close = books(
            lines, days=DAYS, month_of=month_of, method=method, company=pool == "company"
        )
        for place in {place for place, _day in close}:
            before = None
            for bucket, (month, span) in enumerate(zip(months, spans, strict=True)):
                days = [close[place, day] for day in span if (place, day) in close]
                if not days:
                    assert (item, place, bucket) not in rows
                    continue
                row, where = rows[item, place, bucket], (method, pool, item, place, bucket)
                seen += 1
                for name in FLOWS:
                    assert exact(getattr(row, name)) == flows[place, month][name], (*where, name)
                opening = before or (
                    flows[place, month]["opening_qty"],
                    flows[place, month]["opening_value"],
                )
                assert (exact(row.opening_qty), exact(row.opening_value)) == opening, where
                assert (exact(row.closing_qty), exact(row.closing_value)) == days[-1], where
                assert exact(row.qty_days) == sum(qty for qty, _worth in days), where
                assert exact(row.value_days) == sum(worth for _qty, worth in days), where
                clipped = sum(worth for qty, worth in days if qty > 0)
                assert exact(row.value_days_clipped) == clipped, where
                assert row.held_days == len(days), where
                assert row.stockout_days == sum(qty <= 0 for qty, _worth in days), where
                assert row.negative_days == sum(qty < 0 for qty, _worth in days), where
                before = days[-1]
    assert seen == len(rows) - len(facts.monthly.query("item == '~'"))
