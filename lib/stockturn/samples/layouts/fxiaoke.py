"""纷享销客: objects exported one by one, with required marks and ids; quantities only."""

from __future__ import annotations

from pathlib import Path

from stockturn.samples.company import Company
from stockturn.samples.layouts.forms import dates, drafts, filled, forms
from stockturn.samples.layouts.pages import Page, Row, cells, header, save_xlsx
from stockturn.samples.spec import LAST_DAY

DESCRIBED = {"qty": "数字字段类型,最大位数14,小数位数2", "date": "日期字段类型,格式yyyy-MM-dd"}


def write(company: Company, folder: Path) -> list[Path]:
    """Write one workbook an object into ``folder``.

    By the seed: plain; a row of field descriptions below the header; a wrong ``dimension``.
    """
    variant, written = company.spec.seed % 3, []
    for form in forms("纷享销客"):
        frame = filled(company, form)
        if frame.empty:
            continue
        if "doc_no" in frame:
            frame = drafts(frame, "life", "作废")
        days = [name for name in form.columns if name.endswith("date")]
        shown = frame.assign(**{name: dates(frame[name]) for name in days})[list(form.columns)]
        page = Page(f"{form.name}数据")
        page.add(*header(form.labels(company.spec.seed)))
        if variant == 1:
            kinds = [next((k for k in DESCRIBED if name.endswith(k)), "") for name in form.columns]
            described: Row = [DESCRIBED.get(kind, "单行文本字段类型,最大长度100") for kind in kinds]
            page.add([described])
        page.add(cells(shown))
        written.append(folder / f"{form.name}对象导出结果_{LAST_DAY:%Y%m%d}.xlsx")
        save_xlsx([page], written[-1], dimension="A1" if variant == 2 else None)
    return written
