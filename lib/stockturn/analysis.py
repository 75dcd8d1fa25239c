"""The table of contents of the program: the rooms, in order, for one client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from stockturn import periods
from stockturn.cache import cache_root, content_key, remembered
from stockturn.choice.recommend import recommend
from stockturn.choice.result import Choice
from stockturn.findings import Action, Mistake, diagnose, plan_actions
from stockturn.intake import Intake, expand, file_sha256, materialise, read_sources
from stockturn.ledger.carry import facts_from_balances
from stockturn.ledger.facts import Facts
from stockturn.ledger.replay import replay_movements
from stockturn.ledger.snapshot import facts_from_onhand
from stockturn.measures import Lineage, Measure
from stockturn.metrics.catalog import source_of
from stockturn.metrics.decomposition import Decomposition, decompose
from stockturn.metrics.panel import Quality, measure_panel
from stockturn.metrics.structure import abc_classes, described, monthly_demand, xyz_classes
from stockturn.metrics.turnover import all_definitions, bridge
from stockturn.metrics.window import DAYS_PER_MONTH, Window, best_averaging, window
from stockturn.params import Params, Source, Span
from stockturn.periods import Spans
from stockturn.samples import SampleSpec, write_exports


@dataclass(frozen=True)
class Books:
    """What depends on the files, the period and the costing alone: kept apart from the rest."""

    intake: Intake
    spans: Spans | None
    facts: Facts | None
    left_out: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Analysis:
    """Everything the report says of one client."""

    params: Params
    books: Books
    window: Window | None
    compare: Window | None
    grade: str | None
    measures: Mapping[str, Measure]
    before: Mapping[str, Measure]
    pairs: pd.DataFrame
    definitions: list[dict[str, Any]]
    bridge: list[dict[str, Any]]
    decomposition: Decomposition | None
    mistakes: tuple[Mistake, ...]
    actions: tuple[Action, ...]
    choice: Choice

    @property
    def intake(self) -> Intake:
        """The intake log."""
        return self.books.intake

    @property
    def facts(self) -> Facts | None:
        """The facts, where any stock table was brought."""
        return self.books.facts

    @property
    def spans(self) -> Spans | None:
        """Days covered, reported and compared."""
        return self.books.spans

    @property
    def period(self) -> Span | None:
        """The days reported on."""
        return self.spans.period if self.spans else None

    @property
    def data_end(self) -> dt.date | None:
        """The data's last day."""
        return self.spans.data.end if self.spans else None

    @property
    def report_date(self) -> dt.date | None:
        """Day that stands on the cover: stated, else the data's last day."""
        return self.params.report.date or (self.spans.data.end if self.spans else None)


def analyse(params: Params) -> Analysis:
    """Run all rooms for one client; nothing is drawn or written here."""
    key = _books_key(params)
    books = remembered(params.client_id, f"books-{key}", lambda: read_books(params))
    return conclude(params, books)


def _books_key(params: Params) -> str:
    return content_key(
        {
            "files": [_fingerprint(source, params) for source in params.sources],
            "sources": [source.model_dump(mode="json") for source in params.sources],
            "period": params.period,
            "compare": params.compare,
            "costing": [params.settings.costing, params.settings.cost_pool],
        }
    )


def _fingerprint(source: Source, params: Params) -> list[str]:
    if source.path is None:
        return []
    paths = expand(source.path, Path(params.base_dir or "."))
    return [f"{p.name}:{file_sha256(p)}" for p in paths if p.is_file()]


def read_books(params: Params) -> Books:
    """Read the files and replay them into facts."""
    folders = _written_samples(params)
    sources = materialise(params.sources, folders)
    intake = read_sources(sources, base_dir=Path(params.base_dir or "."))
    spans = periods.resolve(params, intake.tables)
    if spans is None:
        return Books(intake, None, None)
    facts = _facts(intake.tables, spans, params)
    facts, left_out = _owned(facts, intake.tables.get("warehouses"))
    return Books(intake, spans, facts, left_out)


def _written_samples(params: Params) -> dict[int, str]:
    """Write the companies that are to be simulated; return source number → glob of its files."""
    root = cache_root() or Path(".stockturn-cache")
    folders = {}
    for number, source in enumerate(params.sources):
        if source.sample is None:
            continue
        chosen = source.sample.model_dump()
        folder = root / params.client_id / f"sample-{content_key(chosen)[:16]}"
        if not (folder / "complete").is_file():
            write_exports(SampleSpec(**chosen), folder)
            (folder / "complete").touch()
        folders[number] = str(folder.resolve() / "*.csv")
    return folders


def _facts(tables: Mapping[str, pd.DataFrame], spans: Spans, params: Params) -> Facts | None:
    end = spans.period.end
    cuts = [
        day
        for span in (spans.period, spans.compare)
        if span
        for day in (span.start, span.end + dt.timedelta(days=1))
    ]
    if "movements" in tables:
        return replay_movements(
            tables["movements"],
            cuts=cuts,
            end=end,
            costing=params.settings.costing,
            cost_pool=params.settings.cost_pool,
        )
    if "balances" in tables:
        balances = tables["balances"]
        return facts_from_balances(balances[balances["period_end"].le(pd.Timestamp(end))])
    if "onhand" in tables:
        return facts_from_onhand(tables["onhand"])
    return None


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
        for name in ("monthly", "places", "layers", "daily")
        if (frame := getattr(facts, name)) is not None
    }
    return replace(facts, **kept), {str(k): float(v) for k, v in amounts.items()}


def conclude(params: Params, books: Books) -> Analysis:
    """Draw every conclusion from the books; fast, so that a changed threshold shows at once."""
    facts, spans, tables = books.facts, books.spans, books.intake.tables
    settings = params.settings
    span = compare = None
    if facts is not None and spans is not None:
        averaging = settings.averaging
        chosen = best_averaging(facts) if averaging == "auto" else averaging
        span = window(facts, start=spans.period.start, end=spans.period.end, averaging=chosen)
        if spans.compare:
            compare = window(
                facts, start=spans.compare.start, end=spans.compare.end, averaging=chosen
            )
    grade = periods.grade_of(tables)
    quality = _quality(books.intake)
    panel = {
        "tables": tables,
        "settings": settings,
        "quality": quality,
        "grade": grade,
    }
    measures = _with_lineage(measure_panel(facts=facts, span=span, **panel), books)
    before = measure_panel(facts=None, span=None, **panel)
    if facts is not None and compare is not None:
        before = measure_panel(facts=facts, span=compare, **panel)
    pairs = _classified(span, tables.get("items"))
    mistakes = _mistakes(params, books, measures, quality)
    actions = _actions(params, books, measures, mistakes)
    definitions = all_definitions(facts, span=span) if facts and span else []
    ours = f"{span.averaging}-cost-{settings.days_basis}" if span else ""
    return Analysis(
        params=params,
        books=books,
        window=span,
        compare=compare,
        grade=grade,
        measures=measures,
        before=before,
        pairs=pairs,
        definitions=definitions,
        bridge=bridge(definitions, to=ours) if definitions else [],
        decomposition=_decomposition(span, compare, pairs, settings.days_basis),
        mistakes=mistakes,
        actions=actions,
        choice=_choice(params, books, measures, mistakes, span),
    )


def _quality(intake: Intake) -> Quality:
    not_data = sum(sum(f.rows_excluded.values()) for f in intake.files)
    identities = [c for c in intake.checks if c.id != "rows_account"]
    return Quality(
        used_rows=sum(f.rows_used for f in intake.files),
        data_rows=sum(f.rows_read for f in intake.files) - not_data,
        checked=sum(c.checked for c in identities),
        breaks=sum(c.breaks for c in identities),
    )


def _with_lineage(measures: Mapping[str, Measure], books: Books) -> dict[str, Measure]:
    """Attach to every figure the files it was made from."""
    stock = books.facts.source if books.facts else None
    by_kind: dict[str, list[Lineage]] = {}
    for file in books.intake.files:
        line = Lineage(file.name, file.sha256, file.rows_used)
        by_kind.setdefault(file.kind, []).append(line)
        by_kind.setdefault("all", []).append(line)
    return {
        key: replace(
            measure,
            inputs=tuple(by_kind.get(stock if (s := source_of(key)) == "stock" else s, ()))
            if measure.known
            else (),
        )
        for key, measure in measures.items()
    }


def _classified(span: Window | None, items: pd.DataFrame | None) -> pd.DataFrame:
    """Return the span's pairs with names, categories and the ABC and XYZ class of their item."""
    if span is None:
        return pd.DataFrame()
    pairs = described(span.pairs, items)
    cost = pairs.groupby("item", observed=True)["cogs"].sum()
    variation = xyz_classes(monthly_demand(span))
    return pairs.assign(
        abc=pairs["item"].map(abc_classes(cost)),
        xyz=pairs["item"].map(variation).fillna("Z"),
    )


def _decomposition(
    span: Window | None, compare: Window | None, pairs: pd.DataFrame, basis: int
) -> Decomposition | None:
    if span is None or compare is None:
        return None
    named = pairs.drop_duplicates("item").set_index("item")["category"]
    return decompose(span, compare, group=named if named.ne("").any() else None, basis=basis)


def _mistakes(
    params: Params, books: Books, measures: Mapping[str, Measure], quality: Quality
) -> tuple[Mistake, ...]:
    share = quality.breaks / quality.checked if quality.checked else None
    return diagnose(
        facts=books.facts,
        tables=books.intake.tables,
        params=params,
        measures=measures,
        intake_quality={
            "score": measures["data_quality_score"].value,
            "check_break_share": share,
        },
        period=books.spans.period if books.spans else None,
        compare=books.spans.compare if books.spans else None,
    )


def _actions(
    params: Params, books: Books, measures: Mapping[str, Measure], mistakes: tuple[Mistake, ...]
) -> tuple[Action, ...]:
    if books.facts is None:
        return ()
    return plan_actions(mistakes, books.facts, measures, params)


def _choice(
    params: Params,
    books: Books,
    measures: Mapping[str, Measure],
    mistakes: tuple[Mistake, ...],
    span: Window | None,
) -> Choice:
    return recommend(
        profile=params.profile,
        derived=_derived_profile(books, span),
        verdicts={m.id: m.verdict for m in mistakes},
        gaps=_gaps(measures, books),
        functions=params.answers.functions,
        disclosure=params.disclosure,
    )


def _derived_profile(books: Books, span: Window | None) -> dict[str, Any]:
    """Tell what the data show of the company's size and shape."""
    tables = books.intake.tables
    derived: dict[str, Any] = {}
    if books.facts is not None:
        derived["items"] = int(books.facts.places["item"].nunique())
        derived["warehouses"] = int(books.facts.places["warehouse"].nunique())
    movements = tables.get("movements")
    if movements is not None and "doc_no" in movements and books.spans:
        months = max(1.0, books.spans.data.days / DAYS_PER_MONTH)
        derived["documents_per_month"] = round(movements["doc_no"].nunique() / months)
    expiry = [t for t in tables.values() if "expiry_date" in t and t["expiry_date"].notna().any()]
    derived["batch_expiry"] = True if expiry else None
    if "sales" in tables and "channel" in tables["sales"]:
        derived["channels"] = sorted(set(tables["sales"]["channel"]) - {""})
    return {key: value for key, value in derived.items() if value not in (None, [])}


def _gaps(measures: Mapping[str, Measure], books: Books) -> list[str]:
    """Name what the measures show to be wanting, in the words of the choice's data file."""
    limits = {
        "stockout": ("stockout_rate", 0.05),
        "negative_stock": ("negative_balance_count", 0.0),
        "count_difference": ("count_difference_rate", 0.02),
        "order_delay": ("delay_rate", 0.05),
        "returns": ("return_rate", 0.05),
    }
    found = [
        gap
        for gap, (measure, limit) in limits.items()
        if (value := measures[measure].value) is not None and value > limit
    ]
    stock = measures["closing_stock_value"].value
    for gap, measure, share in (("slow_stock", "slow_value", 0.2), ("excess", "excess_value", 0.2)):
        value = measures[measure].value
        if stock and value is not None and value / stock > share:
            found.append(gap)
    return found
