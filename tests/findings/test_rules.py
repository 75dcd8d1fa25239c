import pytest

from stockturn.errors import RulesError
from stockturn.findings.evaluate import function
from stockturn.findings.rules import (
    DATA,
    ActionRules,
    MistakeRules,
    StatisticRule,
    action_rules,
    load,
    mistake_rules,
)

ABSOLUTE = ("第一", "最佳", "最好", "国家级", "唯一", "顶级", "完美", "绝对")
VENDORS = ("简道云", "金蝶", "用友", "纷享销客", "进销存宝")


def rule(**changes):
    values = {"id": "x", "label": "甲", "unit": "share", "needs": [], "phrase": "{value}"}
    return StatisticRule(**{**values, **changes})


def test_levels_above_and_below():
    above = rule(found=0.2, suspected=0.1)
    assert [above.level(v) for v in (None, 0.1, 0.15, 0.2, 0.3)] == [0, 0, 1, 1, 2]
    below = rule(found=0.1, suspected=0.2, direction="below")
    assert [below.level(v) for v in (0.3, 0.15, 0.05)] == [0, 1, 2]
    assert rule().level(9.0) == 0


def test_the_five_mistakes_carry_the_articles_words():
    rules = mistake_rules().mistakes
    assert [r.id for r in rules] == ["W-1", "W-2", "W-3", "W-4", "W-5"]
    assert all(r.article.startswith("误区") and r.source_grade == "D" for r in rules)


def test_every_statistic_has_its_function():
    for name in {s.id for r in mistake_rules().mistakes for s in r.statistics}:
        assert callable(function(name))


def test_every_statistic_of_a_trigger_belongs_to_its_mistake():
    known = {r.id: {s.id for s in r.statistics} for r in mistake_rules().mistakes}
    sides = {r.id: set(r.sides) for r in mistake_rules().mistakes}
    for action in action_rules().actions:
        for trigger in action.triggers:
            assert set(trigger.any_of) <= known[trigger.mistake]
            assert set(trigger.sides) <= sides[trigger.mistake]


def test_the_strategies_are_complete():
    assert [a.strategy for a in action_rules().actions] == [f"T-0{n}" for n in range(1, 7)]


def shown_texts():
    for r in mistake_rules().mistakes:
        yield r.title
        yield from (s.label + s.phrase for s in r.statistics)
        for w in (*r.wording.values(), *r.side_wording.values()):
            yield from (w.conclusion, w.action)
    for a in action_rules().actions:
        yield a.title
        yield from (t.text for t in a.triggers)


@pytest.mark.parametrize("word", [*ABSOLUTE, *VENDORS])
def test_wording_praises_nobody_and_claims_nothing_absolute(word):
    assert not [text for text in shown_texts() if word in text]


def test_advice_advises():
    for r in mistake_rules().mistakes:
        assert all(w.action.startswith("建议") for w in r.wording.values())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[excess_share, bought_above_need],", "[excess_shar, bought_above_need],", "excess_share"),
        ("    priority: 3\n", "    prioritty: 3\n", "prioritty 是未知的键"),
        ("needs: [stock, use]", "needs: [stok, use]", "stock"),
        ("unit: times", "unit: 倍", "倍"),
        (
            "      未见:\n        conclusion: 按现有数据未见盲目压货。",
            "      未知:\n        conclusion: x",
            "未知",
        ),
        ("mistakes:\n", "mistakes: [\n", "无法读取"),
    ],
)
def test_a_broken_rule_is_told_in_chinese(tmp_path, old, new, told):
    text = (DATA / "mistakes.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "mistakes.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesError) as error:
        load(path, MistakeRules)
    assert told in str(error.value)
    assert "规则文件" in str(error.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(RulesError, match="无法读取"):
        load(tmp_path / "none.yaml", ActionRules)
