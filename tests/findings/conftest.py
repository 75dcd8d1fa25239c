"""A small company written down month by month, and the case made of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pytest

from stockturn.findings import diagnose
from stockturn.findings.case import Case
from stockturn.ledger.buckets import month_buckets
from stockturn.ledger.facts import DAY_COLUMNS, FLOW_COLUMNS, Facts
from stockturn.params import Params, Span

START, END = dt.date(2023, 1, 1), dt.date(2024, 12, 31)
PERIOD = Span(start=dt.date(2024, 1, 1), end=END)
COMPARE = Span(start=START, end=dt.date(2023, 12, 31))


@dataclass
class Company:
    """Items held in places; each is a list of monthly (bought, sold) quantities."""

    days: bool = True
    rows: list[pd.DataFrame] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    findings: dict = field(default_factory=dict)
    settings: dict = field(default_factory=dict)
    breaks: pd.DataFrame | None = None

    def hold(
        self,
        item,
        *,
        opening,
        bought,
        sold,
        cost=10.0,
        price=15.0,
        place="主仓",
        out_days=0,
        **flows,
    ):
        months = month_buckets(START, END)
        n = len(months)
        bought, sold = np.broadcast_to(bought, n), np.broadcast_to(sold, n)
        extra = {name: np.broadcast_to(values, n) for name, values in flows.items()}
        frame = pd.DataFrame({"item": item, "warehouse": place, "bucket": range(n)})
        frame = frame.assign(**dict.fromkeys(FLOW_COLUMNS, 0.0))
        frame["purchase_qty"], frame["sales_qty"] = bought.astype(float), sold.astype(float)
        for name, values in extra.items():
            frame[name] = values.astype(float)
        signs = {"purchase_return_qty": -1, "transfer_in_qty": 1, "transfer_out_qty": -1}
        other = sum(sign * frame[name] for name, sign in signs.items())
        closing = opening + (frame["purchase_qty"] - frame["sales_qty"] + other).cumsum()
        frame["closing_qty"] = closing
        frame["opening_qty"] = closing.shift(fill_value=opening)
        for name in ("opening", "closing", "purchase", "purchase_return"):
            frame[f"{name}_value"] = frame[f"{name}_qty"] * cost
        for name in ("transfer_in", "transfer_out"):
            frame[f"{name}_value"] = frame[f"{name}_qty"] * cost
        frame["sales_cost"], frame["revenue"] = sold * cost, sold * price
        if self.days:
            length = months["days"].to_numpy()
            frame = frame.assign(**dict.fromkeys(DAY_COLUMNS, 0.0))
            middle = (frame["opening_qty"] + frame["closing_qty"]) / 2
            frame["qty_days"], frame["held_days"] = middle * length, length
            frame["value_days"] = frame["value_days_clipped"] = middle * length * cost
            frame["stockout_days"] = np.broadcast_to(out_days, n)
            frame["negative_days"] = np.where(frame["closing_qty"] < 0, length, 0)
        self.rows.append(frame)
        return self

    def steady(self, n=8, **how):
        """Hold items in balance: a month of stock, bought as sold, two categories."""
        codes = [f"A{i:02}" for i in range(n)]
        for i, code in enumerate(codes):
            self.hold(code, **{"opening": 100 + i, "bought": 100, "sold": 100, **how})
        self.categorise(dict(zip(codes, ["甲", "乙"] * n, strict=False)))
        return self

    def overstocked(self, n=4, **how):
        """Hold items that are bought twice as fast as they sell."""
        codes = [f"B{i:02}" for i in range(n)]
        for code in codes:
            self.hold(code, **{"opening": 100, "bought": 200, "sold": 100, **how})
        self.categorise(dict.fromkeys(codes, "丙"))
        return self

    def categorise(self, categories):
        new = pd.DataFrame({"item": list(categories), "category": list(categories.values())})
        old = self.tables.get("items")
        self.tables["items"] = new if old is None else pd.concat([old, new], ignore_index=True)

    def order(self, item, date, qty, *, lead=10, supplier="甲厂", **columns):
        day = pd.Timestamp(date)
        old = self.tables.get("purchases")
        row = {
            "po_no": f"PO{0 if old is None else len(old)}",
            "line_no": "1",
            "order_date": day,
            "receipt_date": day + pd.Timedelta(days=lead),
            "supplier": supplier,
            "item": item,
            "ordered_qty": float(qty),
            "received_qty": float(qty),
            **columns,
        }
        new = pd.DataFrame([row])
        self.tables["purchases"] = new if old is None else pd.concat([old, new], ignore_index=True)
        return self

    def sell(self, item, date, qty, amount, cost):
        row = {"date": pd.Timestamp(date), "item": item, "qty": float(qty)}
        new = pd.DataFrame([{**row, "sales_amount": float(amount), "cost_amount": float(cost)}])
        old = self.tables.get("sales")
        self.tables["sales"] = new if old is None else pd.concat([old, new], ignore_index=True)
        return self

    def facts(self) -> Facts:
        monthly = pd.concat(self.rows, ignore_index=True)
        places = monthly.groupby(["item", "warehouse"])[["closing_qty", "closing_value"]].last()
        facts = Facts(
            source="movements" if self.days else "balances",
            start=START,
            end=END,
            buckets=month_buckets(START, END),
            monthly=monthly,
            places=places.reset_index(),
        )
        return facts if self.breaks is None else replace(facts, breaks=self.breaks)

    def params(self) -> Params:
        return Params(
            client="甲公司",
            client_id="a",
            sources=[{"path": "x.csv"}],
            answers=self.answers,
            findings=self.findings,
            settings=self.settings,
        )

    def case(self, *, measures=None, quality=None, compare=COMPARE) -> Case:
        return Case(
            self.facts(),
            self.tables,
            self.params(),
            measures or {},
            quality or {},
            PERIOD,
            compare,
        )

    def diagnose(self, *, measures=None, quality=None, compare=COMPARE, rules=None, period=PERIOD):
        found = diagnose(
            facts=self.facts(),
            tables=self.tables,
            params=self.params(),
            measures=measures or {},
            intake_quality=quality or {},
            period=period,
            compare=compare,
            rules=rules,
        )
        return {mistake.id: mistake for mistake in found}


@pytest.fixture
def company() -> Company:
    """Return an empty company with day-weighted facts."""
    return Company()


def troubled(company):
    """Overstock, an overweight category, and orders placed on top of it."""
    company.steady().overstocked(6).hold("C", opening=3000, bought=0, sold=10)
    company.categorise({"C": "丙"})
    for item in ("B00", "B01"):
        company.order(item, "2024-11-01", 200)
    return company
