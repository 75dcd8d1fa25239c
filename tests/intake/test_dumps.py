"""Dumps of 简道云's data API: china.md B5."""

from __future__ import annotations

import json

import pytest

from stockturn.errors import SourceError
from stockturn.intake.dumps import read_dump


@pytest.fixture
def dump(write):
    def read(content: object):
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path = write("数据.json", text)
        return read_dump(path, utf8=path.with_suffix(".utf8"))

    return read


def rows(contents) -> list[list[str]]:
    return contents.sheets[""].to_numpy().tolist()


RECORDS = [{"_id": "1", "品名": "甲"}, {"_id": "2", "品名": "乙"}]


@pytest.mark.parametrize(
    "content",
    [
        RECORDS,
        {"data": RECORDS},
        "\n".join(json.dumps(record) for record in RECORDS),
        "\n".join(json.dumps({"data": [record]}) for record in RECORDS),
        "\ufeff" + json.dumps(RECORDS),
    ],
)
def test_one_answer_a_list_or_one_record_a_line(dump, content):
    assert rows(dump(content)) == [["_id", "品名"], ["1", "甲"], ["2", "乙"]]


def test_t28_utc_becomes_local_and_the_last_hours_of_a_day_stay_in_it(dump):
    contents = dump(
        [{"createTime": "2017-10-20T22:41:51.430Z", "日期": "2020-12-31T16:00:00.000Z"}]
    )
    assert rows(contents)[1] == ["2017-10-21 06:41:51", "2021-01-01"]
    assert [note.id for note in contents.notes] == ["utc_times"]


def test_local_times_stay_and_nothing_is_told(dump):
    contents = dump([{"日期": "2021-01-01", "时间": "2021-01-01 08:30:00"}])
    assert rows(contents)[1] == ["2021-01-01", "2021-01-01 08:30:00"]
    assert contents.notes == ()


def test_sub_forms_are_exploded_and_the_parent_repeated(dump):
    lines = [{"_id": "a", "数量": 1}, {"_id": "b", "数量": 2}]
    contents = dump([{"单号": "D1", "明细": lines}, {"单号": "D2", "明细": []}])
    assert rows(contents) == [
        ["单号", "明细._id", "明细.数量", "明细"],
        ["D1", "a", "1", ""],
        ["D1", "b", "2", ""],
        ["D2", "", "", ""],
    ]


def test_two_sub_forms_stand_side_by_side(dump):
    contents = dump([{"甲": [{"x": 1}], "乙": [{"y": 1}, {"y": 2}]}])
    assert rows(contents) == [["甲.x", "乙.y"], ["1", "1"], ["", "2"]]


def test_numbers_keep_their_digits(dump):
    contents = dump('[{"编码": 6901234567890123456, "金额": 12.50, "空": null, "是": true}]')
    assert rows(contents)[1] == ["6901234567890123456", "12.50", "", "1"]


def test_members_departments_and_lists_are_their_names(dump):
    member = {"_id": "x", "name": "小简", "username": "j"}
    contents = dump([{"提交人": member, "成员": [member, member], "标签": ["a", "b"]}])
    assert rows(contents)[1] == ["小简", "小简、小简", "a、b"]


def test_an_address_becomes_columns(dump):
    contents = dump([{"地址": {"province": "江苏", "city": "无锡"}}])
    assert rows(contents) == [["地址.province", "地址.city"], ["江苏", "无锡"]]


def test_widget_ids_stay_as_headers_and_values_are_unwrapped(dump):
    assert rows(dump([{"_widget_1508404": {"value": "甲"}}])) == [["_widget_1508404"], ["甲"]]


@pytest.mark.parametrize("content", ['[{"a": 1}, {"b": ', '{"a": 1}\n{"b" 2}'])
def test_json_that_is_not_whole_is_told_with_its_line(dump, content: str):
    line = content.count("\n") + 1
    with pytest.raises(SourceError, match=f"第 {line} 行起不是完整的 JSON"):
        dump(content)


@pytest.mark.parametrize("content", [{"data": []}, [{}]])
def test_nothing_in_it(dump, content):
    with pytest.raises(SourceError, match="没有任何内容"):
        dump(content)


def test_nesting_without_end_is_told(dump):
    with pytest.raises(SourceError, match="不是完整的 JSON"):
        dump('[{"a":' * 100_000)
