"""A client's intermediate results, kept by content in a folder of that client alone."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import pickle
import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_cache_path

from stockturn.staging import clear_remains, write_whole

T = TypeVar("T")

KEEP = 8
_SOURCES = (".py", ".yaml", ".csv", ".css", ".j2", ".json", ".po", ".mo")
_COMPUTING = ("duckdb", "numba", "numpy", "pandas", "pyarrow", "python-calamine", "scipy")
_RENDERING = (
    "ipython jinja2 matplotlib mistune nbconvert papermill pillow pylopdf-fonts-zh-cn seaborn "
    "xlsxwriter"
)


def cache_root() -> Path | None:
    """Return the folder for caches; ``STOCKTURN_CACHE`` moves it, or turns it off with ``off``."""
    setting = os.environ.get("STOCKTURN_CACHE", "")
    if setting.lower() == "off":
        return None
    return Path(setting) if setting else user_cache_path("stockturn", appauthor=False)


@cache
def library_digest() -> str:
    """Return a digest of this package's own files and of the versions it works with."""
    root = Path(__file__).parent
    digest = hashlib.sha256(platform.python_version().encode())
    for path in sorted(p for p in root.rglob("*") if p.suffix in _SOURCES):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    for name in (*_COMPUTING, *_RENDERING.split()):
        digest.update(f"{name}={importlib.metadata.version(name)}".encode())
    return digest.hexdigest()


def content_key(parts: Mapping[str, Any]) -> str:
    """Return a key for everything a result depends on, this library included.

    Examples
    --------
    >>> content_key({"a": 1}) == content_key({"a": 1}), content_key({"a": 1}) == content_key({})
    (True, False)
    """
    text = json.dumps({**parts, "library": library_digest()}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def at_hand() -> Iterator[None]:
    """Keep what is remembered in memory too inside the block: that of one report, no longer."""
    _AT_HAND.append({})
    try:
        yield
    finally:
        _AT_HAND.pop()


_AT_HAND: list[dict[tuple[str, str], Any]] = []


def remembered(client_id: str, key: str, compute: Callable[[], T]) -> T:
    """Return what was computed under ``key`` before, else compute it and keep it.

    A cache that cannot be read or written is passed over: it must never stop a report.
    """
    if not _AT_HAND:
        return _from_disk(client_id, key, compute)
    held, place = _AT_HAND[-1], (client_id, key)
    if place not in held:
        held[place] = _from_disk(client_id, key, compute)
    value: T = held[place]
    return value


def _from_disk(client_id: str, key: str, compute: Callable[[], T]) -> T:
    root = cache_root()
    if root is None:
        return compute()
    path = root / client_id / f"{key}.pickle"
    try:
        with path.open("rb") as stream:
            value: T = pickle.load(stream)
        path.touch()
    except Exception:  # whatever a damaged or foreign pickle raises
        value = compute()
        _keep(path, value)
    return value


def _keep(path: Path, value: object) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        clear_remains(path.parent)
        write_whole(path, pickle.dumps(value, protocol=5))
        kept = sorted(path.parent.glob("*.pickle"), key=lambda p: p.stat().st_mtime)
        for old in kept[:-KEEP]:
            old.unlink(missing_ok=True)
    except OSError:
        return
