"""A batch from end to end: what is done already, what comes first, who does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from stockturn.batch.limits import Limits
from stockturn.batch.scratch import clear_scratch
from stockturn.batch.storage import render_and_send
from stockturn.batch.watching import Watcher
from stockturn.batch.workers import render_in_workers
from stockturn.report.render import Job, Result
from stockturn.report.unchanged import expected_seconds, last_run, still_valid
from stockturn.staging import clear_remains

Spread = Callable[[Mapping[int, Job]], Iterator[tuple[int, Result]]]
READERS = 4


@dataclass(frozen=True)
class Plan:
    """How a batch is to be run: by so many workers, in this very process where it is none.

    ``spread`` sends the jobs elsewhere than to this machine.
    """

    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    force: bool = False
    spread: Spread | None = None


def render_all(
    jobs: Sequence[Job], plan: Plan | None = None, *, watcher: Watcher | None = None
) -> list[Result]:
    """Render clients; one client's failure leaves the others alone.

    A client whose report stands and whose inputs are the same to the byte is not rendered again.
    The longest start first, so that none is left over at the end. Results come back in the order
    of ``jobs``.
    """
    plan, watcher = plan or Plan(), watcher or Watcher()
    clear_scratch()
    for out in {job.out for job in jobs if job.out.is_dir()}:
        clear_remains(out)
    done = {} if plan.force else dict(_already(jobs))
    for result in done.values():
        watcher.ended(result, 0.0)
    weights = {
        n: expected_seconds(job.out / job.params.client_id, job.params)
        for n, job in enumerate(jobs)
        if n not in done
    }
    order = {n: jobs[n] for n in sorted(weights, key=lambda n: -weights[n])}
    with watcher.watching(order, sum(weights.values())):
        for number, result in _spread(order, plan, watcher):
            done[number] = result
            watcher.ended(result, weights[number])
    return [done[number] for number in range(len(jobs))]


def _spread(jobs: Mapping[int, Job], plan: Plan, watcher: Watcher) -> Iterator[tuple[int, Result]]:
    if plan.spread is not None:
        return plan.spread(jobs)
    if not plan.workers or not jobs:
        return ((number, render_and_send(job)) for number, job in jobs.items())
    return render_in_workers(
        jobs, workers=min(plan.workers, len(jobs)), limits=plan.limits, running=watcher.running
    )


def _already(jobs: Sequence[Job]) -> Iterator[tuple[int, Result]]:
    with ThreadPoolExecutor(READERS) as readers:
        for number, result in enumerate(readers.map(_standing, jobs)):
            if result is not None:
                yield number, result


def _standing(job: Job) -> Result | None:
    folder, params = job.out / job.params.client_id, job.params
    if not still_valid(folder, params) or (job.pdf and not (folder / "report.pdf").is_file()):
        return None
    return Result(
        client_id=params.client_id,
        client=params.client,
        report=folder / "report.html",
        quarantined=int(last_run(folder).get("rows_quarantined", 0)),
        unchanged=True,
    )
