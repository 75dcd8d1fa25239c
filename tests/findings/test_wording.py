import pytest

from stockturn.findings.wording import half_up, number


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (1.005, 2, "1.01"),
        (-0.5, 0, "-1"),
        (-0.0, 1, "0.0"),
    ],
)
def test_halves_round_away_from_zero(value, places, text):
    assert half_up(value, places) == text


def test_a_small_negative_is_no_minus_zero():
    assert half_up(-0.0001, 1) == "0.0"


def test_differences_of_rates_are_percentage_points():
    assert number(0.034, "points") == "3.4个百分点"
    assert number(0.034, "share") == "3.4%"
    assert number(0, "flag") == "否"
