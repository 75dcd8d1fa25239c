"""Twelve real months of a film shop, against an account that shares no line with ours.

The reckoning below is plain Python over csv, by the definitions of the design: an item that a month
does not list keeps its last closing, before its first listing it has its first opening; average
stock is the mean over months of (opening + closing) ÷ 2; cost of goods is opening + purchases −
returns ± other changes − closing.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stockturn.analysis import Analysis, Books, conclude, read_books
from stockturn.params import Params, parse_params

pytestmark = pytest.mark.real

LINK = "0038"  # 补差价专用链接: a million and a half pieces at value nought
STOCK = ("起始库存数量", "起始库存总额", "截止库存数量", "截止库存总额")
CENT = 0.005


@dataclass
class Account:
    """What a clerk with a pencil finds in the twelve tables."""

    rows: int = 0
    without_stock: int = 0
    unbalanced: list[tuple[str, str]] = field(default_factory=list)
    qty_breaks: int = 0
    value_breaks: list[float] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    cogs: float = 0.0
    average: float = 0.0
    closing: float = 0.0
    revenue: float = 0.0

    @property
    def turns(self) -> float:
        """Twelve whole months are a year."""
        return self.cogs / self.average


def number(text: str) -> float:
    return float(text) if text.strip() else 0.0


def reckon(folder: Path) -> Account:
    months = []
    for path in sorted(folder.glob("2021.*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            months.append((path.name, list(csv.DictReader(file))))
    account = Account(rows=sum(len(rows) for _name, rows in months))
    held: list[dict[str, tuple[float, float]]] = []
    last: dict[str, tuple[float, float]] = {}
    for name, rows in months:
        listed: dict[str, tuple[float, float]] = {}
        for row in rows:
            code = row["规格编码"]
            account.codes.add(code)
            account.revenue += number(row["销售总额"]) - number(row["销售退货总额"])
            if all(not row[column].strip() for column in STOCK):
                account.without_stock += 1
                continue
            if code == LINK:
                continue
            opening_qty, opening, closing_qty, closing = (number(row[c]) for c in STOCK)
            moved = (
                number(row["采购数量"]) - number(row["采购退货数量"]) - number(row["销售数量"])
                + number(row["销售退货数量"]) + number(row["其他变更数量"])
            )  # fmt: skip
            if abs(opening_qty + moved - closing_qty) > 1e-6:
                account.unbalanced.append((name, code))
            if code in last:
                account.qty_breaks += abs(last[code][0] - opening_qty) > 1e-6
                gap = opening - last[code][1]
                if abs(gap) > CENT:
                    account.value_breaks.append(gap)
            last[code] = (closing_qty, closing)
            listed[code] = (opening, closing)
            bought = number(row["采购总额"]) - number(row["采购退货总额"])
            account.cogs += opening + bought + number(row["其他变更总额"]) - closing
        held.append(listed)
    account.average = sum(averages(held).values())
    account.closing = sum(value for _qty, value in last.values())
    return account


def averages(held: list[dict[str, tuple[float, float]]]) -> dict[str, float]:
    """Return each item's mean over the months of (opening + closing) ÷ 2, listed or not."""
    found: dict[str, float] = defaultdict(float)
    for code in {code for listed in held for code in listed}:
        level = next(listed[code][0] for listed in held if code in listed)
        for listed in held:
            opening, closing = listed.get(code, (level, level))
            found[code] += (opening + closing) / 2 / len(held)
            level = closing
    return found


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    place = shared_data / "cn_fotolei_psi"
    if not place.is_dir():
        pytest.skip("the film shop's tables are not here")
    return place


@pytest.fixture(scope="module")
def account(folder: Path) -> Account:
    return reckon(folder)


@pytest.fixture(scope="module")
def params(folder: Path) -> Params:
    sources = [{"path": "2021.*.csv"}, {"path": "产品目录*.csv"}]
    given = {"client": "fotolei", "client_id": "fotolei", "sources": sources}
    return parse_params(given).model_copy(update={"base_dir": str(folder)})


@pytest.fixture(scope="module")
def books(params: Params) -> Books:
    return read_books(params)


@pytest.fixture(scope="module")
def analysis(params: Params, books: Books) -> Analysis:
    return conclude(params, books)


@pytest.fixture(scope="module")
def noticed(books: Books) -> dict[str, str]:
    return {o.id: f"{o.noticed}；{o.treatment}" for o in books.intake.observations}


def check(books: Books, name: str):
    return next(c for c in books.intake.checks if c.id == name)


class TestTheAccountItself:
    def test_is_of_the_tables_that_are_known(self, account: Account):
        assert account.rows == 6741
        assert account.without_stock == 957
        assert len(account.codes) == 1106
        assert len(account.unbalanced) == 67
        assert account.qty_breaks == 0
        assert [round(abs(gap), 2) for gap in account.value_breaks] == [0.01] * 6


class TestRows:
    def test_every_row_is_read_and_went_somewhere(self, books: Books):
        tables = [f for f in books.intake.files if f.kind == "balances"]
        assert len(tables) == 12
        assert sum(f.rows_read for f in tables) == 6741
        for file in books.intake.files:
            excluded = sum(file.rows_excluded.values())
            assert file.rows_read == file.rows_used + excluded + file.rows_quarantined, file.name
        assert check(books, "rows_account").ok

    def test_each_table_is_of_the_month_in_its_name(self, books: Books):
        periods = [f.period for f in books.intake.files if f.kind == "balances"]
        assert periods == [f"2021-{month:02d}" for month in range(1, 13)]

    def test_the_catalogue_joins(self, books: Books, analysis: Analysis):
        assert len(books.intake.tables["items"]) == 1661
        held = analysis.pairs[analysis.pairs["avg_stock_value"].gt(0)]
        assert held["category"].ne("").mean() > 0.95

    def test_codes_are_text(self, books: Books):
        items = set(books.intake.tables["balances"]["item"])
        assert {"000000", "0038", "0001.1", "01-01-03-03.A", "0040.135/120"} <= items


class TestChecks:
    def test_unbalanced_rows_are_listed(self, books: Books, account: Account):
        found = check(books, "row_balance_qty")
        assert found.breaks == 67
        rows = found.rows
        listed = {
            (f"2021.{p:%m}", i) for p, i in zip(rows["period_start"], rows["item"], strict=True)
        }
        assert listed == {(name[:7], code) for name, code in account.unbalanced}

    def test_months_join_in_pieces(self, books: Books):
        assert check(books, "period_join_qty").ok

    def test_months_join_in_money_but_for_six_cents_of_rounding(self, books: Books):
        found = check(books, "period_join_value")
        assert (found.ok, found.value) == (True, 0)
        assert "6 处差在一分内" in found.detail
        assert "共 0.06 元" in found.detail

    def test_no_month_is_missing(self, books: Books):
        assert check(books, "period_gaps").ok


class TestNoticed:
    def test_the_item_is_the_finer_code(self, noticed: dict[str, str]):
        assert "规格编码" in noticed["item_key"]
        assert "1106 个" in noticed["item_key"]

    def test_bundles_have_no_stock(self, noticed: dict[str, str]):
        assert "957 行" in noticed["no_stock_columns"]

    def test_a_price_difference_is_no_goods(self, noticed: dict[str, str], books: Books):
        assert noticed["not_goods"].startswith("0038（")
        places = books.facts.places.set_index("item")
        assert places["closing_qty"].get(LINK, 0) == 0
        assert places["closing_qty"].sum() < 200_000

    def test_tables_list_what_moved(self, noticed: dict[str, str]):
        assert "463～627 个" in noticed["moved_only"]

    def test_sales_are_at_price(self, noticed: dict[str, str]):
        assert "sales_at_price" in noticed

    def test_stock_at_value_nought_is_told(self, noticed: dict[str, str]):
        assert "zero_value_stock" in noticed


class TestFigures:
    def value(self, analysis: Analysis, name: str) -> float:
        value = analysis.measures[name].value
        assert value is not None
        return value

    def test_cost_of_goods(self, analysis: Analysis, account: Account):
        assert self.value(analysis, "cogs") == pytest.approx(account.cogs, abs=0.01)

    def test_average_stock(self, analysis: Analysis, account: Account):
        assert self.value(analysis, "avg_stock_value") == pytest.approx(account.average, abs=0.01)

    def test_turns_and_days(self, analysis: Analysis, account: Account):
        assert self.value(analysis, "turnover") == pytest.approx(account.turns, rel=1e-9)
        assert self.value(analysis, "dio_days") == pytest.approx(365 / account.turns, rel=1e-9)

    def test_closing_stock(self, analysis: Analysis, account: Account):
        found = self.value(analysis, "closing_stock_value")
        assert found == pytest.approx(account.closing, abs=0.01)

    def test_revenue_counts_bundles_too(self, analysis: Analysis, account: Account):
        assert self.value(analysis, "revenue") == pytest.approx(account.revenue, abs=0.01)

    def test_the_definition_says_what_was_done(self, analysis: Analysis):
        definition = analysis.measures["turnover"].definition
        assert "月均" in definition
        assert "12/12" in definition
        assert "期初＋采购－退货±其他变更" in analysis.measures["cogs"].definition

    def test_keyed_by_the_coarser_code_it_would_not_join(self, folder: Path):
        last: dict[str, float] = {}
        breaks = 0
        for path in sorted(folder.glob("2021.*.csv")):
            opening: dict[str, float] = defaultdict(float)
            closing: dict[str, float] = defaultdict(float)
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    opening[row["商品编码"]] += number(row["起始库存数量"])
                    closing[row["商品编码"]] += number(row["截止库存数量"])
            breaks += sum(abs(last[c] - qty) > 1e-6 for c, qty in opening.items() if c in last)
            last |= closing
        assert breaks > 100
