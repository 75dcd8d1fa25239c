"""In whose layout the exports are written: one small module a system, over the same frames."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stockturn.errors import UsageError
from stockturn.i18n import _
from stockturn.samples.company import Company
from stockturn.samples.layouts import standard

Writer = Callable[[Company, Path], list[Path]]

WRITERS: dict[str, Writer] = {"标准": standard.write}


def writer_of(system: str) -> Writer:
    """Return what writes a company's exports as ``system`` would."""
    if system not in WRITERS:
        raise UsageError(
            _("尚不能按“{system}”的导出格式生成模拟数据").format(system=system),
            expected=_("其中之一：{allowed}").format(allowed="、".join(WRITERS)),
            action=_("改用 --system 标准"),
        )
    return WRITERS[system]
