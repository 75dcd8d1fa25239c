"""Client text reaches the page as harmless text, and no cell is ever blank or nan."""

from __future__ import annotations

import pandas as pd
import pytest

from stockturn.exhibits.html import Col, Kpi, bullets, kpi_strip, table, text
from stockturn.exhibits.numbers import fixed, whole


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('"><img src=x>', "&quot;&gt;&lt;img src=x&gt;"),
        ("正常\u202e倒序", "正常倒序"),
        ("零\u200b宽", "零宽"),
        ("\x00\x07", "—"),
        ("  ", "—"),
    ],
)
def test_text_is_harmless(given: str, shown: str) -> None:
    assert text(given) == shown


def test_a_code_or_a_date_stays_on_its_line_and_words_may_break() -> None:
    shown = Col("a", "甲").cell
    assert shown("2025-08-16") == '<td class="nowrap">2025-08-16</td>'
    assert shown("2020—2024") == '<td class="nowrap">2020—2024</td>'
    assert shown("规模以上工业企业") == "<td>规模以上工业企业</td>"
    assert shown("X" * 40) == f"<td>{'X' * 40}</td>"


def test_table_escapes_cells_caption_and_headings() -> None:
    rows = [{"a": "<b>", "n": 1.0}]
    made = table(rows, [Col("a", "<列>"), Col("n", "数", whole)], caption="<题>").markup
    assert "<b>" not in made
    assert "&lt;列&gt;" in made
    assert "&lt;题&gt;" in made


def test_table_shows_a_dash_for_what_is_not_there() -> None:
    frame = pd.DataFrame({"a": ["x"], "n": [float("nan")]})
    made = table(frame, [Col("a", "甲"), Col("n", "数", lambda v: fixed(v, 1))], caption="题")
    assert "nan" not in made.markup
    assert '<td class="num">—</td>' in made.markup


def test_a_column_without_a_word_is_left_out_and_one_of_unknown_figures_stays() -> None:
    columns = [Col("a", "甲"), Col("b", "期间"), Col("n", "数", whole)]
    made = table([{"a": "x", "b": "", "n": None}], columns, caption="题").markup
    assert "期间" not in made
    assert '<td class="num">—</td>' in made
    assert "期间" in table([], columns, caption="题").markup


def test_table_has_caption_scope_and_unit() -> None:
    made = table([{"a": "x"}], [Col("a", "甲")], caption="题", unit="单位：万元").markup
    assert "<caption>题</caption>" in made
    assert '<th scope="col">甲</th>' in made
    assert '<div class="unit-note">单位：万元</div>' in made


def test_total_row_is_the_one_given() -> None:
    made = table([{"a": 1.0}, {"a": 2.0}], [Col("a", "甲", whole)], caption="题", total={"a": 9.0})
    assert '<tr class="total"><td class="num">9</td></tr>' in made.markup


def test_no_bullets_no_list() -> None:
    assert bullets([]).markup == ""


def test_kpi_without_note_has_no_empty_note() -> None:
    assert "note" not in kpi_strip([Kpi("甲", "1", "天")]).markup
