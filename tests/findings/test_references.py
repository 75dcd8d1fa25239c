import pytest

from stockturn.errors import RulesError
from stockturn.findings import comparison_note, references, standard_values
from stockturn.findings.references import ReferenceFile, StandardValues, reference_file
from stockturn.findings.rule_files import DATA, load


def test_the_articles_rows_stand_in_grey_beside_public_figures():
    for industry in ("服装零售", "医药流通", "3C数码", "家电连锁"):
        rows = references(industry)
        assert not rows[0].grey
        assert rows[-1].grey
        assert rows[-1].source_grade == "D"
        assert rows[-1].warning
    assert references("服装零售")[-1].warning == "与公开数据严重不符，不作判定依据"


def test_companies_are_references_never_an_average():
    for row in references():
        assert "平均" not in row.kind
        if row.definition in ("cogs365", "disclosed"):
            assert row.kind == "上市公司参照"


def test_an_unknown_industry_has_no_reference():
    assert references("渔业") == ()


def test_unlike_definitions_carry_a_visible_note():
    finished = next(r for r in references() if r.definition == "nbs_finished")
    assert "产成品" in comparison_note(finished, basis=365)
    listed = next(r for r in references() if r.definition == "cogs365")
    assert comparison_note(listed, basis=365) == ""
    assert "360" in comparison_note(listed, basis=360)


def test_no_standard_value_is_shipped():
    assert standard_values() == ()


def test_every_definition_is_used_or_refused():
    names = {row.definition for row in references()}
    assert names == set(reference_file().definitions)


GOOD = (
    "{industry: 服装, size: 小型, year: 2024, page: '12', "
    "excellent: 9, good: 7, average: 5, low: 3, poor: 1}"
)


def test_a_filled_row_of_standard_values_grades(tmp_path):
    path = tmp_path / "v.yaml"
    path.write_text(f"values: [{GOOD}]", encoding="utf-8")
    row = load(path, StandardValues).values[0]
    assert [row.grade(t) for t in (10, 7, 6, 3, 0.5)] == [
        "优秀值",
        "良好值",
        "平均值",
        "较低值",
        "较差值",
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("good: 7", "good: 10"), ("小型", "微型"), ("page: '12', ", "")]
)
def test_a_wrong_row_of_standard_values_is_refused(tmp_path, old, new):
    path = tmp_path / "v.yaml"
    path.write_text(f"values: [{GOOD.replace(old, new)}]", encoding="utf-8")
    with pytest.raises(RulesError, match="规则文件"):
        load(path, StandardValues)


def test_a_reference_without_definition_is_refused(tmp_path):
    text = (
        (DATA / "references.yaml")
        .read_text("utf-8")
        .replace("definition: disclosed", "definition: x")
    )
    path = tmp_path / "r.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match="口径"):
        load(path, ReferenceFile)
