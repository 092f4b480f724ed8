"""What counts as an answer, and why something does not."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.actors.decisions import Allowed, Question
from sim.seats.protocol import LONGEST, Nonsense, as_line, choice_from, read_answer

ISSUES = ["status", "rights"]
YES = Question("west", "rounds", 3, "accept", Allowed("yes_or_no"), True)
WORD = Question("west", "board", 3, "vote", Allowed("word", ("yes", "no")), "no")
NUMBER = Question("west", "vote", 3, "ratify", Allowed("number", bounds=((0.0, 1.0),)), 0.5)
TEXT = Question("west", "rounds", 3, "offer", Allowed("text", bounds=((0.0, 0.4), (0.0, 1.0))), (0.2, 0.9))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(ISSUES), inner), max_leaves=8,
)  # fmt: skip


def said(**fields):
    return as_line({"type": "answer", "number": 3, "seat": "west", "choice": "yes", **fields})


@pytest.mark.parametrize(
    ("question", "data", "choice"),
    [
        (YES, "no", False), (YES, True, True), (WORD, "yes", "yes"), (NUMBER, 1, 1.0),
        (TEXT, {"status": 0}, (0.0, 0.9)), (TEXT, [0.1, 0.2], (0.1, 0.2)), (TEXT, {}, (0.2, 0.9)),
        *((one, "model", one.own) for one in (YES, WORD, TEXT)),
    ],
)  # fmt: skip
def test_what_is_allowed_is_taken(question, data, choice):
    assert choice_from(data, question, ISSUES) == choice


@pytest.mark.parametrize(
    ("question", "data", "why"),
    [
        (YES, "maybe", "it is neither yes nor no"),
        (YES, 1, "it is neither yes nor no"),
        (WORD, "abstain", "it is none of yes, no"),
        (NUMBER, 1.01, "the number lies outside 0 to 1"),
        (NUMBER, math.nan, "the number lies outside 0 to 1"),
        (NUMBER, True, "the number is no number"),
        (TEXT, {"status": 0.5}, "status lies outside 0 to 0.4"),
        (TEXT, {"status": "0.1"}, "status is no number"),
        (TEXT, {"borders": 0.1}, "it names an issue that there is not"),
        (TEXT, [0.1], "it is no text: a number for each issue"),
    ],
)
def test_what_is_not_allowed_says_why(question, data, why):
    with pytest.raises(Nonsense) as told:
        choice_from(data, question, ISSUES)
    assert str(told.value) == why


@given(data=JSON, question=st.sampled_from([YES, WORD, NUMBER, TEXT]))
@settings(max_examples=60)
def test_whatever_is_said_is_allowed_or_nonsense(data, question):
    try:
        choice = choice_from(data, question, ISSUES)
    except Nonsense:
        return
    low_high = question.allowed.bounds
    numbers = choice if isinstance(choice, tuple) else [choice] if question is NUMBER else []
    assert all(low <= one <= high for one, (low, high) in zip(numbers, low_high, strict=False))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"no", "it is no line of JSON"),
        (b"\xff\x00\xfe", "it is no line of JSON"),
        (b"[" * 5000, "it is no line of JSON"),
        (b"[]", "it is no message of type answer with a choice"),
        (b'{"type": "answer", "number": 3}', "it is no message of type answer with a choice"),
        (said(seat="east"), "it answers for another seat"),
        (said(number=4), "it answers a question that has not been put"),
        (said(number="3"), "it answers a question that has not been put"),
        (said(choice="x" * LONGEST), f"it is longer than {LONGEST} bytes"),
        (b'{"type": "answer", "number": ' + b"9" * 5000 + b', "choice": 1}', "it is no line of JSON"),
    ],
)
def test_what_is_no_answer_says_why(line, why):
    with pytest.raises(Nonsense) as told:
        read_answer(line, 3, "west")
    assert str(told.value) == why


def test_an_answer_that_comes_late_is_passed_over():
    assert read_answer(said(number=2), 3, "west") is None
    assert read_answer(said(), 3, "west") == "yes"


@given(st.binary(max_size=60))
@settings(max_examples=100)
def test_no_bytes_do_any_harm(line):
    with pytest.raises(Nonsense):
        read_answer(line, 3, "west")


def test_numbers_come_back_as_they_went():
    odd = [0.1 + 0.2, 5e-324, -0.0, 1 / 3]
    back = json.loads(as_line({"numbers": odd}))["numbers"]
    assert [(one, math.copysign(1, one)) for one in back] == [(one, math.copysign(1, one)) for one in odd]
    assert b"NaN" not in as_line({"one": math.nan, "list": [math.inf]})
