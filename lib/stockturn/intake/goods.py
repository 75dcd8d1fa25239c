"""Lines of sales that sold no goods: postage and fees, stock written off at price nought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from stockturn.i18n import _
from stockturn.intake.observations import Observation, observed
from stockturn.intake.sheets import Sheet
from stockturn.intake.words import data


def only_goods(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Observation]]:
    """Return the sheets with the lines left out that are no sales of goods, and told."""
    done, notes = [], []
    for sheet in sheets:
        if sheet.layout.kind == "sales" and len(sheet.rows.table):
            for why, rows in _hits(sheet.rows.table).items():
                if rows.any():
                    left = rows.reindex(sheet.rows.table.index, fill_value=False)
                    notes.append(_note(sheet, why, left))
                    sheet = replace(sheet, rows=sheet.rows.without(why, left))  # noqa: PLW2901
        done.append(sheet)
    return done, notes


def _hits(sales: pd.DataFrame) -> dict[str, pd.Series]:
    rules = data("reports")["not_goods"]
    names = sales["item_name"] if "item_name" in sales else sales["item"]
    usual = pd.DataFrame({"item": sales["item"], "name": names}).value_counts(sort=True)
    by_item = usual.index.to_frame(index=False).drop_duplicates("item").set_index("item")["name"]
    plain = by_item.str.strip().str.lower()
    words = "|".join(rules["words"])
    foreign = plain.isin(rules["names"]) | plain.str.contains(words, regex=True)
    not_goods = sales["item"].isin(by_item.index[foreign])
    written_off = pd.Series(False, index=sales.index)
    if "doc_no" in sales and "sales_amount" in sales:
        cancelled = sales["doc_no"].str.match(data("reports")["cancelled"])
        if cancelled.any():
            written_off = sales["qty"].lt(0) & sales["sales_amount"].eq(0) & ~cancelled & ~not_goods
    return {
        _("非实物（运费、折扣、手续费等）"): not_goods,
        _("单价为 0 的负数行：库存报损或调整，不是退货"): written_off,
    }


def _note(sheet: Sheet, why: str, rows: pd.Series) -> Observation:
    hit = sheet.rows.table[rows]
    money = hit["sales_amount"].sum() if "sales_amount" in hit else 0.0
    pieces = f"{hit['qty'].sum():,.0f}"
    return observed(
        "no_sale", file=sheet.grid.name, n=len(hit), why=why, money=f"{money:,.2f}", qty=pieces
    )
