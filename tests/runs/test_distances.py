"""The columns that say how good agreements are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.runs.block import rows_of
from sim.runs.distances import bargainers, distances_of
from sim.runs.run import run
from sim.scenario.reader import read_scenario
from sim.theory.bargaining.pareto import distance_to_pareto
from sim.theory.bargaining.solutions import nash
from sim.theory.of_scenario.outset import outset_of
from sim.theory.of_scenario.stands import stands_of

STARTER = "sim/data/starter.yaml"
COLUMNS = ("distance.pareto", "distance.nash")


@pytest.fixture(scope="module")
def starter():
    return read_scenario(STARTER)


def test_distances_are_those_of_the_solvers(starter):
    model = StatusTalks(starter, seed=1, places=np.arange(40)).run()
    found, parties = distances_of(model), bargainers(starter)
    stands = stands_of(outset_of(starter, model.world.inputs, parties))
    agreed = np.flatnonzero(model.world.consent)
    assert agreed.size > 20
    for at in agreed:
        problem, text = stands.problem(parties, at), model.world.on_table[:, at]
        if np.any(text < problem.lower - 1e-9) or np.any(
            text > problem.upper + 1e-9
        ):  # lines that were crossed are gone
            problem = replace(problem, lower=np.zeros_like(problem.lower), upper=np.ones_like(problem.upper))
        assert found["distance.pareto"][at] == pytest.approx(max(0.0, distance_to_pareto(problem, text)), abs=1e-7)
        best = nash(problem)
        away = np.linalg.norm(problem.utilities(text) - best.utilities)
        assert found["distance.nash"][at] == pytest.approx(away, abs=1e-5, nan_ok=True)
    others = np.setdiff1d(np.arange(40), agreed)
    assert np.isnan(found["distance.pareto"][others]).all()


def test_they_are_the_same_to_the_bit_in_any_subset(starter):
    places = np.array([3, 7, 500, 1000])
    whole, some = (distances_of(StatusTalks(starter, seed=1, places=p).run()) for p in (None, places))
    for name in COLUMNS:
        np.testing.assert_array_equal(whole[name][places], some[name])


def test_they_stand_in_every_table(starter):
    ensemble = run(starter, 50, seed=1)
    for name in COLUMNS:
        values = ensemble.column(name)
        assert np.array_equal(np.isfinite(values), ensemble.column("consent"))
        assert np.nanmin(values) >= 0


def test_an_agreement_beyond_a_red_line_is_measured_too(five_actors):
    block = "actors.belgrade.beliefs.council.blocked"
    sure = read_scenario("scenarios/kosovo/five_actors.yaml", [f"{block}.chance=0", f"{block}.weight=1000"])
    model = StatusTalks(sure, seed=1, places=np.arange(100)).run()
    found, agreed = distances_of(model), model.world.consent == 1
    status = list(sure.issues).index("status")
    assert np.any(model.world.on_table[status, agreed] > model.actors["belgrade"].upper[status, agreed] + 0.01)
    known = found["distance.pareto"][np.isfinite(found["distance.pareto"])]
    assert known.size > 0
    assert (known >= 0).all()
    assert (known < 0.3).all()


def test_there_are_none_for_many_parties_or_bent_losses(talks):
    bent = talks({"utility": {"gamma": 2.0}})
    assert bargainers(bent) is None
    assert distances_of(StatusTalks(bent, places=np.arange(3)).run()) == {}
    no_bargain = read_scenario("scenarios/theory/romer_rosenthal.yaml")
    assert bargainers(no_bargain) is None
    assert "distance.nash" not in rows_of(StatusTalks(no_bargain, places=np.arange(3)).run()).column_names
