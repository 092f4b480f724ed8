"""From what pydantic found to what a user is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sim.scenario.faults import Fault, nearest
from sim.scenario.paths import dotted, found_at
from sim.scenario.shape import Shape, shape_at

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    from sim.scenario.tree import Node

__all__ = ["faults_of", "shown"]

NAMES = "lower-case letters, digits and underscores, beginning with a letter"


def faults_of(error: ValidationError, root: Node, model: type[BaseModel]) -> list[Fault]:
    """Translate all that is wrong with a scenario's data.

    Parameters
    ----------
    error : ValidationError
        What pydantic found.
    root : Node
        The tree that was validated, for places.
    model : type
        The model that it was validated against, for what is allowed.
    """
    faults: list[Fault] = []
    deepest: dict[tuple[Any, ...], int] = {}
    found = [(one, *found_at(root, one["loc"])) for one in error.errors(include_url=False)]
    for _, _, taken, _ in found:
        for length in range(len(taken)):
            deepest[tuple(taken[:length])] = max(deepest.get(tuple(taken[:length]), 0), len(taken))
    seen: set[tuple[Any, ...]] = set()
    for one, node, taken, left in found:
        place = tuple(taken)
        several = any(re.match(r"[a-z-]+\[|bool$|float$|str$|date$|[A-Z]", str(step)) for step in left)
        if node.spoilt or (several and deepest.get(place, 0) > len(place)) or (several and place in seen):
            continue
        seen.add(place)
        faults.append(_fault(dict(one), node, taken, left, root, model))
    return faults


def _fault(one: dict[str, Any], node: Node, taken: list[Any], left: list[Any], root: Node, model: type[BaseModel]) -> Fault:
    kind = str(one["type"])
    path = dotted(root, taken)
    if kind == "missing":
        name = str(left[-1])
        shape = shape_at(model, [*taken, name])
        allowed = f"`{name}:` with {shape.describe()}" if shape else ""
        return Fault(node.at, f"{path}.{name}" if path else name, f"`{name}` is missing", allowed)
    if kind == "extra_forbidden":
        above = shape_at(model, taken[:-1])
        known = list(above.fields()) if above else []
        return Fault(node.at, path, f"the key `{taken[-1]}` is unknown here", ", ".join(known), nearest(taken[-1], known))
    if "[key]" in left:
        return Fault(node.at, path, f"`{taken[-1]}` is no name", NAMES)
    shape = shape_at(model, taken)
    return _of_value(one, node, path, shape)


def _of_value(one: dict[str, Any], node: Node, path: str, shape: Shape | None) -> Fault:
    kind, context = str(one["type"]), one.get("ctx") or {}
    allowed = shape.describe() if shape else ""
    value = shown(node)
    hint = hint_for(node, allowed)
    if kind == "literal_error":
        return Fault(node.place, path, f"{value} is not known here{hint}", allowed, nearest(node.value, allowed.split(", ")))
    if kind == "stage_kind":
        return _of_stage(node, path, allowed)
    if kind == "string_pattern_mismatch":
        return Fault(node.place, path, f"{value} is no name", NAMES)
    if kind in ("too_short", "too_long"):
        size = context.get("actual_length")
        bound = context.get("min_length", context.get("max_length"))
        word = "at least" if kind == "too_short" else "at most"
        return Fault(node.place, path, f"{size} entries", f"{word} {bound}")
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        word = "or more" if kind == "greater_than_equal" else "or less"
        return Fault(node.place, path, f"{value} is out of range", f"{bound} {word}")
    if kind.endswith(("_type", "_parsing")) or kind in ("quantity_type", "int_from_float", "finite_number"):
        return Fault(node.place, path, f"found {value}{hint}", allowed)
    found, _, rest = str(one["msg"]).partition("; ")
    return Fault(node.place if not isinstance(node.value, dict) else node.at, path, found, rest.removeprefix("allowed: "))


def _of_stage(node: Node, path: str, allowed: str) -> Fault:
    from sim.scenario.process import STAGE_KINDS

    if isinstance(node.value, dict) and len(node.value) == 1:
        word, inside = next(iter(node.value.items()))
        return Fault(inside.at, path, f"`{word}` is no kind of stage", ", ".join(STAGE_KINDS), nearest(word, STAGE_KINDS))
    return Fault(node.place, path, f"found {shown(node)}", allowed)


def shown(node: Node) -> str:
    """Say in a few words what stands at a place."""
    if isinstance(node.value, dict):
        return "a block with " + ", ".join(f"`{key}`" for key in list(node.value)[:4]) if node.value else "an empty block"
    if isinstance(node.value, list):
        return f"a list of {len(node.value)}" if node.value else "an empty list"
    written = node.written if len(node.written) <= 60 else node.written[:57] + "..."
    written = written.replace("\n", " ").strip()
    if node.quoted or isinstance(node.value, str):
        return f"the text '{written}'"
    return f"`{written}`"


def hint_for(node: Node, allowed: str) -> str:
    """Say what a value was probably meant to be, where that is a known trap."""
    written = node.written.strip()
    number, truth = "number" in allowed, "true or false" in allowed
    if truth and written.lower() in ("yes", "no", "on", "off", "y", "n", "true", "false"):
        meant = "true" if written.lower() in ("yes", "on", "y", "true") else "false"
        return f", which is no boolean in YAML 1.2: write {meant} without quotes"
    if number and node.quoted and re.fullmatch(r"[-+]?[0-9.]+", written):
        return ", a number in quotes: take them off"
    if number and re.fullmatch(r"[0-9]+(:[0-9]+)+", written):
        return ", which some read as a time: write a number"
    if number and re.fullmatch(r"[-+]?[0-9][0-9_]*(\.[0-9]+)?", written) and "_" in written:
        return f": write {written.replace('_', '')}"
    if number and re.fullmatch(r"[-+]?[0-9]+,[0-9]+", written):
        return f": write {written.replace(',', '.')}, with a point"
    if number and re.fullmatch(r"[0-9.]+ ?%", written):
        return f": write {float(written.rstrip('% ')) / 100:g}" if written.count(".") < 2 else ""
    if "date" in allowed and re.search(r"[0-9]{4}", written):
        return ": write year-month-day, without quotes and time"
    if allowed == "text" and not node.quoted and not isinstance(node.value, dict | list):
        return f": put it in quotes, '{written}'"
    return ""
