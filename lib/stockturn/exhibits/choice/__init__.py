"""The system choice on the page: verdict, needs, matrix, ranking, checks, plan."""

from stockturn.exhibits.choice.checks import choice_checks
from stockturn.exhibits.choice.evidence import choice_knockouts
from stockturn.exhibits.choice.needs import choice_needs
from stockturn.exhibits.choice.plan import choice_plan
from stockturn.exhibits.choice.ranking import choice_ranking
from stockturn.exhibits.choice.verdict import choice_verdict

__all__ = [
    "choice_checks",
    "choice_knockouts",
    "choice_needs",
    "choice_plan",
    "choice_ranking",
    "choice_verdict",
]
