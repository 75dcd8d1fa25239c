"""What inspect says of real files, against what was written down before any reader was tuned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from stockturn.inspecting import inspect_files

pytestmark = pytest.mark.real

EXPECTED = yaml.safe_load(
    Path(__file__).with_name("expectations.yaml").read_text(encoding="utf-8")
)["files"]


@pytest.mark.parametrize("name", EXPECTED)
def test_inspect_agrees_without_a_hand(name: str, shared_data: Path):
    path = shared_data / name
    if not path.is_file():
        pytest.skip("this file is not here")
    text, faults = inspect_files([path], as_json=True)
    assert not faults
    (sheet,) = json.loads(text)[0]["sheets"]
    expected: dict[str, Any] = EXPECTED[name]
    columns = expected["columns"]
    found = {c["header"]: c["field"] for c in sheet["columns"] if c["header"]}
    assert {h: f for h, f in found.items() if f != columns.get(h)} == {}
    assert set(columns) <= set(found)
    rest = {k: v for k, v in expected.items() if k not in ("columns", "form")}
    assert {k: sheet[k] for k in rest} == rest
    excluded = sum(sheet["rows_excluded"].values())
    assert sheet["rows_read"] == sheet["rows_used"] + excluded + sheet["rows_quarantined"]
