"""``index.html`` of a batch: the consultancy's own view of all its clients."""

from __future__ import annotations

from pathlib import Path

from stockturn.i18n import _, current_language
from stockturn.portfolio import read_json
from stockturn.report import warm
from stockturn.report.execute import execute
from stockturn.report.page import Chapter, Cover, Foot, build_page
from stockturn.report.workbook import notebook_path
from stockturn.staging import write_whole

NAME = "portfolio"


def write_index(out: Path, *, engine: str = warm.ENGINE) -> Path:
    """Write ``index.html`` beside ``batch.json``, from what the clients' folders hold.

    Raises
    ------
    ChapterError
        Where ``batch.json`` or a result that it lists cannot be read.
    """
    parameters = {"language": current_language(), "reports_dir": ".", "clients": []}
    notebook = execute(notebook_path(NAME), parameters, folder=out.resolve(), engine=engine)
    page = build_page(
        [Chapter(NAME, notebook, numbered=False)],
        cover=_cover(out),
        foot=Foot((_("内部资料：含多个客户的数字，不得转交任何客户。"),)),
        running_foot=_("客户总览 · 内部资料"),
    )
    path = out / "index.html"
    write_whole(path, page.encode())
    path.chmod(0o644)
    return path


def _cover(out: Path) -> Cover:
    clients = read_json(out / "batch.json")["clients"]
    good = sum(client["status"] == "ok" for client in clients)
    fields = (
        (_("客户"), str(len(clients))),
        (_("已有报告"), str(good)),
        (_("未能生成"), str(len(clients) - good)),
        (_("密级"), _("内部")),
    )
    return Cover(_("库存周转诊断"), _("客户总览"), fields, brief=True)
