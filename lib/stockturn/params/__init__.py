"""What a client's report is to be, as one strict file says it."""

from stockturn.params.client import (
    CLIENT_ID,
    Params,
    ReportStyle,
    is_address,
    load_params,
    parse_params,
)
from stockturn.params.company import (
    Answers,
    ClientFigure,
    Disclosure,
    EnterpriseType,
    Finding,
    Profile,
    Verdict,
)
from stockturn.params.section import Section, Span
from stockturn.params.settings import CarryingRates, LeadTime, Season, Settings
from stockturn.params.sources import Kind, MistakeId, Sample, Source, System

__all__ = [
    "CLIENT_ID",
    "Answers",
    "CarryingRates",
    "ClientFigure",
    "Disclosure",
    "EnterpriseType",
    "Finding",
    "Kind",
    "LeadTime",
    "MistakeId",
    "Params",
    "Profile",
    "ReportStyle",
    "Sample",
    "Season",
    "Section",
    "Settings",
    "Source",
    "Span",
    "System",
    "Verdict",
    "is_address",
    "load_params",
    "parse_params",
]
