"""A survey of movements before they are sorted: what there is of each type, and what is lacking."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd

from stockturn.errors import SourceError, near_match
from stockturn.i18n import _
from stockturn.ledger.kinds import NAMES
from stockturn.ledger.sources import TYPES, unreadable

FIGURES = tuple(name for name, kind in TYPES.items() if kind == "DOUBLE")


def survey(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Count the rows of each type and pair of places, and what they lack, in one pass."""
    infinite = " OR ".join(f"NOT isfinite({name})" for name in FIGURES)
    try:
        groups: pd.DataFrame = connection.sql(
            f"""SELECT type, warehouse AS place,
                CASE WHEN type = '调拨' THEN to_warehouse ELSE warehouse END AS target,
                count(*) AS rows, min(date)::TIMESTAMP AS first, max(date)::TIMESTAMP AS last,
                count(*) - count(date) AS 日期, count_if(coalesce(item, '') = '') AS 商品编码,
                count_if((qty IS NULL OR NOT isfinite(qty))
                    AND type IS DISTINCT FROM '成本调整') AS 数量,
                count_if({infinite}) > 0 AS infinite,
                count_if(date <> date::DATE) > 0 AS timed
            FROM rows GROUP BY ALL ORDER BY ALL"""
        ).df()
    except duckdb.Error as error:
        raise unreadable(error) from error
    return groups


def check(groups: pd.DataFrame) -> None:
    """Raise where what ``survey`` counted cannot be replayed."""
    if groups.empty:
        raise SourceError.of("no_movements")
    unknown = groups[~groups["type"].isin(NAMES)]
    if len(unknown):
        name = unknown["type"].fillna("").iloc[0]
        near = near_match(name, NAMES, cutoff=50)
        raise SourceError(
            _("{count} 行的类型是“{name}”，不在约定的类型里").format(
                count=unknown.loc[unknown["type"].fillna("").eq(name), "rows"].sum(), name=name
            ),
            expected=_("、").join(NAMES),
            action=_("是不是“{near}”？在导入时对应好类型").format(near=near)
            if near
            else _("在导入时对应好类型"),
        )
    for label in ("日期", "商品编码", "数量"):
        if absent := int(groups[label].sum()):
            raise SourceError.of("rows_lack", count=absent, label=_(label))


def untargeted(connection: duckdb.DuckDBPyConnection, end: dt.date) -> pd.DataFrame:
    """Return the transfers up to ``end`` that do not say where to."""
    rows: pd.DataFrame = connection.sql(
        f"""SELECT item, coalesce(warehouse, '') AS warehouse, date::DATE AS date, qty FROM rows
        WHERE type = '调拨' AND coalesce(to_warehouse, '') = '' AND date < DATE '{end}' + 1
        ORDER BY ALL"""
    ).df()
    return rows
