"""What became of each client, as batch.json tells it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stockturn.report.render import Result
from stockturn.report.result_json import canonical_json
from stockturn.staging import write_whole


def write_outcome(results: Sequence[Result], out: Path) -> Path:
    """Write ``batch.json``: for each client what became of it."""
    rows = [
        {
            "client_id": r.client_id,
            "client": r.client,
            "status": "ok" if r.ok else "failed",
            "unchanged": r.unchanged,
            "error": r.error,
            "rows_quarantined": r.quarantined,
            "seconds": r.seconds,
            "peak_mib": r.peak_mib,
        }
        for r in results
    ]
    path = out / "batch.json"
    write_whole(path, canonical_json({"clients": rows}).encode())
    path.chmod(0o644)
    return path
