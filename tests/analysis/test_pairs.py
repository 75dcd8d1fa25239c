"""The days reported on, how their stock is averaged, and the classes of the goods."""

from __future__ import annotations

import pytest

from stockturn.analysis import conclude
from stockturn.errors import ParamsError


@pytest.mark.parametrize("averaging", ["auto", "monthly", "two_point"])
def test_the_average_asked_for_is_the_one_used(analysed, client, averaging: str):
    found = conclude(client({}, settings={"averaging": averaging}), analysed.books)
    assert found.window.averaging == ("monthly" if averaging == "auto" else averaging)
    assert found.bridge[-1]["to"].startswith(found.window.averaging)


def test_an_average_by_days_of_tables_without_days_is_refused(analysed, client):
    params = client({}, settings={"averaging": "day_weighted"})
    with pytest.raises(ParamsError, match="没有逐日结存") as caught:
        conclude(params, analysed.books)
    assert "auto" in caught.value.action


def test_goods_are_classed_item_by_item(analysed):
    pairs = analysed.pairs.set_index("item")
    assert pairs["abc"].to_dict() == {"A": "A", "B": "B", "C": "C"}
    assert pairs["xyz"].to_dict() == {"A": "X", "B": "X", "C": "Z"}
