import datetime as dt
import json

import pytest


@pytest.mark.parametrize("seed", [0, 1])
def test_sub_forms_have_two_rows_of_headers_or_dotted_ones(written, seed):
    rows = written("简道云", seed, items=20).rows("入库单.xlsx")
    if seed == 0:
        assert "入库明细" in rows[0] and "数量" in rows[1] and rows[0][0] and not rows[1][0]
        assert any(not row[0] and row[-4] for row in rows[2:])
    else:
        assert "入库明细.数量" in rows[0]
        assert all(row[0] for row in rows)
    assert rows[0][-3:] == ["提交人", "提交时间", "流程状态"]
    assert {row[-1] for row in rows[2:]} - {""} == {"已完成", "进行中"}


def test_labels_are_the_builders_own(written):
    heads = {tuple(written("简道云", seed).rows("产品信息表.xlsx")[0]) for seed in range(6)}
    assert len(heads) > 2


def test_the_dump_is_in_universal_time(written):
    company = written("简道云", 2)
    path = company.folder / "销售单.json"
    entries = json.loads(path.read_text(encoding="utf-8"))["data"]
    sales = company.company.frames["sales"]
    lines = [(e, line) for e in entries if e["flowState"] == 1 for line in e["销售明细"]]
    assert len(lines) == len(sales) and len({line["_id"] for _, line in lines}) == len(lines)
    assert {e["flowState"] for e in entries} == {0, 1}
    for (entry, line), told in zip(lines, sales.to_dict("records"), strict=True):
        local = dt.datetime.fromisoformat(entry["销售日期"]) + dt.timedelta(hours=8)
        assert local.date().isoformat() == told["date"] != entry["createTime"][:10]
        assert (line["数量"], line["销售金额"]) == (told["qty"], told["sales_amount"])
