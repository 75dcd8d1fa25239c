"""params/CLIENT.yaml → Params: frozen, strict, the only parameter truth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from stockturn.errors import ParamsError
from stockturn.i18n import CURRENCIES, N_, _, currency_name
from stockturn.params.company import Answers, ClientFigure, Disclosure, Finding, Profile
from stockturn.params.faults import explain
from stockturn.params.section import Day, Section, Span, Text, UnfitError
from stockturn.params.settings import Settings
from stockturn.params.sources import MistakeId, Source
from stockturn.strict_yaml import read_yaml

CLIENT_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def _known(currency: str) -> str:
    if currency not in CURRENCIES:
        expected = _("{codes} 之一").format(codes=_("、").join(map(currency_name, CURRENCIES)))
        raise UnfitError(_("的值 {value} 不是可用的币种").format(value=currency), expected=expected)
    return currency


class ReportStyle(Section):
    """What stands on the cover."""

    firm: str | None = None
    prepared_by: str | None = None
    reviewer: str | None = None
    version: Text = "1.0"
    confidentiality: str = N_("内部")
    date: Day | None = None
    show_names: bool = False


class Params(Section):
    """Everything one client's report depends on, besides the bytes of its files."""

    client: Text
    client_id: str
    language: Literal["zh", "en"] = "zh"
    currency: Annotated[str, AfterValidator(_known)] = "CNY"
    base_dir: str | None = None
    period: Span | None = None
    compare: Span | None = None
    previous: str | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    client_figures: tuple[ClientFigure, ...] = ()
    profile: Profile = Profile()
    answers: Answers = Answers()
    findings: dict[MistakeId, Finding] = Field(default={})
    settings: Settings = Settings()
    disclosure: Disclosure | None = None
    report: ReportStyle = ReportStyle()

    @model_validator(mode="after")
    def _safe_folder(self) -> Params:
        if not CLIENT_ID.fullmatch(self.client_id):
            raise UnfitError(
                _("client_id “{value}” 不能作为报告目录名").format(value=self.client_id),
                expected=_("client_id 只含小写字母、数字、- 和 _，且以字母或数字开头"),
            )
        return self

    def resolve(self, path: str) -> Path:
        """Return ``path`` as seen from the client's ``base_dir``."""
        return Path(self.base_dir or ".") / path

    def named_files(self) -> list[str]:
        """Return the paths and globs of every file that the parameters name."""
        named = (*(source.path for source in self.sources), self.previous)
        return [path for path in (*named, self.profile.systems_file) if path]

    def to_mapping(self) -> dict[str, Any]:
        """Return plain YAML-ready values: what was stated, be it the default, and no more."""
        mapping: dict[str, Any] = self.model_dump(mode="json", exclude_unset=True)
        return mapping


def is_address(place: str) -> bool:
    """Tell whether a place is an address on storage and not a path.

    Examples
    --------
    >>> is_address("s3://bucket/params"), is_address("params/a.yaml")
    (True, False)
    """
    return "://" in place


def load_params(path: Path) -> Params:
    """Read and validate a client's YAML file; sources start from its folder unless it says else.

    Raises
    ------
    ParamsError
        Where the file is missing, is not YAML, or breaks any rule; the text names each fault.
    """
    if not path.is_file():
        raise ParamsError.of("no_params", path=path.name)
    try:
        mapping = read_yaml(path)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = _("第 {line} 行").format(line=mark.line + 1) if mark else _("文件编码或字符")
        raise ParamsError.of("bad_yaml", file=path.name, where=where) from error
    params = parse_params(mapping, name=path.name)
    base = params.base_dir or "."
    # An address on storage is whole; what is there is brought by the batch.
    home = base if is_address(base) else str(path.parent / base)
    return params.model_copy(update={"base_dir": home})


def parse_params(mapping: object, *, name: str = "params") -> Params:
    """Validate plain values into Params.

    Examples
    --------
    >>> parse_params({"client": "甲", "client_id": "a", "sources": [{"path": "x.csv"}]}).language
    'zh'
    """
    if not isinstance(mapping, Mapping):
        raise ParamsError.of("params_no_mapping", name=name)
    try:
        return Params.model_validate(dict(mapping))
    except ValidationError as error:
        raise explain(error, Params, name=name) from error
