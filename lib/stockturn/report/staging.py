"""A report appears whole or not at all: it is written beside its place and renamed into it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

if sys.platform != "win32":
    import fcntl


@contextmanager
def staged(place: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes ``place`` when the block ends well.

    Whatever stood there stays where the block fails or its process is killed; what a killed
    process left behind is cleared by the next run.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    _clear_remains(place)
    folder = Path(mkdtemp(prefix=f".{place.name}.new-", dir=place.parent))
    lock = _claim(folder)
    try:
        yield folder
        folder.chmod(0o755)
        _swap(folder, place)
    finally:
        _release(lock)
        shutil.rmtree(folder, ignore_errors=True)


def _swap(folder: Path, place: Path) -> None:
    former = folder.with_name(folder.name.replace(".new-", ".old-"))
    if place.exists():
        place.rename(former)
    try:
        folder.rename(place)
    except OSError:
        if former.exists():
            former.rename(place)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _clear_remains(place: Path) -> None:
    # Names of clients hold no dot, so these are remains of this client's runs only.
    for former in place.parent.glob(f".{place.name}.old-*"):
        if place.exists():
            shutil.rmtree(former, ignore_errors=True)
        else:
            former.rename(place)
    for folder in place.parent.glob(f".{place.name}.new-*"):
        lock = _claim(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            _release(lock)


def _claim(folder: Path) -> int | None:
    """Hold ``folder`` as long as this process lives; None where another process holds it."""
    if sys.platform == "win32":
        return None
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return None
        return handle
    return None


def _release(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
