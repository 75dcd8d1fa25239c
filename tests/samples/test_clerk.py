"""Books kept by hand look it: every habit leaves its trace."""

from collections import Counter

import pytest

HAND = {"seed": 2, "items": 60, "days": 400, "mistakes": ("W-3",)}


@pytest.fixture(scope="module")
def by_hand(exports):
    return exports(**HAND)


@pytest.fixture(scope="module")
def orderly(exports):
    return exports(**{**HAND, "mistakes": ()})


def lines(files, kind=None):
    return [line for line in files["出入库流水"] if kind in (None, line["类型"])]


def test_documents_are_entered_late_twice_or_without_number(by_hand, orderly):
    days = [line["日期"] for line in lines(by_hand)]
    assert days != sorted(days)
    assert any(not line["单据号"] for line in lines(by_hand))
    assert all(line["单据号"] for line in lines(orderly))
    fields = ("日期", "类型", "商品编码", "仓库", "数量", "销售金额")
    twice = Counter(tuple(line[f] for f in fields) for line in lines(by_hand, "销售出库"))
    assert max(twice.values()) > 1


def test_balances_go_negative_and_do_not_roll_forward(by_hand):
    last, broken = {}, 0
    for line in by_hand["月度收发存"]:
        key = line["商品编码"], line["仓库"]
        broken += last.get(key, line["期初数量"]) != line["期初数量"]
        last[key] = line["期末数量"]
    assert broken > 10
    assert any(int(line["期末数量"]) < 0 for line in by_hand["月度收发存"])


def test_counts_are_round_and_differ(by_hand, orderly):
    def off(files):
        counts = [(int(x["数量"]), int(x["账面数量"])) for x in lines(files, "盘点")]
        return sum(abs(a - b) for a, b in counts) / sum(abs(b) for _, b in counts), counts

    (share, counts), (small, _) = off(by_hand), off(orderly)
    assert share > 0.03 > 0.01 > small
    assert sum(a % 5 == 0 for a, _ in counts) / len(counts) > 0.8


def test_codes_are_written_in_several_ways(by_hand, orderly):
    known = {line["商品编码"] for line in orderly["商品档案"]}
    assert {line["商品编码"] for line in lines(by_hand)} - known
    assert not {line["商品编码"] for line in lines(orderly)} - known


def test_only_the_books_are_wrong_not_the_customers(company):
    hand, clean = company(**HAND), company(**{**HAND, "mistakes": ()})
    assert hand.frames["items"].equals(clean.frames["items"])
    assert (hand.done.market.demand == clean.done.market.demand).all()
    assert hand.frames["sales"]["qty"].sum() == pytest.approx(
        clean.frames["sales"]["qty"].sum(), rel=0.01
    )
