"""The letter asks for what is missing, once, and for nothing that is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stockturn.intake import read_sources
from stockturn.intake.letter import main_system, requests, write_letter
from stockturn.params import Source
from stockturn.params.sources import System
from stockturn.tables import canonical_tables

BALANCES = (
    "期间,商品编码,期初数量,期初金额,入库数量,出库数量,期末数量,期末金额\n"
    "2025-01,001,10,50,5,4,11,55\n2025-02,001,11,55,0,x,11,55\n2025-02,002,1,5,1,0,3,10\n"
)


@pytest.fixture
def intake(write):
    path = write("收发存.csv", BALANCES)
    return read_sources([Source(path=str(path))], base_dir=Path())


def test_data_names_only_fields_and_systems_there_are():
    tables = canonical_tables()
    for kind, request in requests().items():
        fields = {name for names in request.columns for name in names.split("/")}
        assert fields <= set(tables[kind]), kind
        assert set(request.unless) <= set(tables), kind
        assert set(request.reports) <= set(System.__args__) - {"auto", "标准", "通用"}, kind
        assert {mark for _name, mark in request.reports.values()} <= {"found", "memory"}, kind


def test_what_is_there_is_not_asked_for(intake):
    letter = write_letter(intake)
    asked = letter.split("请补充的导出")[1].split("已有的导出")[0]
    assert "1. 出入库流水" in asked
    assert "收发存汇总表\n" not in asked
    assert "采购单号*" in asked


def test_a_spared_export_says_so(intake):
    assert "销售明细（有了出入库流水则不必）" in write_letter(intake)


def test_blank_and_absent_columns_are_asked_for_again(intake):
    again = write_letter(intake).split("已有的导出")[1].split("三、")[0].split("\n四")[0]
    assert "仓库（用于分仓周转）" in again
    assert "入库金额" in again
    assert "期初金额" not in again


def test_span_quarantine_and_broken_sums_are_named(intake):
    letter = write_letter(intake)
    assert "现有 2025-01 至 2025-02，共 2 个月" in letter
    assert "1 行无法采用，第 3 行起：列“出库数量”应为数字，实为“x”（1 行）" in letter
    assert "1 行不平" in letter


def test_unread_files_are_named(intake):
    letter = write_letter(intake, [("图.pdf", "发现：PDF 文件\n处理：另存为 xlsx")])
    assert "图.pdf：未能读取。发现：PDF 文件 处理：另存为 xlsx" in letter


def test_places_follow_the_system_and_doubt_what_is_unverified(intake):
    assert main_system(intake) is None
    assert "中的位置" not in write_letter(intake)
    theirs = replace(intake, files=tuple(replace(f, system="纷享销客") for f in intake.files))
    assert main_system(theirs) == "纷享销客"
    lines = [line for line in write_letter(theirs).splitlines() if "纷享销客中的位置" in line]
    doubted = {line for line in lines if "未经核实" in line}
    assert any("价目表明细" in line for line in set(lines) - doubted)
    assert any("出库单产品" in line for line in doubted)


def test_two_years_are_enough(write):
    rows = [f"{2024 + m // 12}-{m % 12 + 1:02},001,1,1" for m in range(24)]
    path = write("两年.csv", "期间,商品编码,期初数量,期末数量\n" + "\n".join(rows) + "\n")
    letter = write_letter(read_sources([Source(path=str(path))], base_dir=Path()))
    assert "个月可以" not in letter
