"""Headers, one by one: whose word it is, and which of two columns has a field."""

from __future__ import annotations

from stockturn.intake.columns import Layout, header_words, lay_out

BALANCES = ["期间", "商品编码", "仓库", "期初数量", "入库数量", "出库数量", "期末数量"]


def read(*headers: str, kind: str = "balances", **wanted: str) -> Layout:
    return lay_out(headers, 1, kind, wanted)


def test_words_of_the_wild_are_known_and_their_source_is_told():
    layout = read("物料编码", "起始库存数量", "截止库存数量", "截止库存总额", "备注")
    assert [c.field for c in layout.columns] == [
        "item", "opening_qty", "closing_qty", "closing_value", None
    ]  # fmt: skip
    assert {c.evidence for c in layout.columns} == {"found", "unused"}
    assert layout.system == "通用"


def test_each_guess_gives_its_reason():
    layout = read(*BALANCES, "料号", "货号", "备注", "账面数", 账面数="closing_value")
    reasons = {c.evidence: c.reason for c in layout.columns}
    assert set(reasons) == {"standard", "twice", "unused", "mapping"}
    assert len(set(reasons.values())) == 4


def test_a_word_known_by_memory_alone_marks_the_file():
    assert read("料号", *BALANCES[2:]).mark == "memory"
    assert read(*BALANCES).mark == "document"


def test_of_two_columns_for_one_field_the_surer_word_has_it():
    layout = read("存货编码", *BALANCES)
    assert layout.column("item").header == "商品编码"
    assert layout.columns[0].evidence == "twice"


def test_of_two_equally_sure_the_first_has_it():
    assert read("货号", "物料编码").column("item").header == "货号"


def test_the_word_of_the_parameters_is_surest():
    layout = read(*BALANCES, "账面数", 账面数="closing_qty")
    assert layout.column("closing_qty").header == "账面数"


def test_a_mapped_column_is_nothing_in_a_table_that_has_no_such_field():
    assert read("数量", kind="movements", 数量="closing_qty").column("qty") is None


def test_one_word_means_what_its_table_can_hold():
    assert read("规格", kind="items").columns[0].field == "spec"
    assert read("单价", kind="purchases").columns[0].field == "unit_price"
    assert read("单价", kind="movements").columns[0].field == "unit_cost"


def test_blank_headers_mean_nothing():
    assert [c.field for c in read("", " ").columns] == [None, None]


def test_all_words_are_clean():
    assert {"商品编码", "物料编码", "截止库存数量"} <= header_words()
    assert "" not in header_words()
