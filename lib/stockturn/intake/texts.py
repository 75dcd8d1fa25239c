"""Delimited text: encoding by strict decoding, cells by DuckDB, every line accounted for."""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd

from stockturn.errors import SourceError
from stockturn.i18n import _

SNIFF_BYTES = 1 << 16
CHUNK_BYTES = 1 << 22
DELIMITERS = ",\t;|"
ENCODINGS = ("utf-8", "gb18030")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAMPLE_LINES = 50


def read_text(path: Path) -> tuple[str, pd.DataFrame]:
    """Return the encoding of a delimited text file, for a person, and its cells.

    The cells have columns 0…n-1 and the row number in the file as their index. A last column
    beyond the widest row of the beginning catches what longer rows hold.

    Raises
    ------
    SourceError
        Where the bytes are text in no encoding that is read, or quotes are not closed.
    """
    with path.open("rb") as stream:
        head = stream.read(SNIFF_BYTES)
    encoding, lines = _encoding(path, head)
    sample = codecs.getincrementaldecoder(encoding)("strict").decode(head).lstrip("\ufeff")
    if not sample.strip():
        raise _empty(path)
    delimiter = _delimiter(sample)
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    width = max(len(row) for row in rows) + 1
    with tempfile.TemporaryDirectory() as folder:
        utf8 = path
        if encoding != "utf-8" or head.startswith(codecs.BOM_UTF8):
            utf8 = Path(folder) / "utf8.csv"
            _transcode(path, utf8, encoding)
        cells = _scan(utf8, path.name, delimiter=delimiter, width=width)
        # As many rows as lines: no line is blank and no cell holds a line break.
        if len(cells) != lines:
            cells.index = _row_numbers(utf8, path.name, delimiter, cells)
    return _label(encoding, head), cells


def _empty(path: Path) -> SourceError:
    return SourceError(
        _("文件 {file} 是空的").format(file=path.name),
        expected=_("至少有表头与一行数据"),
        action=_("请客户重新导出该文件"),
    )


def _label(encoding: str, head: bytes) -> str:
    return "UTF-8 (BOM)" if head.startswith(codecs.BOM_UTF8) else encoding.upper()


def _encoding(path: Path, head: bytes) -> tuple[str, int]:
    """Return the first encoding in which every byte of the file decodes, and its lines."""
    fault = 1
    for encoding in ("utf-16",) if head.startswith(UTF16_MARKS) else ENCODINGS:
        lines, whole = _decoded_lines(path, encoding)
        if whole:
            return encoding, lines
        fault = max(fault, lines)
    raise SourceError(
        _("文件 {file} 的编码无法识别，第 {line} 行起不能解码").format(file=path.name, line=fault),
        expected=_("UTF-8、GB18030（GBK）或 UTF-16 编码的文本"),
        action=_("用记事本或 WPS 打开后另存为 UTF-8 的 CSV，或另存为 xlsx"),
    )


def _decoded_lines(path: Path, encoding: str) -> tuple[int, bool]:
    """Count lines; where a byte does not decode, return the number of its line and False."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    breaks, last = 0, "\n"
    for chunk, final in _chunks(path):
        try:
            text = decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            return breaks + error.object[: error.start].count(b"\n") + 1, False
        breaks += text.count("\n")
        last = text[-1:] or last
    return breaks + (last != "\n"), True


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as stream:
        chunk = stream.read(CHUNK_BYTES)
        while chunk:
            following = stream.read(CHUNK_BYTES)
            yield chunk, not following
            chunk = following


def _delimiter(sample: str) -> str:
    """Return the sign that parts most cells; a title line above the header has none."""
    lines = "\n".join(sample.splitlines()[:SAMPLE_LINES])
    return max(DELIMITERS, key=lines.count)


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
            frame: pd.DataFrame = relation.to_arrow_table().to_pandas()
    except duckdb.Error as error:
        raise SourceError(
            _("文件 {file} 的行列结构无法读取").format(file=name),
            expected=_("每行列数不多于表头、引号成对的 CSV"),
            action=_("用 Excel 或 WPS 打开后另存为 xlsx，再重试"),
        ) from error
    frame.columns = pd.RangeIndex(width)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    stripped: pd.DataFrame = frame.fillna("").apply(lambda column: column.str.strip())
    # The spare column is there to catch rows that are too wide; where none is, nobody sees it.
    return stripped if stripped[width - 1].ne("").any() else stripped.drop(columns=width - 1)


def _row_numbers(path: Path, name: str, delimiter: str, cells: pd.DataFrame) -> pd.Index:
    """Return the number of each row that is not blank, as a spreadsheet would count them.

    Raises
    ------
    SourceError
        Where a cell swallows lines that are rows themselves: its quote is never closed.
    """
    numbers = []
    signs = max(2, cells.shape[1] - 2)  # as many as in the widest row
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.reader(stream, delimiter=delimiter), start=1):
            if row:
                numbers.append(number)
            longest = max((cell for cell in row if "\n" in cell), key=len, default="")
            if any(line.count(delimiter) >= signs for line in longest.split("\n")):
                raise SourceError(
                    _("文件 {file} 第 {n} 行的引号没有成对，其后各行无法分开").format(
                        file=name, n=number
                    ),
                    expected=_("单元格内的引号成对"),
                    action=_("用 Excel 或 WPS 打开后另存为 xlsx，或补上引号后重试"),
                )
    # Where the two readers differ on a malformed row, rows are counted without the blank ones.
    return pd.Index(numbers) if len(numbers) == len(cells) else cells.index
