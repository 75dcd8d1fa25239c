"""Simulated companies, written once a session, and an independent bookkeeper to judge them."""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest

from stockturn.samples import SampleSpec, simulate, write_exports

INTO = {"期初", "采购入库", "销售退货"}
OUT_OF = {"销售出库", "采购退货", "报废"}


class Exports:
    """The written files of one company, read with nothing of stockturn."""

    def __init__(self, folder):
        self.folder = folder

    def __getitem__(self, name):
        with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def exports(tmp_path_factory):
    written = {}

    def of(**spec):
        key = tuple(sorted(spec.items()))
        if key not in written:
            folder = tmp_path_factory.mktemp("exports")
            write_exports(SampleSpec(**spec), folder)
            written[key] = Exports(folder)
        return written[key]

    return of


@pytest.fixture(scope="session")
def company():
    known = {}

    def of(**spec):
        key = tuple(sorted(spec.items()))
        if key not in known:
            known[key] = simulate(SampleSpec(**spec))
        return known[key]

    return of


@pytest.fixture(scope="session")
def replay():
    """Quantity and value of each (item, warehouse) after the ledger; the lowest quantity met."""

    def play(ledger, until="9999"):
        qty, value, lowest = defaultdict(int), defaultdict(Decimal), 0
        for line in ledger:
            if line["日期"] > until:
                break
            key, kind, n = (line["商品编码"], line["仓库"]), line["类型"], int(line["数量"])
            assert n > 0 or kind == "盘点"
            if kind == "盘点":
                assert line["金额"] == ""
                assert int(line["账面数量"]) == qty[key]
                n -= qty[key]
                amount = n * Decimal(line["单位成本"] or 0)
            else:
                assert kind in INTO | OUT_OF | {"调拨"}
                n = n if kind in INTO else -n
                amount = Decimal(line["金额"]) * (1 if kind in INTO else -1)
            qty[key] += n
            value[key] += amount.quantize(Decimal("0.01"))
            lowest = min(lowest, qty[key])
            if kind == "调拨":
                other = (line["商品编码"], line["对方仓库"])
                qty[other] -= n
                value[other] -= amount
        return qty, value, lowest

    return play
