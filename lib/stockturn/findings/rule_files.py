"""Rules as data: the YAML files beside this module, read once and validated strictly."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from yaml import YAMLError

from stockturn.errors import RulesError, near_match
from stockturn.i18n import _
from stockturn.strict_yaml import read_yaml

DATA = Path(__file__).parent / "data"
Model = TypeVar("Model", bound="Row")


class Row(BaseModel):
    """Base of every row of rules: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def load(path: Path, model: type[Model]) -> Model:
    """Read one file of rules.

    Raises
    ------
    RulesError
        Where the file is not YAML or breaks the model; the text names each fault.
    """
    try:
        return model.model_validate(read_yaml(path))
    except ValidationError as error:
        faults = [_fault(dict(fault)) for fault in error.errors()]
        found = _("规则文件 {file} 不合要求：{faults}").format(
            file=path.name, faults=_("；").join(faults)
        )
    except (OSError, ValueError, YAMLError):
        found = _("规则文件 {file} 无法读取").format(file=path.name)
    raise RulesError(
        found,
        expected=_("UTF-8 编码的 YAML，键、取值和引用符合文件开头的说明"),
        action=_("对照随程序附带的文件修正所列各处后重试"),
    )


def _fault(fault: dict[str, Any]) -> str:
    told = {"extra_forbidden": _("是未知的键"), "missing": _("缺少")}.get(fault["type"])
    told = told or fault.get("ctx", {}).get("error")
    told = told or _("的值 {value} 不合要求").format(value=str(fault["input"])[:40])
    return f"{'.'.join(str(part) for part in fault['loc'])} {told}"


def known_names(names: tuple[str, ...], candidates: list[str], rule: str) -> None:
    """Raise where a rule names what there is not; the text says what comes nearest."""
    for name in names:
        if name not in candidates:
            near = near_match(name, candidates) or "—"
            raise ValueError(
                _("{rule} 引用了不存在的 {name}，最接近的是 {near}").format(
                    rule=rule, name=name, near=near
                )
            )
