"""The levers of a scenario: the few questions that decide, from the file or else from its own runs."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.questions.swings import swings_of
from sim.runs.run import run
from sim.scenario.format.quantity import quantities
from sim.scenario.text.writer import single
from sim.views.app.sliders import Group, Slider, number_slider
from sim.views.labels import label_of, path_words, written_number
from sim.views.story.sentences.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.scenario.format.quantity import Quantity
    from sim.scenario.format.scenario import Lever, Scenario

__all__ = [
    "MOST_LEVERS", "Question", "asked_of_number", "chosen_questions", "fixed_settings", "questions_of", "reached",
]  # fmt: skip

MOST_LEVERS = 8
"""More questions than this nobody keeps in mind."""

LOOKED_AT = 1_024
"""Runs from which levers are chosen where the file names none."""


@dataclass(frozen=True)
class Question:
    """A question that can be put to a scenario by moving something."""

    name: str
    """How addresses call it."""
    ask: str
    """The question in words."""
    slider: Slider
    """What is moved: a number, or a switch for several things together, whose path is the lever's name."""
    moves: tuple[str, ...] = ()
    """What a switch moves, a line each."""
    settings: tuple[str, ...] = ()
    """What a switch sets, each as `--set` takes it."""
    source: str = ""
    """Where the number comes from, or who asks the question."""


def questions_of(scenario: Scenario) -> tuple[Question, ...]:
    """Return the levers that a file names; none if it names none.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> first, second, *_ = questions_of(five)
    >>> first.ask, first.slider.path, first.slider.value, second.settings
    ('What would a veto have cost Russia?', 'actors.russia.blocking_cost', 0.2, ('actors.russia.veto=false',))
    """
    known = dict(quantities(scenario))
    made = (_question(scenario, name, lever, known) for name, lever in scenario.levers.items())
    return tuple(question for question in made if question is not None)


def _question(scenario: Scenario, name: str, lever: Lever, known: Mapping[str, Quantity]) -> Question | None:
    told = _told(lever.source, lever.note)
    if lever.path is not None:
        assert lever.low is not None and lever.high is not None
        quantity = known[lever.path]
        slider = number_slider(scenario, lever.path, quantity, (lever.low, lever.high))
        said = _told(quantity.source, quantity.note)
        if slider is None:
            return None
        return Question(name, lever.ask, slider, source=" · ".join(part for part in (told, said) if part))
    assert lever.set is not None
    moves, settings = [], []
    for path, value in lever.set.items():
        was = known.get(path)
        before = f" instead of {written_number(was.model_dump(mode='json'))}" if was is not None else ""
        moves.append(f"{path_words(scenario, path)}: {_value(scenario, value)}{before}")
        settings.append(f"{path}={_flow(value)}")
    slider = Slider(name, lever.ask, "", "switch", 0, 0, 1, 1, ("no", "yes"))
    return Question(name, lever.ask, slider, tuple(moves), tuple(settings), told)


def _told(source: str | None, note: str | None) -> str:
    return "; ".join(part for part in (source, note) if part)


def _value(scenario: Scenario, value: object) -> str:
    """Write what is set in words, blocks within blocks as paths."""
    if isinstance(value, dict) and not {"value", "low", "uniform", "normal", "choice"} & set(value):
        return ", ".join(f"{str(key).replace('_', ' ')} {_value(scenario, part)}" for key, part in value.items())
    if isinstance(value, str) and value in scenario.texts:
        return f"“{label_of(scenario, 'texts', value)}”"
    return written_number(value) or "none"


def _flow(value: object) -> str:
    """Write what is set on one line, as `--set` reads it."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    assert isinstance(value, str | bool | int | float | dt.date)
    return single(value, flow=True)


def fixed_settings(questions: Iterable[Question], moved: Mapping[str, float]) -> dict[str, str]:
    """Return what the switches that are on set, by path.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> fixed_settings(questions_of(five), {"no_veto": 1.0})
    {'actors.russia.veto': 'actors.russia.veto=false'}
    """
    on = (question for question in questions if question.settings and moved.get(question.slider.path, 0) >= 0.5)
    return {setting.partition("=")[0]: setting for question in on for setting in question.settings}


def reached(groups: Iterable[Group], questions: Iterable[Question]) -> dict[str, Slider]:
    """Return everything that can be moved, by its path or the name of its lever, as far as any slider of it goes.

    A lever may end before the number does that it moves, or go further.

    >>> from sim.views.app.sliders import sliders_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> lever = questions_of(five)[0]
    >>> lever.slider.high, reached(sliders_of(five), [lever])[lever.slider.path].high
    (1.0, 2)
    """
    known = {slider.path: slider for group in groups for slider in group.sliders}
    for one in questions:
        lever, number = one.slider, known.get(one.slider.path, one.slider)
        known[lever.path] = replace(number, low=min(number.low, lever.low), high=max(number.high, lever.high))
    return known


def chosen_questions(scenario: Scenario, most: int = MOST_LEVERS) -> tuple[Question, ...]:
    """Choose levers for a file that names none: the numbers that part its own runs most, beyond chance.

    Of each number the fifth of 1,024 runs with its lowest values is held against that with its highest, and the
    outcome that differs most counts (`sim.questions.swings`).

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> chosen_questions(five, most=1)[0].ask
    'What if the alone chance were higher or lower (Declaration)?'
    """
    ensemble = run(scenario, LOOKED_AT)
    widest: dict[str, float] = {}
    for outcome in scenario.outcome_labels:
        for swing in swings_of(ensemble, outcome)[0]:
            widest[swing.path] = max(widest.get(swing.path, 0.0), abs(swing.difference))
    known, found = dict(quantities(scenario)), list[Question]()
    for path in sorted(widest, key=lambda path: (-widest[path], path)):
        slider = number_slider(scenario, path, known[path])
        if slider is not None and len(found) < most:
            ask = asked_of_number(scenario, path)
            slider = replace(slider, label=ask, ends=_meant(scenario, path))
            found.append(Question(path, ask, slider, source=_told(known[path].source, known[path].note)))
    return tuple(found)


def asked_of_number(scenario: Scenario, path: str) -> str:
    """Return the question that a number is moved to ask, in a sentence made of whose it is and what it is about.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> asked_of_number(five, "actors.belgrade.position.status")
    'What if Belgrade wanted more or less on political status?'
    >>> asked_of_number(five, "actors.russia.blocking_cost")
    'What if the blocking cost were higher or lower (Russia)?'
    """
    words, (whose, _, what) = Words(scenario), path_words(scenario, path).rpartition(": ")
    issue = words.issues.get(path.rpartition(".")[2], "")
    match path.split("."):
        case ["actors", name, "position", _]:
            return f"What if {words.actor(name)} wanted more or less on {issue}?"
        case ["actors", name, "salience", _]:
            return f"What if {issue} mattered more or less to {words.actor(name)}?"
        case ["actors", name, "red_lines", on, _]:
            return f"What if the red line of {words.actor(name)} on {words.issues[on]} lay higher or lower?"
        case ["actors", name, "tactic", "flexibility"]:
            return f"What if {words.actor(name)} had more or less room to give way?"
        case ["actors", name, "audience", "cost"]:
            return f"What if giving way in public cost {words.actor(name)} more or less at home?"
        case ["actors", name, "premiums", stage, result]:
            said = f"“{label_of(scenario, 'stages', stage)}” ended as “{result.replace('_', ' ')}”"
            return f"What if {words.actor(name)} had more or less to gain where {said}?"
        case ["texts", name, _]:
            return f"What if {words.text(name)} stood higher or lower on {issue}?"
        case ["process", stage, "weeks"]:
            return f"What if there were more or fewer weeks for “{label_of(scenario, 'stages', stage)}”?"
        case ["events", _, "chance"]:
            return f"What if {whose.removeprefix('Event ')} were more or less likely?"
        case ["events", _, "effects", *_]:
            return f"What if {whose.removeprefix('Event ')} changed more or less?"
    *where, number = what.split(", ")
    within = ", ".join(filter(None, (whose, *where)))
    number = number[:1].lower() + number[1:].replace(".", " ")
    return f"What if the {number} were higher or lower{f' ({within})' if within else ''}?"


def _meant(scenario: Scenario, path: str) -> tuple[str, str]:
    """Return what the lowest and the highest value of a number on an issue's scale mean, if it has one."""
    match path.split("."):
        case ["actors", _, "position", issue] | ["actors", _, "red_lines", issue, _] | ["texts", _, issue]:
            return scenario.issues[issue].zero, scenario.issues[issue].one
    return "", ""
