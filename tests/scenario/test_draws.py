"""Chance: the same run draws the same numbers, whoever else is played and whatever else is changed."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.chance.inputs import Inputs
from sim.chance.streams import BLOCK_RUNS, LARGEST_SEED, Streams, block_of, seed_from
from sim.scenario.format.quantiles import QuantileTable, beta_table, normal_table
from sim.scenario.format.quantity import quantities
from sim.scenario.reader import read_text

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


def inputs(text: str, places: list[int] | None = None, seed: int = 7, block: int = 0) -> dict[str, np.ndarray]:
    known = dict(quantities(read_text(text)))
    chosen = None if places is None else np.array(places)
    drawn = Inputs(known, Streams(seed, block, chosen), BLOCK_RUNS if places is None else len(places))
    return {path: drawn[path] for path in known}


@given(run=st.integers(0, 10**9))
def test_a_run_has_one_block_and_one_place(run: int) -> None:
    block, place = block_of(run)
    assert block * BLOCK_RUNS + place == run
    assert 0 <= place < BLOCK_RUNS


@given(places=st.lists(st.integers(0, BLOCK_RUNS - 1), min_size=1, max_size=5), seed=st.integers(0, LARGEST_SEED))
def test_a_run_draws_the_same_alone_and_in_any_company(places: list[int], seed: int) -> None:
    whole, some = Streams(seed, 3), Streams(seed, 3, np.array(places))
    assert (whole.uniform("a")[places] == some.uniform("a")).all()
    assert (whole.uniform("a", week=5)[places] == some.uniform("a", week=5)).all()
    for rows in (1, 4):
        assert (whole.uniform("a", rows=rows)[:, places] == some.uniform("a", rows=rows)).all()
    last = np.arange(len(places))[-1:]
    for row in (0, 3):
        assert (some.uniform("a", week=5, row=row) == whole.uniform("a", week=5, rows=4)[row, places]).all()
        assert (some.uniform_of(last, "a", week=5, row=row) == some.uniform("a", week=5, row=row)[last]).all()


def test_streams_differ_by_seed_block_name_and_week() -> None:
    def draw(seed: int = 1, block: int = 0, name: str = "a", week: int | None = None) -> bytes:
        return Streams(seed, block).uniform(name, week=week).tobytes()

    different = [
        draw(), draw(seed=2), draw(seed=LARGEST_SEED), draw(block=1), draw(name="b"), draw(week=0), draw(week=1),
        draw(seed=0), draw(name="a.0"),
    ]  # fmt: skip
    assert len(set(different)) == len(different)
    assert draw() == draw()


def test_a_stream_that_is_drawn_block_by_block_gives_what_its_own_generator_gives() -> None:
    streams = Streams(5, 2, beside=(9,))
    for week in (None, 0, 7):
        alone = [streams.stream("a", "b", week=week, block=block).random((3, BLOCK_RUNS)) for block in (2, 9)]
        assert (streams.uniform("a", "b", week=week, rows=3) == np.concatenate(alone, axis=-1)).all()


def test_streams_are_uniform_and_independent_of_each_other() -> None:
    streams = [Streams(11, block).uniform(name) for block in range(10) for name in ("a", "b")]
    assert stats.kstest(np.concatenate(streams), "uniform").pvalue > 1e-3
    between = np.corrcoef(np.stack(streams))
    assert np.abs(between - np.eye(len(streams))).max() < 5 / np.sqrt(BLOCK_RUNS)


def test_the_numbers_themselves_stay_the_same_from_version_to_version() -> None:
    drawn = Streams(seed=2008, block=4).uniform("actors.belgrade.position.status")
    assert drawn[615] == 0.4815585893622206
    assert Streams(seed=2008, block=4).uniform("notice", week=118)[0] == 0.42510978940560973


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_hash_seed_of_python_has_no_say(seed: str) -> None:
    code = "from sim.chance.inputs import Streams; print(Streams(5, 2).uniform('actors.x').tobytes().hex()[:64])"
    surroundings = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=surroundings)
    assert done.stdout.strip() == Streams(5, 2).uniform("actors.x").tobytes().hex()[:64]


def test_every_number_of_a_scenario_has_its_path() -> None:
    paths = [path for path, _ in quantities(read_text(GOOD))]
    assert len(set(paths)) == len(paths)
    assert {
        "actors.west.position.status", "actors.west.red_lines.status.max",
        "actors.east.premiums.declaration.coordinated", "actors.east.beliefs.council.blocked.chance",
        "texts.declared.status", "process.vienna.weeks",
        "process.proposal.mandate.status.min", "process.council.other_seats.ghana.chance_of_yes",
        "process.declaration.sponsors.friend.reluctance", "events.runoff.chance",
    } <= set(paths)  # fmt: skip


def test_a_run_has_the_same_inputs_alone_as_in_its_block() -> None:
    whole, alone = inputs(GOOD), inputs(GOOD, places=[615])
    assert all(whole[path][615] == alone[path][0] for path in whole)


def test_a_new_actor_changes_no_other_numbers() -> None:
    more = GOOD.replace(
        "texts:\n", "  china: {kind: state, position: {status: 0.1}, salience: {status: 1}}\ntexts:\n", 1
    )
    before, after = inputs(GOOD), inputs(more)
    assert len(after) > len(before)
    assert all((before[path] == after[path]).all() for path in before)


def test_the_order_of_the_file_has_no_say() -> None:
    lines = GOOD.splitlines(keepends=True)
    west, east = (next(n for n, line in enumerate(lines) if line == f"  {name}:\n") for name in ("west", "east"))
    envoy = next(n for n, line in enumerate(lines) if line == "  envoy:\n")
    turned = "".join([*lines[:west], *lines[east:envoy], *lines[west:east], *lines[envoy:]])
    before, after = inputs(GOOD), inputs(turned)
    assert list(before) != list(after)
    assert all((before[path] == after[path]).all() for path in before)


def test_a_change_of_one_number_moves_that_one_and_no_other() -> None:
    changed = GOOD.replace("{low: 0.1, mode: 0.2, high: 0.3, source: speech}", "{low: 0.15, mode: 0.25, high: 0.35}")
    before, after = inputs(GOOD), inputs(changed)
    moved = [path for path in before if (before[path] != after[path]).any()]
    assert moved == ["actors.west.position.status"]
    assert np.allclose(after[moved[0]] - before[moved[0]], 0.05)


def test_given_numbers_take_the_place_of_drawn_ones() -> None:
    known = dict(quantities(read_text(GOOD)))
    path = "actors.west.position.status"
    drawn = Inputs(known, Streams(1, 0, np.arange(3)), 3, given={path: np.array([0.0, 0.5, 1.0])})
    assert drawn[path].tolist() == pytest.approx([0.1, 0.2, 0.3])
    assert path in drawn
    assert "actors.nobody" not in drawn


@pytest.mark.parametrize("text", ["0", "1", "4711", "18446744073709551615", "00042"])
def test_a_seed_is_read_to_the_last_digit(text: str) -> None:
    assert seed_from(text) == int(text)
    assert Streams(seed_from(text), 0).seed == int(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-1", "+1", "1.0", "1e3", "18446744073709551616", "9" * 400, "0x10", "1_000", "1 000", "١٢", "²"],
)  # fmt: skip
def test_what_is_no_seed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no seed; allowed: whole numbers from 0 to 18446744073709551615"):
        seed_from(text)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, True, "1", None, np.float64(1)])
def test_streams_take_no_other_seed(seed: object) -> None:
    with pytest.raises(ValueError, match=r"is not a whole number from 0 to 2\*\*64 - 1"):
        Streams(seed, 0)  # type: ignore[arg-type]


def test_paths_that_read_alike_put_together_share_no_stream():
    """A stage `events` with an extension, and an event `extended`; two actors whose names have one CRC-32."""
    streams = Streams(seed=1, block=0)
    pairs = [
        (("stage", "events", "extended"), ("event", "extended")),
        (("actor", "plumless", "trait"), ("actor", "buckeroo", "trait")),
        (("a", "bc"), ("ab", "c")),
    ]
    for one, other in pairs:
        assert not np.intersect1d(streams.uniform(*one), streams.uniform(*other)).size


def test_weeks_and_blocks_are_parts_of_one_sequence_that_never_meet():
    drawn = [Streams(1, block).uniform("a", week=week) for block in range(20) for week in (None, *range(20))]
    assert len(np.unique(drawn)) == len(drawn) * 1_024


CHANCE = st.one_of(st.floats(0, 1), st.integers(0, 4095).map(lambda knot: -knot - 1), st.just(1.0))
"""A chance, or a knot of the table."""


@given(
    table=st.one_of(
        st.floats(0, 1).map(lambda mode: beta_table(round(mode, 12))),
        st.tuples(st.floats(0, 1), st.floats(1e-9, 3)).map(lambda normal: normal_table(*normal, 0.0, 1.0)),
    ),
    asked=st.lists(CHANCE, min_size=1, max_size=50),
)
def test_a_quantile_table_gives_the_numbers_of_numpy_to_the_bit(table: QuantileTable, asked: list[float]) -> None:
    chances = np.array([table.chances[-int(each) - 1] if each < 0 else each for each in asked])
    assert np.array_equal(table.at(chances), np.interp(chances, table.chances, table.values))
