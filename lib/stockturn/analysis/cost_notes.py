"""What has to be said of the costs that stock is valued at."""

from __future__ import annotations

import pandas as pd

from stockturn.i18n import N_, _
from stockturn.intake import Observation, observed
from stockturn.ledger.facts import Facts
from stockturn.ledger.replay import Costing
from stockturn.ledger.stated_costs import value_share, worthless

ORIGINS = {
    "books": N_("库存快照或收发存的结存单价（{n} 个）"),
    "master": N_("商品档案的单位成本（{n} 个）"),
    "purchases": N_("采购单价的平均（{n} 个）"),
}
LEAST = 0.0005
"""Shares below it read 0.0 %."""


def cost_notes(facts: Facts, origin: pd.Series, *, costing: Costing) -> list[Observation]:
    """Tell which costs were not the books' own, and which stock has none.

    ``origin`` tells by item which other table its cost was taken from.
    """
    notes = []
    if len(origin):
        counts = origin.value_counts()
        named = (_(words).format(n=counts[key]) for key, words in ORIGINS.items() if key in counts)
        share = f"{value_share(facts, origin.index):.1%}"
        origins = _("、").join(named)
        notes.append(observed("stated_costs", items=len(origin), origins=origins, share=share))
    if len(none := worthless(facts)):
        notes.append(observed("no_cost", items=len(none), qty=f"{none.sum():,.0f}"))
    issues, receipts = facts.carried_cost_share or 0.0, facts.uncosted_receipt_share or 0.0
    if costing == "recorded" and issues >= LEAST and receipts < 1.0:
        notes.append(observed("carried_cost", share=f"{issues:.1%}"))
    if LEAST <= receipts < 1.0:
        notes.append(observed("uncosted_receipts", share=f"{receipts:.1%}"))
    return notes
