"""The twin of a round of talks gives the bits of the rules that it stands in for, and is loaded only where asked."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.compiled import choice
from sim.model import StatusTalks
from sim.process.talks.offers import Offers
from sim.rules import bargaining
from sim.rules.acceptance import accepts, meets, stands_by
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.home import retreat_cost
from sim.rules.utility import line_cost, utility

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TRADES = ("contract_curve", "proportional", "similarity")
PLAYED = (
    "kosovo/five_actors", "kosovo/baseline", "patterns/two_peoples", "iran/jcpoa", "dayton/talks",
    "cyprus/annan_plan", "patterns/three_party_talks", "theory/rubinstein_deadline",
)  # fmt: skip


def drawn(seed: int, issues: int, some: int, on_table: Flags) -> dict[str, object]:
    """Draw a table of two: round numbers, so that texts meet and lines are met, next to others; some are extreme."""
    chance = np.random.default_rng(seed)
    everybody = some + int(chance.integers(0, 3))

    def numbers(*shape: int) -> Floats:
        return np.where(chance.random(shape) < 0.5, chance.integers(0, 5, shape) / 4, chance.random(shape))

    def extreme(kind: Floats) -> Floats:
        return np.where(chance.random(kind.shape) < 0.1, chance.choice([-np.inf, np.inf], kind.shape), kind)

    sides = []
    for _ in range(2):
        weights = numbers(issues, some) * (numbers(issues, 1) > 0.2)
        weights[0] += ~weights.any(axis=0)
        salience = weights / weights.sum(axis=0)
        line_of = np.full(issues, -1)
        lined = np.flatnonzero(chance.random(issues) < 0.4)
        line_of[lined] = np.arange(len(lined))
        ends = np.sort(numbers(2, len(lined), some), axis=0)
        lower, upper = (np.zeros_like(ends[0]), ends[1]) if chance.random() < 0.3 else ends
        asked, stake, noise, elsewhere = numbers(4, some) - [[0.25], [0.0], [0.5], [0.25]]
        reservation = extreme(numbers(some) - 0.25)
        known = asked, reservation, stake, numbers(some), elsewhere, noise * 0.1, 5 * numbers(some)
        position, open_salience = numbers(issues, some), np.where(on_table[:, None], salience, 0.0)
        sides.append((position, open_salience, salience, line_of, lower, upper, np.stack(known)))
    return {
        "runs": np.sort(chance.choice(everybody, some, replace=False)).astype(np.int64), "sides": tuple(sides),
        "holds": chance.random((2, some)) < 0.7, "last": numbers(2, issues, everybody),
        "last_gain": numbers(2, everybody), "last_gap": numbers(issues, everybody),
    }  # fmt: skip


def by_rules(
    trade: bargaining.Trade, runs: Counts, on_table: Flags, in_public: bool, sides: tuple, holds: Flags,
    last: Floats, last_gain: Floats, last_gap: Floats,
) -> Flags:  # fmt: skip
    """Hold the round as the reference does, rule by rule."""

    def lines(text: Floats, side: tuple) -> Floats:
        _, salience, _, line_of, lower, upper, known = side
        lined = np.flatnonzero(line_of >= 0)
        return line_cost(text[lined], lower, upper, salience[lined], known[6]) if len(lined) else np.zeros(len(runs))

    def worth(text: Floats, side: tuple) -> Floats:
        value, known = utility(text, side[0], side[1]), side[6]
        retreat = retreat_cost(value, known[2], known[3]) if in_public else 0.0
        left = value - lines(text, side) - retreat
        return left + known[4] if on_table.all() else left

    before = last.take(runs, axis=2)
    made = before.copy()
    for place, side in enumerate(sides):
        position, salience, _, line_of, lower, upper, known = side
        drawn_lines = np.zeros_like(position), np.ones_like(position)
        for ends, of in zip(drawn_lines, (lower, upper), strict=True):
            ends[line_of >= 0] = of
        wish = np.where(on_table[:, None], made[1 - place], made[place])
        budget = utility(made[place], position, salience) - lines(made[place], side) - known[0]
        new = bargaining.toward(trade, made[place], wish, position, salience, sides[1 - place][2], budget, 1.0,
                                drawn_lines, known[6])  # fmt: skip
        made[place] = np.where(on_table[:, None], new, made[place])
    says_yes = np.ones((2, 2, len(runs)), dtype=bool)
    for place, side in enumerate(sides):
        by, known = 1 - place, side[6]
        least = np.where(holds[place], worth(made[place], side), -np.inf)
        said = accepts(worth(made[by], side), known[1], least, known[5], True)
        same = meets(made[place][on_table], made[by][on_table])
        said = stands_by(said, same, worth(made[by], side), known[1])
        says_yes[by, place] = said & (sides[by][6][1] < np.inf)
        last_gain[place][runs] = utility(made[by], side[0], side[2]) - utility(before[by], side[0], side[2])
    last[:, :, runs] = made
    last_gap[np.ix_(on_table, runs)] = np.ptp(made, axis=0)[on_table]
    return says_yes


@settings(deadline=None, max_examples=150)
@given(
    st.integers(0, 2**32), st.integers(1, 9), st.sampled_from([0, 1, 2, 30, 255, 256, 257, 600]),
    st.sampled_from(TRADES), st.booleans(), st.booleans(),
)  # fmt: skip
def test_a_round_in_machine_code_has_the_bits_of_the_rules(
    seed: int, issues: int, some: int, trade: bargaining.Trade, in_public: bool, whole: bool
) -> None:
    pytest.importorskip("numba")
    from sim.compiled.talks import Side, exchange

    on_table = np.ones(issues, dtype=bool) if whole else np.random.default_rng(seed).random(issues) < 0.5
    table = drawn(seed, issues, some, on_table)
    twin = {name: each.copy() if isinstance(each, np.ndarray) else each for name, each in table.items()}
    twin["sides"] = tuple(Side(*side) for side in table["sides"])
    with np.errstate(invalid="ignore"):
        expected = by_rules(trade, on_table=on_table, in_public=in_public, **table)
    runs, sides, holds, *kept = twin.values()
    found = exchange(TRADES.index(trade), runs, on_table, in_public, sides, holds, *kept)
    assert np.array_equal(found, expected)
    for name in ("last", "last_gain", "last_gap"):
        assert np.array_equal(twin[name], table[name], equal_nan=True), name


def test_the_search_ends_where_the_rule_has_it_end() -> None:
    from sim.compiled import talks

    assert (talks.MOST_STEPS, talks.EXACT, talks.LEAST) == (
        bargaining._MOST_STEPS, bargaining._EXACT, bargaining._LEAST
    )  # fmt: skip


@pytest.mark.parametrize("name", PLAYED)
def test_runs_are_the_same_with_machine_code_and_without(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    scenario = sim.read_scenario(SCENARIOS / f"{name}.yaml")
    monkeypatch.delenv(choice.ASKS, raising=False)
    without = sim.run(scenario, runs=512, seed=3, workers=1).table
    monkeypatch.setenv(choice.ASKS, "1")
    assert sim.run(scenario, runs=512, seed=3, workers=1).table.equals(without)


def test_a_usual_round_goes_by_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    from sim.process.talks import machine

    held: list[int] = []
    monkeypatch.setenv(choice.ASKS, "1")
    monkeypatch.setattr(machine, "exchange", lambda *given: held.append(len(given[1])) or real(*given))
    from sim.compiled.talks import exchange as real

    sim.run(sim.read_scenario(SCENARIOS / "kosovo/baseline.yaml"), runs=5, seed=0, workers=1)
    assert held


@pytest.mark.parametrize(("asked", "compiler"), [("0", True), ("1", False)])
def test_who_does_not_ask_or_has_no_compiler_plays_by_the_rules(
    asked: str, compiler: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(choice.ASKS, asked)
    if not compiler:
        monkeypatch.setattr(choice, "find_spec", lambda name: None)
    model = StatusTalks(sim.read_scenario(SCENARIOS / "kosovo/five_actors.yaml"), places=np.arange(2))
    protocol = next(stage.protocol for stage in model.stages if stage.name == "vienna")
    assert type(protocol) is Offers


def test_nobody_waits_for_a_compiler_without_asking_for_it() -> None:
    play = (
        "import sys, sim; sim.run(sys.argv[1], runs=5, workers=1);"
        "print([one for one in sys.modules if one in ('numba', 'sim.compiled.talks', 'sim.process.talks.machine')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", play, str(SCENARIOS / "kosovo/five_actors.yaml")],
        capture_output=True, text=True, check=True, env={"PATH": ""},
    )  # fmt: skip
    assert told.stdout.strip() == "[]", told.stderr
