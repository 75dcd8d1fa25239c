"""How much is enough, what it would have done, and what a buyer does about it."""

from __future__ import annotations

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits import charts
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Col, Html, bullets, lead, note, paragraph
from stockturn.exhibits.limits import perishing, price_breaks
from stockturn.exhibits.numbers import days, fixed, money, percent, turns, wan, whole
from stockturn.exhibits.phrases import item_label
from stockturn.exhibits.safety import slow_goods
from stockturn.exhibits.tables import tabled
from stockturn.i18n import _
from stockturn.metrics.catalog import measure_name
from stockturn.simulate.policy import Policy
from stockturn.targets.wording import cause_text

SHOWN = 8


def list_titles() -> dict[str, str]:
    """Return the name of each list, in the order in which a buyer goes through them."""
    return {
        "order_now": _("立即补货"),
        "do_not_order": _("暂停采购"),
        "push_out": _("取消或推迟在途"),
        "transfer": _("仓间调拨"),
        "clear": _("清理处置"),
    }


def written_lists(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return the buying lists with names and words in place of codes; empty without levels."""
    if not analysis.lists:
        return {}
    ways = {
        "write_off": _("折价或报废"),
        "return": _("停用：退供或清仓"),
        "promote": _("促销或捆绑"),
    }
    plan = slow_goods(analysis)
    slow = (
        {}
        if plan is None
        else dict(zip(plan["item"].astype("str"), plan["way"].map(_), strict=True))
    )
    names = item_label(analysis.pairs.drop_duplicates("item").set_index("item"))
    lists = {key: rows.copy() for key, rows in analysis.lists.items()}
    for key, rows in lists.items():
        if "way" in rows:
            # Slow goods are named the way that their own table names.
            pairs = zip(rows["item"].astype("str"), rows["way"], strict=True)
            rows["way"] = [slow.get(item, ways[way]) for item, way in pairs]
        for day in {"order_date", "promised_date"} & set(rows):
            rows[day] = pd.to_datetime(rows[day]).dt.strftime("%Y-%m-%d").fillna("")
        if not _costed(analysis):
            rows["value"] = float("nan")
        if "on_order" in rows and not _ordered(analysis):
            rows["on_order"] = float("nan")
        rows.insert(list(rows).index("item") + 1, "name", rows["item"].map(names).fillna(""))
        lists[key] = rows
    return lists


def _costed(analysis: Analysis) -> bool:
    return analysis.measures["avg_stock_value"].known


def _ordered(analysis: Analysis) -> bool:
    return "purchases" in analysis.intake.tables


def enough_stock(analysis: Analysis) -> Exhibit:
    """Show what the levels would have done over the period, and the cash that is free."""
    policy = analysis.policy
    if policy is None:
        why = _("数据不足：补货目标需要出入库流水，或逐月含数量的收发存；并需要提前期。")
        return exhibit(lead(why), note(_("提前期取自采购单、商品档案的提前期天数，或参数。")))
    cover = analysis.params.settings.max_cover_days
    if not _costed(analysis):
        why = _("数据不足：库存没有成本，多少库存够用不能以金额回答。")
        more = (
            _("补充收发存汇总表（含金额）或带成本的商品档案后，即可按金额回放；下列清单只计数量。")
            if policy.daily
            else _("补充收发存的金额或带成本的商品档案后，即可按金额列出超量；下列清单只计数量。")
        )
        return exhibit(lead(why), note(more))
    if not policy.outcomes:
        return exhibit(
            lead(_unrehearsed(analysis, policy)),
            _causes(policy),
            None if policy.daily else note(_by_month()),
            _forecast(policy) if analysis.measures["forecast_wape"].known else None,
            perishing(analysis),
            _unplanned(policy, cover),
        )
    return exhibit(
        lead(_sentence(analysis, policy)),
        _curve(policy),
        _comparison(policy),
        _same_service(policy),
        _promises(policy),
        _forecast(policy),
        _causes(policy),
        perishing(analysis),
        _unplanned(policy, cover),
    )


def _unrehearsed(analysis: Analysis, policy: Policy) -> str:
    if policy.daily:
        return _("历史太短，补货目标未经回放检验，仅供参考。")
    return _("补货目标按逐月收发存推算，未经逐日回放检验：期末库存超出目标上限{value}。").format(
        value=money(float(policy.causes["value"].sum()))
    )


def _by_month() -> str:
    return _(
        "服务目标未在贵司历史上验证，月内断货又补齐的看不见，需求可能偏低；"
        "因此不测算可释放资金。补充出入库流水后即可逐日回放。"
    )


def _sentence(analysis: Analysis, policy: Policy) -> str:
    if not policy.cash:
        return _never_as_well(policy)
    if policy.cash["value"] <= 0:
        return _better_as_it_is(policy)
    rates = analysis.params.settings.carrying_rates.total
    return _(
        "服务水平不低于实际时可一次性释放{value}（80% 区间{low}～{high}）；"
        "另按持有成本率 {rate} 每年节省约{year}，两者不相加。"
    ).format(
        value=money(policy.cash["value"]),
        low=money(policy.cash["low"]),
        high=money(policy.cash["high"]),
        rate=percent(rates),
        year=money(policy.cash["value"] * rates),
    )


def _better_as_it_is(policy: Policy) -> str:
    """Say that the client did no worse than the levels would have."""
    served = policy.outcomes.get("same_service", policy.outcomes["proposed"])
    return _(
        "保持实际的满足率，按目标要占用 {a}，不少于实际的 {b}。"
        "现有做法不逊于本报告的目标：没有测得可释放资金，也不宜照目标整体加库存。"
    ).format(
        a=money(served["avg_stock_value"] or 0.0),
        b=money(policy.outcomes["baseline"]["avg_stock_value"] or 0.0),
    )


def _never_as_well(policy: Policy) -> str:
    """Say what the levels would have held where none of them served as well as the client did."""
    actual, then = policy.outcomes["baseline"], policy.outcomes["proposed"]
    if actual["fill_rate"] is None or not then["avg_stock_value"]:
        return _("回放期内没有可比的需求或库存，不测算可释放资金。")
    most = policy.curve.loc[policy.curve["label"].eq(""), "fill_rate"].max()
    return _(
        "回放所试的目标最高达到满足率 {most}，低于实际的 {actual}：没有同等服务可比，"
        "不测算可释放资金。若接受目标所达到的 {kept}，平均库存为 {a}（实际 {b}）。"
    ).format(
        most=percent(most),
        actual=percent(actual["fill_rate"]),
        kept=percent(then["fill_rate"]),
        a=money(then["avg_stock_value"]),
        b=money(actual["avg_stock_value"] or 0.0),
    )


def _curve(policy: Policy) -> Picture | None:
    if policy.curve["fill_rate"].isna().any():
        return None  # nothing was asked for in the days rehearsed
    lanes = policy.curve[policy.curve["label"].eq("")]
    now, then = policy.outcomes["baseline"], policy.outcomes["proposed"]
    title = _("实际：{a}，满足率 {b}；目标：{c}，满足率 {d}").format(
        a=money(now["avg_stock_value"]),
        b=percent(now["fill_rate"]),
        c=money(then["avg_stock_value"]),
        d=percent(then["fill_rate"]),
    )
    marked = {_("实际"): now, _("目标"): then}
    if (kept := policy.outcomes.get("same_service")) is not None:
        marked[_("同等服务")] = kept
    with canvas(height=3.2) as (figure, (ax,)):
        charts.exchange_curve(lanes, marked, ax=ax, title=title)
        return picture(
            figure,
            alt=_("库存金额与满足率的取舍曲线。{title}。").format(title=title),
            caption=_("取舍曲线：多少库存换多少满足率（回放所得）"),
        )


def _same_service(policy: Policy) -> Html | None:
    then, kept = policy.outcomes["proposed"], policy.outcomes.get("same_service")
    if kept is None or not policy.cash.get("value"):
        return None
    return note(
        _(
            "各类承诺合起来的满足率为 {promised}，低于实际的 {actual}；"
            "可释放资金按“同等服务”一列计，不低于实际。"
            "若接受承诺的水平，平均库存还可再少{more}，不计入可释放资金。"
        ).format(
            promised=percent(then["fill_rate"]),
            actual=percent(policy.outcomes["baseline"]["fill_rate"]),
            more=money((kept["avg_stock_value"] or 0.0) - (then["avg_stock_value"] or 0.0)),
        )
    )


def _comparison(policy: Policy) -> Html:
    heads = {
        "baseline": _("实际"),
        "same_service": _("同等服务"),
        "proposed": _("按目标回放"),
    }
    shown = {name: policy.outcomes[name] for name in heads if name in policy.outcomes}
    lines = (
        ("avg_stock_value", _("平均库存（万元）"), wan),
        ("closing_stock_value", _("期末库存（万元）"), wan),
        ("turns", _("周转率（次/年）"), turns),
        ("days", _("周转天数"), days),
        ("fill_rate", _("满足率（按数量）"), percent),
        ("stockout_days", _("缺货商品仓日"), whole),
    )
    rows = [
        {"name": title, **{name: write(one[key]) for name, one in shown.items()}}
        for key, title, write in lines
    ]
    walks = [Col(name, heads[name], str) for name in shown]
    return tabled("rehearsed", rows, more=walks, start=policy.start, end=policy.end)


def _promises(policy: Policy) -> Html:
    rows = [
        {"abc": name, "promised": promise, "achieved": policy.achieved[name]}
        for name, promise in policy.promised.items()
    ]
    told = note(
        _(
            "每个检查日只用当日以前的数据定目标；承诺与达到的差距在回放中逐次校正一部分。"
            "满足率是有货即供的数量占需求数量，不是有货天数，也不是不断货周期的比例。"
            "调拨按账上当日到账计；缺货日的需求由该商品自身有货的日子推断。"
            "可释放资金是全期平均库存之差，超量库存是期末超出上限的部分，两者口径不同，不相加。"
        )
    )
    return tabled("promises", rows) + told


def _forecast(policy: Policy) -> Html | None:
    seen = policy.forecast
    if seen.wape is None or seen.naive_wape is None or seen.mase is None:
        return None
    return note(
        _(
            "预测：每个检查周期只用以前的数据，在各方法中选此前误差最小者。"
            "误差（WAPE）{wape}，沿用上期为{naive}；MASE {mase}（小于 1 即胜过沿用上期）。"
            "{n} 个商品仓没有方法胜过沿用上期。"
        ).format(
            wape=percent(seen.wape),
            naive=percent(seen.naive_wape),
            mase=fixed(seen.mase, 2),
            n=int(seen.beaten.sum()),
        )
    )


def _causes(policy: Policy) -> Html | None:
    sums = policy.causes.groupby("cause", sort=False)["value"].sum().reset_index()
    if sums.empty:
        return None
    total = float(sums["value"].sum())
    rows = sums.assign(
        cause=sums["cause"].map(cause_text), share=sums["value"] / total if total else 0.0
    )
    return tabled(
        "causes", rows, total={"cause": _("合计"), "value": total, "share": 1.0 if total else 0.0}
    )


def _unplanned(policy: Policy, max_cover_days: int) -> Html | None:
    lacking = policy.items["reorder_point"].isna()
    if not lacking.any():
        return None
    told = (
        _("{n} 个商品仓定不出目标（缺提前期或历史过短）：超量按 {days} 天需求计，回放中按实际。")
        if policy.outcomes
        else _("{n} 个商品仓定不出目标（缺提前期或历史过短）：超量按 {days} 天需求计。")
    )
    return note(told.format(n=int(lacking.sum()), days=max_cover_days))


def buying(analysis: Analysis) -> Exhibit:
    """Show the head of each list; the whole stands in actions.xlsx."""
    lists = written_lists(analysis)
    if not lists:
        return exhibit(note(_("没有补货目标，故没有清单。")))
    titles = list_titles()
    line = _("{title}：{n} 项，{value}") if _costed(analysis) else _("{title}：{n} 项")
    said = [
        line.format(title=titles[key], n=len(rows), value=money(float(rows["value"].sum())))
        for key, rows in lists.items()
        if key != "push_out" or _ordered(analysis)
    ]
    tables = [_list(titles[key], rows) for key, rows in lists.items() if len(rows)]
    return exhibit(
        paragraph(_("全部清单见 actions.xlsx，下列各前 {n} 项。").format(n=SHOWN)),
        bullets(said),
        None
        if _ordered(analysis)
        else note(_("没有采购订单，在途数量未知，清单未扣除在途：下单前请先核对已订未到的数量。")),
        *tables,
        price_breaks(analysis) if _costed(analysis) else None,
        note(
            _(
                "金额按单位成本；立即补货按可供天数由短到长；取消或推迟在途只列可推迟的数量；"
                "清理处置列一年（有保质期或销售季的，期限内）需求以外的数量，停用的商品列全部库存，收回多少取决于办法，未计入{name}。"
            ).format(name=measure_name("cash_release"))
        ),
    )


def _list(title: str, rows: pd.DataFrame) -> Html:
    shown = rows.head(SHOWN)
    return tabled("buying_list", shown, title=title, n=fixed(len(shown)), all=fixed(len(rows)))


__all__ = ["buying", "enough_stock", "list_titles", "written_lists"]
