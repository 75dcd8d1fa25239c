"""Forms as data: what they name exists, what they hold, and what is called recoverable."""

import pandas as pd
import pytest

from stockturn.samples import SampleSpec, simulate
from stockturn.samples.layouts import WRITERS
from stockturn.samples.layouts.forms import FILES, documents, drafts, filled, forms, recoverable
from stockturn.samples.spec import SYSTEMS
from stockturn.tables import canonical_tables


@pytest.fixture(scope="module")
def company():
    return simulate(SampleSpec(seed=8, items=5, days=200))


def test_every_system_has_forms_and_a_writer():
    assert set(SYSTEMS) == set(WRITERS) == set(FILES)


@pytest.mark.parametrize("system", SYSTEMS)
def test_forms_name_only_what_there_is(system):
    for form in forms(system):
        fields = canonical_tables()[form.kind]
        assert set(form.only) | set(form.told) <= set(fields)
        assert set(form.head) <= set(form.columns)
        for seed in range(3):
            labels = form.labels(seed)
            assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_row_is_recoverable_twice(company, system):
    for kind, frame in recoverable(company, system).items():
        assert len(frame) <= len(company.frames[kind])
        assert set(frame) <= set(company.frames[kind])


def test_where_the_title_says_the_type_returns_are_red(company):
    form = next(form for form in forms("用友U8") if form.name == "销售出库单列表")
    sold, rows = company.frames["movements"], filled(company, form)
    back = sold.loc[sold["type"] == "销售退货", "qty"].sum()
    assert back > 0 and -rows.loc[rows["qty"] < 0, "qty"].sum() == back
    assert (rows["customer"].str.len() > 0).all()


def test_colours_part_the_stock_and_lose_none(company):
    form = next(form for form in forms("进销存宝") if form.kind == "onhand")
    rows, whole = filled(company, form), form.seen(company)
    assert len(rows) > len(whole) and whole["date"].nunique() == 2
    assert rows["onhand_qty"].sum() == whole["onhand_qty"].sum()


def test_documents_and_drafts():
    frame = pd.DataFrame({"doc_no": ["A0001", "A0001", None, None, "B0002"], "state": "好"})
    assert list(documents(frame)) == [[0, 1], [2], [3], [4]]
    more = drafts(frame, "state", "草稿")
    assert more["doc_no"].tolist()[5:] == ["A9001", "A9001"]
    assert more["state"].tolist()[5:] == ["草稿"] * 2
