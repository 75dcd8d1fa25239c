"""Errors a consultant can act on: what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter
from rapidfuzz import process

from stockturn.i18n import _
from stockturn.strict_yaml import read_yaml

FAULTS = Path(__file__).with_name("faults.yaml")


class StockturnError(Exception):
    """Any failure that the user can put right."""

    exit_code = 1

    def __init__(self, found: str, *, expected: str = "", action: str = "") -> None:
        super().__init__(found)
        self.found, self.expected, self.action = found, expected, action

    def __str__(self) -> str:
        lines = [_("发现：{text}").format(text=self.found)]
        if self.expected:
            lines.append(_("应为：{text}").format(text=self.expected))
        if self.action:
            lines.append(_("处理：{text}").format(text=self.action))
        return "\n".join(lines)

    @classmethod
    def of(cls, case: str, **facts: object) -> Self:
        """Return the error of a case of ``faults.yaml`` in the language in force, its facts put in.

        Examples
        --------
        >>> print(SourceError.of("empty_file", file="a.csv").found)
        文件 a.csv 是空的，没有任何内容
        """
        return cls(**worded(FAULTS, case, facts))


class UsageError(StockturnError):
    """The command itself was wrong."""

    exit_code = 2


class ParamsError(UsageError):
    """The parameters of a client are not valid."""


class SourceError(StockturnError):
    """A client's file is missing or cannot be read."""


class ColumnError(SourceError):
    """An obligatory column cannot be found in a file."""


class RulesError(StockturnError):
    """A data file of rules, facts or wording is not valid."""


def out_of_memory() -> StockturnError:
    """Return what to tell where an allocation failed."""
    return StockturnError(  # nothing more is to be loaded now, not even words
        _("内存不足"),
        expected=_("该客户的数据放得进一个工作进程的内存（本机内存 ÷ --jobs）"),
        action=_("减小 --jobs 或换内存更大的机器"),
    )


def worded(path: Path, case: str, facts: Mapping[str, object]) -> dict[str, str]:
    """Return the texts of one case of a data file in the language in force, its facts put in."""
    return {part: _(text).format_map(facts) for part, text in _cases(path)[case].items()}


@cache
def _cases(path: Path) -> dict[str, dict[str, str]]:
    return TypeAdapter(dict[str, dict[str, str]]).validate_python(read_yaml(path))


def near_match(word: str, candidates: Iterable[str], *, cutoff: float = 60) -> str | None:
    """Return the candidate most like ``word``, or None where none is near.

    Examples
    --------
    >>> near_match("clinet", ["client", "period"])
    'client'
    >>> near_match("zzz", ["client", "period"]) is None
    True
    """
    best = process.extractOne(str(word), [str(c) for c in candidates], score_cutoff=cutoff)
    return best[0] if best else None
