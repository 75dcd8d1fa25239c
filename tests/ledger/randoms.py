"""Random small ledgers, ugly on purpose: oversold, miscounted, reversed, uncosted."""

import datetime as dt
import random

import pandas as pd

START, DAYS = dt.date(2024, 1, 20), 75
COMMON = ["采购入库"] * 6 + ["销售出库"] * 9 + ["调拨"] * 4 + ["盘点"] * 2 + ["销售退货"] * 2
RARE = ["采购退货", "盘盈", "盘亏", "生产入库", "领料出库", "委外入库", "委外出库", "形态转换入"]
RARE += ["形态转换出", "报废", "其他入库", "其他出库", "成本调整", "成本调整", "期初"]


def random_lines(seed):
    """Return one item's lines as the dicts that ``reference`` understands, in file order."""
    rng = random.Random(seed)
    places = ["一仓", "二仓", "三仓"][: rng.randint(1, 3)]
    wild = rng.random() < 0.3
    lines = []

    def add(day, kind, qty, place):
        priced = rng.random() < (0.5 if wild else 0.8)
        unit = rng.choice([10, 11.5, 0, 9.99, 250.25, 12.34])
        amount = round(unit * abs(qty) * rng.choice([1, 1, 1.1]), 2)
        if kind == "成本调整":
            qty, amount, priced = None, rng.choice([-500, -20, -0.05, 3.33, 50]), True
        elif qty < 0 and rng.random() < 0.8:
            amount = -amount
        elif qty == 0:
            amount = rng.choice([-7.5, 12.25])
        lines.append(
            {
                "day": day,
                "kind": kind,
                "qty": qty,
                "place": place,
                "to": rng.choice(places) if kind == "调拨" else None,
                "amount": amount if priced else None,
                "sales": round(rng.random() * 90, 2) if kind.startswith("销售") else None,
            }
        )

    if rng.random() < 0.6:
        for place in places:
            for _batch in range(rng.randint(0, 2)):
                add(0, "期初", rng.choice([0, 5, 12, 30, -4 if wild else 8]), place)
    for _line in range(rng.randint(1, 40)):
        kind = rng.choice(COMMON + (RARE if rng.random() < 0.5 else []))
        qty = rng.randint(1, 12)
        if kind in {"采购入库", "生产入库"}:
            qty *= rng.randint(1, 4)
        if kind == "盘点":
            qty = rng.choice([0, 1, 7, 15, 40] + [-3] * wild)
        elif rng.random() < 0.08 and kind != "期初":
            qty = -qty
        elif rng.random() < 0.03 and kind not in {"调拨", "期初"}:
            qty = 0
        add(rng.randrange(DAYS), kind, qty, rng.choice(places))
    return lines


def as_frame(ledgers):
    """Lay several items' lines out as one movements table, {item: lines}."""
    rows = [
        {
            "date": pd.Timestamp(START) + pd.Timedelta(days=line["day"]),
            "type": line["kind"],
            "item": item,
            "warehouse": line["place"],
            "to_warehouse": line["to"],
            "qty": line["qty"],
            "amount": line["amount"],
            "sales_amount": line["sales"],
        }
        for item, lines in ledgers.items()
        for line in lines
    ]
    # The span must not depend on what the dice say.
    edge = {"type": "盘点", "item": "~", "warehouse": "", "qty": 0}
    for day in (0, DAYS - 1):
        rows.append({**edge, "date": pd.Timestamp(START) + pd.Timedelta(days=day)})
    return pd.DataFrame(rows)
