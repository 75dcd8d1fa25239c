"""A client's files become canonical tables, and every row read is accounted for."""

from stockturn.intake.grids import file_sha256
from stockturn.intake.meaning import kind_name
from stockturn.intake.observations import Observation, observed
from stockturn.intake.reading import expand, materialise, read_sources
from stockturn.intake.record import Intake, whole_files

__all__ = [
    "Intake",
    "Observation",
    "expand",
    "file_sha256",
    "kind_name",
    "materialise",
    "observed",
    "read_sources",
    "whole_files",
]
