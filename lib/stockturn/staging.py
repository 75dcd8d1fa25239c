"""What is written appears whole or not at all: it is made beside its place and renamed into it.

A draft is claimed as long as its process lives, so that what a killed process left behind is told
from the work of a living one, and cleared.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp, mkstemp

if sys.platform != "win32":
    import fcntl

NEW, OLD = ".new-", ".old-"


@contextmanager
def staged(place: Path, *, replacing: bool = True) -> Iterator[Path]:
    """Yield an empty folder that becomes ``place`` when the block ends well.

    Whatever stood there stays where the block fails or its process is killed; what a killed
    process left behind is cleared by the next run. Not ``replacing``, the folder gives way to
    what another process has put there meanwhile.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    clear_remains(place.parent, place.name)
    folder = Path(mkdtemp(prefix=f".{place.name}{NEW}", dir=place.parent))
    lock = claim(folder)
    try:
        yield folder
        folder.chmod(0o755)
        if replacing or not place.exists():
            _swap(folder, place)
    finally:
        _release(lock)
        shutil.rmtree(folder, ignore_errors=True)


def write_whole(place: Path, content: bytes) -> None:
    """Write a file that is there with all its bytes or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(prefix=f".{place.name}{NEW}", dir=place.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            if sys.platform != "win32":
                fcntl.flock(stream, fcntl.LOCK_EX)
            stream.write(content)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def clear_remains(parent: Path, name: str = "*") -> None:
    """Clear what killed runs left of ``name`` in ``parent``, of everything where none is given."""
    # Names of clients hold no dot, so a pattern cannot meet another's remains.
    for former in parent.glob(f".{name}{OLD}*"):
        place = parent / former.name[1:].rpartition(OLD)[0]
        if place.exists():
            shutil.rmtree(former, ignore_errors=True)
        else:
            former.rename(place)
    for draft in parent.glob(f".{name}{NEW}*"):
        discard(draft)


def discard(draft: Path) -> None:
    """Remove a draft, unless a living process holds it."""
    lock = claim(draft)
    if lock is None:
        return
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        draft.unlink(missing_ok=True)
    _release(lock)


def claim(draft: Path) -> int | None:
    """Hold ``draft`` as long as this process lives; None where another process holds it."""
    if sys.platform == "win32":
        return None
    with suppress(OSError):
        handle = os.open(draft, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return None
        return handle
    return None


def _swap(folder: Path, place: Path) -> None:
    former = folder.with_name(folder.name.replace(NEW, OLD))
    if place.exists():
        place.rename(former)
    try:
        folder.rename(place)
    except OSError:
        if former.exists():
            former.rename(place)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _release(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
