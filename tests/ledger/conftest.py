"""Let the tests of this room import their references."""

import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))


def table(*rows, **columns):
    """Build a balance table from (month, item, figures…) rows."""
    frame = pd.DataFrame([{"item": item, **figures} for _month, item, figures in rows])
    months = pd.PeriodIndex([month for month, *_ in rows], freq="M")
    frame["period_start"] = months.start_time
    frame["period_end"] = months.end_time.normalize()
    return frame.assign(**columns)


def stock(opening, closing, cost=10, **more):
    return {
        "opening_qty": opening,
        "opening_value": opening * cost,
        "closing_qty": closing,
        "closing_value": closing * cost,
        **more,
    }
