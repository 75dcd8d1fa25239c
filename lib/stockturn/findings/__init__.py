"""Measures and answers become mistakes, actions, references and an account of every claim."""

from __future__ import annotations

from stockturn.findings.actions import Action, plan_actions
from stockturn.findings.change import TurnoverChange, change_of_turnover, days_after, one_off_cash
from stockturn.findings.claims import Claim, claims
from stockturn.findings.evaluate import diagnose
from stockturn.findings.references import (
    ReferenceRow,
    StandardValue,
    comparison_note,
    references,
    standard_values,
)
from stockturn.findings.rules import mistake_rules
from stockturn.findings.strategies import action_rules
from stockturn.findings.verdicts import Effect, Estimate, Mistake, Statistic

__all__ = [
    "Action",
    "Claim",
    "Effect",
    "Estimate",
    "Mistake",
    "ReferenceRow",
    "StandardValue",
    "Statistic",
    "TurnoverChange",
    "action_rules",
    "change_of_turnover",
    "claims",
    "comparison_note",
    "days_after",
    "diagnose",
    "mistake_rules",
    "one_off_cash",
    "plan_actions",
    "references",
    "standard_values",
]
