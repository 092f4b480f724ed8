"""From what pydantic found to what a user is told: what stands there, what is allowed, what was probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.faults import MOST_FAULTS, Fault, Place, nearest
from sim.scenario.format.shape import Shape, shape_at, shape_of
from sim.scenario.paths import dotted, found_at
from sim.scenario.text.tree import children

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from sim.scenario.text.tree import Key, Node

__all__ = ["blamed", "faults_of"]

TRUTHS = {"yes": "true", "on": "true", "y": "true", "true": "true",
          "no": "false", "off": "false", "n": "false", "false": "false"}  # fmt: skip


def faults_of(error: ValidationError, root: Node, model: type[BaseModel], layers: Sequence[str] = ()) -> list[Fault]:
    """Return all that is wrong with a scenario's data, in words of this format.

    >>> from pydantic import ValidationError
    >>> from sim.scenario.text.tree import tree_of
    >>> from sim.scenario.format.scenario import Calendar
    >>> try:
    ...     Calendar.model_validate({"start": 1})
    ... except ValidationError as error:
    ...     print(len(faults_of(error, tree_of({"start": 1}), Calendar)))
    2
    """
    faults: list[Fault] = []
    told: set[tuple[Key | None, ...]] = set()
    found = [(one, *found_at(root, one["loc"])) for one in error.errors(include_url=False, include_input=False)]
    strange = [taken for one, _, taken, _ in found if one["type"] == "extra_forbidden"]
    for one, node, taken, left in found:
        missing = left[-1] if one["type"] == "missing" else None
        if node.spoilt or (*taken, missing) in told:  # each form of a value that has several has its say
            continue
        if one["type"] == "one_of" and any(child.spoilt for _, child in children(node)):
            continue  # the one that is there cannot be read, which is told
        if missing and nearest(missing, [path[-1] for path in strange if path[:-1] == taken]):
            continue  # it is there, misspelt
        if one["type"] == "literal_error" and isinstance(node.value, dict) and _takes_block(model, taken):
            continue  # the block is meant, and what is wrong inside it is told
        if len(faults) == MOST_FAULTS:
            break
        told.add((*taken, missing))
        faults.append(_Mistake(root, model, node, taken, left, layers).fault(one))
    return faults


def _takes_block(model: type[BaseModel], path: Sequence[Key]) -> bool:
    shape = shape_at(model, path)
    return shape is not None and shape.value_type is not None


def blamed(node: Node, layers: Sequence[str]) -> Place:
    """Return where to point when a block as a whole is at fault: at what a later file or a setting put into it.

    >>> from sim.scenario.text.tree import tree_of
    >>> blamed(tree_of({"a": 1}), ["case.yaml"]).file
    'scenario'
    """
    order = {name: rank for rank, name in enumerate(layers)}
    last = node.at if isinstance(node.value, dict) else node.place
    for _, child in children(node):
        if order.get(child.at.file, len(order)) > order.get(last.file, len(order)):
            last = child.at
    return last


class _Mistake:
    """One error of pydantic, with where it stands in the tree and in the format."""

    def __init__(
        self, root: Node, model: type[BaseModel], node: Node, taken: list[Key], left: list[Key], layers: Sequence[str]
    ) -> None:
        self.root, self.model, self.node, self.layers = root, model, node, layers
        self.taken, self.left = taken, left
        self.path = dotted(root, taken)
        self.shape = shape_at(model, taken) or Shape(())

    def fault(self, error: ErrorDetails) -> Fault:
        """Return what is told of it."""
        kind = error["type"]
        if kind == "missing":
            return self._missing(str(self.left[-1]))
        if kind == "extra_forbidden":
            return self._unknown_key(str(self.taken[-1]))
        if "[key]" in self.left:
            return self._key(self.taken[-1])
        if kind == "stage_kind":
            return self._stage_kind()
        found, allowed, near = self._value(kind, error.get("ctx") or {}, error["msg"])
        return Fault(blamed(self.node, self.layers), self.path, found, allowed, near)

    def _key(self, key: Key) -> Fault:
        above = shape_at(self.model, self.taken[:-1]) or Shape(())
        pattern = shape_of(above.key_type).pattern
        what, allowed = (pattern.what, pattern.allowed) if pattern is not None else ("number", "numbers")
        return Fault(self.node.at, self.path, f"`{key}` is no {what}", allowed)

    def _missing(self, name: str) -> Fault:
        inside = self.shape.child(name)
        found = f"`{name}` is missing{self._astray(name)}"
        path = f"{self.path}.{name}" if self.path else name
        return Fault(self.node.at, path, found, f"`{name}:` with {inside.describe()}" if inside else "")

    def _astray(self, name: str) -> str:
        """Return where a missing key stands further out, or why all may be missing: an indent may have been lost."""
        if self.taken and self.taken[-1] in self.shape.fields() and self.node.key is not None:
            return f" in `{self.taken[-1]}`, which is usually a key of such a block itself: was its indent lost?"
        above = self.root
        for step in self.taken:
            further_out = above.child(name)
            if further_out is not None:
                line = further_out.at.line
                return f"; one stands in line {line}, further out: was its indent lost?" if line else ""
            above = above.child(step) or above
        return ""

    def _unknown_key(self, key: str) -> Fault:
        above = shape_at(self.model, self.taken[:-1]) or Shape(())
        known = list(above.fields())
        near = nearest(key, known)
        found = f"the key `{key}` is unknown here"
        home = "" if near else _home_of(key, self.model)
        return Fault(
            self.node.at, self.path, f"{found}; it belongs in {home}" if home else found, ", ".join(known), near
        )

    def _stage_kind(self) -> Fault:
        from sim.scenario.format.process import STAGE_KINDS

        entries = children(self.node)
        if len(entries) == 1 and isinstance(self.node.value, dict):
            word, inside = entries[0]
            near = nearest(word, STAGE_KINDS)
            return Fault(inside.at, self.path, f"`{word}` is no kind of stage", ", ".join(STAGE_KINDS), near)
        found = f"found {shown(self.node)}"
        if isinstance(self.node.value, dict) and any(key in STAGE_KINDS for key in self.node.value):
            found += ": what describes the stage is not indented below its kind"
        return Fault(self.node.place, self.path, found, self.shape.describe())

    def _value(self, kind: str, context: Mapping[str, object], said: str) -> tuple[str, str, str]:
        allowed = self.shape.describe()
        value = shown(self.node)
        if kind == "literal_error":
            return f"{value} is not known here", allowed, nearest(self.node.value, allowed.split(", "))
        if kind in ("string_pattern_mismatch", "string_too_long") and self.shape.pattern is not None:
            return f"{value} is no {self.shape.pattern.what}", self.shape.pattern.allowed, ""
        if kind in ("too_short", "too_long"):
            word = "at least" if kind == "too_short" else "at most"
            return f"found {value}", f"{word} {context.get('min_length', context.get('max_length'))}", ""
        if kind in ("greater_than_equal", "less_than_equal"):
            word = "or more" if kind == "greater_than_equal" else "or less"
            return f"{value} is out of range", f"{context.get('ge', context.get('le'))} {word}", ""
        if kind.endswith(("_type", "_parsing")) or kind in ("int_from_float", "finite_number"):
            return f"found {value}{hint_for(self.node, allowed)}", allowed, ""
        found, _, rest = said.partition("; allowed: ")
        return found, rest, ""


def _home_of(key: str, model: type[BaseModel]) -> str:
    """Return the block of the format that has a field of this name, or an empty text."""
    for name, field in shape_of(model).fields().items():
        shape = shape_of(field)
        if key in shape.fields():
            return name
        inside = shape_of(shape.value_type) if shape.value_type is not None else Shape(())
        if key in inside.fields():
            return f"{name}.NAME"
    return ""


def shown(node: Node) -> str:
    """Return in a few words what stands at a place.

    >>> from sim.scenario.text.tree import tree_of
    >>> shown(tree_of({"low": 0.1, "high": 0.2}))
    'a block with `low`, `high`'
    """
    if isinstance(node.value, dict):
        keys = ", ".join(f"`{key}`" for key in list(node.value)[:4])
        return f"a block with {keys}" if keys else "an empty block"
    if isinstance(node.value, list):
        return f"a list of {len(node.value)}" if node.value else "an empty list"
    written = " ".join(node.written.split())
    written = written if len(written) <= 60 else written[:57] + "..."
    return f"the text '{written}'" if isinstance(node.value, str) else f"`{written}`"


def hint_for(node: Node, allowed: str) -> str:
    """Return what a value was probably meant to be, or an empty text.

    >>> from sim.scenario.faults import NOWHERE
    >>> from sim.scenario.text.tree import Node
    >>> hint_for(Node("yes", NOWHERE, written="yes"), "true or false")
    ', which is no boolean in YAML 1.2: write true without quotes'
    """
    written = node.written.strip()
    if "true or false" in allowed and written.lower() in TRUTHS:
        return f", which is no boolean in YAML 1.2: write {TRUTHS[written.lower()]} without quotes"
    if "number" in allowed and isinstance(node.value, str):
        return _number_hint(node, written)
    if "date" in allowed and isinstance(node.value, str) and re.search("[0-9]{4}", written):
        return ": write year-month-day, without quotes and without a time"
    if allowed == "text" and not isinstance(node.value, str | dict | list):
        return f": put it in quotes, '{written}'"
    return ""


def _number_hint(node: Node, written: str) -> str:
    plain = written.replace("\u2212", "-").replace("_", "").replace(" ", "")
    if re.fullmatch("[0-9]+(:[0-9]+)+", written):
        return ", which some read as a time: write a number"
    if re.fullmatch(r"[0-9]+(\.[0-9]+)? ?%", written):
        return f": write {float(written.rstrip('% ')) / 100:g}"
    if re.fullmatch("[-+]?[0-9]+,[0-9]+", plain):
        return f": write {plain.replace(',', '.')}, with a point"
    if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?", plain):
        return ", a number in quotes: take them off" if node.quoted and plain == written else f": write {plain}"
    return ""
