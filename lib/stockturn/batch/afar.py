"""Reports made by the workers of a cluster, on folders that all of them and this machine share."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from stockturn.batch.limits import Limits
from stockturn.batch.workers import as_they_end
from stockturn.i18n import use_environment_language
from stockturn.report.render import Job, Result, render

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
        yield from as_they_end(futures, jobs, Limits(seconds=None))

    return spread


def absolute(job: Job) -> Job:
    """Return the job with paths that mean the same wherever it is run."""
    base = str(job.params.resolve(".").resolve())
    params = job.params.model_copy(update={"base_dir": base})
    return replace(job, params=params, out=Path(job.out).resolve())


def render_there(job: Job, language: str) -> Result:
    """Render on a worker: its process has one folder and one shell, whatever its threads."""
    with _ONE_AT_A_TIME:
        os.environ["STOCKTURN_LANG"] = language
        use_environment_language()
        return render(job)
