"""The votes of a scenario as a game in extensive form, with the payoffs that the actors themselves reckon with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeGuard

import numpy as np

from sim.actors.ratifying import ballots
from sim.actors.voter import State
from sim.chance.inputs import Means
from sim.rules.home import tipping_shock
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.ratification import Government, Ratification
from sim.scenario.format.stages.stage import NOTHING, TABLE, Stage
from sim.scenario.format.stages.vote import Threshold, Vote, Voting
from sim.special import ndtr
from sim.theory.of_scenario.outset import Outset, outset_of

if TYPE_CHECKING:
    from sim.actors.actor import Actor
    from sim.rules.arrays import Floats

__all__ = ["Chance", "End", "Game", "Move", "Node", "votes_as_game"]

MOST_NODES = 50_000
"""A game with more is not made."""

RUN = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True)
class Move:
    """A player decides, knowing all that was decided before."""

    player: str
    label: str
    ways: tuple[tuple[str, Node], ...]
    """What it can do, and what comes then."""


@dataclass(frozen=True)
class Chance:
    """The mood of the day decides which peoples and chambers say yes."""

    label: str
    ways: tuple[tuple[str, float, Node], ...]
    """What may come, how likely, and what then."""


@dataclass(frozen=True)
class End:
    """The votes are over."""

    result: str
    """How, as ``stage.result``."""
    payoffs: dict[str, float]
    """What the rest is worth to each player."""


Node = Move | Chance | End


@dataclass(frozen=True)
class Game:
    """A game in extensive form."""

    title: str
    stage: str
    """The vote that it begins with."""
    text: str
    """What is voted on, in words."""
    players: dict[str, str]
    """Names of the players with what people call them."""
    root: Node


def votes_as_game(scenario: Scenario, stage: str | None = None, text: str | None = None) -> Game:
    """Make a game of a vote or a ratification, and of those that follow it at once.

    All numbers stand at their means, nobody wavers, and beliefs are those at the outset. Seats vote in the order of
    the file, each knowing the votes before, until the result is certain; abstaining is told apart from a no only
    where a no is a veto. Leaders recommend first, then the mood of the day decides on peoples and chambers in one
    move of chance, then governments decide.

    Parameters
    ----------
    scenario : Scenario
    stage
        Where the game begins; left out, with the first vote or ratification of the file.
    text
        The named text that is voted on. Left out: the one that the vote itself names, else what an envoy would
        propose at the outset, else the text that is expected.

    Returns
    -------
    Game
        Payoffs of an end are what the model's actors weigh there: what is believed to follow the result, premiums on
        the way, what letting a text pass brings and what a veto costs.

    Raises
    ------
    ValueError
        If there is no such vote or text, a group votes by an inner rule, or the game has more than 50,000 nodes.

    References
    ----------
    Kuhn, H. W. (1953). Extensive games and the problem of information. Romer & Rosenthal (1978), Public Choice 33(4).
    Iida (1993), Journal of Conflict Resolution 37(3): chance at home.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> game = votes_as_game(read_scenario("scenarios/patterns/two_peoples.yaml"))
    >>> game.stage, game.root.player, [way for way, _ in game.root.ways]
    ('votes', 'north', ['recommends a yes', 'recommends a no'])
    """
    kinds = {spec.name: spec for spec in scenario.process if _is_a_move_each(spec)}
    begun = kinds.get(stage or next(iter(kinds), ""))
    drafted = [spec.name for spec in scenario.process if isinstance(spec, Voting) and spec.sponsors]
    if begun is None and (stage in drafted or (stage is None and drafted)):
        raise ValueError(f"{stage or drafted[0]}: sponsors table drafts there, of which the game knows nothing")
    if begun is None:
        allowed = f"allowed: {', '.join(kinds)}" if kinds else "the process has none"
        raise ValueError(f"{stage or scenario.title}: no vote and no ratification is called so; {allowed}"
                         if stage else f"there is no vote and no ratification; {allowed}")  # fmt: skip
    names = _players(scenario, begun)
    grouped = [name for name in scenario.actors if name in names and scenario.actors[name].decides]
    if grouped:
        raise ValueError(f"{grouped[0]} decides by an inner rule, of which the game knows nothing")
    outset = outset_of(scenario, Means(scenario))
    players = {name: actor.label for name, actor in outset.actors.items() if name in names}
    tree = _Tree(outset, players)
    about = tree.table(begun, text)
    root = tree.of(begun, _Way(consented=_agreed_before(scenario, begun)))
    return Game(scenario.title, begun.name, about, players, root)


def _is_a_move_each(spec: Stage) -> TypeGuard[Vote | Ratification]:
    """Tell whether whoever decides in a stage moves once: in a ratification, or a vote on a text as it is."""
    return isinstance(spec, Ratification) or (isinstance(spec, Vote) and not spec.sponsors)


def _players(scenario: Scenario, begun: Vote | Ratification) -> set[str]:
    """Name whoever decides in the game, and the parties whose dispute it is."""
    names = set(scenario.parties)
    ahead, seen = [begun], set[str]()
    while ahead:
        spec = ahead.pop()
        seen.add(spec.name)
        names |= set(spec.seats if isinstance(spec, Vote) else (*spec.leaders, *spec.governments))
        for result in spec.results:
            following = _following(scenario, spec, result)
            if following is not None and following.name not in seen:
                ahead.append(following)
    return names


def _following(scenario: Scenario, spec: Vote | Ratification, result: str) -> Vote | Ratification | None:
    """Return the vote that follows a result at once on the same text, with nothing new in force."""
    to = spec.onward(result).to
    if scenario.is_over(to) or scenario.puts_in_force(spec.name, result) != NOTHING:
        return None
    following = scenario.stages[to]
    if not _is_a_move_each(following) or (isinstance(following, Vote) and following.text != TABLE):
        return None
    return following


def _agreed_before(scenario: Scenario, begun: Vote | Ratification) -> bool:
    """Tell whether the text may come from an agreement of all who negotiated it."""
    return any(spec.onward(result).to == begun.name for spec in scenario.process for result in spec.consenting)


@dataclass(frozen=True)
class _Way:
    """What has happened so far."""

    consented: bool
    weeks: float = 0.0
    """How long it took."""
    had: Mapping[str, float] | None = None
    """Premiums that the results so far have brought, less what vetoes have cost, by player."""
    passed: frozenset[str] = frozenset()
    """The votes that went before."""

    def with_more(self, more: Mapping[str, float]) -> _Way:
        """Add to what each player has had."""
        return replace(self, had={name: (self.had or {}).get(name, 0.0) + part for name, part in more.items()})


class _Tree:
    """Makes the nodes of a game, and counts them."""

    def __init__(self, outset: Outset, players: Mapping[str, str]) -> None:
        self.outset, self.world, self.players = outset, outset.world, players
        self.nodes = 0
        self.known: dict[tuple[str, str, str, _Way, bool], float] = {}

    def table(self, begun: Vote | Ratification, text: str | None) -> str:
        """Lay the text on the table that is voted on, and say which it is."""
        named = text or (begun.text if isinstance(begun, Vote) and begun.text != TABLE else None)
        if named is not None and named not in self.world.texts:
            raise ValueError(f"no text is called {named}; allowed: {', '.join(self.world.texts)}")
        proposed = None if named is not None else self.outset.first_proposal()
        expected = self.world.scenario.expected_text
        words = "the proposal of an envoy" if proposed is not None else f"the text {expected}" if expected else (
            "a text in the middle of every issue")  # fmt: skip
        chosen = self.world.expected_text if proposed is None else proposed
        self.world.table(self.world.texts[named] if named is not None else chosen, RUN)
        return f"the text {named}" if named is not None else words

    def counted(self, node: Node) -> Node:
        """Count a node, and stop where there are too many."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise ValueError(
                f"the game has more than {MOST_NODES:,} nodes; fewer seats, or no abstention, make a smaller one"
            )
        return node

    def of(self, spec: Vote | Ratification, way: _Way) -> Node:
        """Return the game from a vote on."""
        self.world.consent[:] = float(way.consented)
        weeks = float(np.broadcast_to(self.world.weeks_of[spec.name], (1,))[0]) if way.passed else 0.0
        way = replace(way, weeks=way.weeks + weeks, passed=way.passed | {spec.name})
        return self.roll_call(spec, way, {}) if isinstance(spec, Vote) else self.home(spec, way)

    def over(self, spec: Vote | Ratification, result: str, way: _Way, opposed: frozenset[str]) -> Node:
        """Return the next vote after a result, or the end."""
        following = _following(self.world.scenario, spec, result)
        if following is not None and following.name not in way.passed:
            premiums = {name: float(np.broadcast_to(self.outset.actors[name].premium(spec.name, result), (1,))[0])
                        for name in self.players}  # fmt: skip
            return self.of(following, way.with_more(premiums))
        worths = {name: self.worth_to(name, spec, result, way, name in opposed) + (way.had or {}).get(name, 0.0)
                  for name in self.players}  # fmt: skip
        return self.counted(End(f"{spec.name}.{result}", worths))

    def worth_to(self, name: str, spec: Vote | Ratification, result: str, way: _Way, opposed: bool) -> float:
        """Return what a result is worth to a player, asked for once."""
        key = name, spec.name, result, replace(way, had=None), opposed
        if key not in self.known:
            self.known[key] = self.worth(spec, result, self.outset.actors[name], way, opposed)
        return self.known[key]

    def worth(self, spec: Vote | Ratification, result: str, actor: Actor, way: _Way, opposed: bool) -> float:
        """Return what a result is worth to an actor, as it would itself weigh its vote (R8, R15)."""
        text, weeks = self.world.on_table, way.weeks
        if result == spec.failing:
            return float(actor.failing(spec.name, RUN, weeks)[0])
        worth = actor.worth_after(spec.name, result, text, RUN, consented=way.consented, weeks=weeks)
        if isinstance(spec, Vote) and isinstance(actor, State) and not opposed:
            gained = actor.gain(spec.name, text, np.zeros(1), RUN)
            worth = worth + gained - (actor.if_passed(spec.name, text, RUN) - actor.failing(spec.name, RUN))
        return float(worth[0])

    # --- a vote ----------------------------------------------------------------------------------------------

    def roll_call(self, spec: Vote, way: _Way, said: Mapping[str, str]) -> Node:
        """Let the next seat vote, unless the result is certain."""
        result = _certain(spec, said)
        if result is not None:
            opposed = frozenset(name for name, vote in said.items() if vote == "no")
            return self.over(spec, result, way.with_more(self.blocking(spec, opposed)), opposed)
        name = next(name for name in spec.seats if name not in said)
        tells = spec.seats[name].veto and spec.abstention
        votes = ("yes", "abstain", "no") if tells else ("yes", "no")
        ways = tuple((vote, self.roll_call(spec, way, {**said, name: vote})) for vote in votes)
        return self.counted(Move(name, spec.label or spec.name, ways))

    def blocking(self, spec: Vote, opposed: frozenset[str]) -> dict[str, float]:
        """Return what standing in the way costs those with a veto, below nought."""
        costs = dict.fromkeys(self.players, 0.0)
        if spec.abstention:
            for name in opposed:
                if spec.seats[name].veto:
                    actor = self.outset.actors[name]
                    known = actor.now if isinstance(actor, State) else None
                    cost = known["blocking_cost"] if known else actor.number("blocking_cost")
                    costs[name] = -float(np.broadcast_to(cost, (1,))[0])
        return costs

    # --- a ratification --------------------------------------------------------------------------------------

    def home(self, spec: Ratification, way: _Way) -> Node:
        """Let leaders recommend, then the mood of the day decide, then governments."""
        return self.recommending(spec, way, {})

    def recommending(self, spec: Ratification, way: _Way, said: Mapping[str, bool]) -> Node:
        """Let the next leader recommend a yes or a no."""
        leader = next((name for name in spec.leaders if name not in said), None)
        if leader is None:
            return self.mood(spec, way, said)
        ways = tuple((words, self.recommending(spec, way, {**said, leader: yes}))
                     for words, yes in (("recommends a yes", True), ("recommends a no", False)))  # fmt: skip
        return self.counted(Move(leader, spec.label or spec.name, ways))

    def mood(self, spec: Ratification, way: _Way, said: Mapping[str, bool]) -> Node:
        """Let one mood of the day decide which peoples and chambers say yes."""
        governments = [name for name, body in spec.bodies.items() if isinstance(body, Government)]
        moods = [(bodies, chance) for bodies, chance in self.approving(spec, way, said) if chance > 0]
        found = [(bodies, chance, self.deciding(spec, way, governments, len(bodies))) for bodies, chance in moods]
        if len(found) == 1:
            return found[0][2]
        ways = tuple((_yes_of(spec, bodies), chance, node) for bodies, chance, node in found)
        return self.counted(Chance(spec.label or spec.name, ways))

    def approving(
        self, spec: Ratification, way: _Way, said: Mapping[str, bool]
    ) -> list[tuple[tuple[str, ...], float]]:
        """Return which peoples and chambers may say yes together, each with its chance."""
        recommended: dict[str, Floats] = {name: np.array([1.0 if yes else -1.0]) for name, yes in said.items()}
        text = self.world.on_table
        asked = ballots(self.world, spec, text, RUN, way.consented, recommended)
        edges: list[tuple[float, str]] = []
        for name, ballot in asked.items():
            if isinstance(spec.bodies[name], Government):
                continue
            tipping = float(tipping_shock(ballot.leanings, ballot.shares, ballot.needed)[0])
            shock = float(ballot.shock[0])
            edges.append((tipping / shock if shock > 0 else -np.inf if tipping < 0 else np.inf, name))
        edges.sort()
        levels = [-np.inf, *(edge for edge, _ in edges), np.inf]
        chances = np.diff([float(ndtr(level)) for level in levels])
        return [(tuple(name for _, name in edges[:count]), float(chances[count])) for count in range(len(edges) + 1)]

    def deciding(self, spec: Ratification, way: _Way, left: Sequence[str], approvals: int) -> Node:
        """Let the next government decide, unless the result is certain."""
        if approvals >= spec.approvals_needed:
            return self.over(spec, "ratified", way, frozenset())
        if approvals + len(left) < spec.approvals_needed:
            return self.over(spec, "rejected", way, frozenset())
        ways = tuple((words, self.deciding(spec, way, left[1:], approvals + (words == "yes")))
                     for words in ("yes", "no"))  # fmt: skip
        return self.counted(Move(left[0], spec.label or spec.name, ways))


def _yes_of(spec: Ratification, bodies: Sequence[str]) -> str:
    """Say in words who says yes."""
    if not bodies:
        return "nobody says yes"
    return "yes from " + ", ".join(spec.bodies[name].label or name for name in bodies)


def _certain(spec: Vote, said: Mapping[str, str]) -> str | None:
    """Return the result once no vote that is still to come can change it."""
    if any(vote == "no" and spec.seats[name].veto for name, vote in said.items()):
        return "blocked"
    yes = {name for name, vote in said.items() if vote == "yes"}
    left = {name for name in spec.seats if name not in said}
    if not all(_reached(spec, threshold, yes | left) for threshold in spec.thresholds):
        return "blocked"
    if not left or (
        all(_reached(spec, threshold, yes) for threshold in spec.thresholds)
        and not any(spec.seats[name].veto for name in left)
    ):
        return "adopted"
    return None


def _reached(spec: Vote, threshold: Threshold, yes: set[str]) -> bool:
    """Tell whether those in favour reach a threshold, as `sim.process.voting.vote` counts."""
    weights = {name: float(seat.votes) if threshold.of == "votes" else seat.size if threshold.of == "size" else 1.0
               for name, seat in spec.seats.items()}  # fmt: skip
    return bool(threshold.met(sum(weights[name] for name in spec.seats if name in yes), sum(weights.values())))
