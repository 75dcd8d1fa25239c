"""The standard files carry exactly the headers of the contract, typed here once more."""

import pytest

from stockturn.samples import SampleSpec, write_exports

HEADERS = {
    "商品档案": "商品编码,商品名称,规格,分类,单位,单位成本,售价,供应商,"
    "起订量,包装数,提前期天数,保质期天数,安全库存,最高库存,状态",
    "出入库流水": "日期,单据号,类型,商品编码,仓库,数量,单位成本,金额,销售金额,对方仓库,账面数量",
    "月度收发存": "期间,商品编码,仓库,期初数量,期初金额,入库数量,入库金额,"
    "出库数量,出库金额,期末数量,期末金额",
    "库存快照": "日期,商品编码,仓库,库存数量,库存金额",
    "销售明细": "日期,单据号,商品编码,仓库,客户,渠道,数量,销售金额,成本金额",
    "销售订单": "订单号,行号,订单日期,要求交期,发货日期,客户,商品编码,订购数量,发货数量",
    "采购订单": "采购单号,行号,下单日期,承诺到货,实际到货,供应商,商品编码,订购数量,到货数量,单价",
    "价格表": "商品编码,生效,失效,价格,正价或促销",
    "仓库": "仓库,公司,性质,计入",
    "服务月报": "月份,满意度,满意度满分,样本数,投诉数,订单数,退货数,发货小时,复购率",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("standard")
    write_exports(SampleSpec(seed=1, items=8, days=70), folder)
    return folder


def test_the_files_are_the_ten_kinds(folder):
    assert {path.stem for path in folder.iterdir()} == set(HEADERS)


@pytest.mark.parametrize("name", HEADERS)
def test_headers_marks_and_line_ends(folder, name):
    raw = (folder / f"{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8-sig")
    assert text.endswith("\r\n") and text.count("\n") == text.count("\r\n")
    lines = text.split("\r\n")[:-1]
    assert lines[0] == HEADERS[name]
    assert len(lines) > 1
    assert {line.count(",") for line in lines} == {lines[0].count(",")}
    assert "nan" not in text and "None" not in text and '"' not in text
