"""Many clients at a glance: one line of figures from each result, totals within a currency."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from stockturn.errors import SourceError

FIGURES = ("turnover", "dio_days", "avg_stock_value", "closing_stock_value", "slow_value")
MISTAKES = ("W-1", "W-2", "W-3", "W-4", "W-5")
ABOUT = ("client_id", "client", "currency", "start", "end", "grade")
CASH = ("cash_release", "cash_low", "cash_high")
COMPANY = ("key", "turns", "days", "share")
COLUMNS = (*ABOUT, *FIGURES, *CASH, "days_before", *MISTAKES)


@dataclass(frozen=True)
class Portfolio:
    """The clients of a batch: ``clients`` has ``COLUMNS``, money in each client's currency.

    ``failed`` holds client_id, client and error of those without a report, ``companies`` those of
    each group with its ``client_id`` and ``client``, ``key``, ``turns``, ``days`` and ``share`` of
    the group's average stock.
    """

    clients: pd.DataFrame
    failed: pd.DataFrame
    companies: pd.DataFrame

    def totals(self) -> pd.DataFrame:
        """Return sums per currency; turnover is a ratio of sums, over clients that have it.

        Examples
        --------
        >>> one = {"client": "甲", "client_id": "a", "currency": "CNY", "measures": {
        ...     "turnover": {"value": 4.0}, "avg_stock_value": {"value": 100.0}}}
        >>> two = one | {"measures": {
        ...     "turnover": {"value": 1.0}, "avg_stock_value": {"value": 200.0}}}
        >>> gather([one, two]).totals()["turnover"].tolist()
        [2.0]
        """
        turning = self.clients.dropna(subset=["turnover", "avg_stock_value"])
        yearly = (turning["turnover"] * turning["avg_stock_value"]).groupby(turning["currency"])
        held = turning["avg_stock_value"].groupby(turning["currency"]).sum()
        money = [*FIGURES[2:], "cash_release"]
        sums = self.clients.groupby("currency")[money].sum(min_count=1)
        counts = self.clients.groupby("currency")["client_id"].count()
        return sums.assign(turnover=yearly.sum() / held, clients=counts).reset_index()


def gather(results: Iterable[Mapping[str, Any]], failed: Iterable[Any] = ()) -> Portfolio:
    """Put the results of many clients side by side."""
    return _side_by_side([glance(result) for result in results], failed)


def _side_by_side(glances: list[Mapping[str, Any]], failed: Iterable[Any]) -> Portfolio:
    clients = pd.DataFrame(glances, columns=[*COLUMNS])
    numbers = [*FIGURES, *CASH, "days_before"]
    clients[numbers] = clients[numbers].astype("float64")
    gone = pd.DataFrame(list(failed), columns=["client_id", "client", "error"])
    companies = pd.DataFrame(
        [
            {"client_id": group["client_id"], "client": group["client"], **company}
            for group in glances
            for company in group["companies"]
        ],
        columns=["client_id", "client", *COMPANY],
    )
    ranked = companies.sort_values(["client_id", "days"], ascending=[True, False])
    listed = clients.sort_values(["currency", "client_id"], ignore_index=True)
    return Portfolio(listed, gone, ranked.reset_index(drop=True))


def read_portfolio(folder: Path) -> Portfolio:
    """Read what ``batch.json`` lists in a folder of reports.

    Raises
    ------
    SourceError
        Where there is no ``batch.json``, or a result that it lists cannot be read.
    """
    rows = read_json(folder / "batch.json")["clients"]
    done = [row["client_id"] for row in rows if row["status"] == "ok"]
    failed = [row for row in rows if row["status"] != "ok"]
    return _side_by_side([_glance_of(folder / name) for name in done], failed)


def _glance_of(place: Path) -> Mapping[str, Any]:
    # A result holds every item; what is wanted here stands in the run beside it, a hundredth.
    run = read_json(place / "run.json") if (place / "run.json").is_file() else {}
    known: Mapping[str, Any] = run.get("glance") or glance(read_json(place / "result.json"))
    return known


def read_json(path: Path) -> Any:
    """Read what a batch wrote.

    Raises
    ------
    SourceError
        Where it is not there or no JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SourceError.of("unreadable_result", path="/".join(path.parts[-2:])) from error


def glance(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page of all clients shows of one result."""
    measures, period = result["measures"], result.get("period") or {}
    release = measures.get("cash_release") or {}
    moves = (result.get("review") or {}).get("moves", ())
    return {
        "client_id": result["client_id"],
        "client": result["client"],
        "currency": result.get("currency", "CNY"),
        "start": period.get("start"),
        "end": period.get("end"),
        "grade": result.get("evidence_grade"),
        **{key: (measures.get(key) or {}).get("value") for key in FIGURES},
        "cash_release": release.get("value"),
        "cash_low": release.get("low"),
        "cash_high": release.get("high"),
        "days_before": next((m["before"] for m in moves if m["name"] == "dio_days"), None),
        **dict.fromkeys(MISTAKES, "数据不足"),
        **{m["id"]: m["verdict"] for m in result.get("mistakes") or ()},
        "companies": _companies((result.get("by") or {}).get("company") or ()),
    }


def _companies(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the companies of a group; one alone is no group."""
    held = sum(company["avg_stock_value"] or 0.0 for company in found)
    return [
        {
            "key": company["key"],
            "turns": company["turns"],
            "days": company["days"],
            "share": (company["avg_stock_value"] or 0.0) / held if held else None,
        }
        for company in found
        if len(found) > 1
    ]
