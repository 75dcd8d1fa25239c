"""Files become grids of text: true kind and encoding by content, nothing interpreted yet."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from stockturn.errors import SourceError
from stockturn.i18n import _
from stockturn.intake import archives
from stockturn.intake.contents import Contents, empty
from stockturn.intake.dumps import read_dump
from stockturn.intake.kinds import UnreadKindError, kind_of
from stockturn.intake.observations import Observation, observed
from stockturn.intake.parquets import read_parquet
from stockturn.intake.spreadsheet_xml import read_spreadsheet_xml
from stockturn.intake.texts import read_text
from stockturn.intake.web_tables import read_web_tables
from stockturn.intake.workbooks import read_workbook

# An archive in an archive is opened; one deeper is a bomb or a mistake.
DEEPEST = 2


@dataclass(frozen=True)
class Grid:
    """One sheet as text.

    ``cells`` has columns 0…n-1 and, as its index, the row number in the source (from 1);
    an empty cell is the empty string. ``notes`` tells what was noticed in the file.
    """

    file: str
    sheet: str | None
    form: str
    encoding: str | None
    sha256: str
    cells: pd.DataFrame
    notes: tuple[Observation, ...] = ()

    @property
    def name(self) -> str:
        """File name, with the sheet where the file has several."""
        return f"{self.file}/{self.sheet}" if self.sheet else self.file


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, read in chunks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_grids(path: Path, *, sheet: str | None = None) -> list[Grid]:
    """Read every sheet of a file, or of the files in an archive, as text.

    Raises
    ------
    SourceError
        Where the file is missing, empty, damaged, or of a kind or encoding that is not read.
    """
    if not path.is_file():
        raise SourceError.of("no_file", path=path.name)
    notes = _lock_note(path)
    return [replace(g, notes=(*notes, *g.notes)) for g in _grids(path, path.name, sheet)]


def _grids(path: Path, file: str, sheet: str | None, depth: int = 1) -> list[Grid]:
    kind = kind_of(path)
    if kind == "zip":
        return _archived(path, file, sheet, depth)
    held = _contents(path, kind, sheet)
    digest = file_sha256(path)
    several = len(held.sheets) > 1
    return [
        Grid(file, name if several else None, held.form, held.encoding, digest, cells, held.notes)
        for name, cells in held.sheets.items()
    ]


def _contents(path: Path, kind: str, sheet: str | None) -> Contents:
    if kind in ("xlsx", "xls", "ods"):
        return read_workbook(path, form=kind, sheet=sheet)
    if kind == "parquet":
        return read_parquet(path)
    with tempfile.TemporaryDirectory() as folder:
        utf8 = Path(folder) / "utf8"
        if kind == "xml":
            return read_spreadsheet_xml(path, utf8=utf8, sheet=sheet)
        if kind == "html":
            return read_web_tables(path, utf8=utf8)
        if kind == "json":
            return read_dump(path, utf8=utf8)
        return read_text(path, utf8=utf8)


def _archived(path: Path, file: str, sheet: str | None, depth: int) -> list[Grid]:
    """Read the members of an archive; one that is no table is passed over, and told."""
    if depth > DEEPEST:
        raise SourceError.of("archive_nested", file=file, n=DEEPEST)
    grids: list[Grid] = []
    with archives.opened(path) as archive, tempfile.TemporaryDirectory() as folder:
        notes = archive.notes()
        for name in archive.members:
            member = archive.unpack(name, Path(folder))
            try:
                grids += _grids(member, f"{file}/{name}", sheet, depth + 1)
            except UnreadKindError as error:
                notes += (observed("skipped_member", file=file, name=name, kind=error.kind),)
            except SourceError as error:
                where = _("压缩包 {file} 中：{found}").format(file=file, found=error.found)
                raise SourceError(where, expected=error.expected, action=error.action) from error
            member.unlink()
    if not grids:
        raise empty(file)
    return [replace(grid, notes=(*notes, *grid.notes)) for grid in grids]


def _lock_note(path: Path) -> tuple[Observation, ...]:
    """Tell of a file that somebody had open when the folder was copied."""
    lock = path.with_name(f"~${path.name}")
    if not lock.exists():
        return ()
    return (observed("lock_file", file=path.name),)
