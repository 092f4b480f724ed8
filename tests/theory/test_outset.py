"""Theory has no actors of its own: it asks those of the model, as they are set up at week 0."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import sim.theory
from sim.actors.actor import Actor
from sim.chance.inputs import Draws, Means
from sim.model import StatusTalks
from sim.rules.council import ballot, independence
from sim.scenario.reader import read_scenario
from sim.theory.bargaining.solutions import nash
from sim.theory.of_scenario.council import assembly_of
from sim.theory.of_scenario.outset import outset_of
from sim.theory.of_scenario.stands import stands_of
from sim.views.figures.of_runs.bargaining_space import mean_problem


def test_what_actors_come_to_expect_and_value_theory_says_too(monkeypatch, five_actors):
    monkeypatch.setattr(Actor, "failing", lambda self, stage, runs, weeks=0.0: np.full(len(runs), 0.125))
    monkeypatch.setattr(Actor, "value", lambda self, text, runs: np.full(len(runs), 0.75))
    monkeypatch.setattr(
        "sim.actors.authorship.drafted",
        lambda author, parties, stage, method, share, mandate, runs: np.full((4, len(runs)), 0.3),
    )
    outset = outset_of(five_actors, Draws(five_actors, 6))
    stands = stands_of(outset)
    assert (stands.disagreement == 0.125).all()
    assert (stands.values(stands.texts["ahtisaari"], ["russia", "belgrade"]) == 0.75).all()
    assert (outset.first_proposal() == 0.3).all()


def test_every_number_is_at_its_mean(five_actors):
    stands = stands_of(outset_of(five_actors, Means(five_actors)))
    for name, position in zip(stands.names, stands.position, strict=True):
        said = five_actors.actors[name].position
        assert position[:, 0].tolist() == [said[issue].mean if issue in said else 0.5 for issue in five_actors.issues]
    assert stands.weight[:, 0].tolist() == [actor.weight.mean for actor in five_actors.actors.values()]


@pytest.mark.parametrize("name", ["five_actors", "five_actors_no_veto"])
def test_whether_anybody_can_block_is_what_the_model_has(name):
    scenario = read_scenario(f"scenarios/kosovo/{name}.yaml")
    model = StatusTalks(scenario, places=np.arange(1))
    expected = {"council"} if name.endswith("no_veto") else set()
    assert outset_of(scenario, Means(scenario)).world.unblockable == model.world.unblockable == expected


def test_some_runs_and_some_actors_are_worth_what_they_are_among_all(five_actors):
    every = stands_of(outset_of(five_actors, Draws(five_actors, 30, seed=2)))
    runs = np.array([3, 17, 29])
    some = every.only(["russia", "pristina"]).at(runs)
    text = every.texts["ahtisaari"]
    np.testing.assert_array_equal(
        some.values(text[:, runs], ["pristina", "russia"]), every.values(text, ["pristina", "russia"])[:, runs]
    )
    alone = stands_of(outset_of(five_actors, Draws(five_actors, 30, seed=2), ["russia", "pristina"]))
    np.testing.assert_array_equal(alone.at(runs).disagreement, some.disagreement)
    np.testing.assert_array_equal(alone.at(runs).salience, some.salience)


def test_many_texts_are_valued_at_once_in_one_run(five_actors):
    stands = stands_of(outset_of(five_actors, Means(five_actors)))
    texts = np.linspace(0, 1, 4 * 50).reshape(4, 50)
    together = stands.values(texts, ["belgrade"])
    np.testing.assert_array_equal(
        together[0], [stands.values(texts[:, [at]], ["belgrade"])[0, 0] for at in range(50)]
    )


@pytest.mark.parametrize("consent", [False, True])
def test_a_council_votes_as_its_members_would_without_noise(five_actors, consent):
    outset = outset_of(five_actors, Draws(five_actors, 200, seed=1))
    stage, runs = five_actors.stages["council"], np.arange(200)
    council = assembly_of(outset, stage)
    text = council.stands.texts["ahtisaari"]
    free = independence(text, np.array([stage.precedent.get(issue, 0.0) for issue in five_actors.issues]))
    outset.world.consent[:] = consent
    wanted = [
        ballot(member.gain("council", text, free, runs), member.now["blocking_cost"])
        for member in outset.states(list(stage.seats))
    ]
    found = council.vote_on(text, consent=consent).votes[: len(wanted)]
    assert len(np.unique(found)) > 1 or consent
    np.testing.assert_array_equal(found, wanted)


def test_actors_that_were_asked_are_let_go(five_actors):
    outset = outset_of(five_actors, Draws(five_actors, 10))
    somebody = outset.actors["russia"]
    assert somebody not in somebody.model.agents
    gone = weakref.ref(somebody), weakref.ref(outset.world)
    del outset, somebody
    gc.collect()
    assert [known() for known in gone] == [None, None]


def test_the_figure_of_two_parties_shows_the_problem_that_theory_solves():
    scenario = read_scenario("scenarios/theory/zeuthen.yaml", ["actors.first.weight=3"])
    (pair,) = sim.theory.solve(scenario, runs=2).pairs
    told = mean_problem(sim.run(scenario, runs=1), pair.members, tuple(_expected(scenario, pair.members)))
    np.testing.assert_array_equal(nash(told).text, pair.mean.nash.text)
    even = sim.theory.solve(read_scenario("scenarios/theory/zeuthen.yaml"), runs=2).pairs[0].mean.nash.text
    assert abs(even[0] - pair.mean.nash.text[0]) > 0.05  # so that weights count


def _expected(scenario, names):
    return stands_of(outset_of(scenario, Means(scenario), names)).disagreement[:, 0]
