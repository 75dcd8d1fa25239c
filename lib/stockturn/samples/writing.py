"""Write a simulated company to disk: exports, a params file, and the truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from stockturn.i18n import _
from stockturn.samples.company import Company, simulate
from stockturn.samples.layouts import WRITERS
from stockturn.samples.spec import SampleSpec
from stockturn.samples.truth import tell_truth


def write_exports(spec: SampleSpec, folder: Path) -> list[Path]:
    """Write only the exports of a company into ``folder`` and return the files."""
    write = WRITERS[spec.system]
    folder.mkdir(parents=True, exist_ok=True)
    return write(simulate(spec), folder)


def write_sample(spec: SampleSpec, folder: Path) -> Path:
    """Write ``exports/``, ``sample-SEED.yaml`` and ``truth.json``; return the params file."""
    write = WRITERS[spec.system]
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    company = simulate(spec)
    write(company, exports)
    truth = json.dumps(tell_truth(company), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(truth + "\n", encoding="utf-8", newline="\n")
    path = folder / f"{spec.client_id}.yaml"
    yaml = YAML()
    yaml.allow_unicode = True
    yaml.width = 200
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yaml.dump(params(company), file)
    return path


def params(company: Company) -> dict[str, Any]:
    """Return the params of a simulated client, as its consultant would fill them in."""
    spec, catalog = company.spec, company.catalog
    suffix = "csv" if spec.system == "标准" else "*"
    by_hand = bool(company.behaviour.by_hand)
    return {
        "client": _("{company}（模拟）").format(company=catalog.company),
        "client_id": spec.client_id,
        "sources": [{"path": f"exports/*.{suffix}", "system": "auto", "kind": "auto"}],
        "profile": _profile(company),
        "answers": {
            "spreadsheet_based": by_hand,
            "clearing_methods": ["促销"]
            if company.behaviour.cuts_only
            else ["促销", "退供", "调拨", "报废"],
            "response_hours": round(
                float(company.frames["service"]["ship_hours"].iloc[-3:].mean()), 1
            ),
        },
        "disclosure": None,
    }


def _profile(company: Company) -> dict[str, Any]:
    spec, catalog = company.spec, company.catalog
    rng = spec.chance("profile")
    users = int(np.clip(spec.items // 12 + rng.integers(0, 9), 2, 80))
    yearly = 1500 * users + int(rng.integers(4, 20)) * 1000
    shelf = any("shelf_life" in traits for traits in catalog.trade["categories"].values())
    present = "Excel" if company.behaviour.by_hand else spec.system
    return {
        "type": "微型企业/个体商户" if spec.items < 30 else catalog.trade["profile"],
        "industry": catalog.industry,
        "users": users,
        "legal_entities": 1,
        "channels": list(catalog.trade["channels"]),
        "bom": False,
        "batch_expiry": shelf,
        "it_staff": users // 25,
        "present_systems": ["进销存软件" if present == "标准" else present],
        "budget_first_year": yearly,
        "budget_3y": yearly * 5 // 2,
        "deployment": "any",
        "change_frequency": ("low", "medium", "high")[int(rng.integers(3))],
    }
