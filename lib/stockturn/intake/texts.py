"""Delimited text: encoding by strict decoding, cells by DuckDB, every line accounted for."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd

from stockturn.errors import SourceError
from stockturn.i18n import _
from stockturn.intake.contents import MOST_CHARACTERS, MOST_COLUMNS, Contents, empty, too_large
from stockturn.intake.encodings import find_encoding, label, read_head

DELIMITERS = ",\t;|"
SAMPLE_LINES = 50


def read_text(path: Path, *, utf8: Path) -> Contents:
    """Return the cells of a delimited text file.

    A last column beyond the widest row of the beginning catches what longer rows hold. ``utf8`` is
    where a text in another encoding is written as UTF-8.

    Raises
    ------
    SourceError
        Where the bytes are text in no encoding that is read, or quotes are not closed.
    """
    encoding, lines = find_encoding(path, utf8=utf8)
    plain = path if encoding == "utf-8" else utf8
    sample = codecs.getincrementaldecoder("utf-8-sig")().decode(read_head(plain))
    if not sample.strip():
        raise empty(path.name)
    delimiter = _delimiter(sample)
    if lines.mixed:
        plain = _one_line_end(plain, utf8.with_suffix(".lines"), delimiter, path.name)
    width = _width(sample, delimiter, path.name)
    cells = _scan(plain, path.name, delimiter=delimiter, width=width)
    # As many rows as lines: no line is blank and no cell holds a line break.
    if len(cells) != lines.count or lines.mixed:
        cells.index = _row_numbers(plain, path.name, delimiter, cells)
    return Contents("csv", {"": cells}, label(encoding, read_head(path)))


def _delimiter(sample: str) -> str:
    """Return the sign that parts most cells; a title line above the header has none."""
    lines = "\n".join(sample.splitlines()[:SAMPLE_LINES])
    return max(DELIMITERS, key=lines.count)


def _width(sample: str, delimiter: str, file: str) -> int:
    """Return one more than the cells of the widest row of the beginning."""
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    width, row = max((len(cells), -number) for number, cells in enumerate(rows, start=1))
    if width > MOST_COLUMNS:
        raise too_large(file, -row)
    return width + 1


def _one_line_end(path: Path, target: Path, delimiter: str, file: str) -> Path:
    """Write a text whose lines end now one way, now another, with one end for all."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        writer.writerows(row for _number, row in _rows(path, delimiter, file))
    return target


def _rows(path: Path, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each row, as a spreadsheet counts, and its cells.

    Raises
    ------
    SourceError
        Where a cell is longer than any cell is.
    """
    number = 0
    csv.field_size_limit(MOST_CHARACTERS)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            for number, row in enumerate(csv.reader(stream, delimiter=delimiter), start=1):
                yield number, row
        except csv.Error as error:
            raise _too_long(file, number + 1) from error


def _too_long(file: str, row: int) -> SourceError:
    return SourceError(
        _("文件 {file} 第 {row} 行有超过 {n:,} 个字符的单元格，多因引号没有成对").format(
            file=file, row=row, n=MOST_CHARACTERS
        ),
        expected=_("单元格内的引号成对"),
        action=_("用 Excel 或 WPS 打开后另存为 xlsx，或补上引号后重试"),
    )


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
    for number, row in _rows(path, delimiter, name):
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
