"""Where a client's figures come from: files, or a simulated company in their place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from stockturn.i18n import _
from stockturn.params.section import Day, Rate, Section, Text, UnfitError

System = Literal["auto", "简道云", "金蝶KIS", "用友U8", "纷享销客", "进销存宝", "标准", "通用"]
Kind = Literal[
    "auto",
    "items",
    "movements",
    "balances",
    "onhand",
    "sales",
    "orders",
    "purchases",
    "prices",
    "quotes",
    "warehouses",
    "service",
    "ageing",
]
MistakeId = Literal["W-1", "W-2", "W-3", "W-4", "W-5"]


class Sample(Section):
    """A simulated company in place of files."""

    seed: int = 1
    items: Annotated[int, Field(ge=1, le=1_000_000)] = 200
    days: Annotated[int, Field(ge=60, le=20_000)] = 800
    system: System = "标准"
    mistakes: tuple[MistakeId, ...] = ()
    strength: Literal["weak", "medium", "strong"] = "strong"


class Source(Section):
    """One export, or several of one kind named by a glob."""

    path: str | None = None
    sample: Sample | None = None
    system: System = "auto"
    kind: Kind = "auto"
    sheet: Text | None = None
    period: Text | None = None
    as_of: Day | None = None
    tax: Literal["excluded", "included"] = "excluded"
    tax_rate: Rate = 0.13
    company: Text | None = None
    mapping: dict[str, str] = Field(default={})
    exclude: tuple[dict[str, Text], ...] = ()

    @model_validator(mode="after")
    def _one_origin(self) -> Source:
        if (self.path is None) == (self.sample is None):
            raise UnfitError(
                _("每个来源须写 path 或 sample 之一，且只写一个"),
                expected=_("path: exports/*.csv，或 sample: {seed: 1}"),
            )
        return self
