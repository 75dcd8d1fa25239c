"""actions.xlsx: the lists that a buyer works from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from stockturn.analysis import Analysis
from stockturn.exhibits.html import visible
from stockturn.exhibits.limits import limit_lists
from stockturn.exhibits.phrases import item_label
from stockturn.exhibits.policy import list_titles, written_lists
from stockturn.exhibits.safety import slow_goods
from stockturn.exhibits.tables import headings
from stockturn.i18n import _
from stockturn.metrics.catalog import measure_name

Rows = Sequence[Sequence[Any]]
WIDEST = 60
MONEY = ("over_value", "extra_stock_value", "saved_per_year")


def write_actions_book(analysis: Analysis, path: Path) -> Path:
    """Write the plan and the item lists in full; every text cell is text, never a formula."""
    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    ) as book:
        # The moment of writing must not change the bytes of the same report.
        title = visible(analysis.params.client)
        book.set_properties({"created": dt.datetime(2000, 1, 1), "title": title})
        _sheet(book, _("行动计划"), _plan_columns(), _plan(analysis))
        _sheet(book, _("慢动清单"), _idle_columns(), _idle(analysis))
        _sheet(book, _("超量清单"), _excess_columns(), _excess(analysis))
        heads, titles = headings("buying_list"), list_titles()
        for key, rows in written_lists(analysis).items():
            cells = rows.astype(object).to_numpy().tolist()
            money = {"value": _("金额（元）")}
            _sheet(book, titles[key], [(heads | money)[c] for c in map(str, rows)], cells)
        titles = {"goods_that_end": _("期限清单"), "price_breaks": _("阶梯价")}
        for key, rows in limit_lists(analysis).items():
            heads = {name: _in_yuan(name, head) for name, head in headings(key).items()}
            cells = rows[list(heads)].astype(object).to_numpy().tolist()
            _sheet(book, titles[key], list(heads.values()), cells)
    return path


def _in_yuan(name: str, head: str) -> str:
    """Say what a sum of money is counted in, as the page does above its table."""
    return _("{name}（元）").format(name=head) if name in MONEY else head


def _sheet(book: xlsxwriter.Workbook, name: str, columns: Sequence[str], rows: Rows) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#e8eef5", "bottom": 1, "text_wrap": True})
    number = book.add_format({"num_format": "#,##0.00"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    for position, title in enumerate(columns):
        sheet.write_string(0, position, title, head)
        texts = [str(row[position]) for row in rows] + [title]
        sheet.set_column(position, position, min(WIDEST, 2 + 2 * max(map(len, texts))))
    for line, row in enumerate(rows, start=1):
        for position, cell in enumerate(row):
            if cell is None or (isinstance(cell, float) and pd.isna(cell)):
                sheet.write_string(line, position, "—")
            elif isinstance(cell, int | float):
                sheet.write_number(line, position, cell, number)
            else:
                lines = map(visible, str(cell).split("\n"))
                sheet.write_string(line, position, "\n".join(lines), wrapped)


def _plan_columns() -> list[str]:
    words = [_("事项"), _("依据"), _("责任部门"), _("完成时间"), _("一次性资金（元）")]
    return [*words, _("每年利润（元）"), _("衡量指标"), _("策略")]


def _plan(analysis: Analysis) -> Rows:
    return [
        (
            a.text,
            a.evidence,
            a.owner_role,
            a.due.isoformat(),
            a.one_off_cash.value if a.one_off_cash else None,
            a.annual_profit.value if a.annual_profit else None,
            measure_name(a.watch) if a.watch in analysis.measures else a.watch,
            a.strategy,
        )
        for a in analysis.actions
    ]


def _names(analysis: Analysis) -> pd.Series:
    if analysis.pairs.empty:
        return pd.Series(dtype="str")
    return item_label(analysis.pairs.drop_duplicates("item").set_index("item"))


def _idle_columns() -> list[str]:
    words = [_("商品编码"), _("名称与规格"), _("期末数量"), _("期末金额（元）")]
    words += [_("最近出库"), _("无出库天数"), _("建议方式")]
    return [*words, _("可收回（低，元）"), _("可收回（高，元）")]


def _idle(analysis: Analysis) -> Rows:
    slow = slow_goods(analysis)
    if slow is None:
        return []
    issued = slow["last_issue"].dt.strftime("%Y-%m-%d").fillna(_("数据期内无出库"))
    columns = [slow["item"], slow["item"].map(_names(analysis)).fillna("")]
    columns += [slow["closing_qty"], slow["closing_value"], issued, slow["idle_days"]]
    columns += [slow["way"].map(_), slow["low"], slow["high"]]
    return list(zip(*columns, strict=True))


def _excess_columns() -> list[str]:
    words = [_("商品编码"), _("名称与规格"), _("仓库"), _("期末数量"), _("期末金额（元）")]
    return [*words, _("日均需求"), _("可供天数"), _("超量数量"), _("超量金额（元）")]


def _excess(analysis: Analysis) -> Rows:
    if analysis.facts is None or analysis.window is None:
        return []
    if not analysis.measures["excess_value"].known:
        return []
    table = analysis.positions
    table = table[table["excess_qty"] > 0]
    table = table.sort_values(["excess_value", "item"], ascending=[False, True])
    cover = [
        _("无需求") if c == float("inf") else round(float(c), 1) for c in table["days_of_cover"]
    ]
    columns: list[Any] = [table["item"], table["item"].map(_names(analysis)).fillna("")]
    columns += [table["warehouse"], table["closing_qty"], table["closing_value"]]
    columns += [table["daily_demand"], cover, table["excess_qty"], table["excess_value"]]
    return list(zip(*columns, strict=True))
