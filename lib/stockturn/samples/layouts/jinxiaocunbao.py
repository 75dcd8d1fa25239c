"""进销存宝 and its kind: GBK text, name and spec in one field, stock as of a day and no more."""

from __future__ import annotations

from pathlib import Path

from stockturn.samples.company import Company
from stockturn.samples.layouts.forms import filled, forms
from stockturn.samples.layouts.pages import Page, cells, header, save_text


def write(company: Company, folder: Path) -> list[Path]:
    """Write the goods and a file of stock for each day asked for into ``folder``."""
    written = []
    for form in forms("进销存宝"):
        frame = filled(company, form)
        days = frame.groupby("date", observed=True) if "date" in frame else [("", frame)]
        for day, rows in days:
            page = Page(form.name)
            page.add(*header(form.labels(company.spec.seed)))
            page.add(cells(rows[list(form.columns)]))
            name = form.file or f"{form.name}.csv"
            written.append(folder / name.format(date=str(day).replace("-", "")))
            save_text(page, written[-1], separator=",")
    return written
