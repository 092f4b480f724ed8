"""What is claimed of the Kosovo process: both deadlocks come from outside options."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.runs.run import run
from sim.scenario.reader import read_scenario

KOSOVO = Path(__file__).resolve().parents[2] / "scenarios" / "kosovo"
RUNS = 128
AGREED = ("agreed_settlement", "agreed_partition")


@cache
def played(name, *settings):
    return run(read_scenario(KOSOVO / f"{name}.yaml", settings), RUNS).table


def sweep(name, path, values):
    """What follows from a belief that is held whatever is said."""
    tables = [played(name, f"{path}.chance={value}", f"{path}.weight=1000") for value in values]
    return {
        "agreed": [table["outcome"].isin(AGREED).mean() for table in tables],
        "closed": [table["vienna.closed.status"].mean() for table in tables],
        "apart": [table["troika.last_gap.status"].mean() for table in tables],
        "signed": [table["proposal.acceptances"].mean() for table in tables],
        "week": [table["ended_week"].mean() for table in tables],
    }


@pytest.mark.parametrize(
    ("name", "beliefs"), [("five_actors", (0.0, 0.1, 0.4, 0.7, 1.0)), ("baseline", (0.0, 0.4, 1.0))],
    ids=["five_actors", "baseline"],
)  # fmt: skip
def test_the_more_belgrade_believes_in_a_block_the_less_it_gives_and_signs(name, beliefs):
    found = sweep(name, "actors.belgrade.beliefs.council.blocked", beliefs)
    assert np.all(np.diff(found["agreed"]) <= 0)
    assert np.all(np.diff(found["closed"]) < 0)
    assert np.all(np.diff(found["apart"]) > -0.01), "those who agree at once leave fewer runs to compare"
    assert found["agreed"][0] >= 0.5
    assert found["agreed"][-1] == 0
    assert found["week"][0] < found["week"][-1] - 10


@pytest.mark.parametrize(
    ("name", "beliefs"), [("five_actors", (0.0, 0.3, 0.6, 1.0)), ("baseline", (0.0, 0.5, 1.0))],
    ids=["five_actors", "baseline"],
)  # fmt: skip
def test_the_more_pristina_believes_in_backing_the_less_it_gives_and_signs(name, beliefs):
    found = sweep(name, "actors.pristina.beliefs.declaration.coordinated", beliefs)
    assert np.all(np.diff(found["closed"]) < 0)
    assert np.all(np.diff(found["apart"]) > 0)
    assert found["signed"][0] > found["signed"][-1] + 0.1


@pytest.mark.parametrize("name", ["five_actors", "baseline"])
def test_2_who_have_nothing_worse_than_failing_agree(name):
    """In their own word, whatever either believes of a block or of backing."""
    worst = [f"actors.{party}.fallback={{value: -1}}" for party in ("belgrade", "pristina")]
    assert played(name, *worst)["outcome"].isin(AGREED).mean() >= 0.95


@pytest.mark.parametrize("name", ["five_actors", "baseline"])
def test_without_the_veto_the_council_settles(name):
    held, free = played(name), played(name, "actors.russia.veto=false")
    decided = (*AGREED, "council_settlement")
    assert free["outcome"].isin(decided).mean() - held["outcome"].isin(decided).mean() >= 0.3


@pytest.mark.parametrize("name", ["five_actors", "baseline"])
def test_a_draft_that_nobody_threatens_is_put_to_the_vote(name):
    table = played(
        name, "actors.russia.blocking_cost=100", *(["actors.china.veto=false"] if name == "baseline" else [])
    )
    came = table["council.drafts"] > 0
    enough = table["council.yes_votes"] >= 9
    honest = table["council.draft_1.believed_chance"] < 0.5
    # In one run of a hundred the sponsors would rather fail than have what the envoy wrote.
    assert table["council.voted"][came & enough & honest].mean() >= 0.98
    assert (came & enough & honest).mean() > 0.5


def test_the_declaration_is_likeliest_and_not_certain():
    shares = played("baseline")["outcome"].value_counts(normalize=True)
    assert shares.index[0] == "coordinated_declaration"
    assert shares.iloc[0] <= 0.85
