"""What a notebook cell shows: a few pieces, one below the other."""

from __future__ import annotations

from dataclasses import dataclass

from IPython.display import display

from stockturn.exhibits.figure import Picture
from stockturn.exhibits.html import Html


@dataclass(frozen=True)
class Exhibit:
    """Sentences, tables and figures that belong together; shown when a cell ends with it."""

    parts: tuple[Html | Picture, ...]

    def _ipython_display_(self) -> None:
        for part in self.parts:
            if isinstance(part, Picture) or part.markup:
                display(part)  # type: ignore[no-untyped-call]


def exhibit(*parts: Html | Picture | None) -> Exhibit:
    """Put pieces together; None stands for a piece that the data do not allow."""
    return Exhibit(tuple(part for part in parts if part is not None))
