"""Run *i* is the same alone, in any company, with any number of workers, and whatever else is in the scenario."""

import copy
import hashlib
import os
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chance.streams import Streams
from sim.runs.block import play_block
from sim.runs.run import run
from sim.scenario.reader import read_text

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "scenarios" / "kosovo" / "five_actors.yaml"
SEED, RUN, BLOCK, PLACE = 20_080_217, 4711, 4, 615


def raw(table):
    """Every column to the last bit, with its type: numbers as bytes, words spelt out."""
    table = table.combine_chunks()
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_dictionary(column.type):
            columns[name] = ("words", column.to_pylist())
        else:
            assert column.null_count == 0
            columns[name] = (str(column.type), column.to_numpy().tobytes())
    return columns


def rows(ensemble, runs):
    return raw(ensemble.rows.filter(pa.array(np.isin(ensemble.column("run"), runs))))


def digest(columns):
    return hashlib.sha256(repr(list(columns.items())).encode()).hexdigest()


@pytest.fixture(scope="module")
def block(five_actors):
    """The whole block that run 4711 belongs to."""
    return play_block(five_actors, SEED, BLOCK).rows


@pytest.fixture(scope="module")
def alone(five_actors):
    return raw(play_block(five_actors, SEED, BLOCK, np.array([PLACE])).rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("stage", "events", "extended"), ("stage", "event", "sextended")),
        (("actor", "west"), ("actor", "we", "st")),
        (("actor", "plumless", "trait"), ("actor", "buckeroo", "trait")),
    ],
)
def test_no_two_names_share_a_stream(one, other):
    """Names were put together before they were hashed, and the hash was so short that two names had one."""
    assert "".join(one) == "".join(other) or zlib.crc32(one[1].encode()) == zlib.crc32(other[1].encode())
    first, second = (Streams(SEED, 0).uniform(*path) for path in (one, other))
    assert not np.isin(first, second).any()


def test_a_row_holds_floats_words_dates_flags_and_every_input(alone, five_actors):
    kinds = {kind for kind, _ in alone.values()}
    assert {"words", "double", "int32", "int64", "bool", "date32[day]"} <= kinds
    assert sum(name.startswith("in.") for name in alone) > 80
    assert np.frombuffer(alone["run"][1], dtype=np.int64).tolist() == [RUN]


# --- run 4711 -------------------------------------------------------------------------------------------------------


def test_alone_as_in_its_block(block, alone):
    assert raw(block.slice(PLACE, 1)) == alone


def test_as_a_run_asked_for_by_its_number(five_actors, alone):
    assert raw(run(five_actors, np.array([RUN]), seed=SEED).rows) == alone
    assert rows(run(five_actors, np.array([9, RUN, RUN + 1, 6000]), seed=SEED), [RUN]) == alone


@pytest.fixture(scope="module")
def many(five_actors):
    return run(five_actors, 5_000, seed=SEED)


def test_out_of_five_thousand_runs(many, alone):
    assert rows(many, [RUN]) == alone


def test_with_one_worker_and_with_two(five_actors, alone):
    numbers = np.array([5, 1500, 2500, RUN - 1, RUN, 6000])
    one, two = (run(five_actors, numbers, seed=SEED, workers=workers) for workers in (1, 2))
    assert rows(two, [RUN]) == alone
    assert raw(one.rows) == raw(two.rows)
    assert np.array_equal(one.standing, two.standing)


@pytest.mark.slow
def test_out_of_ten_thousand_runs_with_two_workers(five_actors, alone, many):
    more = run(five_actors, 10_000, seed=SEED, workers=2)
    assert rows(more, [RUN]) == alone
    assert raw(more.rows.slice(0, 5_000)) == raw(many.rows)


def test_whatever_python_does_with_hashes(alone):
    """In the process of the tests itself Python draws the seed of its hashes; here it does not."""
    program = (
        "import sys, numpy as np\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from test_chance_contract import FILE, SEED, BLOCK, PLACE, digest, raw\n"
        "from sim.runs.block import play_block\n"
        "from sim.scenario.reader import read_scenario\n"
        "print(digest(raw(play_block(read_scenario(FILE), SEED, BLOCK, np.array([PLACE])).rows)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent)],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == digest(alone)


def test_the_same_again(five_actors, alone):
    assert raw(play_block(five_actors, SEED, BLOCK, np.array([PLACE])).rows) == alone


# --- any company ----------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=12)
@given(st.sets(st.integers(0, 1023), min_size=1, max_size=40))
def test_any_runs_of_a_block_give_the_rows_of_the_whole_block(five_actors, block, chosen):
    places = np.array(sorted(chosen))
    assert raw(play_block(five_actors, SEED, BLOCK, places).rows) == raw(block.take(pa.array(places)))


@pytest.fixture
def crowded(whole):
    """The tiny case with a dozen issues, noise, and every number drawn: sums over issues are where order shows."""

    def spread(value):
        return {"low": max(0.0, value - 0.15), "mode": value, "high": min(1.0, value + 0.15)}

    issues = {f"issue_{number}": {"zero": "none", "one": "all"} for number in range(10)}
    changes = {f"issues.{name}": issue for name, issue in issues.items()}
    for place, name in enumerate(("west", "east", "friends", "blocker", "envoy")):
        for number, issue in enumerate(issues):
            changes[f"actors.{name}.position.{issue}"] = spread((place * 0.23 + number * 0.17) % 1)
            changes[f"actors.{name}.salience.{issue}"] = spread((place * 0.31 + number * 0.13) % 0.8 + 0.1)
        changes[f"actors.{name}.position.status"] = spread(0.2 + 0.15 * place)
        changes[f"actors.{name}.precision"] = 20
    for text in ("plan", "old_order", "state_declared", "middle"):
        for number, issue in enumerate(issues):
            changes[f"texts.{text}.{issue}"] = spread((len(text) * 0.3 + number * 0.21) % 1)
    changes |= {"actors.west.tactic": {"kind": "boulware", "beta": 0.5}}
    changes |= {"actors.west.red_lines": {"status": {"max": {"uniform": [0.2, 0.6]}, "hard": True}}}
    changes |= {"actors.east.tactic": {"kind": "conceder", "beta": 2.0}}
    changes |= {"actors.east.red_lines": {"status": {"min": {"uniform": [0.4, 0.8]}, "hard": True}}}
    changes |= {"actors.blocker.blocking_cost": {"uniform": [0.0, 0.1]}, "actors.blocker.precedent_price": 0.8}
    changes |= {"process.2.council.client": "east"}
    changes |= {"actors.west.audience": {"cost": {"uniform": [0.0, 1.0]}}, "process.2.council.lost_vote_cost": 0.0}
    changes |= {"process.2.council.first_draft": "proposal"}
    believed = {"board": {"blocked": {"chance": spread(0.5)}}, "day": {"coordinated": {"chance": spread(0.5)}}}
    for name in ("friends", "east"):
        changes[f"actors.{name}.beliefs"] = believed
        changes[f"actors.{name}.expected_spread"] = spread(0.2)
    changes |= {"process.2.council.precedent": {"status": 1.3, "issue_1": 0.7}, "actors.envoy.own_view": 0.4}
    changes |= {"influence": [{"from": "friends", "to": "east", "weight": spread(0.3)},
                              {"from": "blocker", "to": "west", "weight": spread(0.2)}]}  # fmt: skip

    def make(more):
        return whole({**copy.deepcopy(changes), **more})

    return make


@pytest.mark.parametrize("gamma", [1.0, 1.7, 2.0])
@pytest.mark.parametrize("method", ["compromise", "nash", "median"])
def test_no_bit_depends_on_how_many_runs_there_are(crowded, method, gamma):
    scenario = crowded({"utility": {"gamma": gamma, "salience_exponent": 1.5}, "process.1.proposal.method": method})
    together = play_block(scenario, SEED, 0, np.arange(64)).rows
    assert {"agreed", "adopted", "coordinated"} <= set(together.column("ending").to_pylist())
    for places in ([0], [63], [17, 18], list(range(5, 50, 7))):
        assert raw(play_block(scenario, SEED, 0, np.array(places)).rows) == raw(together.take(pa.array(places)))


# --- whatever else is in the scenario -------------------------------------------------------------------------------

GUEST = (
    "  guest: {kind: state, position: {status: {low: 0, mode: 0.5, high: 1}},"
    " salience: {status: {uniform: [0.1, 1]}}, expected_spread: 0.1, line_price: {uniform: [1, 5]},"
    " precision: {uniform: [5, 50]}}\n"
)
NON_EVENT = (
    "  - {name: comet, date: 2006-05-01, chance: 0, effects: [{change: {actor: russia, of: blocking_cost, by: 0.5}},"
    " {hold: {stage: vienna, until: 2007-06-01}}, {signal: {sender: russia, about: council.blocked, says: true}}]}\n"
)
TEXT = FILE.read_text(encoding="utf-8")
SOME = np.arange(0, 1024, 9)


@pytest.fixture(scope="module")
def some(five_actors):
    return raw(play_block(five_actors, SEED, BLOCK, SOME).rows)


def played(text):
    return raw(play_block(read_text(text), SEED, BLOCK, SOME).rows)


@pytest.mark.parametrize("before", ["  belgrade:\n", "  russia:\n", "texts:\n"])
def test_an_actor_that_nobody_deals_with_changes_no_other_column(some, before):
    assert TEXT.count(f"\n{before}") == 1
    with_guest = played(TEXT.replace(f"\n{before}", f"\n{GUEST}{before}"))
    added = {name for name in with_guest if "guest" in name}
    assert {"utility.guest", "in.actors.guest.precision"} <= added
    assert {name: column for name, column in with_guest.items() if name not in added} == some


@pytest.mark.parametrize("before", ["  - name: putin_principles\n", "  - name: serbian_runoff\n", "outcomes:\n"])
def test_an_event_that_never_happens_changes_nothing(some, before):
    assert TEXT.count(f"\n{before}") == 1
    with_event = played(TEXT.replace(f"\n{before}", f"\n{NON_EVENT}{before}"))
    assert "happened.comet" in with_event
    assert {column: kept for column, kept in with_event.items() if column != "happened.comet"} == some


def test_an_event_that_does_happen_changes_something_but_no_input(some):
    certain = NON_EVENT.replace("chance: 0", "chance: 1")
    found = played(TEXT.replace("\noutcomes:\n", f"\n{certain}outcomes:\n"))
    assert {name for name in some if found[name] != some[name]}
    assert not {name for name in some if name.startswith("in.") and found[name] != some[name]}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("actors.belgrade.position.status", "{low: 0.3, mode: 0.35, high: 0.4}"),
        ("actors.russia.blocking_cost", "{low: 0.3, mode: 0.5, high: 0.9}"),
        ("actors.pristina.patience_weeks", "{low: 20, mode: 30, high: 40}"),
        ("process.council.step", "{uniform: [0.0, 0.3]}"),
        ("process.vienna.weeks", "{low: 20, mode: 30, high: 40}"),
        ("events.serbian_runoff.chance", "{uniform: [0.0, 0.4]}"),
        ("texts.ahtisaari.status", "{low: 0.6, mode: 0.65, high: 0.7}"),
    ],
)
def test_changing_one_number_changes_no_other_input(some, path, value):
    found = raw(play_block(read_text(TEXT, settings=[f"{path}={value}"]), SEED, BLOCK, SOME).rows)
    inputs = {name for name in found if name.startswith("in.")}
    assert inputs >= {name for name in some if name.startswith("in.")}
    moved = {name for name in inputs if found[name] != some.get(name)}
    assert moved == {f"in.{path}"}


def test_taking_the_veto_away_changes_no_input_at_all(some, no_veto):
    found = raw(play_block(no_veto, SEED, BLOCK, SOME).rows)
    assert {name: column for name, column in found.items() if name.startswith("in.")} == {
        name: column for name, column in some.items() if name.startswith("in.")
    }
    assert found["outcome"] != some["outcome"]


def test_numbers_move_with_their_draws(some):
    """The same uniform gives the same place in another distribution, so that runs can be compared one by one."""
    path = "actors.russia.blocking_cost"
    higher = read_text(TEXT, settings=[f"{path}={{low: 0.3, mode: 0.5, high: 0.9}}"])
    found = raw(play_block(higher, SEED, BLOCK, SOME).rows)
    before, after = (np.frombuffer(one[f"in.{path}"][1]) for one in (some, found))
    assert np.array_equal(np.argsort(before, kind="stable"), np.argsort(after, kind="stable"))
