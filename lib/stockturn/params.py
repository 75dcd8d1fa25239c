"""params/CLIENT.yaml → Params: frozen, strict, the only parameter truth."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from stockturn.errors import ParamsError, near_match
from stockturn.i18n import _

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
    "warehouses",
    "service",
    "ageing",
]
EnterpriseType = Literal[
    "中小电商/零售", "制造业/分销型", "微型企业/个体商户", "大型集团", "销售驱动企业"
]
Verdict = Literal["存在", "疑似", "未见", "数据不足"]
Rate = Annotated[float, Field(ge=0, le=1)]

CLIENT_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def _as_date(value: object) -> object:
    # Papermill hands dates over as text; YAML as dates. Both must mean the same day.
    if isinstance(value, str):
        return dt.date.fromisoformat(value.strip().replace("/", "-"))
    if isinstance(value, dt.datetime):
        return value.date()
    return value


def _as_text(value: object) -> object:
    # A year or a code written without quotes is still text.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Day = Annotated[dt.date, BeforeValidator(_as_date)]
Text = Annotated[str, BeforeValidator(_as_text)]


class Section(BaseModel):
    """Base of every part of the parameters: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Span(Section):
    """A closed interval of days."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.end < self.start:
            raise ValueError(_("结束日期早于开始日期"))
        return self

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1


class Sample(Section):
    """A simulated company in place of files."""

    seed: int = 1
    items: Annotated[int, Field(ge=1, le=1_000_000)] = 200
    days: Annotated[int, Field(ge=60, le=20_000)] = 800
    system: System = "标准"
    mistakes: tuple[str, ...] = ()
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
    mapping: dict[str, str] = {}
    exclude: tuple[dict[str, Text], ...] = ()

    @model_validator(mode="after")
    def _one_origin(self) -> Source:
        if (self.path is None) == (self.sample is None):
            raise ValueError(_("每个来源须写 path 或 sample 之一，且只写一个"))
        return self


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


class Answers(Section):
    """The interview, for what data cannot show."""

    functions: dict[str, Literal["used", "owned", "absent", "unknown"]] = {}
    spreadsheet_based: bool | None = None
    clearing_methods: tuple[str, ...] = ()
    profit_margin: float | None = None
    response_hours: Annotated[float, Field(ge=0)] | None = None
    manual_steps: Annotated[int, Field(ge=0)] | None = None


class Finding(Section):
    """The consultant's word on one mistake, shown beside the computed verdict."""

    verdict: Verdict | None = None
    reason: str | None = None
    by: str | None = None
    remark: str | None = None


class CarryingRates(Section):
    """Yearly cost of holding stock, as shares of its value."""

    capital: Rate = 0.05
    storage: Rate = 0.03
    handling: Rate = 0.02
    obsolescence: Rate = 0.05

    @property
    def total(self) -> float:
        """Sum of the four components."""
        return self.capital + self.storage + self.handling + self.obsolescence


class LeadTime(Section):
    """A stated lead time, where purchases do not show one."""

    days: Annotated[float, Field(ge=0)]
    sd_days: Annotated[float, Field(ge=0)] = 0


class Settings(Section):
    """Definitions and thresholds; every one is printed in the report."""

    days_basis: Literal[365, 360] = 365
    costing: Literal["recorded", "moving", "monthly", "fifo"] = "recorded"
    cost_pool: Literal["company", "warehouse"] = "company"
    averaging: Literal["auto", "day_weighted", "monthly", "two_point"] = "auto"
    slow_days: Annotated[int, Field(ge=1)] = 90
    stagnant_days: Annotated[int, Field(ge=1)] = 180
    dead_days: Annotated[int, Field(ge=1)] = 365
    max_cover_days: Annotated[int, Field(ge=1)] = 90
    carrying_rates: CarryingRates = CarryingRates()
    service_targets: dict[Literal["A", "B", "C"], Annotated[float, Field(gt=0, lt=1)]] = {
        "A": 0.98,
        "B": 0.95,
        "C": 0.90,
    }
    review_days: Annotated[int, Field(ge=1)] = 7
    lead_time: LeadTime | None = None

    @model_validator(mode="after")
    def _nested(self) -> Settings:
        if not self.slow_days <= self.stagnant_days <= self.dead_days:
            raise ValueError(_("须满足 slow_days ≤ stagnant_days ≤ dead_days"))
        return self


class Disclosure(Section):
    """Who scored the systems and what ties they have; obligatory before a recommendation."""

    scored_by: str
    scored_on: Day
    ties: tuple[str, ...] = ()


class ReportStyle(Section):
    """What stands on the cover."""

    firm: str | None = None
    prepared_by: str | None = None
    reviewer: str | None = None
    version: Text = "1.0"
    confidentiality: str = "内部"
    date: Day | None = None
    show_names: bool = False


class Params(Section):
    """Everything one client's report depends on, besides the bytes of its files."""

    client: Text
    client_id: str
    language: Literal["zh", "en"] = "zh"
    currency: str = "CNY"
    base_dir: str | None = None
    period: Span | None = None
    compare: Span | None = None
    previous: str | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    client_figures: tuple[ClientFigure, ...] = ()
    profile: Profile = Profile()
    answers: Answers = Answers()
    findings: dict[Literal["W-1", "W-2", "W-3", "W-4", "W-5"], Finding] = {}
    settings: Settings = Settings()
    disclosure: Disclosure | None = None
    report: ReportStyle = ReportStyle()

    @model_validator(mode="after")
    def _safe_folder(self) -> Params:
        if not CLIENT_ID.fullmatch(self.client_id):
            raise ValueError(
                _("client_id “{value}” 不能作为报告目录名").format(value=self.client_id)
            )
        return self

    def resolve(self, path: str) -> Path:
        """Return ``path`` as seen from the client's ``base_dir``."""
        return Path(self.base_dir or ".") / path

    def to_mapping(self) -> dict[str, Any]:
        """Return plain YAML-ready values, defaults left out."""
        mapping: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True)
        return mapping


def load_params(path: Path) -> Params:
    """Read and validate a client's YAML file; sources start from its folder unless it says else.

    Raises
    ------
    ParamsError
        Where the file is missing, is not YAML, or breaks any rule; the text names each fault.
    """
    if not path.is_file():
        raise ParamsError(
            _("没有参数文件 {path}").format(path=path.name),
            expected=_("一个 params/CLIENT.yaml 文件"),
            action=_("核对文件名，或用 stockturn init 由客户文件生成"),
        )
    yaml = YAML(typ="safe", pure=True)
    try:
        mapping = yaml.load(path.read_text(encoding="utf-8-sig"))
    except (MarkedYAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = _("第 {line} 行").format(line=mark.line + 1) if mark else _("文件编码")
        raise ParamsError(
            _("{file} 不是有效的 YAML：{where}").format(file=path.name, where=where),
            expected=_("UTF-8 编码、键不重复、缩进一致的 YAML"),
            action=_("修正该处后重试；可对照 params/demo.yaml"),
        ) from error
    params = parse_params(mapping, name=path.name)
    base = params.base_dir or "."
    return params.model_copy(update={"base_dir": str(path.parent / base)})


def parse_params(mapping: object, *, name: str = "params") -> Params:
    """Validate plain values into Params.

    Examples
    --------
    >>> parse_params({"client": "甲", "client_id": "a", "sources": [{"path": "x.csv"}]}).language
    'zh'
    """
    if not isinstance(mapping, Mapping):
        raise ParamsError(
            _("{name} 的内容不是键值表").format(name=name),
            expected=_("顶层为 client、client_id、sources 等键"),
            action=_("对照 params/demo.yaml 重写"),
        )
    try:
        return Params.model_validate(dict(mapping))
    except ValidationError as error:
        raise _explain(error, name) from error


def _explain(error: ValidationError, name: str) -> ParamsError:
    faults = error.errors()
    found = [f"{_where(f['loc'])}{_what(f)}" for f in faults]
    expected = [text for f in faults if (text := _expected(f))]
    return ParamsError(
        _("{name}：{faults}").format(name=name, faults=_("；").join(found)),
        expected=_("；").join(dict.fromkeys(expected)),
        action=_("修改 {name} 中所列各处后重试").format(name=name),
    )


def _where(location: tuple[int | str, ...]) -> str:
    parts = [_("第{n}项").format(n=p + 1) if isinstance(p, int) else str(p) for p in location]
    return ".".join(parts) + " " if parts else ""


def _what(fault: Any) -> str:
    kind, value = fault["type"], fault.get("input")
    if kind == "extra_forbidden":
        return _("是未知的键")
    if kind == "missing":
        return _("缺少")
    if kind in ("value_error", "assertion_error"):
        text = str(fault.get("ctx", {}).get("error", ""))
        if re.search("[一-鿿]", text):
            return text
        return _("的日期 {value} 不存在").format(value=_shown(value))
    return _("的值 {value} 不合要求").format(value=_shown(value))


def _expected(fault: Any) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known_keys(fault["loc"][:-1])
        near = near_match(str(fault["loc"][-1]), known)
        hint = _("您是否想写 {near}？").format(near=near) if near else ""
        return hint + _("可用的键：{keys}").format(keys=_("、").join(known))
    if kind == "missing":
        return _("必须写明 {key}").format(key=fault["loc"][-1])
    if kind == "literal_error":
        near = near_match(str(fault.get("input")), _choices(context))
        hint = _("您是否想写 {near}？").format(near=near) if near else ""
        return hint + _("只能是 {choices}").format(choices=context.get("expected", ""))
    if "client_id" in str(context.get("error", "")):
        return _("client_id 只含小写字母、数字、- 和 _，且以字母或数字开头")
    if kind in ("value_error", "date_type", "date_from_datetime_parsing"):
        return _("日期写成 2021-12-31 且确实存在") if "日期" in _what(fault) else ""
    bounds = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "min_length": _("项数 ≥")}
    limits = [f"{sign} {context[key]}" for key, sign in bounds.items() if key in context]
    return _("、").join(limits) or _("类型 {type}").format(type=_type_name(kind))


def _choices(context: Mapping[str, Any]) -> list[str]:
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))


def _type_name(kind: str) -> str:
    names = {
        "int": _("整数"),
        "float": _("数字"),
        "bool": _("true 或 false"),
        "string": _("文本（请加引号）"),
        "date": _("日期，如 2021-12-31"),
        "tuple": _("列表"),
        "dict": _("键值表"),
        "model": _("键值表"),
    }
    return next((zh for start, zh in names.items() if kind.startswith(start)), kind)


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    model: Any = Params
    for part in location:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation if part in model.model_fields else None
        model = _section_in(annotation) or model
    return list(model.model_fields)


def _section_in(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((s for a in get_args(annotation) if (s := _section_in(a))), None)
