"""What to simulate: a seed, a size, a system and the mistakes planted."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from stockturn.errors import UsageError, near_match
from stockturn.i18n import _

SYSTEMS = ("标准", "用友U8", "金蝶KIS", "简道云", "纷享销客", "进销存宝")
MISTAKES = ("W-1", "W-2", "W-3", "W-4", "W-5")
STRENGTHS = ("weak", "medium", "strong")
LAST_DAY = dt.date(2025, 12, 31)
LARGEST = 8_000_000


@cache
def data(name: str) -> dict[str, Any]:
    """Return one of the simulator's data files."""
    path = Path(__file__).parent / "data" / f"{name}.yaml"
    content: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return content


@dataclass(frozen=True)
class SampleSpec:
    """A simulated company, fully determined by these values.

    Attributes
    ----------
    seed
        Chooses the company: its trade, size, noise and all chance.
    items, days
        How many items it carries, and how many days its books cover up to 2025-12-31.
    system
        In whose layout the exports are written.
    mistakes, strength
        What is planted, ``W-1`` … ``W-5``, and how strongly.

    Examples
    --------
    >>> SampleSpec(mistakes=["W-4", "W-1"]).mistakes
    ('W-1', 'W-4')
    """

    seed: int = 1
    items: int = 200
    days: int = 800
    system: str = "标准"
    mistakes: Collection[str] = ()
    strength: str = "strong"

    def __post_init__(self) -> None:
        object.__setattr__(self, "mistakes", tuple(sorted(set(self.mistakes))))
        _within("seed", self.seed, 0, 2**63 - 1)
        _within("items", self.items, 1, 1_000_000)
        _within("days", self.days, 60, 20_000)
        _one_of("system", self.system, SYSTEMS)
        _one_of("strength", self.strength, STRENGTHS)
        for mistake in self.mistakes:
            _one_of("mistakes", mistake, MISTAKES)
        if self.items * self.days > LARGEST:
            raise UsageError.of("sample_too_large", size=self.items * self.days, limit=LARGEST)

    @property
    def client_id(self) -> str:
        """The folder name of the company under ``reports/``."""
        return f"sample-{self.seed}"

    @property
    def first_day(self) -> dt.date:
        """The day at whose start the books open."""
        return LAST_DAY - dt.timedelta(days=self.days - 1)

    def chance(self, purpose: str) -> np.random.Generator:
        """Return the random stream of one purpose.

        Streams do not depend on what other purposes drew, so that the same seed without a
        mistake meets the same customers, suppliers and accidents.
        """
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode())])


def _within(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise UsageError.of("sample_out_of_range", name=name, value=value, low=low, high=high)


def _one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        near = near_match(str(value), allowed)
        raise UsageError(
            _("模拟企业的 {name} 为 {value!r}").format(name=name, value=value),
            expected=_("其中之一：{allowed}").format(allowed="、".join(allowed)),
            action=_("是否想写 {near}？").format(near=near)
            if near
            else _("修改 {name}").format(name=name),
        )
