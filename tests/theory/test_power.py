from __future__ import annotations

import csv
import itertools
from fractions import Fraction
from math import factorial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.voting.pivots import carried, pivots
from sim.theory.voting.power import Power, power
from sim.theory.voting.rule import AllOf, AnyOf, Quota, Rule, majority, members_of, passes, with_vetoes

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"

COUNCILS = {
    "UNSC_15_post1965": (Quota((7,) * 5 + (1,) * 10, 39), with_vetoes(majority(15, 9), range(5))),
    "UNSC_11_pre1965": (Quota((5,) * 5 + (1,) * 6, 27), with_vetoes(majority(11, 7), range(5))),
}


def council_row(found: Power, member: str, index: str) -> Fraction | int:
    place = {"permanent": 0, "elected": -1, "-": 0}[member]
    return {
        "shapley_shubik": found.shapley_shubik[place],
        "banzhaf_normalised": found.banzhaf[place],
        "penrose_banzhaf_absolute": found.penrose[place],
        "raw_swings": found.swings[place],
        "winning_coalitions": found.winning,
        "coleman_power_to_act": found.coleman_act,
    }[index]


def test_every_council_figure_of_record_is_exact_as_one_and_as_two_conditions() -> None:
    path = BENCHMARKS / "unsc_power_indices.csv"
    if not path.exists():
        pytest.skip("the shared benchmarks are not beside this checkout")
    indices = {body: [power(rule) for rule in rules] for body, rules in COUNCILS.items()}
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    for row in rows:
        for found in indices[row["body"]]:
            assert council_row(found, row["member"], row["index"]) == Fraction(row["fraction"])


def test_the_council_by_its_published_fractions() -> None:
    # Lucas, W. (1983). Measuring power in weighted voting systems.
    found = power(with_vetoes(majority(15, 9), range(5)))
    assert found.shapley_shubik[0] == Fraction(421, 2145)
    assert found.shapley_shubik[14] == Fraction(4, 2145)
    assert found.banzhaf[0] == Fraction(106, 635)
    assert found.winning == 848
    assert found.coleman_prevent[0] == 1  # a veto prevents everything
    assert found.coleman_initiate[0] == Fraction(848, 2**15 - 848)


# Germany, UK, France, Italy, Spain, Poland, Romania, Netherlands, Greece, Czechia, Belgium, Hungary,
# Portugal, Sweden, Bulgaria, Austria, Slovakia, Denmark, Finland, Ireland, Lithuania, Latvia, Slovenia,
# Estonia, Cyprus, Luxembourg, Malta: Treaty of Nice (2001) votes as applied from 2007.
NICE_VOTES = (29, 29, 29, 29, 27, 27, 14, 13, *(12,) * 5, *(10,) * 3, *(7,) * 5, *(4,) * 5, 3)
# thousandths of the EU-27 population around 2007, approximate: enough to size the problem and to rank members
POPULATION = (
    *(166, 122, 128, 120, 90, 77, 43, 33, 22, 21, 21, 20, 21, 18, 15, 17, 11, 11, 11),
    *(9, 7, 5, 4, 3, 2, 1, 1),
)
NICE = AllOf((Quota(NICE_VOTES, 255), majority(27, 14), Quota(POPULATION, 620)))


def test_the_nice_rule_of_27_members_and_three_conditions() -> None:
    assert sum(NICE_VOTES) == 345
    assert len(NICE_VOTES) == len(POPULATION) == 27
    found = power(NICE)
    assert sum(found.shapley_shubik) == 1
    # Felsenthal & Machover (2001): the members' condition changes next to nothing, A ≈ 0.020;
    # big four lead with a Shapley–Shubik index near 0.087, Malta closes with 0.008
    assert float(found.coleman_act) == pytest.approx(0.0203, abs=0.0003)
    assert float(found.shapley_shubik[0]) == pytest.approx(0.087, abs=0.001)
    assert float(found.shapley_shubik[-1]) == pytest.approx(0.0082, abs=0.0005)


def test_the_lisbon_rule_joins_a_conjunction_and_a_disjunction() -> None:
    lisbon = AnyOf((AllOf((majority(27, 15), Quota(POPULATION, 650))), majority(27, 24)))
    found = power(lisbon)
    assert sum(found.banzhaf) == 1
    assert found.penrose[0] > found.penrose[4] > found.penrose[-1]
    assert float(found.coleman_act) == pytest.approx(0.129, abs=0.003)


def test_more_than_62_members_are_counted_without_overflow() -> None:
    found = power(majority(101))
    assert found.winning == 2**100
    assert set(found.shapley_shubik) == {Fraction(1, 101)}


def brute_force(rule: Rule) -> tuple[list[int], list[Fraction], int]:
    members = members_of(rule)
    coalitions = np.array(list(itertools.product((False, True), repeat=members))).T
    wins = passes(rule, coalitions)
    swings = [0] * members
    shapley = [Fraction(0)] * members
    for member in range(members):
        others = coalitions[:, ~coalitions[member]]
        joined = others.copy()
        joined[member] = True
        turns = passes(rule, joined) & ~passes(rule, others)
        swings[member] = int(turns.sum())
        for size in others[:, turns].sum(axis=0):
            weight = factorial(int(size)) * factorial(members - 1 - int(size))
            shapley[member] += Fraction(weight, factorial(members))
    return swings, shapley, int(wins.sum())


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    members = draw(st.integers(2, 6))

    def quota() -> Quota:
        weights = tuple(draw(st.lists(st.integers(0, 5), min_size=members, max_size=members)))
        weights = weights if sum(weights) else (1,) * members
        return Quota(weights, draw(st.integers(1, sum(weights))))

    kind = draw(st.sampled_from(["one", "all", "any", "nested"]))
    if kind == "one":
        return quota()
    if kind == "all":
        return AllOf((quota(), quota()))
    if kind == "any":
        return AnyOf((quota(), majority(members)))
    return AnyOf((AllOf((quota(), majority(members))), quota()))


@settings(max_examples=60)
@given(rules())
def test_counting_agrees_with_enumeration_and_indices_sum_to_one(rule: Rule) -> None:
    swings, shapley, winning = brute_force(rule)
    found = power(rule)
    assert list(found.swings) == swings
    assert list(found.shapley_shubik) == shapley
    assert found.winning == winning
    assert sum(found.shapley_shubik) == sum(found.banzhaf) == 1


def test_rules_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        Quota((1, 1), 3)
    with pytest.raises(ValueError, match="0 or more"):
        Quota((1, -1), 0)
    with pytest.raises(ValueError, match="at least one member"):
        Quota((), 0)
    with pytest.raises(ValueError, match="same number"):
        AllOf((majority(3), majority(4)))
    with pytest.raises(ValueError, match="same number"):
        AnyOf(())
    with pytest.raises(ValueError, match="veto places"):
        with_vetoes(majority(3), [3])
    with pytest.raises(ValueError, match="everything"):
        power(Quota((1, 1), 0))
    with pytest.raises(ValueError, match="members"):
        passes(majority(3), np.ones((2, 4)))


def test_an_abstaining_permanent_member_does_not_veto() -> None:
    votes = np.ones((15, 3), int)
    votes[0] = [1, 0, -1]
    assert carried(votes, majority(15, 9), range(5)).tolist() == [True, True, False]


def test_blocking_power_names_who_decided() -> None:
    votes = np.array([[1] * 9 + [0] * 6, [1] * 9 + [-1] + [0] * 5, [1] * 8 + [0] * 7]).T
    found = pivots(votes, majority(15, 9), [9])
    # run 0: nine, so every yes carries; run 1: the veto holder kills; run 2: every silent one blocks
    assert found.carries[:8] == pytest.approx([1 / 3] * 8)
    assert found.vetoes[9] == pytest.approx(1 / 3)
    assert found.vetoes[8] == 0
    assert found.blocks[10] == pytest.approx(1 / 3)
    assert found.could_block[9] == pytest.approx(1 / 3)
    assert found.pivotal[9] == pytest.approx(1)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_a_veto_never_makes_a_member_less_pivotal_when_it_says_no(seed: int, quota: int) -> None:
    votes = np.random.default_rng(seed).integers(-1, 2, (5, 40))
    plain = pivots(votes, majority(5, quota))
    armed = pivots(votes, majority(5, quota), [0])
    assert armed.vetoes[0] >= plain.vetoes[0] == 0
    assert (armed.pivotal <= 1).all()


def test_votes_that_are_no_votes_are_refused() -> None:
    with pytest.raises(ValueError, match="must be −1"):
        pivots([[2], [1]], majority(2))
    with pytest.raises(ValueError, match="shape"):
        pivots([[1], [1], [1]], majority(2))
