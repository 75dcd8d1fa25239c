"""Clients whose reports many tests look at; each is rendered once in a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stockturn.params import load_params
from stockturn.report.render import Job, render
from stockturn.report.workbook import demo_params
from stockturn.samples import SampleSpec, write_sample

BARE = """期间,商品编码,期末数量
2021-01,001,5
2021-01,002,0
2021-02,001,3
"""
PLANTED = SampleSpec(seed=7, items=40, days=400, mistakes=("W-2", "W-3", "W-5"), strength="strong")


def _demo(folder: Path) -> Path:
    return demo_params()


def _planted(folder: Path) -> Path:
    """Write a simulated company that makes the mistakes which the demo does not."""
    return write_sample(PLANTED, folder / "planted")


def _bare(folder: Path) -> Path:
    """Write a client that brought almost nothing."""
    (folder / "库存.csv").write_text(BARE, encoding="utf-8")
    params = folder / "bare.yaml"
    params.write_text(
        "client: 丙店\nclient_id: bare\nsources: [{path: 库存.csv}]\n", encoding="utf-8"
    )
    return params


SAMPLE_CLIENTS: dict[str, Callable[[Path], Path]] = {
    "demo": _demo,
    "planted": _planted,
    "bare": _bare,
}
RENDERED: dict[Path, Path] = {}
"""The parameters of each page that was rendered here."""


def render_params(params: Path, folder: Path) -> Path:
    """Render a client as the product does; return its page."""
    result = render(Job(load_params(params), out=folder))
    assert result.report, result.error + result.detail
    RENDERED[result.report] = params
    return result.report
