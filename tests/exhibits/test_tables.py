"""Tables by name: the data file, its use in code, and what is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError

from stockturn.exhibits import tables
from stockturn.exhibits.html import Col
from stockturn.exhibits.tables import Printed, headings, printed_tables, tabled

MODULES = Path(tables.__file__).parent.rglob("*.py")


def test_every_table_is_printed_somewhere_and_every_printed_one_is_there() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    assert set(re.findall(r'(?:tabled|headings)\(\s*"(\w+)"', code)) == set(printed_tables())


def test_unknown_form_is_refused() -> None:
    with pytest.raises(ValidationError, match="wann"):
        Printed.model_validate({"caption": "表", "columns": {"value": ["金额", "wann"]}})


def test_optional_column_is_left_out_where_the_rows_lack_it() -> None:
    rows = pd.DataFrame({"item": ["甲"], "name": ["乙"], "closing_value": [1e4], "cover": ["9"]})
    without = tabled("excess", rows, caption="超量").markup
    assert headings("excess")["warehouse"] not in without
    assert "超量" in without
    with_it = tabled("excess", rows.assign(warehouse="总仓"), caption="超量").markup
    assert headings("excess")["warehouse"] in with_it


def test_columns_named_by_the_data_stand_to_the_right() -> None:
    shown = tabled("anchors", [{"name": "甲", "0": "无"}], more=[Col("0", "0 分")]).markup
    assert shown.index(headings("anchors")["name"]) < shown.index("0 分")
