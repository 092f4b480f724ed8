from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.bargaining.concepts import solve
from sim.theory.bargaining.pareto import distance_to_pareto, is_efficient, joint_gain
from sim.theory.bargaining.parties import Parties, parties
from sim.theory.bargaining.solutions import egalitarian, kalai_smorodinsky, nash, utilitarian, zone_of_agreement
from sim.theory.older_models.mean_and_median import compromise_mean, weighted_median

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
CONCEPTS = (nash, egalitarian, kalai_smorodinsky, utilitarian)
seeds = st.integers(0, 2**32 - 1)


def drawn(seed: int, actors: int = 3, issues: int = 2, gamma: float = 1.0, worst: float = 0.6) -> Parties:
    random = np.random.default_rng(seed)
    salience = random.dirichlet(np.ones(issues), actors)
    return parties(
        random.random((actors, issues)), salience, random.uniform(0, worst, actors), gamma=gamma,
        upper=np.where(random.random((actors, issues)) < 0.15, 0.7, np.inf),
    )  # fmt: skip


def grid(problem: Parties, points: int = 201) -> np.ndarray:
    axes = [
        np.union1d(np.linspace(low, high, points), np.clip(problem.position[:, issue], low, high))
        for issue, (low, high) in enumerate(zip(problem.lower, problem.upper, strict=True))
    ]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, problem.issues)


def log_product(problem: Parties, utilities: np.ndarray) -> np.ndarray:
    gains = np.maximum(utilities - problem.disagreement, 1e-300)
    return np.log(gains) @ problem.weight


@settings(max_examples=15)
@given(seeds, st.integers(2, 4), st.sampled_from([1.0, 1.5, 2.0]))
def test_no_text_on_a_fine_grid_beats_a_solution(seed: int, actors: int, gamma: float) -> None:
    problem = drawn(seed, actors, gamma=gamma)
    every = problem.utilities(grid(problem))
    gains = every - problem.disagreement
    zone = zone_of_agreement(problem)
    best = gains.min(axis=1).max()
    assert best <= zone.surplus + 1e-8
    assert zone.surplus <= best + 0.02
    if not zone.exists:
        assert best < 0
        assert not any(concept(problem).exists for concept in CONCEPTS)
        return
    if zone.surplus < 1e-6:
        return
    found = nash(problem)
    assert log_product(problem, every).max() <= log_product(problem, found.utilities) + 1e-9
    acceptable = gains.min(axis=1) >= 0
    if acceptable.any():
        assert every[acceptable].sum(axis=1).max() <= utilitarian(problem).utilities.sum() + 1e-8
    assert (egalitarian(problem).utilities - problem.disagreement).min() == pytest.approx(zone.surplus, abs=1e-8)


@settings(max_examples=12)
@given(seeds, st.integers(2, 5), st.integers(1, 4), st.sampled_from([1.0, 2.0]))
def test_solutions_are_efficient_and_refused_by_nobody(seed: int, actors: int, issues: int, gamma: float) -> None:
    problem = drawn(seed, actors, issues, gamma, worst=0.4)
    for concept in CONCEPTS:
        found = concept(problem)
        if found.exists:
            assert (found.utilities >= problem.disagreement - 1e-8).all()
            assert (found.text >= problem.lower).all()
            assert (found.text <= problem.upper).all()
            assert is_efficient(problem, found.text, 1e-6 if gamma == 1 else 1e-3)
            assert distance_to_pareto(problem, found.text) == pytest.approx(0, abs=1e-7)


@settings(max_examples=25)
@given(seeds, st.floats(0.05, 20), st.integers(0, 2))
def test_nash_does_not_change_with_the_scale_of_a_utility(seed: int, factor: float, party: int) -> None:
    problem = drawn(seed, 3, 3, worst=0.4)
    scaled = problem.salience.copy()
    scaled[party] *= factor  # u' = 1 − factor·loss = factor·u + 1 − factor
    worst = problem.disagreement.copy()
    worst[party] = factor * worst[party] + 1 - factor
    same = parties(problem.position, scaled, worst, lower=problem.lower, upper=problem.upper)
    first, second = nash(problem), nash(same)
    assert first.exists == second.exists
    if first.exists and zone_of_agreement(problem).surplus > 1e-6:
        assert problem.utilities(second.text) == pytest.approx(first.utilities, abs=1e-5)


@settings(max_examples=25)
@given(seeds, st.integers(1, 4))
def test_mirrored_parties_get_the_same(seed: int, issues: int) -> None:
    random = np.random.default_rng(seed)
    own, cares = random.random(issues), random.dirichlet(np.ones(issues))
    problem = parties([own, 1 - own], cares, 0.2)
    for concept in (nash, egalitarian, kalai_smorodinsky):
        found = concept(problem)
        if found.exists:
            assert found.utilities[0] == pytest.approx(found.utilities[1], abs=1e-7)


@settings(max_examples=20)
@given(seeds)
def test_nash_is_independent_of_alternatives_that_are_not_chosen(seed: int) -> None:
    problem = drawn(seed, 3, 2, worst=0.3)
    found = nash(problem)
    if found.exists and zone_of_agreement(problem).surplus > 1e-6:
        low, high = np.maximum(found.text - 0.2, problem.lower), np.minimum(found.text + 0.2, problem.upper)
        fewer = parties(problem.position, problem.salience, problem.disagreement, lower=low, upper=high)
        assert nash(fewer).utilities == pytest.approx(found.utilities, abs=1e-6)


def test_the_points_of_record_on_a_line() -> None:
    # closed_form_benchmarks.csv: nash_product_line, compromise_weighted_mean (Achen 2006)
    line = [[0.0], [100.0]]
    even = parties(line, 0.01, space=(0, 100))
    assert nash(even).text == pytest.approx([50], abs=1e-9)
    assert nash(parties(line, 0.01, weight=[1, 3], space=(0, 100))).text == pytest.approx([75], abs=1e-9)
    assert compromise_mean([0, 100], [1, 3]) == pytest.approx(75, abs=1e-9)


def test_kalai_smorodinsky_and_nash_differ_where_they_should() -> None:
    # one issue matters to both, a second only to the first: gains (2 − x, x) with x ≤ 1 after Pareto trade
    problem = parties([[0.0, 1.0], [1.0, 0.0]], [[1.0, 1.0], [1.0, 0.0]], disagreement=[-1.0, 0.0])
    assert kalai_smorodinsky(problem).utilities - problem.disagreement == pytest.approx([4 / 3, 2 / 3])
    assert nash(problem).utilities - problem.disagreement == pytest.approx([1, 1])
    assert egalitarian(problem).utilities - problem.disagreement == pytest.approx([1, 1])


def test_no_agreement_is_an_answer_with_a_reason() -> None:
    apart = parties([[0.0], [1.0]], 1.0, disagreement=[0.7, 0.5])
    zone = zone_of_agreement(apart)
    assert not zone.exists
    assert zone.surplus == pytest.approx(-0.1)
    assert "0.1 short" in zone.reason
    barred = parties([[0.0], [1.0]], 1.0, upper=[[0.4], [1]], lower=[[0], [0.6]])
    for problem, words in ((apart, "short"), (barred, "red lines")):
        for concept in CONCEPTS:
            found = concept(problem)
            assert not found.exists
            assert np.isnan(found.text).all()
            assert words in found.reason
    assert np.isnan(distance_to_pareto(barred, [0.5]))
    assert np.isnan(joint_gain(barred, [0.5]))


def test_a_party_that_can_gain_nothing_is_named_and_the_rest_is_shared_out() -> None:
    problem = parties([[0.2, 0.5], [1.0, 0.1]], 0.5, disagreement=[1.0, 0.2])
    found = nash(problem)
    assert found.exists
    assert found.text == pytest.approx([0.2, 0.5], abs=1e-6)
    assert "gains nothing" in found.reason
    assert kalai_smorodinsky(problem).reason == found.reason


def test_the_size_of_a_large_problem_is_no_obstacle() -> None:
    random = np.random.default_rng(7)
    problem = parties(random.random((15, 10)), random.dirichlet(np.ones(10), 15), 0.3)
    found = nash(problem)
    gains = found.utilities - problem.disagreement
    near = np.clip(found.text + random.normal(0, 0.01, (20_000, 10)), 0, 1)
    better = log_product(problem, problem.utilities(near)).max() - np.log(gains).sum()
    assert better <= 1e-9


def test_forecasts_of_record_on_the_climate_talks() -> None:
    inputs, expected = BENCHMARKS / "exchange_CoP21_inputs.csv", BENCHMARKS / "exchange_CoP21_nbs.csv"
    if not inputs.exists():
        pytest.skip("the shared benchmarks are not beside this checkout")
    with inputs.open(newline="") as file:
        rows = list(csv.DictReader(file))
    with expected.open(newline="") as file:
        answers = {row["issue"]: float(row["weighted_mean_c_s_x"]) for row in csv.DictReader(file)}
    assert len(answers) == 13
    for issue, answer in answers.items():
        own = [row for row in rows if row["issue"] == issue]
        columns = [[float(row[name]) for row in own] for name in ("position", "salience", "power")]
        assert compromise_mean(*columns) == pytest.approx(answer, abs=1e-9)


@settings(max_examples=60)
@given(seeds, st.integers(1, 7))
def test_no_position_beats_the_weighted_median(seed: int, actors: int) -> None:
    random = np.random.default_rng(seed)
    position, weight = random.random((actors, 3, 5)), random.random((actors, 1, 5))
    found = weighted_median(position, weight)
    for other in position:
        margin = weight * (np.abs(position - found) - np.abs(position - other))
        assert (np.sign(other - found) * (weight * np.sign(position - (other + found) / 2)).sum(axis=0) <= 1e-9).all()
        assert margin.shape == position.shape


def test_forecasts_skip_who_takes_no_position() -> None:
    assert compromise_mean([np.nan, 1, 0], [5, 1, 1]) == pytest.approx(0.5)
    assert weighted_median([np.nan, 1, 0], [5, 1, 1]) == 0
    assert np.isnan(compromise_mean([np.nan], [1]))
    assert np.isnan(weighted_median([0.5], [0]))
    with pytest.raises(ValueError, match="0 or more"):
        compromise_mean([1], [-1])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"position": [[np.nan], [1]]}, "finite"),
        ({"salience": -1.0}, "0 or more"),
        ({"weight": 0.0}, "above 0"),
        ({"lower": np.nan}, "NaN"),
        ({"gamma": 0.5}, "gamma"),
    ],
)
def test_what_cannot_be_meant_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parties(**{"position": [[0.0], [1.0]], "salience": 1.0, **change})  # type: ignore[arg-type]


def test_all_concepts_in_one_call_for_all_and_for_a_pair() -> None:
    problem = parties([[0.0], [1.0], [0.8]], 1.0, disagreement=0.1, upper=[[0.6], [1], [1]])
    found = solve(problem)
    assert found.zone.exists
    assert found.nash.exists
    assert found.median.text == pytest.approx([0.6])  # the median 0.8 lies beyond a red line
    assert len(found.compromise.utilities) == 3
    two = solve(problem.only([1, 2]))
    assert two.nash.text == pytest.approx([0.6])
    assert len(two.nash.utilities) == 2
    barred = solve(parties([[0.0], [1.0]], 1.0, upper=[[0.4], [1]], lower=[[0], [0.6]]))
    assert not any(
        (
            barred.zone.exists,
            barred.nash.exists,
            barred.compromise.exists,
            barred.median.exists,
            barred.egalitarian.exists,
        )
    )


def test_gains_as_small_as_rounding_are_shared_too():
    """What failing brings is worth to all what the middle is worth, than which they agree on nothing better."""
    failing = np.array([0.7, 0.7, 0.5999999999999999])
    problem = parties([[0.9, 0.6], [0.6, 0.9], [0.1, 0.1]], [[2 / 3, 1 / 3], [1 / 3, 2 / 3], [0.5, 0.5]], failing)
    assert kalai_smorodinsky(problem).utilities == pytest.approx(failing, abs=1e-7)
