"""Coins in a file: outcomes that may rest on private consent, which is drawn and not decided.

Somebody who consents in private accepts a text whatever it is worth; the file says how often. So an outcome that may
come about in this way is to some part put into the file, and whoever reads the result should know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.bounds import Bound
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.stage import TABLE
from sim.scenario.format.stages.talks import Talks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.format.bounds import Clause
    from sim.scenario.format.quantity import Quantity
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.stages.stage import Stage

    Asked = bool | float | str | Bound

__all__ = ["COIN", "coins", "coins_said", "marked_labels"]

COIN = " *"
"""What stands after the label of an outcome that may rest on a coin."""

PROPOSAL = "proposal"
"""How a file calls the text that the envoy writes."""


def coins(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the outcomes that private consent may bring about, each with the numbers of the file that say how often.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> coins(read_scenario("scenarios/kosovo/five_actors.yaml"))
    {}
    >>> coin = "actors.belgrade.private_consent={proposal: 0.1}"
    >>> coins(read_scenario("scenarios/kosovo/five_actors.yaml", [coin]))
    {'agreed_settlement': ('actors.belgrade.private_consent.proposal',)}
    """
    found: dict[str, dict[str, None]] = {}
    for spec in scenario.process:
        for agreed in spec.consenting:
            for text, paths in _consenting(scenario, spec):
                for end in _ends_with_consent(scenario, spec, agreed):
                    for outcome in _taking(scenario, text, end):
                        found.setdefault(outcome, {}).update(dict.fromkeys(paths))
    return {name: tuple(found[name]) for name in scenario.outcome_labels if name in found}


def coins_said(scenario: Scenario) -> str:
    """Return what the mark at outcomes means, in words; an empty text where no outcome bears it."""
    paths = dict.fromkeys(path for each in coins(scenario).values() for path in each)
    return f"* may rest on private consent, a coin in the file: {', '.join(paths)}" if paths else ""


def marked_labels(scenario: Scenario) -> dict[str, str]:
    """Return every outcome with its label, marked where it may rest on a coin."""
    marked = coins(scenario)
    return {name: label + COIN * (name in marked) for name, label in scenario.outcome_labels.items()}


def _consenting(scenario: Scenario, spec: Stage) -> Iterator[tuple[str, list[str]]]:
    """Yield the texts put before the parties of a stage that one of them may consent to in private, with where."""
    texts: tuple[str, ...] = ()
    if isinstance(spec, Talks):
        texts = tuple(dict.fromkeys(option.text for option in spec.options))
    elif isinstance(spec, Proposal):
        texts = (spec.text if spec.text not in (None, TABLE) else PROPOSAL,)
    for text in texts:
        paths = [
            f"actors.{name}.private_consent.{text}" for name in dict.fromkeys(getattr(spec, "parties", ()))
            if text in (said := scenario.actors[name].private_consent) and said[text].support[1] > 0
        ]  # fmt: skip
        if paths:
            yield text, paths


def _ends_with_consent(scenario: Scenario, spec: Stage, agreed: str) -> set[tuple[str, str]]:
    """Return the stages and results in which a process may end with the text that all accept."""
    ends: set[tuple[str, str]] = set()
    ahead, met = [(spec, agreed)], set()
    while ahead:
        stage, result = ahead.pop()
        following = stage.onward(result).to
        if scenario.is_over(following):
            ends.add((stage.name, result))
        elif following not in met:
            met.add(following)
            later = scenario.stages[following]
            ahead += [(later, one) for one in later.settling if not later.consenting]
    return ends


def _taking(scenario: Scenario, text: str, end: tuple[str, str]) -> Iterator[str]:
    """Yield which may be the outcome, the first that holds, of a run that ends so with a text that all accept."""
    stage, result = end
    known: dict[str, bool | str] = {"ending": result, "consent": True, f"{stage}.result": result}
    terms = {} if text == PROPOSAL else _terms(scenario, text)
    for outcome in scenario.outcomes:
        clauses = [outcome.when] if isinstance(outcome.when, dict) else list(outcome.when or ())
        fitting = [clause for clause in clauses if _may_hold(clause, known, terms)]
        if fitting:
            yield outcome.name
        if any(_holds(clause, known, terms) for clause in fitting):
            return


def _may_hold(clause: Clause, known: Mapping[str, bool | str], terms: Mapping[str, Quantity]) -> bool:
    """Tell whether a clause that asks how a run ended may hold, by what is known of that and of the text."""
    if not clause.keys() & known.keys():
        return False
    if not all(_may_be(clause[column], value) for column, value in known.items() if column in clause):
        return False
    return not any(_beyond(term, asked) for term, asked in _asked_of_text(clause, terms))


def _holds(clause: Clause, known: Mapping[str, bool | str], terms: Mapping[str, Quantity]) -> bool:
    """Tell whether a clause that may hold is sure to."""
    of_text = list(_asked_of_text(clause, terms))
    return len(clause.keys() & known.keys()) + len(of_text) == len(clause) and all(
        _inside(term, asked) for term, asked in of_text
    )


def _asked_of_text(clause: Clause, terms: Mapping[str, Quantity]) -> Iterator[tuple[Quantity, Asked]]:
    """Yield what a clause asks of the text that is agreed on, beside what that says."""
    for column, asked in clause.items():
        head, _, issue = column.partition(".")
        if head in ("text", "in_force") and issue in terms:
            yield terms[issue], asked


def _may_be(asked: Asked, value: bool | str) -> bool:
    if not isinstance(asked, Bound):
        return asked == value
    return (asked.among is None or value in asked.among) and asked.unlike != value


def _terms(scenario: Scenario, text: str) -> dict[str, Quantity]:
    """Return what a text says, the texts on which it stands included."""
    spec = scenario.texts[text]
    return (_terms(scenario, spec.same_as) if spec.same_as else {}) | spec.terms


def _beyond(term: Quantity, asked: Asked) -> bool:
    """Tell whether a term lies outside what is asked for, however it is drawn."""
    low, high = term.support
    if not isinstance(asked, Bound):
        return False
    return (asked.min is not None and high < asked.min) or (asked.max is not None and low > asked.max)


def _inside(term: Quantity, asked: Asked) -> bool:
    """Tell whether a term lies inside what is asked for, however it is drawn."""
    low, high = term.support
    if not isinstance(asked, Bound):
        return False
    return (asked.min is None or low >= asked.min) and (asked.max is None or high <= asked.max)
