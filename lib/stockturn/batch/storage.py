"""Files on object storage: copied here, worked on here, and what is made of them sent back."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import fsspec
from fsspec import AbstractFileSystem

from stockturn.batch.scratch import scratch
from stockturn.errors import SourceError, StockturnError
from stockturn.params import is_address
from stockturn.report.render import Job, Result, failed, render

LAST = "run.json"
"""Written last and removed first: a folder without it is no client's finished folder."""


@dataclass(frozen=True)
class Mirror:
    """A folder of this process that holds copies of what stands at addresses."""

    folder: Path

    def place(self, address: str) -> Path:
        """Return where the copy of ``address`` lies.

        Examples
        --------
        >>> Mirror(Path("m")).place("s3://bucket/a/../b.csv").as_posix()
        'm/s3/bucket/b.csv'
        """
        protocol, _sign, path = _plain(address).partition("://")
        return self.folder / protocol / path.lstrip("/")

    def address(self, place: Path) -> str:
        """Return what ``place`` is the copy of; an empty text where it is none.

        Examples
        --------
        >>> Mirror(Path("m")).address(Path("m/s3/bucket/b.csv"))
        's3://bucket/b.csv'
        >>> Mirror(Path("m")).address(Path("reports"))
        ''
        """
        if not place.is_relative_to(self.folder):
            return ""
        protocol, *rest = place.relative_to(self.folder).parts
        return _plain(f"{protocol}://{'/' if protocol == 'file' else ''}{'/'.join(rest)}")

    def bring(self, pattern: str) -> list[Path]:
        """Copy the files that an address or a glob of addresses means; return the copies.

        Raises
        ------
        SourceError
            Where the storage cannot be reached, or a name there leads out of its folder.
        """
        with _reached(pattern) as (storage, root):
            found = [root] if storage.isfile(root) else storage.glob(root)
            names = sorted(str(name) for name in found if storage.isfile(name))
            copies, protocol = [], pattern.partition("://")[0]
            for name in names:
                copies.append(self.place(f"{protocol}://{name}"))
                bring_file(f"{protocol}://{name}", copies[-1])
        return copies

    def home(self, out: str) -> Path:
        """Return the folder here for ``out``, be it an address or a path."""
        return self.place(out) if is_address(out) else Path(out)

    def told(self, place: Path) -> str:
        """Return how to name ``place`` to a reader: by its address, if it is a copy."""
        return self.address(place) or str(place)

    def send_copies(self, places: Iterable[Path]) -> None:
        """Send what was written into copies to where they come from."""
        for place in places:
            if address := self.address(place):
                send_file(place, address)

    def with_inputs(self, job: Job) -> Job:
        """Return the job with copies of all that its parameters name, if they stand elsewhere."""
        base = job.base_address
        if not base:
            return job
        for pattern in job.params.named_files():
            self.bring(f"{base}/{pattern}")
        here = str(self.place(base))
        Path(here).mkdir(parents=True, exist_ok=True)
        return replace(job, params=job.params.model_copy(update={"base_dir": here}))

    def job(self, job: Job, out: str) -> Job:
        """Return the job with copies of its inputs and of what its last run wrote, if elsewhere."""
        base = job.params.base_dir or "."
        job = replace(job, base_address=base if is_address(base) else self.address(Path(base)))
        if is_address(out):
            self.bring(f"{out}/{job.params.client_id}/**")
            job = replace(job, out=self.home(out), out_address=_plain(out))
        return self.with_inputs(job)


@contextmanager
def mirrored() -> Iterator[Mirror]:
    """Yield a mirror for one batch; nothing of it is left afterwards."""
    folder = scratch() / "mirror"
    try:
        yield Mirror(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def render_and_send(job: Job) -> Result:
    """Render a client, and send the folder to where the reports are kept, if that is elsewhere."""
    result = render(job)
    if not result.ok or not job.out_address:
        return result
    name = job.params.client_id
    try:
        send(job.out / name, f"{job.out_address}/{name}")
    except StockturnError as error:
        return failed(error, job.params)
    return result


def send(folder: Path, address: str) -> None:
    """Make ``address`` hold what ``folder`` holds and no more; unfinished until the very end.

    Raises
    ------
    SourceError
        Where the storage cannot be reached or refuses.
    """
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    with _reached(address) as (storage, root):
        there = {str(name).removeprefix(root).lstrip("/") for name in storage.find(root)}
        if LAST in there:
            storage.rm_file(f"{root}/{LAST}")
        for name in sorted(files, key=lambda name: (name == LAST, name)):
            send_file(files[name], f"{address}/{name}")
        for name in there - set(files) - {LAST}:
            storage.rm_file(f"{root}/{name}")


def bring_file(address: str, path: Path) -> None:
    """Copy one file from an address."""
    with _reached(address) as (storage, name):
        path.parent.mkdir(parents=True, exist_ok=True)
        storage.get_file(name, str(path))


def send_file(path: Path, address: str) -> None:
    """Write one file to an address."""
    with _reached(address) as (storage, name):
        storage.makedirs(posixpath.dirname(name), exist_ok=True)
        storage.put_file(str(path), name)


def _plain(address: str) -> str:
    protocol, sign, path = address.partition("://")
    path = posixpath.normpath(path)
    if path.startswith(".."):
        raise SourceError.of("storage_escape", address=address)
    return f"{protocol}{sign}{path}"


@contextmanager
def _reached(address: str) -> Iterator[tuple[AbstractFileSystem, str]]:
    try:
        storage, name = fsspec.url_to_fs(_plain(address))
        storage.invalidate_cache()
        yield storage, name
    except StockturnError:
        raise
    except Exception as error:  # each kind of storage has errors of its own
        raise SourceError.of("storage_fails", address=address, text=error) from error
