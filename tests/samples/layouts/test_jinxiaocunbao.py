import csv


def table(company, name):
    return list(csv.DictReader((company.folder / name).read_text("gbk").splitlines()))


def test_goods_and_two_days_of_stock_and_no_more(written):
    company = written("进销存宝", 5)
    assert company.names == ["商品资料.csv", "库存查询_20251130.csv", "库存查询_20251231.csv"]
    items = company.company.frames["items"].set_index("item")
    for row in table(company, "商品资料.csv"):
        told = items.loc[row["货品编码"]]
        assert row["名称规格"] == f"{told['item_name']} {told['spec']}"
        assert len(row["货品条码"]) == 13


def test_colours_add_up_to_the_books(written):
    company = written("进销存宝", 5)
    stock = company.company.frames["onhand"]
    for day in ("2025-11-30", "2025-12-31"):
        rows = table(company, f"库存查询_{day.replace('-', '')}.csv")
        assert (
            sum(int(row["当前库存"]) for row in rows)
            == stock.loc[stock["date"] == day, "onhand_qty"].sum()
        )
        keys = [(row["货品编码"], row["仓库"], row["颜色"]) for row in rows]
        assert len(set(keys)) == len(keys)
