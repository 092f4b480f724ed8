"""Writing a scenario as YAML that loads again as the same scenario."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from sim.scenario.scalars import Doubtful, meaning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["as_yaml", "single"]

SAFE = re.compile(r"[^\W\d_]([\w ,.()/'’–-]*[\w.)’'])?", re.UNICODE)
"""Texts that need no quotes."""

WIDTH = 110


def single(value: Any, flow: bool = False) -> str:
    """Write one value.

    Examples
    --------
    >>> print(single("Kosovo"), single("12:30"), single(0.5), single("no"), single(True))
    Kosovo "12:30" 0.5 "no" true
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{value:.1f}"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return _text(str(value), flow)


def _text(value: str, flow: bool) -> str:
    plain = bool(SAFE.fullmatch(value)) and value.lower() not in ("yes", "no", "on", "off", "y", "n", "null")
    if plain and flow and "," in value:
        plain = False
    if plain:
        try:
            plain = meaning(value) == value
        except Doubtful:
            plain = False
    if plain:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda odd: f"\\u{ord(odd[0]):04x}", quoted)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{single(key, True)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return single(value, flow=True)


def _short(value: Any, room: int) -> str | None:
    """Write a block on one line if it is flat and fits."""
    if isinstance(value, dict | list | tuple):
        parts = list(value.values()) if isinstance(value, dict) else list(value)
        flat = not any(isinstance(part, dict) for part in parts)
        written = _flow(value) if flat or not parts else ""
        return written if written and len(written) <= room else None
    return single(value)


def as_yaml(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Write plain data as YAML, line by line.

    Yields
    ------
    str
        The dotted path of keys and places that the line is about.
    str
        The line.
    """
    yield from _block(data, 0, "")


def _block(data: Any, indent: int, path: str) -> Iterator[tuple[str, str]]:
    blank = " " * indent
    if isinstance(data, dict):
        for key, value in data.items():
            at = f"{path}.{key}" if path else str(key)
            head = f"{blank}{single(key)}:"
            short = _short(value, WIDTH - len(head))
            if short is not None:
                yield at, f"{head} {short}"
            else:
                yield at, head
                yield from _block(value, indent + 2, at)
    else:
        for place, value in enumerate(data):
            at = f"{path}.{place}"
            short = _short(value, WIDTH - indent)
            if short is not None:
                yield at, f"{blank}- {short}"
            else:
                lines = list(_block(value, indent + 2, at))
                first, rest = lines[0], lines[1:]
                yield first[0], f"{blank}- {first[1].lstrip()}"
                yield from rest
