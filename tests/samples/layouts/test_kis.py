import re

import pytest


def text(company, name):
    return (company.folder / name).read_bytes().decode("gbk")


def test_what_calls_itself_xls_is_html_text_or_a_workbook(written):
    starts = [(written("金蝶KIS", seed).folder / "物料.xls").read_bytes()[:4] for seed in range(3)]
    assert starts[0] == b"<htm" and starts[2] == b"PK\x03\x04"
    assert starts[1].decode("gbk") == "物料"


def test_codes_are_dotted(written):
    company = written("金蝶KIS", 1).company
    assert all(re.fullmatch(r"\d\d\.\d{4}", code) for code in company.catalog.code)


def test_heads_are_blank_from_the_second_line(written):
    lines = text(written("金蝶KIS", 1, items=20), "外购入库单序时簿.xls").split("\r\n")[2:-2]
    head = lines[0].split("\t")
    rows = [dict(zip(head, line.split("\t"), strict=True)) for line in lines[1:]]
    blank = [row for row in rows if not row["单据编号"]]
    assert blank and all(not row["日期"] and not row["供应商"] and row["物料代码"] for row in blank)
    assert rows[0]["单据编号"] and rows[0]["日期"]


@pytest.mark.parametrize("seed", [1, 4])
def test_categories_are_summed_and_years_tie(written, seed):
    company = written("金蝶KIS", seed, days=400)
    years = {}
    for year in ("2024", "2025"):
        lines = text(company, f"物料收发汇总表{year}.xls").split("\r\n")[4:-1]
        years[year] = [line.split("\t") for line in lines]
    for rows in years.values():
        items = [row for row in rows if re.fullmatch(r"\d\d\.\d{4}", row[2])]
        sums = [row for row in rows if re.fullmatch(r"\d\d", row[2])]
        assert sums and all(row[3].endswith("(小计)") == (seed == 4) for row in sums)
        for row in sums:
            of = [r for r in items if r[:2] == row[:2] and r[2][:2] == row[2]]
            assert float(row[-1]) == pytest.approx(sum(float(r[-1]) for r in of), abs=0.005)
        assert rows[-1][0] == "合计"
    closed = {(r[2], r[6]): r[-3:] for r in years["2024"] if r[1] == "12" and "." in r[2]}
    opened = {(r[2], r[6]): r[7:10] for r in years["2025"] if r[1] == "1" and "." in r[2]}
    assert {k: v for k, v in opened.items() if v[0] != "0"} == {
        k: v for k, v in closed.items() if v[0] != "0"
    }
