"""The service chapter names what cannot be right instead of averaging it away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stockturn.analysis import conclude, read_books
from stockturn.exhibits.html import Html
from stockturn.exhibits.service import overlooked_details, service_level
from stockturn.exhibits.verdicts import verdicts
from stockturn.params import parse_params

STOCK = "期间,商品编码,期初数量,期初金额,入库数量,入库金额,出库数量,出库金额,期末数量,期末金额\n"
SERVICE = "月份,满意度,满意度满分,样本数,投诉数,订单数,退货数,发货小时,复购率\n"
MONTHS = [f"{year}-{month:02d}" for year in (2020, 2021) for month in range(1, 13)]


def told(folder: Path, exhibit: Any, months: list[str], row: str, **keys: Any) -> str:
    stock = "".join(f"{m},A,100,200,50,100,50,100,100,200\n" for m in MONTHS)
    (folder / "收发存.csv").write_text(STOCK + stock, encoding="utf-8")
    lines = "".join(f"{m},{row}\n" for m in months)
    (folder / "服务月报.csv").write_text(SERVICE + lines, encoding="utf-8")
    given = {"client": "甲", "client_id": "jia", "sources": [{"path": "*.csv"}]} | keys
    params = parse_params(given).model_copy(update={"base_dir": str(folder)})
    made = exhibit(conclude(params, read_books(params)))
    return " ".join(part.markup for part in made.parts if isinstance(part, Html))


GOOD = "4.5,5,100,5,1000,20,24,0.3"


@pytest.mark.parametrize(
    ("months", "row", "words"),
    [
        (MONTHS, "5.5,5,100,5,1000,20,24,0.3", "客户满意度未采用：需要不高于满分的满意度"),
        (MONTHS, "4.5,5,100,1005,1000,20,24,0.3", "需要不多于订单数的投诉数"),
        (MONTHS, "4.5,5,100,5,1000,20,24,1.3", "需要不高于 100% 的复购率"),
        (MONTHS[:6], GOOD, "不在报告期内"),
    ],
)
def test_figures_that_cannot_be_are_named(tmp_path, months, row, words):
    assert words in told(tmp_path, service_level, months, row)


def test_sound_figures_raise_no_doubt(tmp_path):
    assert "未采用" not in told(tmp_path, service_level, MONTHS, GOOD)


def test_periods_of_different_length_are_named(tmp_path):
    compare = {"start": "2020-01-01", "end": "2020-06-30"}
    page = told(tmp_path, service_level, MONTHS, GOOD, compare=compare)
    assert "对比期 182 天，报告期 365 天，长短不同" in page


def test_answers_that_contradict_stand_beside_the_verdicts(tmp_path):
    answers = {"spreadsheet_based": True, "functions": {"F-01": "used"}}
    page = told(tmp_path, verdicts, MONTHS, GOOD, answers=answers)
    assert "访谈与数据相互矛盾" in page
    assert "又称自动补货" in page


def test_the_consultants_remarks_take_the_place_of_the_questions(tmp_path):
    answers = {"remarks": {"供应链弹性": "两家供应商可互换"}, "manual_steps": 3}
    page = told(tmp_path, overlooked_details, MONTHS, GOOD, answers=answers)
    assert "两家供应商可互换" in page
    assert "主要供应商断供时有无替代" not in page
    assert "客户是否因供货改善而回购" in page
    assert "手工环节 3 个" in page
