"""The command line: report, diagnose, inspect, init, template, sample."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from stockturn.errors import StockturnError, UsageError
from stockturn.i18n import _, use_environment_language
from stockturn.params import load_params
from stockturn.usage import Command, Group, spoken_complaint

if TYPE_CHECKING:  # what renders takes seconds to import, and not every command renders
    from stockturn.batch.run import Spread
    from stockturn.batch.storage import Mirror
    from stockturn.batch.watching import Watcher
    from stockturn.report.render import Result

use_environment_language()

app = typer.Typer(
    name="stockturn",
    cls=Group,
    help=_("周转诊断工作簿：由客户的库存导出生成可直接交付的周转诊断报告。"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

command = partial(app.command, cls=Command)

ParamsFiles = Annotated[
    list[str] | None,
    typer.Argument(help=_("参数文件、目录或通配符，也可为 s3:// 等存储地址；不写则为演示客户")),
]


def _say(text: str) -> None:
    typer.echo(text)


def _complain(text: str) -> None:
    typer.echo(text, err=True)


@command(help=_("生成一个或多个客户的报告。"))
def report(  # noqa: PLR0917 - its options are those of the command
    params: ParamsFiles = None,
    out: Annotated[
        str, typer.Option("--out", help=_("报告输出目录，也可为 s3:// 等存储地址"))
    ] = "reports",
    jobs: Annotated[int, typer.Option("--jobs", min=1, help=_("同时处理的客户数"))] = 1,
    engine: Annotated[
        str, typer.Option("--engine", help=_("执行引擎：warm 在本进程内，nbclient 用真实内核"))
    ] = "warm",
    cluster: Annotated[
        str, typer.Option("--cluster", help=_("Dask 调度器地址，如 tcp://主机:8786"))
    ] = "",
    pdf: Annotated[
        bool, typer.Option("--pdf", help=_("另存 PDF（需要本机装有 Chromium、Chrome 或 Edge）"))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=_("未变化的客户也重新生成"))] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=1, help=_("每个客户的时限，秒"))
    ] = 1800,
) -> None:
    """Render clients; exit 1 where any failed."""
    from stockturn.batch.given import jobs_of, params_paths, refuse_twins  # noqa: PLC0415
    from stockturn.batch.limits import Limits  # noqa: PLC0415
    from stockturn.batch.outcome import write_outcome  # noqa: PLC0415
    from stockturn.batch.run import Plan, render_all  # noqa: PLC0415
    from stockturn.batch.storage import mirrored  # noqa: PLC0415
    from stockturn.report.index_page import write_index  # noqa: PLC0415
    from stockturn.report.pdf import find_browser  # noqa: PLC0415
    from stockturn.report.render import Job  # noqa: PLC0415

    if engine not in ENGINES:
        raise UsageError.of("no_such_engine", engine=engine, engines=_("、").join(ENGINES))
    if pdf:
        find_browser()
    with mirrored() as mirror:
        paths, batch = params_paths(params or [], mirror)
        work, failed = jobs_of(
            paths, lambda client: mirror.job(Job(client, Path(out), engine, pdf), out), batch=batch
        )
        for result in failed:
            _tell(result)
        refuse_twins(job.params for job in work)
        plan = Plan(jobs if batch else 0, Limits(time_limit), force)
        with _elsewhere(cluster) as spread:
            plan = replace(plan, spread=spread)
            results = [*failed, *render_all(work, plan, watcher=_watcher(batch, mirror))]
        if batch:
            home = mirror.home(out)
            made = [write_outcome(results, home), write_index(home, engine=engine)]
            mirror.send_copies(made)
            _say(_("客户总览：{path}").format(path=mirror.told(made[-1])))
            good = sum(r.ok for r in results)
            _say(_("完成 {good}/{n} 个客户").format(good=good, n=len(results)))
    raise typer.Exit(0 if all(r.ok for r in results) else 1)


ENGINES = ("warm", "nbclient")


@contextmanager
def _elsewhere(address: str) -> Iterator[Spread | None]:
    if not address:
        yield None
        return
    from stockturn.batch.afar import spread_over  # noqa: PLC0415
    from stockturn.cluster import connect  # noqa: PLC0415

    with connect(address) as dask:
        yield spread_over(dask.executor())


def _watcher(batch: bool, mirror: Mirror) -> Watcher:
    from rich.console import Console  # noqa: PLC0415

    from stockturn.batch.watching import LiveTable, Watcher  # noqa: PLC0415

    def tell(result: Result) -> None:
        _tell(result, mirror.told(result.report) if result.report else "")

    console = Console()
    return LiveTable(tell, console) if batch and console.is_terminal else Watcher(tell)


def _tell(result: Result, report: str = "") -> None:
    if result.unchanged:
        _say(_("{client}：{path}（未变化）").format(client=result.client, path=report))
    elif result.ok:
        told = _("，搁置 {n} 行").format(n=result.quarantined) if result.quarantined else ""
        line = _("{client}：{path}（{seconds} 秒{told}）")
        _say(
            line.format(
                client=result.client, path=report, seconds=f"{result.seconds:.1f}", told=told
            )
        )
    else:
        _complain(_("客户 {id} 未能生成报告").format(id=result.client_id) + "\n" + result.error)
        if _DEBUG["on"]:
            _complain(result.detail)


@command(help=_("只输出 result.json 到标准输出，不生成报告。"))
def diagnose(params: Annotated[Path, typer.Argument(help=_("参数文件"))]) -> None:
    """Print result.json."""
    client = load_params(params)
    from stockturn.analysis import analyse  # noqa: PLC0415
    from stockturn.report.result_json import canonical_json, validate_result  # noqa: PLC0415
    from stockturn.result import to_result  # noqa: PLC0415

    result = to_result(analyse(client))
    validate_result(result)
    sys.stdout.write(canonical_json(result))


@app.command(
    cls=Command, help=_("显示每个文件如何被读懂：种类、编码、表头、各列含义与理由、检查。")
)
def inspect(
    files: Annotated[list[Path], typer.Argument(help=_("客户文件"))],
    as_json: Annotated[bool, typer.Option("--json", help=_("输出供程序读取的 JSON"))] = False,
) -> None:
    """Show how each file is read; exit 1 where one is not understood."""
    from stockturn.inspecting import inspect_files  # noqa: PLC0415

    text, faults = inspect_files(files, as_json=as_json)
    if text:
        _say(text)
    for fault in faults:
        _complain(fault)
    raise typer.Exit(1 if faults else 0)


@app.command(
    cls=Command, help=_("由客户文件写出 params/客户代号.yaml，每处判断都可修改；并写出补数清单。")
)
def init(
    client_id: Annotated[str, typer.Argument(help=_("客户代号，用作报告目录名"))],
    files: Annotated[list[Path], typer.Argument(help=_("客户文件"))],
    out: Annotated[Path, typer.Option("--out", help=_("参数文件所在目录"))] = Path("params"),
) -> None:
    """Write a params file from a client's files."""
    from stockturn.intake.draft import draft_params  # noqa: PLC0415

    path = out / f"{client_id}.yaml"
    if path.exists():
        raise UsageError.of("params_exist", path=path)
    draft = draft_params(client_id, files, folder=out)
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(draft.text, encoding="utf-8")
    letter = out / _("{id}-补数清单.txt").format(id=client_id)
    letter.write_text(draft.letter, encoding="utf-8-sig")
    _say(_("已写出 {path} 与给客户的信 {letter}：").format(path=path, letter=letter))
    _say("\n" + draft.letter)
    for name, why in draft.refused:
        _complain(_("未采用 {name}").format(name=name) + "\n" + why)


@command(help=_("写出空白的标准文件（附说明），供客户填写。"))
def template(folder: Annotated[Path, typer.Argument(help=_("目标目录"))]) -> None:
    """Write empty standard files."""
    from stockturn.intake.template import write_templates  # noqa: PLC0415

    for path in write_templates(folder):
        _say(str(path))


@command(help=_("写出一家模拟公司的导出、参数文件与真值。"))
def sample(  # noqa: PLR0917
    folder: Annotated[Path, typer.Argument(help=_("目标目录"))],
    system: Annotated[str, typer.Option("--system", help=_("按哪种系统的样式写"))] = "标准",
    mistakes: Annotated[str, typer.Option("--mistakes", help=_("植入的误区，如 W-1,W-4"))] = "",
    strength: Annotated[str, typer.Option("--strength", help="weak | medium | strong")] = "strong",
    items: Annotated[int, typer.Option("--items", help=_("商品数"))] = 200,
    days: Annotated[int, typer.Option("--days", help=_("天数"))] = 800,
    seed: Annotated[int, typer.Option("--seed", help=_("随机种子"))] = 1,
) -> None:
    """Write a simulated company."""
    from stockturn.samples import SampleSpec, write_sample  # noqa: PLC0415

    planted = tuple(m.strip() for m in mistakes.replace("，", ",").split(",") if m.strip())
    spec = SampleSpec(
        seed=seed, items=items, days=days, system=system, mistakes=planted, strength=strength
    )
    _say(_("已写出 {path}").format(path=write_sample(spec, folder)))


_DEBUG = {"on": False}


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help=_("出错时显示详情"))] = False,
) -> None:
    _DEBUG["on"] = debug


def main() -> None:
    """Run the command line; errors are told in words and by exit code."""
    arguments = [a for a in sys.argv[1:] if a != "--debug"]
    _DEBUG["on"] = "--debug" in sys.argv[1:]
    flag = ["--debug"] if _DEBUG["on"] else []
    try:
        code = app([*flag, *arguments], standalone_mode=False)
    except StockturnError as error:
        _complain(str(error))
        _show_trace()
        code = error.exit_code
    except typer.Exit as stop:
        code = stop.exit_code
    except typer.Abort:
        code = 130
    except TyperException as error:
        _complain(_("命令用法有误：{text}").format(text=spoken_complaint(error.format_message())))
        _complain(_("用 stockturn --help 查看用法"))
        code = 2
    except KeyboardInterrupt:
        _complain(_("已中断"))
        code = 130
    except Exception as error:
        _complain(
            _("程序出错：{kind}：{text}").format(kind=type(error).__name__, text=error)
            + "\n"
            + _("加 --debug 重跑可查看详情")
        )
        _show_trace()
        code = 1
    sys.exit(code or 0)


def _show_trace() -> None:
    if _DEBUG["on"]:
        _complain(traceback.format_exc())
