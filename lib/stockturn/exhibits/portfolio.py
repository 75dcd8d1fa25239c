"""The consultancy's own page: all clients of a batch side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from stockturn.analysis import analyse
from stockturn.exhibits import charts
from stockturn.exhibits.exhibit import Exhibit, exhibit
from stockturn.exhibits.figure import Picture, canvas, picture
from stockturn.exhibits.html import Col, Html, lead, lines, note, table, text, verdict_pill
from stockturn.exhibits.numbers import ABSENT, arrow, days, signed, turns, wan, whole
from stockturn.findings.rules import mistake_rules
from stockturn.i18n import _, speak
from stockturn.params import parse_params
from stockturn.portfolio import Portfolio, gather, read_portfolio
from stockturn.result import to_result

BARS = 15
VERDICTS = ("存在", "疑似", "未见", "数据不足")


def open_portfolio(namespace: Mapping[str, Any]) -> Portfolio:
    """Return the clients of ``reports_dir``, or analyse those that the parameters name.

    Raises
    ------
    SourceError
        Where the folder holds no batch.
    ParamsError
        Where a client's parameters are not valid.
    """
    speak(namespace["language"])
    if namespace["reports_dir"]:
        return read_portfolio(Path(namespace["reports_dir"]))
    clients = [parse_params(client, name=_("参数单元")) for client in namespace["clients"]]
    return gather(to_result(analyse(client)) for client in clients)


def totals(portfolio: Portfolio) -> Exhibit:
    """Show sums per currency, never across currencies."""
    said = _("{n} 个客户已有报告").format(n=whole(len(portfolio.clients)))
    if len(portfolio.failed):
        said += _("，{n} 个未能生成").format(n=whole(len(portfolio.failed)))
    columns = [
        Col("currency", _("币种")),
        Col("clients", _("客户数"), whole),
        Col("avg_stock_value", _("平均库存"), wan),
        Col("turnover", _("周转率（次/年）"), turns),
        Col("closing_stock_value", _("期末库存"), wan),
        Col("slow_value", _("慢动库存"), wan),
        Col("cash_release", _("改善可一次性释放"), wan),
    ]
    return exhibit(
        lead(said + _("。")),
        table(
            portfolio.totals(),
            columns,
            caption=_("各币种合计"),
            unit=_("单位：万；次/年"),
        ),
        note(
            _(
                "不同币种不相加；周转率是各客户年营业成本之和除以平均库存之和，"
                "只含两者俱全的客户；缺某项数据的客户不计入该项合计。"
            )
        ),
    )


def client_list(portfolio: Portfolio) -> Exhibit:
    """Show each client with figures, verdicts in words, and the way to its report."""
    order = ["cash_release", "client_id"]
    shown = portfolio.clients.sort_values(order, ascending=[False, True])
    tables = [_clients(rows, str(name)) for name, rows in shown.groupby("currency", sort=True)]
    said = _("括号内为 80% 区间，服务水平不降。本页为静态页面，不能点击排序。")
    return exhibit(*tables, note(said))


def _clients(shown: pd.DataFrame, currency: str) -> Html:
    columns = [
        Col("link", _("客户"), markup=True, wide=True),
        Col("end", _("截止"), str),
        Col("grade", _("证据"), str),
        Col("turnover", _("次/年"), turns),
        Col("dio_days", _("周转天数"), days),
        Col("change", _("较上次"), str),
        Col("avg_stock_value", _("平均库存"), wan),
        Col("cash", _("可释放资金"), str),
    ]
    return table(
        [_row(client) for client in shown.to_dict("records")],
        columns,
        caption=_("客户一览：{currency}（按可释放资金由多到少）").format(currency=currency),
        unit=_("单位：万"),
    )


def _row(client: Mapping[Any, Any]) -> dict[str, Any]:
    change = client["dio_days"] - client["days_before"]
    cash = ABSENT
    if not pd.isna(client["cash_release"]):
        bounds = (client["cash_low"], client["cash_high"])
        told = _("（{low}～{high}）").format(low=wan(bounds[0]), high=wan(bounds[1]))
        cash = wan(client["cash_release"]) + ("" if pd.isna(bounds[0]) else told)
    return {
        **client,
        "link": _link(client),
        "grade": client["grade"] or _("不足 E1"),
        "end": client["end"] or ABSENT,
        "change": ABSENT
        if pd.isna(change)
        else _("{arrow}{days} 天").format(arrow=arrow(change), days=signed(change, 1)),
        "cash": cash,
    }


def _link(client: Mapping[Any, Any]) -> str:
    return f'<a href="{text(client["client_id"])}/report.html">{text(client["client"])}</a>'


def slowest(portfolio: Portfolio) -> Exhibit:
    """Rank the clients, shops or companies of a group by their days of stock."""
    ranked = portfolio.clients.dropna(subset=["dio_days"])
    ranked = ranked.sort_values(["dio_days", "client_id"], ascending=[False, True])
    if ranked.empty:
        return exhibit(note(_("没有客户算得出周转天数。")))
    return exhibit(
        _ranking(ranked.head(BARS), len(ranked)),
        note(_("同一集团的门店或公司可据此排名；行业不同的客户周转天数不宜直接比较优劣。")),
    )


def _ranking(shown: pd.DataFrame, count: int) -> Picture:
    first = shown.iloc[0]
    title = _("{name}周转最慢：{days} 天").format(
        name=first["client"], days=days(first["dio_days"])
    )
    with canvas(height=0.9 + 0.3 * len(shown)) as (figure, (ax,)):
        charts.ranked_bars(
            shown["client"].tolist(),
            shown["dio_days"].tolist(),
            ax=ax,
            title=title,
            unit=_("周转天数"),
        )
        return picture(
            figure,
            alt=_("各客户周转天数，由慢到快。{title}。").format(title=title),
            caption=_("周转最慢的 {n} 个客户（共 {all} 个）").format(n=len(shown), all=count),
        )


def mistakes_found(portfolio: Portfolio) -> Exhibit:
    """Count the verdicts, and show each client's."""
    titles = {rule.id: _(rule.title) for rule in mistake_rules().mistakes}
    verdicts = portfolio.clients[[*titles]]
    rows = pd.DataFrame({v: (verdicts == v).sum() for v in VERDICTS})
    rows = rows.assign(title=[f"{key} {title}" for key, title in titles.items()])
    counted = [Col("title", _("误区")), *(Col(v, _(v), whole) for v in VERDICTS)]
    lights = verdicts.map(verdict_pill).assign(
        link=[_link(client) for client in portfolio.clients.to_dict("records")]
    )
    columns = [Col("link", _("客户"), markup=True), *(Col(k, k, markup=True) for k in titles)]
    return exhibit(
        table(rows, counted, caption=_("五大误区的判定分布"), unit=_("单位：个客户")),
        table(lights, columns, caption=_("各客户的判定")),
    )


def not_rendered(portfolio: Portfolio) -> Exhibit:
    """List the clients without a report, each with what is to be done."""
    if portfolio.failed.empty:
        return exhibit(note(_("全部客户都已生成报告。")))
    rows = portfolio.failed.assign(error=[lines(e.splitlines()) for e in portfolio.failed["error"]])
    columns = [Col("client", _("客户")), Col("error", _("原因与处理"), markup=True, wide=True)]
    return exhibit(table(rows, columns, caption=_("未能生成报告的客户")))


def portfolio_opening(portfolio: Portfolio) -> Html:
    """Return one line that tells what is loaded."""
    return note(_("{n} 个客户").format(n=len(portfolio.clients)))
