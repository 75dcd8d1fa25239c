"""What a package may hold once unpacked, so that no file can fill memory or disk."""

from __future__ import annotations

import zipfile

from stockturn.errors import SourceError
from stockturn.i18n import _

MOST_BYTES = 1 << 31
MOST_MEMBERS = 10_000
# XML of equal rows packs a hundredfold; a bomb, a thousandfold. Small parts are let pass.
MOST_RATIO = 300
SMALL_BYTES = 1 << 26


def refuse_bomb(package: zipfile.ZipFile, file: str) -> None:
    """Refuse a package that is beyond measure inside.

    Raises
    ------
    SourceError
        Where it has too many members, or they are too large once unpacked.
    """
    members = package.infolist()
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) <= MOST_MEMBERS and (
        size <= SMALL_BYTES or (size <= MOST_BYTES and size <= MOST_RATIO * packed)
    ):
        return
    raise SourceError(
        _("文件 {file} 解压后有 {n} 个部分、{size:,} MB，超出限度").format(
            file=file, n=len(members), size=size >> 20
        ),
        expected=_("解压后不超过 {size:,} MB、压缩比不超过 {ratio} 倍的文件").format(
            size=MOST_BYTES >> 20, ratio=MOST_RATIO
        ),
        action=_("请客户重新导出，或解压后分批提供"),
    )
