"""The command line's own library speaks with our tongue."""

from __future__ import annotations

import re

import pytest
from typer.exceptions import TyperException
from typer.testing import CliRunner

from stockturn.cli import app
from stockturn.i18n import language
from stockturn.usage import spoken_complaint

COMMANDS = ["", *(str(command.name) for command in app.registered_commands if command.name)]
COMMANDS += ["report", "inspect", "init", "template", "sample", "diagnose"]


@pytest.mark.parametrize("command", COMMANDS)
def test_chinese_help_has_no_english_words_of_the_library(command: str):
    with language("zh"):
        said = CliRunner().invoke(app, [*filter(None, [command]), "--help"]).output
    assert said.startswith("用法：")
    assert "显示本说明" in said
    assert not re.search(r"Usage|Options|Arguments|Commands|Show this|\[default", said)


def test_english_help_keeps_the_words_of_the_library():
    with language("en"):
        said = CliRunner().invoke(app, ["report", "--help"]).output
    assert said.startswith("Usage: ")
    assert "Show this message and exit." in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["repor"], "没有命令 repor，您是否想写 report？"),
        (["sample"], "缺少参数 folder"),
        (["report", "--foo"], "没有选项 --foo"),
        (["report", "--jobs", "x"], "--jobs 的值有误：须为整数"),
        (["report", "--jobs", "0"], "--jobs 的值有误：不得小于 1"),
        (["sample", "a", "b"], "多出的参数：b"),
    ],
)
def test_complaints_are_chinese(arguments: list[str], said: str):
    error = CliRunner().invoke(app, arguments, standalone_mode=False).exception
    assert isinstance(error, TyperException)
    assert spoken_complaint(error.format_message()) == said


def test_an_unknown_complaint_is_passed_on():
    assert spoken_complaint("Something new.") == "Something new."
