"""The house is in order: one truth of dependencies, the same commands everywhere."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;\\]+)", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads(read("pyproject.toml"))["project"]


@pytest.fixture(scope="module")
def declared(project: dict) -> list[Requirement]:
    names = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(name) for name in chain.from_iterable(names)]


def locked() -> dict[str, set[Version]]:
    pins: dict[str, set[Version]] = {}
    for match in PINNED.finditer(read("requirements.lock")):
        pins.setdefault(canonicalize_name(match["name"]), set()).add(Version(match["version"]))
    return pins


def test_the_lock_satisfies_the_project(declared: list[Requirement]):
    pins = locked()
    for requirement in declared:
        versions = pins.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not locked: make lock"
        assert all(requirement.specifier.contains(v, prereleases=True) for v in versions)


def test_the_lock_has_hashes_and_no_address():
    text = read("requirements.lock")
    assert "://" not in text
    assert "--index-url" not in text.replace("--no-emit-index-url", "")
    entries = re.split(r"\n(?=\S)", "\n".join(x for x in text.splitlines() if x[:1] != "#"))
    assert len(entries) > 100
    assert [e.splitlines()[0] for e in entries if "--hash=sha256:" not in e] == []


def test_what_the_library_imports_is_declared(declared: list[Requirement]):
    names = {canonicalize_name(requirement.name) for requirement in declared}
    owners = packages_distributions()
    imported = {
        name
        for path in (ROOT / "lib").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in top_names(node)
    }
    foreign = imported - set(sys.stdlib_module_names) - {"stockturn"}
    undeclared = {
        name
        for name in foreign
        if not names & {canonicalize_name(owner) for owner in owners.get(name, [])}
    }
    assert undeclared == set()


def top_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module.split(".")[0]]
    return []


def test_conda_users_get_the_same(project: dict):
    environment = YAML(typ="safe", pure=True).load(read("environment.yml"))
    assert environment["name"] == project["name"]
    python, pip, rest = environment["dependencies"]
    assert python == "python" + project["requires-python"]
    assert pip == "pip"
    assert rest == {"pip": ["-r requirements.lock"]}


def test_one_python_everywhere(project: dict):
    assert project["requires-python"] == ">=3.11"
    assert "(3, 11)" in read("Makefile")
    assert "--python-version 3.11" in read("Makefile")
    assert "--python-version 3.11" in read("requirements.lock")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readmes_open_with_the_picture_and_give_the_two_commands(name: str):
    text = read(name)
    assert re.match(r"!\[.{5,}\]\(docs/report\.png\)\n", text)
    first = re.search(r"```sh\n(.*?)```", text, re.DOTALL)
    assert first
    assert [line.split("#")[0].strip() for line in first[1].splitlines()] == [
        "make report",
        "make test",
    ]


def test_readmes_are_twins():
    english, chinese = (
        [line.split("#")[0].rstrip() for block in code(name) for line in block.splitlines()]
        for name in ("README.md", "README.zh-CN.md")
    )
    assert english == chinese


def code(name: str) -> list[str]:
    return re.findall(r"```\w+\n(.*?)```", read(name), re.DOTALL)


def test_what_the_readme_promises_is_a_target():
    targets = set(re.findall(r"^([a-z]+):.*## ", read("Makefile"), re.MULTILINE))
    asked = set(re.findall(r"\bmake ([a-z]+)", read("README.md") + read("CONTRIBUTING.md")))
    assert asked <= targets | {"help"}
    assert {"setup", "report", "test", "lab", "check", "bench", "lock"} <= targets


def test_ci_calls_the_readmes_test_command_first():
    script = read(".ci/run")
    assert script.startswith("#!/usr/bin/env bash")
    assert "set -euo pipefail" in script
    commands = re.findall(r"^make [a-z]+", script, re.MULTILINE)
    assert commands == ["make test", "make check"]


def test_one_style_sheet_without_addresses():
    style = read("lib/stockturn/style.css")
    assert "url(" not in style
    assert "@import" not in style
    assert "</" not in style
