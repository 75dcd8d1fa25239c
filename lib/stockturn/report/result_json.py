"""result.json: checked against its schema, written the same way every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parent / "result.schema.json"


def canonical_json(value: Mapping[str, Any]) -> str:
    """Return ``value`` as text: keys in their given order, floats as Python writes them.

    Examples
    --------
    >>> print(canonical_json({"turns": 4.25, "unit": "次/年"}), end="")
    {
     "turns": 4.25,
     "unit": "次/年"
    }
    """
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def validate_result(result: Mapping[str, Any]) -> None:
    """Hold ``result`` against the schema that ships with the package.

    Raises
    ------
    ValueError
        Naming each place that breaks it; a fault of ours, never of the client's data.
    """
    # Tuples and the like become what the reader of the file will see.
    seen = json.loads(canonical_json(result))
    faults = [
        f"{fault.json_path}: {fault.message[:200]}" for fault in _validator().iter_errors(seen)
    ]
    if faults:
        raise ValueError("result.json breaks its schema: " + "; ".join(faults))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
