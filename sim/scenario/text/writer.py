"""Writing a scenario as YAML that loads again as the same scenario."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from sim.scenario.text.scalars import Doubtful, meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["as_yaml", "single"]

SAFE = re.compile(r"[^\W\d_]([\w ,.()/'’–-]*[\w.)’'])?")
"""Texts that need no quotes, as far as their characters go."""

LEFT_TO_OTHERS = ("yes", "no", "on", "off", "y", "n")
"""Words that YAML 1.2 takes for text and other readers for booleans."""

ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")

WIDTH = 110
"""Characters that a line may have before a block is spread over several."""

Steps = tuple[Any, ...]


def single(value: Any, flow: bool = False) -> str:
    """Write one value.

    Examples
    --------
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


def as_yaml(data: Mapping[str, Any], spread: Callable[[Steps], bool] | None = None) -> Iterator[tuple[Steps, str]]:
    """Write plain data as YAML, line by line.

    Examples
    --------
    >>> [line for _, line in as_yaml({"title": "A case", "veto": True})]
    ['title: A case', 'veto: true']
    """
    yield from _block(data, 0, (), spread or (lambda steps: False))


def _block(data: Any, indent: int, steps: Steps, spread: Callable[[Steps], bool]) -> Iterator[tuple[Steps, str]]:
    blank = " " * indent
    entries = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in entries:
        at = (*steps, key)
        head = f"{blank}{single(key)}:" if isinstance(data, dict) else f"{blank}-"
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


def _short(value: Any, room: int) -> str | None:
    """Write a value on one line; a block only if it is flat or empty, and fits."""
    if not isinstance(value, dict | list | tuple):
        return single(value)
    parts = value.values() if isinstance(value, dict) else value
    if any(isinstance(part, dict) for part in parts):
        return None
    written = _flow(value)
    return written if len(written) <= room or not parts else None


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{single(key, True)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return single(value, flow=True)
