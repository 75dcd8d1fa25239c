"""Executed chapters → one self-contained page: no script, no outside address."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from stockturn.i18n import _, current_language
from stockturn.report.outline import Outline

HERE = Path(__file__).parent
STYLE = HERE.parent / "style.css"
SHOWN = ["text/html", "text/markdown", "image/png", "text/plain"]
"""The form of an output that a page prefers; the template leaves plain text out."""
NO_ALT = re.compile(r'<img (?![^>]*\balt="[^"])')
LAB_ONLY = "lab-only"
"""Cells with this tag are for the analyst in JupyterLab and stay out of the page."""


@dataclass(frozen=True)
class Chapter:
    """An executed notebook and how it stands in the contents."""

    name: str
    notebook: NotebookNode
    numbered: bool = True


@dataclass(frozen=True)
class Cover:
    """What stands on the cover; a field that was not given is not there."""

    client: str
    title: str
    fields: tuple[tuple[str, str], ...] = ()
    brief: bool = False
    """The print goes on below it, without contents: for a page of few sheets."""


@dataclass(frozen=True)
class Foot:
    """What the page rests on: sentences, and the files with their hashes."""

    lines: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def build_page(
    chapters: Iterable[Chapter], *, cover: Cover, foot: Foot, running_foot: str = ""
) -> str:
    """Return the whole page; ``running_foot`` is printed at the foot of each sheet.

    Raises
    ------
    ValueError
        Where a figure has no alternative text.
    """
    outline = Outline()
    bodies = [(chapter.name, _body(chapter, outline)) for chapter in chapters]
    page = _environment().get_template("page.html.j2")
    return page.render(
        lang="zh-CN" if current_language() == "zh" else current_language(),
        style=STYLE.read_text(encoding="utf-8"),
        running_foot=css_string(running_foot),
        cover=cover,
        foot=foot,
        contents=outline.entries,
        chapters=bodies,
        words={
            "contents": _("目录"),
            "files": _("数据文件与校验值（SHA-256）"),
            "file": _("文件"),
        },
    )


def css_string(text: str) -> str:
    r"""Return ``text`` as a CSS string that can end neither itself nor its style sheet.

    Examples
    --------
    >>> css_string('甲"</style>')
    '"甲\\22 \\3c \\2f style\\3e "'
    """
    safe = (c if c.isalnum() or c in " ·，。—-_." else f"\\{ord(c):x} " for c in text)
    return f'"{"".join(safe)}"'


def _body(chapter: Chapter, outline: Outline) -> str:
    notebook = copy.copy(chapter.notebook)
    notebook.cells = [
        _numbered(cell, outline, numbered=chapter.numbered)
        for cell in chapter.notebook.cells
        if LAB_ONLY not in cell.metadata.get("tags", [])
    ]
    body, _resources = _exporter().from_notebook_node(notebook)
    if NO_ALT.search(str(body)):
        raise ValueError(f"{chapter.name}: a figure without alt text")
    return outline.number_captions(str(body).strip())


def _numbered(cell: NotebookNode, outline: Outline, *, numbered: bool) -> NotebookNode:
    if cell.cell_type != "markdown":
        return cell
    shown = copy.copy(cell)
    # A cell is one message of the catalog, so that a translator sees whole paragraphs.
    text = _(cell.source) if cell.source.strip() else ""
    shown.source = outline.number_headings(text, numbered=numbered)
    return shown


class ChapterExporter(HTMLExporter):  # type: ignore[misc]
    """The exporter without its last step, which parses the page anew to add what ours has."""

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Add the choice among the forms of an output."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "filter_data_type", lambda data: [form for form in SHOWN if form in data][:1]

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert one chapter."""
        converted: tuple[str, dict[str, Any]] = super(HTMLExporter, self).from_notebook_node(
            nb, resources, **kw
        )
        return converted


@cache
def _exporter() -> ChapterExporter:
    return ChapterExporter(  # type: ignore[no-untyped-call]
        template_name="template",
        extra_template_basedirs=[str(HERE)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        optimistic_validation=True,
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "template"),
        autoescape=True,
        undefined=StrictUndefined,
    )
