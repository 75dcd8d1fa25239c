"""Small clients and a workbook of small chapters, some of which do harm to those who ask for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from stockturn.params import Params
from stockturn.report.workbook import CHAPTERS

ROOT = Path(__file__).parents[2]
PARAMETERS = "\n".join(f"{name} = None" for name in Params.model_fields)
OPEN = "from stockturn import exhibits as _ex\n_analysis = _ex.open_analysis(globals())"
SHOW = "_ex.money_first(_analysis)"
HARM = """
import os as _os, signal as _signal, time as _time
if client_id == "loop":
    while True:
        _time.sleep(0.01)
if client_id == "exit":
    _os._exit(3)
if client_id == "killed":
    _os.kill(_os.getpid(), _signal.SIGKILL)
if client_id == "memory":
    _held = [bytearray(1 << 28) for _ in range(200)]
if client_id == "figure":
    from stockturn.exhibits.figure import canvas as _canvas, picture as _picture
    with _canvas(height=2) as (_figure, (_ax,)):
        _ax.plot([1, 2], [1])
"""


def write_client(folder: Path, name: str, *, seed: int = 1, rows: int = 3) -> Path:
    """Write one client's ledger and parameters; return the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    days = "".join(f"2025-01-{2 + n:02},销售出库,{seed:03},{n % 3 + 1},\n" for n in range(rows))
    ledger = f"日期,类型,商品编码,数量,单位成本\n2025-01-01,期初,{seed:03},{50 + seed},5\n{days}"
    (folder / f"{name}.csv").write_text(ledger, encoding="utf-8")
    params = folder / f"{name}.yaml"
    values = f"client: 客户{name}\nclient_id: {name}\nsources: [{{path: {name}.csv}}]\n"
    params.write_text(values, encoding="utf-8")
    return params


def write_workbook(place: Path) -> Path:
    """Write a small edition of the chapters; the first does what the client's name says."""
    (place / "notebooks").mkdir(parents=True)
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for number, name in enumerate(CHAPTERS):
        tagged = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
        cells = [new_markdown_cell(f"# 第{number}章"), tagged]
        if number == 0:
            cells += [new_code_cell(HARM), new_code_cell(OPEN), new_code_cell(SHOW)]
        made = new_notebook(cells=cells, metadata={"kernelspec": spec})
        for place_in, cell in enumerate(made.cells):
            cell.id = f"{name}-{place_in}"
        nbformat.write(made, place / "notebooks" / f"{name}.ipynb")
    # The page of all clients is the real one.
    shutil.copy(ROOT / "notebooks" / "portfolio.ipynb", place / "notebooks")
    return place
