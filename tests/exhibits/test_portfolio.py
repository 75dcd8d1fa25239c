"""The consultancy's page: hostile names stay text, each client has its figures and its link."""

from __future__ import annotations

from stockturn.exhibits.html import Html
from stockturn.exhibits.portfolio import (
    client_list,
    mistakes_found,
    not_rendered,
    open_portfolio,
    slowest,
    totals,
)
from stockturn.portfolio import gather

HOSTILE = '<script>alert(1)</script>"\u202e'


def result(client_id, client, **figures):
    known = {"turnover": 4.0, "dio_days": 91.25, "avg_stock_value": 5e5, "cash_release": 2e5}
    return {
        "client": client,
        "client_id": client_id,
        "currency": "CNY",
        "measures": {key: {"value": value} for key, value in (known | figures).items()},
        "mistakes": [{"id": f"W-{n}", "verdict": "疑似"} for n in range(1, 6)],
        "review": {"moves": [{"name": "dio_days", "before": 100.0, "after": 91.25}]},
    }


def markup(shown):
    return "".join(part.markup for part in shown.parts if isinstance(part, Html))


def failure(text):
    return {"client_id": "x", "client": text, "error": f"发现：{text}\n处理：核对"}


def test_names_and_messages_stay_text():
    portfolio = gather([result("a", HOSTILE)], [failure(HOSTILE)])
    for show in (totals, client_list, mistakes_found, not_rendered):
        shown = markup(show(portfolio))
        assert "<script" not in shown
        assert "\u202e" not in shown
    assert "&lt;script&gt;" in markup(client_list(portfolio))


def test_each_client_has_figures_change_and_link():
    shown = markup(client_list(gather([result("a", "甲店")])))
    for expected in ('href="a/report.html"', "甲店", "4.00", "91.3", "▼ 8.8 天", "50.00", "20.00"):
        assert expected in shown, expected


def test_clients_of_one_name_are_told_apart_by_id():
    portfolio = gather([result("a", "甲店"), result("b", "甲店"), result("c", "丙店")])
    shown = markup(client_list(portfolio))
    for expected in (">甲店（a）</a>", ">甲店（b）</a>", ">丙店</a>"):
        assert expected in shown
    assert "甲店（a）" in slowest(portfolio).parts[0].alt


def test_an_interval_that_prints_as_one_figure_is_left_out():
    def with_range(low, high):
        cash = {"value": 0.0, "low": low, "high": high}
        row = result("a", "甲店")
        row["measures"]["cash_release"] = cash
        return markup(client_list(gather([row])))

    assert "～" not in with_range(12.0, 12.2)
    assert '<span class="range">0～2.00</span>' in with_range(0.0, 2e4)


def test_the_slowest_comes_first():
    portfolio = gather([result("a", "快店"), result("b", "慢店", dio_days=300.0)])
    (figure, _note) = slowest(portfolio).parts
    assert "慢店周转最慢：300.0 天" in figure.alt


def test_verdicts_are_counted_and_shown_in_words():
    shown = markup(mistakes_found(gather([result("a", "甲店"), result("b", "乙店")])))
    assert shown.count('<td class="num">2</td>') == 5


def test_lights_name_what_was_found_and_nothing_else():
    mixed = [{"id": "W-1", "verdict": "存在"}, {"id": "W-3", "verdict": "存在"}]
    mixed += [{"id": f"W-{n}", "verdict": "未见"} for n in (2, 4, 5)]
    clean = [{"id": f"W-{n}", "verdict": "未见"} for n in range(1, 6)]
    rows = [result("a", "甲店") | {"mistakes": mixed}, result("b", "乙店") | {"mistakes": clean}]
    shown = markup(client_list(gather(rows)))
    assert ">存在 W-1 W-3</span>" in shown
    assert shown.count("未见") == 1


def test_each_currency_has_its_table_its_unit_and_its_total():
    dollars = result("b", "乙店") | {"currency": "USD"}
    portfolio = gather([result("a", "甲店"), dollars])
    shown = markup(client_list(portfolio))
    assert shown.index("人民币 CNY") < shown.index("单位：万美元") < shown.index("美元 USD")
    assert "单位：万元" in shown
    assert "美元 USD" in markup(totals(portfolio))


def test_clients_named_in_a_notebook_are_analysed():
    sample = {"seed": 1, "items": 8, "days": 120}
    client = {"client": "甲店", "client_id": "a", "sources": [{"sample": sample}]}
    given = {"language": "zh", "reports_dir": None, "clients": [client]}
    assert open_portfolio(given).clients["client"].tolist() == ["甲店"]


def test_a_client_below_every_grade_is_told_so_beside_others():
    graded = result("a", "甲") | {"evidence_grade": "E4"}
    bare = result("b", "乙") | {"evidence_grade": None}
    shown = markup(client_list(gather([graded, bare])))
    assert ">E4<" in shown
    assert "未达 E1" in shown
