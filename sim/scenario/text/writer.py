"""Writing a scenario as YAML that loads again as the same scenario."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

from sim.scenario.text.scalars import Doubtful, Given, meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sim.scenario.text.tree import Key, Steps

    Data = Given | dict[Key, "Data"] | list["Data"] | tuple["Data", ...]
    """What can be written: plain data, with tuples where the format has them."""

    Block = dict[Key, Data] | list[Data] | tuple[Data, ...]

__all__ = ["as_yaml", "single"]

SAFE = re.compile(r"[^\W\d_]([\w ,.()/'’–-]*[\w.)’'])?")
"""Texts that need no quotes, as far as their characters go."""

LEFT_TO_OTHERS = ("yes", "no", "on", "off", "y", "n")
"""Words that YAML 1.2 takes for text and other readers for booleans."""

ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")

WIDTH = 110
"""Characters that a line may have before a block is spread over several."""


def single(value: Given, flow: bool = False) -> str:
    """Return one value as it is written.

    >>> print(single("Kosovo"), single("12:30"), single(0.5), single("no"), single(True))
    Kosovo "12:30" 0.5 "no" true
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and str(value) != "-0.0" else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if _needs_no_quotes(value, flow) else _quoted(value)


def _needs_no_quotes(value: str, flow: bool) -> bool:
    if not SAFE.fullmatch(value) or value.lower() in LEFT_TO_OTHERS or (flow and "," in value):
        return False
    try:
        return meaning(value) == value
    except Doubtful:
        return False


def _quoted(value: str) -> str:
    quoted = json.dumps(value, ensure_ascii=False)
    return ODD.sub(lambda odd: f"\\u{ord(odd[0]):04x}", quoted)


def as_yaml(data: Mapping[str, Data], spread: Callable[[Steps], bool] | None = None) -> Iterator[tuple[Steps, str]]:
    """Write plain data as YAML, line by line, each with where its entry stands.

    Blocks for which `spread` holds are written over several lines, however short they are.

    >>> [line for _, line in as_yaml({"title": "A case", "veto": True})]
    ['title: A case', 'veto: true']
    """
    whole: dict[Key, Data] = dict(data.items())
    yield from _block(whole, 0, (), spread or (lambda steps: False))


def _block(data: Block, indent: int, steps: Steps, spread: Callable[[Steps], bool]) -> Iterator[tuple[Steps, str]]:
    blank = " " * indent
    entries: Iterable[tuple[Key, Data]] = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in entries:
        at = (*steps, key)
        head = f"{blank}{single(key)}:" if isinstance(data, dict) else f"{blank}-"
        if not isinstance(value, dict | list | tuple):
            yield at, f"{head} {single(value)}"
            continue
        short = None if spread(at) else _short(value, WIDTH - len(head))
        if short is not None:
            yield at, f"{head} {short}"
        elif isinstance(data, dict):
            yield at, head
            yield from _block(value, indent + 2, at, spread)
        else:
            lines = _block(value, indent + 2, at, spread)
            where, first = next(lines)
            yield where, f"{head} {first.lstrip()}"
            yield from lines


def _short(value: Block, room: int) -> str | None:
    """Return a block on one line, if it is flat or empty, and fits."""
    parts = value.values() if isinstance(value, dict) else value
    if any(isinstance(part, dict) for part in parts):
        return None
    written = _flow(value)
    return written if len(written) <= room or not parts else None


def _flow(value: Data) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{single(key, True)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return single(value, flow=True)
