"""The encoding of a text by strict decoding: every byte of it, or the line where it fails."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from stockturn.errors import SourceError
from stockturn.i18n import _

CHUNK_BYTES = 1 << 22
HEAD_BYTES = 1 << 16
# A text that is taken whole: pages, XML, JSON. A table of a million rows is smaller.
WHOLE_BYTES = 1 << 28
ENCODINGS = ("utf-8", "gb18030")
UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DOUBLE = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
# Simplified text keeps to GB 2312, traditional text to the common hanzi of Big5.
_SIMPLIFIED = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_TRADITIONAL = re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")
MOSTLY = 0.9
_PARTING = "\r\n\t,;|"
# The bytes with which a blank begins in UTF-8, line ends apart.
_BLANKS = [bytes([b]) for b in b" \t\v\f\x1c\x1d\x1e\x1f\xc2\xe1\xe2\xe3"]


def read_head(path: Path) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


@dataclass(frozen=True)
class Lines:
    """What the lines of a text are like: how many, how they end, one too long to be a row.

    ``spaced`` tells whether there may be blanks that a cell begins or ends with.
    """

    count: int
    mixed: bool
    quoted: bool
    spaced: bool
    endless: int


def find_encoding(path: Path, *, utf8: Path, declared: str | None = None) -> tuple[str, Lines]:
    """Return the encoding in which every byte of a file decodes, and what its lines are like.

    A text that is not UTF-8 is written as such to ``utf8`` on the way.

    Raises
    ------
    SourceError
        Where no encoding fits, or the text holds NUL bytes.
    """
    head = read_head(path)
    fault = 1
    for encoding in _candidates(head, declared):
        lines = _decoded(path, encoding, None if encoding == "utf-8" else utf8)
        if isinstance(lines, int):
            fault = max(fault, lines)
        elif encoding == "gb18030" and _is_big5(head):
            raise _not_read(path, _("是 Big5（繁体）编码的文本"))
        else:
            return encoding, lines
    raise _not_read(path, _("的编码无法识别，第 {line} 行起不能解码").format(line=fault))


def read_whole(path: Path, *, utf8: Path, declared: str | None = None) -> tuple[str, str]:
    """Return the encoding of a text, for a person, and the whole of it.

    Raises
    ------
    SourceError
        Where no encoding fits, or the text is too long to be taken whole.
    """
    if path.stat().st_size > WHOLE_BYTES:
        raise SourceError.of("too_large_whole", file=path.name, n=WHOLE_BYTES >> 20)
    encoding, _lines = find_encoding(path, utf8=utf8, declared=declared)
    text = (path if encoding == "utf-8" else utf8).read_text(encoding="utf-8-sig")
    return label(encoding, read_head(path)), text


def label(encoding: str, head: bytes) -> str:
    """Name an encoding for a person."""
    return "UTF-8 (BOM)" if head.startswith(codecs.BOM_UTF8) else encoding.upper()


def is_utf16(head: bytes) -> str | None:
    r"""Return the kind of UTF-16 that bytes with NULs among them prove to be, or None.

    Without a mark: most bytes that could part cells or lines do so as pairs, and nothing decodes
    into what cannot be printed. A NUL may stand on either side of a pair: 一 has one where ASCII
    has none.

    Examples
    --------
    >>> is_utf16("编码,数量\n001,1\n".encode("utf-16-be"))
    'utf-16-be'
    >>> is_utf16("一,一\n".encode("utf-16-le"))
    'utf-16-le'
    >>> is_utf16(b"001,\x00,1\n") is None
    True
    """
    for mark, name in UTF16_MARKS.items():
        if head.startswith(mark):
            return name
    pairs = head[: len(head) // 2 * 2]
    parting = sum(map(pairs.count, _PARTING.encode()))
    for name in ("utf-16-le", "utf-16-be") if parting and b"\0" in pairs else ():
        text = codecs.getincrementaldecoder(name)("ignore").decode(pairs)
        parted = 2 * sum(map(text.count, _PARTING)) >= parting
        if parted and all(s.isprintable() or s.isspace() for s in text):
            return name
    return None


def _candidates(head: bytes, declared: str | None) -> list[str]:
    if (wide := is_utf16(head)) is not None:
        return [wide]
    first = "gb18030" if declared and declared.lower().startswith("gb") else "utf-8"
    return sorted(ENCODINGS, key=lambda name: name != first)


def _decoded(path: Path, encoding: str, target: Path | None) -> Lines | int:
    """Count lines, and write the text; at a byte that does not decode, return its line."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    feeds = returns = pairs = endless = 0
    quoted = spaced = False
    last = "\n"
    with target.open("wb") if target else nullcontext() as sink:
        for chunk, final in _chunks(path):
            try:
                text = decoder.decode(chunk, final)
            except UnicodeDecodeError as error:
                return feeds + error.object[: error.start].count(b"\n") + 1
            # Bytes are searched faster than text.
            signs = text.encode() if sink else chunk
            if (at := signs.find(b"\0")) >= 0:
                line = feeds + signs.count(b"\n", 0, at) + 1
                raise _not_read(path, _("第 {line} 行含有 NUL 字节，文件已损坏").format(line=line))
            quoted = quoted or b'"' in signs
            spaced = spaced or any(byte in signs for byte in _BLANKS)
            if len(chunk) == CHUNK_BYTES and b"\n" not in signs and b"\r" not in signs:
                endless = endless or feeds + 1
            feeds += signs.count(b"\n")
            if b"\r" in signs:
                returns += signs.count(b"\r")
                pairs += signs.count(b"\r\n") + (last == "\r" and signs.startswith(b"\n"))
            last = text[-1:] or last
            if sink:
                sink.write(signs)
    mixed = bool(feeds) and returns > pairs
    count = feeds + (last != "\n")
    return Lines(count, mixed=mixed, quoted=quoted, spaced=spaced, endless=endless)


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as stream:
        chunk = stream.read(CHUNK_BYTES)
        while chunk:
            following = stream.read(CHUNK_BYTES)
            yield chunk, not following
            chunk = following


def _is_big5(head: bytes) -> bool:
    """Tell traditional text, which decodes as GB18030 too, into rare characters."""
    try:
        codecs.getincrementaldecoder("big5")("strict").decode(head)
    except UnicodeDecodeError:
        return False
    signs = _DOUBLE.findall(head)
    simplified, traditional = (
        sum(map(bool, map(common.match, signs))) for common in (_SIMPLIFIED, _TRADITIONAL)
    )
    return simplified < MOSTLY * len(signs) <= traditional


def _not_read(path: Path, why: str) -> SourceError:
    return SourceError.of("bad_encoding", file=path.name, why=why)
