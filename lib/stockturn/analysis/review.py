"""复盘: what became of the figures and promises of an earlier result, and why figures moved."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stockturn.analysis.outcome import Analysis
from stockturn.errors import ParamsError
from stockturn.findings.review import Cause, Move, Promise, Review
from stockturn.i18n import _
from stockturn.measures import Measure
from stockturn.metrics.structure import by_key
from stockturn.metrics.turnover import with_turns
from stockturn.params import Params, Settings

FOLLOWED = (
    "turnover",
    "dio_days",
    "avg_stock_value",
    "closing_stock_value",
    "slow_value",
    "stagnant_value",
    "dead_value",
    "excess_value",
    "stockout_rate",
    "carrying_cost",
)
Figures = Mapping[str, float | None]


def load_previous(params: Params) -> dict[str, Any]:
    """Read the ``result.json`` that ``previous`` names.

    Raises
    ------
    ParamsError
        Where there is no such file, it is not a result, or it is another client's.
    """
    path = params.resolve(params.previous or "")
    action = _("核对参数 previous，或删去该键")
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
        owner = result["client_id"]
        result["measures"], result["period"], result["mistakes"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = _("previous 所指的 {path} 不是一份可读的 result.json").format(path=path.name)
        raise ParamsError(
            found, expected=_("上一次报告目录中的 result.json"), action=action
        ) from error
    if owner != params.client_id:
        raise ParamsError(
            _("previous 所指的 {path} 属于客户 {owner}").format(path=path.name, owner=owner),
            expected=_("同一客户（{id}）的 result.json").format(id=params.client_id),
            action=action,
        )
    return dict(result)


def review(
    now: Analysis, previous: Mapping[str, Any], again: Callable[[Settings], Analysis]
) -> Review:
    """Hold an earlier result against this analysis.

    ``again`` concludes once more on today's files under other settings, so that what the changed
    settings moved can be told from what the data moved.
    """
    figures = _figures(now.measures)
    earlier = {key: m["value"] for key, m in previous["measures"].items()}
    known = {f["sha256"] for f in (previous.get("intake") or {}).get("files", ())}
    return Review(
        period=previous["period"],
        same_files=known == {f.sha256 for f in now.intake.files},
        settings_known=bool(previous.get("settings")),
        moves=_moves(earlier, figures, FOLLOWED),
        categories=_categories(now, previous),
        promises=_promises(now, previous),
        causes=_causes(now, earlier, previous.get("settings"), again),
    )


def _figures(measures: Mapping[str, Measure]) -> dict[str, float | None]:
    return {key: measure.value for key, measure in measures.items()}


def _moves(before: Figures, after: Figures, keys: Sequence[str]) -> tuple[Move, ...]:
    both = ((key, before.get(key), after.get(key)) for key in keys)
    return tuple(Move(key, a, b) for key, a, b in both if a is not None and b is not None)


def _categories(now: Analysis, previous: Mapping[str, Any]) -> tuple[Move, ...]:
    """Return the days of stock of each category then and now, the most improved first."""
    rows = (previous.get("by") or {}).get("category") or ()
    before = {row["key"]: row["days"] for row in rows}
    if now.window is None or now.pairs.empty:
        return ()
    basis = now.params.settings.days_basis
    sums = with_turns(by_key(now.pairs, "category"), now.window, basis=basis)
    sums = sums[sums["days"].notna()]
    after = dict(zip(sums["category"].astype("str"), sums["days"].astype(float), strict=True))
    moves = _moves(before, after, sorted(key for key in after if key))
    return tuple(sorted(moves, key=lambda move: move.after / move.before))


def _promises(now: Analysis, previous: Mapping[str, Any]) -> tuple[Promise, ...]:
    rows = (previous.get("by") or {}).get("item") or ()
    before = {row["key"]: row["closing_value"] or 0.0 for row in rows}
    after: dict[str, float] = {}
    if not now.pairs.empty:
        held = now.pairs.groupby(now.pairs["item"].astype("str"))["closing_value"].sum()
        after = dict(zip(held.index.astype("str"), held.astype(float), strict=True))
    listed = {m["id"]: [i["item"] for i in m["items"]] for m in previous["mistakes"]}
    promised = [a for a in previous.get("actions") or () if a["one_off_cash"]]
    return tuple(
        Promise(
            action=action["id"],
            text=action["text"],
            promised=action["one_off_cash"]["value"],
            items=len(items),
            stock_before=sum(before.get(item, 0.0) for item in items),
            stock_after=sum(after.get(item, 0.0) for item in items),
        )
        for action in promised
        if (items := listed.get(action["mistake"]))
    )


def _causes(
    now: Analysis,
    earlier: Figures,
    settings: Mapping[str, Any] | None,
    again: Callable[[Settings], Analysis],
) -> tuple[Cause, ...]:
    """Change one setting after another, from the earlier ones to today's."""
    today = now.params.settings.model_dump(mode="json")
    # Settings that a version did not know yet had no say in it.
    then = {key: value for key, value in (settings or {}).items() if key in today}
    changed = sorted(key for key, value in then.items() if value != today[key])
    if not changed:
        return ()
    mixed = today | then
    figures = _figures(again(Settings.model_validate(mixed)).measures)
    causes = [Cause(None, None, None, _effects(earlier, figures))]
    for key in changed:
        mixed[key] = today[key]
        after = _figures(again(Settings.model_validate(mixed)).measures)
        causes.append(Cause(key, then[key], today[key], _effects(figures, after)))
        figures = after
    return tuple(causes)


def _effects(before: Figures, after: Figures) -> dict[str, float]:
    return {m.name: m.after - m.before for m in _moves(before, after, FOLLOWED)}
