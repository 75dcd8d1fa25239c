"""What an English reader meets shows no Chinese but the client's own."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from catalog_keys import CHINESE

from stockturn.analysis import analyse
from stockturn.cli import app
from stockturn.params import load_params
from stockturn.report.render import Job, render

PARAMS = """
client: Example Trading
client_id: example
language: en
currency: USD
sources:
  - sample: {seed: 1, items: 40, days: 800, system: 标准, mistakes: [W-1, W-4], strength: medium}
profile: {type: 中小电商/零售, users: 12, channels: [线上, 线下], change_frequency: high}
answers: {spreadsheet_based: true}
disclosure: {scored_by: A. Consultant, scored_on: "2026-11-01", ties: []}
"""
COMMANDS = ["", *(command.name or "" for command in app.registered_commands)]


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> tuple[Path, set[str]]:
    folder = tmp_path_factory.mktemp("english")
    (folder / "example.yaml").write_text(PARAMS, encoding="utf-8")
    params = load_params(folder / "example.yaml")
    result = render(Job(params, folder / "reports"))
    assert result.ok, result.error
    return folder / "reports" / "example", own_words(params)


def own_words(params) -> set[str]:
    intake = analyse(params).intake
    cells = {
        str(cell)
        for table in intake.tables.values()
        for name in table.select_dtypes(["object", "string", "category"])
        for cell in table[name].dropna().unique()
    }
    given = {*params.profile.channels, *(file.name for file in intake.files)}
    return {word for text in cells | given for word in text.split() if CHINESE.search(word)}


def chinese_left(text: str, own: set[str]) -> list[str]:
    words = sorted(own, key=len, reverse=True)
    rest = re.sub("|".join(map(re.escape, words)), "", text)
    return [line.strip() for line in rest.splitlines() if CHINESE.search(line)]


@pytest.mark.slow
def test_the_page_is_english(report: tuple[Path, set[str]]):
    folder, own = report
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    told = "\n".join(re.findall(r'alt="([^"]*)"', page))
    text = html.unescape(told + re.sub(r"<[^>]+>", "\n", page))
    assert chinese_left(text, own) == []
    assert "USD thousand" in text
    # What the literature is quoted with stays in its own currency.
    assert set(re.findall(r"CNY \d+ \w+|CNY", text)) <= {"CNY 5 million", "CNY 73 million"}


@pytest.mark.slow
def test_the_workbook_is_english(report: tuple[Path, set[str]]):
    folder, own = report
    sheets = pd.read_excel(folder / "actions.xlsx", sheet_name=None, header=None, engine="calamine")
    assert len(sheets) >= 3
    text = "\n".join([*sheets, *(str(x) for s in sheets.values() for x in s.to_numpy().ravel())])
    assert chinese_left(text, own) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_is_english(command: str):
    done = run(*filter(None, [command]), "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout
    # The name of the plain layout is a value that is typed as it stands.
    assert chinese_left(done.stdout, {"标准"}) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "absent.yaml"],
        ["report", "--engine", "steam"],
        ["report", "--jobs", "x"],
        ["repor"],
        ["inspect", "absent.csv"],
        ["sample"],
        ["init", "Bad Id", "absent.csv"],
    ],
)
def test_errors_are_english(arguments: list[str], tmp_path: Path):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode in {1, 2}
    assert done.stdout + done.stderr
    assert chinese_left(done.stdout + done.stderr, set()) == []


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from stockturn.cli import main; main()", *arguments],
        env=os.environ | {"STOCKTURN_LANG": "en", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
    )
