from __future__ import annotations

from dataclasses import replace

import pytest

from stockturn.choice.knockouts import knock_out
from stockturn.choice.knowledge import knowledge
from stockturn.choice.models import Cell, Limits


def gone(values, base=None):
    return {k.id: k for k in knock_out(base or knowledge(), values)}


def limited(**limits):
    base = knowledge()
    systems = tuple(
        s.model_copy(update={"limits": Limits(**limits)}) if s.id == "kis" else s
        for s in base.systems
    )
    return replace(base, systems=systems)


def test_nothing_is_knocked_out_where_nothing_is_demanded():
    assert gone({}) == {}


def test_the_reason_names_the_evidence():
    out = gone({"bom": True})
    assert set(out) == {"jiandaoyun", "fxiaoke", "jxcb"}
    assert "无原生 MRP" in out["jiandaoyun"].reason
    assert "待核实" in out["jiandaoyun"].reason


def test_what_may_be_there_is_not_knocked_out_as_absent():
    assert "jiandaoyun" not in gone({"batch_expiry": True})
    assert "jxcb" in gone({"batch_expiry": True})


def test_what_the_law_demands_must_be_proven():
    assert set(gone({"batch_expiry": True, "industry": "医药流通"})) == {
        "jiandaoyun", "kis", "fxiaoke", "jxcb",
    }  # fmt: skip


def test_memory_alone_knocks_out_only_where_the_law_demands_proof():
    bom, law = gone({"bom": True}), gone({"batch_expiry": True, "industry": "食品"})
    assert {k.out for k in bom.values()} == {False}
    assert {k.out for k in law.values()} == {True}
    assert not any(k.verified for k in (*bom.values(), *law.values()))


def test_one_public_fact_is_enough_to_knock_out():
    out = gone({"bom": True, "deployment": "local"})
    assert (out["jiandaoyun"].out, out["jiandaoyun"].verified) == (True, True)
    assert (out["fxiaoke"].out, out["fxiaoke"].verified) == (False, False)


def test_a_proof_readmits():
    base = knowledge()
    proof = {("kis", "A-BATCH"): Cell(4.0, 4.0, 4.0, "V", "供应商手册", "2026-11-22")}
    wider = replace(base, cells={**base.cells, **proof})
    assert "kis" not in gone({"batch_expiry": True, "industry": "食品"}, wider)


@pytest.mark.parametrize(
    ("values", "limits", "out"),
    [
        ({"users": 501}, {"users": 500}, True),
        ({"users": 500}, {"users": 500}, False),
        ({"users": 501}, {}, False),
        ({"items": 9000}, {"items": 5000}, True),
        ({"budget_first_year": 5000}, {"lowest_first_year": 8000}, True),
        ({"budget_first_year": 8000}, {"lowest_first_year": 8000}, False),
        ({"budget_3y": 5000}, {"lowest_3y": 8000}, True),
        ({}, {"lowest_3y": 8000}, False),
    ],
)
def test_limits_of_size_and_money(values, limits, out):
    assert ("kis" in gone(values, limited(**limits))) is out


def test_no_interface_to_the_present_finance_system_except_the_same_maker():
    base = knowledge()
    shut = {(s, "F-16"): Cell(0.0, 0.0, 0.0, "V") for s in ("kis", "u8")}
    closed = replace(base, cells={**base.cells, **shut})
    assert set(gone({"present_systems": ("金蝶财务",)}, closed)) == {"u8"}
    assert gone({"present_systems": ("Excel",)}, closed) == {}


def test_to_keep_the_present_system_is_never_knocked_out():
    everything = {"bom": True, "batch_expiry": True, "industry": "医药", "legal_entities": 50}
    assert knowledge().present.id not in gone({**everything, "deployment": "local"})


@pytest.mark.parametrize(
    ("deployment", "out"),
    [("any", set()), ("local", {"jiandaoyun", "fxiaoke", "jxcb"}), ("saas", {"kis"})],
)
def test_deployment(deployment, out):
    assert set(gone({"deployment": deployment})) == out
