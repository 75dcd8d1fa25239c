"""What must not matter does not; what is worse never helps."""

from __future__ import annotations

import csv
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from stockturn.choice.knowledge import knowledge, load_knowledge
from stockturn.choice.models import Cell, Function


def with_cells(base, changed):
    return replace(base, cells={**base.cells, **changed})


def row_of(choice, system):
    return next((r for r in choice.ranking if r.id == system), None)


@pytest.fixture(scope="module")
def before():
    """The choice of each case as the files stand, made once."""
    made = {}

    def of(name, ask, cases, base):
        if name not in made:
            made[name] = ask(cases[name], base=base)
        return made[name]

    return of


@given(data=st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_worse_cell_never_lifts_a_system(quick, cases, ask, before, data):
    name = data.draw(st.sampled_from(sorted(cases)), label="case")
    old = before(name, ask, cases, quick)
    used = {c.key for c in (*old.matrix, *old.functions)} | {f"K2.{old.code}", "A-BATCH", "A-GROUP"}
    scored = sorted(key for key, cell in quick.cells.items() if cell.value and key[1] in used)
    system, key = data.draw(st.sampled_from(scored), label="cell")
    cell = quick.cells[system, key]
    loss = data.draw(st.floats(0.1, cell.value), label="loss")
    low, high = max(cell.low - loss, 0.0), max(cell.high - loss, 0.0)
    worse = replace(cell, value=cell.value - loss, low=low, high=high)
    new = ask(cases[name], base=with_cells(quick, {(system, key): worse}))
    was, now = row_of(old, system), row_of(new, system)
    if was is None:
        assert now is None
    elif now is not None:
        assert now.score <= was.score + 1e-9
        assert now.place >= was.place
        assert now.first_share <= was.first_share


def test_a_worse_cell_never_lifts_a_knock_out(quick, cases, ask):
    case = cases["要求本地部署的小企业"]
    gone = {k.id for k in ask(case, base=quick).knocked_out}
    worse = {key: replace(c, low=0.0, high=max(c.high - 1, 0)) for key, c in quick.cells.items()}
    assert gone <= {k.id for k in ask(case, base=with_cells(quick, worse)).knocked_out}


def test_renaming_systems_changes_only_names(quick, shop, ask):
    renamed = tuple(s.model_copy(update={"name": f"甲{n}"}) for n, s in enumerate(quick.systems))
    old, new = ask(shop, base=quick), ask(shop, base=replace(quick, systems=renamed))
    assert [(r.id, r.score, r.low, r.high, r.first_share) for r in old.ranking] == [
        (r.id, r.score, r.low, r.high, r.first_share) for r in new.ranking
    ]
    assert new.ranking[0].system.startswith("甲")
    assert old.status == new.status


def test_permuting_the_files_changes_nothing(folder, cases, ask):
    names = ["中小电商，Excel 管库存", "大型集团，十二个法人", "医疗器械分销，效期追溯为法定要求"]
    before = [ask(cases[n], base=load_knowledge(folder)).to_json() for n in names]
    lines = list(csv.reader((folder / "cells.csv").open(encoding="utf-8")))
    body = lines[1:]
    random.Random(3).shuffle(body)
    with (folder / "cells.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([lines[0], *body])
    yaml = YAML(typ="safe")
    for name, key in (
        ("systems", "systems"),
        ("functions", "functions"),
        ("criteria", "criteria"),
        ("needs", "profile"),
        ("rules", "knockouts"),
        ("rules", "special"),
    ):
        path = folder / f"{name}.yaml"
        content = yaml.load(path.read_text(encoding="utf-8"))
        content[key].reverse()
        with path.open("w", encoding="utf-8") as handle:
            yaml.dump(content, handle)
    assert [ask(cases[n], base=load_knowledge(folder)).to_json() for n in names] == before


def test_an_irrelevant_function_changes_no_ranking(quick, shop, ask):
    more = (*quick.functions.functions, Function(id="F-22", name="语音播报", question="能播报吗？"))
    wider = replace(
        with_cells(quick, {("kis", "F-22"): Cell(4.0, 4.0, 4.0, "V", "公开手册", "2026-11-22")}),
        functions=quick.functions.model_copy(update={"functions": more}),
    )
    old, new = ask(shop, base=quick), ask(shop, base=wider)
    assert old.ranking == new.ranking
    assert old.unverified_share == new.unverified_share


def test_an_unused_function_earns_nothing(quick, shop, ask):
    unused = ("u8", "F-13")
    best = with_cells(quick, {unused: Cell(4.0, 4.0, 4.0, "V")})
    none = with_cells(quick, {unused: Cell(0.0, 0.0, 0.0, "V")})
    assert ask(shop, base=best).ranking == ask(shop, base=none).ranking


@pytest.mark.parametrize("kind", list(knowledge().criteria.types))
def test_full_ignorance_is_too_close_to_tell(kind, quick, ask):
    case = {"profile": {"type": kind}, "derived": {}, "verdicts": {}, "gaps": []}
    choice = ask({**case, "functions": "all unknown"}, base=replace(quick, cells={}))
    assert choice.status == "难分先后"
    assert choice.unverified_share == 1
    assert all(row.system in choice.verdict for row in choice.ranking if row.may_lead)


def test_the_same_seed_gives_the_same_choice(quick, shop, ask):
    assert ask(shop, base=quick).to_json() == ask(shop, base=quick).to_json()


def test_stars_weigh_nothing(quick, shop, ask):
    stars = {k: v.model_copy(update={"stars": 0}) for k, v in quick.article.systems.items()}
    dull = replace(quick, article=quick.article.model_copy(update={"systems": stars}))
    assert ask(shop, base=quick).ranking == ask(shop, base=dull).ranking
