"""A papermill engine that runs cells in this very process: no kernel to start, nothing to import.

The outputs are those of a real kernel, cell by cell; a test holds the two engines together.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

ENGINE = "warm"


class Recorder:
    """The outputs of the cell that is running, in the order in which they came."""

    def __init__(self) -> None:
        self.outputs: list[NotebookNode] = []

    def add(self, kind: str, **content: Any) -> None:
        """Append one output."""
        self.outputs.append(new_output(kind, **content))  # type: ignore[no-untyped-call]

    def print(self, name: str, text: str) -> None:
        """Append printed text, joined to what the same stream printed just before."""
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        elif text:
            self.add("stream", name=name, text=text)


class Publisher(DisplayPublisher):
    """Hands what a cell displays to the recorder."""

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        """Record one displayed object."""
        self.shell.recorder.add("display_data", data=dict(data), metadata=dict(metadata or {}))


class ResultHook(DisplayHook):
    """Hands the value of a cell's last expression to the recorder."""

    def write_output_prompt(self) -> None:
        """Print no prompt."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Record the value."""
        shell: Any = self.shell
        shell.recorder.add(
            "execute_result",
            data=dict(format_dict),
            metadata=dict(md_dict or {}),
            execution_count=self.prompt_count,
        )

    def flush(self) -> None:
        """Forget a notebook's values; what walks all of memory for it is left to the collector."""
        shell: Any = self.shell
        shell.user_ns.get("_oh", {}).clear()
        self._ = self.__ = self.___ = ""

    def finish_displayhook(self) -> None:
        """Print nothing after a value; the base class would end its line."""


class Shell(InteractiveShell):
    """IPython without a terminal, a kernel or a history file."""

    displayhook_class = ResultHook
    display_pub_class = Publisher

    def __init__(self, **options: Any) -> None:
        self.recorder = Recorder()
        super().__init__(**options)  # type: ignore[no-untyped-call]

    def init_history(self) -> None:
        """Keep no history: it would be shared by clients."""
        super().init_history()  # type: ignore[no-untyped-call]
        manager: Any = self.history_manager
        manager.enabled = False

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.recorder.add("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)

    def enable_gui(self, gui: str | None = None) -> None:
        """Ignore requests for a window."""


class _Stream(StringIO):
    def __init__(self, name: str, recorder: Recorder) -> None:
        super().__init__()
        self._name, self._recorder = name, recorder

    def write(self, text: str) -> int:
        self._recorder.print(self._name, text)
        return len(text)


class WarmEngine(Engine):  # type: ignore[misc]
    """Executes a notebook in this process; one notebook at a time."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any
    ) -> None:
        """Run the cells one by one; stop at the first that fails, as a kernel's client does."""
        folder = options.get("resources", {}).get("metadata", {}).get("path")
        with _working_in(folder), _shell() as shell:
            for number, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, number)
                if cell.cell_type == "code" and not _run(shell, cell):
                    nb_man.cell_exception(cell, number)
                    break
                nb_man.cell_complete(cell, number)


def _run(shell: Shell, cell: NotebookNode) -> bool:
    shell.recorder = Recorder()
    out, err = _Stream("stdout", shell.recorder), _Stream("stderr", shell.recorder)
    with redirect_stdout(out), redirect_stderr(err):
        result = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
    cell.outputs = shell.recorder.outputs
    cell.execution_count = result.execution_count
    return bool(result.success)


@contextmanager
def _shell() -> Iterator[Shell]:
    """Offer a fresh shell, and leave the process as it was found."""
    hook, main = sys.displayhook, sys.modules["__main__"]
    Shell.clear_instance()
    shell = Shell.instance()
    try:
        yield shell
    finally:
        # What a notebook defined must not be seen by the next client's.
        shell.reset(new_session=False)  # type: ignore[no-untyped-call]
        shell.atexit_operations()  # type: ignore[no-untyped-call]
        atexit.unregister(shell.atexit_operations)
        Shell.clear_instance()
        # The shell took the place of the program's own module; processes are started by it.
        sys.displayhook, sys.modules["__main__"] = hook, main


@contextmanager
def _working_in(folder: str | None) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder or before)
    try:
        yield
    finally:
        os.chdir(before)


papermill_engines.register(ENGINE, WarmEngine)

__all__ = ["ENGINE", "WarmEngine"]
