from __future__ import annotations

import datetime as dt

from stockturn.params import ReportStyle, Span, parse_params
from stockturn.report.cover import make_cover, make_foot, make_running_foot

DAY = dt.date(2021, 12, 31)
PERIOD = Span(start=dt.date(2021, 1, 1), end=DAY)


def test_only_given_fields_stand_on_the_cover():
    params = parse_params({"client": "甲", "client_id": "jia", "sources": [{"path": "x"}]})
    cover = make_cover(params, period=PERIOD, data_end=DAY)
    assert [label for label, _ in cover.fields] == ["报告期", "数据截止日", "版本", "密级"]
    style = ReportStyle(firm="乙咨询", prepared_by="张三", reviewer="李四", date=DAY)
    full = make_cover(params.model_copy(update={"report": style}), period=PERIOD, data_end=DAY)
    assert dict(full.fields)["编制单位"] == "乙咨询"
    assert dict(full.fields)["复核人"] == "李四"
    assert dict(full.fields)["编制日期"] == "2021年12月31日"


def test_the_feet_say_what_the_page_rests_on():
    params = parse_params({"client": "甲", "client_id": "jia", "sources": [{"path": "x"}]})
    cover = make_cover(params, period=PERIOD, data_end=DAY)
    assert make_running_foot(cover, params) == "甲 · 库存周转诊断报告 · 内部"
    foot = make_foot(data_end=DAY, files=[("a.csv", "0" * 64)])
    assert foot.lines == ("数据截至2021年12月31日，共 1 个数据文件。",)


def test_a_client_without_dates_still_has_a_cover():
    params = parse_params({"client": "甲", "client_id": "jia", "sources": [{"path": "x"}]})
    cover = make_cover(params, period=None, data_end=None)
    assert [label for label, _ in cover.fields] == ["版本", "密级"]
    assert make_foot(data_end=None, files=[]).lines == ("共 0 个数据文件。",)
