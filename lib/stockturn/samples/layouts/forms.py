"""What a system shows of a company: forms as data, filled from the simulated frames."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from stockturn.samples.company import Company
from stockturn.samples.layouts.pages import Row
from stockturn.samples.spec import data

FILES = {
    "标准": "standard",
    "用友U8": "u8",
    "金蝶KIS": "kis",
    "简道云": "jiandaoyun",
    "纷享销客": "fxiaoke",
    "进销存宝": "jinxiaocunbao",
}
ADDED = ("qty", "value", "amount")
RED = ("采购退货", "销售退货")


@dataclass(frozen=True)
class Form:
    """One kind of export of a system.

    Attributes
    ----------
    name, kind
        Its title, and the canonical table of which it is a view.
    columns
        Field → header, in order; a field that the table has not is decoration, ``=x`` a constant.
    only
        Field → values: the rows it holds.
    told
        Fields that stand in a title, in a sheet's or a file's name instead of a column.
    head, lines
        Fields of a document's head, and what a sub-form of its lines is called.
    file, snapshots
        The file's name where the title is not it; how many month-ends of stock there are.
    """

    name: str
    columns: Mapping[str, str]
    kind: str = ""
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told: Sequence[str] = ()
    head: Sequence[str] = ()
    lines: str = ""
    file: str = ""
    snapshots: int = 1

    def labels(self, seed: int) -> list[str]:
        """Return the headers; among labels parted by ``|`` the seed chooses."""
        choices = [header.split("|") for header in self.columns.values()]
        return [among[seed % len(among)] for among in choices]

    def seen(self, company: Company) -> pd.DataFrame:
        """Return the rows of the canonical table that the form holds."""
        frame = company.frames[self.kind]
        for name, values in self.only.items():
            frame = frame[frame[name].isin(values)]
        if "date" in self.told:
            days = sorted(set(frame["date"].astype("str")))[-self.snapshots :]
            frame = frame[frame["date"].isin(days)]
        return frame.reset_index(drop=True)

    def recoverable(self, company: Company) -> pd.DataFrame:
        """Return those rows, and of their columns the ones that the form tells."""
        frame = self.seen(company)
        return frame[[name for name in frame if name in self.columns or name in self.told]]


def forms(system: str) -> list[Form]:
    """Return the forms of a system in the order in which they are written."""
    entries = data(FILES[system]).items()
    return [Form(name, **{"kind": name, **entry}) for name, entry in entries]


def filled(company: Company, form: Form, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the form's rows (or these) with all its fields, decoration included.

    Where the type stands in the title only, returns are red entries of what they return.
    """
    frame = form.seen(company) if rows is None else rows
    if "type" in form.told:
        sign = np.where(frame["type"].isin(RED), -1, 1)
        signed = [name for name in ("qty", "amount", "sales_amount") if name in form.columns]
        frame = frame.assign(**{name: frame[name] * sign for name in signed})
    if "colour" in form.columns:
        frame = _by_colour(frame)
    for name in form.columns:
        if name.startswith("="):
            frame[name] = name[1:]
        elif name not in frame:
            frame[name] = _decoration(name, frame, company)
    return frame


def recoverable(company: Company, system: str) -> dict[str, pd.DataFrame]:
    """Return what the exports of ``system`` tell of each canonical table.

    Rows and columns of ``company.frames``; empty where a row's export lacks the column. Item codes
    are those of ``company``: 金蝶KIS writes its own.
    """
    parts: dict[str, list[pd.DataFrame]] = {}
    for form in forms(system):
        frame = form.recoverable(company)
        if len(frame):
            parts.setdefault(form.kind, []).append(
                frame.astype(dict.fromkeys(frame.select_dtypes("category"), "str"))
            )
    return {kind: pd.concat(frames, ignore_index=True) for kind, frames in parts.items()}


def tell_recoverable(company: Company, system: str) -> dict[str, dict[str, object]]:
    """Return by table: how many rows, which columns, and the sums of those that add up."""
    told: dict[str, dict[str, object]] = {}
    for kind, frame in recoverable(company, system).items():
        added = [str(c) for c in frame if str(c).endswith(ADDED)]
        totals = {c: round(float(frame[c].sum()), 2) for c in added}
        told[kind] = {"rows": len(frame), "columns": list(frame), "totals": totals}
    return told


def identity(*words: object) -> str:
    """Return an id as systems invent them: 24 hexadecimal digits that mean nothing."""
    text = "/".join(map(str, words))
    return "".join(f"{zlib.crc32(f'{n}{text}'.encode()):08x}" for n in range(3))


def drafts(frame: pd.DataFrame, state: str, word: str) -> pd.DataFrame:
    """Add below a document that does not count: the first once more, ``state`` saying ``word``."""
    first = frame[frame["doc_no"].eq(frame["doc_no"].iloc[0])].copy()
    first["doc_no"] = first["doc_no"].astype("str").str[:-4] + "9001"
    first[state] = word
    both: pd.DataFrame = pd.concat([frame, first], ignore_index=True)
    return both


def documents(frame: pd.DataFrame) -> Iterator[list[int]]:
    """Give the row numbers of each document; a line without a number is one of its own."""
    begun = frame["doc_no"].ne(frame["doc_no"].shift()).to_numpy().nonzero()[0].tolist()
    for first, after in pairwise([*begun, len(frame)]):
        yield list(range(first, after))


def total(frame: pd.DataFrame, word: str) -> Row:
    """Return a row of sums: the word first, then what adds up."""
    sums: Row = [round(frame[c].sum(), 2) if str(c).endswith(ADDED) else None for c in frame]
    return [word, *sums[1:]]


def dates(days: pd.Series) -> pd.Series:
    """Return days as a spreadsheet's dates."""
    return days.map(dt.date.fromisoformat, na_action="ignore").astype("object")


def _by_colour(frame: pd.DataFrame) -> pd.DataFrame:
    """Part the stock of every other item into two colours, a row each."""
    two = pd.Series([identity(item)[0] in "01234567" for item in frame["item"]], frame.index)
    half = frame["onhand_qty"].where(~two, frame["onhand_qty"] // 2)
    rest = frame.assign(onhand_qty=frame["onhand_qty"] - half, colour="白色")[two]
    colour = np.where(two, "黑色", "均色")
    parts: pd.DataFrame = pd.concat([frame.assign(onhand_qty=half, colour=colour), rest])
    return parts.sort_index(kind="stable").reset_index(drop=True)


def _decoration(name: str, frame: pd.DataFrame, company: Company) -> pd.Series:
    """Return a column that no canonical field of the table is."""
    if name in DERIVED:
        return DERIVED[name](frame)
    if name.endswith("_price"):
        flow = name.removesuffix("_price")
        return _ratio(frame[f"{flow}_value"], frame[f"{flow}_qty"])
    if name == "customer":
        sold = company.frames["sales"].drop_duplicates("doc_no").set_index("doc_no")
        return frame["doc_no"].map(sold["customer"].astype("str"))
    items = company.frames["items"].set_index("item")
    items = items.assign(joined_name=items["item_name"] + " " + items["spec"])
    source = {"safety": "safety_stock"}.get(name, name)
    return frame["item"].astype("str").map(items[source].astype("object"))


def _ratio(value: pd.Series, qty: pd.Series) -> pd.Series:
    """Divide to cents, as the systems print it: price times quantity is not quite the amount."""
    return (value / qty.where(qty != 0)).abs().round(2)


def _ids(*names: str) -> Callable[[pd.DataFrame], pd.Series]:
    def make(frame: pd.DataFrame) -> pd.Series:
        keys = frame[list(names)].astype("str") if names else frame.astype("str")
        made = [identity(*row) for row in keys.itertuples(index=not names)]
        return pd.Series(made, index=frame.index)

    return make


DERIVED: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "price": lambda f: _ratio(f["amount"], f["qty"]),
    "packs": lambda f: (f["qty"] / 12).round(4),  # by the dozen
    "difference": lambda f: f["qty"] - f["book_qty"],
    "surplus": lambda f: (f["qty"] - f["book_qty"]).clip(lower=0),
    "deficit": lambda f: (f["book_qty"] - f["qty"]).clip(lower=0),
    "onhand_qty_free": lambda f: f["onhand_qty"],
    "old_cost": lambda f: (f["unit_cost"] * 0.97).round(2),
    "barcode": lambda f: pd.Series([f"69{int(identity(i)[:9], 16):011d}" for i in f["item"]]),
    "year": lambda f: f["period"].astype("str").str[:4],
    "month": lambda f: f["period"].astype("str").str[5:].str.lstrip("0"),
    "item_id": _ids("item"),
    "warehouse_id": _ids("warehouse"),
    "line_id": _ids(),
    "life": lambda f: pd.Series("正常", index=f.index),
    "approval": lambda f: pd.Series("已审核", index=f.index),
}
