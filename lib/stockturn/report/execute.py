"""Run one notebook on one client's parameters; papermill is the only door to a notebook."""

from __future__ import annotations

import os
import re
import sys
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from stockturn.errors import StockturnError, out_of_memory
from stockturn.i18n import _
from stockturn.params import Params, Section
from stockturn.report.warm import ENGINE

ESCAPED_CHARACTER = re.compile(r"(?<!\\)\\u([0-9a-f]{4})")


class ChapterError(StockturnError):
    """A notebook stopped; its text is that of the error which stopped it.

    ``detail`` holds the traceback, for ``--debug`` only.
    """

    def __init__(self, text: str, *, detail: str = "") -> None:
        super().__init__(text)
        self.text, self.detail = text, detail

    def __str__(self) -> str:
        return self.text


class OwnKernel(AsyncKernelManager):
    """A kernel of the running interpreter, whatever kernels the machine has registered."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return a specification that starts this very Python."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


def execute_chapter(notebook: Path, params: Params, *, engine: str = "nbclient") -> NotebookNode:
    """Return ``notebook`` executed on a client's ``params``, which start from its own folder."""
    return execute(notebook, chapter_parameters(params), folder=_base(params), engine=engine)


def execute(
    notebook: Path, parameters: dict[str, Any], *, folder: Path, engine: str
) -> NotebookNode:
    """Return ``notebook`` executed in ``folder``, free of times and of this machine's paths.

    Raises
    ------
    ChapterError
        Where a cell fails, with the message of the error that failed it.
    """
    # Only a kernel needs a folder for its sockets; what is not made, a killed run cannot leave.
    place = TemporaryDirectory(prefix="stockturn-") if engine != ENGINE else nullcontext("")
    with place as sockets:
        try:
            executed = papermill.execute_notebook(
                nbformat.read(notebook, as_version=4),  # type: ignore[no-untyped-call]
                None,
                parameters=parameters,
                engine_name=engine,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                kernel_manager_class=OwnKernel,
                config=_kernel_config(sockets),
                resources={"metadata": {"path": str(folder)}},
                shutdown_kernel="immediate",
            )
        except PapermillExecutionError as error:
            raise _explain(error, notebook.stem) from error
    return _without_traces(executed)


def chapter_parameters(params: Params) -> dict[str, Any]:
    """Return what is injected into a notebook: paths start from the kernel's working folder."""
    # Each key is given: what the parameters cell holds for another client must not show through.
    mapping = _unset() | params.to_mapping() | {"base_dir": "."}
    for source in mapping["sources"]:
        if "path" in source:
            source["path"] = _relative(source["path"], _base(params))
    if mapping.get("previous"):
        mapping["previous"] = _relative(mapping["previous"], _base(params))
    own = mapping["profile"].get("systems_file")
    if own:
        mapping["profile"] = {
            **mapping["profile"],
            "systems_file": _relative(own, _base(params)),
        }
    return mapping


def _unset() -> dict[str, Any]:
    fields = Params.model_fields.items()
    defaults = {name: field.get_default() for name, field in fields if not field.is_required()}
    return {name: _plain(default) for name, default in defaults.items()}


def _plain(default: object) -> object:
    if isinstance(default, Section):
        return {}
    return list(default) if isinstance(default, tuple) else default


def _base(params: Params) -> Path:
    return Path(params.base_dir or ".").resolve()


def _relative(path: str, base: Path) -> str:
    # Absolute paths name the consultant's disk; a saved notebook must not.
    return Path(os.path.relpath(path, base)).as_posix() if Path(path).is_absolute() else path


def _kernel_config(sockets: str) -> Config:
    # Kernels that start together race for TCP ports; sockets in a folder of their own cannot.
    if os.name != "posix":
        return Config()
    connection = str(Path(sockets) / "kernel.json")
    return Config({"KernelManager": {"transport": "ipc", "connection_file": connection}})


def _explain(error: PapermillExecutionError, chapter: str) -> ChapterError:
    detail = "\n".join(error.traceback or [])
    if error.ename in _known_errors(StockturnError):
        return ChapterError(str(error.evalue), detail=detail)
    if "Memory" in error.ename:
        return ChapterError(str(out_of_memory()), detail=detail)
    found = _("“{chapter}”第 {n} 个单元运行出错：{kind}：{text}").format(
        chapter=chapter, n=error.exec_count, kind=error.ename, text=error.evalue
    )
    expected = _("每个单元都能运行")
    action = _("加 --debug 重跑以查看详情，并把它交给维护者")
    return ChapterError(str(StockturnError(found, expected=expected, action=action)), detail=detail)


def _known_errors(base: type[Exception]) -> set[str]:
    return {base.__name__}.union(*(_known_errors(c) for c in base.__subclasses__()))


def _without_traces(notebook: NotebookNode) -> NotebookNode:
    """Drop times, absolute paths and random ids, so that the same run saves the same bytes."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        for trace in ("papermill", "execution"):
            cell.metadata.pop(trace, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
            cell.source = ESCAPED_CHARACTER.sub(lambda m: chr(int(m[1], 16)), cell.source)
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
    return notebook
