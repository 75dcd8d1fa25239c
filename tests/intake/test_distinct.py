"""Each distinct text is read once, and every row gets what its text means."""

from __future__ import annotations

import pandas as pd

from stockturn.intake.distinct import by_distinct


def test_each_text_is_read_once_and_rows_keep_their_order_and_numbers():
    seen: list[str] = []

    @by_distinct
    def lengths(cells: pd.Series, *, extra: int) -> tuple[pd.Series, pd.Series]:
        seen.extend(cells)
        return cells.str.len() + extra, cells.eq("bb")

    cells = pd.Series(["a", "bb", "", "a", "bb"], index=[5, 6, 8, 9, 12])
    values, faults = lengths(cells, extra=1)
    assert seen == ["a", "bb", ""]
    assert values.tolist() == [2, 3, 1, 2, 3]
    assert faults.tolist() == [False, True, False, False, True]
    assert list(values.index) == list(faults.index) == [5, 6, 8, 9, 12]


def test_a_column_without_rows():
    read = by_distinct(lambda cells: (cells.str.len(), cells.eq("")))
    values, faults = read(pd.Series([], dtype="str"))
    assert len(values) == len(faults) == 0
