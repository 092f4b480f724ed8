"""The reference of the scenario format, from the classes that read it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

    from sim.scenario.format.shape import Shape

__all__ = ["scenario_schema"]

PLACES = {"Scenario": "The outermost level", "Quantity": "Distribution"}
"""Headings of the parts that a reader knows by another name than their class has."""


def scenario_schema() -> str:
    """Lay out every part of the format: its fields, what may stand there, and what holds if they are left out."""
    from sim.scenario.format.process import STAGE_KINDS
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.shape import shape_of

    found: dict[type[BaseModel], None] = {}
    _collect(shape_of(Scenario), found)
    words = {kind: word for word, kind in STAGE_KINDS.items()}
    return "\n".join(line for model in found for line in _part(model, found, words.get(model)))


def _collect(shape: Shape, found: dict[type[BaseModel], None]) -> None:
    """Walk through the format, outermost first, and note every part once."""
    from sim.scenario.format.shape import shape_of

    for model in _models(shape):
        if model not in found:
            found[model] = None
            for field in model.model_fields.values():
                _collect(shape_of(field), found)
            if shape_of(model).takes_more:
                _collect(shape_of(_extra(model)), found)


def _models(shape: Shape) -> Iterator[type[BaseModel]]:
    from pydantic import BaseModel

    from sim.scenario.format.shape import shape_of

    for form in shape.forms:
        if isinstance(form, type) and issubclass(form, BaseModel):
            yield form
    for inside in (shape.value_type, shape.item_type):
        if inside is not None:
            yield from _models(shape_of(inside))


def _extra(model: type[BaseModel]) -> Any:
    from sim.scenario.format.shape import extra_type

    return extra_type(model)


def _part(model: type[BaseModel], known: dict[type[BaseModel], None], stage: str | None) -> Iterator[str]:
    from sim.scenario.format.shape import shape_of

    yield f"\n({_label(model)})=\n## {_heading(model, stage)}\n\n{_flat(inspect.getdoc(model) or '')}\n"
    yield "| Field | What it is | What may stand there | If left out |\n|---|---|---|---|"
    for name, field in model.model_fields.items():
        shape = shape_of(field)
        links = ", ".join(f"[{_heading(part, None)}](#{_label(part)})" for part in _linked(shape, known))
        allowed = _cell(_allowed(shape)) + (f" ({links})" if links else "")
        cells = (f"`{field.alias or name}`", _cell(_flat(field.description or "")), allowed, _left_out(field))
        yield f"| {' | '.join(cells)} |"
    if shape_of(model).takes_more:
        described = _allowed(shape_of(_extra(model)))
        yield f"| any other name | One entry each. | {_cell(described)} | |"
    yield ""


def _linked(shape: Shape, known: dict[type[BaseModel], None]) -> list[type[BaseModel]]:
    return list(dict.fromkeys(model for model in _models(shape) if model in known))


def _allowed(shape: Shape) -> str:
    """Tell what may stand at a place, without the list of fields, which has its own part of the page."""
    said = shape.describe()
    if said.startswith("a block with "):
        return "a block"
    return "a list of stages" if "`- kind: {...}`" in said else said


def _left_out(field: FieldInfo) -> str:
    from pydantic import BaseModel

    from sim.scenario.format.quantity import Quantity

    if field.is_required():
        return "must be given"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, Quantity):
        return f"`{value.value:g}`" if value.value is not None else ""
    if isinstance(value, BaseModel) or value in (None, "", (), {}):
        return ""
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def _heading(model: type[BaseModel], stage: str | None) -> str:
    if stage is not None:
        return f"Stage `{stage}`"
    return PLACES.get(model.__name__, _words(model.__name__))


def _words(name: str) -> str:
    """Turn ``UtilityShape`` into "Utility shape"."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    return spaced[:1].upper() + spaced[1:]


def _label(model: type[BaseModel]) -> str:
    return f"format-{_words(model.__name__).lower().replace(' ', '-')}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")
