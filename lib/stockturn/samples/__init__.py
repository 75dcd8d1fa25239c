"""Simulated companies with known, planted mistakes, and their exports."""

from stockturn.samples.company import Company, simulate
from stockturn.samples.spec import SampleSpec
from stockturn.samples.truth import tell_effects, tell_truth
from stockturn.samples.writing import write_exports, write_sample

__all__ = [
    "Company",
    "SampleSpec",
    "simulate",
    "tell_effects",
    "tell_truth",
    "write_exports",
    "write_sample",
]
