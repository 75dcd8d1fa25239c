import pytest

from stockturn.findings.evaluate import function
from stockturn.findings.rules import StatisticRule, mistake_rules
from stockturn.findings.strategies import action_rules

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
