"""补数清单: a letter that asks the client for what is missing, ready to send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict

from stockturn.i18n import _, sentences
from stockturn.intake.meaning import kind_name
from stockturn.intake.record import LISTED_BY_ANY, Intake
from stockturn.strict_yaml import read_yaml
from stockturn.tables import canonical_tables, required_fields

# A comparison with last year needs the months of both.
MONTHS_WANTED = 24
FILES_NAMED = 3
REASONS_NAMED = 3


class Request(BaseModel):
    """What one export opens, which columns it needs, and where each system keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: tuple[str, ...]
    unless: tuple[str, ...] = ()
    columns: Mapping[str, str]
    reports: Mapping[str, tuple[str, str]]


@cache
def requests() -> dict[str, Request]:
    """Return kind of export → what asking for it takes, in the order of its worth."""
    raw = read_yaml(Path(__file__).parent / "data" / "requests.yaml")
    return {kind: Request.model_validate(row) for kind, row in raw["exports"].items()}


def write_letter(intake: Intake, refused: Sequence[tuple[str, str]] = ()) -> str:
    """Return the letter for a client whose files were read as ``intake``.

    It says what came, which exports are missing and what they would open, which columns to tick,
    what could not be read, and how to export.
    """
    parts = {
        _("已收到的文件"): _received(intake),
        _("请补充的导出（按重要程度排列，* 为必需的列）"): _missing(intake),
        _("已有的导出请补上下列各列，重新导出"): _incomplete(intake),
        _("请核对或重发"): _numbered([*_spans(intake), *_doubtful(intake), *_unread(refused)]),
        _("导出时请注意"): _manners(),
    }
    lines = [
        _("您好！"),
        "",
        sentences(
            _(
                "为完成库存周转诊断，我们已读取贵司发来的文件。"
                "下列资料补齐后，报告可以多给出相应的分析；"
            ),
            _("暂时没有的，报告中会写明“数据不足”，不影响其余部分。"),
        ),
    ]
    numerals = iter(_("一 二 三 四 五").split())
    for title, entries in parts.items():
        if entries:
            lines += ["", _("{n}、{title}").format(n=next(numerals), title=title), *entries]
    return "\n".join([*lines, "", _("资料只用于本次诊断。如有不便提供之处，请告知，谢谢！"), ""])


def _received(intake: Intake) -> list[str]:
    by_kind: dict[str, list[str]] = {}
    for record in intake.files:
        by_kind.setdefault(record.kind, []).append(record.name)
    used = Counter[str]()
    for record in intake.files:
        used[record.kind] += record.rows_used
    return _numbered(
        _("{kind}：{names}，共 {rows:,} 行").format(
            kind=kind_name(kind), names=_several(names), rows=used[kind]
        )
        for kind, names in by_kind.items()
    )


def _several(names: Sequence[str]) -> str:
    named = _("、").join(names[:FILES_NAMED])
    return (
        named
        if len(names) <= FILES_NAMED
        else _("{names}等 {n} 个").format(names=named, n=len(names))
    )


def _missing(intake: Intake) -> list[str]:
    have = set(intake.tables)
    system = main_system(intake)
    asked = [(k, r) for k, r in requests().items() if k not in have and have.isdisjoint(r.unless)]
    return _numbered(
        "\n".join(
            [
                kind_name(kind) + _spared(request),
                "   " + _("用于：") + _("、").join(map(_, request.opens)),
                *_place(request, system),
                "   " + _("请勾选：") + _("、").join(_ticked(kind, request)),
            ]
        )
        for kind, request in asked
    )


def _spared(request: Request) -> str:
    if not request.unless:
        return ""
    return _("（有了{kinds}则不必）").format(kinds=_("或").join(map(kind_name, request.unless)))


def _ticked(kind: str, request: Request) -> list[str]:
    required = required_fields(kind)
    extra = [canonical_tables()[kind][names.split("/")[0]] for names in request.columns]
    return [f"{f.header}*" for f in required] + [f.header for f in extra if f not in required]


def _place(request: Request, system: str | None) -> list[str]:
    if system is None or system not in request.reports:
        return []
    name, mark = request.reports[system]
    doubt = "" if mark == "found" else _("（名称未经核实，因版本而异，请以贵司系统为准）")
    return [
        "   "
        + _("{system}中的位置：{name}{doubt}").format(system=system, name=_(name), doubt=doubt)
    ]


def main_system(intake: Intake) -> str | None:
    """Name the system whose exports most of the files are, where they are of one we know."""
    known = [f.system for f in intake.files if f.system not in LISTED_BY_ANY]
    return Counter(known).most_common(1)[0][0] if known else None


def _incomplete(intake: Intake) -> list[str]:
    entries = []
    for kind, request in requests().items():
        table = intake.tables.get(kind)
        absent = {} if table is None else _absent(table, kind, request)
        if absent:
            columns = [
                _("{column}（用于{use}）").format(column=c, use=_(u)) for c, u in absent.items()
            ]
            entries.append(kind_name(kind) + _("：") + _("、").join(columns))
    return _numbered(entries)


def _absent(table: pd.DataFrame, kind: str, request: Request) -> dict[str, str]:
    """Return the header of each wanted column that is not there or blank throughout → its use."""
    filled = {name for name in table if not table[name].replace("", None).isna().all()}
    return {
        canonical_tables()[kind][names.split("/")[0]].header: use
        for names, use in request.columns.items()
        if filled.isdisjoint(names.split("/"))
    }


def _spans(intake: Intake) -> list[str]:
    """Ask for earlier months where stock is known for fewer than two years."""
    days = [
        table[column]
        for kind in ("movements", "balances")
        if (table := intake.tables.get(kind)) is not None
        for column in ("date", "period_start", "period_end")
        if column in table
    ]
    if not days:
        return []
    first, last = min(d.min() for d in days), max(d.max() for d in days)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months >= MONTHS_WANTED:
        return []
    return [
        _("期间：现有 {first:%Y-%m} 至 {last:%Y-%m}，共 {months} 个月；").format(
            first=first, last=last, months=months
        )
        + _("补到 {wanted} 个月可以与上年同期比较。").format(wanted=MONTHS_WANTED)
    ]


def _doubtful(intake: Intake) -> list[str]:
    aside = intake.quarantine
    lines = []
    for (file, sheet), rows in aside.groupby(["file", "sheet"], dropna=False, sort=False):
        reasons = Counter(rows["reason"]).most_common(REASONS_NAMED)
        told = _("；").join(_("{why}（{n} 行）").format(why=why, n=n) for why, n in reasons)
        name = f"{file}/{sheet}" if isinstance(sheet, str) and sheet else file
        first = _("第 {row} 行起").format(row=rows["row"].iloc[0])
        lines.append(
            _("{name}：{n} 行无法采用，{first}：{told}").format(
                name=name, n=len(rows), first=first, told=told
            )
        )
    failed = [c for c in intake.checks if not c.ok]
    return [
        *lines,
        *(
            _("{title}：{detail}，请核对原因").format(title=c.title, detail=c.detail)
            for c in failed
        ),
    ]


def _unread(refused: Sequence[tuple[str, str]]) -> list[str]:
    return [
        _("{name}：未能读取。").format(name=name) + " ".join(why.split()) for name, why in refused
    ]


def _manners() -> list[str]:
    return _numbered(
        [
            _("由系统直接导出 xlsx 或 CSV，不加密码，不删改、不合并、不筛选行。"),
            _("编码列保持文本格式，以免丢失前面的 0 或末尾的数字。"),
            _("成本与采购价请注明是否含税；数量请用主计量单位，或一并给出换算率。"),
            _("客户名称可以不提供，或以代号代替。"),
            _("系统导不出的，可用我们附上的空白标准表填写。"),
        ]
    )


def _numbered(entries: Iterable[str]) -> list[str]:
    return [f"{n}. {entry}" for n, entry in enumerate(entries, start=1)]
