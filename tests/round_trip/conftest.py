"""Hold what was read against what the truth calls recoverable, cell by cell."""

from collections import Counter

import pandas as pd
import pytest

from stockturn.intake import read_sources
from stockturn.params.sources import Source

RED = {"采购退货": "采购入库", "销售退货": "销售出库"}
MONEY = ("qty", "value", "amount", "cost", "price", "rate")


@pytest.fixture
def differences():
    """Read a folder and say in words what differs from what is expected."""
    return lambda folder, expected: faults(read(folder), expected)


def read(folder, pattern="*"):
    return read_sources([Source(path=pattern)], base_dir=folder)


def faults(intake, expected):
    """Say in words what differs; an empty list is a perfect round trip."""
    told = []
    for kind in sorted(set(expected) | set(intake.tables)):
        if kind not in expected or kind not in intake.tables:
            told.append(f"{kind}: {'not recoverable' if kind not in expected else 'not read'}")
            continue
        truth, found = expected[kind], _monthly(intake.tables[kind])
        if lacking := [name for name in truth if name not in found]:
            told.append(f"{kind}: no {lacking}")
            continue
        told += _differences(kind, rows(truth, truth.columns), rows(found, truth.columns))
        told += _sums(kind, truth, found)
    for file in intake.files:
        left_out = sum(file.rows_excluded.values())
        if file.rows_read != file.rows_used + left_out + file.rows_quarantined:
            told.append(f"{file.name}: {file.rows_read} rows do not add up")
        if file.rows_quarantined:
            told.append(f"{file.name}: {file.rows_quarantined} rows in quarantine")
    return told


def rows(frame, names):
    """Count the rows, in one way of writing days, numbers and red entries."""
    frame = _one_sign(frame)[list(names)]
    if "onhand_qty" in frame:
        # Colours of an item stand in rows of their own, told by a finer code or not; the truth
        # knows the item.
        frame = frame.assign(item=frame["item"].astype("str").str.split("/").str[0])
        keys = [name for name in frame if not name.startswith("onhand")]
        frame = frame.groupby(keys, observed=True, dropna=False).sum().reset_index()
        frame = frame[list(names)]
    columns = [[_cell(value, name) for value in frame[name]] for name in frame]
    return Counter(zip(*columns, strict=True))


def _monthly(frame):
    if "period_start" not in frame:
        return frame
    first, last = (frame[name].dt.strftime("%Y-%m") for name in ("period_start", "period_end"))
    month = first.where(first == last, first + "…" + last)
    return frame.assign(period=month, month=month)


def _one_sign(frame):
    if "type" not in frame:
        return frame
    red = frame["type"].isin(RED)
    figures = [name for name in ("qty", "amount", "sales_amount") if name in frame]
    frame = frame.assign(type=frame["type"].astype("str").replace(RED))
    for name in figures:
        frame[name] = frame[name].astype("Float64").where(~red, -frame[name])
    return frame


def _cell(value, name):
    if pd.isna(value) or value == "":
        return None
    if value in ("是", "否"):
        return value == "是"
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, str) and not name.endswith("no"):
        return value
    try:
        return round(float(value), 6) + 0.0
    except ValueError:
        return str(value)


def _differences(kind, truth, found):
    missing, more = truth - found, found - truth
    told = [f"{kind}: lost {n} × {row}" for row, n in list(missing.items())[:3]]
    told += [f"{kind}: invented {n} × {row}" for row, n in list(more.items())[:3]]
    if told:
        told.append(f"{kind}: {missing.total()} lost, {more.total()} invented of {truth.total()}")
    return told


def _sums(kind, truth, found):
    truth, found = _one_sign(truth), _one_sign(found)
    return [
        f"{kind}: {name} sums to {found[name].sum()}, not {truth[name].sum()}"
        for name in truth
        if name.endswith(MONEY) and abs(float(truth[name].sum() - found[name].sum())) >= 0.005
    ]
