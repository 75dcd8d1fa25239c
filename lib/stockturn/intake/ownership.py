"""Whose stock a warehouse holds: by the client's own table, else by a word of its name."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stockturn.intake.observations import Observation, observed
from stockturn.intake.words import data

STOCK = ("movements", "balances", "onhand")


def warehouses(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], list[Observation]]:
    """Return the tables with every warehouse in or out by rule, where the client does not say.

    Goods that others own, or that nobody holds, are no stock of the client (field.md T46).
    """
    given = tables.get("warehouses", pd.DataFrame({"warehouse": pd.Series(dtype="str")}))
    if "included" in given:
        return dict(tables), []
    met = [tables[k]["warehouse"] for k in STOCK if k in tables and "warehouse" in tables[k]]
    names = pd.concat([n.drop_duplicates() for n in (given["warehouse"], *met)]).drop_duplicates()
    listed = pd.DataFrame({"warehouse": names[names.ne("")]}).merge(given, how="left")
    if "ownership" not in listed:
        listed["ownership"] = ""
    rules = data("reports")["ownership"]
    stated = listed["ownership"].fillna("")
    by_name = listed["warehouse"].map(_property)
    listed["ownership"] = stated.where(stated.isin(list(rules)), by_name)
    listed["included"] = listed["ownership"].map({k: bool(v["included"]) for k, v in rules.items()})
    outside = listed[~listed["included"].astype(bool)]
    if outside.empty:
        return dict(tables), []
    told = [
        observed("ownership", name=row.warehouse, ownership=row.ownership)
        for row in outside.itertuples()
    ]
    return {**tables, "warehouses": listed}, told


def _property(name: str) -> str:
    rules = data("reports")["ownership"]
    return next((k for k, v in rules.items() if any(w in name for w in v["words"])), "自有")
