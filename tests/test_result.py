"""result.json: every key of the contract, plain values, nothing that is not a number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stockturn.analysis import Analysis, analyse
from stockturn.params import parse_params
from stockturn.report.result_json import canonical_json, validate_result
from stockturn.result import BREAKDOWNS, to_result

HEADER = (
    "期间,商品编码,仓库,期初数量,期初金额,入库数量,入库金额,出库数量,出库金额,期末数量,期末金额\n"
)
ITEMS = "商品编码,商品名称,分类,供应商\nA,甲,食品,张\nB,乙,日用,\n"


def analysis(folder: Path, files: dict[str, str]) -> Analysis:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    given = {"client": "甲公司", "client_id": "jia", "sources": [{"path": "*.csv"}]}
    return analyse(parse_params(given).model_copy(update={"base_dir": str(folder)}))


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    rows = [
        f"{year}-{month:02d},{item},总仓,{held},{held},{sold},{sold},{sold},{sold},{held},{held}"
        for year in (2020, 2021)
        for month in range(1, 13)
        for item, held, sold in (("A", 100, 50), ("B", 40, 0))
    ]
    files = {"收发存.csv": HEADER + "\n".join(rows) + "\n", "档案.csv": ITEMS}
    return to_result(analysis(tmp_path_factory.mktemp("full"), files))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return to_result(analysis(tmp_path_factory.mktemp("bare"), {"档案.csv": ITEMS}))


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    else:
        yield value


@pytest.mark.parametrize("name", ["result", "bare"])
def test_it_satisfies_the_schema_that_ships(name: str, request: pytest.FixtureRequest):
    validate_result(request.getfixturevalue(name))


@pytest.mark.parametrize("name", ["result", "bare"])
def test_it_holds_plain_values_only(name: str, request: pytest.FixtureRequest):
    found = request.getfixturevalue(name)
    assert {type(leaf) for leaf in leaves(found)} <= {str, int, float, bool, type(None)}
    assert json.loads(canonical_json(found)) == json.loads(json.dumps(found, allow_nan=False))


def test_who_and_when(result: dict):
    assert (result["client"], result["client_id"]) == ("甲公司", "jia")
    assert result["period"] == {"start": "2021-01-01", "end": "2021-12-31", "days": 365}
    assert result["compare"] == {
        "start": "2020-01-01", "end": "2020-12-31", "days": 366, "kind": "同比"
    }  # fmt: skip
    assert result["evidence_grade"] == "E1"


def test_rows_add_up_in_every_file(result: dict):
    for file in result["intake"]["files"]:
        excluded = sum(file["rows_excluded"].values())
        assert file["rows_read"] == file["rows_used"] + excluded + file["rows_quarantined"]


def test_measures_have_the_keys_of_the_contract(result: dict):
    assert result["measures"]["turnover"]["value"] == 600 / 140
    keys = {"value", "unit", "definition", "grade", "low", "high", "missing"}
    assert all(keys == set(measure) for measure in result["measures"].values())


def test_a_measure_is_known_or_says_what_is_missing(result: dict, bare: dict):
    for measure in (*result["measures"].values(), *bare["measures"].values()):
        assert (measure["value"] is None) == bool(measure["missing"])


def test_every_breakdown_adds_up_to_the_whole(result: dict):
    assert set(result["by"]) == set(BREAKDOWNS)
    for key in ("category", "warehouse", "abc", "item"):
        rows = result["by"][key]
        assert sum(row["cogs"] for row in rows) == 600, key
        assert sum(row["avg_stock_value"] for row in rows) == 140, key


def test_t31_a_line_of_a_breakdown_is_the_ratio_of_its_sums(result: dict):
    rows = {row["key"]: row for row in result["by"]["category"]}
    assert (rows["食品"]["turns"], rows["日用"]["turns"]) == (6, 0)
    assert rows["日用"]["days"] is None


def test_what_has_no_name_is_no_line(result: dict):
    assert [row["key"] for row in result["by"]["supplier"]] == ["张"]


def test_the_parts_of_the_change_add_up(result: dict):
    parts = result["decomposition"]
    whole = sum(parts[name] for name in ("rate", "mix", "new", "discontinued"))
    assert whole == pytest.approx(parts["total"], abs=1e-9)
    assert parts["level"] == "category"


def test_classes_count_items(result: dict):
    assert result["classes"]["abc"] == {"A": 1, "C": 1}
    assert sum(result["classes"]["xyz"].values()) == 2


def test_the_steps_of_the_bridge_name_definitions(result: dict):
    known = {d["id"] for d in result["turnover_definitions"]}
    assert {s[end] for s in result["bridge"] for end in ("from", "to")} <= known


def test_almost_nothing_brought_is_almost_nothing_said(bare: dict):
    assert bare["period"] is None
    assert bare["compare"] is None
    assert bare["evidence_grade"] is None
    assert bare["decomposition"] is None
    assert all(rows == [] for rows in bare["by"].values())
    assert {m["verdict"] for m in bare["mistakes"]} <= {"数据不足", "未见", "疑似", "存在"}
