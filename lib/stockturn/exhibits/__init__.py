"""What notebook cells call: an analysis in, sentences, tables and figures out."""

from stockturn.exhibits.action_plan import action_plan
from stockturn.exhibits.availability import availability
from stockturn.exhibits.cash import cash_and_growth
from stockturn.exhibits.checks import checks_made
from stockturn.exhibits.choice import (
    choice_checks,
    choice_knockouts,
    choice_needs,
    choice_plan,
    choice_ranking,
    choice_verdict,
)
from stockturn.exhibits.course import course
from stockturn.exhibits.evidence import definitions_used, evidence_grade
from stockturn.exhibits.files import files_read, oddities_found
from stockturn.exhibits.idle import idle
from stockturn.exhibits.mistakes import evidence_by_mistake
from stockturn.exhibits.opening import open_analysis, opening
from stockturn.exhibits.parts import places_and_categories
from stockturn.exhibits.policy import buying, enough_stock
from stockturn.exhibits.portfolio import (
    client_list,
    mistakes_found,
    not_rendered,
    open_portfolio,
    portfolio_opening,
    slowest,
    totals,
)
from stockturn.exhibits.references import claims_checked, peers
from stockturn.exhibits.review import review
from stockturn.exhibits.safety import clearing_plan, more_is_safer
from stockturn.exhibits.service import overlooked_details, service_level
from stockturn.exhibits.structure import structure
from stockturn.exhibits.summary import how_sure, money_first, three_actions, three_findings
from stockturn.exhibits.turnover import overall
from stockturn.exhibits.verdicts import verdicts

__all__ = [
    "action_plan",
    "availability",
    "buying",
    "cash_and_growth",
    "checks_made",
    "choice_checks",
    "choice_knockouts",
    "choice_needs",
    "choice_plan",
    "choice_ranking",
    "choice_verdict",
    "claims_checked",
    "clearing_plan",
    "client_list",
    "course",
    "definitions_used",
    "enough_stock",
    "evidence_by_mistake",
    "evidence_grade",
    "files_read",
    "how_sure",
    "idle",
    "mistakes_found",
    "money_first",
    "more_is_safer",
    "not_rendered",
    "oddities_found",
    "open_analysis",
    "open_portfolio",
    "opening",
    "overall",
    "overlooked_details",
    "peers",
    "places_and_categories",
    "portfolio_opening",
    "review",
    "service_level",
    "slowest",
    "structure",
    "three_actions",
    "three_findings",
    "totals",
    "verdicts",
]
