"""What the command line's own library says in English, said in the language in force."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from stockturn.i18n import N_, _, current_language

HELP = {
    "Usage: ": N_("用法："),
    "Arguments:": N_("参数："),
    "Options:": N_("选项："),
    "Commands:": N_("命令："),
    "[OPTIONS]": N_("[选项]"),
    "COMMAND [ARGS]...": N_("命令 [参数]..."),
    "Show this message and exit.": N_("显示本说明"),
    "[default: ": N_("[默认："),
}
COMPLAINTS = {
    r"Invalid value for '?(?P<name>[^:']+)'?: (?P<what>.+)": N_("{name} 的值有误：{what}"),
    r"Missing (?:argument|option) '(?P<name>.+)'\.": N_("缺少参数 {name}"),
    r"Missing command\.": N_("缺少命令"),
    r"No such command '(?P<name>.+)'\. Did you mean '(?P<near>.+)'\?": N_(
        "没有命令 {name}，您是否想写 {near}？"
    ),
    r"No such command '(?P<name>.+)'\.": N_("没有命令 {name}"),
    r"No such option: (?P<name>\S+).*": N_("没有选项 {name}"),
    r"Option '(?P<name>.+)' requires an argument\.": N_("选项 {name} 之后须有一个值"),
    r"Got unexpected extra argument\(s\) \((?P<names>.+)\)": N_("多出的参数：{names}"),
    r"Input should be a valid integer.*": N_("须为整数"),
    r"Input should be a valid number.*": N_("须为数字"),
    r"Input should be greater than or equal to (?P<least>.+)": N_("不得小于 {least}"),
}


def spoken_help(text: str) -> str:
    """Return help with its headings in the language in force."""
    for english, ours in HELP.items():
        text = text.replace(english, _(ours))
    return text


def spoken_complaint(text: str) -> str:
    """Return a complaint about the usage in the language in force; an unknown one as it came.

    Examples
    --------
    >>> spoken_complaint("No such command 'repor'. Did you mean 'report'?")
    '没有命令 repor，您是否想写 report？'
    """
    if current_language() != "en":
        for pattern, ours in COMPLAINTS.items():
            if match := re.fullmatch(pattern, text):
                words = match.groupdict()
                if "what" in words:
                    words["what"] = spoken_complaint(words["what"])
                return _(ours).format(**words)
    return text


class Command(TyperCommand):
    """A command that explains itself in the language in force."""

    def get_help(self, ctx: Any) -> str:
        """Return the help of this command."""
        return spoken_help(super().get_help(ctx))


class Group(TyperGroup):
    """The list of commands, in the language in force."""

    def get_help(self, ctx: Any) -> str:
        """Return the help of all commands."""
        return spoken_help(super().get_help(ctx))
