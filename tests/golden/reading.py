"""What of a report is kept for comparison: its words, its tables, its numbers, its pictures."""

from __future__ import annotations

import base64
import csv
import io
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from PIL import Image, ImageChops, ImageStat

HERE = Path(__file__).parent
BLOCKS = ["h1", "h2", "h3", "h4", "p", "li", "div", "figcaption", "summary", "dt", "dd", "a"]
SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
ROWS, ITEMS = 15, 8
"""Rows of a table and items of a list that are kept; how many there are is kept too."""
THUMB = (96, 64)
MEAN_BOUND, SPOT_BOUND = 2.0, 60.0
"""Of 256 greys: how far a thumbnail may be off on average, and in its worst spot."""


@dataclass(frozen=True)
class Kept:
    """One report, as it is compared."""

    words: str
    tables: str
    result: Any
    pictures: tuple[Image.Image, ...]


def read_report(page: Path) -> Kept:
    """Return what is kept of a report that has just been rendered."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    pictures = tuple(_thumbnail(str(image["src"])) for image in soup.find_all("img"))
    tables = _tables(soup)
    result = json.loads(page.with_name("result.json").read_text(encoding="utf-8"))
    return Kept(_words(soup), tables, _cut(result), pictures)


def read_kept(name: str) -> Kept:
    """Return what was kept of a sample."""
    folder = HERE / name
    with Image.open(folder / "pictures.png") as sheet:
        boxes = [(0, y, THUMB[0], y + THUMB[1]) for y in range(0, sheet.height, THUMB[1])]
        pictures = tuple(sheet.convert("L").crop(box) for box in boxes)
    return Kept(
        (folder / "page.txt").read_text(encoding="utf-8"),
        (folder / "tables.csv").read_text(encoding="utf-8"),
        json.loads((folder / "result.json").read_text(encoding="utf-8")),
        pictures,
    )


def keep(name: str, kept: Kept) -> None:
    """Keep what a sample shows from now on."""
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    (folder / "page.txt").write_text(kept.words, encoding="utf-8")
    (folder / "tables.csv").write_text(kept.tables, encoding="utf-8")
    text = json.dumps(kept.result, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "result.json").write_text(text + "\n", encoding="utf-8")
    sheet = Image.new("L", (THUMB[0], THUMB[1] * len(kept.pictures)), 255)
    for place, picture in enumerate(kept.pictures):
        sheet.paste(picture, (0, place * THUMB[1]))
    sheet.save(folder / "pictures.png", optimize=True)


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Yield where two results differ; numbers that agree to six digits are the same."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}")
    elif isinstance(before, list) and isinstance(after, list):
        for place, (one, other) in enumerate(zip_longest(before, after)):
            yield from differences(one, other, f"{path}[{place}]")
    elif isinstance(before, float | int) and isinstance(after, float | int):
        if not math.isclose(before, after, rel_tol=1e-6, abs_tol=1e-9):
            yield f"{path}: {before} → {after}"
    elif before != after:
        yield f"{path}: {before} → {after}"


def look_alike(before: Image.Image, after: Image.Image) -> bool:
    """Tell whether two thumbnails show the same, fonts and antialiasing aside."""
    off = ImageChops.difference(before, after)
    return ImageStat.Stat(off).mean[0] <= MEAN_BOUND and off.getextrema()[1] <= SPOT_BOUND


def thumbnail(picture: Image.Image) -> Image.Image:
    """Return a picture small and grey."""
    return picture.convert("L").resize(THUMB, Image.Resampling.BOX)


def _thumbnail(source: str) -> Image.Image:
    with Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))) as picture:
        return thumbnail(picture)


def _tables(soup: BeautifulSoup) -> str:
    """Take the tables that stand open on the page out of it, as CSV."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    for table in soup.find_all("table"):
        if table.find_parent("details") is None:
            write([f"# {table.caption.get_text() if table.caption else ''}"])
            rows = [[c.get_text(" ") for c in row.find_all(["th", "td"])] for row in table("tr")]
            for row in rows[: ROWS + 1]:
                write(SHA256.sub("SHA-256", cell) for cell in row)
            if len(rows) > ROWS + 1:
                write([f"… {len(rows)}"])
        table.decompose()
    return text.getvalue()


def _words(soup: BeautifulSoup) -> str:
    for image in soup.find_all("img"):
        image.replace_with(f"[{image['alt']}]")
    for block in soup.find_all(BLOCKS):
        block.append("\n")
    assert soup.body is not None
    lines = (" ".join(line.split()) for line in soup.body.get_text().splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cut(inner) for key, inner in value.items() if key != "sha256"}
    if isinstance(value, list):
        rest = [f"… {len(value)}"] if len(value) > ITEMS else []
        return [_cut(inner) for inner in value[:ITEMS]] + rest
    return value
