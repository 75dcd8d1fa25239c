import re
from pathlib import Path

import stockturn
from stockturn.findings import change_of_turnover, claims

LIB = Path(stockturn.__file__).parent
# What the article claims per step of turnover (N-02, N-03), its index and its anecdote.
FORBIDDEN = {
    "N-01": r"0\.73\b|\b73\s*/\s*100\b",
    "N-02": r"0\.5\s*\*\s*\w*(satisf|turn)|satisf\w*\s*[*+]=?\s*0\.5\b|满意度.{0,8}\*\s*0\.5",
    "N-03": r"(0\.02|0\.04|0\.03|0\.3)\s*\*\s*\w*(turn|margin|profit)"
    r"|/\s*0\.05\s*\*\s*0\.0[234]",
    "N-04": r"1\.15\s*\*|\*\s*1\.15\b|\b4\.7\b",
}


def test_every_number_of_the_article_is_on_the_register():
    ids = [claim.id for claim in claims()]
    assert len(ids) == len(set(ids))
    wanted = [f"N-{n:02}" for n in range(1, 16)] + [f"B-{n:02}" for n in range(1, 7)]
    wanted += [f"C-{n:02}" for n in range(1, 9)] + [f"X-{n:02}" for n in range(1, 17)]
    assert sorted(ids) == sorted(wanted)


def test_all_claims_are_grade_d_and_checked():
    for claim in claims():
        assert claim.source_grade == "D"
        assert claim.check
        assert claim.treatment_text
        assert claim.to_json() == {
            "id": claim.id,
            "source_grade": "D",
            "treatment": claim.treatment,
        }


def test_impossible_claims_are_dropped():
    dropped = {claim.id for claim in claims() if claim.treatment == "drop"}
    assert {"N-01", "N-02", "N-03", "N-04", "N-14"} <= dropped


def test_the_checks_state_the_right_arithmetic():
    for claim in claims():
        if claim.days:
            change = change_of_turnover(*claim.days)
            assert f"{change.turns:.1%}" in claim.check or f"{change.turns:.1%}" == "66.7%"


def test_no_formula_uses_the_constants_of_n01_to_n04():
    for path in sorted(LIB.rglob("*.py")):
        if "samples" in path.parts:  # a simulated world is not a formula of the report
            continue
        code = re.sub(r'""".*?"""|#[^\n]*|"[^"\n]*"', "", path.read_text("utf-8"), flags=re.S)
        for name, pattern in FORBIDDEN.items():
            found = re.search(pattern, code)
            assert not found, f"{path.name} uses a constant of {name}: {found.group()}"


def test_no_estimate_turns_turnover_into_satisfaction_or_margin(company):
    # Turnover enters no effect: money comes from stock above need, carrying rates and own prices.
    source = (LIB / "findings" / "effects.py").read_text("utf-8")
    assert "turns" not in source
    assert "satisfaction" not in source
