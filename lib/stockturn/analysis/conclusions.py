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
from stockturn.analysis.figures import quality_of, with_lineage, with_rehearsal
from stockturn.analysis.outcome import Analysis
from stockturn.analysis.pairs import classified, positions, windows
from stockturn.analysis.policy import policy_of
from stockturn.analysis.review import load_previous, review
from stockturn.analysis.worst_cases import worst_cases
from stockturn.cache import content_key, remembered
from stockturn.choice.knowledge import knowledge, supplemented
from stockturn.choice.recommend import recommend
from stockturn.choice.result import Choice
from stockturn.findings import Mistake, diagnose, plan_actions
from stockturn.intake import file_sha256
from stockturn.measures import Measure
from stockturn.metrics.ageing import age_stock
from stockturn.metrics.decomposition import Decomposition, decompose
from stockturn.metrics.own_figures import bridge_figure
from stockturn.metrics.panel import Quality, measure_panel
from stockturn.metrics.proofs import book_proofs
from stockturn.metrics.turnover import all_definitions, bridge
from stockturn.metrics.window import Window
from stockturn.params import Params, Settings
from stockturn.simulate.lists import buying_lists


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
    span, compare = windows(books, settings)
    grade = periods.grade_of(tables)
    quality = quality_of(books.intake)
    panel = partial(measure_panel, tables=tables, settings=settings, quality=quality, grade=grade)
    pairs = classified(span, tables)
    policy = policy_of(params, books, span, pairs)
    max_qty = policy.max_qty if policy else None
    lists = buying_lists(policy, tables) if policy else {}
    measures = with_rehearsal(panel(facts=facts, span=span, max_qty=max_qty), policy, lists)
    measures = with_lineage(measures, books)
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
        positions=positions(books, span, settings, measures, max_qty),
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
