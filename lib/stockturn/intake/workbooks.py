"""xlsx workbooks: visible sheets as text, numbers as a person would read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from stockturn.errors import SourceError
from stockturn.i18n import _

# Our own templates carry a sheet of this name; it is not data.
EXPLANATION_SHEET = "说明"
# Excel keeps fifteen digits: of a longer number the last ones are lost.
EXACT_BELOW = 1e15


def read_workbook(path: Path, *, sheet: str | None = None) -> dict[str, pd.DataFrame]:
    """Return the cells of each visible sheet that holds anything, or of ``sheet`` alone.

    Raises
    ------
    SourceError
        Where the file is no workbook, has no such sheet, or holds nothing.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
        visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        wanted = _wanted(visible, sheet, path)
        sheets = {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in wanted}
    except SourceError:
        raise
    except Exception as error:  # calamine raises several unrelated classes
        raise SourceError(
            _("文件 {file} 不能作为 Excel 工作簿打开").format(file=path.name),
            expected=_("完整、未加密的 xlsx 文件"),
            action=_("在 Excel 或 WPS 中打开确认后另存为 xlsx"),
        ) from error
    filled = {n: rows for n, rows in sheets.items() if any(any(c != "" for c in r) for r in rows)}
    if not filled:
        raise SourceError(
            _("工作簿 {file} 没有任何内容").format(file=path.name),
            expected=_("至少有表头与一行数据"),
            action=_("请客户重新导出该文件"),
        )
    return {name: _cells(rows) for name, rows in filled.items()}


def _wanted(visible: list[str], sheet: str | None, path: Path) -> list[str]:
    if sheet is None:
        return [name for name in visible if name != EXPLANATION_SHEET]
    if sheet in visible:
        return [sheet]
    raise SourceError(
        _("文件 {file} 没有工作表 {sheet}").format(file=path.name, sheet=sheet),
        expected=_("工作表之一：{names}").format(names=_("、").join(visible)),
        action=_("修改 sources 的 sheet"),
    )


def _cells(rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    frame = pd.DataFrame([[_cell_text(cell) for cell in row] for row in rows], dtype="str")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame.fillna("")


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if abs(cell) >= EXACT_BELOW:
            return f"{cell:.14E}"
        # Workbooks hold every number as a float; a code or count must not grow a ".0".
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ") if cell.time() != dt.time() else cell.date().isoformat()
    return "" if cell is None else str(cell).strip()
