"""Each distinct text of a column is read once: a year has few days, a ledger few prices."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

import pandas as pd

Read = tuple[pd.Series, pd.Series]
Options = ParamSpec("Options")


def by_distinct(
    read: Callable[Concatenate[pd.Series, Options], Read],
) -> Callable[Concatenate[pd.Series, Options], Read]:
    """Let a function that turns texts into values and faults see each text once."""

    def read_column(cells: pd.Series, /, *args: Options.args, **kwargs: Options.kwargs) -> Read:
        numbers, texts = pd.factorize(cells)
        values, faults = read(pd.Series(texts, dtype="str"), *args, **kwargs)
        return (
            values.take(numbers).set_axis(cells.index),
            faults.take(numbers).set_axis(cells.index),
        )

    update_wrapper(read_column, read)
    return read_column
