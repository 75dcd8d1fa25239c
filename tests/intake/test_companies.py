"""Companies of a group: a source names one, and its places are its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from stockturn.analysis import analyse
from stockturn.intake import read_sources
from stockturn.params import Source, load_params

HEAD = "日期,类型,商品编码,仓库,数量,单位成本"
BOTH = {"甲公司": 3, "乙公司": 1}
"""How many pieces of the same goods each company sells on each of ten days."""


def write_group(folder: Path, *, place: str = "总仓") -> Path:
    """Write two companies that hold the same goods in places of the same name."""
    sources = []
    for company, sold in BOTH.items():
        days = [f"2025-01-{day:02},销售出库,01,{place},{sold}," for day in range(2, 12)]
        text = "\n".join([HEAD, f"2025-01-01,期初,01,{place},100,5", *days]) + "\n"
        (folder / f"{company}.csv").write_text(text, encoding="utf-8")
        sources.append(f"  - {{path: {company}.csv, company: {company}}}")
    text = "\n".join(["client: 集团", "client_id: g", "sources:", *sources]) + "\n"
    (folder / "g.yaml").write_text(text, encoding="utf-8")
    return folder / "g.yaml"


@pytest.mark.parametrize("place", ["总仓", ""])
def test_each_company_turns_over_its_own_stock(tmp_path: Path, place: str) -> None:
    analysis = analyse(load_params(write_group(tmp_path, place=place)))
    sold = analysis.pairs.groupby("company")["cogs"].sum()
    assert sold.to_dict() == {name: 10 * n * 5.0 for name, n in BOTH.items()}
    held = analysis.pairs.groupby("company")["closing_qty"].sum()
    assert held.to_dict() == {name: 100.0 - 10 * n for name, n in BOTH.items()}


def test_places_that_companies_share_by_name_are_told_apart_and_told(tmp_path: Path) -> None:
    params = load_params(write_group(tmp_path))
    intake = read_sources(params.sources, base_dir=tmp_path)
    assert set(intake.tables["movements"]["warehouse"]) == {"甲公司·总仓", "乙公司·总仓"}
    assert [o.noticed for o in intake.observations if o.id == "shared_place"] == [
        "多家公司都有名为“总仓”的仓库"
    ]


def test_without_companies_nothing_is_renamed(tmp_path: Path) -> None:
    write_group(tmp_path)
    sources = [Source(path=f"{company}.csv") for company in BOTH]
    intake = read_sources(sources, base_dir=tmp_path)
    assert set(intake.tables["movements"]["warehouse"]) == {"总仓"}
