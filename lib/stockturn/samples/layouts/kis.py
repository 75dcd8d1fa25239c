"""金蝶KIS: files called .xls that are not; dotted codes, category sums, blank document heads."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd

from stockturn.samples.company import Company
from stockturn.samples.layouts.forms import Form, documents, filled, forms, total
from stockturn.samples.layouts.pages import (
    Page,
    Row,
    cells,
    header,
    save_html,
    save_text,
    save_xlsx,
)
from stockturn.samples.spec import LAST_DAY


def write(company: Company, folder: Path) -> list[Path]:
    """Write the files into ``folder``; the seed chooses what kind of file ``.xls`` stands for."""
    written = []
    for form in forms("金蝶KIS"):
        name = form.file or f"{form.name}.xls"
        frame = filled(company, form)
        books = frame.groupby("year") if form.kind == "balances" else [("", frame)]
        for year, rows in books:
            if rows.empty:
                continue
            page = _page(company, form, rows)
            path = folder / name.format(year=year, date=f"{LAST_DAY:%Y%m%d}")
            match company.spec.seed % 3:
                case 0:
                    save_html(page, path)
                case 1:
                    save_text(page, path, separator="\t")
                case _:
                    save_xlsx([page], path)
            written.append(path)
    return written


def _page(company: Company, form: Form, frame: pd.DataFrame) -> Page:
    page = Page(form.name, [[form.name], [company.catalog.company]])
    page.add(*header(form.labels(company.spec.seed)))
    shown = frame[list(form.columns)]
    if form.kind == "balances":
        for _period, month in shown.groupby(["year", "month"], sort=False):
            page.add(_by_category(month, company))
    elif form.head:
        rows, heads = cells(shown), [list(form.columns).index(name) for name in form.head]
        for numbers in documents(frame):
            for n, m in product(numbers[1:], heads):
                rows[n][m] = None
        page.add(rows)
    else:
        page.add(cells(shown))
    if form.kind in ("balances", "movements"):
        page.add([total(shown, "合计")])
    return page


def _by_category(month: pd.DataFrame, company: Company) -> list[Row]:
    """List a month, each category's sum below its items: known by a word or by the shorter code."""
    catalog, rows = company.catalog, []
    by_word = company.spec.seed % 2 == 0
    for code, items in month.groupby(month["item"].astype("str").str.split(".").str[0]):
        name = catalog.categories[int(str(code)) - 1]
        added = dict(zip(month, total(items, ""), strict=True))
        added |= {"year": items["year"].iloc[0], "month": items["month"].iloc[0]}
        added |= {"item": code, "item_name": f"{name}(小计)" if by_word else name}
        rows += [*cells(items.sort_values(["item", "warehouse"])), list(added.values())]
    return rows
