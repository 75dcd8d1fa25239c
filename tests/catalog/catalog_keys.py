"""Gather every Chinese text that a reader may see: the keys of the English catalog."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import jupytext

from stockturn.intake.vocabulary import HALVES, MOVEMENT_TYPES
from stockturn.strict_yaml import read_yaml

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "lib" / "stockturn"
CHINESE = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uff00-\uffef]")
HAN = re.compile(r"[\u3400-\u9fff]")
MARKERS = {"_", "N_"}
SILENT = {"compile", "execute", "sql", "replace", "split", "strip", "rstrip", "lstrip"}
LITERALS = (ast.Constant, ast.Tuple, ast.List, ast.Set)

# Data files whose Chinese values are for readers, with the names below which they are not.
SPOKEN: dict[str, set[str]] = {
    "faults.yaml": set(),
    "metrics/definitions.yaml": set(),
    "findings/data/*.yaml": {"industries", "aliases"},
    "choice/data/*.yaml": {"aliases", "when", "unless", "fits", "any", "all", "equals"},
    "intake/data/observations.yaml": set(),
    "intake/data/requests.yaml": set(),
    "tables.yaml": set(),
    "exhibits/tables.yaml": set(),
}
# What clients write, and what stands in their stead to warm a process up: read, never said.
CLIENTS_WORDS = (
    "batch/preload.py",
    "intake/days.py",
    "intake/documents.py",
    "intake/rows.py",
    "intake/sections.py",
    "intake/totals.py",
    "intake/transfers.py",
    "intake/units.py",
    "intake/values.py",
    "intake/vocabulary.py",
    "intake/words.py",
    "metrics/own_figures.py",
)
# Values of parameters and words looked for in names, which are no sentence either.
VALUES = {
    "{n}亿元",
    "全行业",
    "大型",
    "中型",
    "小型",
    "促销",
    "标准",
    "通用",
    "内部",
    "指定",
    "自有",
    "单号",
    "日期",
    "类型",
}
VALUES |= {
    "表格",
    "手工",
    "纸质",
    "打折",
    "折扣",
    "特价",
    "清仓",
    "降价",
    "停用",
    "停产",
    "下架",
    "停采",
    "停售",
    "淘汰",
}


@cache
def keys() -> frozenset[str]:
    """Return the keys of code, data files and notebooks."""
    said = (text for path in modules() for _line, text, marked in texts(path) if marked)
    return frozenset(t for t in chain(said, _data(), _cells(), _notebooks()) if CHINESE.search(t))


def modules() -> list[Path]:
    """Return the modules of the library."""
    return sorted(LIBRARY.rglob("*.py"))


def unmarked() -> list[str]:
    """Return the Chinese texts of the code that no catalog can reach, each with its place."""
    known = keys() | {*MOVEMENT_TYPES, *HALVES} | VALUES
    return [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in modules()
        if str(path.relative_to(LIBRARY)) not in CLIENTS_WORDS and "samples" not in path.parts
        for line, text, marked in texts(path)
        if not marked and CHINESE.search(text) and (text not in known or not HAN.search(text))
    ]


def texts(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Yield line, text and whether it is marked as a key, for each string that may be shown.

    Docstrings are not, nor what is compared with, searched for or asked of the data.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marked: set[int] = set()
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in MARKERS:
            marked |= _inside(*node.args)
        elif isinstance(node, ast.Call) and _called(node) in SILENT:
            silent |= _inside(*node.args)
        elif isinstance(node, ast.Expr | ast.Compare):
            silent |= _constants(node)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) in marked or id(node) not in silent:
            yield node.lineno, node.value, id(node) in marked


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _inside(*nodes: ast.AST) -> set[int]:
    return {id(inner) for node in nodes for inner in ast.walk(node)}


def _constants(node: ast.Expr | ast.Compare) -> set[int]:
    if isinstance(node, ast.Expr):
        return {id(node.value)}
    sides = (node.left, *node.comparators)
    return {id(x) for side in sides if isinstance(side, LITERALS) for x in ast.walk(side)}


def _data() -> Iterator[str]:
    for pattern, unspoken in SPOKEN.items():
        for path in sorted(LIBRARY.glob(pattern)):
            yield from _values(read_yaml(path), unspoken)


def _values(data: Any, unspoken: set[str]) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in unspoken:
                yield name
                yield from _values(value, unspoken)
    elif isinstance(data, list):
        for value in data:
            yield from _values(value, unspoken)
    elif isinstance(data, str):
        yield data


def _cells() -> Iterator[str]:
    with (LIBRARY / "choice/data/cells.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from (row["source"], row["note"])


def _notebooks() -> Iterator[str]:
    for script in sorted((ROOT / "notebooks" / "py").glob("*.py")):
        if script.stem == "analyst_guide":  # a document of the workbook, part of no page
            continue
        for cell in jupytext.read(script).cells:
            if cell.cell_type == "markdown":
                yield cell.source
