# ruff: noqa: T201 - a benchmark prints
"""A batch is killed at random moments; a rerun ends as if nothing had happened.

    python tests/benchmarks/kill_bench.py [--kills 50] [--seed 1]

A trial begins with nothing, kills the batch twice and lets it then come to its end: once anywhere
within the time that a run takes, once after the first client was begun. Then ``report.html`` and
``result.json`` of each client must be the bytes of a run that nobody disturbed, no temporary file
may be left, and after no kill may any process live on. A kill after the end of its run is not
counted.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))

from small import write_client, write_workbook

CLIENTS, WORKERS = 3, 2
PATIENCE_SECONDS = 60.0
MARK = "STOCKTURN_KILL_MARK"


class Ground:
    """A folder with small clients, where a batch can be run and killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mark = folder, uuid.uuid4().hex
        self.params, self.out = folder / "params", folder / "reports"
        self.temporary = folder / "tmp"
        self.temporary.mkdir(parents=True)
        for n in range(CLIENTS):
            write_client(self.params, f"client{n}", seed=n, rows=5 + n)
        self.settings = {
            "STOCKTURN_CACHE": str(folder / "cache"),
            "STOCKTURN_WORKBOOK": str(write_workbook(folder / "workbook")),
            "TMPDIR": str(self.temporary),
            MARK: self.mark,
        }

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "stockturn", "report", str(self.params)]
        return subprocess.Popen(
            [*command, "--out", str(self.out), "--jobs", str(WORKERS)],
            env={**os.environ, **self.settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill_after(self, seconds: float, *, working: bool) -> bool:
        """Kill a run after some seconds, of work or in all; tell whether it was still running."""
        process = self.start()
        if working:
            self.await_work(process)
        time.sleep(seconds)
        alive = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.await_end()
        return alive

    def finish(self) -> tuple[float, float]:
        """Let a run come to its end; return its seconds, and those since its first client began."""
        begun, process = time.monotonic(), self.start()
        worked = self.await_work(process)
        assert process.wait() == 0, "the batch failed"
        ended = time.monotonic()
        self.await_end()
        return ended - begun, ended - worked

    def await_work(self, process: subprocess.Popen[bytes]) -> float:
        """Wait until a client is being worked on, or the run has ended; return when that was."""
        while process.poll() is None and not any(self.out.glob(".*")):
            time.sleep(0.02)
        return time.monotonic()

    def await_end(self) -> None:
        """Wait until no process of a run is left."""
        last = time.monotonic() + PATIENCE_SECONDS
        while left := self.processes():
            assert time.monotonic() < last, f"processes outlive their batch: {left}"
            time.sleep(0.05)

    def processes(self) -> list[int]:
        """Return the processes that carry this ground's mark."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                settings = (place / "environ").read_bytes()
                zombie = ") Z " in (place / "stat").read_text()
            except OSError:
                continue
            if self.mark.encode() in settings and not zombie:
                found.append(int(place.name))
        return found

    def written(self) -> dict[str, bytes]:
        """Return the bytes that must not depend on what was killed."""
        names = ("report.html", "result.json")
        paths = [p for name in names for p in self.out.glob(f"*/{name}")]
        return {p.relative_to(self.out).as_posix(): p.read_bytes() for p in paths}

    def remains(self) -> list[str]:
        """Return what lies about that should not."""
        drafts = [p for p in self.folder.rglob(".*") if ".new-" in p.name or ".old-" in p.name]
        return [str(p) for p in (*drafts, *self.temporary.iterdir())]

    def done(self) -> int:
        """Count the clients whose folder stands."""
        return len(list(self.out.glob("[!.]*/run.json")))


def undisturbed(folder: Path) -> tuple[dict[str, bytes], tuple[float, float]]:
    """Return what a run writes that nobody disturbs, and its seconds, in all and of work."""
    ground = Ground(folder)
    seconds = ground.finish()
    written = ground.written()
    assert len(written) == 2 * CLIENTS
    assert (left := ground.remains()) == [], left
    return written, seconds


def disturbed(
    folder: Path, within: tuple[float, float], chance: random.Random
) -> tuple[dict[str, bytes], list[int]]:
    """Kill a run in all its time, one at work, let one end; return what it wrote, and how many
    clients stood finished at each kill that met a running batch.
    """
    ground, met = Ground(folder), []
    for seconds, working in zip(within, (False, True), strict=True):
        if ground.kill_after(chance.uniform(0.0, seconds), working=working):
            met.append(ground.done())
    ground.finish()
    assert (left := ground.remains()) == [], left
    return ground.written(), met


def main(arguments: list[str]) -> list[int]:
    """Make the trials; return how many clients stood finished at each kill."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    chance = random.Random(asked.seed)
    met: list[int] = []
    trials = 0
    with tempfile.TemporaryDirectory(prefix="stockturn-kill-") as passing:
        expected, seconds = undisturbed(Path(passing, "undisturbed"))
        while len(met) < asked.kills:
            place = Path(passing, str(trials))
            found, more = disturbed(place, seconds, chance)
            assert found == expected, f"a rerun wrote other bytes: {place}"
            shutil.rmtree(place)
            met, trials = met + more, trials + 1
            print(f"trial {trials}: clients finished at its kills {more}", flush=True)
    stages = ", ".join(f"{met.count(n)} with {n} of {CLIENTS} clients done" for n in sorted({*met}))
    print(
        f"{len(met)} kills of a running batch of {seconds[0]:.0f} s ({stages}): all {trials} "
        "reruns wrote the same bytes, left no temporary file and no process"
    )
    return met


if __name__ == "__main__":
    main(sys.argv[1:])
