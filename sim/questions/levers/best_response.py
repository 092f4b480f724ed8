"""The best that an actor could do against what others do, and whether they all come to rest where nobody gains more.

Joint choices are tried by successive halving (Karnin, Koren & Somekh 2013), two halvings at once: all in few runs,
the best quarter in four times as many, and so on, every time the same runs for all. What is left is played on runs
that had no say in its choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

import numpy as np

from sim.questions.compare import Shift, paired_shift
from sim.questions.levers.playing import Doing, Table
from sim.rules.arrays import Floats
from sim.scenario.choices import Lever, levers_of

__all__ = ["EPSILON", "FIRST_RUNS", "MOST_JOINT", "Response", "Settling", "best_response", "settle"]

FIRST_RUNS = 128
"""Runs in which every candidate is tried first."""

DIVISOR = 4
"""One in so many goes on, and has so many times the runs (eta of Li et al. 2018). To play a candidate again costs as
much as some five hundred more runs of it, so that few rounds with many runs tell more at the same price."""

MOST_JOINT = 64
"""So many joint choices at most are all tried; of more, single ones first, and then the best ones together."""

EPSILON = 0.005
"""A gain in utility that is not worth a change."""

GRAIN = 0.001
"""Candidates whose payoffs differ by less are taken for equals."""

ROUNDS = 5
"""How often everybody answers at most, before it is said that they do not come to rest."""


class Response(NamedTuple):
    """The best that an actor was found to do."""

    actor: str
    doing: Doing
    """What it does otherwise; nothing if nothing is better than what it does."""
    gain: Shift
    """What that pays over what it did, in runs that had no say in the choice, with the 95 per cent interval."""
    tried: int
    """Candidates that were played."""

    @property
    def words(self) -> str:
        """What people read of it."""
        return "; ".join(lever.words for lever in self.doing) or "as it does"

    def pays(self, epsilon: float) -> bool:
        """Tell whether it gains more than so much, and more than luck would."""
        return self.gain.difference > epsilon and self.gain.low > 0

    def summary(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "actor": self.actor, "set": [lever.setting for lever in self.doing],
            "labels": [lever.words for lever in self.doing], "gain": self.gain.difference, "low": self.gain.low,
            "high": self.gain.high, "payoff": self.gain.before, "tried": self.tried,
        }  # fmt: skip


def best_response(
    table: Table, actor: str, profile: Mapping[str, Doing] | None = None, *, runs: int = 512
) -> Response:
    """Search the best that an actor could do, with all others as they are.

    Parameters
    ----------
    table : Table
        The scenario, the seed, and who plays.
    actor : str
        Who searches.
    profile : mapping, optional
        What each actor does otherwise than coded, the searching one included; left out, nobody does.
    runs : int
        Runs in which the last candidates are held against each other; as many others tell what the winner gains.

    Returns
    -------
    Response
        An empty one if there is nothing that the actor could do otherwise.

    Raises
    ------
    ValueError
        If there is no such actor.

    References
    ----------
    Karnin, Z., Koren, T. & Somekh, O. (2013). Almost optimal exploration in multi-armed bandits. ICML.
    Li, L., Jamieson, K., DeSalvo, G., Rostamizadeh, A. & Talwalkar, A. (2018). Hyperband: a novel bandit-based
    approach to hyperparameter optimization. Journal of Machine Learning Research 18(185).

    Examples
    --------
    >>> firm, short = "actors.first.tactic.kind=firm", "process.round.weeks=20"
    >>> table = Table(sim.read_scenario("scenarios/theory/rubinstein_deadline.yaml", [firm, short]))
    >>> found = best_response(table, "first", runs=2)
    >>> round(found.gain.before, 3), round(found.gain.after, 3)
    (0.0, 0.2)
    """
    profile = profile or {}
    others = tuple(lever for name, doing in profile.items() if name != actor for lever in doing)
    search = _Search(table, actor, others, profile.get(actor, ()))
    winner = search.run(levers_of(table.scenario, actor), runs)
    if winner == search.now:
        return Response(actor, search.now, _nothing(search.payoffs(search.now)), len(search.known))
    return Response(actor, winner, paired_shift(*search.fresh((search.now, winner), runs)), len(search.known))


def _nothing(payoffs: Floats) -> Shift:
    return paired_shift(payoffs, payoffs)


@dataclass
class _Search:
    """Candidates with what they have paid so far, all in the same runs."""

    table: Table
    actor: str
    others: Doing
    now: Doing
    known: dict[Doing, Floats | None] = field(default_factory=dict)

    def run(self, own: Sequence[Lever], runs: int) -> Doing:
        """Keep the better candidates again and again, and return the last one."""
        choices: dict[str, list[Lever]] = {}
        for lever in own:
            choices.setdefault(lever.choice, []).append(lever)
        joint = int(np.prod([1 + len(some) for some in choices.values()], dtype=float))
        whole = joint <= MOST_JOINT
        left = list(_all_joint(choices)) if whole else [(), *((lever,) for lever in own)]
        asked = min(FIRST_RUNS, runs)
        left = self._better(left, asked, keep=1.0)
        if not whole:
            left = [*left, *self._together(left)]
        while asked < runs and len(left) > 1:
            left = self._better(left, asked, keep=1 / DIVISOR)
            asked = min(runs, DIVISOR * asked)
        return self._better(left, runs, keep=0.0)[0]

    def payoffs(self, doing: Doing) -> Floats:
        """Return what the actor had in the runs so far."""
        found = self.known[doing]
        assert found is not None, "what is sound was played"
        return found

    def fresh(self, doings: Sequence[Doing], runs: int) -> list[Floats]:
        """Return what the actor has in runs that had no say in the choice, under each of some changes."""
        played = self.table.play([(*self.others, *doing) for doing in doings], runs, first=runs)
        assert all(one is not None for one in played), "what was chosen is sound"
        return [one.payoffs[self.actor] for one in played if one is not None]

    def _better(self, candidates: Iterable[Doing], runs: int, keep: float) -> list[Doing]:
        """Return the candidates that pay best in so many runs, one at least, of equals the simpler one."""
        candidates = list(dict.fromkeys([self.now, *candidates]))
        self._play(candidates, runs)
        sound = [one for one in candidates if self.known[one] is not None]
        grains = {one: round(float(np.mean(self.payoffs(one)[:runs])) / GRAIN) for one in sound}
        ranked = sorted(sound, key=lambda one: (-grains[one], len(one)))
        return ranked[: max(1, int(np.ceil(keep * len(ranked))))]

    def _play(self, candidates: Sequence[Doing], runs: int) -> None:
        """Let every candidate have so many runs, from the first on."""
        have = {one: 0 if one not in self.known else len(played) if (played := self.known[one]) is not None else runs
                for one in candidates}  # fmt: skip
        for done in sorted({done for done in have.values() if done < runs}):
            some = [one for one in candidates if have[one] == done]
            parts = self.table.play([(*self.others, *one) for one in some], runs - done, first=done)
            for one, part in zip(some, parts, strict=True):
                if part is None:
                    self.known[one] = None
                else:
                    before = self.known.get(one)
                    new = part.payoffs[self.actor]
                    self.known[one] = new if before is None else np.concatenate([before, new])

    def _together(self, ranked: Sequence[Doing]) -> list[Doing]:
        """Put together what pays by itself: the best of two choices, of three, and so on."""
        base = float(np.mean(self.payoffs(())))
        best: dict[str, Lever] = {}
        for doing in ranked:
            if len(doing) == 1 and float(np.mean(self.payoffs(doing))) > base:
                best.setdefault(doing[0].choice, doing[0])
        levers = list(best.values())
        return [tuple(levers[:count]) for count in range(2, len(levers) + 1)]


def _all_joint(choices: Mapping[str, Sequence[Lever]]) -> list[Doing]:
    """Return every way of choosing, the simplest first, so that of equals the simpler one is taken."""
    every = product(*((None, *levers) for levers in choices.values()))
    return sorted((tuple(lever for lever in some if lever is not None) for some in every), key=len)


@dataclass(frozen=True)
class Settling:
    """Where actors come to rest who answer each other, if they do."""

    table: Table
    runs: int
    epsilon: float
    coded: list[Response]
    """What each could gain while the others do as coded: how far the coded strategies can be exploited."""
    steps: list[Response]
    """What was taken up, one after the other."""
    profile: dict[str, Doing]
    """What each does in the end."""
    settled: bool
    """Whether nobody gains more than the margin any more, by any change that was tried."""
    returned: bool
    """Whether it came back to where it had been, and so goes round."""

    def label(self, actor: str) -> str:
        """Return what people read of an actor."""
        return self.table.scenario.actors[actor].label or actor

    def summary(self) -> dict[str, object]:
        """Return all of it as plain data, as `--json` prints it."""
        return {
            "title": self.table.scenario.title, "scenario_hash": self.table.scenario.hash, "runs": self.runs,
            "epsilon": self.epsilon, "exploitability": [one.summary() for one in self.coded],
            "steps": [one.summary() for one in self.steps], "settled": self.settled, "returned": self.returned,
            "profile": {name: [lever.setting for lever in doing] for name, doing in self.profile.items()},
        }  # fmt: skip


def settle(
    table: Table, actors: Sequence[str], *, runs: int = 512, epsilon: float = EPSILON, rounds: int = ROUNDS
) -> Settling:
    """Let actors answer each other with the best that they find, until nobody gains more than a margin.

    First each answers the others as coded; then who gains most takes its answer up, and they answer in turn. With one
    actor there is only its answer. A rest found so is an equilibrium among the changes that were tried, and one of
    perhaps several; there may be none in pure strategies, and then the answers go round.

    Raises ValueError if an actor is unknown, or named twice.

    >>> table = Table(sim.read_scenario("scenarios/theory/romer_rosenthal.yaml"))
    >>> found = settle(table, ["setter"], runs=2)
    >>> found.settled, [response.actor for response in found.coded]
    (True, ['setter'])
    """
    if len(set(actors)) < len(actors):
        raise ValueError("an actor is named twice")
    coded = [best_response(table, actor, runs=runs) for actor in actors]
    profile: dict[str, Doing] = dict.fromkeys(actors, ())
    steps: list[Response] = []
    seen = [dict(profile)]
    first = max(coded, key=lambda one: one.gain.difference)
    if len(actors) == 1 or not first.pays(epsilon):
        settled = not first.pays(epsilon)
        return Settling(table, runs, epsilon, coded, steps, profile, settled, False)
    profile[first.actor] = first.doing
    steps.append(first)
    seen.append(dict(profile))
    order = [*actors[actors.index(first.actor) + 1 :], *actors[: actors.index(first.actor) + 1]]
    content = 0
    for turn in range(rounds * len(order)):
        answer = best_response(table, order[turn % len(order)], profile, runs=runs)
        if not answer.pays(epsilon):
            content += 1
            if content == len(order):
                return Settling(table, runs, epsilon, coded, steps, profile, True, False)
            continue
        content = 0
        profile = {**profile, answer.actor: answer.doing}
        steps.append(answer)
        if profile in seen:
            return Settling(table, runs, epsilon, coded, steps, profile, False, True)
        seen.append(dict(profile))
    return Settling(table, runs, epsilon, coded, steps, profile, False, False)
