"""Plant bugs into a copy of the ledger, one at a time, and show which test catches each.

    python tests/mutations/plant.py [--only TEXT]

The kernel is interpreted: that is quicker than to compile it anew for every bug. Ends with 1 where
a bug survives.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
ROOM = Path("stockturn", "ledger")
# The quickest to fail first.
TESTS = [
    f"tests/ledger/test_{name}.py" for name in ("replay", "bad_input", "references", "properties")
]


def bugs() -> list[dict[str, str]]:
    """Return the bugs of the data file."""
    return YAML(typ="safe", pure=True).load(Path(__file__).with_name("bugs.yaml"))


def with_bug(bug: dict[str, str], source: str) -> str:
    """Return the source with the bug in it; the old text must stand there once."""
    if source.count(bug["old"]) != 1:
        raise ValueError(f"{bug['file']}: {source.count(bug['old'])} times: {bug['old']}")
    return source.replace(bug["old"], bug["new"])


@contextmanager
def planted(bug: dict[str, str] | None) -> Iterator[Path]:
    """Give a copy of lib/ with the bug in it."""
    with tempfile.TemporaryDirectory() as folder:
        lib = Path(folder, "lib")
        shutil.copytree(ROOT / "lib", lib, ignore=shutil.ignore_patterns("__pycache__"))
        if bug:
            file = lib / ROOM / bug["file"]
            file.write_text(with_bug(bug, file.read_text(encoding="utf-8")), encoding="utf-8")
        yield lib


def first_failure(lib: Path, tests: list[str]) -> str | None:
    """Return the first test that fails on this copy, None where all pass."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-m", "not slow", *tests],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(lib), "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return None
    told = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return told[0].split("/")[-1].split(" - ")[0] if told else f"exit {done.returncode}"


def main() -> int:
    """Print a table row a bug."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="bugs whose description or file has this text")
    args = parser.parse_args()
    with planted(None) as lib:
        if unsound := first_failure(lib, TESTS[:1]):
            sys.stdout.write(f"without any bug {unsound} fails\n")
            return 1
    survived = 0
    sys.stdout.write("| file | bug | caught by | s |\n|---|---|---|---|\n")
    for bug in bugs():
        if args.only not in bug["breaks"] + bug["file"]:
            continue
        start = time.perf_counter()
        with planted(bug) as lib:
            caught = first_failure(lib, TESTS)
        survived += caught is None
        seconds = time.perf_counter() - start
        sys.stdout.write(
            f"| {bug['file']} | {bug['breaks']} | {caught or '**nothing**'} | {seconds:.0f} |\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"\n{survived} survived\n")
    return int(survived > 0)


if __name__ == "__main__":
    sys.exit(main())
