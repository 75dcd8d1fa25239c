"""Slow references for one item's ledger, from the definitions; they know nothing of stockturn.

``ages`` keeps a list of single pieces with their dates; ``books`` keeps money as exact fractions,
rounded half away from zero to 10⁻⁴ yuan where money is split, and lives through every day.
A line is a dict: day, kind, qty, place, to, amount, sales, book (amount, sales, book may be None).
"""

from collections import defaultdict
from fractions import Fraction

ISSUES = {"采购退货", "销售出库", "盘亏", "领料出库", "委外出库", "形态转换出", "报废", "其他出库"}
FLOW = {
    "采购入库": "purchase",
    "采购退货": "purchase_return",
    "销售出库": "sales",
    "销售退货": "sales_return",
}


def decimal(figure):
    """Take a figure as it is printed."""
    return Fraction(str(figure))


def direction(line):
    """+1 where goods come in, -1 where they go out, 0 for transfers, counts and money."""
    if line["kind"] in {"调拨", "盘点", "成本调整"} or not line["qty"]:
        return 0
    way = -1 if line["kind"] in ISSUES else 1
    return way if line["qty"] > 0 else -way


def in_order(lines):
    def rank(line):
        if line["kind"] == "期初":
            return 0
        if line["kind"] in {"成本调整", "调拨", "盘点"}:
            return {"成本调整": 2, "调拨": 3, "盘点": 5}[line["kind"]]
        if not line["qty"]:
            return 4 if line["kind"] in ISSUES else 1
        return 1 if direction(line) > 0 else 4

    return sorted(lines, key=lambda line: (line["day"], rank(line)))


def settled(lines):
    """Sum up the late 期初 rows of a place and day into the first of them."""
    out, first = [], {}
    for line in in_order(lines):
        key = (line["day"], line["place"])
        if line["kind"] == "期初" and line["day"] > 0:
            if key in first:
                first[key]["qty"] += line["qty"]
                if line["amount"] is not None:
                    first[key]["extra"] += abs(decimal(line["amount"]))
                continue
            first[key] = {**line, "extra": Fraction(0)}
            out.append(first[key])
            continue
        out.append(line)
    return out


# --- Ageing: every piece has the date of its first receipt into the company --------------------

UNDATED = -(10**9)


def ages(lines):
    """Return {place: sorted dates of the pieces it holds} and {place: pieces owed}."""
    pieces, owed, last_sold = defaultdict(list), defaultdict(int), {}

    def come(place, n, date):
        settle = min(n, owed[place])
        owed[place] -= settle
        pieces[place] = sorted(pieces[place] + [date] * (n - settle))

    def go(place, n, *, newest=False):
        have = pieces[place]
        gone = (have[::-1] if newest else have)[:n]
        pieces[place] = have[: len(have) - len(gone)] if newest else have[len(gone) :]
        owed[place] += n - len(gone)
        return gone

    for line in settled(lines):
        kind, place, qty, day = line["kind"], line["place"], line["qty"], line["day"]
        if kind == "成本调整" or not (qty or kind in {"盘点", "期初"}):
            continue
        if kind == "调拨":
            source, target = (place, line["to"]) if qty > 0 else (line["to"], place)
            if source != target:
                n = abs(qty)
                pay = min(n, owed[target])
                go(source, pay)
                owed[target] -= pay
                moving = go(source, n - pay)
                moving += [day] * (n - pay - len(moving))
                pieces[target] = sorted(pieces[target] + moving)
            continue
        if kind == "盘点" or (kind == "期初" and day > 0):
            if qty < 0 and kind == "盘点":
                continue
            gap = qty - (len(pieces[place]) - owed[place])
            date = day if kind == "盘点" else UNDATED
        else:
            gap, date = direction(line) * abs(qty), UNDATED if kind == "期初" else day
        if gap > 0:
            if kind in ISSUES or kind == "销售退货":
                date = last_sold.get(place, day)
            come(place, gap, date)
        elif gap < 0:
            red = kind not in ISSUES and kind not in {"盘点", "期初"}
            gone = go(place, -gap, newest=red)
            if gone and kind in ISSUES:
                last_sold[place] = gone[-1]
    return dict(pieces), dict(owed)


# --- Costing and days ----------------------------------------------------------------------------


def cents(x):
    """Round to 10⁻⁴, half away from zero."""
    x = Fraction(x) * 10000
    n = (abs(x) + Fraction(1, 2)).__floor__()
    return Fraction(n if x >= 0 else -n, 10000)


class Pool:
    """One cost for all that it holds."""

    def __init__(self, method):
        self.method = method
        self.qty = self.value = Fraction(0)
        self.last = None  # last unit cost known
        self.issued = None  # unit cost of the last issue
        self.month = self.moving = None
        self.known = False
        self.lots = []

    def price(self, qty):
        unit = self.last
        if self.month is not None:
            unit = self.month
        elif self.qty > 0:
            unit = self.value / self.qty
        return cents(qty * unit) if unit is not None else Fraction(0)

    def at_last(self, qty):
        return cents(qty * self.last) if self.last is not None else Fraction(0)

    def receive(self, qty, value, *, first=False):
        if self.qty < 0:
            kept = max(Fraction(0), self.qty + qty)
            worth = cents(value * kept / qty)
            self.value = Fraction(0) if kept else cents(self.value * (self.qty + qty) / self.qty)
        else:
            kept, worth = qty, value
        self.qty += qty
        self.value += worth
        if self.method == "fifo":
            if kept:
                at = sum(lot[2] for lot in self.lots) if first else len(self.lots)
                self.lots.insert(at, [kept, worth, first])
            self.last = value / qty
        elif self.qty > 0:
            self.last = self.value / self.qty

    def relieve(self, qty, own, *, newest=False):
        cost, before = own, self.qty
        if self.method == "fifo":
            left, worth = qty, Fraction(0)
            while left and self.lots:
                lot = self.lots[-1 if newest else 0]
                part = min(left, lot[0])
                money = lot[1] if part == lot[0] else cents(lot[1] * part / lot[0])
                lot[0] -= part
                lot[1] -= money
                if not lot[0]:
                    self.lots.remove(lot)
                left -= part
                worth += money
            worth += self.at_last(left)
            self.value -= worth
            cost = worth if own is None else own
        else:
            cost = self.price(qty) if own is None else own
            self.value -= cost
            if before > 0 and qty > before:  # the part that was not there is owed at this cost
                self.value = -cents(cost * (qty - before) / qty)
        self.qty -= qty
        if self.qty == 0 or (self.qty > 0 and self.value < 0):
            self.value = Fraction(0)
        self.issued = cost / qty
        if own is not None and self.last is None:
            self.last = self.issued
        return cost

    def revalue(self, amount):
        """Return what finds no stock."""
        if self.month is not None:
            return Fraction(0)
        if self.qty == 0:
            return amount
        old, new = self.value, self.value + amount
        if (new < 0) == (self.qty > 0):  # stock is worth at least nothing, a debt at most
            new = Fraction(0)
        seen = given = Fraction(0)
        for lot in self.lots:
            seen += lot[1] if old else lot[0]
            lot[1] = cents(new * seen / (old or self.qty)) - given
            given += lot[1]
        self.value, self.last = new, new / self.qty
        return old + amount - new


def books(lines, *, days, month_of, method="recorded", company=True):
    """Return {(place, month): figures} and {(place, day): (qty, worth)}, day by day."""
    flows = defaultdict(lambda: defaultdict(Fraction))
    close, held = {}, {}
    qty_at = defaultdict(Fraction)
    pools = defaultdict(lambda: Pool(method))
    lines = settled(lines)
    places = sorted(
        {line["place"] for line in lines} | {x["to"] for x in lines if x["kind"] == "调拨"}
    )

    def pool_of(place):
        return pools["" if company else place]

    def own_cost(line):
        if line["amount"] is None or line["kind"] == "盘点":
            return None
        brings = line["kind"] not in ISSUES | {"销售退货", "调拨"} or line["kind"] == "采购退货"
        return abs(decimal(line["amount"])) if method == "recorded" or brings else None

    def into(place, qty, own, kind):
        pool, first = pool_of(place), False
        if own is not None:
            value = own
            pool.known = True
        elif (
            method == "fifo" and (kind in ISSUES or kind == "销售退货") and pool.issued is not None
        ):
            value, first = cents(qty * pool.issued), True
        else:
            value = pool.price(qty)
        pool.receive(qty, value, first=first)
        qty_at[place] += qty
        return value

    def out_of(place, qty, own, *, newest=False):
        pool = pool_of(place)
        if own is not None:
            pool.known = True
        qty_at[place] -= qty
        return pool.relieve(qty, own, newest=newest)

    def worths():
        if not company:
            return {
                p: cents(pools[p].month * pools[p].qty)
                if pools[p].month is not None
                else pools[p].value
                for p in places
            }
        pool = pools[""]
        if pool.month is not None:
            return {p: cents(pool.month * qty_at[p]) for p in places}
        stocked = [p for p in places if qty_at[p] > 0]
        worth = dict.fromkeys(places, Fraction(0))
        rest, whole, sharing = pool.value, pool.qty, places
        if stocked:
            for p in places:
                if qty_at[p] < 0:
                    worth[p] = pool.at_last(qty_at[p])
                    rest -= worth[p]
            whole, sharing = sum(qty_at[p] for p in stocked), stocked
            if rest < 0:
                pool.value -= rest
                rest = Fraction(0)
        seen = given = Fraction(0)
        for p in sharing:
            seen += qty_at[p]
            upto = cents(rest * seen / whole) if whole else Fraction(0)
            worth[p], given = upto - given, upto
        return worth

    def open_month(month):
        """Set 全月一次加权平均 costs: (opening + receipts) ÷ (their quantities)."""
        ours = [line for line in lines if month_of(line["day"]) == month]
        sums = defaultdict(lambda: [Fraction(0), Fraction(0)])
        for line in ours:
            own = own_cost(line)
            amount = decimal(line["amount"] or 0)
            key = "" if company else line["place"]
            if line["kind"] == "成本调整" or (own is not None and not line["qty"]):
                sums[key][0] += -amount if line["kind"] == "采购退货" else amount
            elif own is not None and line["kind"] != "调拨":
                way = direction(line)
                sums[key][0] += way * own
                sums[key][1] += way * abs(line["qty"])
        for key in [""] if company else places:
            pool = pools[key]
            if pool.month is not None:
                pool.value = cents(pool.month * pool.qty)
            pool.month, pool.moving = None, Fraction(0)
            if pool.qty > 0:
                pool.moving = pool.value / pool.qty
            elif pool.last is not None:
                pool.moving = pool.last
            elif sums[key][1] > 0:
                pool.moving = max(Fraction(0), sums[key][0]) / sums[key][1]
        if not company:
            for line in ours:
                if line["kind"] == "调拨" and line["place"] != line["to"]:
                    source = line["place"] if line["qty"] > 0 else line["to"]
                    value = cents(pools[source].moving * line["qty"])
                    for key, sign in ((line["place"], -1), (line["to"], 1)):
                        sums[key][0] += sign * value
                        sums[key][1] += sign * line["qty"]
        for key in [""] if company else places:
            pool, (value, qty) = pools[key], sums[key]
            if pool.qty > 0:
                value, qty = value + pool.value, qty + pool.qty
            if qty > 0 and value >= 0:
                pool.month = pool.last = value / qty

    opened = None
    for day in range(days):
        month = month_of(day)
        today = [line for line in lines if line["day"] == day]
        if method == "monthly" and today and month != opened:
            open_month(month)
            opened = month
        for line in today:
            kind, place, qty = line["kind"], line["place"], Fraction(line["qty"] or 0)
            row, own = flows[place, month], own_cost(line)
            held.setdefault(place, day)
            sign = 1 if qty >= 0 else -1
            if kind == "调拨":
                held.setdefault(line["to"], day)
                source, target = (place, line["to"]) if qty > 0 else (line["to"], place)
                pool = pool_of(source)
                if company or source == target:
                    worth = pool.price(abs(qty))
                else:
                    if method == "monthly":
                        own = cents(pool.moving * abs(qty))
                    worth = pool.relieve(abs(qty), own)
                    pools[target].known |= pool.known
                    pools[target].receive(abs(qty), worth)
                qty_at[source] -= abs(qty)
                qty_at[target] += abs(qty)
                row["transfer_out_qty"] += qty
                row["transfer_out_value"] += sign * worth
                flows[line["to"], month]["transfer_in_qty"] += qty
                flows[line["to"], month]["transfer_in_value"] += sign * worth
                continue
            if kind in {"销售出库", "销售退货"} and line["sales"] is not None:
                money = decimal(line["sales"])
                if kind == "销售退货":
                    row["sales_return_amount"] += sign * abs(money)
                else:
                    row["revenue"] += -abs(money) if qty < 0 else money
            flow = FLOW.get(kind) or ("other_out" if kind in ISSUES else "other_in")
            flow = "opening" if kind == "期初" else flow
            value_name = "sales_cost" if flow == "sales" else f"{flow}_value"
            value_name = "sales_return_cost" if flow == "sales_return" else value_name
            if (
                kind == "成本调整"
                or (not qty and kind not in {"盘点", "期初"})
                or (kind == "期初" and not qty and day == 0)
            ):
                amount = decimal(line["amount"] or 0)
                if kind != "成本调整":
                    row[value_name] += amount
                    amount *= -1 if kind in ISSUES else 1
                row["other_out_value"] += pool_of(place).revalue(amount)
                continue
            if kind == "盘点" or (kind == "期初" and day > 0):
                if qty < 0 and kind == "盘点":
                    continue
                gap, pool = qty - qty_at[place], pool_of(place)
                fresh = kind == "期初" and qty_at[place] == 0
                if gap > 0:
                    own = None
                    if line["amount"] is not None and qty > 0 and (fresh or not pool.known):
                        own = abs(decimal(line["amount"])) + line.get("extra", 0)
                        own = cents(own * gap / qty)
                    row["other_in_value"] += into(place, gap, own, kind)
                    row["other_in_qty"] += gap
                elif gap < 0:
                    row["other_out_value"] += out_of(place, -gap, None)
                    row["other_out_qty"] += -gap
                continue
            if direction(line) > 0:
                value = into(place, abs(qty), own, kind)
            else:
                red = kind not in ISSUES and kind != "期初"
                value = out_of(place, abs(qty), own, newest=red)
            row[f"{flow}_qty"] += qty
            row[value_name] += sign * value
        if today:
            worth = worths()
        for place in held:
            close[place, day] = (qty_at[place], worth[place])
    return flows, close
