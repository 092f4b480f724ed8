"""The format as JSON Schema, for completion and checking while one writes."""

from inspect import getdoc

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaValue

from sim.scenario.format.process import STAGE_KINDS
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.shape import Shape, said_of, shape_of

__all__ = ["json_schema"]

VARIANT: JsonSchemaValue = {
    "extends": {"type": "string", "description": "The parent file, relative to this one."},
    "remove": {"type": "array", "items": {"type": "string"}, "description": "Dotted paths to take out."},
    "add": {"type": "object", "description": "New entries by dotted path, such as `texts.compromise: {...}`."},
    "set": {"type": "object", "description": "Values to change by dotted path, such as `actors.upland.veto: true`."},
}


def json_schema() -> JsonSchemaValue:
    """Return the format of scenario files as JSON Schema, draft 2020-12.

    Numbers may be given as such or as distributions; a stage stands under the word for
    its kind; and a file that extends another needs nothing else.

    >>> json_schema()["properties"]["calendar"]["description"]
    'The days on which the process may run.'
    """
    schema = Scenario.model_json_schema(by_alias=True)
    parts = schema["$defs"]
    for part in [schema, *parts.values()]:
        _tidy(part)
    for model in _models(shape_of(Scenario), {}).values():
        _describe(schema if model is Scenario else parts[model.__name__], model)
    parts["Quantity"] = _quantity(parts["Quantity"])
    _let_a_table_stand(parts["Recognition"]["properties"], "states")
    for part in parts.values():
        _let_keys_name_several(part)
    for word, kind in STAGE_KINDS.items():
        body = parts[kind.__name__]
        parts[kind.__name__] = {
            "type": "object", "description": body["description"], "properties": {word: body}, "required": [word],
            "additionalProperties": False,
        }  # fmt: skip
    needed = schema.pop("required")
    schema["properties"] |= VARIANT
    schema |= {"if": {"required": ["extends"]}, "else": {"required": needed}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _quantity(body: JsonSchemaValue) -> JsonSchemaValue:
    """Allow a number alone, and exactly one form of distribution."""
    body["properties"].pop("value")
    forms = [["low", "mode", "high"], ["uniform"], ["normal"], ["choice"]]
    body["oneOf"] = [{"required": form} for form in forms]
    body["description"] = "A distribution: low, mode and high, or uniform, or normal, or choice."
    known = {"type": "number", "description": "Known exactly."}
    known_with_source = {
        "type": "object",
        "description": "Known exactly, with its source.",
        "properties": {
            "value": {"type": "number"},
            "source": body["properties"]["source"],
            "note": body["properties"]["note"],
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"anyOf": [known, known_with_source, body]}


def _tidy(part: object) -> None:
    """Take out what only Python needs: null for what is left out, titles made of field names, a length of keys."""
    if isinstance(part, list):
        for item in part:
            _tidy(item)
    if not isinstance(part, dict):
        return
    part.pop("title", None) if isinstance(part.get("title"), str) else None
    if part.get("default", 0) is None:
        del part["default"]
    forms = part.get("anyOf")
    if isinstance(forms, list) and {"type": "null"} in forms:
        forms = [form for form in forms if form != {"type": "null"}]
        del part["anyOf"]
        part.update(forms[0] if len(forms) == 1 else {"anyOf": forms})
    names = part.get("propertyNames")
    if isinstance(names, dict) and "maxLength" in names:  # of one name, and not of several in one key
        part["propertyNames"] = {"anyOf": [names, {"pattern": ", "}]}
    for item in part.values():
        _tidy(item)


def _let_keys_name_several(part: JsonSchemaValue) -> None:
    """Allow keys such as `on_success, on_failure` where keys are known, which then need not all be there."""
    if part.get("additionalProperties") is False:
        part["patternProperties"] = {", ": {}}
        if "required" in part:
            plain_keys = {"propertyNames": {"not": {"pattern": ", "}}}
            part |= {"if": plain_keys, "then": {"required": part.pop("required")}}


def _let_a_table_stand(fields: JsonSchemaValue, name: str) -> None:
    """Allow the name of a table where what it says may stand."""
    said = fields[name].pop("description")
    table = {
        "type": "string",
        "pattern": r"\.[cC][sS][vV]$",
        "description": "A CSV file, relative to this one.",
    }
    fields[name] = {"description": said, "anyOf": [fields[name], table]}


def _models(shape: Shape, found: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """Return every model of the format by its name."""
    for form in shape.forms:
        if isinstance(form, type) and issubclass(form, BaseModel) and form.__name__ not in found:
            found[form.__name__] = form
            for field in form.model_fields.values():
                _models(shape_of(field), found)
    for inside in (shape.value_type, shape.item_type):
        if inside is not None:
            _models(shape_of(inside), found)
    return found


def _describe(body: JsonSchemaValue, model: type[BaseModel]) -> None:
    """Describe a part as the first paragraph of its docstring does, and each number with its bounds."""
    body["description"] = (getdoc(model) or "").split("\n\n")[0].replace("\n", " ")
    for name, field in model.model_fields.items():
        bounds = shape_of(field).bounds
        entry = body["properties"].get(field.alias or name)
        if entry is not None:
            said = said_of(model, name) + (f" A number {bounds}." if bounds else "")
            body["properties"][field.alias or name] = dict(sorted({**entry, "description": said.strip()}.items()))
