"""The clients that a command names: params files, folders, patterns, addresses."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable
from pathlib import Path

from stockturn.batch.storage import Mirror
from stockturn.errors import StockturnError, UsageError
from stockturn.i18n import _
from stockturn.params import Params, is_address, load_params
from stockturn.report.render import Job, Result
from stockturn.report.workbook import workbook_dir


def params_paths(given: list[str], mirror: Mirror) -> tuple[list[Path], bool]:
    """Return the params files meant, and whether this is a batch."""
    if not given:
        return [workbook_dir() / "params" / "demo.yaml"], False
    paths: list[Path] = []
    batch = len(given) > 1
    for text in given:
        if is_address(text):
            found = mirror.bring(text if text.endswith((".yaml", ".yml")) else f"{text}/*.yaml")
            batch |= [mirror.place(text)] != found
            paths += found
            continue
        path = Path(text)
        if path.is_dir():
            batch = True
            paths += sorted(path.glob("*.yaml"))
        elif any(sign in text for sign in "*?[") and not path.exists():
            batch = True
            paths += sorted(Path(name) for name in glob.glob(text))  # noqa: PTH207
        else:
            paths.append(path)
    if not paths:
        raise UsageError.of("no_params_given", given=_("、").join(given))
    return paths, batch


def jobs_of(
    paths: list[Path], job_of: Callable[[Params], Job], *, batch: bool
) -> tuple[list[Job], list[Result]]:
    """Return the jobs of the clients that can be read; in a batch, the others as they failed.

    Raises
    ------
    StockturnError
        The parameters of the one client are not valid.
    """
    work: list[Job] = []
    failed: list[Result] = []
    for path in paths:
        try:
            work.append(job_of(load_params(path)))
        except StockturnError as error:
            if not batch:
                raise
            failed.append(Result(path.stem, path.stem, error=str(error), exit_code=1))
    return work, failed


def refuse_twins(clients: Iterable[Params]) -> None:
    """Raise where two clients share a ``client_id``: one's report would lie on the other's."""
    seen: set[str] = set()
    for client in clients:
        if client.client_id in seen:
            raise UsageError.of("same_client_id", id=client.client_id)
        seen.add(client.client_id)
