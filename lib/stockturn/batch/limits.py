"""What a client may take: time and memory, so that one cannot hold up or bring down the others."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

GIB = 1 << 30


@dataclass(frozen=True)
class Limits:
    """Time and memory of one client; None is no limit."""

    seconds: float | None = 1800.0
    memory_bytes: int | None = None


def memory_share(workers: int) -> int | None:
    """Return each worker's share of this machine's memory, in bytes; None where it is not told."""
    told = []
    with suppress(OSError, ValueError, AttributeError):
        told.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    with suppress(OSError, ValueError):  # "max" where a container has no limit
        told.append(int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return min(told) // workers if told else None


def hold_to(memory_bytes: int | None) -> None:
    """Hold this process to an amount of memory: beyond it, an allocation fails with an error.

    Where the machine itself runs out, a worker shall be what the kernel ends, not the batch.
    """
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - not everywhere

    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    if memory_bytes:
        # Data, not address space: databases and allocators reserve addresses by the terabyte.
        _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, hard))
