"""What the format allows at each place, read off the schema's own types.

Messages, the nearest valid names and the check of dotted paths all come from here, so a new field or
a new kind of stage is known to them as soon as it stands in the schema.
"""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import textwrap
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.format.names import Pattern
from sim.scenario.format.process import STAGE_KINDS
from sim.scenario.format.quantity import Quantity, Within
from sim.scenario.format.stages.stage import Stage
from sim.scenario.text.tree import Key

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["Shape", "bounds_of", "said_of", "shape_at", "shape_of"]


@dataclass(frozen=True)
class Shape:
    """What may stand at one place: one of several forms, with what is said about it in the schema."""

    forms: tuple[object, ...]
    """Types, after taking off what only annotates them: models, dict[K, V], tuple[V, ...] or plain types."""
    marks: tuple[object, ...] = ()
    """What annotated them."""

    @cached_property
    def model(self) -> type[BaseModel] | None:
        """The model that may stand here, if there is one."""
        models = [form for form in self.forms if isinstance(form, type) and issubclass(form, BaseModel)]
        return models[0] if len(models) == 1 else None

    @cached_property
    def is_stage(self) -> bool:
        """Whether this is an entry of the process."""
        return len(self.forms) > 1 and all(isinstance(form, type) and issubclass(form, Stage) for form in self.forms)

    @cached_property
    def value_type(self) -> object:
        """The type of the items if a mapping from names may stand here, or None."""
        return next((get_args(form)[1] for form in self.forms if get_origin(form) is dict), None)

    @property
    def bounds(self) -> str:
        """Between what a number here must lie, in words; an empty text where no bounds are set."""
        return next((mark.allowed for mark in self.marks if isinstance(mark, Within)), "")

    @property
    def pattern(self) -> Pattern | None:
        """The form that a text here must have, if it must have one."""
        return next((mark for mark in self.marks if isinstance(mark, Pattern)), None)

    @cached_property
    def key_type(self) -> object:
        """The type of the names if a mapping from names may stand here, or None."""
        if self.takes_more and self.model is not None:
            return getattr(self.model, "extra_key", None)
        return next((get_args(form)[0] for form in self.forms if get_origin(form) is dict), None)

    @cached_property
    def item_type(self) -> object:
        """The type of the items if a list may stand here, or None."""
        return next((get_args(form)[0] for form in self.forms if get_origin(form) is tuple), None)

    @cached_property
    def of_keys(self) -> Shape:
        """What the names may be if a mapping from names may stand here."""
        return shape_of(self.key_type)

    @cached_property
    def of_values(self) -> Shape | None:
        """What each value may be if a mapping from names may stand here, or None."""
        return None if self.value_type is None else shape_of(self.value_type)

    @cached_property
    def of_items(self) -> Shape | None:
        """What each item may be if a list may stand here, or None."""
        return None if self.item_type is None else shape_of(self.item_type)

    @cached_property
    def takes_more(self) -> bool:
        """Whether a model stands here that takes entries beside its fields."""
        return self.model is not None and self.model.model_config.get("extra") == "allow"

    @property
    def names_its_items(self) -> bool:
        """Whether a list may stand here whose entries have names."""
        item = self.of_items
        return item is not None and (item.is_stage or "name" in item.fields())

    def fields(self) -> dict[str, FieldInfo]:
        """Return the fields of the model that may stand here, by the names that files use."""
        return {} if self.model is None else _fields_of(self.model)

    def child(self, step: Key) -> Shape | None:
        """Return what may stand one step further in, or None if nothing may."""
        if self.is_stage:
            kind = STAGE_KINDS.get(str(step))
            return _shape_of_model(kind) if kind is not None else None
        fields = self.fields()
        if step in fields and self.model is not None:
            return _shape_of_field(self.model, str(step))
        if self.takes_more and self.model is not None:
            return _shape_of_extra(self.model)
        return self.of_items if isinstance(step, int) else self.of_values

    def describe(self) -> str:
        """Return in words what may stand here."""
        return " or ".join(dict.fromkeys(said for form in self.forms if (said := self._describe(form))))

    def _describe(self, form: object) -> str:
        if self.is_stage:
            return f"`- kind: {{...}}` with a kind out of {', '.join(STAGE_KINDS)}"
        if get_origin(form) is dict:
            return f"a block of `name: value` lines, {_of_each(get_args(form)[1])}"
        if get_origin(form) is tuple:
            return f"a list, {_of_each(get_args(form)[0])}"
        if get_origin(form) is Literal:
            return ", ".join(str(word) for word in get_args(form))
        if form is Quantity:
            return f"a number {self.bounds} or a distribution".replace("  ", " ")
        if isinstance(form, type) and issubclass(form, BaseModel):
            return "a block with " + ", ".join(shape_of(form).fields())
        plain: dict[object, str] = {str: "text", bool: "true or false", int: "a whole number", float: "a number",
                 dt.date: "a date such as 2005-11-14", type(None): "", object: "any value"}  # fmt: skip
        return plain.get(form, str(form))


def _of_each(annotation: object) -> str:
    """Return the same of all of them; what is made of parts itself comes after the word."""
    said = _entries(annotation)
    return f"each {said}" if said.endswith(" each") or ", each " in said else f"{said} each"


def _entries(annotation: object) -> str:
    """Return in few words what each entry of a block or list is."""
    shape = shape_of(annotation)
    return "a block" if shape.model is not None and shape.model is not Quantity else shape.describe()


@cache
def _fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


@cache
def _shape_of_model(model: type[BaseModel]) -> Shape:
    return shape_of(model)


@cache
def _shape_of_extra(model: type[BaseModel]) -> Shape:
    return shape_of(extra_type(model))


@cache
def _shape_of_field(model: type[BaseModel], name: str) -> Shape:
    return shape_of(_fields_of(model)[name])


@cache
def extra_type(model: type[BaseModel]) -> object:
    """Return the type of the entries that a model takes beside its fields."""
    return get_args(get_type_hints(model, include_extras=True)["__pydantic_extra__"])[1]


def said_of(model: type[BaseModel], field: str) -> str:
    """Return what stands below a field in the schema, for people: read from the source when somebody asks.

    >>> from sim.scenario.format.actor import RedLine
    >>> said_of(RedLine, "hard")
    'Whether the actor cannot cross it at all; else it costs `line_price`.'
    """
    return next((said[field] for home in model.__mro__ if field in (said := _said_in(home))), "")


@cache
def _said_in(home: type) -> Mapping[str, str]:
    """Return the fields that a class of the format declares itself, each with the text below it."""
    if not (issubclass(home, BaseModel) and home.__module__.startswith("sim.")):
        return {}
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(home))).body
    assert isinstance(body, ast.ClassDef)
    said: dict[str, str] = {}
    for part, below in zip(body.body, [*body.body[1:], None], strict=True):
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else ""
            said[part.target.id] = inspect.cleandoc(str(text))
    return said


def shape_of(annotation: object) -> Shape:
    """Return a type taken apart into its forms and what annotates them.

    >>> shape_of(bool | None).describe()
    'true or false'
    """
    forms: list[object] = []
    marks: list[object] = []
    for form in _forms(annotation, marks):
        if form not in forms:
            forms.append(form)
    return Shape(tuple(forms), tuple(marks))


def _forms(annotation: object, marks: list[object]) -> Iterator[object]:
    if isinstance(annotation, FieldInfo):
        marks.extend(annotation.metadata)
        yield from _forms(annotation.annotation, marks)
    elif get_origin(annotation) is Annotated:
        marks.extend(get_args(annotation)[1:])
        yield from _forms(get_args(annotation)[0], marks)
    elif get_origin(annotation) in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _forms(part, marks)
    else:
        yield annotation


def bounds_of(scenario: Scenario, path: str) -> tuple[float, float]:
    """Return between what a number of an actor or a stage must lie, by its path in the file.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> bounds_of(five, "actors.belgrade.red_lines.status.max"), bounds_of(five, "process.vienna.weeks")
    ((0.0, 1.0), (1.0, 1000.0))
    """
    block, name, *steps = path.split(".")
    shape = shape_of(type(scenario.stages[name]) if block == "process" else type(scenario.actors[name]))
    for step in steps:
        is_place = shape.item_type is not None and shape.model is None
        inside = shape.child(0 if is_place else step)
        assert inside is not None, f"nothing stands at {path}"
        shape = inside
    low, high = next((mark.low, mark.high) for mark in shape.marks if isinstance(mark, Within))
    return float(low), float(high)


def shape_at(root: type[BaseModel], path: Sequence[Key]) -> Shape | None:
    """Return what may stand at a path of keys and places; None if nothing may.

    >>> from sim.scenario.format.scenario import Scenario
    >>> shape_at(Scenario, ["calendar", "start"]).describe()
    'a date such as 2005-11-14'
    """
    shape: Shape | None = shape_of(root)
    for step in path:
        shape = shape.child(step) if shape is not None else None
    return shape
