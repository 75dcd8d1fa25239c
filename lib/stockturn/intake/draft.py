"""A first params file from a client's files, with every guess visible for editing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import yaml

from stockturn.errors import SourceError, StockturnError
from stockturn.i18n import _
from stockturn.intake.letter import main_system, write_letter
from stockturn.intake.meaning import kind_name
from stockturn.intake.reading import read_sources
from stockturn.intake.record import FileRecord, Intake
from stockturn.intake.sheets import is_litter
from stockturn.params import CLIENT_ID, EnterpriseType, Source


@dataclass(frozen=True)
class Draft:
    """Text of a params file, a letter to the client, and the files that were not understood."""

    text: str
    letter: str
    refused: tuple[tuple[str, str], ...]


def draft_params(client_id: str, paths: Sequence[Path], *, folder: Path) -> Draft:
    """Write the text of ``folder/CLIENT_ID.yaml`` for the files given.

    Raises
    ------
    SourceError
        Where no file can be understood, or the id cannot name a folder.
    """
    if not CLIENT_ID.fullmatch(client_id):
        raise SourceError.of("bad_client_id", id=client_id)
    understood, refused = _try_each(paths)
    if not understood:
        raise SourceError.of(
            "nothing_understood",
            n=len(paths),
            first=refused[0][1].splitlines()[0] if refused else _("没有文件"),
        )
    intake = read_sources(
        [Source(path=str(path.resolve())) for path, _records in understood], base_dir=Path()
    )
    text = _text(client_id, understood, refused, intake, folder)
    return Draft(text, write_letter(intake, refused), tuple(refused))


Understood = list[tuple[Path, tuple[FileRecord, ...]]]


def _try_each(paths: Sequence[Path]) -> tuple[Understood, list[tuple[str, str]]]:
    understood: Understood = []
    refused: list[tuple[str, str]] = []
    for path in sorted(p for p in paths if not is_litter(p)):
        try:
            intake = read_sources([Source(path=str(path.resolve()))], base_dir=Path())
        except StockturnError as error:
            refused.append((path.name, str(error)))
        else:
            understood.append((path, intake.files))
    return understood, refused


def _text(
    client_id: str,
    understood: Understood,
    refused: Sequence[tuple[str, str]],
    intake: Intake,
    folder: Path,
) -> str:
    lines = [
        _("# 由 stockturn init 生成；每一处判断都可以修改。未写的键取默认值，见 README。"),
        f"client: {_scalar(client_id)}  # " + _("请改为客户全称"),
        f"client_id: {client_id}",
        "# "
        + _("报告期：默认取最近 12 个完整月；可改为 period: {start: 2021-01-01, end: 2021-12-31}"),
        "sources:",
    ]
    told: set[tuple[str, ...]] = set()
    for path, records in understood:
        lines += _source_lines(path, records, folder, told)
    lines += [f"# {_('未采用')} {name}{_('：')}{why.splitlines()[0]}" for name, why in refused]
    if intake.observations:
        lines.append("# " + _("读取时发现（已自动处理，报告中会写明）："))
        lines += [f"#   {o.noticed} → {o.treatment}" for o in intake.observations]
    return "\n".join([*lines, *_profile_lines(main_system(intake)), ""])


def _source_lines(
    path: Path, records: Sequence[FileRecord], folder: Path, told: set[tuple[str, ...]]
) -> list[str]:
    """Return the entry of one file; columns as in a file before are not listed again."""
    relative = os.path.relpath(path.resolve(), folder.resolve()).replace(os.sep, "/")
    lines = []
    for record in records:
        about = _("{name}：{kind}，{encoding}，表头第 {row} 行，{rows} 行").format(
            name=record.name,
            kind=kind_name(record.kind),
            encoding=record.encoding or record.form,
            row=record.header_row,
            rows=record.rows_read,
        )
        columns = tuple(f"{c.header}→{c.field}" for c in record.columns if c.field)
        unused = tuple(c.header for c in record.columns if c.header and not c.field)
        lines.append(f"  # {about}")
        if (*columns, *unused) in told:
            lines[-1] += _("，各列同前")
            continue
        told.add((*columns, *unused))
        lines.append(f"  #   {_('；').join(columns)}")
        if unused:
            lines.append(f"  #   {_('未用的列')}{_('：')}{_('、').join(unused)}")
    first = records[0]
    lines.append(f"  - path: {_scalar(relative)}")
    if len(records) == 1:
        lines += [f"    system: {first.system}", f"    kind: {first.kind}"]
        if first.period:
            lines.append(f"    period: {_scalar(first.period)}")
    return lines


def _scalar(text: str) -> str:
    """Quote a scalar where YAML would read it as anything but this text."""
    plain: str = yaml.safe_dump(text, allow_unicode=True, width=10_000, default_style='"')
    return plain.strip()


def _profile_lines(system: str | None) -> list[str]:
    present = f"[{system}]  # " + _("由文件判断") if system else "[]"
    return [
        "# " + _("系统选型所需；不填的项在报告中显示为未知"),
        "profile:",
        "  type: null  # " + " | ".join(get_args(EnterpriseType)),
        "  industry: null",
        "  users: null",
        f"  present_systems: {present}",
        "answers:",
        "  spreadsheet_based: null  # " + _("是否以表格手工记账：true | false"),
        "  clearing_methods: []  # " + _("曾用的清理办法：促销、退供、调拨、捆绑、报废"),
        "# " + _("披露后才会给出系统推荐：{scored_by: 姓名, scored_on: 日期, ties: []}"),
        "disclosure: null",
    ]
