"""A client's files become canonical tables, and every row read is accounted for."""

from stockturn.intake.reading import read_sources
from stockturn.intake.record import Intake

__all__ = ["Intake", "read_sources"]
