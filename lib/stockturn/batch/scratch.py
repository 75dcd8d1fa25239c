"""One folder for a batch's temporary files, so that nothing of a killed batch is left for good."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from multiprocessing import util
from pathlib import Path

from stockturn.staging import claim, discard

PREFIX = "stockturn-batch-"


def clear_scratch() -> None:
    """Clear what earlier batches left by dying, also where this one has nothing to do."""
    for remains in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        discard(remains)


@cache
def scratch() -> Path:
    """Return this process's folder."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    claim(folder)
    # The fork server's socket lies there too: multiprocessing settles once where its files go,
    # and removes them at priority -100.
    util.Finalize(None, shutil.rmtree, (folder, True), exitpriority=-200)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        util.get_temp_dir()
    finally:
        tempfile.tempdir = before
    return folder
