from stockturn.findings.rules import mistake_rules
from stockturn.findings.strategies import action_rules


def test_every_statistic_of_a_trigger_belongs_to_its_mistake():
    known = {r.id: {s.id for s in r.statistics} for r in mistake_rules().mistakes}
    sides = {r.id: set(r.sides) for r in mistake_rules().mistakes}
    for action in action_rules().actions:
        for trigger in action.triggers:
            assert set(trigger.any_of) <= known[trigger.mistake]
            assert set(trigger.sides) <= sides[trigger.mistake]


def test_the_strategies_are_complete():
    assert [a.strategy for a in action_rules().actions] == [f"T-0{n}" for n in range(1, 7)]
