"""Zip archives: each member is unpacked by itself, within bounds, under its Chinese name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from stockturn.errors import SourceError
from stockturn.i18n import _
from stockturn.intake.bounds import refuse_bomb
from stockturn.intake.observations import Observation, observed

CHUNK_BYTES = 1 << 20
UTF8_NAME = 0x800
ENCRYPTED = 0x1


class Archive:
    """A zip of client's files, and what in it is nobody's data."""

    def __init__(self, package: zipfile.ZipFile, file: str) -> None:
        """Look at the members.

        Raises
        ------
        SourceError
            Where they are beyond measure, or need a password.
        """
        refuse_bomb(package, file)
        self._package, self.file = package, file
        members = {_name(m): m for m in package.infolist() if not m.is_dir()}
        self.members = {n: m for n, m in sorted(members.items()) if not _is_litter(n)}
        self.skipped = sorted(members.keys() - self.members.keys())
        if any(member.flag_bits & ENCRYPTED for member in self.members.values()):
            raise SourceError.of("archive_locked", file=file)

    def unpack(self, name: str, folder: Path) -> Path:
        """Write one member into ``folder``, under its own name without its path."""
        member = self.members[name]
        target = folder / PurePosixPath(name).name
        try:
            with self._package.open(member) as packed, target.open("wb") as stream:
                while chunk := packed.read(CHUNK_BYTES):
                    stream.write(chunk)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
            raise SourceError.of("archive_damaged", file=self.file, name=name) from error
        return target

    def notes(self) -> tuple[Observation, ...]:
        """Tell of members that were passed over."""
        litter = _("系统或锁文件")
        return tuple(
            observed("skipped_member", file=self.file, name=name, kind=litter)
            for name in self.skipped
        )


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a zip archive."""
    with zipfile.ZipFile(path) as package:
        yield Archive(package, path.name)


def _name(member: zipfile.ZipInfo) -> str:
    """Return a name as it was meant: Chinese Windows writes GBK and says nothing of it."""
    if member.flag_bits & UTF8_NAME:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _is_litter(name: str) -> bool:
    last = PurePosixPath(name).name
    return name.startswith("__MACOSX/") or last.startswith(("~$", ".")) or last == "Thumbs.db"
