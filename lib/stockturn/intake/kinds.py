"""What a file truly is: its first bytes decide, never its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path

from stockturn.errors import SourceError
from stockturn.i18n import _
from stockturn.intake.encodings import is_utf16, read_head

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MAGIC = {b"PAR1": "parquet", OLE: "xls"}
_WRITTEN = {
    "html": re.compile(r"<(?:!doctype html|html|head|body|table|div|meta|style|tr)\b", re.I),
    "json": re.compile(r'(?:\[\s*)?\{\s*["}]'),
}
# Parts of a package, by the folder they lie in.
_PACKAGES = {"xl": "xlsx", "word": "docx", "ppt": "pptx", "Index": "numbers"}
_DBF = re.compile(rb"[\x03\x30\x31\x83\x8b\xf5].(?:0?[\x01-\x0c])[\x01-\x1f]", re.DOTALL)


class UnreadKindError(SourceError):
    """A file that is no table, or a table in a form that is not read.

    What to do, unless told: save it in a form that is.
    """

    def __init__(self, file: str, kind: str, action: str = "") -> None:
        super().__init__(
            _("文件 {file} 实为{kind}，不能读取").format(file=file, kind=kind),
            expected=_("CSV、xlsx、xls、网页表格、JSON、Parquet，或它们的 zip 包"),
            action=action or _("用 Excel 或 WPS 打开后另存为 xlsx（不加密码），再重试"),
        )
        self.kind = kind


def kind_of(path: Path) -> str:
    """Return the kind of a file: csv, xlsx, xls, ods, html, xml, json, zip or parquet.

    Raises
    ------
    UnreadKindError
        Where it is of a kind that is not read.
    """
    if path.name.startswith("~$"):
        raise UnreadKindError(
            path.name, _("Excel 打开文件时留下的锁文件"), _("不必理会；原文件在它旁边")
        )
    head = read_head(path)
    if head.startswith(ZIP):
        return _packed(path)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    for magic, (name, action) in _unread().items():
        if head.lstrip()[:64].lower().startswith(magic):
            raise UnreadKindError(path.name, name, action)
    wide = is_utf16(head)
    if b"\x00" in head[:4096] and not wide:
        _refuse_binary(path, head)
    start = codecs.getincrementaldecoder(wide or "latin-1")("ignore").decode(head)
    return _written(path, start.lstrip("\ufeff\xef\xbb\xbf \t\r\n"))


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            kinds = [_PACKAGES[part] for name in names if (part := name.split("/")[0]) in _PACKAGES]
            if "mimetype" in names and b"spreadsheet" in package.read("mimetype")[:100]:
                return "ods"
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise SourceError.of("cut_short", file=path.name) from error
    other = {"docx": _("Word 文档"), "pptx": _("演示文稿"), "numbers": _("Numbers 表格")}
    kind = kinds[0] if "[Content_Types].xml" in names or "numbers" in kinds else "zip"
    if kind in other:
        raise UnreadKindError(path.name, other[kind])
    return kind


def _written(path: Path, start: str) -> str:
    if "urn:schemas-microsoft-com:office:spreadsheet" in start and start.startswith("<"):
        is_page = re.search(r"<html\b", start, re.I)
        return "html" if is_page else "xml"
    if start.startswith("<"):
        if _WRITTEN["html"].search(start):
            return "html"
        raise UnreadKindError(path.name, _("XML 文件"))
    return "json" if _WRITTEN["json"].match(start) else "csv"


def _refuse_binary(path: Path, head: bytes) -> None:
    name = _("二进制文件，不是文本")
    if _DBF.match(head):
        name = _("dBASE/FoxPro 的 DBF 文件")
    elif b"Standard Jet DB" in head[:64] or b"Standard ACE DB" in head[:64]:
        name = _("Access 数据库（金蝶迷你版、标准版的账套即是）")
    raise UnreadKindError(path.name, name)


def _unread() -> dict[bytes, tuple[str, str]]:
    """Return how the kinds that are not read begin, their names, and what to do."""
    scan = _("请客户从系统中导出表格，而非打印或截图")
    unpack = _("解压后把其中的文件放入同一文件夹，再重试")
    return {
        b"mime-ver": (_("MHTML 网页存档"), ""),
        b"%pdf": (_("PDF 文件"), scan),
        b"\x89png": (_("图片"), scan),
        b"\xff\xd8\xff": (_("图片"), scan),
        b"gif8": (_("图片"), scan),
        b"{\\rtf": (_("RTF 文档"), ""),
        b"rar!": (_("RAR 压缩包"), unpack),
        b"7z\xbc\xaf": (_("7z 压缩包"), unpack),
        b"\x1f\x8b": (_("gzip 压缩包"), unpack),
        b"sqlite format 3": (_("SQLite 数据库"), ""),
    }
