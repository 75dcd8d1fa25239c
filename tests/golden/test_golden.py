"""The samples' reports are what they were; a change that is meant is kept with make golden."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).parent))

from reading import HERE, Kept, differences, look_alike, read_kept, read_report, thumbnail

from sample_clients import SAMPLE_CLIENTS


@pytest.fixture(scope="module", params=list(SAMPLE_CLIENTS))
def both(request: pytest.FixtureRequest, sample_report: Callable[[str], Path]) -> tuple[Kept, Kept]:
    """Return what was kept of a sample and what it shows now."""
    return read_kept(request.param), read_report(sample_report(request.param))


@pytest.mark.slow
@pytest.mark.parametrize("part", ["words", "tables"])
def test_the_page_says_what_it_said(both: tuple[Kept, Kept], part: str) -> None:
    before, after = (getattr(kept, part).splitlines() for kept in both)
    changed = list(difflib.unified_diff(before, after, "kept", "now", n=0, lineterm=""))
    assert not changed, "\n".join(["make golden, where this is meant:", *changed[:60]])


@pytest.mark.slow
def test_the_numbers_are_what_they_were(both: tuple[Kept, Kept]) -> None:
    before, after = both
    changed = list(differences(before.result, after.result))
    assert not changed, "\n".join(["make golden, where this is meant:", *changed[:60]])


@pytest.mark.slow
def test_the_pictures_look_as_they_did(both: tuple[Kept, Kept]) -> None:
    before, after = (kept.pictures for kept in both)
    assert len(before) == len(after)
    pairs = enumerate(zip(before, after, strict=True), 1)
    assert [n for n, (one, other) in pairs if not look_alike(one, other)] == []


@pytest.mark.slow
def test_a_page_is_light(sample_report: Callable[[str], Path]) -> None:
    assert sample_report("demo").stat().st_size < 1_500_000


def bars(scale: int, *heights: float) -> Image.Image:
    """Draw a chart of bars, its sides given as parts of its height."""
    picture = Image.new("RGB", (760 * scale, 460 * scale), "white")
    draw = ImageDraw.Draw(picture)
    for n, height in enumerate(heights):
        box = [x * scale for x in (40 + 90 * n, 440 - 400 * height, 100 + 90 * n, 440)]
        draw.rectangle(box, fill="#2f5d8a")
    return thumbnail(picture)


def test_a_picture_is_itself_at_another_resolution_and_another_with_one_bar_shorter() -> None:
    heights = (0.9, 0.5, 0.7, 0.4)
    assert look_alike(bars(2, *heights), bars(3, *heights))
    assert not look_alike(bars(2, *heights), bars(2, 0.9, 0.5, 0.7, 0.34))


def test_numbers_are_compared_with_sense() -> None:
    before = {"a": [1.0, 2.0], "b": "x", "c": None}
    assert list(differences(before, {"a": [1.0 + 1e-9, 2.0], "b": "x", "c": None})) == []
    changed = list(differences(before, {"a": [1.0, 2.001], "b": "x", "c": 0.0}))
    assert [line.partition(":")[0] for line in changed] == [".a[1]", ".c"]
    assert list(differences(before, {"a": [1.0], "b": "x", "c": None})) == [".a[1]: 2.0 → None"]


def test_what_is_kept_is_small() -> None:
    kept = [path for name in SAMPLE_CLIENTS for path in (HERE / name).iterdir()]
    assert sum(path.stat().st_size for path in kept) < 1_000_000
