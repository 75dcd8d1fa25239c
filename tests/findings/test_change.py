import pytest

from stockturn.findings import change_of_turnover, days_after, one_off_cash


@pytest.mark.parametrize(
    ("old", "new", "turns", "days"),
    [(45, 20, 1.25, -0.556), (40, 15, 1.667, -0.625), (60, 36, 0.667, -0.4), (50, 25, 1.0, -0.5)],
)
def test_the_articles_own_cases(old, new, turns, days):
    change = change_of_turnover(old, new)
    assert change.turns == pytest.approx(turns, abs=5e-4)
    assert change.days == pytest.approx(days, abs=5e-4)
    assert (1 + change.turns) * (1 + change.days) == pytest.approx(1)


def test_forty_percent_more_turns_are_not_forty_percent_fewer_days():
    assert days_after(60, 0.4) == pytest.approx(42.857, abs=1e-3)


def test_days_that_are_not_positive_are_refused():
    with pytest.raises(ValueError, match="positive"):
        change_of_turnover(0, 10)


def test_cash_is_freed_once():
    assert one_off_cash(73_000_000, 40, 15) == pytest.approx(5_000_000)
    assert one_off_cash(72_000_000, 40, 15, basis=360) == pytest.approx(5_000_000)
