"""In whose layout the exports are written: one small module a system, over the same frames."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stockturn.samples.company import Company
from stockturn.samples.layouts import fxiaoke, jiandaoyun, jinxiaocunbao, kis, standard, u8

WRITERS: dict[str, Callable[[Company, Path], list[Path]]] = {
    "标准": standard.write,
    "用友U8": u8.write,
    "金蝶KIS": kis.write,
    "简道云": jiandaoyun.write,
    "纷享销客": fxiaoke.write,
    "进销存宝": jinxiaocunbao.write,
}
