"""Reports made by the workers of a cluster, on folders or on storage that all of them reach."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from stockturn.batch.limits import Limits
from stockturn.batch.storage import LAST, Mirror, bring_file, render_and_send
from stockturn.batch.workers import as_they_end
from stockturn.errors import StockturnError
from stockturn.i18n import use_environment_language
from stockturn.report.render import Job, Result, failed

_ONE_AT_A_TIME = threading.Lock()


def spread_over(
    executor: Executor,
) -> Callable[[Mapping[int, Job]], Iterator[tuple[int, Result]]]:
    """Return what renders jobs through ``executor``, each once, results as they end.

    A worker that dies costs its client; nothing there stops a client that takes too long.
    """

    def spread(jobs: Mapping[int, Job]) -> Iterator[tuple[int, Result]]:
        language = os.environ.get("STOCKTURN_LANG", "")
        futures = {
            executor.submit(render_there, absolute(job), language): number
            for number, job in jobs.items()
        }
        for number, result in as_they_end(futures, jobs, Limits(seconds=None)):
            yield number, fetched(jobs[number], result)

    return spread


def absolute(job: Job) -> Job:
    """Return the job with paths that mean the same wherever it is run."""
    if not job.base_address:
        base = str(job.params.resolve(".").resolve())
        job = replace(job, params=job.params.model_copy(update={"base_dir": base}))
    return job if job.out_address else replace(job, out=Path(job.out).resolve())


def render_there(job: Job, language: str) -> Result:
    """Render on a worker: its process has one folder and one shell, whatever its threads."""
    with _ONE_AT_A_TIME, TemporaryDirectory() as folder:
        os.environ["STOCKTURN_LANG"] = language
        use_environment_language()
        if job.out_address:
            job = replace(job, out=Path(folder, "reports"))
        try:
            return render_and_send(Mirror(Path(folder, "inputs")).with_inputs(job))
        except StockturnError as error:
            return failed(error, job.params)


def fetched(job: Job, result: Result) -> Result:
    """Return the result of a report that is kept elsewhere, with a copy of it here."""
    if not result.ok or not job.out_address:
        return result
    home = job.out / job.params.client_id
    try:
        for name in (LAST, "result.json", "report.html"):
            bring_file(f"{job.out_address}/{job.params.client_id}/{name}", home / name)
    except StockturnError as error:
        return failed(error, job.params)
    return replace(result, report=home / "report.html")
