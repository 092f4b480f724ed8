"""What is said between a game and whoever sits in a seat: JSON, a message a line; see docs/reference/seats.md."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.actors.decisions import Allowed, Choice, Plain, Question

__all__ = [
    "LONGEST", "MODEL", "VERSION", "Message", "Nonsense", "allowed_data", "as_line", "by_issue", "choice_data",
    "choice_from", "read_answer",
]  # fmt: skip

VERSION = 1
"""Version of the protocol; another one may leave out or mean otherwise what is here."""

LONGEST = 65_536
"""Bytes of the longest line that is read as an answer."""

MODEL = "model"
"""The answer that leaves a decision to the model."""

Message = dict[str, object]
"""What is sent or received, as plain data."""

SPELT = {"yes": True, "no": False}


class Nonsense(Exception):  # noqa: N818 - it says why an answer counts for none
    """What was answered is none of what is allowed."""


def as_line(message: Mapping[str, object]) -> bytes:
    r"""Write a message as one line of JSON; numbers that are not finite are null.

    >>> as_line({"type": "close", "worth": float("inf")})
    b'{"type": "close", "worth": null}\n'
    """
    return json.dumps(_finite(message), ensure_ascii=True, allow_nan=False).encode() + b"\n"


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def by_issue(value: Plain, issues: Sequence[str]) -> object:
    """Return what is said with the names of the issues, where it is said of each.

    >>> by_issue([0.5, 1.0], ["status", "rights"]), by_issue(0.5, ["status", "rights"])
    ({'status': 0.5, 'rights': 1.0}, 0.5)
    """
    return dict(zip(issues, value, strict=True)) if isinstance(value, list) and len(value) == len(issues) else value


def choice_data(choice: Choice, issues: Sequence[str]) -> object:
    """Return a choice as it stands in a message: a text by issue.

    >>> choice_data((0.5,), ["status"]), choice_data(True, ["status"])
    ({'status': 0.5}, True)
    """
    return dict(zip(issues, choice, strict=True)) if isinstance(choice, tuple) else choice


def allowed_data(allowed: Allowed, issues: Sequence[str]) -> Message:
    """Return what is allowed as it stands in a message.

    >>> from sim.actors.decisions import Allowed
    >>> allowed_data(Allowed("word", ("vote", "withdraw")), ["status"])
    {'form': 'word', 'words': ['vote', 'withdraw']}
    >>> allowed_data(Allowed("text", bounds=((0.0, 0.4),)), ["status"])
    {'form': 'text', 'issues': {'status': [0.0, 0.4]}}
    """
    if allowed.form == "word":
        return {"form": "word", "words": list(allowed.words)}
    if allowed.form == "number":
        return {"form": "number", "least": allowed.bounds[0][0], "greatest": allowed.bounds[0][1]}
    if allowed.form == "text":
        bounds = (list(pair) for pair in allowed.bounds)
        return {"form": "text", "issues": dict(zip(issues, bounds, strict=True))}
    return {"form": "yes_or_no"}


def read_answer(line: bytes, number: int, seat: str) -> object | None:
    """Return what a line answers to the question of that number; None where it answers an earlier one.

    Raises Nonsense if it is no answer.

    >>> read_answer(b'{"type": "answer", "number": 3, "seat": "russia", "choice": "no"}', 3, "russia")
    'no'
    >>> read_answer(b'{"type": "answer", "number": 3, "seat": "us", "choice": "no"}', 3, "russia")
    Traceback (most recent call last):
    sim.seats.protocol.Nonsense: it answers for another seat
    """
    if len(line) > LONGEST:
        raise Nonsense(f"it is longer than {LONGEST} bytes")
    try:
        said = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Nonsense("it is no line of JSON") from None
    if not isinstance(said, dict) or said.get("type") != "answer" or "choice" not in said:
        raise Nonsense("it is no message of type answer with a choice")
    if said.get("seat", seat) != seat:
        raise Nonsense("it answers for another seat")
    answered = said.get("number")
    if not isinstance(answered, int) or isinstance(answered, bool) or answered > number:
        raise Nonsense("it answers a question that has not been put")
    return said["choice"] if answered == number else None


def choice_from(data: object, question: Question, issues: Sequence[str]) -> Choice:
    """Read a choice, and hold it against what is allowed.

    Raises Nonsense if it is not allowed. In a text, issues that are left out stay as the model would have them.
    """
    allowed = question.allowed
    if data == MODEL:
        return question.own
    if allowed.form == "yes_or_no":
        said = SPELT.get(data, data) if isinstance(data, str) else data
        if not isinstance(said, bool):
            raise Nonsense("it is neither yes nor no")
        return said
    if allowed.form == "word":
        if not isinstance(data, str) or data not in allowed.words:
            raise Nonsense(f"it is none of {', '.join(allowed.words)}")
        return data
    if allowed.form == "number":
        return _within(data, allowed.bounds[0], "the number")
    return _text(data, question, issues)


def _text(data: object, question: Question, issues: Sequence[str]) -> Choice:
    assert isinstance(question.own, tuple), "the model writes a text as well"
    if isinstance(data, list) and len(data) == len(issues):
        data = dict(zip(issues, data, strict=True))
    if not isinstance(data, dict):
        raise Nonsense("it is no text: a number for each issue")
    if any(name not in issues for name in data):
        raise Nonsense("it names an issue that there is not")
    return tuple(
        _within(data[issue], bounds, issue) if issue in data else own
        for issue, bounds, own in zip(issues, question.allowed.bounds, question.own, strict=True)
    )


def _within(value: object, bounds: tuple[float, float], what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Nonsense(f"{what} is no number")
    least, greatest = bounds
    if not least <= value <= greatest:
        raise Nonsense(f"{what} lies outside {least:g} to {greatest:g}")
    return float(value)
