import pytest

from stockturn.samples import SampleSpec, simulate, tell_truth
from stockturn.samples.spec import SYSTEMS


@pytest.fixture(scope="module")
def truth():
    planted = ("W-1", "W-5")
    return tell_truth(simulate(SampleSpec(seed=5, items=40, days=400, mistakes=planted)))


def test_effects_point_the_planted_way(truth):
    assert set(truth["mistakes"]) == {"W-1", "W-5"}
    padding, cutting = truth["mistakes"]["W-1"], truth["mistakes"]["W-5"]
    assert padding["one_off_cash"] > 0 and padding["average_stock"] > 0
    assert cutting["annual_profit"] > 0
    assert truth["together"]["annual_profit"] > 0
    assert 0 < len(padding["items"]) < 40
    assert padding["strength"] == "strong"


def test_demand_is_uncensored(truth):
    assert len(truth["items"]) == 40
    for item in truth["items"]:
        assert 0 <= item["lost_sales"] <= item["true_demand"]


def test_a_healthy_company_has_nothing_to_confess():
    truth = tell_truth(simulate(SampleSpec(seed=5, items=20, days=120)))
    assert truth["mistakes"] == {}
    assert set(truth["together"].values()) == {0.0}
    assert truth["stock"]["margin"] > truth["stock"]["profit"] > 0


def test_it_tells_what_each_layout_lets_a_reader_know():
    company = simulate(SampleSpec(seed=5, items=6, days=90))
    told = tell_truth(company)["recoverable"]
    assert list(told) == list(SYSTEMS)
    frames = company.frames
    assert {kind: entry["rows"] for kind, entry in told["标准"].items()} == {
        kind: len(frame) for kind, frame in frames.items()
    }
    # The apps know stock as of a day; only a ledger with cost knows money.
    assert set(told["进销存宝"]) == {"items", "onhand"}
    assert "amount" not in told["纷享销客"]["movements"]["columns"]
    value = told["用友U8"]["balances"]["totals"]["closing_value"]
    assert value == pytest.approx(frames["balances"]["closing_value"].sum(), abs=0.005)
    opening = (frames["movements"]["type"] == "期初").sum()
    assert told["金蝶KIS"]["movements"]["rows"] == len(frames["movements"]) - opening
