"""A domain of Genius and a preference profile on it: what is decided, and what each value is worth.

A profile is additive: each issue has a weight, and an evaluator from 0 to 1 of its values (Lin, Kraus, Baarslag,
Tykhonov, Hindriks & Jonker 2014, "Genius: an integrated environment for supporting the design of generic automated
negotiators", Computational Intelligence 30(1)). Evaluations of a discrete issue count by the greatest of them; a
linear evaluator is cut off at 0 and 1; a triangular one has its two feet and its top.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.scenario.faults import listed, nearest
from sim.scenario.genius.elements import Element, fault_in
from sim.scenario.table_cells import LONGEST, NUMBER

__all__ = ["Domain", "Profile", "RangeIssue", "ValuesIssue", "Worth", "domain_of", "profile_of"]

KINDS = ("discrete", "real", "integer")
MOST_VALUES = 1_000
"""Values that a discrete issue may have."""


@dataclass(frozen=True)
class ValuesIssue:
    """A discrete issue: one of some values."""

    name: str
    values: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class RangeIssue:
    """A real or an integer issue: a number between two."""

    name: str
    low: float
    high: float
    line: int


@dataclass(frozen=True)
class Domain:
    """What is decided."""

    file: str
    name: str
    issues: dict[str, ValuesIssue | RangeIssue]
    """By the index that profiles know them by."""


@dataclass(frozen=True)
class Worth:
    """What one issue is worth to one party, its weight counted."""

    at: dict[str, float]
    """Of a discrete issue: by value."""
    corners: tuple[tuple[float, float], ...]
    """Of a range: places in their order with what they are worth; straight in between."""
    line: int


@dataclass(frozen=True)
class Profile:
    """What one party wants."""

    file: str
    worth: dict[str, Worth]
    """By index of the issue."""
    reservation: float | None
    """What no agreement is worth to it, where the file says so."""
    discount: float
    """What is left of a utility when the time is over; 1 where nothing is lost."""


def domain_of(root: Element, file: str) -> Domain:
    """Return the domain that a file tells of.

    Raises
    ------
    ScenarioFault
        With the line of what is wrong.
    """
    objective = _objective(root, file)
    issues: dict[str, ValuesIssue | RangeIssue] = {}
    for element in objective.named("issue"):
        index = _index(element, file, set(issues))
        name = _word(element, "name", file)
        if any(name == issue.name for issue in issues.values()):
            raise fault_in(file, element.line, "issue", f"{name[:40]!r} stands twice", "a name for each issue")
        if _kind(element, file) == "discrete":
            issues[index] = ValuesIssue(name, _values(element, file), element.line)
        else:
            low, high = _range(element, file)
            issues[index] = RangeIssue(name, low, high, element.line)
    if not issues:
        raise fault_in(file, objective.line, "", "there is no issue", "one issue or more within the objective")
    return Domain(file, objective.attributes.get("name", ""), issues)


def profile_of(root: Element, file: str, domain: Domain) -> Profile:
    """Return what a file says that a party wants in a domain.

    Raises
    ------
    ScenarioFault
        With the line of what is wrong, or of what is not in the domain.
    """
    objective = _objective(root, file)
    weights = _weights(objective, file, domain)
    worth: dict[str, Worth] = {}
    for element in objective.named("issue"):
        index = _index(element, file, set(worth))
        issue = domain.issues.get(index)
        if issue is None:
            allowed = listed([f"{place} ({one.name})" for place, one in domain.issues.items()])
            raise fault_in(file, element.line, "issue", f"the domain has no issue with the index {index}", allowed)
        kind = _kind(element, file)
        if (kind == "discrete") != isinstance(issue, ValuesIssue):
            said = "values" if isinstance(issue, ValuesIssue) else "a range"
            raise fault_in(file, element.line, "issue", f"{issue.name} is {kind} here", f"{said}, as in the domain")
        weight = weights.pop(index, None)
        if weight is None:
            raise fault_in(file, element.line, "weight", f"{issue.name} has no weight", f'<weight index="{index}">')
        if isinstance(issue, ValuesIssue):
            worth[index] = Worth(_evaluations(element, issue, weight, file), (), element.line)
        else:
            shift = issue.low if kind == "integer" else 0.0
            worth[index] = Worth({}, _corners(element, issue, weight, shift, file), element.line)
    for index, issue in domain.issues.items():
        if index not in worth:
            raise fault_in(file, objective.line, "issue", f"{issue.name} is missing", f'<issue index="{index}">')
    reservation, discount = (_value(root, name, file) for name in ("reservation", "discount_factor"))
    return Profile(file, worth, reservation, 1.0 if discount is None else discount)


def _objective(root: Element, file: str) -> Element:
    """Return the one objective of a file, below which its issues stand."""
    spaces = [root] if root.name == "utility_space" else root.named("utility_space")
    if len(spaces) != 1:
        near = nearest(root.name, ("utility_space", "negotiation_template")) or ""
        raise fault_in(file, root.line, "", f"<{root.name[:40]}> holds no utility_space",
                       "<negotiation_template> with one <utility_space>, or that alone", near)  # fmt: skip
    for name in ("ufun", "utility"):
        for element in spaces[0].everywhere(name):
            raise fault_in(
                file, element.line, "", "the utility is not additive", "a weight and an evaluator an issue"
            )
    objectives = list(spaces[0].everywhere("objective"))
    if len(objectives) != 1:
        line = objectives[1].line if objectives else spaces[0].line
        raise fault_in(file, line, "objective", f"there are {len(objectives)}", "one objective with all issues in it")
    return objectives[0]


def _word(element: Element, attribute: str, file: str) -> str:
    word = element.attributes.get(attribute, "").strip()
    if not word or len(word) > LONGEST or not word.isprintable():
        found = f"this is no {attribute}: {word[:40]!r}"
        raise fault_in(file, element.line, element.name, found, f'{attribute}="..." on one line')
    return word


def _index(element: Element, file: str, taken: set[str]) -> str:
    index = _word(element, "index", file)
    if index in taken:
        raise fault_in(file, element.line, element.name, f"the index {index[:40]} stands twice", "one for each")
    return index


def _kind(element: Element, file: str) -> str:
    """Return which kind of issue it is; files of all ages say it in one of three attributes."""
    said = next((element.attributes[key] for key in ("vtype", "etype", "type") if element.attributes.get(key)), "")
    if said not in KINDS:
        near = nearest(said, KINDS) or ""
        raise fault_in(file, element.line, "issue", f"{said[:40]!r} is no kind of issue", listed(KINDS), near)
    return said


def number(element: Element, attribute: str, file: str, least: float = -math.inf) -> float:
    """Return a number that an attribute holds."""
    word = element.attributes.get(attribute, "").strip()
    allowed = "a number" if least == -math.inf else f"a number, {least:g} or above"
    if not NUMBER.fullmatch(word) or not least <= float(word) < 1e12:
        raise fault_in(file, element.line, f"{element.name}.{attribute}", f"{word[:40]!r} is none", allowed)
    return float(word)


def _values(element: Element, file: str) -> tuple[str, ...]:
    found: list[str] = []
    for item in element.named("item"):
        value = _word(item, "value", file)
        if value in found:
            raise fault_in(file, item.line, "item", f"the value {value[:40]!r} stands twice", "each value once")
        found.append(value)
    if not 1 <= len(found) <= MOST_VALUES:
        allowed = f"1 to {MOST_VALUES:,}, each as <item>"
        raise fault_in(file, element.line, "issue", f"there are {len(found):,} values", allowed)
    return tuple(found)


def _range(element: Element, file: str) -> tuple[float, float]:
    holder = next(iter(element.named("range")), element)
    low, high = number(holder, "lowerbound", file), number(holder, "upperbound", file)
    if not low < high:
        raise fault_in(
            file, holder.line, "range", f"{low:g} to {high:g} has no length", "a lower and a greater bound"
        )
    return low, high


def _weights(objective: Element, file: str, domain: Domain) -> dict[str, float]:
    weights: dict[str, float] = {}
    for element in objective.named("weight"):
        index = _index(element, file, set(weights))
        if index not in domain.issues:
            near = nearest(index, domain.issues) or ""
            raise fault_in(file, element.line, "weight", f"no issue has the index {index[:40]}",
                           listed(domain.issues), near)  # fmt: skip
        weights[index] = number(element, "value", file, least=0.0)
    return weights


def _value(root: Element, name: str, file: str) -> float | None:
    for element in root.everywhere(name):
        return number(element, "value", file)
    return None


def _evaluations(element: Element, issue: ValuesIssue, weight: float, file: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for item in element.named("item"):
        value = _word(item, "value", file)
        if value not in issue.values or value in found:
            said = f"the value {value[:40]!r} stands twice" if value in found else f"{value[:40]!r} is no value"
            near = nearest(value, issue.values) or ""
            raise fault_in(file, item.line, issue.name, said, listed(issue.values), near)
        found[value] = number(item, "evaluation", file, least=0.0)
    absent = [value for value in issue.values if value not in found]
    if absent:
        said = f"the value {absent[0][:40]!r} has no evaluation"
        raise fault_in(file, element.line, issue.name, said, "an item for each value of the domain")
    greatest = max(found.values()) or 1.0
    return {value: weight * worth / greatest for value, worth in found.items()}


def _corners(
    element: Element, issue: RangeIssue, weight: float, shift: float, file: str
) -> tuple[tuple[float, float], ...]:
    """Return where the evaluator of a range bends, and what it is worth there, its weight counted."""
    own = _range(element, file) if element.named("range") or "lowerbound" in element.attributes else None
    if own is not None and own != (issue.low, issue.high):
        raise fault_in(file, element.line, issue.name, f"the range is {own[0]:g} to {own[1]:g} here",
                       f"{issue.low:g} to {issue.high:g}, as in the domain")  # fmt: skip
    evaluators = element.named("evaluator")
    if len(evaluators) != 1:
        raise fault_in(file, element.line, issue.name, f"there are {len(evaluators)} evaluators", "one evaluator")
    worth, bends = _evaluator(evaluators[0], shift, file)
    places = sorted({issue.low, issue.high, *(bend for bend in bends if issue.low < bend < issue.high)})
    return tuple((place, weight * worth(place)) for place in places)


def _evaluator(element: Element, shift: float, file: str) -> tuple[Callable[[float], float], list[float]]:
    """Return the function of an evaluator, and where it may bend."""
    kind = element.attributes.get("ftype", element.attributes.get("etype", "linear"))
    if kind == "constant":
        at = number(element, "parameter0", file)
        return lambda place: at, []
    if kind == "triangular":
        low, high, top = (number(element, f"parameter{place}", file) for place in range(3))
        if not low <= top <= high or low == high:
            found = f"the top {top:g} is not between the feet {low:g} and {high:g}"
            raise fault_in(file, element.line, "evaluator", found, "parameter0 <= parameter2 <= parameter1")
        return lambda place: _triangle(place, low, high, top), [low, high, top]
    if kind != "linear":
        near = nearest(kind, ("linear", "triangular", "constant")) or ""
        raise fault_in(file, element.line, "evaluator", f"{kind[:40]!r} is not read", "linear, triangular, constant",
                       near)  # fmt: skip
    words = ("offset", "slope") if "slope" in element.attributes else ("parameter0", "parameter1")
    offset, slope = (number(element, word, file) for word in words)
    bends = [shift + (edge - offset) / slope for edge in (0.0, 1.0)] if slope else []
    return lambda place: min(1.0, max(0.0, offset + slope * (place - shift))), bends


def _triangle(place: float, low: float, high: float, top: float) -> float:
    if not low <= place <= high:
        return 0.0
    if place == top:
        return 1.0
    return (place - low) / (top - low) if place < top else (high - place) / (high - top)
