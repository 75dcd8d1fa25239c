"""What the stock consists of, where nothing is known of how it moves."""

from __future__ import annotations

from pathlib import Path

from stockturn.analysis import analyse
from stockturn.exhibits.html import Html
from stockturn.exhibits.structure import structure
from stockturn.params import parse_params

SHELF = "日期,商品编码,库存数量\n2025-12-31,A,3\n2025-12-31,B,5\n"
MASTER = "商品编码,商品名称,单位成本\nA,甲,40\nB,乙,2\n"


def test_a_snapshot_alone_makes_no_classes_and_no_turnover(tmp_path: Path):
    (tmp_path / "库存.csv").write_text(SHELF, encoding="utf-8")
    (tmp_path / "档案.csv").write_text(MASTER, encoding="utf-8")
    given = {"client": "甲", "client_id": "jia", "sources": [{"path": "*.csv"}]}
    made = structure(analyse(parse_params(given).model_copy(update={"base_dir": str(tmp_path)})))
    assert all(isinstance(part, Html) for part in made.parts)  # no matrix of classes
    told = " ".join(part.markup for part in made.parts if isinstance(part, Html))
    assert "92.3%" in told  # 120 of 130
    assert "ABC 类" not in told
    assert "周转率" not in told
    assert "只有库存快照" in told
