"""What the consultant knows of the client beyond the files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stockturn.params.section import Day, Section, Text

EnterpriseType = Literal[
    "中小电商/零售", "制造业/分销型", "微型企业/个体商户", "大型集团", "销售驱动企业"
]
Verdict = Literal["存在", "疑似", "未见", "数据不足"]


class ClientFigure(Section):
    """A figure the client already has; bridged to ours, never copied."""

    metric: str
    value: float
    definition: str
    period: Text
    source: str


class Profile(Section):
    """What the system choice must know of the company."""

    type: EnterpriseType | None = None
    industry: str | None = None
    users: Annotated[int, Field(ge=1)] | None = None
    legal_entities: Annotated[int, Field(ge=1)] | None = None
    channels: tuple[str, ...] = ()
    bom: bool | None = None
    batch_expiry: bool | None = None
    it_staff: Annotated[int, Field(ge=0)] | None = None
    present_systems: tuple[str, ...] = ()
    budget_first_year: Annotated[float, Field(ge=0)] | None = None
    budget_3y: Annotated[float, Field(ge=0)] | None = None
    deployment: Literal["any", "saas", "local"] = "any"
    go_live: Day | None = None
    change_frequency: Literal["low", "medium", "high"] | None = None
    systems_file: str | None = None


class Answers(Section):
    """The interview, for what data cannot show."""

    functions: dict[str, Literal["used", "owned", "absent", "unknown"]] = Field(default={})
    spreadsheet_based: bool | None = None
    clearing_methods: tuple[str, ...] = ()
    profit_margin: Annotated[float, Field(ge=-1, le=1)] | None = None
    response_hours: Annotated[float, Field(ge=0)] | None = None
    manual_steps: Annotated[int, Field(ge=0)] | None = None
    remarks: dict[Literal["复购与口碑", "供应链弹性", "数字化转型", "数据驱动创新"], Text] = Field(
        default={}
    )


class Finding(Section):
    """The consultant's word on one mistake, shown beside the computed verdict."""

    verdict: Verdict | None = None
    reason: str | None = None
    by: str | None = None
    remark: str | None = None


class Disclosure(Section):
    """Who scored the systems and what ties they have; obligatory before a recommendation."""

    scored_by: str
    scored_on: Day
    ties: tuple[str, ...] = ()
