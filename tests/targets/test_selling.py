"""How long goods sell: shelf lives, seasons, and days on which nothing should be ordered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from stockturn.errors import ParamsError
from stockturn.params import Season, Settings
from stockturn.targets.selling import selling_time

SUMMER = {"凉席": Season(start="05-01", end="08-31")}
PLACES = pd.DataFrame(
    {"item": ["A", "B", "C"], "category": ["凉席", "奶粉", "五金"],
     "lead_days": [10.0, 10.0, np.nan],
     "shelf_life_days": [np.nan, 60.0, np.nan]}
)  # fmt: skip


def on(*days: str, seasons: dict[str, Season] | None = None):
    return selling_time(
        PLACES, SUMMER if seasons is None else seasons, pd.DatetimeIndex(days), review_days=7
    )


def test_a_shelf_life_begins_with_the_arrival() -> None:
    found = on("2025-06-01")
    assert found.until[:, 0].tolist() == [92, 70, np.inf]
    assert found.cover[:, 0].tolist() == [17, 17, 7]
    assert found.ends.tolist() == [True, True, False]
    # A review is 7 of the 60 days that a unit is on sale, and 7 of 82 until the season's end.
    assert found.turn[:, 0].tolist() == pytest.approx([7 / 82, 7 / 60, 0.0])


@pytest.mark.parametrize(
    ("day", "until", "cover", "closed"),
    [
        ("2025-01-15", 0, 0, True),  # far too early
        ("2025-04-13", 0, 0, True),  # the next review is early enough
        ("2025-04-14", 123, 0, True),  # there on the first day, with nothing to cover before
        ("2025-04-20", 123, 6, True),
        ("2025-05-01", 123, 17, False),
        ("2025-08-15", 17, 17, False),
        ("2025-08-20", 12, 12, False),
        ("2025-08-22", 0, 0, False),  # what is ordered now comes on the day after the last
        ("2025-08-31", 0, 0, False),
        ("2025-09-01", 0, 0, True),
    ],
)
def test_a_season_opens_and_closes(day: str, until: float, cover: float, closed: bool) -> None:
    found = on(day)
    assert (found.until[0, 0], found.cover[0, 0]) == (until, cover)
    assert found.closed[:, 0].tolist() == [closed, False, False]


def test_the_last_order_of_a_season_risks_all_of_its_rest() -> None:
    assert on("2025-08-20").turn[0, 0] == 1
    assert on("2025-05-01").turn[0, 0] == pytest.approx(7 / (123 - 10))


def test_what_is_there_sells_until_the_last_day() -> None:
    assert on("2025-08-22").left[0, 0] == 10
    assert on("2025-12-01").left[0, 0] == 123  # all of the next season


def test_a_season_may_lie_across_the_years_end() -> None:
    winter = {"A": Season(start="11-01", end="02-29")}
    found = on("2025-12-30", "2026-02-27", "2026-03-01", seasons=winter)
    assert found.left[0].tolist() == [61, 2, 120]
    assert found.closed[0].tolist() == [False, False, True]


def test_a_season_of_nothing_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(ParamsError) as raised:
        on("2025-06-01", seasons={"凉席类": SUMMER["凉席"]})
    assert "凉席类" in raised.value.found
    assert raised.value.action == "您是否想写 凉席？"


@pytest.mark.parametrize("day", ["2-30", "13-01", "02-30", "0801", "八月"])
def test_a_day_that_no_year_has_is_refused(day: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"seasons": {"凉席": {"start": "05-01", "end": day}}})
