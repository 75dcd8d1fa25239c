"""What a worker needs, imported and used once before it is forked, so that no worker pays for it.

The fork server imports it before anything else of ours; this package's front imports nothing, so
that the settings below come first. Only imports, drawing and templates are safe here:
no kernel, loop, shell or database may live in a process that is going to be forked.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Arrow's second allocator starts a thread of its own at import.
os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")

import stockturn.report  # noqa: F401 - before nbformat: it knows what to leave out

# isort: split
import numpy as np
from nbformat.v4 import new_markdown_cell, new_notebook

from stockturn.cache import library_digest
from stockturn.exhibits.charts import ranked_bars
from stockturn.exhibits.figure import canvas, picture
from stockturn.report import render, warm
from stockturn.report.page import Chapter, Cover, Foot, build_page
from stockturn.report.unchanged import notebook_hashes

PROCESS = os.getpid()
"""The process that preloaded; a worker is another one."""


def os_threads() -> int:
    """Count the threads of this process; 1 where the system does not say."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 1


def _use_once() -> None:
    with canvas(height=2) as (figure, (ax,)):
        ranked_bars(["甲"], [float(np.pi)], ax=ax, title="题", unit="次")
    picture(figure, alt="甲")
    cell = new_markdown_cell("# 题")  # type: ignore[no-untyped-call]
    chapter = Chapter("summary", new_notebook(cells=[cell]))  # type: ignore[no-untyped-call]
    build_page([chapter], cover=Cover("甲", "题"), foot=Foot())
    library_digest()
    notebook_hashes()


_use_once()
gc.collect()
THREADS = os_threads()
"""Threads at the end; forking is sound from one alone."""

__all__ = ["PROCESS", "THREADS", "render", "warm"]
