"""Each pattern shows what it says it shows."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import sim

HOME = Path(__file__).resolve().parents[2] / "scenarios" / "patterns"
FILES = sorted(HOME.glob("*.yaml"))
RUNS = 512


@cache
def played(name, *settings):
    return sim.run(sim.read_scenario(HOME / f"{name}.yaml", list(settings)), runs=RUNS, seed=1)


def mean(ensemble, column):
    return float(np.mean(ensemble.column(column)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_pattern_is_short_enough_for_a_class_and_says_what_it_asks(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 90
    for word in ("# Asks:", "# Shows:"):
        assert any(line.startswith(word) for line in lines), f"it has no {word}"


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


def distance(ensemble, one, other):
    """How far apart two stand, run by run."""
    wants = [[ensemble.column(f"in.actors.{name}.position.{issue}") for issue in ("taxes", "land")]
             for name in (one, other)]  # fmt: skip
    return np.linalg.norm(np.subtract(*wants), axis=0)


ASKED = "process.formation.decide={{share: 0.51, must: [{}]}}"


def test_a_formateur_takes_in_one_partner_and_nobody_beside_it():
    formation = played("coalition")
    assert formation.column("formation.yes.reed").all()
    size = sum(formation.column(f"formation.yes.{name}").astype(int) for name in ("reed", "sand", "tarn", "vale"))
    assert np.mean(size == 2) > 0.9 and size.min() == 2
    shares = {name: found.share for name, found in formation.outcomes().items()}
    assert min(shares["reed_and_tarn"], shares["reed_and_sand"]) > 0.3 and shares["last_years_budget"] < 0.01
    near, far = (distance(formation, "reed", name) for name in ("tarn", "sand"))
    with_tarn = formation.column("formation.yes.tarn")
    assert np.mean((near - far)[with_tarn]) < np.mean((near - far)[~with_tarn]) - 0.1, "the nearer of the two"


def test_who_is_asked_to_form_a_government_is_in_it_and_has_more_of_it():
    reed, sand = (played("coalition", ASKED.format(name)) for name in ("reed", "sand"))
    assert sand.column("formation.yes.sand").all() and mean(reed, "formation.yes.sand") < 0.7
    assert mean(sand, "utility.sand") > mean(reed, "utility.sand") + 0.05
    assert mean(reed, "utility.reed") > mean(sand, "utility.reed")
    assert mean(sand, "in_force.land") > mean(reed, "in_force.land") + 0.05


def test_a_peace_mission_lets_a_cease_fire_hold():
    """Fewer outbreaks, fewer of them large; and breaches come of what parties expect of war, mission or none."""
    guarded = played("ceasefire")
    bare = played("ceasefire", "process.truce.spoilers.front.peacekeepers=0")
    assert mean(guarded, "truce.events") < 0.5 * mean(bare, "truce.events")
    assert guarded.outcomes()["war"].share < bare.outcomes()["war"].share
    assert np.all(guarded.column("truce.breaches") <= 2), "one is tolerated, and the next is the last"


def test_a_dear_breach_is_rare():
    cheap, dear = (
        played("ceasefire", *(f"process.truce.parties.{name}.cost={cost}" for name in ("capital", "hills")))
        for cost in (0, 0.3)
    )
    assert mean(dear, "truce.breaches") < 0.2 * mean(cheap, "truce.breaches")
