import pytest

from stockturn.errors import UsageError
from stockturn.samples import SampleSpec


def test_defaults_are_the_contract():
    spec = SampleSpec()
    assert (spec.seed, spec.items, spec.days, spec.system) == (1, 200, 800, "标准")
    assert (spec.mistakes, spec.strength, spec.client_id) == ((), "strong", "sample-1")


def test_mistakes_are_ordered_and_unique():
    assert SampleSpec(mistakes=["W-5", "W-1", "W-5"]) == SampleSpec(mistakes=("W-1", "W-5"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": -1},
        {"seed": "1"},
        {"items": 0},
        {"items": True},
        {"days": 30},
        {"system": "用友U9"},
        {"mistakes": ["W-6"]},
        {"mistakes": "W-1"},
        {"strength": "huge"},
        {"items": 1_000_000},
    ],
)
def test_wrong_values_say_what_to_do(wrong):
    with pytest.raises(UsageError) as caught:
        SampleSpec(**wrong)
    assert caught.value.expected and caught.value.action


def test_streams_do_not_depend_on_each_other():
    spec = SampleSpec(seed=3)
    first = spec.chance("demand").random()
    spec.chance("other").random(100)
    assert spec.chance("demand").random() == first != spec.chance("other").random()
