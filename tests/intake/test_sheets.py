"""Which files a pattern names, and the period or day that only a name tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from stockturn.errors import ColumnError, SourceError
from stockturn.intake.sheets import expand, lost_workbooks, read_sheets
from stockturn.params import Source

BALANCES = "商品编码,期初数量,期末数量\n001,1,2\n"
ONHAND = "商品编码,仓库,库存数量\n001,总仓,1\n"


class TestExpand:
    def test_in_a_fixed_order(self, write, tmp_path: Path):
        for name in ("b.csv", "a.csv", "c.csv"):
            write(name, "x")
        assert [p.name for p in expand("*.csv", tmp_path)] == ["a.csv", "b.csv", "c.csv"]

    def test_lock_files_hidden_files_and_folders_are_nobody_s_data(self, write, tmp_path: Path):
        for name in ("a.csv", "~$a.csv", ".a.csv", "folder.csv/x"):
            write(name, "x")
        assert [p.name for p in expand("*", tmp_path)] == ["a.csv"]

    def test_folders_below(self, write, tmp_path: Path):
        write("深/更深/a.csv", "x")
        assert [p.name for p in expand("**/*.csv", tmp_path)] == ["a.csv"]

    def test_an_absolute_pattern(self, write, tmp_path: Path):
        write("a.csv", "x")
        assert expand(f"{tmp_path}/*.csv", Path("elsewhere")) == [tmp_path / "a.csv"]

    def test_a_name_with_brackets_is_a_name(self, write, tmp_path: Path):
        write("表[1].csv", "x")
        assert [p.name for p in expand("表[1].csv", tmp_path)] == ["表[1].csv"]

    def test_a_pattern_that_meets_nothing_is_told(self, tmp_path: Path):
        with pytest.raises(SourceError, match=r"没有文件符合 \*\.csv"):
            expand("*.csv", tmp_path)

    def test_a_missing_file_is_left_to_the_reader(self, tmp_path: Path):
        assert expand("没有.csv", tmp_path) == [tmp_path / "没有.csv"]


class TestPeriod:
    def bounds(self, intake) -> tuple[str, str]:
        row = intake.tables["balances"].iloc[0]
        return f"{row['period_start']:%Y-%m-%d}", f"{row['period_end']:%Y-%m-%d}"

    def test_from_the_name_of_the_file(self, write, read):
        write("2021.02进销存报表.csv", BALANCES)
        intake = read()
        assert self.bounds(intake) == ("2021-02-01", "2021-02-28")
        assert intake.files[0].period == "2021-02"

    def test_from_the_name_of_the_sheet_before_that_of_the_file(self, workbook, read):
        rows = [["商品编码", "期初数量", "期末数量"], ["001", 1, 2]]
        workbook("2020年收发存.xlsx", {"2021年3月": rows, "2021年4月": rows})
        periods = read().tables["balances"]["period_start"]
        assert [f"{p:%Y-%m}" for p in periods] == ["2021-03", "2021-04"]

    def test_from_the_parameters_before_any_name(self, write, read):
        write("2021.02.csv", BALANCES)
        assert self.bounds(read(period="2021-05"))[0] == "2021-05-01"

    def test_from_a_column_before_all(self, write, read):
        write("2021.02.csv", "期间,商品编码,期末数量\n2021年6月,001,1\n")
        assert self.bounds(read(period="2021-05"))[0] == "2021-06-01"

    def test_a_table_of_a_quarter_is_no_table_of_its_first_month(self, write, read):
        write("2021年1-3月.csv", BALANCES)
        intake = read()
        assert self.bounds(intake) == ("2021-01-01", "2021-03-31")
        assert intake.files[0].period is None

    def test_where_nothing_tells_it_the_way_out_is_told(self, write, read):
        write("收发存.csv", BALANCES)
        with pytest.raises(ColumnError) as caught:
            read()
        assert "没有期间" in caught.value.found
        assert "period: 2021-01" in caught.value.action

    def test_parameters_that_name_no_period_are_told(self, write, read):
        write("2021.02.csv", BALANCES)
        with pytest.raises(ColumnError, match="“二月” 不是年月"):
            read(period="二月")


class TestDay:
    def day(self, intake) -> str:
        return f"{intake.tables['onhand']['date'].iloc[0]:%Y-%m-%d}"

    def test_from_the_name(self, write, read):
        write("库存2021-12-31.csv", ONHAND)
        assert self.day(read()) == "2021-12-31"

    def test_from_the_parameters(self, write, read):
        write("库存2021-12-31.csv", ONHAND)
        assert self.day(read(as_of="2022-01-31")) == "2022-01-31"

    def test_from_a_column(self, write, read):
        write("库存2021-12-31.csv", "日期,商品编码,库存数量\n2021/11/30,001,1\n")
        assert self.day(read()) == "2021-11-30"

    @pytest.mark.parametrize("name", ["库存.csv", "库存2021年12月.csv", "库存2021-02-30.csv"])
    def test_a_month_is_no_day(self, write, read, name: str):
        write(name, ONHAND)
        with pytest.raises(ColumnError, match="没有库存日期"):
            read()


def test_a_sample_that_was_not_written_is_no_source(tmp_path: Path):
    with pytest.raises(SourceError, match="path"):
        read_sheets(Source(sample={}), tmp_path)


def test_b1_a_lock_file_without_its_workbook_is_named(write, read):
    write("库存.csv", "日期,商品编码,库存数量\n2021-01-31,A,4\n")
    write("~$收发存.xlsx", b"\x05user")
    (note,) = [o for o in read("*").observations if o.id == "lost_workbook"]
    assert "~$收发存.xlsx" in note.noticed
    write("收发存.xlsx", b"")
    assert not lost_workbooks([Source(path="库存*")], write("库存.csv", "").parent)
