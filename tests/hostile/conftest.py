"""What the hostile tests share: a small case, and putting other texts in place of all that people read in a case."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import pytest
from cachetools import LRUCache

from sim.runs.run import run
from sim.scenario.reader import read_text, scenario_from

CASE = """\
format: 1
title: Two sides
question: What comes of it?
calendar: {start: 2006-01-02, end: 2006-06-26}
issues: {status: {label: Status, zero: province, one: state}}
actors:
  west: {kind: party, label: West, position: {status: 0.1}, salience: {status: 1}, fallback: {value: 0.3}}
  east: {kind: party, label: East, position: {status: {low: 0.8, mode: 0.9, high: 1}}, salience: {status: 1},
         fallback: {value: 0.3}, note: a note, source: a source}
process:
  - talks: {name: rounds, label: Rounds, parties: [west, east], weeks: 12}
outcomes:
  - {name: settled, label: Settled, when: {ending: agreed}}
  - {name: nothing, label: Nothing, otherwise: true}
"""

SHOWN = ("label", "title", "zero", "one", "question")
"""Fields that are shown wherever a case is."""

BESIDE = ("note", "source", "says")
"""Fields that are shown where numbers are told with their sources."""


def relabelled(scenario, texts):
    """The same case, with the texts in turn in place of all that people read."""
    shown, beside = cycle(texts), cycle(texts)

    def walked(part):
        if isinstance(part, dict):
            return {key: next(shown) if key in SHOWN and isinstance(value, str) else
                    next(beside) if key in BESIDE and isinstance(value, str) else walked(value)
                    for key, value in part.items()}  # fmt: skip
        return [walked(item) for item in part] if isinstance(part, list | tuple) else part

    return scenario_from(walked(scenario.model_dump(mode="python", by_alias=True, exclude_defaults=True)))


def fields_of(scenario):
    """How many texts are shown of a case."""
    written = scenario.model_dump(mode="python", by_alias=True, exclude_defaults=True)

    def counted(part):
        if isinstance(part, dict):
            return sum((key in SHOWN and isinstance(value, str)) or counted(value) for key, value in part.items())
        return sum(map(counted, part)) if isinstance(part, list | tuple) else 0

    return counted(written)


def squashed(text):
    """A text without blanks, signs of direction and capitals: lines are broken, and sentences begin large."""
    return "".join(text.replace("\u200e", "").split()).casefold()


@pytest.fixture(scope="session")
def case_text():
    return CASE


@pytest.fixture(scope="session")
def small():
    """A small case, played."""
    return run(read_text(CASE), 8, seed=1)


@pytest.fixture(scope="session")
def called():
    """A function that gives played runs other labels; a case that has them already is not checked again."""
    known = LRUCache(64)

    def call(ensemble, texts):
        asked = ensemble.scenario.hash, ensemble.scenario.title, *texts
        if asked not in known:
            known[asked] = relabelled(ensemble.scenario, texts)
        return replace(ensemble, scenario=known[asked])

    return call


@pytest.fixture(scope="session")
def fields():
    return fields_of


@pytest.fixture(scope="session")
def squash():
    return squashed
