"""The policy of one client, remembered: it depends on fewer settings than the conclusions do."""

from __future__ import annotations

import pandas as pd

from stockturn.analysis.books import Books, books_key
from stockturn.cache import content_key, remembered
from stockturn.metrics.window import Window
from stockturn.params import Params
from stockturn.simulate.policy import Policy, make_policy

# The settings that levels and their rehearsal depend on.
NAMES = {"review_days", "lead_time", "service_targets", "slow_days", "dead_days", "days_basis"}


def policy_of(
    params: Params, books: Books, span: Window | None, pairs: pd.DataFrame
) -> Policy | None:
    """Return the policy, or None where there are no daily movements up to the period's end."""
    facts, history, spans = books.facts, books.history, books.spans
    if facts is None or history is None or spans is None or span is None:
        return None
    if span.end != facts.end:
        return None
    key = content_key(
        {"books": books_key(params), "settings": params.settings.model_dump(include=NAMES)}
    )
    abc = pairs.drop_duplicates("item").set_index("item")["abc"]
    return remembered(
        params.client_id,
        f"policy-{key}",
        lambda: make_policy(
            history, facts, books.intake.tables, params.settings, period=spans.period, abc=abc
        ),
    )
