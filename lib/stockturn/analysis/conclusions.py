"""Every conclusion drawn from the books; fast, so that a changed threshold shows at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from stockturn import periods
from stockturn.analysis.books import Books, books_key, open_books
from stockturn.analysis.company import derived_profile, gaps
from stockturn.analysis.outcome import Analysis
from stockturn.analysis.policy import policy_of
from stockturn.analysis.review import load_previous, review
from stockturn.analysis.worst_cases import worst_cases
from stockturn.cache import content_key, remembered
from stockturn.choice.knowledge import knowledge, supplemented
from stockturn.choice.recommend import recommend
from stockturn.choice.result import Choice
from stockturn.errors import ParamsError
from stockturn.findings import Mistake, diagnose, plan_actions
from stockturn.i18n import _
from stockturn.intake import Intake, file_sha256
from stockturn.ledger.facts import Facts
from stockturn.measures import Lineage, Measure
from stockturn.metrics.ageing import age_stock
from stockturn.metrics.catalog import source_of
from stockturn.metrics.decomposition import Decomposition, decompose
from stockturn.metrics.idle import excess_stock
from stockturn.metrics.own_figures import bridge_figure
from stockturn.metrics.panel import Quality, cycle_days, measure_panel
from stockturn.metrics.proofs import book_proofs
from stockturn.metrics.structure import (
    abc_classes,
    demand_classes,
    described,
    fsn_classes,
    monthly_demand,
    xyz_classes,
)
from stockturn.metrics.turnover import all_definitions, bridge
from stockturn.metrics.window import Averaging, Window, best_averaging, window
from stockturn.params import Params, Settings
from stockturn.simulate.lists import buying_lists
from stockturn.simulate.policy import Policy

FEWEST_MONTHS = 4  # that a forecast from summaries was tried on, before its error is told


def analyse(params: Params) -> Analysis:
    """Run all rooms for one client; nothing is drawn or written here.

    Raises
    ------
    ParamsError
        Where ``previous`` names no result of this client, or as :func:`conclude`.
    """
    books = open_books(params)
    key = f"analysis-{analysis_key(params)}"
    return Analysis(
        params=params,
        books=books,
        **remembered(params.client_id, key, lambda: _drawn(params, books)),
    )


def analysis_key(params: Params) -> str:
    """Return a key for everything an analysis depends on: parameters and all bytes they name."""
    return content_key(
        {
            "books": books_key(params),
            # Where the client's folder lies is no part of what is concluded.
            "params": params.model_dump(mode="json", exclude={"base_dir"}),
            "stated": sorted(params.profile.model_fields_set),
            "beside": [
                _sha256(params, path) for path in (params.previous, params.profile.systems_file)
            ],
        }
    )


def _drawn(params: Params, books: Books) -> dict[str, Any]:
    now = conclude(params, books)
    if params.previous:
        now = replace(now, review=review(now, load_previous(params), partial(_again, params)))
    return {name: value for name, value in vars(now).items() if name not in ("params", "books")}


def _again(params: Params, settings: Settings) -> Analysis:
    other = params.model_copy(update={"settings": settings})
    return conclude(other, open_books(other))


def _sha256(params: Params, path: str | None) -> str | None:
    file = params.resolve(path) if path else None
    return file_sha256(file) if file and file.is_file() else None


def conclude(params: Params, books: Books) -> Analysis:
    """Draw every conclusion from the books.

    Raises
    ------
    ParamsError
        Where the settings ask for an average that the data do not allow.
    """
    facts, tables, settings = books.facts, books.intake.tables, params.settings
    span, compare = _windows(books, settings)
    grade = periods.grade_of(tables)
    quality = _quality(books.intake)
    panel = partial(measure_panel, tables=tables, settings=settings, quality=quality, grade=grade)
    pairs = _classified(span, tables)
    policy = policy_of(params, books, span, pairs)
    max_qty = policy.max_qty if policy else None
    lists = buying_lists(policy, tables) if policy else {}
    measures = _rehearsed(panel(facts=facts, span=span, max_qty=max_qty), policy, lists)
    measures = _with_lineage(measures, books)
    before = panel(facts=facts if compare else None, span=compare)
    changed = _decomposition(span, compare, pairs, settings.days_basis)
    mistakes = _mistakes(params, books, measures, quality, max_qty=max_qty, decomposition=changed)
    definitions = all_definitions(span) if span else []
    ageing = age_stock(facts) if facts else None
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
        positions=_positions(books, span, settings, measures, max_qty),
        definitions=definitions,
        bridge=bridge(definitions, to=ours) if definitions else [],
        client_figures=_client_figures(params, definitions, ours),
        decomposition=changed,
        ageing=ageing,
        proofs=tuple(book_proofs(facts, ageing, tables)) if facts else (),
        mistakes=mistakes,
        actions=plan_actions(mistakes, facts, measures, params) if facts else (),
        choice=_choice(params, books, measures, mistakes, worst_cases(books, span, pairs, params)),
        policy=policy,
        lists=lists,
    )


def _windows(books: Books, settings: Settings) -> tuple[Window | None, Window | None]:
    """Cut the facts to the days reported on and to the days compared with."""
    facts, spans = books.facts, books.spans
    if facts is None or spans is None:
        return None, None
    averaging = _averaging(facts, settings)
    cut = partial(window, facts, averaging=averaging)
    compare = spans.compare
    return (
        cut(start=spans.period.start, end=spans.period.end),
        cut(start=compare.start, end=compare.end) if compare else None,
    )


def _averaging(facts: Facts, settings: Settings) -> Averaging:
    if settings.averaging == "auto":
        return best_averaging(facts)
    if settings.averaging == "day_weighted" and not facts.has_days:
        raise ParamsError.of("no_daily_stock")
    return settings.averaging


def _quality(intake: Intake) -> Quality:
    not_data = sum(sum(f.rows_excluded.values()) for f in intake.files)
    identities = [c for c in intake.checks if c.id != "rows_account"]
    return Quality(
        used_rows=sum(f.rows_used for f in intake.files),
        data_rows=sum(f.rows_read for f in intake.files) - not_data,
        checked=sum(c.checked for c in identities),
        breaks=sum(c.breaks for c in identities),
    )


def _rehearsed(
    measures: Mapping[str, Measure], policy: Policy | None, lists: Mapping[str, pd.DataFrame]
) -> dict[str, Measure]:
    """Add what the rehearsal tells; cash only where some level served as well as the past.

    What is on order and too much is what the buyer's list of it adds up to.
    """
    if policy is None:
        return dict(measures)
    told: dict[str, dict[str, Any]] = {}
    # Stock without a cost has no cash to release; its levels in pieces stand all the same.
    if policy.cash and measures["avg_stock_value"].known:
        told["cash_release"] = dict(policy.cash)
    elif policy.outcomes and not policy.cash:
        told["cash_release"] = {
            "missing": (_("与实际满足率相当的目标（回放所试的都达不到）"),),
            "grade": "",
        }
    if measures["avg_stock_value"].known and measures["on_order_excess_value"].known:
        value = float(lists["push_out"]["value"].sum())
        told["on_order_excess_value"] = {"value": value, "grade": "E4"}
    tried = policy.outcomes or (not policy.daily and policy.forecast.scored >= FEWEST_MONTHS)
    if tried and policy.forecast.wape is not None:
        grade = "E3" if policy.daily else "E1"
        told["forecast_wape"] = {"value": policy.forecast.wape, "grade": grade}
    known = {
        k: replace(measures[k], **{"grade": "E3", "missing": (), **v}) for k, v in told.items()
    }
    return {**measures, **known}


def _with_lineage(measures: Mapping[str, Measure], books: Books) -> dict[str, Measure]:
    """Attach to every figure the files it was made from."""
    stock = books.facts.source if books.facts else ""
    by_kind: dict[str, list[Lineage]] = {}
    for file in books.intake.files:
        line = Lineage(file.name, file.sha256, file.rows_used)
        by_kind.setdefault(file.kind, []).append(line)
        by_kind.setdefault("all", []).append(line)
    # What is rehearsed is the stock's own past.
    told = {"stock": stock, "simulation": stock}
    kinds = {key: told.get(kind := source_of(key), kind) for key in measures}
    return {
        key: replace(measure, inputs=tuple(by_kind.get(kinds[key], ())))
        if measure.known
        else measure
        for key, measure in measures.items()
    }


def _classified(span: Window | None, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the span's pairs with names, company, categories and the classes of their item."""
    if span is None:
        return pd.DataFrame()
    pairs = described(span.pairs, tables.get("items"))
    owners = tables.get("warehouses", pd.DataFrame())
    named = owners.get("company", pd.Series(dtype="str"))
    owner = dict(zip(owners.get("warehouse", named), named, strict=False))
    cost = pairs.groupby("item", observed=True)["cogs"].sum()
    demand = monthly_demand(span)
    return pairs.assign(
        abc=pairs["item"].map(abc_classes(cost)),
        xyz=pairs["item"].map(xyz_classes(demand)).fillna("Z"),
        fsn=pairs["item"].map(fsn_classes(demand)).fillna("N"),
        demand=pairs["item"].map(demand_classes(demand)).fillna("none"),
        company=[owner.get(place, "") or "" for place in pairs["warehouse"].astype("str")],
    )


def _positions(
    books: Books,
    span: Window | None,
    settings: Settings,
    measures: Mapping[str, Measure],
    max_qty: pd.Series | None,
) -> pd.DataFrame:
    """Set each item and place against what demand can use: too much, and too little."""
    if books.facts is None or span is None:
        return pd.DataFrame()
    need = cycle_days(settings, books.intake.tables, measures["lead_time_days"].value)
    return excess_stock(
        books.facts,
        span,
        max_cover_days=settings.max_cover_days,
        min_cover_days=need or 0.0,
        max_qty=max_qty,
    )


def _client_figures(
    params: Params, definitions: list[dict[str, Any]], ours: str
) -> list[dict[str, Any]]:
    """Bridge each figure that the client already has to ours."""
    basis = params.settings.days_basis
    return [
        figure.model_dump()
        | bridge_figure(
            figure.value,
            figure.definition,
            metric=figure.metric,
            definitions=definitions,
            ours=ours,
            basis=basis,
        )
        for figure in params.client_figures
    ]


def _decomposition(
    span: Window | None, compare: Window | None, pairs: pd.DataFrame, basis: int
) -> Decomposition | None:
    if span is None or compare is None:
        return None
    named = pairs.drop_duplicates("item").set_index("item")["category"]
    return decompose(span, compare, group=named if named.ne("").any() else None, basis=basis)


def _mistakes(
    params: Params,
    books: Books,
    measures: Mapping[str, Measure],
    quality: Quality,
    *,
    max_qty: pd.Series | None,
    decomposition: Decomposition | None,
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
            "unsigned_share": books.intake.unsigned_share,
        },
        period=books.spans.period if books.spans else None,
        compare=books.spans.compare if books.spans else None,
        max_qty=max_qty,
        decomposition=decomposition,
    )


def _choice(
    params: Params,
    books: Books,
    measures: Mapping[str, Measure],
    mistakes: tuple[Mistake, ...],
    cases: Mapping[str, str],
) -> Choice:
    own = params.profile.systems_file
    return recommend(
        base=supplemented(knowledge(), params.resolve(own)) if own else None,
        profile=params.profile,
        derived=derived_profile(books),
        verdicts={m.id: m.verdict for m in mistakes},
        gaps=gaps(measures),
        functions=params.answers.functions,
        disclosure=params.disclosure,
        cases=cases,
    )
