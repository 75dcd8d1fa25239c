"""A client's books: what depends on the files, the period and the costing alone."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from stockturn import periods
from stockturn.analysis.cost_notes import cost_notes
from stockturn.analysis.inferred import opened, valued
from stockturn.cache import cache_root, content_key, remembered
from stockturn.i18n import current_currency, current_language
from stockturn.intake import (
    Intake,
    Observation,
    expand,
    file_sha256,
    materialise,
    observed,
    read_sources,
)
from stockturn.ledger.carry import facts_from_balances
from stockturn.ledger.facts import Facts, HiddenTransfers
from stockturn.ledger.replay import replay_movements
from stockturn.ledger.snapshot import facts_from_onhand
from stockturn.params import Params, Sample, Source
from stockturn.periods import Spans
from stockturn.samples import SampleSpec, write_exports
from stockturn.staging import staged
from stockturn.targets.history import History, read_history


@dataclass(frozen=True)
class Books:
    """The files as read, the days they are about, and the facts they amount to.

    ``left_out`` is the closing value of each warehouse whose stock is not the client's;
    ``history`` the daily flows, where there are movements and not too many to hold;
    ``stated_costs`` the items whose stock carried no cost and is valued by other tables.
    """

    intake: Intake
    spans: Spans | None
    facts: Facts | None
    left_out: Mapping[str, float] = field(default_factory=dict)
    history: History | None = None
    stated_costs: frozenset[str] = frozenset()


def open_books(params: Params) -> Books:
    """Return the client's books, from the cache where nothing they depend on has changed."""
    return remembered(params.client_id, f"books-{books_key(params)}", lambda: read_books(params))


def books_key(params: Params) -> str:
    """Return a key for everything the books depend on."""
    return content_key(
        {
            "files": [_fingerprint(source, params) for source in params.sources],
            "sources": [source.model_dump(mode="json") for source in params.sources],
            "period": params.period,
            "compare": params.compare,
            "costing": [
                params.settings.costing,
                params.settings.cost_pool,
                params.settings.summary_transfers,
            ],
            # Reasons and observations are sentences.
            "language": [current_language(), current_currency()],
        }
    )


def _fingerprint(source: Source, params: Params) -> list[str]:
    if source.path is None:
        return []
    paths = expand(source.path, params.resolve("."))
    return [f"{p.name}:{file_sha256(p)}" for p in paths if p.is_file()]


def read_books(params: Params) -> Books:
    """Read the files and replay them into facts."""
    with _sample_files(params) as files:
        sources = materialise(params.sources, files)
        intake = read_sources(sources, base_dir=params.resolve("."))
    spans = periods.resolve(params, intake.tables)
    if spans is None:
        return Books(intake, None, None)
    if params.period and params.period != spans.period:
        cut = observed("period_cut", asked=params.period, data=spans.data, period=spans.period)
        intake = intake.telling(cut)
    intake, origin = valued(opened(intake))
    tables = intake.tables
    facts, left_out = _owned(_facts(tables, spans, params), tables.get("warehouses"))
    if facts is not None and facts.hidden_transfers:
        intake = intake.telling(_moved_unseen(facts.hidden_transfers))
    if facts is not None:
        intake = intake.telling(*cost_notes(facts, origin, costing=params.settings.costing))
    movements = intake.tables.get("movements")
    history = None
    if movements is not None and facts is not None and facts.daily is not None:
        history = read_history(movements, end=facts.end)
    return Books(intake, spans, facts, left_out, history, frozenset(origin.index))


def _moved_unseen(found: HiddenTransfers) -> Observation:
    return observed(
        "summary_transfers.taken" if found.taken else "summary_transfers.doubtful",
        explained=f"{found.explained:.1%}",
        value=f"{found.value:,.2f}",
        share=f"{found.share:.1%}",
    )


@contextmanager
def _sample_files(params: Params) -> Iterator[dict[int, str]]:
    """Write the companies that are to be simulated; give source number → glob of its files."""
    root = cache_root()
    with tempfile.TemporaryDirectory() as passing:
        home = root / params.client_id if root else Path(passing)
        yield {
            number: str(_written(source.sample, home).resolve() / "*")
            for number, source in enumerate(params.sources)
            if source.sample is not None
        }


def _written(sample: Sample, home: Path) -> Path:
    chosen = sample.model_dump()
    folder = home / f"sample-{content_key(chosen)[:16]}"
    if folder.is_dir():
        return folder
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with staged(folder, replacing=False) as draft:
        write_exports(SampleSpec(**chosen), draft)
    return folder


def _facts(tables: Mapping[str, pd.DataFrame], spans: Spans, params: Params) -> Facts | None:
    """Replay the one table that stock truth comes from, up to the last day reported on."""
    end = spans.period.end
    if "movements" in tables:
        return replay_movements(
            tables["movements"],
            cuts=_cuts(spans),
            end=end,
            costing=params.settings.costing,
            cost_pool=params.settings.cost_pool,
        )
    if "balances" in tables:
        balances = tables["balances"]
        return facts_from_balances(
            balances[balances["period_end"].le(pd.Timestamp(end))],
            sales=tables.get("sales"),
            transfers=params.settings.summary_transfers,
        )
    if "onhand" in tables:
        onhand = tables["onhand"]
        return facts_from_onhand(onhand[onhand["date"].le(pd.Timestamp(end))])
    return None


def _cuts(spans: Spans) -> list[dt.date]:
    return [
        day
        for span in (spans.period, spans.compare)
        if span
        for day in (span.start, span.end + dt.timedelta(days=1))
    ]


def _owned(
    facts: Facts | None, warehouses: pd.DataFrame | None
) -> tuple[Facts | None, dict[str, float]]:
    """Leave out warehouses whose stock is not the client's, and say how much that was."""
    if facts is None or warehouses is None or "included" not in warehouses:
        return facts, {}
    outside = set(warehouses.loc[~warehouses["included"], "warehouse"])
    foreign = facts.places["warehouse"].isin(outside)
    if not foreign.any():
        return facts, {}
    amounts = facts.places[foreign].groupby("warehouse", observed=True)["closing_value"].sum()
    kept = {
        name: frame[~frame["warehouse"].isin(outside)].reset_index(drop=True)
        for name in ("monthly", "places", "layers", "daily", "counts", "breaks")
        if (frame := getattr(facts, name)) is not None
    }
    return replace(facts, **kept), {str(k): float(v) for k, v in amounts.items()}
