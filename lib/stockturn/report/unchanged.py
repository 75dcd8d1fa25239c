"""Which clients are done already: nothing that their report depends on or consists of changed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from stockturn import i18n
from stockturn.analysis import analysis_key
from stockturn.cache import content_key
from stockturn.intake import expand, file_sha256
from stockturn.params import Params
from stockturn.report.workbook import CHAPTERS, workbook_dir


def report_key(params: Params) -> str:
    """Return a key for everything a report depends on: each byte of input, notebooks, versions."""
    with i18n.language(params.language, params.currency):
        return content_key({"analysis": analysis_key(params), "notebooks": notebook_hashes()})


def notebook_hashes() -> dict[str, str]:
    """Return the SHA-256 of each chapter's notebook, by its name."""
    return _hashes_in(workbook_dir())


@cache
def _hashes_in(workbook: Path) -> dict[str, str]:
    # A worker may have been forked from a process that had another edition at hand.
    return {name: file_sha256(workbook / "notebooks" / f"{name}.ipynb") for name in CHAPTERS}


def last_run(folder: Path) -> dict[str, Any]:
    """Return what the last run in a client's folder says of itself; nothing where none ended."""
    try:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return run if isinstance(run, dict) else {}


def still_valid(folder: Path, params: Params) -> bool:
    """Tell whether a rerun of the client would write the very files that stand in ``folder``."""
    run = last_run(folder)
    try:
        written = run["hashes"]["written"].items()
        return bool(written) and (
            all(file_sha256(folder / name) == sha256 for name, sha256 in written)
            and run["key"] == report_key(params)
        )
    except Exception:  # a file is gone, or the run was written by an older version
        return False


def expected_seconds(folder: Path, params: Params, *, seconds_per_byte: float = 1e-6) -> float:
    """Estimate how long a client will take: as long as the last time, else by the files' size."""
    try:
        return float(last_run(folder)["seconds"]["total"])
    except (KeyError, TypeError, ValueError):
        return 1.0 + seconds_per_byte * input_bytes(params)


def input_bytes(params: Params) -> int:
    """Return the size of a client's files; what cannot be found counts nothing."""
    total = 0
    for source in params.sources:
        try:
            paths = expand(source.path, params.resolve(".")) if source.path else []
            total += sum(path.stat().st_size for path in paths)
        except Exception:  # told by the rendering itself
            continue
    return total
