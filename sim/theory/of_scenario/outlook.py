"""What actors look forward to at each stage: how far an agreement binds, what failing is worth, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from sim.actors.outlook import with_laid
from sim.rules.arrays import Floats
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.stage import NOTHING, TABLE
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.vote import Voting
from sim.theory.of_scenario.outset import Outset
from sim.theory.of_scenario.spread import plain, quantiles

if TYPE_CHECKING:
    from sim.actors.actor import Actor
    from sim.scenario.format.stages.stage import Stage

__all__ = ["Part", "Prospect", "prospects"]

Source = Literal["own word", "agreed", "imposed", "as it is", "text", "premium", "delay"]
"""What a part of the worth of failing comes from."""

FIRST = np.zeros(1, dtype=np.int64)
"""The one run on the mean."""


class Part(NamedTuple):
    """A part of what failing is worth: something that may be had then, with its chance and its worth."""

    source: Source
    """Its own word; a text agreed on or imposed, the expected one or what a later stage lays on the table; what is in
    force now; a named text; a premium; delay."""
    named: str
    """The text, unless it is the expected one, or the result that brings the premium, as ``stage.result``."""
    chance: float
    """How likely the actor holds it to be."""
    worth: float
    """What it is worth to the actor where it comes about."""

    @property
    def value(self) -> float:
        """What it adds to the worth of failing."""
        return self.chance * self.worth


@dataclass(frozen=True)
class Prospect:
    """What an actor faces at a stage as the process begins: ``u* = (d - beta) / alpha``.

    Parameters
    ----------
    actor, stage
        Who, and where.
    alpha
        On the mean: the believed chance that a text that is agreed to, or adopted, ends in force.
    beta
        The worth of agreeing that does not hang on the text, time still to come paid.
    failing
        What failing there is worth, d.
    reservation
        What a text must be worth for agreeing to be no worse than failing; infinite where alpha is 0.
    parts
        The parts of d on the mean, the largest first.
    on_draws
        Quantiles over draws of alpha, failing and reservation, ``(quantiles,)`` each; NaN where there is no number.
    """

    actor: str
    stage: str
    alpha: float
    beta: float
    failing: float
    reservation: float
    parts: tuple[Part, ...]
    on_draws: dict[str, Floats]

    def summary(self) -> dict[str, object]:
        """Return all of it as plain data, as `--json` prints it.

        Returns
        -------
        dict
            None in place of an infinite reservation value.
        """
        return {
            "actor": self.actor,
            "stage": self.stage,
            "alpha": self.alpha,
            "beta": self.beta,
            "failing": self.failing,
            "reservation": plain(self.reservation if np.isfinite(self.reservation) else np.nan),
            "parts": [{**part._asdict(), "named": part.named or None, "value": part.value} for part in self.parts],
            "on_draws": {name: plain(numbers) for name, numbers in self.on_draws.items()},
        }


def prospects(mean: Outset, draws: Outset) -> list[Prospect]:
    """Ask who decides on a text in each stage what agreeing and failing are worth.

    Parameters
    ----------
    mean, draws
        The actors at week 0, on the scenario's mean and on its draws.

    Returns
    -------
    list of Prospect
        By stage in the order of the file: the parties of talks and proposals; sponsors, voters and clients of
        councils; the seats of votes.

    References
    ----------
    Muthoo, A. (1999). Bargaining Theory with Applications, ch. 5. Raiffa, H. (1982). The Art and Science of
    Negotiation: the reservation value.

    Examples
    --------
    To Belgrade what both agree to in Vienna is in force for certain, so that it asks for what failing is worth:

    >>> from sim.chance.inputs import Draws, Means
    >>> from sim.scenario.reader import read_scenario
    >>> from sim.theory.of_scenario.outset import outset_of
    >>> scenario = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> first = prospects(outset_of(scenario, Means(scenario)), outset_of(scenario, Draws(scenario, 10)))[0]
    >>> first.actor, first.stage, first.alpha, bool(np.isclose(first.reservation, first.failing))
    ('belgrade', 'vienna', 1.0, True)
    """
    return [_prospect(mean, draws, name, spec) for spec in mean.scenario.process for name in _deciding(spec)]


def _deciding(spec: Stage) -> Iterator[str]:
    names: Sequence[str] = ()
    if isinstance(spec, Talks | Proposal) and not spec.sure:
        names = spec.parties
    elif isinstance(spec, Voting):
        names = (*spec.sponsors, *spec.holders, *([spec.client] if spec.client else ()))
    yield from dict.fromkeys(names)


def _prospect(mean: Outset, draws: Outset, name: str, spec: Stage) -> Prospect:
    actor, runs = mean.actors[name], FIRST
    agreeing = spec.agreeing
    after = actor.ahead().after(spec.name, agreeing, consented=bool(spec.consenting))
    beta = after.stays * actor.in_force(runs) + after.constant - actor.cost_of_weeks(after.weeks, runs)
    beta = with_laid(actor, beta, after, runs)
    other, every = draws.actors[name], np.arange(draws.runs)
    spread = {
        "alpha": other.ahead().after(spec.name, agreeing, consented=bool(spec.consenting)).on_table,
        "failing": other.failing(spec.name, every),
        "reservation": other.reservation(spec.name, every),
    }
    return Prospect(
        actor=name,
        stage=spec.name,
        alpha=float(after.on_table[0]),
        beta=float(beta[0]),
        failing=float(actor.failing(spec.name, runs)[0]),
        reservation=float(actor.reservation(spec.name, runs)[0]),
        parts=tuple(sorted(_parts(mean.scenario, actor, spec), key=lambda part: -abs(part.value))),
        on_draws={key: quantiles(np.broadcast_to(row, every.shape)[np.newaxis])[:, 0] for key, row in spread.items()},
    )


@dataclass(frozen=True)
class _Point:
    """A point on a way through the process: before which stage, with consent or without, and what is in force."""

    stage: str | None
    consented: bool
    source: Source
    named: str
    chance: float
    laid_by: str = ""
    """The stage that has laid a text of its own on the table, if one has."""


def _parts(scenario: Scenario, actor: Actor, spec: Stage) -> list[Part]:
    """Follow every way on that an actor believes in, and add up what it has at the ends, and on the way.

    A text that a stage lays on the table is kept by the name of that stage.
    """
    if actor.spec.fallback is not None:
        return [Part("own word", "", 1.0, float(actor.number("fallback.value")[0]))]
    chances: dict[tuple[Source, str], float] = {}
    ahead = [_onward(scenario, _Point(None, False, "as it is", "", 1.0), spec, spec.failing, 1.0, chances)]
    while ahead:
        point = ahead.pop()
        if point.stage is None:
            key = point.source, point.named
            chances[key] = chances.get(key, 0.0) + point.chance
            continue
        following = scenario.stages[point.stage]
        if following.lays:
            point = replace(point, consented=False, laid_by=following.name)
        sure = {following.sure: 1.0} if following.sure else None
        chances_of = sure or actor.chances(following, point.consented, point.laid_by)
        for result, believed in chances_of.items():
            chance = float(np.broadcast_to(believed, (1,))[0])
            if chance > 0:
                ahead.append(_onward(scenario, point, following, result, chance, chances))
    found = [
        Part(source, _called(scenario, source, named), chance, _worth(actor, source, named))
        for (source, named), chance in chances.items()
    ]
    weeks = actor.ahead().after(spec.name, spec.failing, consented=False).weeks
    found.append(Part("delay", "", 1.0, -float(actor.cost_of_weeks(weeks, FIRST)[0])))
    return [part for part in found if part.value]


def _onward(
    scenario: Scenario,
    point: _Point,
    spec: Stage,
    result: str,
    chance: float,
    chances: dict[tuple[Source, str], float],
) -> _Point:
    """Go on from a stage that has ended in a result, and note what the result itself may bring."""
    premium: tuple[Source, str] = "premium", f"{spec.name}.{result}"
    chances[premium] = chances.get(premium, 0.0) + point.chance * chance
    consented = result in spec.consenting if spec.consenting else point.consented
    to, puts = spec.onward(result).to, scenario.puts_in_force(spec.name, result)
    onto = replace(
        point, stage=None if scenario.is_over(to) else to, consented=consented, chance=point.chance * chance
    )
    if puts == TABLE:
        return replace(onto, source="agreed" if consented else "imposed", named=point.laid_by)
    return onto if puts == NOTHING else replace(onto, source="text", named=puts)


def _called(scenario: Scenario, source: Source, named: str) -> str:
    laid = scenario.stages[named].lays if named and source in ("agreed", "imposed") else None
    return laid or named


def _worth(actor: Actor, source: Source, named: str) -> float:
    """Ask the actor what something is worth to it."""
    tabled = actor.world.laid[named] if named in actor.world.laid else actor.expects(FIRST)
    if source == "premium":
        stage, _, result = named.partition(".")
        return float(np.broadcast_to(actor.premium(stage, result), (1,))[0])
    if source == "text":
        return float(actor.worth_in_force(named)[0])
    asked = {"agreed": actor.if_agreed, "imposed": actor.if_imposed}
    return float((asked[source](tabled, FIRST) if source in asked else actor.in_force(FIRST))[0])
