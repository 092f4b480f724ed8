"""A scenario as far as it is sound, so that what is sound can be checked while the rest is being corrected."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.scenario.format.quantity import Quantity
from sim.scenario.format.shape import Shape, extra_type, shape_of
from sim.scenario.text.tree import Node, plain

__all__ = ["sketched"]


def sketched(node: Node, annotation: Any) -> Any:
    """Build what a tree describes and leave out what is wrong with it.

    Models are built without validation where they have faults; a field that cannot be
    built has its default, or is not there at all. Only checks that expect this may use the result.

    Examples
    --------
    >>> import datetime as dt
    >>> from sim.scenario.format.scenario import Calendar
    >>> from sim.scenario.text.tree import tree_of
    >>> sketched(tree_of({"start": dt.date(2030, 1, 7), "end": dt.date(2030, 6, 3)}), Calendar).weeks
    22
    """
    try:
        return _adapter(annotation).validate_python(plain(node))
    except ValidationError:
        return _rebuilt(node, shape_of(annotation))


KEPT: dict[int, tuple[Any, TypeAdapter[Any]]] = {}


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    """Make the validator of a type once; types are told apart by identity, since not all can be hashed."""
    if id(annotation) not in KEPT:
        KEPT[id(annotation)] = annotation, TypeAdapter(annotation)
    return KEPT[id(annotation)][1]


@cache
def _field_type(model: type[BaseModel], name: str) -> Any:
    return model.model_fields[name].rebuild_annotation()


def _rebuilt(node: Node, shape: Shape) -> Any:
    if isinstance(node.value, list) and shape.item_type is not None:
        return tuple(sketched(item, shape.item_type) for item in node.value)
    if shape.model is Quantity:
        return Quantity.model_construct(
            value=math.nan
        )  # more than nothing, less than nothing: no check takes offence
    if not isinstance(node.value, dict):
        return None
    if shape.is_stage:
        word, inside = next(iter(node.value.items()), ("", node))
        stage = shape.child(word)
        return _rebuilt(inside, stage) if stage is not None else None
    if shape.model is not None:
        return _model(node.value, shape, shape.model)
    if shape.value_type is not None:
        entries = {key: sketched(item, shape.value_type) for key, item in node.value.items()}
        return {key: item for key, item in entries.items() if item is not None}
    return None


def _model(entries: dict[Any, Node], shape: Shape, model: type[BaseModel]) -> BaseModel:
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        node = entries.get(field.alias or name)
        if node is None:
            continue
        made = sketched(node, _field_type(model, name))
        if made is not None:
            fields[name] = made
    if shape.takes_more:
        names = set(shape.fields())
        extra = {key: sketched(node, extra_type(model)) for key, node in entries.items() if key not in names}
        fields |= {str(key): made for key, made in extra.items() if made is not None}
    return model.model_construct(**fields)
