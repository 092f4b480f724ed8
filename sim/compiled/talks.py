"""The twin of a round of talks between two whose yes is needed from both, each of whom makes an offer in turn.

It stands in for `Offers.exchange` (sim/process/talks/offers.py) and the rules that this asks: R1 with proportional
losses, R4 and R5. A few hundred runs are gathered at a time, so that all that is reckoned of them stays near the
processor. Numbers are added and compared in the order of the rules, so that no bit differs. Texts and red lines lie
between 0 and 1: then a line at an end costs as little as none.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from sim.compiled.choice import machine_code
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.utility import RED_LINE_TOLERANCE

__all__ = ["NO_LINE", "NUMBERS", "Side", "exchange"]

TOGETHER = 256
"""How many runs are gathered at a time: fewer wait longer for memory, more leave the nearest cache."""

NUMBERS = ("asked", "reservation", "stake", "cost_of_retreat", "elsewhere", "noise", "line_price")
"""What else is known of a side in each run, in this order."""
ASKED, RESERVATION, STAKE, COST_OF_RETREAT, ELSEWHERE, NOISE, LINE_PRICE = range(7)

NO_LINE = -1
"""Stands for an issue on which a side has drawn no red line."""
MOST_STEPS, EXACT, LEAST = 60, 1e-13, 5e-324
"""As in the search of `sim.rules.bargaining.give_way`; a test holds them to it."""


class Side(NamedTuple):
    """One of the two at the table."""

    position: Floats
    """Its ideal point, ``(issues, runs)``."""
    salience: Floats
    """Its saliences, 0 on issues that are not on the table, ``(issues, runs)``."""
    whole_salience: Floats
    """Its saliences, on all issues."""
    line_of: Counts
    """Which of its red lines each issue has, -1 for none, ``(issues,)``."""
    lower: Floats
    upper: Floats
    """Its red lines, ``(lines, runs)``."""
    numbers: Floats
    """See `NUMBERS`, ``(7, runs)``."""


@machine_code
def exchange(
    theirs: Literal[0, 1, 2], runs: Counts, on_table: Flags, in_public: bool, sides: tuple[Side, Side], holds: Flags,
    last: Floats, last_gain: Floats, last_gap: Floats,
) -> Flags:  # fmt: skip
    """Let both make their next offers and answer, and return who says yes to whose, ``(offers, sides, runs)``.

    `theirs` says how dear issues count as to the other in what is given: as they are to it, as they are to the giver,
    all alike. `holds` says where a side holds out for its own next offer, ``(sides, runs)``. The last offers
    ``(sides, issues, all runs)``, what the others' moves brought ``(sides, all runs)`` and the gaps ``(issues, all
    runs)`` are changed in place.
    """
    open_issues = np.flatnonzero(on_table)
    whole = len(open_issues) == len(on_table)
    says_yes = np.ones((2, 2, len(runs)), dtype=np.bool_)
    for begin in range(0, len(runs), TOGETHER):
        some = runs[begin : begin + TOGETHER]
        end = begin + len(some)
        made = np.empty((2, len(open_issues), len(some)))
        for place in range(2):
            gather(last[place], open_issues, some, made[place])
        before = made.copy()
        parts = part_of(sides[0], open_issues, begin, end), part_of(sides[1], open_issues, begin, end)
        for place in range(2):
            other = 1 - place
            dear = dearness(theirs, parts[place], parts[other], 1 / len(on_table))
            make_offer(made[place], made[other], parts[place], dear)
        for place in range(2):
            side, other = parts[place], 1 - place
            answer(
                made[place], made[other], side, parts[other].numbers[RESERVATION], in_public, whole,
                holds[place, begin:end], says_yes[other, place, begin:end],
            )  # fmt: skip
            if whole:
                now = value(made[other], side.position, side.salience)
                was = value(before[other], side.position, side.salience)
            else:
                now, was = in_all(last[other], made[other], open_issues, some, sides[place], begin)
            for run in range(len(some)):
                last_gain[place, some[run]] = now[run] - was[run]
        publish(made, open_issues, some, last, last_gap)
    return says_yes


@machine_code
def gather(numbers: Floats, rows: Counts, runs: Counts, out: Floats) -> None:
    """Take some rows of some runs."""
    for row in range(len(rows)):
        for run in range(len(runs)):
            out[row, run] = numbers[rows[row], runs[run]]


@machine_code
def rows_between(numbers: Floats, rows: Counts, begin: int, end: int) -> Floats:
    """Return some rows of the runs from one place to another."""
    out = np.empty((len(rows), end - begin))
    for row in range(len(rows)):
        for run in range(begin, end):
            out[row, run - begin] = numbers[rows[row], run]
    return out


@machine_code
def part_of(side: Side, issues: Counts, begin: int, end: int) -> Side:
    """Return what is known of a side on the open issues, in the runs from one place to another."""
    lines, numbers = np.arange(len(side.lower)), np.arange(len(side.numbers))
    line_of = np.empty(len(issues), dtype=np.int64)
    for row in range(len(issues)):
        line_of[row] = side.line_of[issues[row]]
    salience = rows_between(side.salience, issues, begin, end)
    return Side(
        rows_between(side.position, issues, begin, end), salience, salience, line_of,
        rows_between(side.lower, lines, begin, end), rows_between(side.upper, lines, begin, end),
        rows_between(side.numbers, numbers, begin, end),
    )  # fmt: skip


@machine_code
def dearness(theirs: int, giver: Side, other: Side, share: float) -> Floats:
    """Return how dear each issue counts as to the other side."""
    if theirs == 0:
        return other.salience
    return giver.salience if theirs == 1 else np.full_like(giver.salience, share)


@machine_code
def publish(made: Floats, issues: Counts, runs: Counts, last: Floats, last_gap: Floats) -> None:
    """Write down what was offered, and how far apart that is."""
    for row in range(len(issues)):
        for run in range(len(runs)):
            last[0, issues[row], runs[run]] = made[0, row, run]
            last[1, issues[row], runs[run]] = made[1, row, run]
        for run in range(len(runs)):
            one, two = made[0, row, run], made[1, row, run]
            last_gap[issues[row], runs[run]] = higher(one, two) - lower(one, two)


@machine_code
def higher(one: float, two: float) -> float:
    """Return the higher of two as numpy.maximum does."""
    return one if one >= two or np.isnan(one) else two


@machine_code
def lower(one: float, two: float) -> float:
    """Return the lower of two as numpy.minimum does."""
    return one if one <= two or np.isnan(one) else two


@machine_code
def value(text: Floats, position: Floats, salience: Floats) -> Floats:
    """Return what a text is worth (R1), ``(runs,)``."""
    lacks = np.zeros(text.shape[1])
    for issue in range(len(text)):
        for run in range(len(lacks)):
            lacks[run] += abs(text[issue, run] - position[issue, run]) * salience[issue, run]
    for run in range(len(lacks)):
        lacks[run] = 1.0 - lacks[run]
    return lacks


@machine_code
def line_cost(text: Floats, side: Side) -> Floats:
    """Return what the red lines cost that a text crosses (R1), ``(runs,)``."""
    cost = np.zeros(text.shape[1])
    for issue in range(len(text)):
        line = side.line_of[issue]
        if line != NO_LINE:
            for run in range(len(cost)):
                told = text[issue, run]
                past = higher(0.0, higher(side.lower[line, run] - told, told - side.upper[line, run]))
                cost[run] += side.salience[issue, run] * past
    for run in range(len(cost)):
        cost[run] *= side.numbers[LINE_PRICE, run]
    return cost


@machine_code
def in_all(
    before: Floats, made: Floats, open_issues: Counts, runs: Counts, side: Side, begin: int
) -> tuple[Floats, Floats]:
    """Return what the other's offer is worth on all issues, and what it was before its move, ``(runs,)`` each."""
    issues = np.arange(len(before))
    text = np.empty((len(issues), len(runs)))
    gather(before, issues, runs, text)
    position = rows_between(side.position, issues, begin, begin + len(runs))
    salience = rows_between(side.whole_salience, issues, begin, begin + len(runs))
    was = value(text, position, salience)
    for row in range(len(open_issues)):
        for run in range(len(runs)):
            text[open_issues[row], run] = made[row, run]
    return value(text, position, salience), was


@machine_code
def answer(
    own: Floats, offer: Floats, side: Side, others_reservation: Floats, in_public: bool, whole: bool, holds: Flags,
    says_yes: Flags,
) -> None:  # fmt: skip
    """Write down whether a side says yes to an offer (R5)."""
    worth, least = agreeing_to(offer, side, in_public, whole), agreeing_to(own, side, in_public, whole)
    apart = np.zeros(len(worth), dtype=np.bool_)
    for issue in range(len(own)):
        for run in range(len(worth)):
            apart[run] |= not abs(own[issue, run] - offer[issue, run]) <= RED_LINE_TOLERANCE
    for run in range(len(worth)):
        reservation = side.numbers[RESERVATION, run]
        bound = higher(reservation, least[run] if holds[run] else -np.inf)
        takes = worth[run] + side.numbers[NOISE, run] >= bound
        stands_by = (not apart[run]) & (worth[run] >= reservation)
        says_yes[run] = (takes | stands_by) & (others_reservation[run] < np.inf)


@machine_code
def agreeing_to(text: Floats, side: Side, in_public: bool, whole: bool) -> Floats:
    """Return what agreeing to a text is worth, all prices paid (R1, R6), ``(runs,)``."""
    worth, lines = value(text, side.position, side.salience), line_cost(text, side)
    for run in range(len(worth)):
        retreat = 0.0
        if in_public:
            given_up = higher(side.numbers[STAKE, run] - worth[run], 0.0)
            retreat = side.numbers[COST_OF_RETREAT, run] * given_up
        worth[run] = worth[run] - lines[run] - retreat
        if whole:
            worth[run] += side.numbers[ELSEWHERE, run]
    return worth


@machine_code
def make_offer(offer: Floats, wish: Floats, side: Side, theirs: Floats) -> None:
    """Move a side's standing offer toward what the other wishes as far as what is asked allows (R4)."""
    worth, lines, allowed = value(offer, side.position, side.salience), line_cost(offer, side), price_of(offer, side)
    start, way, is_open = ways(offer, wish, side)
    left, right = price_of(start, side), price_of(wish, side)
    for run in range(len(allowed)):
        allowed[run] += higher(worth[run] - lines[run] - side.numbers[ASKED, run], 0.0)
        left[run] -= allowed[run]
        right[run] -= allowed[run]
    arrives = right <= 0
    progress = spent(start, way, is_open, side, theirs, allowed, left, right)
    for issue in range(len(offer)):
        for run in range(len(progress)):
            given = progress[run] * theirs[issue, run]
            share = given / higher((1.0 - progress[run]) * side.salience[issue, run] + given, LEAST)
            told = start[issue, run] + share * way[issue, run]
            offer[issue, run] = wish[issue, run] if arrives[run] | (share >= 1.0) else told


@machine_code
def ways(standing: Floats, wish: Floats, side: Side) -> tuple[Floats, Floats, Flags]:
    """Return the text to which moving costs a side nothing, the way from there, and where some run has any."""
    start, way = np.empty_like(standing), np.empty_like(standing)
    is_open = np.zeros(len(standing), dtype=np.bool_)
    for issue in range(len(standing)):
        goes = False
        for run in range(standing.shape[1]):
            own, other = standing[issue, run], wish[issue, run]
            nearest = lower(higher(side.position[issue, run], lower(own, other)), higher(own, other))
            begins = nearest if side.salience[issue, run] > 0 else other
            start[issue, run] = begins
            way[issue, run] = other - begins
            goes |= begins != other
        is_open[issue] = goes
    return start, way, is_open


@machine_code
def lose(text: Floats, where: Flags, side: Side, lost: Floats) -> None:
    """Reckon what a text costs a side on some issues, red lines included."""
    position, salience, price = side.position, side.salience, side.numbers[LINE_PRICE]
    for issue in range(len(text)):
        if not where[issue]:
            continue
        for run in range(text.shape[1]):
            lost[issue, run] = abs(text[issue, run] - position[issue, run])
        line = side.line_of[issue]
        if line != NO_LINE:
            for run in range(text.shape[1]):
                told = text[issue, run]
                past = higher(0.0, higher(side.lower[line, run] - told, told - side.upper[line, run]))
                lost[issue, run] += price[run] * past
        for run in range(text.shape[1]):
            lost[issue, run] *= salience[issue, run]


@machine_code
def added(parts: Floats) -> Floats:
    """Return the sum over issues, part by part, ``(runs,)``."""
    total = np.zeros(parts.shape[1])
    for part in range(len(parts)):
        for run in range(len(total)):
            total[run] += parts[part, run]
    return total


@machine_code
def price_of(text: Floats, side: Side) -> Floats:
    """Return what a text costs a side, ``(runs,)``."""
    lost = np.empty_like(text)
    lose(text, np.ones(len(text), dtype=np.bool_), side, lost)
    return added(lost)


@machine_code
def go(progress: Floats, start: Floats, way: Floats, where: Flags, side: Side, theirs: Floats, text: Floats) -> None:
    """Write down the text on some issues where a concession has come so far in all."""
    salience = side.salience
    for issue in range(len(text)):
        if where[issue]:
            for run in range(len(progress)):
                given = progress[run] * theirs[issue, run]
                share = given / higher((1.0 - progress[run]) * salience[issue, run] + given, LEAST)
                text[issue, run] = share * way[issue, run] + start[issue, run]


@machine_code
def spent(
    start: Floats, way: Floats, is_open: Flags, side: Side, theirs: Floats, allowed: Floats, left: Floats,
    right: Floats,
) -> Floats:  # fmt: skip
    """Return how far each run goes, ``(runs,)``, by regula falsi; an end that stays a second time counts half.

    What is left to either end is changed in place.
    """
    progress, going = np.zeros(len(left)), np.zeros(len(left), dtype=np.bool_)
    for run in range(len(left)):
        progress[run] = 1.0 if right[run] <= 0 else 0.0
        going[run] = (not right[run] <= 0) & (left[run] < -EXACT)
    middle, low, high = np.empty(len(left)), np.zeros(len(left)), np.ones(len(left))
    was_dear, text, lost, step = np.zeros(len(left), dtype=np.bool_), start.copy(), np.empty_like(start), 0
    lose(text, np.ones(len(text), dtype=np.bool_), side, lost)
    while step < MOST_STEPS and going.any():
        for run in range(len(middle)):
            middle[run] = high[run] - right[run] * (high[run] - low[run]) / (right[run] - left[run])
        go(middle, start, way, is_open, side, theirs, text)
        lose(text, is_open, side, lost)
        over = added(lost)
        for run in range(len(over)):
            beyond = over[run] - allowed[run]
            dear = beyond > 0
            halved = 0.5 if (step > 0) & (dear == was_dear[run]) else 1.0
            progress[run] = middle[run] if going[run] else progress[run]
            left[run] = left[run] * halved if dear else beyond
            low[run] = low[run] if dear else middle[run]
            right[run] = beyond if dear else right[run] * halved
            high[run] = middle[run] if dear else high[run]
            was_dear[run] = dear
            going[run] &= (abs(beyond) > EXACT) & (high[run] - low[run] > EXACT)
        step += 1
    return progress
