"""The item is the code that tells rows apart, and the choice is told."""

from __future__ import annotations

import pytest

HEADER = "商品编码,规格编码,期初数量,期末数量\n"
SHADES = "01,01-a,5,5\n01,01-b,3,3\n"


@pytest.fixture
def items(write, read):
    """Return the item codes of the January table, and the ids of what was noticed."""

    def keys(rows: str, **more: str) -> tuple[list[str], set[str]]:
        write("2021.01.csv", HEADER + rows)
        for name, text in more.items():
            write(f"{name}.csv", text)
        intake = read()
        return intake.tables["balances"]["item"].tolist(), {o.id for o in intake.observations}

    return keys


def test_the_finer_code_where_the_coarser_repeats(items):
    codes, noticed = items(SHADES)
    assert codes == ["01-a", "01-b"]
    assert "item_key" in noticed


def test_the_coarser_code_where_it_is_enough(items):
    codes, noticed = items("01,a,5,5\n02,b,3,3\n")
    assert codes == ["01", "02"]
    assert "item_key" not in noticed


def test_the_coarser_code_where_the_finer_is_a_mere_colour(items):
    codes, _noticed = items("01,红,5,5\n01,红,1,1\n02,红,3,3\n")
    assert codes == ["01", "01", "02"]


def test_one_table_decides_for_all(write, read):
    write("2021.01.csv", HEADER + SHADES)
    write("2021.02.csv", HEADER + "01,01-a,5,5\n")
    write("档案.csv", "商品编码,规格编码,商品名称\n01,01-a,甲\n01,01-b,乙\n")
    tables = read().tables
    assert set(tables["balances"]["item"]) == set(tables["items"]["item"]) == {"01-a", "01-b"}


def test_a_warehouse_may_repeat_a_code(write, read):
    write("2021.01.csv", "商品编码,规格编码,仓库,期初数量,期末数量\n01,a,甲,5,5\n01,a,乙,3,3\n")
    intake = read()
    assert "item_key" not in {o.id for o in intake.observations}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("01,01-a,5,5\n01,01-b,3,3\n02,,1,1\n", ["01-a", "01-b", "02"]),
        ("01,01-a,5,5\n,02-a,3,3\n", ["01", "02-a"]),
    ],
)
def test_goods_coded_in_one_column_only_keep_that_code(items, rows: str, expected: list[str]):
    assert items(rows)[0] == expected


def test_a_finer_code_alone_is_the_item(write, read):
    write("2021.01.csv", "规格编码,期初数量,期末数量\na,1,1\n")
    assert read().tables["balances"]["item"].tolist() == ["a"]
