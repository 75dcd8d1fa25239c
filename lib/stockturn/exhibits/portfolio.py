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
from stockturn.exhibits.html import (
    VERDICT_CLASS,
    Html,
    lead,
    lines,
    note,
    pill,
    text,
    verdict_pill,
)
from stockturn.exhibits.numbers import ABSENT, arrow, days, whole
from stockturn.exhibits.phrases import ranged
from stockturn.exhibits.tables import tabled
from stockturn.findings.rules import mistake_rules
from stockturn.i18n import _, currency_name, current_language, language, speak
from stockturn.params import parse_params
from stockturn.portfolio import MISTAKES, Portfolio, gather, read_portfolio
from stockturn.result import to_result

BARS = 15
VERDICTS = ("存在", "疑似", "数据不足", "未见")
SEEN_NOWHERE = VERDICTS[-1]


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
    rows = portfolio.totals()
    rows["currency"] = rows["currency"].map(currency_name)
    return exhibit(
        lead(said + _("。")),
        tabled("portfolio_totals", rows),
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
    shown = _told_apart(portfolio.clients).sort_values(order, ascending=[False, True])
    tables = [_clients(rows, str(code)) for code, rows in shown.groupby("currency", sort=True)]
    said = _(
        "按可释放资金由多到少排列，其下为 80% 区间，满足率不低于实际；"
        "五大误区只列存在、疑似与数据不足的，编号见“五大误区”一节。本页为静态页面，不能点击排序。"
    )
    return exhibit(*tables, note(said))


def _told_apart(clients: pd.DataFrame) -> pd.DataFrame:
    """Add the id to the names that several clients bear."""
    pairs = zip(clients["client"], clients["client_id"], strict=True)
    longer = [_("{a}（{b}）").format(a=name, b=key) for name, key in pairs]
    shared = clients["client"].duplicated(keep=False)
    return clients.assign(client=clients["client"].mask(shared, pd.Series(longer, clients.index)))


def _clients(shown: pd.DataFrame, currency: str) -> Html:
    with language(current_language(), currency):
        rows = [_row(client) for client in shown.to_dict("records")]
        return tabled("portfolio_clients", rows, currency=currency_name(currency))


def _row(client: Mapping[Any, Any]) -> dict[str, Any]:
    change = client["dio_days"] - client["days_before"]
    moved = _("{arrow} {days} 天").format(arrow=arrow(change), days=days(abs(change))).lstrip()
    return {
        **client,
        "link": _link(client),
        "grade": _("未达 E1") if pd.isna(client["grade"]) else client["grade"],
        "end": client["end"] or ABSENT,
        "change": ABSENT if pd.isna(change) else moved,
        "cash": ranged(client["cash_release"], client["cash_low"], client["cash_high"]),
        "lights": _lights(client),
    }


def _lights(client: Mapping[Any, Any]) -> str:
    """Return the verdicts in words with the mistakes that have them, the worst first."""
    by_verdict = {v: [m for m in MISTAKES if client[m] == v] for v in VERDICTS}
    said = {v: found for v, found in by_verdict.items() if found and v != SEEN_NOWHERE}
    if not said:
        return verdict_pill(SEEN_NOWHERE)
    pills = (pill(" ".join((_(v), *found)), VERDICT_CLASS[v]) for v, found in said.items())
    return " ".join(pills)


def _link(client: Mapping[Any, Any]) -> str:
    return f'<a href="{text(client["client_id"])}/report.html">{text(client["client"])}</a>'


def slowest(portfolio: Portfolio) -> Exhibit:
    """Rank the clients, shops or companies of a group by their days of stock."""
    ranked = _told_apart(portfolio.clients).dropna(subset=["dio_days"])
    ranked = ranked.sort_values(["dio_days", "client_id"], ascending=[False, True])
    if ranked.empty:
        return exhibit(note(_("没有客户算得出周转天数。")))
    companies = portfolio.companies
    return exhibit(
        _ranking(ranked.head(BARS), len(ranked)),
        note(_("行业不同的客户周转天数不宜直接比较优劣。")),
        *([tabled("portfolio_companies", companies)] if len(companies) else []),
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
    """Count the verdicts on each mistake."""
    titles = {rule.id: _(rule.title) for rule in mistake_rules().mistakes}
    verdicts = portfolio.clients[[*titles]]
    rows = pd.DataFrame({v: (verdicts == v).sum() for v in VERDICTS})
    rows = rows.assign(title=[f"{key} {title}" for key, title in titles.items()])
    return exhibit(tabled("portfolio_verdicts", rows))


def not_rendered(portfolio: Portfolio) -> Exhibit:
    """List the clients without a report, each with what is to be done."""
    if portfolio.failed.empty:
        return exhibit(note(_("全部客户都已生成报告。")))
    rows = portfolio.failed.assign(error=[lines(e.splitlines()) for e in portfolio.failed["error"]])
    return exhibit(tabled("portfolio_failed", rows))


def portfolio_opening(portfolio: Portfolio) -> Html:
    """Return one line that tells what is loaded."""
    return note(_("{n} 个客户").format(n=len(portfolio.clients)))
