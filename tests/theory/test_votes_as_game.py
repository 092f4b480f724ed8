"""The votes of a scenario as an .efg file of Gambit, solved from its text alone, against what the engine plays."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np
import pytest

from sim.actors.ratifying import by_votes
from sim.chance.inputs import Means
from sim.runs.run import run
from sim.scenario.reader import read_scenario, read_text, varied
from sim.theory.of_scenario import votes_as_game as module
from sim.theory.of_scenario.gambit import efg_of
from sim.theory.of_scenario.outset import outset_of
from sim.theory.of_scenario.votes_as_game import votes_as_game

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{},]|[^\s{},"]+')


@dataclass
class Solved:
    """The payoffs of a subgame and the ends that it comes to, with their chances."""

    payoffs: list[Fraction]
    ends: dict[str, Fraction]
    first: str = ""


class Reader:
    """Reads the format as its documentation has it, and solves by backward induction while reading."""

    def __init__(self, text):
        self.tokens = [token for token in TOKEN.findall(text) if token != ","]
        self.at = 0
        assert [self.next() for _ in range(3)] == ["EFG", "2", "R"]
        self.title, self.players = self.next()[1:-1], [name[1:-1] for name in self.braces()]
        if self.tokens[self.at].startswith('"'):
            self.comment = self.next()[1:-1]
        self.sets, self.outcomes = set(), {}

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def braces(self):
        assert self.next() == "{"
        found = []
        while (token := self.next()) != "}":
            found.append(token)
        return found

    def whole(self):
        solved = self.node()
        assert self.at == len(self.tokens), "something stands after the tree"
        return solved

    def node(self):
        kind, _ = self.next(), self.next()
        if kind == "t":
            number, name = self.next(), self.next()[1:-1]
            payoffs = [Fraction(part) for part in self.braces()]
            assert len(payoffs) == len(self.players) and self.outcomes.setdefault(number, name) == name
            return Solved(payoffs, {name: Fraction(1)})
        player = self.next() if kind == "p" else "chance"
        known = (player, self.next())
        assert known not in self.sets, "everybody knows where it is"
        self.sets.add(known)
        assert self.next() == '""'
        ways = self.braces()
        assert self.next() == "0"
        if kind == "p":
            place, nodes = int(player) - 1, [self.node() for _ in ways]
            best = max(range(len(ways)), key=lambda way: (nodes[way].payoffs[place], -way))
            return Solved(nodes[best].payoffs, nodes[best].ends, ways[best][1:-1])
        assert kind == "c"
        chances = [Fraction(chance) for chance in ways[1::2]]
        assert sum(chances) == 1 and min(chances) > 0
        nodes = [self.node() for _ in chances]
        ends = {}
        for chance, node in zip(chances, nodes, strict=True):
            for end, share in node.ends.items():
                ends[end] = ends.get(end, 0) + chance * share
        parts = zip(*[node.payoffs for node in nodes], strict=True)
        return Solved([sum(chance * part for chance, part in zip(chances, row, strict=True)) for row in parts], ends)


def solved(scenario, *asked):
    reader = Reader(efg_of(votes_as_game(scenario, *asked)))
    return reader, reader.whole()


PEOPLES = "scenarios/patterns/two_peoples.yaml"

VOTE = """
format: 1
title: A vote
calendar: {{start: 2030-01-07, end: 2031-01-06}}
issues: {{tax: {{zero: none, one: all}}}}
actors:
{actors}
texts: {{now: {{tax: 0.3}}, draft: {{tax: 0.6}}}}
status_quo: now
process:
  - vote: {{name: vote, seats: {{{seats}}}, thresholds: {thresholds}, text: draft, abstention: {abstention},
           on_success: end, on_failure: end}}
outcomes:
  - {{name: adopted, label: Adopted, when: {{ending: adopted}}}}
  - {{name: blocked, label: Blocked, otherwise: true}}
"""


def a_vote(wishes, vetoes, thresholds="{share: 0.6}", cost=0.0, abstention=True):
    actors = "\n".join(
        f"  s{at}: {{kind: state, position: {{tax: {wish}}}, salience: {{tax: 1}}, blocking_cost: {cost}, "
        "precision: 1000000}"
        for at, wish in enumerate(wishes)
    )
    seats = ", ".join(f"s{at}: {{veto: {'true' if at in vetoes else 'false'}}}" for at in range(len(wishes)))
    words = {"actors": actors, "seats": seats, "thresholds": f"[{thresholds}]", "abstention": str(abstention).lower()}
    return read_text(VOTE.format(**words))


@pytest.mark.parametrize("number", range(8))
def test_a_vote_ends_as_the_engine_has_it(number):
    generator = np.random.default_rng(number)
    wishes = generator.random(5).round(3)
    vetoes = set(np.flatnonzero(generator.random(5) < 0.3))
    scenario = a_vote(wishes, vetoes, cost=0.05, abstention=bool(number % 2))
    _, found = solved(scenario)
    (played,) = run(scenario, 1).column("outcome")
    assert found.ends == {f"vote.{played}": 1}


def test_payoffs_are_what_the_draft_and_what_stays_are_worth_and_what_a_veto_costs():
    scenario = a_vote([0.6, 0.2], {1}, "{count: 1}", cost=0.05)
    reader, found = solved(scenario)
    assert reader.players == ["S0", "S1"]
    assert reader.comment == "Begins with vote, on the text draft; payoffs in the order of the players"
    assert [float(part) for part in found.payoffs] == pytest.approx([0.7, 0.9 - 0.05])
    _, unwilling = solved(varied(scenario, ["actors.s1.blocking_cost=0.4"]).scenario)
    assert [float(part) for part in unwilling.payoffs] == pytest.approx([1.0, 0.6])


def test_what_the_game_knows_nothing_of_is_refused():
    """Drafts that sponsors soften, and groups that vote by an inner rule, are no single move of a player."""
    scenario = a_vote([0.6, 0.5, 0.2], {2})
    drafts = varied(scenario, ["process.vote.sponsors=[s0]"]).scenario
    with pytest.raises(ValueError, match="vote: sponsors table drafts there, of which the game knows nothing"):
        votes_as_game(drafts, "vote")
    for council in (drafts, read_scenario("scenarios/kosovo/five_actors.yaml")):
        with pytest.raises(ValueError, match=r"(vote|council): sponsors table drafts there, of which the game knows"):
            votes_as_game(council)
    group = varied(scenario, ["actors.s0.members=[s1, s2]", "actors.s0.decides=unanimity"]).scenario
    with pytest.raises(ValueError, match="s0 decides by an inner rule, of which the game knows nothing"):
        votes_as_game(group)


def test_a_text_that_is_asked_for_is_voted_on():
    scenario = a_vote([0.6, 0.2], set(), thresholds="{count: 2}")
    assert solved(scenario, "vote", "now")[0].comment.startswith("Begins with vote, on the text now")
    with pytest.raises(ValueError, match="no text is called nwo; allowed: now, draft"):
        votes_as_game(scenario, "vote", "nwo")
    with pytest.raises(ValueError, match="vtoe: no vote and no ratification is called so; allowed: vote"):
        votes_as_game(scenario, "vtoe")
    with pytest.raises(ValueError, match="there is no vote and no ratification; the process has none"):
        votes_as_game(read_scenario("scenarios/theory/nash.yaml"))


def test_a_roll_call_stops_where_the_result_is_certain(monkeypatch):
    scenario = a_vote([0.9] * 9, set(), thresholds="{over: 0.5}")
    found = votes_as_game(scenario)
    ends = efg_of(found).count('\nt ""')
    assert ends == 252  # ways to come to 5 of one kind first: 2 * C(9, 4), as in a series of nine games
    monkeypatch.setattr(module, "MOST_NODES", 500)
    with pytest.raises(ValueError, match="the game has more than 500 nodes; fewer seats, or no abstention"):
        votes_as_game(scenario)


def test_chances_at_home_are_those_that_negotiators_reckon_with():
    scenario = read_scenario(PEOPLES, ["process.votes.misjudged=0"])
    _, found = solved(scenario)
    outset = outset_of(scenario, Means(scenario))
    one, spec = np.arange(1), scenario.stages["votes"]
    leader = outset.actors["north"]
    # leaders who gain recommend a yes for certain in the game, and nearly so in what negotiators reckon with
    sure = {name: outset.actors[name] for name in ("north", "south")}
    for actor in sure.values():
        actor.precision = np.full(1, 1e9)
    told = by_votes(leader, spec, outset.world.expected_text, one, consented=True)["ratified"][0]
    assert float(found.ends["votes.ratified"]) == pytest.approx(told, abs=1e-9)


def test_votes_that_follow_each_other_are_one_game():
    scenario = read_scenario("scenarios/iran/jcpoa.yaml")
    reader, found = solved(scenario)
    assert reader.players == ["Iran", "The six"]
    assert set(found.ends) == {"congress.rejected", "majlis.rejected", "majlis.ratified"}
    assert sum(found.ends.values()) == 1
    _, alone = solved(scenario, "majlis")
    first = 1 - found.ends["congress.rejected"]
    assert float(found.ends["majlis.ratified"]) == pytest.approx(float(first * alone.ends["majlis.ratified"]))


GOVERNMENTS = """
extends: scenarios/patterns/two_peoples.yaml
set:
  process.votes.referendums: {}
  process.votes.governments: {north: {}, south: {}, hills: {}}
  process.votes.needs: 2
  outcomes:
    - {name: union, label: A union, when: {ending: ratified}}
    - {name: none, label: None, otherwise: true}
"""


def test_governments_decide_until_it_is_certain():
    scenario = read_text(GOVERNMENTS)
    reader, found = solved(scenario)
    ratified = [name for name in reader.outcomes.values() if name == "votes.ratified"]
    assert len(reader.outcomes) == prod([2, 3]) and len(ratified) == 3
    assert found.ends == {"votes.ratified": 1}


def test_with_pygambit_where_it_is_installed(tmp_path):
    pygambit = pytest.importorskip("pygambit", minversion="17.0.0b2")
    for place, scenario in enumerate((a_vote([0.6, 0.5, 0.2], {2}, cost=0.05), read_scenario(PEOPLES))):
        path = tmp_path / f"{place}.efg"
        path.write_text(efg_of(votes_as_game(scenario)), encoding="utf-8")
        game = pygambit.read_efg(str(path))
        reader, found = solved(scenario)
        assert list(game.players) == reader.players
        own = [float(part) for part in found.payoffs]
        equilibria = pygambit.nash.enumpure_solve(game).equilibria
        told = [[float(one.payoffs[player]) for player in reader.players] for one in equilibria]
        assert any(payoffs == pytest.approx(own, abs=1e-9) for payoffs in told)
