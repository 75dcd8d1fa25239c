"""All files of a client together: each row once, each kind one table."""

from __future__ import annotations

import pytest

from stockturn.intake import materialise, read_sources
from stockturn.params import Source

BALANCES = "商品编码,期初数量,期末数量\n001,1,2\n002,0,0\n"


def observed(intake) -> set[str]:
    return {o.id for o in intake.observations}


def test_files_of_one_kind_are_one_table_with_their_origin(write, read):
    write("2021.01.csv", BALANCES)
    write("2021.02.csv", "商品编码,期初数量,期末数量\n001,2,2\n")
    table = read().tables["balances"]
    assert table["source_file"].tolist() == [0, 0, 1]
    assert table["source_row"].tolist() == [2, 3, 2]


def test_a_text_that_one_file_lacks_is_blank_there(write, read):
    write("2021.01.csv", "商品编码,商品名称,期末数量\n001,甲,2\n")
    write("2021.02.csv", "商品编码,期末数量\n001,2\n")
    assert read().tables["balances"]["item_name"].tolist() == ["甲", ""]


def test_a_number_that_one_file_lacks_is_unknown_there(write, read):
    write("2021.01.csv", "商品编码,期末数量,期末金额\n001,2,20\n")
    write("2021.02.csv", "商品编码,期末数量\n001,2\n")
    assert read().tables["balances"]["closing_value"].isna().tolist() == [False, True]


class TestTheSameFileTwice:
    def test_its_rows_count_once_and_it_is_told(self, write, read):
        write("2021.01.csv", BALANCES)
        write("2021.01副本.csv", BALANCES)
        intake = read()
        assert len(intake.tables["balances"]) == 2
        first, second = intake.files
        assert (first.rows_used, second.rows_used) == (2, 0)
        assert second.rows_excluded == {"与 2021.01.csv 内容完全相同": 2}
        assert "repeated_file" in observed(intake)
        assert intake.checks[0].ok

    def test_even_under_the_same_name_in_another_folder(self, write, read):
        write("甲/2021.01.csv", BALANCES)
        write("乙/2021.01.csv", BALANCES)
        assert len(read("**/*.csv").tables["balances"]) == 2

    def test_and_its_faults_are_told_once(self, write, read):
        write("2021.01.csv", BALANCES + "003,x,1\n")
        write("2021.02.csv", BALANCES + "003,x,1\n")
        intake = read()
        assert len(intake.quarantine) == 1
        assert intake.checks[0].ok

    def test_two_sheets_of_one_workbook_are_two(self, workbook, tmp_path):
        header = ["商品编码", "期初数量", "期末数量"]
        workbook(
            "表.xlsx", {"2021.01": [header, ["001", 1, 1]], "2021.02": [header, ["001", 1, 1]]}
        )
        sources = [Source(path="表.xlsx", sheet=s, period=s) for s in ("2021.01", "2021.02")]
        intake = read_sources(sources, base_dir=tmp_path)
        assert len(intake.tables["balances"]) == 2
        assert "repeated_file" not in observed(intake)

    def test_one_list_read_as_two_kinds_is_two(self, write, tmp_path):
        write("表.csv", "商品编码,商品名称,日期,库存数量\n001,甲,2021-12-31,5\n")
        sources = [Source(path="表.csv", kind=kind) for kind in ("items", "onhand")]
        assert set(read_sources(sources, base_dir=tmp_path).tables) == {"items", "onhand"}


def test_the_log_says_how_each_file_was_read(write, read):
    write("2021.01.csv", "某公司收发存\n" + BALANCES.replace("商品编码", "物料编码"), "gb18030")
    (file,) = read().to_json()["files"]
    assert len(file.pop("sha256")) == 64
    assert file == {
        "name": "2021.01.csv",
        "system": "通用",
        "kind": "balances",
        "encoding": "GB18030",
        "header_row": 2,
        "rows_read": 2,
        "rows_used": 2,
        "rows_excluded": {},
        "rows_quarantined": 0,
        "mark": "document",
    }


def test_a_system_that_is_stated_is_the_system(write, read):
    write("2021.01.csv", BALANCES)
    assert read(system="用友U8").files[0].system == "用友U8"


def test_reading_twice_gives_the_same(write, read):
    write("2021.01.csv", BALANCES + "003,x,1\n")
    first, second = read(), read()
    assert first.to_json() == second.to_json()
    assert first.tables["balances"].equals(second.tables["balances"])


def test_samples_give_way_to_their_files():
    sources = [Source(path="a.csv"), Source(sample={"seed": 3}, kind="items")]
    first, second = materialise(sources, {1: "/tmp/sample/*"})
    assert first is sources[0]
    assert (second.path, second.sample, second.kind) == ("/tmp/sample/*", None, "items")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_chinese_survives_every_encoding(write, read, encoding: str):
    write("2021.01.csv", "商品编码,商品名称,期末数量\n分装-01,显影液（分装）,2\n", encoding)
    row = read().tables["balances"].iloc[0]
    assert (row["item"], row["item_name"]) == ("分装-01", "显影液（分装）")
