"""What kind of table a sheet is, where its header stands, or what is missing to tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from stockturn.errors import ColumnError, near_match
from stockturn.i18n import _
from stockturn.intake import reports, systems
from stockturn.intake.columns import Layout, lay_out
from stockturn.intake.grids import Grid
from stockturn.intake.headers import Header, candidates
from stockturn.intake.sections import pairs
from stockturn.intake.values import clean_header, money_scale
from stockturn.intake.words import fields, header_words
from stockturn.tables import Field, canonical_tables, required_fields

# What only an order has, and the words that only its headers hold.
ORDERED = {
    "orders": ("due_date", "ship_date", "shipped_qty"),
    "purchases": ("promised_date", "receipt_date", "received_qty"),
}
ORDER_WORD = re.compile(r"订|采购|order|^po", re.IGNORECASE)
# A title's word counts where its kind explains nearly as many headers as any.
TITLE_TRUST = 0.6
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
    "quotes",
    "warehouses",
)


def understand(
    grid: Grid, *, kind: str = "auto", mapping: Mapping[str, str] | None = None
) -> Layout:
    """Find header row, kind and columns of a sheet.

    Of the kinds that a sheet has all columns for, the one that its title names is taken, else the
    one that explains most of the headers.

    Raises
    ------
    ColumnError
        Where no kind fits, an obligatory column of the kind cannot be found, or ``mapping`` names
        a field that there is not.
    """
    wanted = {clean_header(h): f for h, f in (mapping or {}).items()}
    _refuse_unknown_fields(wanted, grid)
    kinds = (*KIND_ORDER, "ageing") if kind == "auto" else (kind,)
    options = [
        _laid_out(header, k, wanted, grid)
        for header in candidates(grid, header_words() | set(wanted))
        for k in kinds
    ]
    complete = [c for c in options if not _absent(c)]
    best = max(options, key=_score, default=None)
    if not complete:
        raise _not_understood(grid, best, named=kind != "auto")
    chosen = max(complete, key=_score)
    same = [c for c in complete if c.header_row == chosen.header_row]
    titled = [c for c in same if c.kind == reports.kind_of(_said(grid, c))]
    if titled and (named := max(titled, key=_score)) is not chosen:
        chosen = named if _explained(named) >= TITLE_TRUST * _explained(chosen) else chosen
    elif kind == "auto" and best and (_misspelt(best, chosen) or _poorer(best, chosen, grid)):
        raise _not_understood(grid, best, named=False)
    return replace(chosen, recognised=systems.recognise(chosen, _said(grid, chosen)))


def _laid_out(header: Header, kind: str, wanted: Mapping[str, str], grid: Grid) -> Layout:
    scale = next((s for t in header.titles if (s := money_scale(t))), 1.0)
    layout = lay_out(header.texts, header.last_row, kind, wanted, scale=scale)
    layout = replace(layout, first_row=header.first_row, titles=header.titles)
    if kind != "movements":
        return layout
    said = (*_said(grid, layout), *(c.header for c in layout.columns if c.header.endswith("单号")))
    counted = layout.has("book_qty", "book_loose_qty") and layout.has("qty", "loose_qty")
    return replace(layout, movement=reports.type_of(said) or ("盘点" if counted else ""))


def _said(grid: Grid, layout: Layout) -> tuple[str, ...]:
    """Return what names a sheet: its titles, its own name, its file's."""
    return (*layout.titles, grid.sheet or "", Path(grid.file).stem)


def _refuse_unknown_fields(wanted: Mapping[str, str], grid: Grid) -> None:
    known = {name for kind in canonical_tables() for name in fields(kind)}
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
    """Tell whether one misspelt header makes a standard sheet pass for a poorer kind.

    A ledger whose 类型 is misspelt still has all that a list of sales needs; read as one, every
    receipt would count as a sale.
    """
    absent = _absent(richer)
    unused = [c.header for c in richer.columns if c.header and c.field is None]
    return (
        len(absent) == 1
        and richer.header_row == chosen.header_row
        and all(c.evidence == "standard" for c in richer.columns if c.field)
        and _score(richer)[:2] > _score(chosen)[:2]
        and near_match(absent[0].header, unused, cutoff=NEAR_HEADER) is not None
    )


def _poorer(richer: Layout, chosen: Layout, grid: Grid) -> bool:
    """Tell whether a sheet named for the richer kind would pass for a mere list of goods."""
    named = richer.kind == reports.kind_of(_said(grid, richer))
    return named and chosen.kind == "items" != richer.kind and _score(richer) > _score(chosen)


def _explained(layout: Layout) -> int:
    """Count the headers that have a meaning: obligatory ones thrice, mere aids once."""
    weights = {"required": 3, "aid": 1}
    known = fields(layout.kind)
    return sum(weights.get(known[c.field].role, 2) for c in layout.columns if c.field)


def _score(layout: Layout) -> tuple[int, int, int, int, int]:
    standard = sum(c.evidence in ("mapping", "standard") for c in layout.columns)
    levels = layout.header_row - layout.first_row
    order = KIND_ORDER.index(layout.kind) if layout.kind in KIND_ORDER else len(KIND_ORDER)
    buckets = sum(c.evidence == "bucket" for c in layout.columns)
    return _explained(layout) + 2 * buckets, standard, -order, -levels, -layout.header_row


def _absent(layout: Layout) -> list[Field]:
    """List the obligatory fields that neither a column, a title nor a name provides."""
    outside = {
        "balances": {"period"},
        "onhand": {"date"},
        "sales": {"qty"} if layout.has("doc_no") and layout.has("sales_amount") else set(),
    }.get(layout.kind, set())
    if layout.has("variant", "item_name") and layout.kind != "items":
        outside = outside | {"item"}
    if layout.kind == "items" and layout.has("variant"):
        outside = outside | {"item"}
    if any("item" in pairs(title) for title in layout.titles):
        outside = outside | {"item"}
    apart = layout.has("aux_qty") and layout.has("loose_qty") and layout.has("units_per_aux")
    if apart and layout.kind in ("movements", "onhand"):
        outside = outside | {"qty", "onhand_qty"}
    if layout.kind == "movements":
        two_sided = layout.has("in_qty") and layout.has("out_qty")
        outside |= {"qty"} if two_sided else set()
        typed = layout.movement or two_sided or layout.has("rd_category", "biz_type", "direction")
        outside |= {"type"} if typed else set()
    missing = [
        f for f in required_fields(layout.kind) if not (layout.has(f.name) or f.name in outside)
    ]
    if layout.kind in ORDERED and not _ordered(layout):
        missing += [f for f in required_fields(layout.kind) if f.name.endswith("_no")]
    if layout.kind == "ageing" and sum(c.evidence == "bucket" for c in layout.columns) < 2:
        missing.append(Field("bucket", _("库龄分段"), "number", "required"))
    return missing


def _ordered(layout: Layout) -> bool:
    """Tell whether anything but its lines says that a list is of orders, not of what moved."""
    said = (*layout.titles, *(c.header for c in layout.columns if c.field))
    mapped = any(c.evidence == "mapping" for c in layout.columns)
    return mapped or layout.has(*ORDERED[layout.kind]) or any(ORDER_WORD.search(t) for t in said)


def _not_understood(grid: Grid, best: Layout | None, *, named: bool) -> ColumnError:
    known = [c for c in best.columns if c.field] if best else []
    if best is None or (len(known) < 2 and not named):
        row = " | ".join(t for t in grid.cells.iloc[0] if t)[:120]
        return ColumnError.of("not_understood", file=grid.name, row=row)
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
        "quotes": _("供应商报价"),
        "warehouses": _("仓库档案"),
        "service": _("服务月报"),
        "ageing": _("库龄表"),
    }[kind]
