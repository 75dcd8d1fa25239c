from __future__ import annotations

import pytest

from stockturn.choice.knowledge import knowledge
from stockturn.choice.matrix import ALIKE, board, recipes, with_present
from stockturn.choice.robustness import draw, point_scores, swings

ELIGIBLE = {"jiandaoyun", "kis", "u8", "fxiaoke", "keep"}


@pytest.fixture
def base():
    return with_present(knowledge(), code="E-2", functions={}, derived={}, verdicts={})


@pytest.fixture
def grid(base):
    made = recipes(base, code="E-2", needed={"F-01": 2.0, "F-13": 3.0}, values={"bom": True})
    return board(base, made, [s.id for s in base.systems])


def test_shares_sum_to_one_and_only_the_eligible_lead(base, grid):
    drawn = draw(grid, base.weights("E-2"), rules=base.rules, eligible=ELIGIBLE, seed=1)
    assert sum(drawn.first_share.values()) == pytest.approx(1)
    assert drawn.first_share["jxcb"] == 0
    assert all(0 <= drawn.low[s] <= drawn.high[s] <= 100 for s in grid.systems)


def test_at_the_break_even_weight_the_rival_draws_level(base, grid):
    weights = base.weights("E-2")
    scores = point_scores(grid, weights)
    leader = max(ELIGIBLE, key=lambda s: scores[s])
    found = [s for s in swings(grid, weights, rules=base.rules, eligible=ELIGIBLE) if s.rival]
    assert found
    for swing in found:
        others = (100 - swing.break_even) / (100 - swing.weight)
        moved = {c: w * others for c, w in weights.items()} | {swing.criterion: swing.break_even}
        level = point_scores(grid, moved)
        assert level[leader] == pytest.approx(level[swing.rival])


def test_swings_name_who_leads_when_a_weight_moves_by_half(base, grid):
    weights = base.weights("E-2")
    for swing in swings(grid, weights, rules=base.rules, eligible=ELIGIBLE):
        raised = point_scores(grid, {**weights, swing.criterion: swing.weight * 1.5})
        best = max(raised[s] for s in ELIGIBLE)
        assert raised[swing.leader_if_raised] == pytest.approx(best)


def test_a_score_is_the_weighted_sum_of_what_is_printed(base, grid):
    weights = base.weights("E-2")
    cells = {k: base.cell("u8", k).point for k in base.criterion_ids[3:]}
    k1 = (2 * base.cell("u8", "F-01").point + 3 * base.cell("u8", "F-13").point) / 5
    cells |= {"K1": k1, "K2": base.cell("u8", "K2.E-2").point, "K3": base.cell("u8", "F-13").point}
    by_hand = sum(weights[k] * cells[k] / 4 for k in weights)
    assert point_scores(grid, weights)["u8"] == pytest.approx(by_hand)


def test_without_special_requirements_k3_is_alike_for_all(base):
    made = recipes(base, code="E-2", needed={"F-01": 1.0}, values={})
    assert made["K3"] == {ALIKE: 1.0}
    assert {base.cell(s.id, ALIKE).value for s in base.systems} == {4.0}
