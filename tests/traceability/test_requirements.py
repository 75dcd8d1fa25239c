"""Every requirement stands on the page, put there by the exhibit that is named for it."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from stockturn import exhibits
from stockturn.analysis import Analysis, analyse
from stockturn.exhibits.exhibit import Exhibit
from stockturn.exhibits.html import Html
from stockturn.params import Params, load_params
from stockturn.report.render import Job, render
from stockturn.result import to_result
from stockturn.samples import SampleSpec, write_sample
from stockturn.strict_yaml import read_yaml

TABLE = read_yaml(Path(__file__).with_name("requirements.yaml"))
MISTAKES = ("W-1", "W-2", "W-3", "W-4", "W-5")


@pytest.fixture(scope="module")
def params(tmp_path_factory: pytest.TempPathFactory) -> Params:
    """A client with every kind of data, every mistake, an interview and an earlier result."""
    folder = tmp_path_factory.mktemp("traced")
    spec = SampleSpec(seed=14, items=60, days=760, mistakes=MISTAKES, strength="strong")
    client = load_params(write_sample(spec, folder))
    answers = {
        "profit_margin": 0.08,
        "response_hours": 5,
        "functions": dict.fromkeys(("F-01", "F-02", "F-04"), "absent"),
    }
    disclosure = {"scored_by": "甲", "scored_on": "2026-01-05", "ties": []}
    given = client.to_mapping() | {"disclosure": disclosure, "base_dir": client.base_dir}
    given["answers"] = given.get("answers", {}) | answers
    given["settings"] = {"slow_days": 6, "stagnant_days": 12, "dead_days": 40}
    earlier = given | {"period": {"start": "2024-12-01", "end": "2025-11-30"}}
    previous = folder / "previous.json"
    result = to_result(analyse(Params.model_validate(earlier)))
    previous.write_text(json.dumps(result), encoding="utf-8")
    return Params.model_validate(given | {"previous": str(previous)})


@pytest.fixture(scope="module")
def analysis(params: Params) -> Analysis:
    return analyse(params)


@pytest.fixture(scope="module")
def page(params: Params, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("page")
    result = render(Job(params, out, "warm"))
    assert result.ok, result.error
    return words((out / params.client_id / "report.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shown(analysis: Analysis) -> dict[str, str]:
    """Exhibit → what it alone puts on the page."""
    makers = {name: getattr(exhibits, name) for name in exhibits.__all__}
    return {
        name: _told(make(analysis))
        for name, make in makers.items()
        if name not in ("open_analysis", "opening") and not make.__module__.endswith(".portfolio")
    }


def _told(made: Exhibit) -> str:
    pieces = [p.markup if isinstance(p, Html) else f"{p.alt} {p.caption}" for p in made.parts]
    return words(" ".join(pieces))


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", markup)))


@pytest.mark.parametrize("requirement", TABLE)
def test_stands_on_the_page(requirement: str, page: str) -> None:
    _exhibit, anchor = TABLE[requirement]
    assert [piece for piece in anchor.split("|") if piece not in page] == []


@pytest.mark.parametrize("requirement", TABLE)
def test_would_be_missed_without_its_exhibit(requirement: str, shown: dict[str, str]) -> None:
    """With its exhibit stubbed, at least one of the words is nowhere."""
    exhibit, anchor = TABLE[requirement]
    rest = " ".join(text for name, text in shown.items() if name != exhibit)
    assert all(piece in shown[exhibit] for piece in anchor.split("|"))
    assert [piece for piece in anchor.split("|") if piece not in rest]
