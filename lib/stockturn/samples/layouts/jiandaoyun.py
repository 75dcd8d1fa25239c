"""简道云: labels of the builder's choice, sub-forms, system fields; one form as the API dumps."""

from __future__ import annotations

import datetime as dt
import json
from itertools import product
from pathlib import Path

import pandas as pd

from stockturn.samples.company import Company
from stockturn.samples.layouts.forms import Form, dates, documents, drafts, filled, forms, identity
from stockturn.samples.layouts.pages import Cell, Page, cells, header, save_xlsx

SYSTEM = ["提交人", "提交时间", "流程状态"]
CHINA = dt.timedelta(hours=8)


def write(company: Company, folder: Path) -> list[Path]:
    """Write one file a form into ``folder``."""
    written = []
    for form in forms("简道云"):
        frame = filled(company, form)
        if frame.empty:
            continue
        path = folder / (form.file or f"{form.name}.xlsx")
        if form.head:
            frame = drafts(frame.assign(state="已完成"), "state", "进行中")
        if path.suffix == ".json":
            path.write_text(_dump(frame, form, company), encoding="utf-8", newline="\n")
        else:
            save_xlsx([_page(frame, form, company)], path)
        written.append(path)
    return written


def _page(frame: pd.DataFrame, form: Form, company: Company) -> Page:
    page, labels = Page(form.name), form.labels(company.spec.seed)
    if not form.head:
        page.add(*header(labels))
        page.add(cells(frame[list(form.columns)]))
        return page
    by = [f"{identity(number)[0]}号店员" for number in frame["doc_no"]]
    sent = frame["date"].astype("str") + " 18:30:05"
    frame = frame.assign(date=dates(frame["date"]), by=by, sent=sent)
    # Two rows of headers with the parent's cells merged, or one with the parent's cells repeated.
    merged = company.spec.seed % 2 == 0
    mark = ">" if merged else "."
    own = set(form.columns) - set(form.head)
    named = zip(form.columns, labels, strict=True)
    titles = [f"{form.lines}{mark}{text}" if name in own else text for name, text in named]
    page.add(*header([*titles, *SYSTEM]))
    columns = [*form.columns, "by", "sent", "state"]
    parents = [n for n, name in enumerate(columns) if name not in own]
    rows = cells(frame[columns])
    for numbers in documents(frame):
        if merged:
            for n, m in product(numbers[1:], parents):
                rows[n][m] = None
            top, last = numbers[0] + len(page.rows), numbers[-1] + len(page.rows)
            page.boxes += [(top, m, last, m) for m in parents if last > top]
    page.add(rows)
    return page


def _dump(frame: pd.DataFrame, form: Form, company: Company) -> str:
    """Return the answers of the data API as one list; its times are UTC."""
    label = dict(zip(form.columns, form.labels(company.spec.seed), strict=True))
    fields = list(form.columns)
    rows = [dict(zip(fields, row, strict=True)) for row in cells(frame[fields])]
    states, entries = frame["state"].tolist(), []
    for numbers in documents(frame):
        head = rows[numbers[0]]
        midnight = dt.datetime.fromisoformat(str(head["date"])) - CHINA
        # Somebody enters it at seven in the morning, which in UTC is still the day before.
        entered = _utc(midnight + dt.timedelta(hours=7, minutes=12))
        entry = {
            "_id": identity(head["doc_no"]),
            "appId": identity("app"),
            "entryId": identity(form.name),
            "creator": {"name": "李娜", "username": "lina"},
            "createTime": entered,
            "updateTime": entered,
            "flowState": int(states[numbers[0]] == "已完成"),
        }
        parent: dict[str, Cell] = {label[name]: head[name] for name in form.head}
        parent[label["date"]] = _utc(midnight)
        own = [name for name in fields if name not in form.head]
        lines = [
            {"_id": identity(head["doc_no"], n), **{label[name]: rows[n][name] for name in own}}
            for n in numbers
        ]
        entries.append(entry | parent | {form.lines: lines})
    return json.dumps({"data": entries}, ensure_ascii=False) + "\n"


def _utc(time: dt.datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}.000Z"
