from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.older_models.exchange import best_exchange, exchange
from sim.theory.older_models.mean_and_median import compromise_mean

from .listed_trades import listed_trades

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"


def climate_talks() -> tuple[list[str], list[str], np.ndarray, np.ndarray, np.ndarray]:
    path = BENCHMARKS / "exchange_CoP21_inputs.csv"
    if not path.exists():
        pytest.skip("the shared benchmarks are not beside this checkout")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    actors = list(dict.fromkeys(row["actor"] for row in rows))
    issues = list(dict.fromkeys(row["issue"] for row in rows))
    position = np.full((len(actors), len(issues)), np.nan)
    salience, power = np.zeros(position.shape), np.zeros(len(actors))
    for row in rows:
        place = actors.index(row["actor"]), issues.index(row["issue"])
        position[place], salience[place] = float(row["position"]), float(row["salience"])
        power[place[0]] = float(row["power"])
    return actors, issues, position, salience, power


def test_the_first_exchange_of_the_climate_talks_is_between_usa_and_china() -> None:
    actors, issues, position, salience, power = climate_talks()
    trade = best_exchange(position, salience, power)
    assert {actors[trade.first.item()], actors[trade.second.item()]} == {"USA", "China"}
    assert trade.gain.item() == pytest.approx(2.190721649484536, abs=1e-12)
    assert {issues[trade.first_issue.item()], issues[trade.second_issue.item()]} == {"eaa", "financevol"}


def test_the_climate_talks_end_and_start_from_the_weighted_means() -> None:
    _, _, position, salience, power = climate_talks()
    found = exchange(position, salience, power)
    weighted = compromise_mean(position, salience, power[:, np.newaxis])
    assert found.outcome[0, :, 0] == pytest.approx(weighted, abs=1e-9)
    assert 1 < found.made.item() < 1000
    assert best_exchange(position, salience, power).gain.item() == found.trades[0].gain.item()


POSITION = [[65, 20, 0, 100], [10, 100, 0, 20], [20, 35, 10, 100], [80, 50, 35, 10], [80, 65, 35, 80], [90, 0, 80, 0]]
SALIENCE = [
    [0.54, 0.43, 0.63, 0.79], [0.62, 0.98, 0.68, 0.77], [0.41, 0.26, 0.36, 0.95], [0.33, 0.46, 0.73, 0.54],
    [0.55, 0.25, 0.2, 0.27], [0.37, 0.5, 0.34, 0.35],
]  # fmt: skip
POWER = [0.4, 0.85, 0.4, 0.55, 0.75, 0.4]
STRUCK = [
    (2.233992, "bs 41.6144", "aq 100.0000"), (2.064578, "br 21.2272", "dq 100.0000"),
    (1.641734, "bs 50.0841", "cq 100.0000"), (1.336432, "es 20.0000", "bp 26.9817"),
    (1.231121, "eq 100.0000", "bp 39.3208"), (1.150912, "br 35.0000", "dp 15.3915"),
    (1.113887, "fs 59.3742", "cp 90.0000"), (0.943947, "ds 46.3707", "ar 35.0000"),
    (0.804351, "fs 100.0000", "cr 71.2436"), (0.675170, "er 0.0000", "bp 46.7573"),
    (0.341746, "bs 66.3723", "ap 10.0000"), (0.269869, "fr 0.0000", "bp 67.8680"),
    (0.006032, "cr 80.0000", "fp 82.4116"),
]  # fmt: skip
"""What Decide 2025.3.1 strikes on this made table, in order: the gain, who gives on what, and its vote there then."""


def told(struck) -> list[tuple[float, set[str]]]:
    """A trade as it is told: the gain, and of each party its name, its issue and its new vote."""
    parties = [
        {f"{'abcdef'[each.who[k]]}{'pqrs'[each.gives[k]]} {abs(each.to[k]):.4f}" for k in (0, 1)} for each in struck
    ]
    return [(round(each.gain, 6), names) for each, names in zip(struck, parties, strict=True)]


def test_the_rule_of_decide_strikes_the_trades_that_it_strikes() -> None:
    """Each trade is listed and struck once, and not worked out anew when others have moved the outcome."""
    assert told(listed_trades(POSITION, SALIENCE, POWER)) == [(gain, {*parties}) for gain, *parties in STRUCK]


def test_exchange_strikes_the_same_until_an_outcome_that_others_have_moved_counts() -> None:
    """Where the two part: by the outcomes that hold by then the eighth trade of Decide is worth less than another."""
    gains = [trade.gain.item() for trade in exchange(POSITION, SALIENCE, POWER).trades]
    theirs = [gain for gain, *_ in STRUCK]
    assert gains[:7] == pytest.approx(theirs[:7], abs=1e-6)
    assert gains[7] == pytest.approx(theirs[8], abs=1e-6) != theirs[7]


def test_the_rule_of_decide_strikes_the_trades_of_the_climate_talks() -> None:
    """The gains that Decide tells of the first six and the 47th, where two are worth the same."""
    _, _, position, salience, power = climate_talks()
    gains = [each.gain for each in listed_trades(position.tolist(), salience.tolist(), power.tolist())]
    assert gains[:6] == pytest.approx([2.190722, 1.795604, 1.387260, 1.355787, 1.214784, 1.127406], abs=1e-6)
    assert gains[46] == pytest.approx(0.254569, abs=1e-6)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(1, 4))
def test_both_gain_the_same_in_every_exchange_and_nobody_overshoots(seed: int, actors: int, issues: int) -> None:
    random = np.random.default_rng(seed)
    position, salience = random.random((2, actors, issues, 5))
    power = random.random(actors)
    found = exchange(position, salience, power)
    for step, trade in enumerate(found.trades):
        before, after = found.outcome[step], found.outcome[step + 1]
        for run in np.flatnonzero(trade.gain > 0):
            for actor in (trade.first[run], trade.second[run]):
                own, cares = position[actor, :, run], salience[actor, :, run]
                utility = [-(cares * np.abs(text[:, run] - own)).sum() for text in (before, after)]
                assert utility[1] - utility[0] == pytest.approx(trade.gain[run], abs=1e-9)
        untouched = ~trade.touches(issues) | (trade.gain <= 0)
        assert (before == after)[untouched].all()
    assert (found.votes >= position.min(axis=0) - 1e-9).all()
    assert (found.votes <= position.max(axis=0) + 1e-9).all()
    assert found.outcome[-1] == pytest.approx(compromise_mean(found.votes, salience * power[:, None, None]), abs=1e-9)
    assert exchange(position, salience, power, most=1).outcome.shape[0] <= 2


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_a_run_is_the_same_alone_and_in_a_block(seed: int) -> None:
    random = np.random.default_rng(seed)
    position, salience = random.random((2, 5, 4, 6))
    power = random.random(5)
    block = exchange(position, salience, power)
    for run in range(6):
        alone = exchange(position[:, :, run], salience[:, :, run], power)
        assert (alone.outcome[-1, :, 0] == block.outcome[-1, :, run]).all()


def test_actors_on_one_side_or_with_the_same_priorities_do_not_trade() -> None:
    same = np.full((2, 2), 0.5)
    assert exchange([[0.0, 0.0], [1.0, 1.0]], same, 1.0).trades == []
    assert exchange([[0.0], [1.0]], [[1.0], [0.5]], 1.0).trades == []
    assert exchange([[0.2, 0.2], [0.2, 0.2]], [[1, 0.5], [0.5, 1]], 1.0).trades == []
    assert exchange([[0.0, 0.0], [1.0, np.nan]], [[1, 0.5], [0.5, 1]], 1.0).trades == []


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="actors"):
        exchange([[0.0, 1.0]], [[1.0, 1.0]], 1.0)
    with pytest.raises(ValueError, match="0 or more"):
        exchange([[0.0], [1.0]], [[1.0], [-1.0]], 1.0)
