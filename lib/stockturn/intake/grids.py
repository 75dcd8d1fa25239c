"""Files become grids of text: true kind and encoding by content, nothing interpreted yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from stockturn.errors import SourceError
from stockturn.i18n import _
from stockturn.intake.texts import UTF16_MARKS, read_text
from stockturn.intake.workbooks import read_workbook

HEAD_BYTES = 1 << 12
XLSX = b"PK\x03\x04"


@dataclass(frozen=True)
class Grid:
    """One sheet as text.

    ``cells`` has columns 0…n-1 and, as its index, the row number in the source (from 1);
    an empty cell is the empty string.
    """

    file: str
    sheet: str | None
    form: str
    encoding: str | None
    sha256: str
    cells: pd.DataFrame

    @property
    def name(self) -> str:
        """File name, with the sheet where the file has several."""
        return f"{self.file}/{self.sheet}" if self.sheet else self.file


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, read in chunks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_grids(path: Path, *, sheet: str | None = None) -> list[Grid]:
    """Read every sheet of a file as text.

    Raises
    ------
    SourceError
        Where the file is missing, empty, or of a kind or encoding that is not read.
    """
    if not path.is_file():
        raise SourceError(
            _("没有文件 {path}").format(path=path.name),
            expected=_("sources 中所列文件存在于参数文件所在目录（或 base_dir）下"),
            action=_("补上文件，或修改 sources 的 path"),
        )
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if head.startswith(XLSX):
        sheets = read_workbook(path, sheet=sheet)
        several = len(sheets) > 1
        digest = file_sha256(path)
        return [
            Grid(path.name, name if several else None, "xlsx", None, digest, cells)
            for name, cells in sheets.items()
        ]
    _refuse_unread_kinds(head, path)
    encoding, cells = read_text(path)
    return [Grid(path.name, None, "csv", encoding, file_sha256(path), cells)]


def _refuse_unread_kinds(head: bytes, path: Path) -> None:
    start = head.lstrip()[:64].lower()
    kinds = {
        b"\xd0\xcf\x11\xe0": _("旧版 xls（或加密的 Excel）"),
        b"mime-ver": _("MHTML 网页存档"),
        b"<": _("网页或 XML 格式的表"),
        b"%pdf": _(" PDF 文件"),
    }
    kind = next((text for magic, text in kinds.items() if start.startswith(magic)), None)
    if kind is None and b"\x00" in head and not head.startswith(UTF16_MARKS):
        kind = _("二进制文件")
    if kind:
        raise SourceError(
            _("文件 {file} 实为{kind}，暂不能读取").format(file=path.name, kind=kind),
            expected=_("CSV 或 xlsx"),
            action=_("用 Excel 或 WPS 打开后另存为 xlsx（不加密码），再重试"),
        )
