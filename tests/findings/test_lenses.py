"""Lenses and details name only measures and functions that there are."""

from stockturn.choice.knowledge import knowledge
from stockturn.findings.lenses import details, lenses
from stockturn.metrics.catalog import definitions
from stockturn.params import Answers


def test_measures_answers_and_functions_exist():
    for row in (*lenses(), *details()):
        assert set(row.measures) <= set(definitions()), row.name
        assert row.answer is None or row.answer in Answers.model_fields, row.name
    known = {f.id for f in knowledge().functions.functions}
    assert all(set(row.functions) <= known for row in details())


def test_the_four_lenses_of_the_brief():
    assert [lens.name for lens in lenses()] == ["供货及时", "品类新鲜", "服务响应", "价格优势"]
