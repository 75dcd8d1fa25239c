"""复盘 on the page: the earlier result held against this one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Col, Html, lead, note
from stockturn.exhibits.numbers import (
    days,
    money,
    points,
    signed,
    text_span,
)
from stockturn.exhibits.phrases import change_between, written
from stockturn.exhibits.tables import tabled
from stockturn.findings.review import Cause, Review
from stockturn.i18n import N_, _
from stockturn.measures import Measure
from stockturn.metrics.catalog import measure_name

CATEGORIES_SHOWN = 20
SETTING_NAMES = {
    "days_basis": N_("一年天数"),
    "costing": N_("计价方法"),
    "cost_pool": N_("计价范围"),
    "summary_transfers": N_("收发存的出入含调拨与否"),
    "averaging": N_("平均库存口径"),
    "slow_days": N_("慢动天数"),
    "stagnant_days": N_("呆滞天数"),
    "dead_days": N_("死库存天数"),
    "max_cover_days": N_("库存上限天数"),
    "carrying_rates": N_("持有成本费率（资金、仓储、管理、损耗）"),
    "service_targets": N_("服务水平目标（A、B、C）"),
    "review_days": N_("补货检查周期天数"),
    "lead_time": N_("提前期"),
    "seasons": N_("销售季"),
    "leftover_rate": N_("逾期或过季后可收回的成本比例"),
    "order_cost": N_("每次订货成本（元）"),
}
SETTING_WORDS = {
    "recorded": N_("账面"),
    "moving": N_("移动加权平均"),
    "monthly": N_("全月一次加权平均"),
    "fifo": N_("先进先出"),
    "company": N_("全公司"),
    "warehouse": N_("分仓"),
    "included": N_("含调拨"),
    "excluded": N_("不含调拨"),
    "averaging.monthly": N_("月均"),
    "auto": N_("自动"),
    "day_weighted": N_("逐日加权"),
    "two_point": N_("期初期末"),
}
STEADY = 0.02  # a category whose days moved less than this neither improved nor worsened


def review(analysis: Analysis) -> Exhibit:
    """Hold the earlier result against this one: moves, categories, promises, causes."""
    held = analysis.review
    if held is None:
        return exhibit(
            lead(_("本期未提供上次诊断的结果，尚无可复盘的承诺。")),
            note(_("下次出具报告时，将逐项对照本期行动计划所列金额与实际变化。")),
        )
    return exhibit(
        lead(_sentence(held)),
        _moves(analysis, held),
        _categories(held),
        _promises(held),
        _causes(held),
    )


def _sentence(held: Review) -> str:
    told = {move.name: move for move in held.moves}
    start, end = (dt.date.fromisoformat(held.period[key]) for key in ("start", "end"))
    period = _("上次诊断（{span}）").format(span=text_span(start, end))
    if "dio_days" not in told:
        return _("{period}与本期缺少可比的周转天数。").format(period=period)
    move = told["dio_days"]
    sentence = _("{period}以来，周转天数由 {a} 天变为 {b} 天").format(
        period=period, a=days(move.before), b=days(move.after)
    )
    if held.promises:
        sentence += _("；行动计划列示可释放 {promised}，所列商品的库存实际减少 {realised}").format(
            promised=money(sum(p.promised for p in held.promises)),
            realised=money(sum(p.realised for p in held.promises)),
        )
    return sentence + _("。")


def _moves(analysis: Analysis, held: Review) -> Html:
    measures = analysis.measures
    rows = [
        {
            "name": measure_name(m.name),
            "before": written(_then(analysis, m.name, m.before)),
            "after": written(measures[m.name]),
            "change": change_between(_then(analysis, m.name, m.before), measures[m.name]),
        }
        for m in held.moves
    ]
    return tabled("moves", rows)


def _then(analysis: Analysis, name: str, value: float) -> Measure:
    return replace(analysis.measures[name], value=value, missing=())


def _categories(held: Review) -> Html | None:
    if not held.categories:
        return None
    rows = [
        {
            "name": m.name,
            "before": m.before,
            "after": m.after,
            "change": m.after / m.before - 1,
            "state": _state(m.after / m.before - 1),
        }
        for m in held.categories
    ]
    # With many categories, those that moved most, in either direction, are shown.
    if len(rows) > CATEGORIES_SHOWN:
        half = CATEGORIES_SHOWN // 2
        rows = [*rows[:half], *rows[-half:]]
    return tabled("categories", rows)


def _state(change: float) -> str:
    if abs(change) < STEADY:
        return _("持平")
    return _("改善") if change < 0 else _("变差")


def _promises(held: Review) -> Html | None:
    if not held.promises:
        return None
    rows: list[dict[str, Any]] = [
        {
            "action": p.text,
            "items": p.items,
            "promised": p.promised,
            "before": p.stock_before,
            "after": p.stock_after,
            "realised": p.realised,
            "share": p.realised / p.promised if p.promised else None,
        }
        for p in held.promises
    ]
    return tabled("promises_kept", rows) + note(
        _("实际减少为所列商品库存金额之差，包含需求变化等其他原因，不全是措施之功；负数表示增加。")
    )


def _causes(held: Review) -> Html | None:
    if not held.causes:
        return note(
            _("两次诊断的参数相同，以上变化全部来自数据。")
            if held.settings_known
            else _("上次的结果没有记录参数，无法区分口径变化与数据变化。")
        )
    shown = [m.name for m in held.moves if any(c.effects.get(m.name) for c in held.causes[1:])]
    rows = [
        {"cause": _cause(cause, held), **{k: _effect(k, cause.effects.get(k)) for k in shown}}
        for cause in held.causes
    ]
    if not shown:
        return note(_("参数有改动，但上列数字都不因此变化。"))
    named = [Col(key, measure_name(key), str) for key in shown]
    return tabled("moved_by_setting", rows, more=named) + note(
        _("由上次的参数起逐项换成本次的参数，各项之和等于总变化；表中只列受参数影响的数字。")
    )


def _cause(cause: Cause, held: Review) -> str:
    if cause.setting is None:
        return _("期间不同（文件相同）") if held.same_files else _("数据与期间的变化")
    return _("{key}：{before} → {after}").format(
        key=_(SETTING_NAMES.get(cause.setting, cause.setting)),
        before=_plain(cause.setting, cause.before),
        after=_plain(cause.setting, cause.after),
    )


def _plain(key: str, value: Any) -> str:
    if isinstance(value, dict):
        return _("、").join(str(part) for part in value.values())
    if value is None:
        return _("未设")
    return _(SETTING_WORDS.get(f"{key}.{value}") or SETTING_WORDS.get(str(value)) or str(value))


def _effect(key: str, value: float | None) -> str:
    if value is None:
        return "—"
    if key.endswith(("_value", "_cost")):
        return ("+" if value > 0 else "") + money(value)
    if key.endswith("_rate"):
        return points(value)
    return signed(value, 2)
