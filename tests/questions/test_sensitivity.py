"""Sensitivity: the same code path on a function whose indices are known, and on scenarios."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import sim
from sim.chance.streams import BLOCK_RUNS, Streams
from sim.cli.verbs.questions.sensitivity import _tell_effects
from sim.questions.sensitivity.by_design import (
    MissingLibrary,
    ScenarioFunction,
    by_design,
    drawn_paths,
    sobol_indices,
)
from sim.questions.sensitivity.estimators import between, first_order, first_orders, pawn
from sim.questions.sensitivity.from_runs import from_runs, sensitivity
from sim.questions.sensitivity.groups import CHANCE, drawn_together, grouped
from sim.questions.sensitivity.shapley import Shared, shapley_effects
from sim.scenario.reader import read_scenario

FIVE = "scenarios/kosovo/five_actors.yaml"

# Ishigami & Homma (1990) with a = 7, b = 0.1: variances by hand, from the integrals over the cube.
A, B = 7.0, 0.1
WHOLE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
FIRST = {"x": (B * np.pi**4 / 5 + B**2 * np.pi**8 / 50 + 0.5) / WHOLE, "y": A**2 / 8 / WHOLE, "z": 0.0, "idle": 0.0}
TOTAL = {**FIRST, "z": 8 * B**2 * np.pi**8 / 225 / WHOLE}
TOTAL["x"] = FIRST["x"] + TOTAL["z"]


def ishigami(inputs, other_chance=False):
    x, y, z = (2 * np.pi * inputs[name] - np.pi for name in "xyz")
    return {"f": np.sin(x) + A * np.sin(y) ** 2 + B * z**4 * np.sin(x)}


def sample(runs=4_000):
    drawn = Streams(2, 0).stream("test.inputs").random((4, runs))
    return dict(zip(FIRST, drawn, strict=True))


@cache
def ensemble():
    return sim.run(FIVE, runs=3_000, seed=4)


@cache
def without_veto():
    return sim.run(read_scenario(FIVE, ["actors.russia.veto=false"]), runs=2_000, seed=4)


def test_the_design_finds_the_indices_of_ishigami():
    (found,) = sobol_indices(ishigami, {name: [name] for name in FIRST}, 1_024, with_chance=False)
    assert found.runs == 1_024 * 6
    for part in found.indices:
        assert part.first == pytest.approx(FIRST[part.group], abs=0.03)
        assert part.total == pytest.approx(TOTAL[part.group], abs=0.03)
        assert part.first_low - 1e-9 <= FIRST[part.group] <= part.first_high + 1e-9
        assert part.total_low - 1e-9 <= TOTAL[part.group] <= part.total_high + 1e-9


def test_a_group_moves_what_its_members_move_together():
    (found,) = sobol_indices(ishigami, {"both": ["x", "z"], "y": ["y"]}, 1_024, with_chance=False)
    both = next(part for part in found.indices if part.group == "both")
    assert both.first == pytest.approx(1 - FIRST["y"], abs=0.03)
    assert both.total == pytest.approx(1 - FIRST["y"], abs=0.03)


def test_groups_are_those_of_salib():
    """SALib's own groups, on the same points, give the same indices."""
    from SALib.analyze import sobol

    points, groups = 256, {"first": ["x", "z"], "second": ["y", "idle"]}
    played = []

    def kept(inputs, other_chance):
        played.append(ishigami(inputs)["f"])
        return {"f": played[-1]}

    (found,) = sobol_indices(kept, groups, points, with_chance=False)
    first, second, *mixed = played
    problem = {"num_vars": 4, "names": [*"xzy", "idle"], "bounds": [[0, 1]] * 4,
               "groups": ["first", "first", "second", "second"]}  # fmt: skip
    rows = np.stack([first, *mixed, second], axis=1).ravel()  # SALib has the rows of one point beside each other
    told = sobol.analyze(problem, rows, calc_second_order=False, num_resamples=2, seed=1)
    ours = {part.group: part for part in found.indices}
    assert [ours[name].first for name in groups] == pytest.approx(told["S1"], abs=1e-12)
    assert [ours[name].total for name in groups] == pytest.approx(told["ST"], abs=1e-12)


@pytest.mark.parametrize("kind", ["numbers", "outcome", "few values", "equal inputs", "many at the top"])
def test_indices_from_runs_are_those_of_salib(kind):
    from SALib.analyze import pawn as salib_pawn
    from SALib.analyze import rbd_fast

    inputs = sample(1_501 if kind == "outcome" else 1_200)
    values = ishigami(inputs)["f"]
    if kind == "outcome":
        values = (values > 2.0).astype(float)
    elif kind == "few values":
        values = np.round(values)
    elif kind == "equal inputs":
        inputs["x"] = np.round(inputs["x"], 1)
    elif kind == "many at the top":
        inputs["x"] = np.minimum(inputs["x"], 0.6)
    problem = {"num_vars": 4, "names": list(inputs), "bounds": [[0, 1]] * 4}
    columns = np.stack(list(inputs.values()), axis=1)
    ranks = np.unique(values, return_inverse=True)[1]
    told = salib_pawn.analyze(problem, columns, values)["median"]
    assert [pawn(column, ranks) for column in inputs.values()] == pytest.approx(told, abs=1e-12)
    told = rbd_fast.analyze(problem, columns, values, num_resamples=2, seed=1)["S1"]
    distinct = [place for place, column in enumerate(inputs.values()) if len(np.unique(column)) == len(column)]
    assert len(distinct) == (
        3 if kind in ("equal inputs", "many at the top") else 4
    )  # SALib leaves the order of equal inputs to chance
    ours = [first_order(column, values) for column in inputs.values()]
    assert [ours[place] for place in distinct] == pytest.approx([told[place] for place in distinct], abs=1e-12)


def test_the_distance_of_pawn_is_that_of_scipy():
    from scipy.stats import ks_2samp

    column = np.arange(40.0)
    values = Streams(5, 0).stream("test.values").integers(9, size=40).astype(float)
    bounds = np.quantile(column, np.arange(11) / 10)
    slices = [values[(column >= low) & (column < high)] for low, high in itertools.pairwise(bounds)]
    by_scipy = np.median([ks_2samp(part, values).statistic for part in slices])
    assert pawn(column, np.unique(values, return_inverse=True)[1]) == pytest.approx(by_scipy, abs=1e-12)


def test_the_interval_is_made_from_half_samples():
    """What is read off one sort an input is what sorting every half by itself gives."""
    inputs, streams = sample(401), Streams(3, 0)
    values = ishigami(inputs)["f"]
    generator = streams.stream("sensitivity.halves")
    halves = [generator.permutation(401)[:200] for _ in range(16)]
    for name, (index, error) in first_orders(inputs, values, streams).items():
        assert index == first_order(inputs[name], values)
        alone = [first_order(inputs[name][half], values[half]) for half in halves]
        assert error == pytest.approx(np.std(alone), abs=1e-12)


def test_runs_that_are_there_tell_the_indices_of_ishigami():
    inputs = sample()
    found = from_runs(inputs, ishigami(inputs)["f"], "f")
    assert [part.path for part in found.effects[:2]] == ["y", "x"]
    for part in found.effects:
        assert part.first == pytest.approx(FIRST[part.path], abs=0.03)
        assert part.low <= FIRST[part.path] <= part.high
        assert FIRST[part.path] - 0.03 <= part.total <= TOTAL[part.path] + 0.03  # a lower bound, by a grid of pairs
    totals = {part.path: part.total for part in found.effects}
    assert totals["z"] > 0.75 * TOTAL["z"], "what z moves with x is seen"
    assert totals["x"] > FIRST["x"] + 0.75 * TOTAL["z"]
    pawn = {part.path: part.pawn for part in found.effects}
    assert pawn["idle"] < found.pawn_by_chance * 1.5 < pawn["z"]  # z has no first-order index, and PAWN sees it


def test_chance_within_runs_is_a_group_of_its_own():
    """Half the variance is that of an input, half that of chance; each gets its half."""
    noise = Streams(9, 0).stream("test.noise").random((2, 1_024))

    def noisy(inputs, other_chance):
        return {"f": inputs["x"] + noise[int(other_chance)]}

    (found,) = sobol_indices(noisy, {"x": ["x"]}, 1_024)
    for part in found.indices:
        assert part.first == pytest.approx(0.5, abs=0.08)
        assert part.total == pytest.approx(0.5, abs=0.08)
    assert {part.group for part in found.indices} == {"x", CHANCE}


def test_a_number_that_is_switched_off_has_no_index():
    """Without a veto it does not matter what a vote against costs; with one it matters most."""
    off = {part.path: part for part in sensitivity(without_veto(), "council_settlement").effects}
    price = off["actors.russia.blocking_cost"]
    assert price.low <= 0 <= price.high
    assert sensitivity(ensemble(), "council_settlement").effects[0].path == "actors.russia.blocking_cost"


def test_by_design_a_number_that_is_switched_off_has_no_index_at_all():
    scenario = read_scenario(FIVE, ["actors.russia.veto=false"])
    evaluate = ScenarioFunction(scenario, ["council_settlement"])
    rest = [path for path in drawn_paths(scenario) if path != "actors.russia.blocking_cost"]
    (found,) = sobol_indices(evaluate, {"price": ["actors.russia.blocking_cost"], "rest": rest}, 256)
    price = next(part for part in found.indices if part.group == "price")
    assert (price.first, price.total, price.total_high) == (0.0, 0.0, 0.0)
    assert next(part for part in found.indices if part.group == "rest").total > 0.3


def test_a_scenario_with_its_own_uniforms_given_is_the_scenario():
    scenario = read_scenario(FIVE)
    streams = Streams(4, 0)
    given = {path: streams.uniform("input", path) for path in drawn_paths(scenario)}
    played = ScenarioFunction(scenario, ["council_compromise", "ended_week"], seed=4)(given, False)
    rows = ensemble().table[:BLOCK_RUNS]
    assert played["council_compromise"].tolist() == (rows["outcome"] == "council_compromise").astype(float).tolist()
    assert played["ended_week"].tolist() == rows["ended_week"].astype(float).tolist()


def test_groups_by_actor_and_by_kind_hold_every_number_once():
    paths = drawn_paths(read_scenario(FIVE))
    for by in ("actor", "kind", "number"):
        inside = [path for members in grouped(paths, by).values() for path in members]
        assert sorted(inside) == sorted(paths)
    found = by_design(read_scenario(FIVE), ["council_compromise"], by="actor", points=128)[0]
    assert {part.group for part in found.indices} == {*grouped(paths, "actor"), CHANCE}


def test_what_has_no_answer_is_refused_with_a_sentence():
    inputs = sample(500)
    values = ishigami(inputs)["f"].copy()
    values[7] = np.nan
    with pytest.raises(ValueError, match="says nothing in 1 of 500 runs"):
        from_runs(inputs, values, "f")
    with pytest.raises(ValueError, match="is 2 in every run"):
        from_runs(inputs, np.full(500, 2.0), "f")
    with pytest.raises(ValueError, match="too few"):
        from_runs(sample(50), ishigami(sample(50))["f"], "f")
    with pytest.raises(ValueError, match="is 1 in every run"):
        sobol_indices(lambda inputs, chance: {"f": np.ones(64)}, {"x": ["x"]}, 64)
    with pytest.raises(ValueError, match="powers of 2"):
        sobol_indices(ishigami, {"x": ["x"]}, 100)
    with pytest.raises(ValueError, match="did you mean council_compromise"):
        sensitivity(ensemble(), "council_compromis")
    with pytest.raises(ValueError, match="says nothing in"):
        sensitivity(ensemble(), "council.draft_5.veto_chance")


def test_without_salib_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    with pytest.raises(MissingLibrary, match=r"pip install 'status-talks\[analysis\]'"):
        sobol_indices(ishigami, {"x": ["x"], "rest": ["y", "z"]}, 64)
    assert sensitivity(ensemble(), "council_compromise").effects, "runs that are there need no SALib"


def test_the_share_between_cells_is_nought_on_average_where_cells_say_nothing():
    drawn = Streams(3, 0).stream("test.cells")
    shares = [between(drawn.integers(10, size=400), drawn.random(400)) for _ in range(200)]
    assert abs(np.mean(shares)) < 3 * np.std(shares) / np.sqrt(200)


def test_the_same_question_gets_the_same_answer():
    assert sensitivity(ensemble(), "ended_week").summary() == sensitivity(ensemble(), "ended_week").summary()


def test_numbers_that_are_drawn_together_are_named_and_not_summed():
    """A copy of a number explains all that the number does; the two together explain it once."""
    chance = np.random.default_rng(0)
    x, other = chance.random(4_000), chance.random(4_000)
    found = from_runs({"x": x, "copy": x, "other": other}, x + other, "y")
    twice, _ = found.sum_of_first
    assert twice == pytest.approx(1.5, abs=0.05), "half, and the same half again"
    once, _ = replace(found, dependent=("x", "copy")).sum_of_first
    assert once == pytest.approx(0.5, abs=0.05)
    pawn = {part.path: part.pawn for part in found.effects}
    assert pawn["x"] == pytest.approx(pawn["copy"])


def test_what_is_drawn_together_is_read_off_the_file():
    baseline, five = (read_scenario(f"scenarios/kosovo/{name}.yaml") for name in ("baseline", "five_actors"))
    assert drawn_together(five) == []
    named = drawn_together(baseline)
    assert len(named) == 10 and all(path.startswith("process.recognition.") for path in named)


def normal_numbers(correlation, count=20_000, seed=3):
    """Normal numbers that are drawn together, and the luck of a run, ``(numbers + 1, runs)``."""
    stream = np.random.default_rng(seed)
    numbers = np.linalg.cholesky(np.asarray(correlation)) @ stream.standard_normal((len(correlation), count))
    return numbers, stream.standard_normal(count)


def test_shapley_effects_of_two_normal_numbers_are_those_known():
    """Of a linear model of two the answer is closed (Owen & Prieur 2017, theorem 2)."""
    rho, first, second = 0.6, 2.0, 1.0
    (x, y), luck = normal_numbers([[1, rho], [rho, 1]])
    found = {one.path: one for one in shapley_effects({"x": x, "y": y}, first * x + second * y + luck, Streams(0, 0))}
    whole = first**2 + second**2 + 2 * rho * first * second + 1
    shared = rho * first * second + rho**2 / 2 * (second**2 - first**2)
    assert found["x"].effect == pytest.approx((first**2 + shared) / whole, abs=0.015)
    assert found["y"].effect == pytest.approx(
        (second**2 + rho * first * second + rho**2 / 2 * (first**2 - second**2)) / whole, abs=0.015
    )
    assert found["x"].low < (first**2 + shared) / whole < found["x"].high
    assert sum(one.effect for one in found.values()) == pytest.approx(1 - 1 / whole, abs=0.01), "all but luck"


def test_shapley_effects_of_three_with_one_alone_and_one_idle():
    """The idle twin of a number gets half of what that explains beyond dispute; one alone keeps its own."""
    (x, twin, alone), luck = normal_numbers([[1, 0.999, 0], [0.999, 1, 0], [0, 0, 1]])
    found = {
        one.path: one.effect
        for one in shapley_effects({"x": x, "twin": twin, "alone": alone}, x + alone + luck, Streams(0, 0))
    }
    assert found["alone"] == pytest.approx(1 / 3, abs=0.015)
    assert found["x"] == pytest.approx(1 / 6, abs=0.015) and found["twin"] == pytest.approx(1 / 6, abs=0.015)


def test_orders_that_are_drawn_say_what_all_orders_say(monkeypatch):
    correlation = 0.5 * np.eye(4) + 0.5
    numbers, luck = normal_numbers(correlation, 4_000)
    inputs = dict(zip("abcd", numbers, strict=True))
    every = {one.path: one.effect for one in shapley_effects(inputs, np.arange(1, 5) @ numbers + luck, Streams(0, 0))}
    monkeypatch.setattr("sim.questions.sensitivity.shapley.MOST_EXACT", 3)
    drawn = {one.path: one.effect for one in shapley_effects(inputs, np.arange(1, 5) @ numbers + luck, Streams(0, 0))}
    assert drawn == pytest.approx(every, abs=0.02) and drawn != every
    assert sum(drawn.values()) == pytest.approx(sum(every.values())), "whatever the order, all is shared out"


def test_the_words_say_what_is_shared_out(capsys):
    found = from_runs({"x": np.arange(400.0), "y": np.arange(400.0) % 7}, np.arange(400.0), "weeks")
    _tell_effects(
        replace(found, dependent=("x", "y"), shared=(Shared("x", 0.7, 0.6, 0.8), Shared("y", 0.1, 0.0, 0.2))),
        "number",
        5,
    )
    told = capsys.readouterr().out
    assert "Shared out among those drawn together" in told and "0.600 to 0.800" in told
    assert "together they explain 0.800 of the variance" in told
