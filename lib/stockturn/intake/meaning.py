"""What kind of table a sheet is, where its header stands, or what is missing to tell."""

from __future__ import annotations

from collections.abc import Mapping

from stockturn.errors import ColumnError, near_match
from stockturn.i18n import _
from stockturn.intake.columns import Layout, header_words, lay_out
from stockturn.intake.grids import Grid
from stockturn.intake.values import clean_header
from stockturn.tables import Field, canonical_tables, required_fields

HEADER_SEARCH_ROWS = 30
# Two characters, one of them wrong, are half alike.
NEAR_HEADER = 50.0
# A sheet may carry the columns of a poorer kind as well: the first kind here wins a tie.
KIND_ORDER = (
    "movements",
    "balances",
    "purchases",
    "orders",
    "sales",
    "onhand",
    "service",
    "prices",
    "items",
    "warehouses",
)


def understand(
    grid: Grid, *, kind: str = "auto", mapping: Mapping[str, str] | None = None
) -> Layout:
    """Find header row, kind and columns of a sheet.

    Raises
    ------
    ColumnError
        Where no kind fits, an obligatory column of the kind cannot be found, or ``mapping`` names
        a field that there is not.
    """
    wanted = {clean_header(h): f for h, f in (mapping or {}).items()}
    _refuse_unknown_fields(wanted, grid)
    kinds = KIND_ORDER if kind == "auto" else (kind,)
    candidates = [
        lay_out(cells, row, k, wanted)
        for row, cells in _header_candidates(grid, wanted)
        for k in kinds
        if k in canonical_tables()
    ]
    complete = [c for c in candidates if not _absent(c)]
    best = max(candidates, key=_score, default=None)
    if complete:
        chosen = max(complete, key=_score)
        if kind == "auto" and best and _misspelt(best, chosen):
            raise _not_understood(grid, best, named=False)
        return chosen
    raise _not_understood(grid, best, named=kind != "auto")


def _refuse_unknown_fields(wanted: Mapping[str, str], grid: Grid) -> None:
    known = {name for fields in canonical_tables().values() for name in fields}
    for header, field in wanted.items():
        if field not in known:
            near = near_match(field, known)
            raise ColumnError(
                _("{file} 的 mapping 把“{header}”对应到 {field}，没有这个字段").format(
                    file=grid.name, header=header, field=field
                ),
                expected=_("您是否想写 {near}？").format(near=near) if near else "",
                action=_("修改 sources 的 mapping；各字段名可用 stockturn inspect 查看"),
            )


def _misspelt(richer: Layout, chosen: Layout) -> bool:
    """Tell whether one misspelt header makes a sheet pass for a poorer kind.

    A ledger whose 类型 is misspelt still has all that a list of sales needs; read as one, every
    receipt would count as a sale.
    """
    absent = _absent(richer)
    known = [sum(c.field is not None for c in layout.columns) for layout in (richer, chosen)]
    unused = [c.header for c in richer.columns if c.header and c.field is None]
    return (
        len(absent) == 1
        and known[0] > known[1]
        and near_match(absent[0].header, unused, cutoff=NEAR_HEADER) is not None
    )


def _score(layout: Layout) -> tuple[int, int, int, int]:
    known = [c for c in layout.columns if c.field]
    standard = sum(c.evidence in ("mapping", "standard") for c in known)
    return len(known), standard, -KIND_ORDER.index(layout.kind), -layout.header_row


def _header_candidates(grid: Grid, wanted: Mapping[str, str]) -> list[tuple[int, list[str]]]:
    """Return number and cells of the first rows that hold a word of any header; at least one."""
    first = grid.cells.iloc[:HEADER_SEARCH_ROWS]
    rows = [[str(text) for text in row] for row in first.itertuples(index=False)]
    numbered = list(zip((int(number) for number in first.index), rows, strict=True))
    words = header_words() | set(wanted)
    found = [(n, row) for n, row in numbered if not words.isdisjoint(map(clean_header, row))]
    return found or numbered[:1]


def _absent(layout: Layout) -> list[Field]:
    """List the obligatory fields that neither a column nor the file's name provides."""
    have = {c.field for c in layout.columns}
    outside = {"period"} if layout.kind == "balances" else set()
    outside |= {"date"} if layout.kind == "onhand" else set()
    outside |= {"item"} if "variant" in have else set()
    return [f for f in required_fields(layout.kind) if f.name not in have and f.name not in outside]


def _not_understood(grid: Grid, best: Layout | None, *, named: bool) -> ColumnError:
    known = [c for c in best.columns if c.field] if best else []
    if best is None or (len(known) < 2 and not named):
        row = " | ".join(t for t in grid.cells.iloc[0] if t)[:120]
        return ColumnError(
            _("{file}：看不出是哪一种报表，首行为“{row}”").format(file=grid.name, row=row),
            expected=_("商品、出入库、收发存、库存、销售、订单、采购等表之一，且有表头行"),
            action=_("在 sources 中写明 kind 与 mapping，或用 sheet 指明工作表，或移出此文件"),
        )
    headers = [c.header for c in best.columns if c.header]
    unused = [c.header for c in best.columns if c.header and c.field is None]
    absent = _absent(best)
    hints = [
        _("“{near}”可能就是“{header}”").format(near=near, header=f.header)
        for f in absent
        if (near := near_match(f.header, unused, cutoff=NEAR_HEADER))
    ]
    return ColumnError(
        _("{file} 第 {row} 行表头中找不到必需的列：{columns}（现有：{headers}）").format(
            file=grid.name,
            row=best.header_row,
            columns=_("、").join(f.header for f in absent),
            headers=_("、").join(headers[:20]),
        ),
        expected=_("{kind}须有列：{columns}").format(
            kind=kind_name(best.kind),
            columns=_("、").join(f.header for f in required_fields(best.kind)),
        ),
        action=_("；").join(
            [*hints, _("在 sources 的 mapping 中写“列名: 字段”，或请客户补上该列后重新导出")]
        ),
    )


def kind_name(kind: str) -> str:
    """Return what a kind of table is called on the page."""
    return {
        "items": _("商品档案"),
        "movements": _("出入库流水"),
        "balances": _("收发存汇总表"),
        "onhand": _("库存快照"),
        "sales": _("销售明细"),
        "orders": _("销售订单"),
        "purchases": _("采购订单"),
        "prices": _("价格表"),
        "warehouses": _("仓库档案"),
        "service": _("服务月报"),
        "ageing": _("库龄表"),
    }[kind]
