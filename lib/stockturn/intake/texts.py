"""Delimited text: encoding by strict decoding, cells by Arrow or DuckDB, every line counted."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as csv_of_arrow

from stockturn.errors import SourceError
from stockturn.intake.contents import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    Contents,
    empty,
    text_frame,
    too_large,
)
from stockturn.intake.encodings import (
    CHUNK_BYTES,
    HEAD_BYTES,
    Lines,
    find_encoding,
    label,
    read_head,
)

DELIMITERS = ",\t;|"
SAMPLE_LINES = 50
# A first line of more is no header: its end is not in sight.
MOST_HEAD = 20_000
# Larger blocks, fewer chunks for all that follows.
BLOCK_BYTES = 1 << 24


def read_text(path: Path, *, utf8: Path) -> Contents:
    """Return the cells of a delimited text file.

    A last column beyond the widest row of the beginning catches what longer rows hold. ``utf8`` is
    where a text in another encoding is written as UTF-8.

    Raises
    ------
    SourceError
        Where the bytes are text in no encoding that is read, or quotes are not closed.
    """
    csv.field_size_limit(max(MOST_CHARACTERS, HEAD_BYTES))
    encoding, lines = find_encoding(path, utf8=utf8)
    if lines.endless:
        raise _open_quote(path.name, lines.endless)
    plain = path if encoding == "utf-8" else utf8
    sample = codecs.getincrementaldecoder("utf-8-sig")().decode(read_head(plain))
    if not sample.strip():
        raise empty(path.name)
    delimiter = _delimiter(sample)
    if lines.mixed:
        plain = _one_line_end(plain, utf8.with_suffix(".lines"), delimiter, path.name)
    if "\n" not in sample.replace("\r", "\n") and len(sample) >= MOST_HEAD:
        raise too_large(path.name, 1)
    width = _width(sample, delimiter, path.name)
    cells = _scan(plain, path.name, delimiter=delimiter, width=width, lines=lines)
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
        Where a cell is longer than any cell is, or the text ends within quotes.
    """
    number, row_lines = 0, [""]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines: list[str] = []
        try:
            for number, row in enumerate(csv.reader(_kept(stream, lines), delimiter=delimiter), 1):
                yield number, row
                row_lines, lines[:] = lines[:], []
            list(csv.reader(row_lines, delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "limit" in str(error):
                raise _open_quote(file, number + 1) from error
            if "unexpected end" in str(error):
                raise _open_quote(file, number) from error


def _kept(stream: Iterable[str], lines: list[str]) -> Iterator[str]:
    for line in stream:
        lines.append(line)
        yield line


def _open_quote(file: str, row: int) -> SourceError:
    return SourceError.of("open_quote", file=file, row=row, n=MOST_CHARACTERS)


def _scan(path: Path, name: str, *, delimiter: str, width: int, lines: Lines) -> pd.DataFrame:
    rows = None if lines.quoted or lines.mixed else _rectangle(path, delimiter)
    columns = rows or _ragged(
        path, name, delimiter=delimiter, width=width, parallel=not lines.quoted
    )
    full = [pc.fill_null(cells, "") if cells.null_count else cells for cells in columns]
    if lines.spaced or lines.quoted:
        with ThreadPoolExecutor() as pool:
            full = list(pool.map(pc.utf8_trim_whitespace, full))
    return text_frame(full, pd.RangeIndex(1, len(full[0]) + 1))


def _rectangle(path: Path, delimiter: str) -> list[pa.ChunkedArray] | None:
    """Return the columns of a text in which every row is as wide as the first, else None.

    Arrow reads no other text, but this one in half the time.
    """
    try:
        with path.open(encoding="utf-8-sig") as stream:
            first = stream.readline()
        names = [str(n) for n in range(first.count(delimiter) + 1)]
        columns: list[pa.ChunkedArray] = csv_of_arrow.read_csv(
            path,
            read_options=csv_of_arrow.ReadOptions(column_names=names, block_size=BLOCK_BYTES),
            parse_options=csv_of_arrow.ParseOptions(delimiter=delimiter, quote_char=False),
            convert_options=csv_of_arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), check_utf8=False
            ),
        ).columns
    except pa.ArrowInvalid:
        return None
    return columns


def _ragged(
    path: Path, name: str, *, delimiter: str, width: int, parallel: bool
) -> list[pa.ChunkedArray]:
    try:
        with duckdb.connect() as connection:
            # pandas keeps text so: what DuckDB gives is taken as it is.
            connection.execute("SET arrow_large_buffer_size = true")
            relation = connection.read_csv(
                str(path),
                header=False,
                columns={f"c{i}": "VARCHAR" for i in range(width)},
                delimiter=delimiter,
                quotechar='"',
                escapechar='"',
                auto_detect=False,
                null_padding=True,
                strict_mode=False,
                # Only without quotes is every line end the end of a row.
                parallel=parallel,
                # An empty cell is text as well; only what a short row lacks is nothing.
                na_values="\x01",
                max_line_size=CHUNK_BYTES,
            )
            columns: list[pa.ChunkedArray] = relation.to_arrow_table().columns
    except duckdb.Error as error:
        row = re.search(r"Line: (\d+)", str(error))
        raise SourceError.of("ragged_text", file=name, row=row[1] if row else 1) from error
    # The spare column is there to catch rows that are too wide; where none is, nobody sees it.
    spare = columns[-1].null_count < len(columns[-1])
    return columns if spare else columns[:-1]


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
            raise _open_quote(name, number)
    # Where the two readers differ on a malformed row, rows are counted without the blank ones.
    return pd.Index(numbers) if len(numbers) == len(cells) else cells.index
