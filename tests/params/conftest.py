"""The shortest parameters there are, and a way to see what is wrong with others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stockturn.errors import ParamsError
from stockturn.params import Params, parse_params


@pytest.fixture
def parse() -> Callable[..., Params]:
    """Parse the shortest valid parameters with some keys changed."""

    def parsed(**keys: Any) -> Params:
        shortest = {"client": "甲公司", "client_id": "jia", "sources": [{"path": "x.csv"}]}
        return parse_params(shortest | keys)

    return parsed


@pytest.fixture
def refuse(parse: Callable[..., Params]) -> Callable[..., ParamsError]:
    """Return the error that some keys are refused with."""

    def refused(**keys: Any) -> ParamsError:
        with pytest.raises(ParamsError) as caught:
            parse(**keys)
        return caught.value

    return refused
