"""Nothing is done twice, nothing stale is kept, the longest start first."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from stockturn.batch import run
from stockturn.batch.run import Plan, render_all
from stockturn.batch.scratch import PREFIX
from stockturn.batch.watching import Watcher
from stockturn.params import load_params
from stockturn.report.unchanged import expected_seconds

pytestmark = pytest.mark.slow


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hear which clients are rendered, in order."""
    heard: list[str] = []
    truly = run.render_and_send

    def render(job):
        heard.append(job.params.client_id)
        return truly(job)

    monkeypatch.setattr(run, "render_and_send", render)
    return heard


def test_only_what_changed_is_rendered_again(
    jobs, rendered, tmp_path: Path, small_workbook
) -> None:
    made = jobs("a", "b", "c", "d", "e")
    first = render_all(made)
    assert [r.client_id for r in first] == ["a", "b", "c", "d", "e"]
    assert sorted(rendered) == ["a", "b", "c", "d", "e"]
    rendered.clear()
    assert [r.unchanged for r in render_all(made)] == [True] * 5
    assert rendered == []

    with (tmp_path / "params" / "a.csv").open("a", encoding="utf-8") as ledger:
        ledger.write("2025-01-20,销售出库,000,1,\n")
    (tmp_path / "reports" / "b" / "report.html").write_text("half")
    (tmp_path / "reports" / "c" / "actions.xlsx").unlink()
    named = made[3].params.model_copy(update={"client": "改名"})
    changed = [*made[:3], replace(made[3], params=named), made[4]]
    results = render_all(changed)
    assert sorted(rendered) == ["a", "b", "c", "d"]
    assert [r.unchanged for r in results] == [False] * 4 + [True]
    assert "改名" in (tmp_path / "reports" / "d" / "report.html").read_text(encoding="utf-8")


def test_an_edited_notebook_or_a_wish_renders_all_again(jobs, rendered, monkeypatch) -> None:
    made = jobs("a")
    render_all(made)
    render_all(made, Plan(force=True))
    assert rendered == ["a", "a"]
    monkeypatch.setattr("stockturn.report.unchanged.notebook_hashes", lambda: {"summary": "0"})
    render_all(made)
    assert rendered == ["a", "a", "a"]


def test_the_longest_start_first(jobs, rendered, tmp_path: Path) -> None:
    made = jobs("a", "b", "c", rows=3)
    with (tmp_path / "params" / "b.csv").open("a", encoding="utf-8") as ledger:
        ledger.write("\n" * 4000)
    made[1] = replace(made[1], params=load_params(tmp_path / "params" / "b.yaml"))
    render_all(made)
    assert rendered[0] == "b"
    diary = tmp_path / "reports" / "c" / "run.json"
    diary.write_text(json.dumps(json.loads(diary.read_text()) | {"seconds": {"total": 99}}))
    rendered.clear()
    render_all(made, Plan(force=True))
    assert rendered[0] == "c"
    assert expected_seconds(tmp_path / "reports" / "c", made[2].params) < 99  # it was timed anew


def test_a_watcher_hears_of_all_with_their_weight(jobs) -> None:
    made = jobs("a", "b")
    render_all(made[:1])
    heard: list[tuple[str, bool]] = []

    class Ear(Watcher):
        def ended(self, result, weight):
            heard.append((result.client_id, weight > 0))

    render_all(made, watcher=Ear())
    assert heard == [("a", False), ("b", True)]


def test_remains_of_a_killed_batch_are_cleared_at_the_next_start(
    jobs, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{PREFIX}gone").mkdir()
    render_all([])
    assert [*tmp_path.glob(f"{PREFIX}*")] == []  # though nothing was left to do
    remains = tmp_path / "reports" / ".gone.new-abc" / "notebooks"
    remains.mkdir(parents=True)
    render_all(jobs("a"))
    assert [p.name for p in (tmp_path / "reports").iterdir()] == ["a"]
