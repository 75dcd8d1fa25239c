"""YAML as people mean it: nothing that is written turns into something else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

import yaml

# The C parser where this build of PyYAML carries it: ten times as fast, the same documents.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# A number only where it reads back as it is written: 007, 2021.10, 12:30 and 1_000 stay text,
# for they may be codes, months or times. ``no`` is a word, and a date is left to who expects one.
_SCALARS = {
    "null": (r"~|null|Null|NULL|", "~nN"),
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": (r"0|-?[1-9][0-9]*", "-0123456789"),
    "float": (r"-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])", "-0123456789"),
}


class _StrictLoader(_SafeLoader):  # type: ignore[misc]
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"duplicate or nested key {key.value}", key.start_mark
                )
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


for _tag, (_pattern, _starts) in _SCALARS.items():
    _StrictLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), [*_starts]
    )
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


def parse_yaml(text: str) -> Any:
    """Return the values of one YAML document.

    Raises
    ------
    yaml.YAMLError, ValueError
        Where it is not YAML, a key stands twice or is no scalar, or a tagged value is not what
        its tag says.

    Examples
    --------
    >>> parse_yaml("{a: no, b: 007, c: 12:30, d: 1e5, e: 2021.10, f: 0.5, g: true}")
    {'a': 'no', 'b': '007', 'c': '12:30', 'd': '1e5', 'e': '2021.10', 'f': 0.5, 'g': True}
    """
    return yaml.load(text, Loader=_StrictLoader)


def read_yaml(path: Path) -> Any:
    """Return the values of a UTF-8 file, with or without a byte order mark."""
    return parse_yaml(path.read_text(encoding="utf-8-sig"))
