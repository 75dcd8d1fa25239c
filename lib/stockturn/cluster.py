"""A cluster: one way to spread work over machines, for one huge ledger or many reports."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Protocol, TypeVar

from stockturn.errors import StockturnError, UsageError

Thing = TypeVar("Thing")
Result = TypeVar("Result")
PATIENCE = "20s"


class Mapper(Protocol):
    """Applies a function to many things, wherever; ``width`` is how many at a time."""

    @property
    def width(self) -> int:
        """How many things are worked on at a time."""

    def map(
        self, function: Callable[[Thing], Result], things: Iterable[Thing], /
    ) -> Iterator[Result]:
        """Yield the results in the order of the things."""


@dataclass(frozen=True)
class Dask:
    """The mapper of a Dask cluster: a thing occupies one thread of a worker."""

    client: Any

    def executor(self) -> Executor:
        """Return an executor that gives each task to some worker, once."""
        made: Executor = self.client.get_executor(pure=False, retries=0)
        return made

    @property
    def width(self) -> int:
        """Threads of all workers."""
        threads: int = sum(self.client.ncores().values())
        return max(1, threads)

    def map(
        self, function: Callable[[Thing], Result], things: Iterable[Thing], /
    ) -> Iterator[Result]:
        """Yield the results in the order of the things; each leaves the cluster as it is read.

        Two things a thread are on their way at most: a thing is made when there is room for it.

        Raises
        ------
        StockturnError
            A worker died, or what the function raised.
        """
        from distributed import KilledWorker  # noqa: PLC0415 - an optional extra

        waiting = iter(things)
        send = partial(self.client.submit, function, pure=False)
        futures = deque(map(send, islice(waiting, 2 * self.width)))
        try:
            while futures:
                yield futures.popleft().result()
                futures.extend(map(send, islice(waiting, 1)))
        except (KilledWorker, OSError) as error:
            raise StockturnError.of("cluster_broke", error=error) from error


@contextmanager
def connect(address: str) -> Iterator[Dask]:
    """Give the mapper of the Dask scheduler at ``address`` (``tcp://…``), and let go of it.

    Raises
    ------
    UsageError
        Dask is not installed, or nothing answers at the address.
    """
    try:
        from dask import config  # noqa: PLC0415
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        raise UsageError.of("no_dask") from error
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise UsageError.of("no_cluster", address=address) from error
    # Dask advises whoever sends much to let it read the files itself; here what is sent was made.
    with client, config.set({"distributed.admin.large-graph-warning-threshold": "1TiB"}):
        yield Dask(client)
