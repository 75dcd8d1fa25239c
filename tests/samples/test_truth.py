import pytest

from stockturn.samples import SampleSpec, simulate, tell_truth


@pytest.fixture(scope="module")
def truth():
    planted = ("W-1", "W-5")
    return tell_truth(simulate(SampleSpec(seed=5, items=40, days=400, mistakes=planted)))


def test_effects_point_the_planted_way(truth):
    assert set(truth["mistakes"]) == {"W-1", "W-5"}
    padding, cutting = truth["mistakes"]["W-1"], truth["mistakes"]["W-5"]
    assert padding["one_off_cash"] > 0 and padding["average_stock"] > 0
    assert cutting["annual_profit"] > 0
    assert 0 < len(padding["items"]) < 40
    assert padding["strength"] == "strong"


def test_demand_is_uncensored(truth):
    assert len(truth["items"]) == 40
    for item in truth["items"]:
        assert 0 <= item["lost_sales"] <= item["true_demand"]


def test_a_healthy_company_has_nothing_to_confess():
    truth = tell_truth(simulate(SampleSpec(seed=5, items=20, days=120)))
    assert truth["mistakes"] == {}
    assert truth["stock"]["margin"] > truth["stock"]["profit"] > 0
