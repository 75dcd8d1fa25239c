"""The policy of one client, remembered: it depends on fewer settings than the conclusions do."""

from __future__ import annotations

from functools import partial

import pandas as pd

from stockturn.analysis.books import Books, books_key
from stockturn.cache import content_key, remembered
from stockturn.metrics.window import Window
from stockturn.params import Params
from stockturn.simulate.policy import Policy, make_policy
from stockturn.targets.history import summed_history

# The settings that levels and their rehearsal depend on.
NAMES = {"review_days", "lead_time", "service_targets", "slow_days", "dead_days", "days_basis",
         "seasons", "leftover_rate", "order_cost", "carrying_rates"}  # fmt: skip


def policy_of(
    params: Params, books: Books, span: Window | None, pairs: pd.DataFrame
) -> Policy | None:
    """Return the policy; None where flows do not reach the period's end, or allow no level.

    Without days it rests on the periods of summaries.
    """
    facts, spans = books.facts, books.spans
    if facts is None or spans is None or span is None or span.end != facts.end:
        return None
    history = books.history or (summed_history(facts) if facts.source != "onhand" else None)
    if history is None or not len(history.qty):
        return None
    abc = pairs.drop_duplicates("item").set_index("item")["abc"]
    make = partial(
        make_policy, history, facts, books.intake.tables, params.settings,
        period=spans.period, abc=abc,
    )  # fmt: skip
    if not history.daily:  # levels alone cost nothing
        policy = make()
        return policy if policy.items["reorder_point"].gt(0).any() else None
    key = content_key(
        {"books": books_key(params), "settings": params.settings.model_dump(include=NAMES)}
    )
    return remembered(params.client_id, f"policy-{key}", make)
