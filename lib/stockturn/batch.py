"""Many clients, one command: each isolated, the outcome told in one table and batch.json."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from stockturn.report.render import Job, Result, render
from stockturn.report.result_json import canonical_json

Told = Callable[[Result], None]


def render_all(
    jobs: Sequence[Job], *, workers: int = 1, tell: Told = lambda result: None
) -> list[Result]:
    """Render clients, ``workers`` at a time; one client's failure leaves the others alone.

    Results come back in the order of ``jobs``; ``tell`` hears of each as it ends.
    """
    if workers <= 1 or len(jobs) <= 1:
        results = []
        for job in jobs:
            results.append(render(job))
            tell(results[-1])
        return results
    # A fresh interpreter a worker: kernels and threads of this process must not be copied.
    context = multiprocessing.get_context("spawn")
    done: dict[int, Result] = {}
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        futures = {pool.submit(render, job): number for number, job in enumerate(jobs)}
        for future in as_completed(futures):
            done[futures[future]] = future.result()
            tell(done[futures[future]])
    return [done[number] for number in range(len(jobs))]


def write_outcome(results: Sequence[Result], out: Path) -> Path:
    """Write ``batch.json``: for each client what became of it."""
    rows = [
        {
            "client_id": r.client_id,
            "client": r.client,
            "status": "ok" if r.ok else "failed",
            "error": r.error,
            "rows_quarantined": r.quarantined,
            "seconds": r.seconds,
        }
        for r in results
    ]
    out.mkdir(parents=True, exist_ok=True)
    path = out / "batch.json"
    temporary = path.with_suffix(".json.tmp")
    temporary.write_text(canonical_json({"clients": rows}), encoding="utf-8")
    temporary.replace(path)
    return path
