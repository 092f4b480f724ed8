"""The JSON Schema that editors use says what the reader says."""

from typing import Any

from sim.scenario.format.json_schema import json_schema
from sim.scenario.format.process import STAGE_KINDS

SCHEMA = json_schema()
PARTS = SCHEMA["$defs"]


def everywhere(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [found for item in part for found in everywhere(item)]
    if isinstance(part, dict):
        return [part, *(found for item in part.values() for found in everywhere(item))]
    return []


def fields(part: dict[str, Any]) -> dict[str, Any]:
    return dict(part.get("properties", {}))


def test_every_field_is_described() -> None:
    for part in [SCHEMA, *PARTS.values(), *PARTS["Quantity"]["anyOf"]]:
        for name, field in fields(part).items():
            if name not in STAGE_KINDS and name != "value":
                assert field.get("description"), name


def test_units_and_defaults_are_told() -> None:
    talks = fields(PARTS["Talks"])["talks"]["properties"]
    assert talks["weeks"]["description"] == "How long they may last. A number from 1 to 1000 weeks."
    assert talks["round_every_weeks"]["default"] == 4
    assert fields(PARTS["Event"])["chance"]["description"] == "How likely it is. A number from 0 to 1."
    assert fields(PARTS["Event"])["chance"]["default"] == 1


def test_a_number_may_stand_alone_or_as_a_distribution() -> None:
    number, known, distribution = PARTS["Quantity"]["anyOf"]
    assert number["type"] == "number"
    assert set(fields(known)) == {"value", "source", "note"}
    assert set(fields(distribution)) == {"low", "mode", "high", "uniform", "normal", "choice", "source", "note"}
    assert ">>>" not in distribution["description"]


def test_a_stage_stands_under_its_kind() -> None:
    listed = SCHEMA["properties"]["process"]["items"]["oneOf"]
    assert {part["$ref"].rsplit("/", 1)[1].lower() for part in listed} == set(STAGE_KINDS)
    for word, kind in STAGE_KINDS.items():
        part = PARTS[kind.__name__]
        assert list(part["properties"]) == part["required"] == [word]
        assert part["additionalProperties"] is False


def test_what_is_left_out_is_not_null() -> None:
    for part in everywhere(SCHEMA):
        assert part.get("type") != "null"
        assert part.get("default", 0) is not None


def test_a_variant_needs_only_its_parent() -> None:
    assert {"extends", "set", "add", "remove"} <= set(SCHEMA["properties"])
    assert SCHEMA["if"] == {"required": ["extends"]}
    assert "calendar" in SCHEMA["else"]["required"]
    assert SCHEMA["additionalProperties"] is False


def test_every_reference_leads_somewhere() -> None:
    for part in everywhere(SCHEMA):
        if "$ref" in part:
            assert part["$ref"].removeprefix("#/$defs/") in PARTS


def test_a_key_may_name_several_and_then_nothing_else_is_asked_for() -> None:
    actor = PARTS["Actor"]
    assert actor["patternProperties"] == {", ": {}}
    assert actor["if"] == {"propertyNames": {"not": {"pattern": ", "}}}
    assert "kind" in actor["then"]["required"]
    assert "required" not in actor


def test_a_key_may_name_more_than_fit_into_one_name() -> None:
    names = PARTS["Actor"]["properties"]["salience"]["propertyNames"]
    assert names == {"anyOf": [{"maxLength": 64}, {"pattern": ", "}]}
