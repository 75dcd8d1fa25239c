"""One client's parameters → one client's folder; a pure function that a pool can call."""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from stockturn import i18n
from stockturn.errors import StockturnError, out_of_memory
from stockturn.params import Params
from stockturn.report import warm
from stockturn.report.folder import Clock, fill_folder
from stockturn.report.pdf import print_pdf
from stockturn.staging import staged


@dataclass(frozen=True)
class Job:
    """One client to render.

    The addresses say where inputs and reports are kept, if not here: what is here are copies.
    """

    params: Params
    out: Path = Path("reports")
    engine: str = warm.ENGINE
    pdf: bool = False
    base_address: str = ""
    out_address: str = ""


@dataclass(frozen=True)
class Result:
    """What became of a job; ``error`` is what to tell the user, ``detail`` is for ``--debug``."""

    client_id: str
    client: str
    report: Path | None = None
    quarantined: int = 0
    seconds: float = 0.0
    error: str = ""
    detail: str = ""
    exit_code: int = 0
    unchanged: bool = False
    peak_mib: float | None = None
    phases: dict[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Tell whether a report was written."""
        return self.report is not None


def render(job: Job) -> Result:
    """Write the client's folder, or leave what stood there and say what went wrong.

    Never raises, so that one client's trouble is one row of a batch.
    """
    clock = Clock()
    params = job.params
    try:
        with (
            i18n.language(params.language, params.currency),
            staged(job.out / params.client_id) as folder,
        ):
            quarantined = fill_folder(folder, params, engine=job.engine, clock=clock)
            if job.pdf:
                print_pdf(folder / "report.html", folder / "report.pdf")
                clock.lap("pdf")
    except Exception as error:
        return failed(error, params, clock)
    return Result(
        client_id=params.client_id,
        client=params.client,
        report=job.out / params.client_id / "report.html",
        quarantined=quarantined,
        seconds=clock.total,
        peak_mib=peak_mib(),
        phases=clock.phases,
    )


def peak_mib() -> float | None:
    """Return the most memory that this process ever held, in MiB; None where it is not told."""
    try:
        import resource  # noqa: PLC0415 - not everywhere
    except ImportError:
        return None
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)


def failed(error: Exception, params: Params, clock: Clock | None = None) -> Result:
    """Return what to tell of a client that has no report."""
    clock = clock or Clock()
    known = isinstance(error, StockturnError)
    text = str(error) if known else str(_unforeseen(error))
    return Result(
        client_id=params.client_id,
        client=params.client,
        seconds=clock.total,
        error=text,
        detail=getattr(error, "detail", "") or "".join(traceback.format_exception(error)),
        exit_code=error.exit_code if isinstance(error, StockturnError) else 1,
        phases=clock.phases,
    )


def _unforeseen(error: Exception) -> StockturnError:
    if isinstance(error, MemoryError):
        return out_of_memory()
    return StockturnError.of("program_error", kind=type(error).__name__, text=error)
