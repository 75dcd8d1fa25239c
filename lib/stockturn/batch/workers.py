"""Warm workers: forked from one process that has loaded everything, one client at a time.

A client that takes too long, or that takes its worker with it, is one row of the outcome.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import contextmanager, suppress
from multiprocessing import connection, process
from multiprocessing.context import BaseContext
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from stockturn.batch.limits import GIB, Limits, hold_to, memory_share
from stockturn.batch.scratch import scratch
from stockturn.batch.storage import render_and_send
from stockturn.errors import StockturnError
from stockturn.i18n import _, use_environment_language
from stockturn.report.render import Job, Result
from stockturn.staging import clear_remains

RECYCLE = 12
"""Clients after which a worker gives way to a fresh one: no leak grows beyond that."""
TICK = 0.2
PRELOAD = "stockturn.batch.preload"

Numbered = Mapping[int, Job]
Heard = Callable[[list[int]], None]


def render_in_workers(
    jobs: Numbered,
    *,
    workers: int,
    limits: Limits,
    recycle: int = RECYCLE,
    running: Heard = lambda numbers: None,
) -> Iterator[tuple[int, Result]]:
    """Yield each job's result as it ends; jobs start in the order given.

    ``running`` hears now and then which jobs are being worked on.
    """
    left = dict(jobs)
    if limits.memory_bytes is None:
        limits = Limits(limits.seconds, memory_share(workers))
    # A pool can break as a whole, as when no worker starts: what is left moves to the next.
    for method in start_methods():
        with suppress(BrokenExecutor, RuntimeError):
            with _pool(method, workers, limits, recycle) as pool:
                futures: dict[Future[Result], int] = {
                    pool.schedule(render_and_send, (job,), timeout=limits.seconds): number
                    for number, job in left.items()
                }
                for number, result in as_they_end(futures, jobs, limits, running):
                    del left[number]
                    yield number, result
            break
    for number, job in left.items():
        yield number, _lost(job, StockturnError.of("no_workers"))


def start_methods() -> list[str]:
    """Name the ways to start workers, best first; where fork is not to be had, spawn."""
    return ["forkserver", "forkserver", "spawn"] if sys.platform == "linux" else ["spawn", "spawn"]


@contextmanager
def _pool(method: str, workers: int, limits: Limits, recycle: int) -> Iterator[ProcessPool]:
    context: BaseContext = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([PRELOAD])
    settings = {name: value for name, value in os.environ.items() if name.startswith("STOCKTURN_")}
    begin = (method, str(Path.cwd()), settings, str(scratch()), limits.memory_bytes)
    pool = ProcessPool(
        workers, max_tasks=recycle, initializer=start_worker, initargs=begin, context=context
    )
    try:
        yield pool
        pool.close()  # type: ignore[no-untyped-call]
    except BaseException:
        pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        pool.join()


def as_they_end(
    futures: dict[Future[Result], int],
    jobs: Numbered,
    limits: Limits,
    running: Heard = lambda numbers: None,
) -> Iterator[tuple[int, Result]]:
    """Yield the number and the result of each of ``futures``; what went wrong is a result too."""
    while futures:
        done, _waiting = wait(futures, timeout=TICK, return_when=FIRST_COMPLETED)
        for future in done:
            number = futures.pop(future)
            yield number, _result(future, jobs[number], limits)
        running([number for future, number in futures.items() if future.running()])


def _result(future: Future[Result], job: Job, limits: Limits) -> Result:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenExecutor):
        raise error
    if isinstance(error, TimeoutError):
        return _lost(job, StockturnError.of("too_slow", n=f"{limits.seconds or 0.0:g}"))
    code = error.exitcode if isinstance(error, ProcessExpired) else None
    return _lost(job, _died(type(error).__name__ if code is None else _signal(code), limits))


def _lost(job: Job, error: StockturnError) -> Result:
    clear_remains(job.out, job.params.client_id)
    return Result(job.params.client_id, job.params.client, error=str(error), exit_code=1)


def _signal(exitcode: int) -> str:
    with suppress(ValueError):
        return signal.Signals(-exitcode).name
    return str(exitcode)


def _died(cause: str, limits: Limits) -> StockturnError:
    held = limits.memory_bytes
    share = _("进程运行到底，内存不超过 {gib} GiB").format(gib=f"{held / GIB:.1f}") if held else ""
    return StockturnError(
        _("处理该客户的进程中途退出（{cause}）").format(cause=cause),
        expected=share or _("进程运行到底"),
        action=_("内存不足时减小 --jobs；仍然如此，单独运行该客户并加 --debug"),
    )


def start_worker(
    method: str, folder: str, settings: Mapping[str, str], temporary: str, memory: int | None
) -> None:
    """Make a fresh worker one of this batch: its settings, its limits, and its end."""
    if method == "forkserver":
        # The fork server passes in silence over a preload that fails.
        if getattr(sys.modules.get(PRELOAD), "THREADS", None) != 1:
            raise RuntimeError("the fork server has not preloaded, or runs more than one thread")
        # What was loaded before the fork is never garbage: collections pass over it.
        gc.freeze()
    os.chdir(folder)
    for name in [name for name in os.environ if name.startswith("STOCKTURN_")]:
        del os.environ[name]
    os.environ |= {**settings, "TMPDIR": temporary}
    tempfile.tempdir = temporary
    use_environment_language()
    hold_to(memory)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = process.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])  # type: ignore[attr-defined]
        os._exit(1)
