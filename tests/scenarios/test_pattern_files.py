"""Each pattern shows what it says it shows."""

from pathlib import Path

import numpy as np
import pytest

import sim

HOME = Path(__file__).resolve().parents[2] / "scenarios" / "patterns"
FILES = sorted(HOME.glob("*.yaml"))
RUNS = 512


def played(name, *settings):
    return sim.run(sim.read_scenario(HOME / f"{name}.yaml", list(settings)), runs=RUNS, seed=1)


def mean(ensemble, column):
    return float(np.mean(ensemble.column(column)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_pattern_is_short_enough_for_a_class_and_says_what_it_asks(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 90
    assert any(line.startswith("# Asks:") for line in lines) and any(line.startswith("# Shows:") for line in lines)


def test_of_three_the_two_nearest_agree_over_the_head_of_the_third():
    two, three = played("three_party_talks"), played("three_party_talks_by_all")
    shares = {name: found.share for name, found in two.outcomes().items()}
    assert max(shares, key=shares.get) == "without_combe" and shares["without_combe"] > 0.8
    assert shares["last_years_rules"] < 0.01 < three.outcomes()["last_years_rules"].share
    assert mean(three, "ended_week") > 2 * mean(two, "ended_week")
    assert mean(three, "utility.combe") > mean(two, "utility.combe") + 0.2
    for name in ("ashby", "brook"):
        assert mean(three, f"utility.{name}") < mean(two, f"utility.{name}") - 0.1


def test_who_is_needed_is_nearer_to_the_others_the_nearer_it_stands():
    """The coalition is of those whose wishes lie nearest: where the third comes between, it is in it."""
    moved = ["actors.combe.position.catch=0.8", "actors.combe.position.season=0.6"]
    shares = {name: found.share for name, found in played("three_party_talks", *moved).outcomes().items()}
    assert shares["without_combe"] < 0.2
