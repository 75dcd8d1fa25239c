"""The data files: what they may say, and what a wrong cell is told."""

from __future__ import annotations

import re

import pytest

from stockturn.choice.knowledge import DATA, knowledge, load_knowledge, supplemented
from stockturn.errors import RulesError


def spoil(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


CELL = "u8,F-03,4,,,V,"


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("cells.csv", CELL, "u8,F-03,5,,,V,", r"cells.csv 第 \d+ 行 value.*5.*≤ 4"),
        ("cells.csv", CELL, "u8,F-03,4,,2,V,", r"第 \d+ 行.*low ≤ value ≤ high"),
        ("cells.csv", CELL, "u8,F-03,4,,,,", r"标记 V 或 M"),
        ("cells.csv", CELL, "u8,F-03,4,,,X,", r"mark.*X"),
        ("cells.csv", CELL, "u9,F-03,4,,,V,", r"u9.*u8"),
        ("cells.csv", CELL, "u8,F-93,4,,,V,", r"F-93.*您是否想写 F-"),
        ("cells.csv", CELL, "u8,F-02,4,,,V,", r"u8 的 F-02 重复"),
        (
            "cells.csv",
            "jiandaoyun,F-01,2,0,4,M,文章自述，未核实",
            "jiandaoyun,F-01,2,0,4,M,",
            r"来源 source",
        ),
        ("criteria.yaml", "rest: 15}", "rest: 5}", r"criteria.yaml.*90.*100"),
        ("needs.yaml", "functions: [F-01]", "functions: [F-99]", r"needs.yaml.*F-99"),
        ("needs.yaml", "input: warehouses", "input: warehouse", r"warehouse.*warehouses"),
        ("rules.yaml", "id: A-LOCAL", "id: A-LOCALE", r"rules.yaml.*A-LOCALE.*A-LOCAL"),
        ("rules.yaml", "floor: 50", "flor: 50", r"rules.yaml.*flo"),
        ("plans.yaml", "{stockout_item}", "{stokout_item}", r"stokout_item.*stockout_item"),
        ("article.yaml", "weight: 0", "weight: 1", r"article.yaml weight"),
        ("systems.yaml", "present: true", "present: false", r"维持现有系统"),
        ("systems.yaml", "id: kis", "id: u8", r"systems.yaml id.*u8"),
        ("systems.yaml", "systems:\n", "systems: [\n", r"systems.yaml 第 \d+ 行.*YAML"),
    ],
)
def test_a_wrong_entry_is_told_in_words(folder, name, old, new, told):
    spoil(folder, name, old, new)
    with pytest.raises(RulesError) as caught:
        load_knowledge(folder)
    assert re.search(told, str(caught.value), re.DOTALL), caught.value


def test_a_missing_file_is_told(folder):
    (folder / "plans.yaml").unlink()
    with pytest.raises(RulesError, match=r"plans\.yaml"):
        load_knowledge(folder)


def test_a_sixth_system_needs_only_data(folder, shop, ask):
    spoil(
        folder,
        "systems.yaml",
        "  - id: keep\n",
        "  - {id: sixth, name: 某系统, maker: 某厂,\n"
        "     nature: '-', size: '-', deployment: '-', pricing: '-'}\n"
        "  - id: keep\n",
    )
    with (folder / "cells.csv").open("a", encoding="utf-8") as handle:
        handle.write("sixth,K4,3,,,V,公开手册,2026-11-22,数周可用\n")
    assert "某系统" in {row.system for row in ask(shop, base=load_knowledge(folder)).ranking}


SIXTH = """
systems:
  - {id: sixth, name: 集团系统, maker: 某厂, nature: '-', size: 集团, deployment: '-', pricing: '-'}
cells:
  - {system: sixth, cell: A-GROUP, value: 4, mark: V, source: 公开手册, date: 2026-11-22}
  - {system: sixth, cell: K2.E-4, value: 4, mark: V, source: 公开手册, date: 2026-11-22}
  - {system: u8, cell: K4, value: 2, mark: M, source: 顾问访谈, date: 2026-11-22}
"""


def test_one_file_of_a_consultant_adds_a_system_and_corrects_a_cell(tmp_path, cases, ask):
    own = tmp_path / "own.yaml"
    own.write_text(SIXTH, encoding="utf-8")
    base = supplemented(knowledge(), own)
    assert (base.cell("u8", "K4").value, base.cell("u8", "K4").low) == (2, 1)
    assert base.cell("u8", "K5") == knowledge().cell("u8", "K5")
    choice = ask(cases["大型集团，法人数未填"], base=base)
    assert choice.base.supplied == 3
    assert {row.system for row in choice.ranking if row.may_lead} == {
        "集团系统",
        "维持现有系统并先治理基础数据",
    }
    assert "集团系统" not in {k.system for k in choice.knocked_out}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("cell: K4", "cell: K44", r"own.yaml cells 第 3 项.*K44.*K4"),
        ("system: u8", "system: u9", r"own.yaml cells 第 3 项.*u9"),
        ("value: 2", "value: 9", r"own.yaml cells.2.value.*9"),
        ("source: 顾问访谈, ", "", r"own.yaml.*source"),
    ],
)
def test_a_fault_in_the_consultants_file_is_told(tmp_path, old, new, told):
    own = tmp_path / "own.yaml"
    own.write_text(SIXTH.replace(old, new), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        supplemented(knowledge(), own)
    assert re.search(told, str(caught.value), re.DOTALL), caught.value


def test_a_consultants_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RulesError, match=r"none\.yaml"):
        supplemented(knowledge(), tmp_path / "none.yaml")


def test_what_is_known_only_from_memory_or_the_article_is_never_verified():
    for cell in knowledge().cells.values():
        if "未核实" in cell.source or "待核实" in cell.source:
            assert cell.mark == "M"


def test_memory_spreads_one_point_and_ignorance_the_whole_scale():
    for cell in knowledge().cells.values():
        if cell.source == "文章自述，未核实":
            # An advertisement is no evidence: its word spreads as far as ignorance.
            assert (cell.low, cell.high) == (0, 4)
        elif cell.mark == "M":
            assert cell.low == max(cell.value - 1, 0)
            assert cell.high == min(cell.value + 1, 4)
        if cell.mark == "":
            assert (cell.value, cell.low, cell.high) == (None, 0, 4)


def test_every_candidate_has_a_line_for_every_cell():
    base = knowledge()
    candidates = [s.id for s in base.systems if not s.present]
    for function in base.functions.functions:
        assert all((s, function.id) in base.cells for s in candidates)


@pytest.mark.parametrize("code", ["E-1", "E-2", "E-3", "E-4", "E-5"])
def test_weights_sum_to_a_hundred_over_all_twelve(code):
    weights = knowledge().weights(code)
    assert list(weights) == [f"K{n}" for n in range(1, 13)]
    assert sum(weights.values()) == pytest.approx(100)
    assert all(w > 0 for w in weights.values())


def test_no_absolute_terms_and_no_market_share_in_the_data():
    for path in DATA.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search("第一|最佳|最好|首选|唯一|国家级|领先|市场占有率", text), path.name
