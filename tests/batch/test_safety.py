"""What clients bring stays theirs, and stays text."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from stockturn.batch.limits import Limits
from stockturn.batch.workers import render_in_workers
from stockturn.params import Params, load_params
from stockturn.report.render import Job, render

pytestmark = pytest.mark.slow

DAYS = [f"2025-{month:02}-{day:02}" for month in (1, 2, 3) for day in (5, 12, 19, 26)]
HOSTILE = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
FORMULA = '=HYPERLINK("http://evil","x")'
BIDI, BELL = "\u202egnp", "\x07"


def write_marked(folder: Path, client: str, *, name: str, items: list[str], place: str) -> Params:
    """Write a client whose ledger, names and places are the given ones."""
    folder.mkdir(parents=True)
    lines = ["日期,类型,商品编码,商品名称,仓库,数量,单位成本"]
    for item in items:
        quoted = '"' + item.replace('"', '""') + '"'
        lines.append(f'2025-01-01,期初,{quoted},{quoted},"{place}",90,5')
        lines += [f'{day},销售出库,{quoted},{quoted},"{place}",3,' for day in DAYS]
    (folder / f"流水{client}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    values = {"client": name, "client_id": client, "sources": [{"path": "*.csv"}]}
    path = folder / f"{client}.yaml"
    path.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    return load_params(path)


def texts(folder: Path) -> dict[str, str]:
    """Return what stands in every file below ``folder``, workbooks unpacked."""
    found = {}
    for path in (p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                pieces = [book.read(name).decode("utf-8") for name in book.namelist()]
            found[path.name] = "\n".join(pieces)
        else:
            found[path.relative_to(folder).as_posix()] = path.read_bytes().decode(
                "utf-8", "replace"
            )
    return found


def test_no_client_s_data_reach_another_through_a_shared_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STOCKTURN_CACHE", str(tmp_path / "cache"))
    marks = {client: f"暗号{client}" for client in ("alpha", "beta", "gamma")}
    clients = [
        write_marked(
            tmp_path / client,
            client,
            name=f"{mark}公司",
            items=[f"{mark}-1", f"{mark}-2"],
            place=mark,
        )
        for client, mark in marks.items()
    ]
    out = tmp_path / "reports"
    jobs = {n: Job(params, out) for n, params in enumerate([*clients, clients[0]])}
    done = dict(render_in_workers(jobs, workers=1, limits=Limits(), recycle=0))
    assert [done[n].error for n in jobs] == [""] * len(jobs)
    told = "".join(capfd.readouterr())
    for client, mark in marks.items():
        assert mark in texts(out / client)["report.html"]
        assert mark not in told
        others = [name for name in marks if name != client]
        for place in [*(out / name for name in others), *(tmp_path / "cache" / n for n in others)]:
            assert place.is_dir()
            for name, text in texts(place).items():
                assert mark not in text, f"{mark} in {place.name}/{name}"
        for name, text in texts(out / client).items():
            assert str(tmp_path) not in text, f"an absolute path in {name}"


def test_hostile_names_arrive_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCKTURN_CACHE", "off")
    items = [HOSTILE, IMAGE, FORMULA, f"甲{BIDI}", f"乙{BELL}", "../../etc/passwd"]
    params = write_marked(
        tmp_path / "in", "hostile", name=f"{HOSTILE}{FORMULA}{BIDI}", items=items, place=IMAGE[2:]
    )
    result = render(Job(params, tmp_path / "reports"))
    assert result.error == ""
    assert [p.name for p in (tmp_path / "reports").iterdir()] == ["hostile"]
    found = texts(tmp_path / "reports" / "hostile")
    page = found["report.html"]
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<img src=x" not in page
    assert 'href="http' not in page
    for sign in (BIDI[0], BELL):
        assert sign not in page
        assert sign not in found["actions.xlsx"]
    assert "<f>" not in found["actions.xlsx"]  # no cell is a formula


def test_a_folder_is_never_named_by_a_path(tmp_path: Path) -> None:
    from stockturn.errors import ParamsError  # noqa: PLC0415

    for trick in ("../up", "/etc", "a/b", "CON.", ".hidden", "a\x00b", ""):
        path = tmp_path / "trick.yaml"
        values = {"client": "甲", "client_id": trick, "sources": [{"path": "x"}]}
        path.write_text(json.dumps(values), encoding="utf-8")
        with pytest.raises(ParamsError):
            load_params(path)
