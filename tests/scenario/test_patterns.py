"""Wherever the format wants a text of a certain form, a text of another form is answered with that form in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from sim.scenario.checks.messages import faults_of
from sim.scenario.format.names import Colour, Name, NumberPath, Pattern, Phrase, ResultName, StateName
from sim.scenario.format.record import Fact, FactNumber
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.shape import Shape, extra_type, shape_of
from sim.scenario.text.tree import tree_of

WRONG, ODD = "No such Form!", "No such\tForm!"
"""What has no form, and what is not even a phrase."""
FORMS = [Name, StateName, FactNumber, NumberPath, ResultName, Colour, Phrase]
WORDS = {
    "name": "up to 64 lower-case letters, digits and underscores, beginning with a letter",
    "name of a state": "up to 64 letters, digits and underscores, beginning with a letter",
    "number of a fact": "a capital letter and one or two digits, such as S1",
    "path of a number": "the path of a number of an actor or a stage, such as actors.west.red_lines.status.max",
    "colour": '# and six digits from 0 to F in quotes, such as "#0072B2"',
    "phrase": "up to 80 letters and signs on one line, no space at either end",
    "result of a stage": "the name of a stage, a point and one of its results, such as council.blocked",
}


def models(shape: Shape, found: dict[type[BaseModel], None]) -> dict[type[BaseModel], None]:
    """Return every part of the format, outermost first."""
    for form in shape.forms:
        if isinstance(form, type) and issubclass(form, BaseModel) and form not in found:
            found[form] = None
            for field in form.model_fields.values():
                models(shape_of(field), found)
            if shape_of(form).takes_more:
                models(shape_of(extra_type(form)), found)
    for inside in (shape.value_type, shape.item_type):
        if inside is not None:
            models(shape_of(inside), found)
    return found


MODELS = list(models(shape_of(Scenario), {}))


def constrained(shape: Shape) -> list[tuple[Shape, Any, list[Any]]]:
    """Return each place within a shape, short of further models, where texts have a form, and data that breaks it."""
    found: list[tuple[Shape, Any, list[Any]]] = []
    if shape.pattern is not None and str in shape.forms:
        found.append((shape, ODD if re.search(shape.pattern.pattern, WRONG) else WRONG, []))
    if not shape.takes_more and shape.key_type is not None and shape_of(shape.key_type).pattern is not None:
        found.append((shape_of(shape.key_type), {WRONG: {}}, [WRONG]))
    if shape.item_type is not None:
        found += [(inner, [data], [0, *path]) for inner, data, path in constrained(shape_of(shape.item_type))]
    if shape.value_type is not None:
        found += [(inner, {"a": data}, ["a", *path]) for inner, data, path in constrained(shape_of(shape.value_type))]
    return found


def everywhere(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [found for item in part for found in everywhere(item)]
    if isinstance(part, dict):
        return [part, *(found for item in part.values() for found in everywhere(item))]
    return []


PLACES = [
    pytest.param(model, inner.pattern, {name: data}, [name, *path], id=f"{model.__name__}.{name}{path}")
    for model in MODELS
    for name, field in shape_of(model).fields().items()
    for inner, data, path in constrained(shape_of(field))
]
"""Not the keys beside a model's own fields: pydantic does not look at them, but they are checked as references."""


def answer(model: type[BaseModel], data: dict[str, Any], path: list[Any]) -> Any:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    faults = faults_of(caught.value, tree_of(data), model)
    # The path of a fault leaves out what is no part of a dotted path, so it is told by what was found.
    return [fault for fault in faults if "No such" in fault.found and fault.path.startswith(str(path[0]))]


@pytest.mark.parametrize(("model", "pattern", "data", "path"), PLACES)
def test_a_text_of_another_form_is_answered_with_its_own_form(model, pattern, data, path):
    (fault,) = answer(model, data, path)
    assert fault.allowed == WORDS[pattern.what]
    assert fault.found.endswith(f"is no {pattern.what}")


def test_the_places_are_found():
    assert len(PLACES) > 35
    assert {place.values[1].what for place in PLACES} == set(WORDS)


@pytest.mark.parametrize("data", ["fact_one", "s1", "S", "S100", "S1a"])
def test_the_number_of_a_fact_is_not_answered_with_the_rule_for_names(data):
    with pytest.raises(ValidationError) as caught:
        Fact.model_validate({"id": data})
    faults = {fault.path: fault for fault in faults_of(caught.value, tree_of({"id": data}), Fact)}
    assert str(faults["id"]) == (
        f"scenario: id: the text '{data}' is no number of a fact; "
        "allowed: a capital letter and one or two digits, such as S1"
    )


@pytest.mark.parametrize("annotation", FORMS)
def test_a_pattern_has_words(annotation):
    pattern = shape_of(annotation).pattern
    assert isinstance(pattern, Pattern)
    assert WORDS[pattern.what] == pattern.allowed


def test_no_text_has_a_form_without_words():
    """A constraint that pydantic knows and the format has no words for would be answered in pydantic's."""
    schema = Scenario.model_json_schema()
    said = {shape_of(form).pattern.pattern for form in FORMS}
    forms = [part for part in everywhere(schema) if part.get("type") == "string"]
    of_keys = {form for part in everywhere(schema) for form in part.get("patternProperties", ())}
    assert {part["pattern"] for part in forms if "pattern" in part} | of_keys == said
    assert all("pattern" in part for part in forms if {"maxLength", "minLength"} & set(part))
