"""How well the checklist judges: simulated companies with planted mistakes, through the whole line.

    python tests/benchmarks/checklist_bench.py [--companies 600] [--seed 0] [--rows verdicts.csv]

A run that was cut off goes on from its rows.

Each company is written to disk as its system exports it, those of the standard layout cut down to
what an evidence grade brings, read, replayed and judged; interview answers are left blank, so that
only data speak. Half of the companies are healthy. Seeds come from a hash of what decides in the
rule files: a threshold changed meets companies it has not seen, a sentence changed does not redraw
them. 数据不足 is a miss where the inputs exist, and right exactly where they do not; what exists is
asked of the simulator, not of the reader.

Money is held against the same company run once more without the mistake, meeting the same demand,
suppliers and accidents. The report says of one-off cash that it is what lies above the target at
the period's end, item by item, and never that goods still to be bought are set off against it; so
the truth is gross as well: over all items, what the company holds at the end beyond its twin. The
two reorder on different days, and an item that has just been delivered here and not there counts
although it is no excess. That share of chance stays in the truth, on which the errors below are
measured; it makes estimates look low. Of profit the truth is net: margin, losses and carrying cost
of a year, with all that the twin holds more or loses too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from stockturn.analysis import analyse
from stockturn.findings.rule_files import DATA
from stockturn.params import Params
from stockturn.samples import SampleSpec, simulate, tell_effects
from stockturn.samples.layouts import WRITERS
from stockturn.samples.layouts.forms import forms, recoverable
from stockturn.samples.spec import MISTAKES, SYSTEMS
from stockturn.strict_yaml import read_yaml

VERDICTS = ("存在", "疑似", "未见", "数据不足")
MONEY = ("one_off_cash", "annual_profit")
# Tables of the standard layout that a client of each evidence grade brings; E4 brings all.
BROUGHT = {
    "E1": {"items", "balances"},
    "E2": {"items", "balances", "onhand", "sales"},
    "E3": {"items", "movements"},
    "E4": None,
}


@dataclass(frozen=True)
class Trial:
    """One company: what is planted, how strongly, and what its consultant brings."""

    spec: SampleSpec
    grade: str


def deciding(rules: Any) -> Any:
    """Return what of a rule file decides: all but its sentences, which are those in Chinese."""
    if isinstance(rules, dict):
        return {str(key): deciding(value) for key, value in rules.items()}
    if isinstance(rules, list):
        return [deciding(value) for value in rules]
    told = isinstance(rules, str) and any("\u4e00" <= sign <= "\u9fff" for sign in rules)
    return "" if told else rules


def trials(count: int, *, seed: int = 0) -> Iterator[Trial]:
    """Draw companies: half healthy, else one to three mistakes of three strengths."""
    rules = [deciding(read_yaml(path)) for path in sorted(DATA.glob("*.yaml"))]
    text = json.dumps([rules, seed], sort_keys=True, default=str)
    first = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    for n in range(count):
        draw = np.random.default_rng([first, n])
        how_many = n % 2 * draw.choice([1, 2, 3], p=[0.65, 0.25, 0.1])
        planted = draw.choice(MISTAKES, how_many, replace=False)
        system = SYSTEMS[0] if draw.random() < 0.85 else str(draw.choice(SYSTEMS[1:]))
        sizes = [40, 60, 80, 120] if system == SYSTEMS[0] else [40, 60]
        spec = SampleSpec(
            seed=first + n,
            items=int(draw.choice(sizes)),
            days=int(draw.choice([740, 800, 900])),
            system=system,
            mistakes=tuple(str(m) for m in planted),
            strength=str(draw.choice(["weak", "medium", "strong"], p=[0.2, 0.4, 0.4])),
        )
        # E4 twice: only there can all five mistakes be judged.
        yield Trial(spec, str(draw.choice([*BROUGHT, "E4"])))


def judge(trial: Trial) -> list[dict[str, Any]]:
    """Send one company through the whole line and return a row per mistake."""
    spec, company = trial.spec, simulate(trial.spec)
    brought = BROUGHT[trial.grade] if spec.system == SYSTEMS[0] else None
    truth = tell_effects(company)
    with tempfile.TemporaryDirectory() as folder:
        WRITERS[spec.system](company, Path(folder))
        names = ["*"]
        if brought is not None:
            names = [f.file for f in forms(spec.system) if f.kind in brought]
        sources = [{"path": f"{folder}/{name}"} for name in names]
        found = analyse(Params(client="模拟", client_id="bench", sources=sources))
    tables = {
        kind: list(frame)
        for kind, frame in recoverable(company, spec.system).items()
        if brought is None or kind in brought
    }
    common = {
        "system": spec.system,
        "grade": trial.grade,
        "strength": spec.strength if spec.mistakes else "healthy",
        "seed": spec.seed,
        "company": "+".join(spec.mistakes) or "—",
        **{f"{kind}_together": truth["together"][kind] for kind in MONEY},
    }
    inputs = existing(tables)
    return [
        common
        | {
            "id": mistake.id,
            "planted": mistake.id in spec.mistakes,
            "alone": spec.mistakes == (mistake.id,),
            "verdict": mistake.computed,
            "inputs": inputs[mistake.id],
        }
        | _money(mistake.effect, truth.get(mistake.id, {}))
        for mistake in found.mistakes
    ]


def existing(tables: dict[str, list[str]]) -> dict[str, bool]:
    """Tell for each mistake whether what it takes to judge it is in the exports."""
    use = "movements" in tables or "balances" in tables
    shown = {f"{kind}.{column}" for kind, columns in tables.items() for column in columns}
    value = use and bool({"movements.amount", "balances.closing_value"} & shown)
    price = bool({"movements.sales_amount", "sales.sales_amount"} & shown)
    return {
        "W-1": value,
        "W-2": value,
        "W-3": use,
        "W-4": use and "purchases" in tables,
        "W-5": value and price,
    }


def _money(effect: Any, truth: dict[str, Any]) -> dict[str, float | None]:
    told: dict[str, float | None] = {}
    for kind in MONEY:
        estimate = getattr(effect, kind)
        told |= {
            f"{kind}_{part}": getattr(estimate, part, None) for part in ("value", "low", "high")
        }
        told[f"{kind}_truth"] = truth.get(kind)
    return told


def confusion(rows: pd.DataFrame) -> pd.DataFrame:
    """Count verdicts per mistake and what was planted, where the inputs exist."""
    known = rows[rows["inputs"]]
    label = np.where(known["planted"], known["strength"], "other mistakes")
    label = np.where(known["strength"].eq("healthy"), "healthy", label)
    table = pd.crosstab([known["id"], label], known["verdict"])
    return table.reindex(columns=list(VERDICTS), fill_value=0)


def quality(rows: pd.DataFrame) -> pd.DataFrame:
    """Return precision, recall by strength, false 存在 on healthy companies, and 数据不足 right.

    Precision at a strength: of the 存在 told to healthy companies and to those with mistakes of
    that strength, the share that is planted.
    """
    table = {}
    for name, group in rows.groupby("id"):
        known = group[group["inputs"]]
        found, planted = known["verdict"].eq("存在"), known["planted"]
        of = {s: known["strength"].eq(s) for s in ("strong", "medium", "weak", "healthy")}
        table[name] = {
            f"precision_{s}": _share(planted[found & (of[s] | of["healthy"])])
            for s in ("strong", "medium")
        }
        table[name] |= {
            f"recall_{s}": _share(found[planted & of[s]]) for s in ("strong", "medium", "weak")
        }
        table[name] |= {
            "healthy_found": _share(found[of["healthy"]]),
            "no_data_right": _share(group["verdict"].eq("数据不足") == ~group["inputs"]),
        }
    return pd.DataFrame(table).T


def money_quality(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how far the yuan are from the planted truth, where medium or strong is told 存在.

    For each mistake planted alone, and ``all``: for the sum over whatever was planted together.
    """
    told = rows[rows["verdict"].eq("存在") & rows["strength"].isin(["medium", "strong"])]
    alone = told[told["planted"] & told["alone"]]
    table = {
        (name, kind): _fit(group, kind) for kind in MONEY for name, group in alone.groupby("id")
    }
    for kind in MONEY:
        parts = {f"{kind}_{part}": "sum" for part in ("value", "low", "high")}
        known = told[told[f"{kind}_value"].notna()].groupby("seed")
        whole = known.agg({**parts, f"{kind}_together": "first"})
        whole = whole.rename(columns={f"{kind}_together": f"{kind}_truth"})
        table["all", kind] = _fit(whole, kind)
    return pd.DataFrame(table).T.sort_index()


def _fit(rows: pd.DataFrame, kind: str) -> dict[str, float]:
    value, low, high, truth = (
        pd.to_numeric(rows[f"{kind}_{part}"]) for part in ("value", "low", "high", "truth")
    )
    known = value.notna()
    inside = truth.between(low, high)[known]
    return {
        "n": float(known.sum()),
        "median_error": float((value / truth - 1).abs()[known].median()),
        "median_ratio": float((value / truth)[known].median()),
        "coverage": _share(inside),
        "width": float(((high - low) / value)[known].median()),
    }


def _share(values: pd.Series) -> float:
    return float(values.mean()) if len(values) else float("nan")


def main() -> None:
    """Print the confusion table and the quality of the checklist."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rows", type=Path, help="where to keep every verdict, as CSV")
    options = parser.parse_args()
    os.environ["STOCKTURN_CACHE"] = "off"
    kept = pd.DataFrame(columns=["seed"])
    if options.rows and options.rows.exists():
        kept = pd.read_csv(options.rows)
    drawn = trials(options.companies, seed=options.seed)
    left = [trial for trial in drawn if trial.spec.seed not in set(kept["seed"])]
    rows: list[dict[str, Any]] = kept.to_dict("records")
    with ProcessPoolExecutor(options.workers) as pool:
        for judged in pool.map(judge, left):
            rows.extend(judged)
            if options.rows:
                pd.DataFrame(rows).to_csv(options.rows, index=False)
    frame = pd.DataFrame(rows)
    for table in (confusion(frame), quality(frame).round(3), money_quality(frame).round(3)):
        print(table.to_string(), end="\n\n")  # noqa: T201


if __name__ == "__main__":
    main()
