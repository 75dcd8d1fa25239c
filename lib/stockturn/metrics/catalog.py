"""The catalog of measures: names, units and definitions are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stockturn.errors import RulesError
from stockturn.i18n import _
from stockturn.measures import Measure
from stockturn.strict_yaml import read_yaml


class Definition(BaseModel):
    """What one measure is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    unit: str
    definition: str
    missing: tuple[str, ...]
    inputs: str = "stock"


@cache
def definitions() -> dict[str, Definition]:
    """Return measure id → definition, in the order of the data file.

    Examples
    --------
    >>> definitions()["turnover"].unit
    '次/年'
    """
    path = Path(__file__).with_name("definitions.yaml")
    raw = read_yaml(path)
    try:
        return {key: Definition.model_validate(value) for key, value in raw.items()}
    except ValidationError as error:
        raise RulesError(
            _("{file} 中的指标定义不完整").format(file=path.name), expected=str(error)
        ) from error


@dataclass(frozen=True)
class Wording:
    """Fills the placeholders of definitions with the settings in force."""

    words: Mapping[str, str]
    grade: str
    source_grades: Mapping[str, str]

    def measure(
        self,
        measure_id: str,
        value: float | None,
        *,
        interval: tuple[float, float] | None = None,
        lacking: str = "",
    ) -> Measure:
        """Wrap a figure; None becomes a measure that names what is lacking, or the exports."""
        low, high = interval or (None, None)
        what = definitions()[measure_id]
        text = _(what.definition).format(**self.words)
        exports = (_(export).format(**self.words) for export in what.missing)
        missing = (lacking,) if lacking else tuple(exports)
        return Measure(
            id=measure_id,
            value=value,
            unit=_(what.unit).format(**self.words),
            definition=text,
            grade=self.source_grades.get(what.inputs, self.grade) if value is not None else "",
            low=low,
            high=high,
            missing=missing if value is None else (),
        )


def source_of(measure_id: str) -> str:
    """Return the kind of table a measure is made from; ``stock`` is the one stock truth."""
    return definitions()[measure_id].inputs


def measure_name(measure_id: str) -> str:
    """Return what a measure is called on the page."""
    return _(definitions()[measure_id].name)
