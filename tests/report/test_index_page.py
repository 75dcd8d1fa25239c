"""index.html: made from the folders of a batch, with links that lead there and no script."""

from __future__ import annotations

import json

from stockturn.report.index_page import write_index


def test_the_page_lists_the_batch_and_is_the_same_each_time(tmp_path):
    (tmp_path / "a").mkdir()
    result = {"client": "甲店", "client_id": "a", "measures": {"dio_days": {"value": 91.25}}}
    (tmp_path / "a" / "result.json").write_text(json.dumps(result), encoding="utf-8")
    rows = [
        {"client_id": "a", "client": "甲店", "status": "ok", "error": ""},
        {"client_id": "b", "client": "乙店", "status": "failed", "error": "发现：缺文件"},
    ]
    (tmp_path / "batch.json").write_text(json.dumps({"clients": rows}), encoding="utf-8")
    page = write_index(tmp_path).read_text(encoding="utf-8")
    assert 'href="a/report.html"' in page
    assert "91.3" in page
    assert "发现：缺文件" in page
    assert "<script" not in page
    assert str(tmp_path) not in page
    assert write_index(tmp_path).read_text(encoding="utf-8") == page
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "batch.json", "index.html"]
