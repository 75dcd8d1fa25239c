"""One page for the owner: money first, three findings, three actions, how sure we are."""

from __future__ import annotations

import pandas as pd

from stockturn.analysis import Analysis
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.html import Html, Kpi, bullets, kpi_strip, lead, note
from stockturn.exhibits.numbers import days, money, number_and_unit, percent, text_date, turns
from stockturn.exhibits.phrases import written
from stockturn.exhibits.tables import tabled
from stockturn.exhibits.turnover import turnover_sentence
from stockturn.findings import Mistake
from stockturn.i18n import _
from stockturn.intake import whole_files
from stockturn.ledger.stated_costs import value_share
from stockturn.metrics.catalog import measure_name

MOST = 3
WORTH_TELLING = 0.01  # of the stock


def money_first(analysis: Analysis) -> Exhibit:
    """Show what the stock ties up, how fast it turns and what could come free."""
    return exhibit(lead(turnover_sentence(analysis)), kpi_strip(_kpis(analysis)))


def _kpis(analysis: Analysis) -> list[Kpi]:
    measures = analysis.measures
    stock = measures["closing_stock_value"].value
    slow = measures["slow_value"].value
    strip = [
        Kpi(measure_name("closing_stock_value"), *number_and_unit(money(stock))),
        Kpi(measure_name("turnover"), *_figure(turns(measures["turnover"].value), _("次/年"))),
        Kpi(measure_name("dio_days"), *_figure(days(measures["dio_days"].value), _("天"))),
        Kpi(
            measure_name("slow_value"),
            *number_and_unit(money(slow)),
            note=_("占期末库存 {share}").format(share=percent(slow / stock))
            if slow is not None and stock
            else "",
        ),
    ]
    release, cash = measures["cash_release"], one_off_cash(analysis)
    if release.known:
        # What the client's own past has borne out goes before what lies above the levels today.
        told = (
            _("80% 区间 {low}～{high}，满足率不低于实际").format(
                low=money(release.low), high=money(release.high)
            )
            if release.value
            else _("回放未测得")
        )
        strip.append(Kpi(_("改善可一次性释放"), *number_and_unit(money(release.value)), note=told))
    elif cash is not None:
        strip.append(
            Kpi(_("改善可一次性释放"), *number_and_unit(money(cash)), note=_("估算，详见行动计划"))
        )
    return strip


def one_off_cash(analysis: Analysis) -> float | None:
    """Return the one-off cash of all mistakes in force; no yuan stands under two of them."""
    effects = [
        m.effect.one_off_cash.value
        for m in analysis.mistakes
        if m.affirmed and m.effect.one_off_cash is not None
    ]
    return sum(effects) if effects else None


def _figure(text: str, unit: str) -> tuple[str, str]:
    return (_("数据不足"), "") if text == "—" else (text, unit)


def three_findings(analysis: Analysis) -> Exhibit:
    """Show the three findings that matter most, mistakes in force first."""
    affirmed = sorted(
        (m for m in analysis.mistakes if m.affirmed),
        key=lambda m: (m.verdict != "存在", -max(_cash(m), _profit(m)), m.id),
    )
    sentences = [
        _("{title}（{verdict}）：{conclusion}{cash}").format(
            title=m.title.rstrip("。"),
            verdict=_(m.verdict),
            conclusion=m.conclusion,
            cash=_money_at_stake(m),
        )
        for m in affirmed[:MOST]
    ]
    sentences += _plain_findings(analysis)[: MOST - len(sentences)]
    if not sentences:
        return exhibit(note(_("现有数据不足以得出结论；需补充的导出见“数据来源与口径”。")))
    return exhibit(bullets(sentences))


def _money_at_stake(mistake: Mistake) -> str:
    if _cash(mistake):
        return _("估计涉及库存资金 {v}。").format(v=money(_cash(mistake)))
    if _profit(mistake):
        return _("估计每年影响利润 {v}。").format(v=money(_profit(mistake)))
    return ""


def _profit(mistake: Mistake) -> float:
    return mistake.effect.annual_profit.value if mistake.effect.annual_profit else 0.0


def _cash(mistake: Mistake) -> float:
    return mistake.effect.one_off_cash.value if mistake.effect.one_off_cash else 0.0


def _plain_findings(analysis: Analysis) -> list[str]:
    """Say what the measures show, for a client in whom few mistakes were found."""
    measures = analysis.measures
    stock = measures["closing_stock_value"].value
    told = {
        "slow_value": _("慢动库存 {value}，占期末库存 {share}。"),
        "excess_value": _("超出目标上限的库存 {value}，占期末库存 {share}。")
        if analysis.policy
        else _("超出 {days} 天用量的库存 {value}，占期末库存 {share}。"),
        "shortage_value": _("库存不足的部分 {value}，相当于期末库存的 {share}。"),
    }
    known = {key: measures[key].value or 0.0 for key in told}
    findings = [
        told[key].format(
            value=money(known[key]),
            share=percent(known[key] / stock),
            days=analysis.params.settings.max_cover_days,
        )
        for key in sorted(known, key=lambda k: -known[k])
        if stock and known[key] >= WORTH_TELLING * stock
    ]
    if (share := measures["concentration_top20"].value) is not None:
        findings.append(_("库存金额最高的 20% 商品占 {share}。").format(share=percent(share)))
    return findings


def three_actions(analysis: Analysis) -> Exhibit:
    """Show the three actions with most money; the full plan follows in its chapter."""
    if not analysis.actions:
        return exhibit(note(_("未触发行动项：没有误区被判为存在或疑似。")))
    rows = [
        {
            "title": a.text,
            "owner": a.owner_role,
            "due": a.due.isoformat(),
            "cash": a.one_off_cash.value if a.one_off_cash else None,
            "profit": a.annual_profit.value if a.annual_profit else None,
            "watch": measure_name(a.watch) if a.watch in analysis.measures else a.watch,
        }
        for a in analysis.actions[:MOST]
    ]
    return exhibit(
        tabled("three_actions", rows),
        note(_("一次性资金与每年利润性质不同，不相加；“—”表示没有可估算的金额。")),
        _two_totals(analysis),
    )


def _two_totals(analysis: Analysis) -> Html | None:
    """Tell the sum over all actions from what the rehearsal bears out, where both are known."""
    release, cash = analysis.measures["cash_release"].value, one_off_cash(analysis)
    if release is None or cash is None:
        return None
    told = _(
        "各项行动的一次性资金按期末超出目标的部分计，合计 {cash}；"
        "满足率不低于实际、经历史回放可释放的是全期平均，为 {release}，以后者为准。"
    )
    return note(told.format(cash=money(cash), release=money(release)))


def how_sure(analysis: Analysis) -> Exhibit:
    """Show how much the reader may trust the figures, and what would make them surer."""
    files = analysis.intake.files
    checks = analysis.checks
    failed = sum(not c.ok for c in checks)
    sentences = [
        _("依据 {n} 个文件 {rows} 行，证据等级 {grade}，数据质量评分 {score}。").format(
            n=len(whole_files(files)),
            rows=f"{sum(f.rows_read for f in files):,}",
            grade=analysis.grade or _("未达 E1"),
            score=written(analysis.measures["data_quality_score"]),
        ),
        _("{n} 项勾稽检查，{ok} 项成立，{failed} 项有不符（见“数据来源与口径”）。").format(
            n=len(checks), ok=len(checks) - failed, failed=failed
        ),
    ]
    missing = [m for m in analysis.mistakes if m.verdict == "数据不足"]
    if missing:
        sentences.append(
            _("因缺少数据未能判断：{titles}。").format(
                titles=_("、").join(f"“{m.title}”" for m in missing)
            )
        )
    if hidden := analysis.facts and analysis.facts.hidden_transfers:
        told = (
            _(
                "收发存未分出调拨：周转次数已扣除推断的仓间调拨（占出库金额 {share}），"
                "请以出入库流水核实。"
            )
            if hidden.taken
            else _("收发存未分出调拨：出库金额中至多 {share} 可能是仓间调拨，周转次数或因此偏高。")
        )
        sentences.append(told.format(share=percent(hidden.share)))
    if (facts := analysis.facts) is not None and (stated := analysis.books.stated_costs):
        share = value_share(facts, pd.Index(sorted(stated)))
        if share >= WORTH_TELLING:
            told = _(
                "库存账没有成本：库存金额的 {share} 按其他报表的单价计得（见“特殊情况与处理”）。"
            )
            sentences.append(told.format(share=percent(share)))
    if analysis.data_end is not None:
        sentences.append(
            _("数据截至 {day}；此后的变化未包含在内。").format(day=text_date(analysis.data_end))
        )
    return exhibit(bullets(sentences))


__all__ = ["how_sure", "money_first", "one_off_cash", "three_actions", "three_findings"]
