"""The command line: messages a consultant can act on, exit codes by contract, no half output."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from stockturn import cli

MOVEMENTS = (
    "日期,类型,商品编码,数量,单位成本\n2025-01-01,期初,001,10,5\n2025-01-15,销售出库,001,4,\n"
)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STOCKTURN_CACHE", "off")
    (tmp_path / "流水.csv").write_text(MOVEMENTS, encoding="utf-8")
    params = tmp_path / "jia.yaml"
    params.write_text(
        "client: 甲\nclient_id: jia\nsources:\n  - path: 流水.csv\n", encoding="utf-8"
    )
    return params


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["stockturn", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)


def test_deleted_file(client: Path, monkeypatch, capsys, tmp_path: Path) -> None:
    (tmp_path / "流水.csv").unlink()
    assert run(monkeypatch, "report", client, "--out", tmp_path / "reports") == 1
    told = capsys.readouterr().err
    assert "没有文件 流水.csv" in told
    assert "处理：" in told
    assert "Traceback" not in told
    assert not (tmp_path / "reports" / "jia").exists()


def test_renamed_column_names_the_near_match(client: Path, monkeypatch, capsys, tmp_path) -> None:
    text = MOVEMENTS.replace("类型", "类形")
    (tmp_path / "流水.csv").write_text(text, encoding="utf-8")
    assert run(monkeypatch, "report", client, "--out", tmp_path / "reports") == 1
    told = capsys.readouterr().err
    assert "类型" in told
    assert "类形" in told
    assert not (tmp_path / "reports" / "jia").exists()


def test_empty_file(client: Path, monkeypatch, capsys, tmp_path: Path) -> None:
    (tmp_path / "流水.csv").write_text("", encoding="utf-8")
    assert run(monkeypatch, "report", client, "--out", tmp_path / "reports") == 1
    assert "是空的" in capsys.readouterr().err


def test_params_typo(client: Path, monkeypatch, capsys) -> None:
    client.write_text(client.read_text(encoding="utf-8") + "perod: null\n", encoding="utf-8")
    assert run(monkeypatch, "report", client) == 2
    told = capsys.readouterr().err
    assert "perod" in told
    assert "period" in told


def test_missing_params(monkeypatch, capsys, tmp_path: Path) -> None:
    assert run(monkeypatch, "report", tmp_path / "nobody.yaml") == 2
    assert "nobody.yaml" in capsys.readouterr().err


def test_failed_client_leaves_an_earlier_report_alone(client, monkeypatch, tmp_path: Path) -> None:
    earlier = tmp_path / "reports" / "jia" / "report.html"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("earlier", encoding="utf-8")
    (tmp_path / "流水.csv").unlink()
    run(monkeypatch, "report", client, "--out", tmp_path / "reports")
    assert earlier.read_text(encoding="utf-8") == "earlier"
    assert [p.name for p in (tmp_path / "reports").iterdir()] == ["jia"]


def test_invalid_params_of_a_batch_fail_that_client_only(client, monkeypatch, capsys, tmp_path):
    broken = tmp_path / "yi.yaml"
    broken.write_text("client: 乙\n", encoding="utf-8")
    (tmp_path / "流水.csv").unlink()
    code = run(monkeypatch, "report", client, broken, "--out", tmp_path / "reports")
    assert code == 1
    outcome = json.loads((tmp_path / "reports" / "batch.json").read_text(encoding="utf-8"))
    assert {row["client_id"] for row in outcome["clients"]} == {"jia", "yi"}
    assert {row["status"] for row in outcome["clients"]} == {"failed"}


def test_a_batch_ends_with_a_page_of_all_its_clients(client, monkeypatch, capsys, tmp_path):
    wrong = client.with_name("wrong.yaml")
    wrong.write_text("client: 乙店\n", encoding="utf-8")
    assert run(monkeypatch, "report", client, wrong, "--out", tmp_path / "reports") == 1
    index = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    assert 'href="jia/report.html"' in index
    assert "wrong" in index


def test_pdf_without_a_browser_is_told_before_any_work(client, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("STOCKTURN_BROWSER", "no-such-browser")
    out = tmp_path / "reports"
    assert run(monkeypatch, "report", client, "--pdf", "--out", out) == 1
    assert "no-such-browser" in capsys.readouterr().err
    assert not out.exists()


def test_two_clients_with_one_id_are_refused(client: Path, monkeypatch, capsys, tmp_path) -> None:
    twin = tmp_path / "twin.yaml"
    twin.write_text(client.read_text(encoding="utf-8"), encoding="utf-8")
    assert run(monkeypatch, "report", client, twin) == 2
    assert "client_id" in capsys.readouterr().err


def test_diagnose_prints_the_result_alone(client: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "diagnose", client) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["client_id"] == "jia"
    assert result["measures"]["cogs"]["value"] == pytest.approx(20.0)


def test_wrong_cell_is_quarantined_and_told(client: Path, monkeypatch, capsys, tmp_path) -> None:
    with (tmp_path / "流水.csv").open("a", encoding="utf-8") as file:
        file.write("2025-01-20,销售出库,001,两件,\n")
    assert run(monkeypatch, "diagnose", client) == 0
    (file_record,) = json.loads(capsys.readouterr().out)["intake"]["files"]
    assert file_record["rows_read"] == 3
    assert file_record["rows_quarantined"] == 1


def test_inspect_shows_what_each_column_means(client: Path, monkeypatch, capsys, tmp_path) -> None:
    assert run(monkeypatch, "inspect", tmp_path / "流水.csv") == 0
    shown = capsys.readouterr().out
    assert "出入库流水" in shown
    assert "标准表头" in shown


def test_inspect_tells_what_it_cannot_read_where_errors_go(
    client: Path, monkeypatch, capsys, tmp_path: Path
) -> None:
    poem = tmp_path / "诗.csv"
    poem.write_text("床前,明月光\n疑是,地上霜\n", encoding="utf-8")
    assert run(monkeypatch, "inspect", poem, tmp_path / "流水.csv") == 1
    told = capsys.readouterr()
    assert "诗.csv" in told.err
    assert "处理：" in told.err
    assert "诗.csv" not in told.out
    assert "标准表头" in told.out


def test_inspect_json(client: Path, monkeypatch, capsys, tmp_path: Path) -> None:
    assert run(monkeypatch, "inspect", tmp_path / "流水.csv", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["sheets"][0]["kind"] == "movements"
    assert [c["field"] for c in row["sheets"][0]["columns"]] == [
        "date",
        "type",
        "item",
        "qty",
        "unit_cost",
    ]


def test_init_writes_params_that_work(client: Path, monkeypatch, capsys, tmp_path: Path) -> None:
    assert run(monkeypatch, "init", "bing", tmp_path / "流水.csv", "--out", tmp_path / "p") == 0
    capsys.readouterr()
    assert run(monkeypatch, "diagnose", tmp_path / "p" / "bing.yaml") == 0
    assert json.loads(capsys.readouterr().out)["client_id"] == "bing"


def test_init_keeps_an_existing_file(client: Path, monkeypatch, capsys, tmp_path: Path) -> None:
    assert run(monkeypatch, "init", "jia", tmp_path / "流水.csv", "--out", tmp_path) == 2
    assert "已存在" in capsys.readouterr().err


def test_template_can_be_filled_and_read(monkeypatch, capsys, tmp_path: Path) -> None:
    assert run(monkeypatch, "template", tmp_path / "t") == 0
    assert (tmp_path / "t" / "出入库流水.xlsx").is_file()


def test_unknown_option_is_wrong_usage(monkeypatch, capsys) -> None:
    assert run(monkeypatch, "report", "--nonsense") == 2
    assert "用法有误" in capsys.readouterr().err


def test_unknown_engine_is_wrong_usage(client: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "report", client, "--engine", "steam") == 2
    assert "steam" in capsys.readouterr().err


def test_debug_shows_the_trace(client: Path, monkeypatch, capsys, tmp_path: Path) -> None:
    (tmp_path / "流水.csv").unlink()
    assert run(monkeypatch, "--debug", "diagnose", client) == 1
    assert "Traceback" in capsys.readouterr().err


def test_sample_writes_exports_params_and_truth(monkeypatch, capsys, tmp_path: Path) -> None:
    code = run(monkeypatch, "sample", tmp_path / "s", "--items", 20, "--days", 90, "--seed", 3)
    assert code == 0
    assert (tmp_path / "s" / "sample-3.yaml").is_file()
    assert (tmp_path / "s" / "truth.json").is_file()
