"""The page for the owner: what it must not keep from him."""

from __future__ import annotations

from pathlib import Path

import pytest

from stockturn.analysis import conclude, read_books
from stockturn.exhibits.summary import how_sure, three_findings
from stockturn.params import parse_params

HEADER = (
    "期间,商品编码,仓库,期初数量,期初金额,入库数量,入库金额,出库数量,出库金额,期末数量,期末金额\n"
)
SENT = [30, 0, 60, 10, 0, 40, 20, 50, 0, 30, 60, 0]


def summary(*, hub: bool) -> str:
    """Write a year of a main place that sells 80 a month and a branch that sells 25."""
    main, branch, lines = 1000, 400, []
    for month, sent in enumerate(SENT, 1):
        for place, held, came, gone in (
            ("总仓", main, 105, 80 + sent * hub),
            ("分仓", branch, sent, 25),
        ):
            figures = [held, came, gone, held + came - gone]
            money = ",".join(f"{n},{2 * n}" for n in figures)
            lines.append(f"2021-{month:02d},A,{place},{money}")
        main, branch = main + 105 - 80 - sent * hub, branch + sent - 25
    return HEADER + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("hub", "told"),
    [(True, "已扣除推断的仓间调拨（占出库金额 19.2%）"), (False, "至多 23.8% 可能是仓间调拨")],
)
def test_the_owner_is_told_what_turnover_rests_on(tmp_path: Path, hub: bool, told: str):
    (tmp_path / "收发存.csv").write_text(summary(hub=hub), encoding="utf-8")
    given = {"client": "甲", "client_id": "jia", "sources": [{"path": "*.csv"}]}
    params = parse_params(given).model_copy(update={"base_dir": str(tmp_path)})
    analysis = conclude(params, read_books(params))
    page = "".join(part.markup for part in how_sure(analysis).parts)
    assert told in page
    assert analysis.measures["cogs"].value == pytest.approx(2 * 12 * 105)
    noticed = {o.id: o.treatment for o in analysis.intake.observations}["summary_transfers"]
    assert noticed.startswith("视为仓间调拨，从出入库中扣除 600.00 元") == hub


def test_excess_of_a_client_without_targets_is_told_in_days_of_use(tmp_path: Path):
    lines = [f"2021-{m:02d},{i},总仓,90,900,1,10,1,10,90,900" for m in range(1, 13) for i in "AB"]
    (tmp_path / "收发存.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    given = {"client": "甲", "client_id": "jia", "sources": [{"path": "*.csv"}]}
    given["findings"] = {"W-1": {"verdict": "未见", "reason": "新店备货", "by": "张"}}
    params = parse_params(given).model_copy(update={"base_dir": str(tmp_path)})
    page = "".join(p.markup for p in three_findings(conclude(params, read_books(params))).parts)
    assert "超出 90 天用量的库存" in page
    assert "目标上限" not in page
