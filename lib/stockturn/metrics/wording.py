"""The words that definitions of measures are filled with: averages, bases, thresholds in force."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stockturn.i18n import _
from stockturn.ledger.facts import Facts
from stockturn.metrics import service
from stockturn.metrics.window import Window
from stockturn.params import Settings


def words_in_force(
    facts: Facts | None,
    span: Window | None,
    settings: Settings,
    tables: Mapping[str, pd.DataFrame],
    cycle_days: float | None,
) -> dict[str, str]:
    """Return what the placeholders of the definitions stand for."""
    rates = settings.carrying_rates
    monthly = tables.get("service")
    scale = service.satisfaction_scale(monthly) if monthly is not None else None
    return {
        "averaging": averaging_name(span.averaging) if span else "",
        "annualised": _annualised(span, settings),
        "basis": str(settings.days_basis),
        "cogs_rule": _cogs_rule(facts),
        "negative_rule": _negative_rule(facts),
        "negative_unit": _("商品仓月")
        if facts is not None and not facts.has_days
        else _("商品仓日"),
        "slow_days": str(settings.slow_days),
        "stagnant_days": str(settings.stagnant_days),
        "dead_days": str(settings.dead_days),
        "max_cover_days": str(settings.max_cover_days),
        "cycle_days": f"{cycle_days:.0f}" if cycle_days is not None else _("补货周期内"),
        "carrying_rate": f"{rates.total:.1%}",
        "capital": f"{rates.capital:.1%}",
        "storage": f"{rates.storage:.1%}",
        "handling": f"{rates.handling:.1%}",
        "obsolescence": f"{rates.obsolescence:.1%}",
        "satisfaction_scale": f"{scale:g}" if scale else _("未说明"),
    }


def averaging_name(averaging: str) -> str:
    """Return how an average was made, in words."""
    return {
        "day_weighted": _("逐日加权平均：每日结存金额之和 ÷ 天数"),
        "monthly": _("月均：各月（期初＋期末）÷2 的平均，未列出的商品按最近结存计入"),
        "two_point": _("期初期末平均：（期初＋期末）÷2"),
        "ending": _("期末库存"),
    }[averaging]


def _annualised(span: Window | None, settings: Settings) -> str:
    if span is None:
        return ""
    if span.months:
        return _("按 12/{n} 折算为全年").format(n=span.months)
    return _("按 {basis}/{days} 天折算为全年").format(basis=settings.days_basis, days=span.days)


def _cogs_rule(facts: Facts | None) -> str:
    if facts is not None and facts.source == "balances":
        rule = _("期初＋采购－退货±其他变更±重估－期末，成本口径（含销售与组装领用）")
        if facts.hidden_transfers is None:
            return rule
        if facts.hidden_transfers.taken:
            return rule + _("，已扣除推断的仓间调拨")
        return rule + _("，未能分出仓间调拨")
    return _("销售出库成本减销售退货成本，成本口径；调拨、盘点与报废不计入")


def _negative_rule(facts: Facts | None) -> str:
    if facts is not None and not facts.has_days:
        return _("期末结存为负的商品仓月数（收发存无逐日数据）")
    return _("结存为负的商品仓日之和")
