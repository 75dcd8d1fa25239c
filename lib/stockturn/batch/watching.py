"""What a person sees of a running batch: a live table; plain lines where it is no terminal."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from stockturn.i18n import _
from stockturn.report.render import Job, Result

RECENT = 8


class Watcher:
    """Hears how a batch goes; this one tells each result as it ends and nothing else."""

    def __init__(self, tell: Callable[[Result], None] = lambda result: None) -> None:
        self.tell = tell

    @contextmanager
    def watching(self, jobs: Mapping[int, Job], weight: float) -> Iterator[None]:
        """Watch ``jobs``, of a total ``weight``, inside the block."""
        yield

    def running(self, numbers: Sequence[int]) -> None:
        """Hear which jobs are being worked on."""

    def ended(self, result: Result, weight: float) -> None:
        """Hear of a job's end."""
        self.tell(result)


class LiveTable(Watcher):
    """Keeps one table up to date: how far, how long still, who is being worked on, who is done."""

    def __init__(self, tell: Callable[[Result], None], console: Console) -> None:
        super().__init__(tell)
        self.console = console
        self.recent: deque[Result] = deque(maxlen=RECENT)
        self.since: dict[int, float] = {}
        self.jobs: Mapping[int, Job] = {}
        self.count = 0

    @contextmanager
    def watching(self, jobs: Mapping[int, Job], weight: float) -> Iterator[None]:
        """Show the table inside the block."""
        self.jobs = jobs
        columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=self.console, speed_estimate_period=3600)
        self.task: TaskID = self.bar.add_task("", total=weight)
        self.count = 0
        with Live(console=self.console, refresh_per_second=4, transient=True) as self.live:
            self._show()
            yield

    def running(self, numbers: Sequence[int]) -> None:
        """Show which jobs are being worked on, and for how long."""
        now = time.monotonic()
        self.since = {n: self.since.get(n, now) for n in numbers}
        self._show()

    def ended(self, result: Result, weight: float) -> None:
        """Move a client from the running to the done; a failure is told in full above the table."""
        if not self.jobs or not result.ok:
            self.tell(result)
        if self.jobs:
            self.count += 1
            self.recent.append(result)
            self.bar.advance(self.task, weight)
            self._show()

    def _show(self) -> None:
        done = _("{done}/{n} 个客户").format(done=self.count, n=len(self.jobs))
        self.bar.update(self.task, description=done)
        table = Table(_("客户"), _("状态"), _("秒"), box=None)
        now = time.monotonic()
        for number, start in self.since.items():
            name = escape(self.jobs[number].params.client)
            table.add_row(name, _("进行中"), f"{now - start:.0f}")
        for result in reversed(self.recent):
            state = _("完成") if result.ok else _("失败")
            table.add_row(escape(result.client), state, f"{result.seconds:.1f}")
        self.live.update(Group(self.bar, table))
