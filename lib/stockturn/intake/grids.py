"""Files become grids of text: true kind and encoding by content, nothing interpreted yet."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
from python_calamine import CalamineWorkbook

from stockturn.errors import SourceError
from stockturn.i18n import _

SNIFF_BYTES = 1 << 16
CHUNK_BYTES = 1 << 22
DELIMITERS = ",\t;|"
ENCODINGS = ("utf-8-sig", "gb18030")
# Our own templates carry a sheet of this name; it is not data.
EXPLANATION_SHEET = "说明"


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
    head = path.read_bytes()[:SNIFF_BYTES] if path.stat().st_size < SNIFF_BYTES else _head(path)
    if not head.strip():
        raise SourceError(
            _("文件 {file} 是空的").format(file=path.name),
            expected=_("至少有表头与一行数据"),
            action=_("请客户重新导出该文件"),
        )
    if head.startswith(b"PK\x03\x04"):
        return _workbook_grids(path, sheet=sheet)
    _refuse_unread_kinds(head, path)
    return [_text_grid(path, head)]


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(SNIFF_BYTES)


def _refuse_unread_kinds(head: bytes, path: Path) -> None:
    start = head.lstrip()[:64].lower()
    kinds = {
        b"\xd0\xcf\x11\xe0": _("旧版 xls（或加密的 Excel）"),
        b"mime-ver": _("MHTML 网页存档"),
        b"<": _("网页或 XML 格式的表"),
        b"%pdf": "PDF",
    }
    kind = next((text for magic, text in kinds.items() if start.startswith(magic)), None)
    if kind is None and b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        kind = _("二进制文件")
    if kind:
        raise SourceError(
            _("文件 {file} 实为{kind}，暂不能读取").format(file=path.name, kind=kind),
            expected=_("CSV 或 xlsx"),
            action=_("用 Excel 或 WPS 打开后另存为 xlsx（不加密码），再重试"),
        )


def _workbook_grids(path: Path, *, sheet: str | None) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = [m.name for m in book.sheets_metadata if "Visible" in str(m.visible)]
        names = [n for n in names if n != EXPLANATION_SHEET]
        wanted = [n for n in names if sheet in (None, n)]
        if not wanted:
            raise SourceError(
                _("文件 {file} 没有工作表 {sheet}").format(file=path.name, sheet=sheet),
                expected=_("工作表之一：{names}").format(names="、".join(names)),
                action=_("修改 sources 的 sheet"),
            )
        sheets = {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in wanted}
    except SourceError:
        raise
    except Exception as error:  # calamine raises several unrelated classes
        raise SourceError(
            _("文件 {file} 不能作为 Excel 工作簿打开").format(file=path.name),
            expected=_("完整、未加密的 xlsx 文件"),
            action=_("在 Excel 或 WPS 中打开确认后另存为 xlsx"),
        ) from error
    digest = file_sha256(path)
    filled = {n: rows for n, rows in sheets.items() if any(any(c != "" for c in r) for r in rows)}
    if not filled:
        raise SourceError(
            _("工作簿 {file} 没有任何内容").format(file=path.name),
            expected=_("至少有表头与一行数据"),
            action=_("请客户重新导出该文件"),
        )
    several = len(filled) > 1
    return [
        Grid(path.name, n if several else None, "xlsx", None, digest, _cells(rows))
        for n, rows in filled.items()
    ]


def _cells(rows: list[list[object]]) -> pd.DataFrame:
    frame = pd.DataFrame([[_cell_text(cell) for cell in row] for row in rows], dtype="str")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame.fillna("")


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        # Workbooks hold every number as a float; a code or count must not grow a ".0".
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ") if cell.time() != dt.time() else cell.date().isoformat()
    return "" if cell is None else str(cell).strip()


def _text_grid(path: Path, head: bytes) -> Grid:
    encoding = _encoding(path, head)
    sample = _decode_sample(head, encoding)
    delimiter = max(DELIMITERS, key=sample.split("\n", 1)[0].count)
    if delimiter not in sample:
        delimiter = ","
    width = max((len(r) for r in csv.reader(sample.splitlines(), delimiter=delimiter)), default=1)
    with tempfile.TemporaryDirectory() as folder:
        utf8 = path
        if encoding != "utf-8" or head.startswith(codecs.BOM_UTF8):
            utf8 = Path(folder) / "utf8.csv"
            _transcode(path, utf8, encoding)
        cells = _scan(utf8, path.name, delimiter=delimiter, width=width)
    return Grid(path.name, None, "csv", _encoding_label(encoding, head), file_sha256(path), cells)


def _encoding_label(encoding: str, head: bytes) -> str:
    if encoding.startswith("utf-8"):
        return "UTF-8 (BOM)" if head.startswith(codecs.BOM_UTF8) else "UTF-8"
    return encoding.upper()


def _encoding(path: Path, head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ENCODINGS:
        fault = _first_fault(path, encoding)
        if fault is None:
            return "utf-8" if encoding == "utf-8-sig" else encoding
    raise SourceError(
        _("文件 {file} 的编码无法识别，第 {line} 行起不能解码").format(file=path.name, line=fault),
        expected=_("UTF-8、GB18030（GBK）或 UTF-16 编码的文本"),
        action=_("用记事本或 WPS 打开后另存为 UTF-8 的 CSV，或另存为 xlsx"),
    )


def _first_fault(path: Path, encoding: str) -> int | None:
    """Return the line of the first undecodable byte, or None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 1
    for chunk, final in _chunks(path):
        try:
            lines += decoder.decode(chunk, final).count("\n")
        except UnicodeDecodeError as error:
            return lines + chunk[: error.start].count(b"\n")
    return None


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as stream:
        chunk = stream.read(CHUNK_BYTES)
        while chunk:
            following = stream.read(CHUNK_BYTES)
            yield chunk, not following
            chunk = following


def _decode_sample(head: bytes, encoding: str) -> str:
    text = codecs.getincrementaldecoder(encoding)("strict").decode(head)
    return text.lstrip("\ufeff")


def _transcode(path: Path, target: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)(
        "strict"
    )
    with target.open("w", encoding="utf-8", newline="") as stream:
        for chunk, final in _chunks(path):
            stream.write(decoder.decode(chunk, final))


def _scan(path: Path, name: str, *, delimiter: str, width: int) -> pd.DataFrame:
    columns = {f"c{i}": "VARCHAR" for i in range(width)}
    try:
        with duckdb.connect() as connection:
            relation = connection.read_csv(
                str(path),
                header=False,
                columns=columns,
                delimiter=delimiter,
                quotechar='"',
                escapechar='"',
                auto_detect=False,
                null_padding=True,
                strict_mode=False,
                parallel=False,
                max_line_size=1 << 22,
            )
            frame = relation.to_arrow_table().to_pandas()
    except duckdb.Error as error:
        raise SourceError(
            _("文件 {file} 的行列结构无法读取").format(file=name),
            expected=_("每行列数不多于表头、引号成对的 CSV"),
            action=_("用 Excel 或 WPS 打开后另存为 xlsx，再重试"),
        ) from error
    frame.columns = pd.RangeIndex(width)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame.fillna("").apply(lambda column: column.str.strip())
