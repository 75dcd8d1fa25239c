"""What running text says of a mistake's signs."""

from __future__ import annotations

from stockturn.exhibits.phrases import lines_crossed
from stockturn.findings import Mistake, Statistic


def judged(*levels: int) -> Mistake:
    signs = tuple(
        Statistic(str(n), "", 1.0, 1.0, "share", "above", level, "")
        for n, level in enumerate(levels)
    )
    return Mistake("W-1", "", "疑似", "疑似", None, signs, "", "", "")


def test_what_is_only_near_a_line_has_not_crossed_it():
    assert lines_crossed(judged(1, 0, 0)) == "3 项指标中 0 项越线、1 项临近"
    assert lines_crossed(judged(2, 2, 1, 0)) == "4 项指标中 2 项越线、1 项临近"
    assert lines_crossed(judged(2, 0)) == "2 项指标中 1 项越线"
