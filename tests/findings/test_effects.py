from stockturn.findings.positions import excess_value

from .conftest import troubled


def test_effects_of_a_diagnosis_never_exceed_the_excess(company):
    found = troubled(company).diagnose()
    claimed = sum(m.effect.one_off_cash.value for m in found.values() if m.effect.one_off_cash)
    assert 0 < claimed <= excess_value(company.case().places).sum() + 1e-6


def test_what_is_suspected_takes_after_what_is_found(company):
    company.findings = {"W-1": {"verdict": "存在"}, "W-2": {"verdict": "疑似"}}
    found = troubled(company).diagnose()
    assert found["W-2"].effect.one_off_cash is None
    company.findings = {"W-1": {"verdict": "疑似"}, "W-2": {"verdict": "存在"}}
    assert company.diagnose()["W-2"].effect.one_off_cash.value > 0


def test_intervals_hold_their_value(company):
    for found in troubled(company).diagnose().values():
        for estimate in (found.effect.one_off_cash, found.effect.annual_profit):
            if estimate is not None:
                assert estimate.low <= estimate.value <= estimate.high
