from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stockturn.staging import staged


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_finished_folder_takes_its_place(tmp_path: Path):
    for text in ("old", "new"):
        with staged(tmp_path / "out" / "jia") as folder:
            (folder / "report.html").write_text(text)
    assert names(tmp_path / "out") == ["jia"]
    assert (tmp_path / "out" / "jia" / "report.html").read_text() == "new"


def test_a_failure_leaves_what_stood_there(tmp_path: Path):
    with staged(tmp_path / "jia") as folder:
        (folder / "report.html").write_text("old")
    with pytest.raises(RuntimeError), staged(tmp_path / "jia") as folder:
        (folder / "half").touch()
        raise RuntimeError
    assert names(tmp_path) == ["jia"]
    assert names(tmp_path / "jia") == ["report.html"]


def test_a_first_failure_leaves_nothing(tmp_path: Path):
    with pytest.raises(RuntimeError), staged(tmp_path / "jia"):
        raise RuntimeError
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX locks")
def test_the_next_run_clears_what_a_killed_one_left(tmp_path: Path):
    with staged(tmp_path / "jia") as folder:
        (folder / "report.html").write_text("old")
    source = (
        "import sys, time; from pathlib import Path\n"
        "from stockturn.staging import staged\n"
        "with staged(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'half').touch(); time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", source, str(tmp_path / "jia")])
    while not list(tmp_path.glob(".jia.new-*/half")):
        time.sleep(0.01)

    with staged(tmp_path / "jia") as folder:
        (folder / "report.html").write_text("beside a living run")
    assert len(list(tmp_path.glob(".jia.new-*"))) == 1

    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert (tmp_path / "jia" / "report.html").read_text() == "beside a living run"
    with staged(tmp_path / "jia") as folder:
        (folder / "report.html").write_text("new")
    assert names(tmp_path) == ["jia"]


def test_a_kill_between_the_two_renames_is_healed(tmp_path: Path):
    former = tmp_path / ".jia.old-abc"
    former.mkdir()
    (former / "report.html").write_text("old")
    with pytest.raises(RuntimeError), staged(tmp_path / "jia"):
        raise RuntimeError
    assert (tmp_path / "jia" / "report.html").read_text() == "old"
    assert names(tmp_path) == ["jia"]
