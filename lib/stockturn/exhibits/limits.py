"""What limits a level or an order besides demand: shelf lives, seasons, prices for more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits.html import Html, note, paragraph
from stockturn.exhibits.numbers import fixed, money, percent
from stockturn.exhibits.phrases import item_label
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _
from stockturn.params import Settings
from stockturn.simulate.policy import Policy

SHOWN = 8


def perishing(analysis: Analysis) -> Html | None:
    """Show the goods that cannot be sold for ever: which are held short, which are too many."""
    policy = analysis.policy
    if policy is None:
        return None
    goods = goods_that_end(policy)
    if goods.empty:
        return None
    over, short = goods["over_value"] > 0, goods["held_short"]
    told = _("{n} 个商品仓的商品有保质期或销售季：").format(n=len(goods))
    told += (
        _("{n} 个因可能卖不完而少备，").format(n=int(short.sum()))
        if short.any()
        else _("都不必因此少备，")
    )
    told += (
        _("{n} 个的在库超出期限内的需求，共 {value}。").format(
            n=int(over.sum()), value=money(float(goods["over_value"].sum()))
        )
        if over.any()
        else _("在库都不超出期限内的需求。")
    )
    review = analysis.params.settings.review_days
    brief = goods["shelf_life_days"] < goods["lead_days"].fillna(0.0) + review
    if brief.any():
        told += _(
            "{n} 个的保质期短于提前期加检查周期：一批货撑不到下一批，"
            "宜缩短检查周期、分批到货，并逐批定量。"
        ).format(n=int(brief.sum()))
    if not (over | short).any():
        return paragraph(told)
    shown = _named(analysis, goods[over | short].head(SHOWN))
    basis = _(
        "再多备一件，可能赚到的毛利抵不过可能损失的成本时即不再备（报童模型）；"
        "逾期或过季的商品按成本的 {rate} 收回，毛利未知的以服务目标代替。"
        "期限自到货或自今日至季末起算，在库批次已过去的天数未计，请按批号复核。"
    ).format(rate=percent(analysis.params.settings.leftover_rate))
    return paragraph(told) + tabled("goods_that_end", shown) + note(basis)


def goods_that_end(policy: Policy) -> pd.DataFrame:
    """Return the places whose goods perish or go out of season, most money too much first."""
    goods = policy.items.loc[np.isfinite(policy.items["worth_having"].to_numpy())]
    need = goods["need_days"] * goods["daily_demand"]
    over = (goods["on_hand"] - need).clip(lower=0.0).fillna(0.0)
    goods = goods.assign(
        need_qty=need,
        over_qty=over,
        over_value=over * goods["unit_cost"],
        # Levels are whole units, what is worth having need not be.
        held_short=(goods["reorder_point"] >= goods["worth_having"] - 0.5) & (goods["reason"] == "")
        & (goods["daily_demand"] > 0),
    )  # fmt: skip
    by = ["over_value", "item", "warehouse"]
    most_first: pd.DataFrame = goods.sort_values(by, ascending=[False, True, True])
    return most_first


def price_breaks(analysis: Analysis) -> Html | None:
    """Show which of the suppliers' prices for more are worth their stock, and which are not."""
    policy = analysis.policy
    if policy is None or policy.breaks.empty:
        return None
    rows = policy.breaks.sort_values(["saved_per_year", "item"], ascending=[False, True])
    pays = rows["worth_it"]
    told = (
        _(
            "{n} 项阶梯价值得凑量：每年净省 {saved}，平均多占用库存 {extra}，已计入目标与回放。"
        ).format(
            n=int(pays.sum()),
            saved=money(float(rows.loc[pays, "saved_per_year"].sum())),
            extra=money(float(rows.loc[pays, "extra_stock_value"].sum())),
        )
        if pays.any()
        else _("没有阶梯价值得凑量。")
    )
    if not pays.all():
        told += _("{n} 项不值得：差价抵不过多占库存的持有成本，或期限内卖不完。").format(
            n=int((~pays).sum())
        )
    shown = _named(analysis, rows.head(SHOWN)).assign(verdict=_verdicts(rows.head(SHOWN)))
    listed = tabled("price_breaks", shown, n=fixed(len(shown)), all=fixed(len(rows)))
    return paragraph(told) + listed + note(_cost_of_breaks(analysis.params.settings))


def _verdicts(rows: pd.DataFrame) -> list[str]:
    return [_("凑量") if pays else _("按平常批量") for pays in rows["worth_it"]]


def _cost_of_breaks(settings: Settings) -> str:
    told = _(
        "每年净省＝采购差价与订货成本之差，减去多占库存按持有成本率 {rate} 计的成本；"
        "与一次性资金不相加。"
    ).format(rate=percent(settings.carrying_rates.total))
    if settings.order_cost > 0:
        return told + _("每次订货成本按 {cost} 元计。").format(cost=fixed(settings.order_cost, 2))
    return told + _("每次订货成本未提供，按零计。")


def limit_lists(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return both tables in full, for the workbook: table id → rows, those that are not empty."""
    policy = analysis.policy
    if policy is None:
        return {}
    ends = goods_that_end(policy)
    ends = ends[ends["held_short"] | (ends["over_qty"] > 0)]
    rows = policy.breaks.sort_values(["saved_per_year", "item"], ascending=[False, True])
    lists = {"goods_that_end": ends, "price_breaks": rows.assign(verdict=_verdicts(rows))}
    return {key: _named(analysis, table) for key, table in lists.items() if len(table)}


def _named(analysis: Analysis, rows: pd.DataFrame) -> pd.DataFrame:
    names = item_label(analysis.pairs.drop_duplicates("item").set_index("item"))
    return rows.assign(name=rows["item"].map(names).fillna(""))
