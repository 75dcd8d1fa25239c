"""What mistakes cost every year: margin of missed sales, losses at counts, margin given up."""

from __future__ import annotations

from stockturn.findings import clearing, hygiene, structure
from stockturn.findings.availability import stockout_parts
from stockturn.findings.case import Case
from stockturn.findings.positions import PAIR, ratio
from stockturn.findings.rules import error_rules, limit
from stockturn.findings.verdicts import Estimate

_Z80 = 1.2816  # standard deviations to each side that hold 80 %


def lost_margin(case: Case) -> Estimate | None:
    """Gross margin a year of demand that was not met; None where prices are unknown.

    Orders tell it best, days without stock less well, month ends without stock worst.
    """
    margin = markup(case)
    if margin is None or margin <= 0:
        return None
    value = _missed_cost(case) * margin * _to_year(case)
    kind = "lost_by_days" if "stockout_days" in case.rows.columns else "lost_by_month_ends"
    kind = "lost_by_orders" if "shipments" in case.inputs else kind
    return error_rules().models[kind].around(value) if value > 0 else None


def _missed_cost(case: Case) -> float:
    """Cost of what customers ordered and never got, else of demand that met an empty shelf.

    Demand on days (else month ends) without stock is that of the others. What is lost of an item
    even by a well-kept shelf (``lost_sale_usual``) is no mistake.
    """
    if "shipments" in case.inputs:
        orders = structure.ordered_and_shipped(case)
        cost = case.items.set_index("item")["unit_cost"].reindex(orders.index).fillna(0.0)
        missed, asked = orders["unshipped_qty"] * cost, orders["ordered_qty"] * cost
    else:
        rows = case.rows
        sums = stockout_parts(rows).groupby([rows["item"], rows["warehouse"]], observed=True).sum()
        places = case.places.set_index(PAIR)
        out = (sums["out"] / sums["held"].where(sums["held"] > 0)).reindex(places.index).fillna(0.0)
        sold = places["sold_qty"].clip(lower=0.0) * places["unit_cost"]
        lost = sold * out / (1 - out.clip(upper=limit("most_time_out")))
        missed, asked = (v.groupby("item", observed=True).sum() for v in (lost, sold + lost))
    return float((missed - limit("lost_sale_usual") * asked).clip(lower=0.0).sum())


def markup(case: Case) -> float | None:
    """Gross margin ÷ cost: of sales, else of list prices weighted by use."""
    rows = case.rows
    revenue = float((rows["revenue"] - rows["sales_return_amount"]).sum())
    cost = float((rows["sales_cost"] - rows["sales_return_cost"]).sum())
    if revenue <= 0 and case.column("items", "list_price") is not None:
        master = case.tables["items"].drop_duplicates("item").set_index("item")["list_price"]
        listed = case.items["item"].astype("str").map(master)
        used = case.items["daily"].where(listed.notna(), 0.0)
        revenue = float((used * listed.fillna(0.0)).sum())
        cost = float((used * case.items["unit_cost"]).sum())
    share = ratio(revenue, cost)
    return share - 1 if share else None


def count_losses(case: Case) -> Estimate | None:
    """Value lost at counts, a year, net of gains; its error is that of a sum over items counted.

    Lines that miss more than ``count_loss_most`` of their book are errors of the books, no losses.
    """
    if not {"counted_lines", "value"} <= case.inputs:
        return None
    gaps = hygiene.count_differences(case)
    share = gaps["difference"] / gaps["book"].where(gaps["book"] > 0)
    loss = gaps["loss"].where(share <= limit("count_loss_most"), 0.0) * _to_year(case)
    net, items = float(loss.sum()), loss.groupby(gaps["item"]).sum()
    if net <= 0:
        return None
    error = _Z80 * float(items.std(ddof=0)) * len(items) ** 0.5 / net
    return error_rules().models["count_losses"].around(net, error, error)


def margin_given_up(case: Case) -> Estimate | None:
    """Margin a year given up by deep cuts, by their event study.

    Units that the usual pace would have sold anyway lose the gap to the list price; the additional
    ones earn what they fetched above cost, or lose what they fetched below it.
    """
    if not {"prices", "value"} <= case.inputs:
        return None
    events = clearing.cut_events(case)
    earned = (events["amount"] - events["cost"]) * (1 - events["anyway"])
    value = float((events["given_up"] * events["anyway"] - earned).sum()) * _to_year(case)
    return error_rules().models["margin_given_up"].around(value) if value > 0 else None


def _to_year(case: Case) -> float:
    return 365 / case.period.days
