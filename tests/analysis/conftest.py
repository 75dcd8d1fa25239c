"""A client with two years of monthly tables, written by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stockturn.analysis import Analysis, conclude, read_books
from stockturn.params import Params, parse_params

HEADER = (
    "期间,商品编码,仓库,期初数量,期初金额,入库数量,入库金额,出库数量,出库金额,期末数量,期末金额\n"
)
GOODS = {"A": (100, 50), "B": (40, 10), "C": (20, 0)}  # pieces held, pieces sold a month


def balances(*years: int, warehouse: str = "总仓") -> str:
    """Return tables in which all goods are held steadily and cost 2 a piece."""
    lines = []
    for year in years:
        for month in range(1, 13):
            for item, (held, sold) in GOODS.items():
                stock, flow = f"{held},{2 * held}", f"{sold},{2 * sold}"
                lines.append(f"{year}-{month:02d},{item},{warehouse},{stock},{flow},{flow},{stock}")
    return HEADER + "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The conclusions on two years of tables, for tests that only look at them."""
    folder = tmp_path_factory.mktemp("two-years")
    (folder / "收发存.csv").write_text(balances(2020, 2021), encoding="utf-8")
    given = {"client": "甲", "client_id": "jia", "sources": [{"path": "*.csv"}]}
    params = parse_params(given).model_copy(update={"base_dir": str(folder)})
    return conclude(params, read_books(params))


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Params]:
    """Write files and return the parameters of their client; its cache is its own."""
    monkeypatch.setenv("STOCKTURN_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "exports"
    folder.mkdir()

    def written(files: dict[str, str], **keys: Any) -> Params:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        given = {"client": "甲", "client_id": "jia", "sources": [{"path": "*.csv"}]}
        return parse_params(given | keys).model_copy(update={"base_dir": str(folder)})

    return written


@pytest.fixture
def two_years(client: Callable[..., Params]) -> Params:
    return client({"收发存.csv": balances(2020, 2021)})


@pytest.fixture
def monthly() -> Callable[..., str]:
    """Return the text of steady monthly tables for the years given."""
    return balances
