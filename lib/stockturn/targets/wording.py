"""What codes of the room are called on the page."""

from __future__ import annotations

from stockturn.i18n import _


def reason_text(code: str) -> str:
    """Return why a place has no level, or none above nothing; empty where it has one."""
    return {
        "": "",
        "no_lead_time": _("数据不足：没有提前期（采购单、参数或商品档案）"),
        "short_history": _("数据不足：历史短于提前期加检查周期"),
        "no_demand": _("期内无需求，目标为零"),
        "ended": _("已停用，目标为零"),
        "dead": _("死库存，目标为零"),
        "out_of_season": _("不在销售季，或到货已赶不上本季，目标为零"),
    }[code]


def cause_text(code: str) -> str:
    """Return the name of a cause of excess."""
    return {
        "policy_maximum": _("自设最高库存过高"),
        "demand_fall": _("需求下降"),
        "min_order": _("起订量"),
        "early_receipt": _("提前到货"),
        "returns": _("客户退货"),
        "transfers": _("调入"),
        "over_ordering": _("超需要采购或调入"),
        "opening": _("账前已有"),
    }[code]
