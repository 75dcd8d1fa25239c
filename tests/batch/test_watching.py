"""The live table tells how far a batch is, in text that no client's name can forge."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from types import SimpleNamespace

from rich.console import Console

from stockturn.batch.watching import LiveTable
from stockturn.report.render import Result


def test_running_done_and_failed_are_shown() -> None:
    told: list[str] = []
    console = Console(file=StringIO(), force_terminal=True, width=80, height=20)
    table = LiveTable(lambda result: told.append(result.client_id), console)
    names = ["甲[red]", "乙", "丙"]
    jobs = {n: SimpleNamespace(params=SimpleNamespace(client=name)) for n, name in enumerate(names)}
    with table.watching(jobs, 3.0):
        table.running([0, 2])
        table.ended(Result("b", "乙", Path("b"), seconds=1.5), 1.0)
        table.ended(Result("c", "丙", error="发现：空"), 1.0)
        table.running([0])
        with console.capture() as shown:
            console.print(table.live.renderable)
    text = shown.get()
    assert "2/3 个客户" in text
    assert "甲[red]" in text
    assert "进行中" in text
    assert "完成" in text
    assert "失败" in text
    assert told == ["c"]
