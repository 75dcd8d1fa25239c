from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from stockturn.choice.knowledge import knowledge
from stockturn.choice.recommend import recommend
from stockturn.choice.result import Ranked
from stockturn.choice.verdict import rivals
from stockturn.errors import ParamsError, RulesError
from stockturn.params import Profile


def bare(**changes):
    given = {
        "profile": Profile(),
        "derived": {},
        "verdicts": {},
        "gaps": (),
        "functions": {},
        "disclosure": None,
    }
    return recommend(**{**given, **changes})


def test_without_disclosure_needs_matrix_and_knock_outs_but_no_ranking(cases, ask):
    choice = ask(cases["有 BOM 的制造企业"], disclosure=None)
    assert choice.ranking == ()
    assert choice.status == "未作推荐"
    assert "disclosure" in choice.verdict
    assert choice.needs
    assert choice.matrix
    assert choice.held_back
    assert choice.to_json()["disclosure"] is None


def test_without_type_it_says_what_to_fill_in(shop, ask):
    choice = ask(shop, type=None)
    assert choice.status == "数据不足"
    assert "企业类型" in choice.verdict
    assert choice.ranking == ()
    assert choice.needs
    assert choice.matrix


def test_a_client_that_brought_nothing():
    choice = bare()
    assert choice.status == "数据不足"
    assert choice.needs == {}
    assert len(choice.matrix) == 6 * 12
    json.dumps(choice.to_json(), allow_nan=False)


def test_the_contract_keys_of_result_json(shop, ask):
    made = json.loads(json.dumps(ask(shop).to_json(), ensure_ascii=False, allow_nan=False))
    keys = {"knocked_out", "ranking", "verdict", "weights", "unverified_share", "disclosure"}
    assert keys <= set(made)
    assert {"system", "score", "low", "high", "first_share"} <= set(made["ranking"][0])
    assert made["disclosure"] == {"scored_by": "甲", "scored_on": "2026-11-22", "ties": []}


def test_scores_lie_in_their_intervals(cases, ask):
    for case in cases.values():
        for row in ask(case).ranking:
            assert 0 <= row.low <= row.score <= row.high <= 100


def test_the_chain_is_printed_from_finding_to_function(shop, ask):
    chain = [str(link) for link in ask(shop).links]
    assert "误区一：盲目压货（存在） → 按销量与在途定补货量 → F-01 智能补货" in chain
    assert "缺货 → 设定安全库存 → F-08 安全库存" in chain


@pytest.mark.parametrize(
    ("found", "functions"),
    [
        ({"gaps": ["stockout"]}, {"F-01", "F-02", "F-08"}),
        ({"gaps": ["multi_warehouse_imbalance"]}, {"F-03"}),
        ({"gaps": ["hygiene"]}, {"F-05", "F-09", "F-15"}),
        ({"verdicts": {"W-1": "存在"}}, {"F-01", "F-02", "F-10"}),
        ({"verdicts": {"W-1": "未见", "W-3": "数据不足"}}, set()),
    ],
)
def test_needs_follow_from_findings(found, functions):
    assert set(bare(**found).needs) == functions


def test_a_suspected_mistake_asks_less_than_one_found():
    found, suspected = (bare(verdicts={"W-1": v}).needs["F-01"] for v in ("存在", "疑似"))
    assert found > suspected > 0


def test_unknown_gaps_and_functions_are_told():
    with pytest.raises(RulesError, match="stokout"):
        bare(gaps=["stokout"])
    with pytest.raises(ParamsError, match="F-99"):
        bare(functions={"F-99": "used"})


def test_the_checklist_of_the_present_system():
    states = {"F-01": "used", "F-02": "owned", "F-08": "absent"}
    lines = {c.function: c for c in bare(gaps=["stockout"], functions=states).checklist}
    assert len(lines) == 21
    assert [lines[f].gap for f in states] == ["无缺口", "未启用", "缺口"]
    assert (lines["F-03"].state, lines["F-03"].gap) == ("未知", "暂不需要")


def test_where_answers_came_from(shop, ask):
    inputs = {i.key: i for i in ask(shop).inputs}
    assert inputs["users"].origin == "顾问填写"
    assert (inputs["items"].value, inputs["items"].origin) == (800, "数据推得")
    assert inputs["budget_3y"].origin == "未知"
    assert inputs["deployment"].origin == "未知"


def test_the_article_stands_beside_with_a_reason_for_each_difference(cases, ask):
    choice = ask(cases["大型集团，十二个法人"])
    by_name = {c.system: c for c in choice.article}
    assert [by_name[n].stars for n in ("简道云", "金蝶KIS", "进销存宝")] == [5, 4, 3]
    assert by_name["用友U8"].matched
    assert by_name["用友U8"].ours == "评分前淘汰"
    assert all(c.reason for c in choice.article)
    assert "多法人" in choice.base.article.matching[choice.code].reason


def test_a_better_score_of_an_unverified_maker_is_explained(cases, ask):
    choice = ask(cases["个体商户，手工记账"])
    assert choice.ranking[1].score > choice.ranking[0].score
    assert any("进销存宝得分更高" in remark for remark in choice.remarks)
    assert set(choice.remarks) <= set(choice.to_json()["reasons"])


def test_the_plan_uses_the_clients_own_worst_cases(shop):
    choice = bare(profile=Profile(type=shop["profile"]["type"]), cases={"slow_item": "A-17"})
    assert any("A-17" in line for line in choice.plan.trial)
    assert any("录入缺货较多的商品" in line for line in choice.plan.trial)
    assert choice.plan.weeks[-1].weeks == "12"
    assert any("收发存" in line for line in choice.plan.demand)


def test_the_floor_is_applied_and_printed(shop, ask):
    base = knowledge()
    strict = replace(base, rules=base.rules.model_copy(update={"floor": 95}))
    choice = ask(shop, base=strict)
    assert choice.verdict == "五者均不推荐"
    assert any("95" in reason for reason in choice.reasons)


def test_words_are_neutral_and_complete(cases, ask):
    for case in cases.values():
        choice = ask(case)
        text = " ".join(
            [
                choice.verdict,
                *choice.reasons,
                *choice.remarks,
                *(c.ours + c.reason for c in choice.article),
            ]
        )
        assert not re.search("第一|最佳|最好|首选|nan|None|True|\\{", text)


def test_clean_books_count_only_where_no_gap_contradicts_them(cases, ask):
    case = cases["账实清楚、系统有功能未启用的小公司"]
    clean, dirty = ask(case), ask({**case, "gaps": ["count_difference"]})
    fits = {
        name: next(c for c in choice.matrix if (c.system, c.key) == ("keep", "K2"))
        for name, choice in (("clean", clean), ("dirty", dirty))
    }
    assert (fits["clean"].value, fits["clean"].mark) == (3, "M")
    assert (fits["dirty"].value, fits["dirty"].mark) == (None, "")


@pytest.mark.parametrize(
    ("shares", "named"),
    [
        ([0.45, 0.03, 0.40, 0.12], "甲丙"),
        ([0.10, 0.50, 0.30, 0.10], "甲乙丙"),
        ([0.90, 0.06, 0.04, 0.00], "甲乙"),
        ([0.25, 0.25, 0.25, 0.25], "甲乙丙丁"),
    ],
)
def test_those_who_share_the_first_places_are_to_be_tried(shares, named):
    rows = [
        Ranked(name, name, place, 60.0 - place, 0.0, 100.0, share)
        for place, (name, share) in enumerate(zip("甲乙丙丁", shares, strict=True), start=1)
    ]
    assert "".join(row.system for row in rivals(rows, 0.5)) == named


def test_none_of_six_is_worded_by_its_count(cases, ask):
    base = knowledge()
    sixth = base.systems[0].model_copy(update={"id": "sixth", "name": "第六家"})
    cells = {("sixth", key): c for (s, key), c in base.cells.items() if s == base.systems[0].id}
    wider = replace(base, systems=(*base.systems, sixth), cells={**base.cells, **cells})
    group = cases["大型集团，十二个法人"]
    assert ask(group).verdict == "五者均不推荐"
    choice = ask(group, base=wider)
    assert (choice.status, choice.verdict) == ("五者均不推荐", "6个系统均不推荐")


@pytest.mark.parametrize(("exported", "points"), [(True, 4), (False, 1), (None, None)])
def test_amounts_in_the_exports_are_evidence_of_the_present_system(shop, ask, exported, points):
    choice = ask({**shop, "derived": {"cost_exported": exported}})
    cell = next(c for c in choice.matrix if (c.system, c.key) == ("keep", "K7"))
    assert (cell.value, cell.mark) == (points, "" if exported is None else "V")


def test_a_leader_that_the_client_has_already_is_no_new_system(cases, ask):
    maker = cases["有 BOM 的制造企业"]
    has = ask(maker, present_systems=("用友U8",))
    assert has.ranking[0].system == "用友U8"
    assert any("已在使用用友U8" in remark for remark in has.remarks)
    assert not any("已在使用" in remark for remark in ask(maker).remarks)
