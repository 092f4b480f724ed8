"""From scenarios to bargaining problems: the same numbers as the model's, the same answers as the solvers'."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim.theory
from sim.chance.inputs import Draws, Means
from sim.model import StatusTalks
from sim.scenario.reader import read_scenario
from sim.theory.bargaining.concepts import solve as solve_one
from sim.theory.bargaining.pairs import pair, pair_answers, pareto_corners
from sim.theory.bargaining.pareto import distance_to_pareto
from sim.theory.bargaining.parties import parties
from sim.theory.of_scenario.bargain import CONCEPTS, MOST_SOLVED
from sim.theory.of_scenario.council import assembly_of
from sim.theory.of_scenario.council_map import assembly_map, reach, winset_size
from sim.theory.of_scenario.outset import outset_of
from sim.theory.of_scenario.stands import stands_of
from sim.theory.voting.line import unanimity_winset_on_line

HOME = Path(__file__).resolve().parents[2] / "scenarios"


@pytest.mark.parametrize(
    "name", ["kosovo/baseline", "kosovo/five_actors", "kosovo/five_actors_no_veto", "theory/nash"]
)
def test_actors_stand_and_expect_what_the_model_has_in_the_first_week(name):
    scenario = read_scenario(HOME / f"{name}.yaml")
    model = StatusTalks(scenario, seed=3, places=np.arange(200))
    stands = stands_of(outset_of(scenario, Draws(scenario, 200, seed=3)))
    runs = np.arange(200)
    for place, (who, actor) in enumerate(model.actors.items()):
        for part in ("position", "salience", "lower", "upper"):
            np.testing.assert_array_equal(getattr(stands, part)[place], getattr(actor, part), err_msg=who)
        first = next((one.name for one in scenario.process if not one.follows_up and not one.stands_beside), None)
        failing = actor.failing(first, runs)
        np.testing.assert_array_equal(stands.disagreement[place], failing, err_msg=who)
        np.testing.assert_array_equal(stands.weight[place], actor.weight, err_msg=who)


def test_draws_are_those_of_the_runs_over_several_blocks(five_actors):
    draws = Draws(five_actors, 1_100, seed=2)
    model = StatusTalks(five_actors, seed=2, block=1, places=np.arange(76))
    path = "actors.russia.blocking_cost"
    np.testing.assert_array_equal(draws[path][1_024:], model.world.inputs[path])
    assert draws.uniform("stage", "council", "seat", "ghana").shape == (1_100,)


@pytest.mark.parametrize("method", ["compromise", "median", "nash"])
def test_the_envoys_text_is_the_one_that_is_tabled(paper, play, method):
    scenario = paper({"process.0.proposal.step": 0, "process.0.proposal.method": method})
    model = play(scenario, runs=5)
    text = outset_of(scenario, model.world.inputs).first_proposal()
    np.testing.assert_array_equal(text, [model.records.columns[f"paper.text.{issue}"] for issue in scenario.issues])


def random_pairs(runs=40, issues=4):
    rng = np.random.Generator(np.random.Philox(7))
    first, second, own, other = rng.random((4, issues, runs))
    lower, upper = np.zeros((issues, runs)), np.ones((issues, runs))
    upper[0], lower[1, : runs // 2] = 0.5, 0.4
    disagreement, weight = rng.random((2, runs)), rng.random((2, runs)) + 0.1
    return first, own / own.sum(axis=0), second, other / other.sum(axis=0), lower, upper, disagreement, weight


def test_two_parties_are_solved_as_by_the_solver():
    first, own, second, other, lower, upper, failing, weight = random_pairs()
    found = pair_answers(pair(first, own, second, other, lower=lower, upper=upper), *failing, *weight)
    assert 0 < found.exists.mean() < 1
    for run in range(first.shape[1]):
        problem = parties(
            [first[:, run], second[:, run]], [own[:, run], other[:, run]], failing[:, run],
            lower=lower[:, run], upper=upper[:, run], weight=weight[:, run],
        )  # fmt: skip
        exact = solve_one(problem)
        assert exact.zone.exists == found.exists[run]
        assert exact.zone.surplus == pytest.approx(found.surplus[run], abs=1e-8)
        for name in CONCEPTS[:4]:
            answer, text = getattr(exact, name), getattr(found, name)[:, run]
            if not answer.exists:
                assert np.isnan(text).all()
                continue
            have = problem.utilities(text)
            if name == "utilitarian":  # its sum is unique, its text need not be
                assert (problem.weight * have).sum() == pytest.approx(
                    (problem.weight * answer.utilities).sum(), abs=1e-7
                )
                assert (have >= problem.disagreement - 1e-8).all()
            else:
                np.testing.assert_allclose(have, answer.utilities, atol=1e-6, err_msg=name)


def test_the_corners_of_the_pareto_set_are_efficient_and_nothing_lies_beyond():
    first, own, second, other, lower, upper, *_ = random_pairs(runs=1)
    corners = pareto_corners(pair(first, own, second, other, lower=lower, upper=upper))
    problem = parties([first[:, 0], second[:, 0]], [own[:, 0], other[:, 0]], lower=lower[:, 0], upper=upper[:, 0])
    assert (np.diff(corners[:, 0]) < 0).all()
    assert (np.diff(corners[:, 1]) > 0).all()
    best = [np.clip(side[:, 0], problem.lower, problem.upper) for side in (first, second)]
    ends = problem.utilities(np.stack(best))
    assert corners[0, 0] == pytest.approx(ends[0, 0])
    assert corners[-1, 1] == pytest.approx(ends[1, 1])
    assert distance_to_pareto(problem, best[0]) == pytest.approx(0, abs=1e-8)


def test_theory_of_the_five_actors(five_actors):
    told = sim.theory.solve(five_actors, runs=300, seed=1).summary()
    (two,) = told["pairs"]
    assert two["parties"] == ["belgrade", "pristina"]
    assert two["zone"]["reason"] == "the red lines leave no text"
    assert told["all_parties"] is None
    (council,) = told["councils"]
    assert [one["name"] for one in council["members"] if one["veto"]] == ["contact_group", "russia"]
    assert sum(one["shapley_shubik"] for one in council["members"]) == pytest.approx(1)
    assert council["core_guaranteed"] is True
    assert "resolution_1244" not in council["texts"]
    proposal = council["texts"]["proposal"]
    assert proposal["in_winset"] < 0.05
    assert proposal["in_winset_if_agreed"] > 0.9
    assert max(proposal["binds"], key=proposal["binds"].get) == "russia"


def test_without_russias_veto_more_passes(five_actors, no_veto):
    with_it, without = (sim.theory.solve(one, runs=200) for one in (five_actors, no_veto))
    for name, on in with_it.councils[0].texts.items():
        assert on.share <= without.councils[0].texts[name].share
    assert with_it.councils[0].size <= without.councils[0].size


def test_red_lines_taken_away_leave_a_zone_to_look_for(five_actors):
    open_to = read_scenario(
        HOME / "kosovo" / "five_actors.yaml",
        ["actors.belgrade.red_lines.status.max=1", "actors.pristina.red_lines.status.min=0"],
    )
    (two,) = sim.theory.solve(open_to, runs=200).pairs
    assert np.isfinite(two.mean.zone.surplus)
    assert len(two.pareto) > 2


def test_many_parties_are_solved_too():
    table = "actor,issue,position,salience,power\n" + "".join(
        f"{who},{what},{place},{salience},{power}\n"
        for who, places, power in (("a", (0, 20), 1), ("b", (50, 90), 2), ("c", (100, 40), 1))
        for what, place, salience in zip(("x", "y"), places, (0.8, 0.4), strict=True)
    )
    from sim.scenario.from_table import scenario_of_text

    found = sim.theory.solve(scenario_of_text(table, "three.csv"), runs=150)
    assert len(found.pairs) == 3
    assert found.everyone.draws == MOST_SOLVED
    assert found.everyone.mean.nash.exists
    spread = found.everyone.spread["nash"]
    np.testing.assert_allclose(spread.text[0], found.everyone.mean.nash.text, atol=1e-9)  # nothing is uncertain here
    assert found.pairs[0].draws == 150


def council_of(name, stage):
    scenario = read_scenario(HOME / "theory" / f"{name}.yaml")
    return assembly_of(outset_of(scenario, Means(scenario)), scenario.stages[stage])


def test_what_could_pass_on_a_line_is_the_closed_form():
    council = council_of("veto_players", "council")
    low, high = (end.item() for end in unanimity_winset_on_line([0.2, 0.4, 0.7], 0.1))
    found = reach(council, 0)
    # everybody must gain, so that the ends themselves are just outside but for the status quo
    assert (found.low.item(), found.high.item()) == (pytest.approx(low, abs=0.006), pytest.approx(high, abs=0.006))
    assert winset_size(council) == pytest.approx(high - low, abs=0.01)


def test_the_map_agrees_with_votes_on_single_texts(five_actors):
    council = assembly_of(outset_of(five_actors, Draws(five_actors, 100)), five_actors.stages["council"])
    text = council.stands.texts["ahtisaari"]
    grid = np.array([0.0, 0.3, 0.7])
    shares = assembly_map(council, (0, 1), (grid, grid), text)
    for row, column in np.ndindex(3, 3):
        here = text.copy()
        here[0], here[1] = grid[row], grid[column]
        assert shares[row, column] == pytest.approx(council.vote_on(here).passes.mean())
    with pytest.raises(ValueError, match="two different issues"):
        assembly_map(council, (1, 1), (grid, grid), text)
