"""The client's own turnover figure beside ours: recomputed their way, then bridged to our way."""

from __future__ import annotations

import re
from typing import Any

from stockturn.metrics.turnover import days_of_inventory

# Words of definitions as systems and textbooks write them; the first that is found decides.
AVERAGINGS = {
    "day_weighted": ("逐日", "每日", "日均", "加权"),
    "monthly": ("月均", "各月", "月平均"),
    "two_point": ("平均", "期初"),
    "ending": ("期末", "结存", "月末", "年末", "库存余额"),
}
NUMERATORS = {
    "revenue": ("收入", "销售额", "营业额"),
    "units": ("数量", "件数"),
    "cost": ("成本", "出库金额"),
}


def understood(definition: str, *, basis: int) -> str | None:
    """Return the id of the definition that words like 营业成本/期末存货 mean, None if unclear.

    Examples
    --------
    >>> understood("营业成本/期末存货", basis=365)
    'ending-cost-365'
    >>> understood("销售收入÷平均库存（360天）", basis=365)
    'two_point-revenue-360'
    >>> understood("系统自带", basis=365) is None
    True
    """
    text = definition.replace(" ", "").replace("÷", "/")
    # What is divided by what, without the days of a year and the two of a mean.
    above, _slash, below = re.sub(r"^36[05]天?/|/2(?=\))|[×*]36[05]天?", "", text).partition("/")
    if _first(NUMERATORS, above) is None:  # days have stock above and the flow below
        above, below = below, above
    numerator = _first(NUMERATORS, above)
    averaging = _first(AVERAGINGS, below)
    if numerator is None or averaging is None:
        return None
    return f"{averaging}-{numerator}-{360 if '360' in text else 365 if '365' in text else basis}"


def _first(words: dict[str, tuple[str, ...]], text: str) -> str | None:
    return next((key for key, found in words.items() if any(w in text for w in found)), None)


def bridge_figure(
    value: float,
    definition: str,
    *,
    metric: str,
    definitions: list[dict[str, Any]],
    ours: str,
    basis: int,
) -> dict[str, Any]:
    """Bridge one figure of the client's to ours, in turns a year (or days).

    ``recomputed`` is ours under the client's definition; ``unexplained`` leads from the client's
    figure to that (other data, other period), and ``definition_effect`` leads on to ``ours``:
    value + unexplained + definition_effect = ours. All are None where the words are not understood,
    and the figure is then told and not bridged.

    Parameters
    ----------
    metric
        ``turnover`` or ``dio_days``.
    definitions
        Result of ``turnover.all_definitions``; ``ours`` is the id of the one in force.
    """
    known = {d["id"]: d["turns"] for d in definitions}
    theirs = understood(definition, basis=basis)
    here: dict[str, float | None] = {"theirs": known.get(theirs or ""), "ours": known.get(ours)}
    if metric == "dio_days":
        days = int((theirs or ours).rsplit("-", 1)[1])
        here = {
            "theirs": days_of_inventory(here["theirs"], basis=days),
            "ours": days_of_inventory(here["ours"], basis=basis),
        }
    same, last = here["theirs"], here["ours"]
    if metric not in {"turnover", "dio_days"} or last is None:
        theirs = same = last = None
    return {
        "id": theirs if same is not None else None,
        "recomputed": same,
        "unexplained": None if same is None else same - value,
        "definition_effect": None if same is None or last is None else last - same,
        "ours": last,
    }
