"""What the client says that cannot be, or that contradicts itself: named, never averaged away."""

from __future__ import annotations

from collections.abc import Mapping

from stockturn.findings.clearing import PRICE_WAYS
from stockturn.i18n import _
from stockturn.measures import Measure
from stockturn.metrics.catalog import measure_name
from stockturn.params import Params

BY_HAND = ("Excel", "WPS", "表格", "手工", "纸质")
AUTOMATIC = ("F-01", "F-02", "F-04")


def service_doubts(measures: Mapping[str, Measure], unfit: Mapping[str, str]) -> tuple[str, ...]:
    """Say which service figures that the client brought are not used, and what they would need.

    ``unfit`` is measure → what its figures should be but are not.
    """
    told: dict[str, list[str]] = {}
    for key, wanted in unfit.items():
        told.setdefault(wanted, []).append(measure_name(key))
    doubts = [
        _("{names}未采用：需要{wanted}。").format(names=_("、").join(names), wanted=wanted)
        for wanted, names in told.items()
    ]
    returned = measures["return_rate"].value if "return_rate" in measures else None
    if returned is not None and returned > 1:
        doubts.append(_("退货率高于 100%：期内退回多于售出，多为退回前期所售，不宜作服务水平看。"))
    return tuple(doubts)


def answer_doubts(
    params: Params, measures: Mapping[str, Measure], returned: float
) -> tuple[str, ...]:
    """Say where the interview contradicts itself or the data.

    ``returned`` is the value sent back to suppliers in the period (currency).
    """
    answers, systems = params.answers, params.profile.present_systems
    used = [key for key in AUTOMATIC if answers.functions.get(key) == "used"]
    by_hand = [name for name in systems if name.startswith(BY_HAND)]
    margin, gross = answers.profit_margin, measures.get("gross_margin")
    ways = answers.clearing_methods
    only_price = bool(ways) and all(way.startswith(PRICE_WAYS) for way in ways)
    cases = (
        (
            answers.spreadsheet_based is True and bool(used),
            _("访谈称库存以表格手工登记，又称自动补货、库存预警或订单跟踪已在使用。"),
        ),
        (
            answers.spreadsheet_based is False and bool(systems) and len(by_hand) == len(systems),
            _("访谈称库存不以表格登记，而所填现有系统只有表格。"),
        ),
        (
            margin is not None and gross is not None and margin > (gross.value or 1.0),
            _("访谈所述年利润率高于本期毛利率，两者口径须核对。"),
        ),
        (
            only_price and returned > 0,
            _("访谈称清理库存只用促销，而期内有采购退货记录，是否属于清理须核实。"),
        ),
    )
    return tuple(text for holds, text in cases if holds)
