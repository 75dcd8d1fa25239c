"""How well the checklist judges: simulated companies with planted mistakes, through the whole line.

    python tests/benchmarks/checklist_bench.py [--companies 60] [--items 80 120 200] [--seed 0]

Each company is written to disk as its system exports it, cut down to what an evidence grade brings,
read, replayed and judged; interview answers are left blank, so that only data speak. Half of the
companies are healthy. Seeds come from a hash of the rule files: a rule changed meets companies it
has not seen. 数据不足 is a miss where the inputs exist, and right exactly where they do not.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from stockturn.analysis import analyse
from stockturn.findings.rules import DATA
from stockturn.params import Params
from stockturn.samples import SampleSpec, write_exports

MISTAKES = ("W-1", "W-2", "W-3", "W-4", "W-5")
VERDICTS = ("存在", "疑似", "未见", "数据不足")
# Files of the standard layout that a client of each evidence grade brings.
BROUGHT = {
    "E1": ("商品档案", "月度收发存"),
    "E2": ("商品档案", "月度收发存", "库存快照", "销售明细"),
    "E3": ("商品档案", "出入库流水"),
    "E4": ("*",),
}
NEEDS = {"W-4": ("E4",), "W-5": ("E2", "E3", "E4")}


@dataclass(frozen=True)
class Trial:
    """One company: what is planted, how strongly, and what its consultant brings."""

    spec: SampleSpec
    grade: str


def trials(count: int, *, items: list[int], seed: int = 0) -> Iterator[Trial]:
    """Draw companies: half healthy, else one to three mistakes, strong or medium, by turns."""
    rules = b"".join(path.read_bytes() for path in sorted(DATA.glob("*.yaml")))
    first = int.from_bytes(hashlib.sha256(rules + bytes([seed])).digest()[:4], "big")
    grades = list(BROUGHT)
    for n in range(count):
        draw = np.random.default_rng([first, n])
        planted: tuple[str, ...] = ()
        if n % 2:
            how_many = draw.choice([1, 2, 3], p=[0.7, 0.2, 0.1])
            planted = tuple(str(m) for m in draw.choice(MISTAKES, how_many, replace=False))
        yield Trial(
            SampleSpec(
                seed=first + n,
                items=int(draw.choice(items)),
                days=int(draw.choice([740, 800, 1000])),
                mistakes=planted,
                strength=str(draw.choice(["medium", "strong"])),
            ),
            # E4 twice: only there can all five mistakes be judged.
            [*grades, "E4"][int(draw.integers(len(grades) + 1))],
        )


def judge(trial: Trial) -> list[dict[str, object]]:
    """Send one company through the whole line and return a row per mistake."""
    with tempfile.TemporaryDirectory() as folder:
        write_exports(trial.spec, Path(folder))
        sources = [{"path": f"{folder}/{name}.csv"} for name in BROUGHT[trial.grade]]
        found = analyse(Params(client="模拟", client_id="bench", sources=sources))
    strength = trial.spec.strength if trial.spec.mistakes else "healthy"
    return [
        {
            "id": mistake.id,
            "grade": trial.grade,
            "strength": strength,
            "planted": mistake.id in trial.spec.mistakes,
            "alone": trial.spec.mistakes == (mistake.id,),
            "verdict": mistake.computed,
            "inputs": trial.grade in NEEDS.get(mistake.id, tuple(BROUGHT)),
            "seed": trial.spec.seed,
            "company": "+".join(trial.spec.mistakes) or "—",
            **{f"s_{s.id}": s.value for s in mistake.statistics},
        }
        for mistake in found.mistakes
    ]


def confusion(rows: pd.DataFrame) -> pd.DataFrame:
    """Count verdicts per mistake and what was planted, where the inputs exist."""
    known = rows[rows["inputs"]]
    label = np.where(known["planted"], known["strength"], "未埋设")
    label = np.where(known["strength"].eq("healthy"), "健康企业", label)
    table = pd.crosstab([known["id"], label], known["verdict"])
    return table.reindex(columns=list(VERDICTS), fill_value=0)


def quality(rows: pd.DataFrame) -> pd.DataFrame:
    """Return precision, recall by strength, false 存在 on healthy companies, and 数据不足 right."""
    table = {}
    for name, group in rows.groupby("id"):
        known = group[group["inputs"]]
        found, planted = known["verdict"].eq("存在"), known["planted"]
        table[name] = {
            "precision": _share(planted[found]),
            "recall_strong": _share(found[planted & known["strength"].eq("strong")]),
            "recall_medium": _share(found[planted & known["strength"].eq("medium")]),
            "healthy_found": _share(found[known["strength"].eq("healthy")]),
            "no_data_right": _share(group["verdict"].eq("数据不足") == ~group["inputs"]),
        }
    return pd.DataFrame(table).T


def _share(values: pd.Series) -> float:
    return float(values.mean()) if len(values) else float("nan")


def main() -> None:
    """Print the confusion table and the quality of the checklist."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=60)
    parser.add_argument("--items", type=int, nargs="+", default=[80, 120, 200])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rows", type=Path, help="where to keep every verdict, as CSV")
    options = parser.parse_args()
    rows: list[dict[str, object]] = []
    for trial in trials(options.companies, items=options.items, seed=options.seed):
        rows.extend(judge(trial))
        if options.rows:
            pd.DataFrame(rows).to_csv(options.rows, index=False)
    frame = pd.DataFrame(rows)
    print(confusion(frame).to_string())  # noqa: T201
    print(quality(frame).round(3).to_string())  # noqa: T201


if __name__ == "__main__":
    main()
