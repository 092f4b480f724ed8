"""Bring docs/reference/scenario_schema.md up to date: every field of a file, and the numbers one must invent.

    python docs/generate_fields.py            rewrites the parts between their markers
    python docs/generate_fields.py --check    says which are out of date, exit code 1 if any is

The fields come from the classes that read a file, the ranges from the shipped cases, what numbers moved from
docs/what_moves_what.md. What stands outside the markers is written by hand.
"""

from __future__ import annotations

import inspect
import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

    from sim.scenario.format.quantity import Quantity
    from sim.scenario.format.shape import Shape

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "reference" / "scenario_schema.md"
MOVED = DOCS / "what_moves_what.md"
CASES = ("kosovo/baseline.yaml", "kosovo/five_actors.yaml", "cyprus/annan_plan.yaml")
"""The shipped cases whose numbers are coded after what was said and done."""

PART = re.compile(r"(<!--generated (\w+)-->\n)(.*?)(<!--/generated-->)", re.DOTALL)
ROW = re.compile(r"^\| `([a-z0-9_.]+)` \| ([0-9.]+) % \|", re.MULTILINE)
NUMBER = re.compile(r"^(?:\||-) `([a-z0-9_.]+)`", re.MULTILINE)

INVENTED = {
    "actors.*.tactic.flexibility": (
        "Flexibility", "tactic",
        "by the end of its time the party has given a tenth of the room between its best and what failing is worth",
    ),
    "actors.*.audience.cost": (
        "Audience cost", "audience",
        "taking back a public offer by 0.30 of utility costs 0.03 more, and up to twice that before an election (R6)",
    ),
    "actors.*.premiums.*": (
        "Premium", "actor", "a tenth of the way from the worst text to the best one, for what stands in no text",
    ),
    "actors.*.precision": (
        "Precision", "actor",
        "where a step is worth 0.10, it is taken with 98 per cent at a precision of 40, 88 at 20, 73 at 10 (R5)",
    ),
    "events.*.signal.weight": (
        "Weight of a signal", "signal",
        "a tenth of an observation: an even belief of weight 4 goes from 0.50 to 0.51 if the sender is honest nine "
        "times in ten, and to 0.58 with a weight of 1 (R10)",
    ),
    "actors.*.side_payment": (
        "Side payment", "actor",
        "accepting, or letting it pass, brings as much as a tenth of the way from the worst text to the best one",
    ),
    "actors.*.line_price": (
        "Line price", "actor", "beyond its red line a step costs 1.1 times what it costs before it; at 3, four times",
    ),
    "actors.*.delay_weight": (
        "Delay weight", "actor", "once its patience is spent, it has lost a tenth of the way from worst to best",
    ),
}  # fmt: skip
"""Numbers for which no source will do: where each stands, what it is called, its part below, what 0.1 means."""

PLACES = {"Scenario": "The outermost level", "Quantity": "Distribution"}
"""Headings of the parts that a reader knows by another name than their class has."""


def invented() -> str:
    """Lay out the numbers that must be invented: what 0.1 means, the range in shipped cases, how much they moved."""
    from sim.scenario.format.quantity import quantities
    from sim.scenario.reader import read_scenario

    given = [pair for case in CASES for pair in quantities(read_scenario(DOCS.parent / "scenarios" / case))]
    page = MOVED.read_text(encoding="utf-8")
    deciding, other = page.split("## Numbers that act afterwards")
    moved = {name: float(share) for name, share in ROW.findall(deciding)}
    others = NUMBER.findall(other)
    lines = ["| Number | 0.1 means | In the shipped cases | Outcomes that it moved |", "|---|---|---|---|"]
    for pattern, (name, part, means) in INVENTED.items():
        bounds = [quantity.support for path, quantity in given if fnmatchcase(path, pattern) and _coded(quantity)]
        low, high = min(bound[0] for bound in bounds), max(bound[1] for bound in bounds)
        shares = [share for path, share in moved.items() if fnmatchcase(path, pattern)]
        still = sum(fnmatchcase(path, pattern) for path in others)
        tried = len(shares) + still
        none = f"{still} of {tried} moved none" if still else f"each of {tried} some" if tried > 1 else ""
        most = "; ".join(filter(None, [f"up to {max(shares):g} % of runs" if shares else "", none]))
        count = f"{len(bounds)} number{'s' * (len(bounds) > 1)}"
        link = f"[{name}](#{part})"
        lines.append(f"| {link} | {means} | {low:g} to {high:g} ({count}) | {most} |")
    return "\n".join(lines) + "\n"


def _coded(quantity: Quantity) -> bool:
    """Tell whether somebody wrote the number; what a file leaves out says nothing of what is usual."""
    return "value" not in quantity.model_fields_set or quantity.source is not None or quantity.note is not None


def fields() -> str:
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

    kinds = [form for form in shape.forms if isinstance(form, type) and issubclass(form, BaseModel)]
    # kinds of stage enter themselves in the order in which they are imported
    yield from sorted(kinds, key=lambda kind: kind.__name__) if len(kinds) > 2 else kinds
    for inside in (shape.value_type, shape.item_type):
        if inside is not None:
            yield from _models(shape_of(inside))


def _extra(model: type[BaseModel]) -> Any:
    from sim.scenario.format.shape import extra_type

    return extra_type(model)


def _part(model: type[BaseModel], known: dict[type[BaseModel], None], stage: str | None) -> Iterator[str]:
    from sim.scenario.format.shape import said_of, shape_of

    yield f"\n## {_heading(model, stage)}\n\n{_flat(inspect.getdoc(model) or '')}\n"
    yield "| Field | What it is | What may stand there | If left out |\n|---|---|---|---|"
    for name, field in model.model_fields.items():
        shape = shape_of(field)
        links = ", ".join(f"[{_heading(part, None)}](#{_label(part)})" for part in _linked(shape, known))
        allowed = _cell(_allowed(shape)) + (f" ({links})" if links else "")
        cells = (f"`{field.alias or name}`", _cell(_flat(said_of(model, name))), allowed, _left_out(field))
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
    from sim.scenario.format.process import STAGE_KINDS

    stages = {kind: word for word, kind in STAGE_KINDS.items()}
    return _heading(model, stages.get(model)).lower().replace("`", "").replace(" ", "-")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


PARTS: dict[str, Callable[[], str]] = {"invented": invented, "fields": fields}
"""What makes each part of the page, by the name at its marker."""


def made(page: str) -> tuple[str, list[str]]:
    """Return the page as it should be, and which of its parts were out of date."""
    stale = []

    def renewed(hit: re.Match[str]) -> str:
        text = PARTS[hit[2]]()
        if text != hit[3]:
            stale.append(hit[2])
        return f"{hit[1]}{text}{hit[4]}"

    return PART.sub(renewed, page), stale


def main(arguments: Sequence[str]) -> int:
    """Rewrite the page, or with --check tell what is out of date."""
    text, stale = made(PAGE.read_text(encoding="utf-8"))
    name = PAGE.relative_to(DOCS.parent).as_posix() if PAGE.is_relative_to(DOCS.parent) else PAGE.name
    if "--check" in arguments:
        for part in stale:
            print(f"{name}: {part} is out of date; python docs/generate_fields.py writes it")
        return int(bool(stale))
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: written, {len(text.splitlines())} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
