"""A scenario as far as it is sound, so that what is sound can be checked while the rest is being corrected."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.scenario.checks.finding import UNSOUND
from sim.scenario.format.quantity import Quantity
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.shape import Shape, extra_type, shape_of
from sim.scenario.text.tree import Key, Node, plain

__all__ = ["sound_parts"]

Part = TypeVar("Part", bound=BaseModel)


def sound_parts(root: Node) -> Scenario:
    """Return what a tree describes, with `UNSOUND` where something is wrong with it.

    Only checks may use the result: its models are built without validation where they have faults. A number that
    is at fault is not a number, neither more nor less than any other, so that no check takes offence at it.

    >>> from sim.scenario.text.tree import tree_of
    >>> part = sound_parts(tree_of({"title": "A case", "issues": {"status": {"zero": "none", "one": "all"}}}))
    >>> part.issues["status"].one, part.actors is UNSOUND
    ('all', True)
    """
    return _model(root.value if isinstance(root.value, dict) else {}, shape_of(Scenario), Scenario)


def _made(node: Node, annotation: object) -> object:
    try:
        return _adapter(annotation).validate_python(plain(node), strict=True)  # as every part of the format is
    except ValidationError:
        return _rebuilt(node, shape_of(annotation))


KEPT: dict[int, tuple[object, TypeAdapter[object]]] = {}


def _adapter(annotation: object) -> TypeAdapter[object]:
    """Make the validator of a type once; types are told apart by identity, since not all can be hashed."""
    if id(annotation) not in KEPT:
        KEPT[id(annotation)] = annotation, TypeAdapter(annotation)  # type: ignore[arg-type]  # forms have no type yet
    return KEPT[id(annotation)][1]


@cache
def _field_type(model: type[BaseModel], name: str) -> object:
    return model.model_fields[name].rebuild_annotation()


def _rebuilt(node: Node, shape: Shape) -> object:
    if isinstance(node.value, list) and shape.item_type is not None:
        return tuple(_made(item, shape.item_type) for item in node.value)
    if shape.model is Quantity:
        return Quantity.model_construct(value=math.nan)
    if not isinstance(node.value, dict):
        return UNSOUND
    if shape.is_stage:
        word, inside = next(iter(node.value.items()), ("", node))
        stage = shape.child(word)
        return _rebuilt(inside, stage) if stage is not None else UNSOUND
    if shape.model is not None:
        return _model(node.value, shape, shape.model)
    if shape.value_type is not None:
        return {key: _made(item, shape.value_type) for key, item in node.value.items()}
    return UNSOUND


def _model(entries: Mapping[Key, Node], shape: Shape, model: type[Part]) -> Part:
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        node = entries.get(field.alias or name)
        if node is not None:
            fields[name] = _made(node, _field_type(model, name))
        elif field.is_required():
            fields[name] = UNSOUND
    if shape.takes_more:
        names = set(shape.fields())
        fields |= {str(key): _made(node, extra_type(model)) for key, node in entries.items() if key not in names}
    return model.model_construct(**fields)
