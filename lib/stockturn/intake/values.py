"""Cells of text become values; what cannot be read is marked, never guessed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from stockturn.i18n import _
from stockturn.intake.distinct import by_distinct

BLANKS = frozenset({"", "-", "--", "—", "/", "无", "N/A", "n/a", "NULL", "null", "#N/A"})
NO_TEXT = frozenset(
    {"<无>", "<空>", "(空)", "（空）", "-", "--", "—", "/", "NULL", "null", "None", "nan"}
)
YES = frozenset({"1", "是", "y", "yes", "true", "计入", "√"})
NO = frozenset({"0", "否", "n", "no", "false", "不计入", "×", ""})
# Printed money is within this of what it stands for; two such figures may lie a cent apart.
HALF_CENT = 0.005
# A parenthesis, a trailing minus or a triangle is how ledgers write a red entry.
RED = re.compile(r"^(?:[（(](.+)[)）]|(.+)-|[△▲](.+))$")

_PIECES = "箱|件|个|包|瓶|盒|只|套|kg|千克|吨|米"
_BRACKET = re.compile(
    rf"\((?:必填|选填|元|万元|千元|天|日|%|不含税|含税|本币|原币|基本|主|辅|{_PIECES})\)$|\[必填\]$"
)
_MONEY_UNIT = re.compile(r"(?:单位:?(?:人民币)?|[(\[]|本币:?)(亿元|万元|千元|元)[)\]]?")

_BARE = re.compile(r"不含税|无税|未税|去税|除税")
_TAXED = re.compile(r"含税|价税合计|tax_?inclusive|itaxunitprice|^isum$", re.IGNORECASE)


@lru_cache(maxsize=65536)
def clean_header(header: str) -> str:
    r"""Return a header in the one spelling that the dictionary knows.

    Examples
    --------
    >>> clean_header("产品名称（必填）"), clean_header(" 数 量\n(件)")
    ('产品名称', '数量')
    >>> clean_header("Item_Code"), clean_header("期初结存-金额（万元）")
    ('itemcode', '期初结存金额')
    """
    text = unicodedata.normalize("NFKC", header).lower().replace("帐", "账")
    text = _BRACKET.sub("", re.sub(r"[\s_\-\u200b\ufeff]+", "", text).strip("*※#:"))
    return _BRACKET.sub("", text).strip("*:")


def money_scale(text: str) -> float | None:
    """Return how many yuan one unit of a header or title is, or None where it does not say.

    Examples
    --------
    >>> money_scale("结存金额(万元)"), money_scale("金额单位：千元"), money_scale("结存金额")
    (10000.0, 1000.0, None)
    """
    hit = _MONEY_UNIT.search(unicodedata.normalize("NFKC", text))
    return {"亿元": 1e8, "万元": 1e4, "千元": 1e3, "元": 1.0}[hit[1]] if hit else None


def says_tax(header: str) -> bool | None:
    """Tell whether a header states its money with tax, or None where it does not say.

    Examples
    --------
    >>> says_tax("原币含税单价"), says_tax("金额（不含税）"), says_tax("金额")
    (True, False, None)
    """
    return False if _BARE.search(header) else True if _TAXED.search(header) else None


def unit_hint(header: str) -> str:
    """Return the unit of pieces that a header carries in brackets, or nothing.

    Examples
    --------
    >>> unit_hint("数量（箱）"), unit_hint("数量")
    ('箱', '')
    """
    hit = re.search(rf"\(({_PIECES})\)$", unicodedata.normalize("NFKC", header))
    return hit[1] if hit else ""


def numbers(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read numbers with thousands separators, currency signs and red-entry forms.

    Returns
    -------
    values, faults
        Floats (NaN where the cell is blank or faulty) and a mask of cells that are neither
        blank nor a number.

    Examples
    --------
    >>> values, faults = numbers(pd.Series(["1,234.5", "(12)", "12-", "abc", ""]))
    >>> values.tolist()[:3], faults.tolist()
    ([1234.5, -12.0, -12.0], [False, False, False, True, False])
    """
    try:
        return _plain_numbers(cells), pd.Series(False, index=cells.index)
    except pa.ArrowInvalid:
        return _written_numbers(cells)


def _plain_numbers(cells: pd.Series) -> pd.Series:
    """Read a column that holds nothing but digits and blanks, as most do."""
    texts = pa.array(cells, pa.string())
    values = pc.cast(pc.if_else(pc.equal(texts, ""), None, texts), pa.float64())
    if not pc.all(pc.is_finite(values)).as_py() and values.null_count < len(values):
        raise pa.ArrowInvalid("nan and inf are words here")
    return pd.Series(values.to_numpy(zero_copy_only=False), index=cells.index)


@by_distinct
def _written_numbers(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    values = pd.to_numeric(cells, errors="coerce").astype("float64")
    rest = ~values.abs().lt(float("inf")) & ~cells.isin(BLANKS)
    if rest.any():
        plain = pd.to_numeric(cells[rest].map(_plain_number), errors="coerce")
        values.loc[rest] = plain.where(plain.abs().lt(float("inf")))
        rest &= values.isna()
    return values, rest


def _plain_number(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("−", "-").strip("¥￥$ 元")
    text = re.sub(r"(?<=\d)[,，\s](?=\d{3}(?:\D|$))", "", text)
    if red := RED.match(text):
        text = "-" + next(g for g in red.groups() if g)
    return str(float(text[:-1]) / 100) if re.fullmatch(r"-?[\d.]+%", text) else text


def codes(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Keep codes as the text they are; one that a spreadsheet turned into 1.23E+10 is a fault."""
    lost = cells.str.contains("+", regex=False)
    if lost.any():
        lost[lost] = cells[lost].str.fullmatch(r"\d(?:\.\d+)?[Ee]\+\d+")
    return cells, lost


def flags(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read yes and no; a blank is no."""
    lower = cells.str.lower()
    return lower.isin(YES), ~lower.isin(YES | NO)


def type_name(type_: str) -> str:
    """Return what a cell of ``type_`` should hold, for messages."""
    return {
        "number": _("数字"),
        "length": _("天数，如 90 或 12个月"),
        "date": _("日期"),
        "datetime": _("日期"),
        "period": _("期间，如 2021-01"),
        "code": _("文本编码（未被表格软件改写）"),
        "flag": _("是或否"),
    }.get(type_, _("文本"))
