"""Recognition in machine code: a week of it, with the bits of the functions of arrays in `sim.process.recognition`.

Numbers of a run lie side by side here, ``(runs, profiles)``. Runs are looked at a tile at a time, in steps that are
short: so the processor fetches for many runs at once what lies far away in memory. Exponentials are left to NumPy.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled.choice import machine_code
from sim.rules.arrays import Counts, Floats, PerRun

__all__ = ["FOR_GOOD", "NOT", "Community", "Counted", "Course", "log_paces", "resume", "week"]

Small = npt.NDArray[np.int16]
Whole = npt.NDArray[np.int32]
Runs = npt.NDArray[np.uint32]

TILE = 256
"""Runs looked at together: what is noted of so many fits into the nearest cache."""

NOT, FOR_GOOD = -1, 2**15 - 1
"""Since when a state recognises that does not, and how long one holds to it whom no calendar sees withdraw."""


class Community(NamedTuple):
    """What belongs to what: a profile to each row of the ranking, blocs to each profile, and how large they are."""

    profile: Counts
    blocs_of: Counts
    belonging: Floats
    sizes: Counts


class Counted(NamedTuple):
    """Where counts go: the place of each week, or -1, which blocs are counted, and the columns."""

    places: Counts
    bloc_places: Counts
    blocs: Counts
    standing: Whole
    withdrawn: Whole
    of_blocs: Whole


class Course(NamedTuple):
    """How far each run is, changed in place; withdrawals have no rows where nobody ever withdraws."""

    clock: PerRun
    changed_at: PerRun
    clock_needed: PerRun
    slow: PerRun
    weeks_at: PerRun
    gap: PerRun
    bandwagon: PerRun
    soonest: PerRun
    total: Whole
    withdrawn: Whole
    accumulated: Floats
    pace: Floats
    waiting: Floats
    own_log_pace: Floats
    next_row: Counts
    standing: Counts
    members: Counts
    thresholds: Floats
    since: Small
    holding: Small


class Tile(NamedTuple):
    """What is noted of the runs of a tile that change: which, their weeks, what they gathered, and who crosses."""

    run: Runs
    elapsed: Counts
    gathered: Floats
    profile: Runs
    place: Runs
    row: Counts
    after: Floats
    holds: Small


@machine_code
def week(
    course: Course, community: Community, counted: Counted, runs: Counts, elapsed: Counts, tick: PerRun,
    rounding: float, changed: Counts, log_pace: Floats,
) -> int:  # fmt: skip
    """Count, move the clock on and let states withdraw and recognise.

    Returns how many runs have changed, writes which to `changed`, and their new log paces, ``(profiles, runs)``.
    """
    count(course, counted, runs, elapsed)
    places = np.empty(len(runs) + 1, np.uint32)
    many = candidates(course, runs, elapsed, tick, rounding, places)
    profiles = course.accumulated.shape[1]
    crossings = TILE * profiles + 1
    tile = Tile(
        np.empty(TILE + 1, np.uint32), np.empty(TILE + 1, np.int64), np.empty((TILE + 1, profiles)),
        np.empty(crossings, np.uint32), np.empty(crossings, np.uint32), np.empty(crossings, np.int64),
        np.empty(crossings), np.empty(crossings, np.int16),
    )  # fmt: skip
    known = 0
    for start in range(0, many, TILE):
        changing, crossing = gather(course, runs, elapsed, places[start : min(start + TILE, many)], tile)
        for j in range(changing):
            run = tile.run[j]
            changed[known + j] = run
            course.changed_at[run] = course.clock[run]
            course.weeks_at[run] = tile.elapsed[j] + 1.0
            for p in range(profiles):
                course.accumulated[run, p] = tile.gathered[j, p]
            if course.soonest[run] <= tile.elapsed[j]:
                withdraw(course, community, run, tile.elapsed[j])
        recognise(course, community, tile, crossing)
        known += changing
    log_paces(course, community, changed[:known], log_pace)
    return known


@machine_code
def count(course: Course, counted: Counted, runs: Counts, elapsed: Counts) -> None:
    """Write down who recognises where a count is due."""
    last, last_of_blocs = len(counted.places) - 1, len(counted.bloc_places) - 1
    for i in range(len(runs)):
        place = counted.places[min(elapsed[i], last)]
        if place >= 0:
            counted.standing[place, runs[i]] = course.total[runs[i]]
            if len(counted.withdrawn):
                counted.withdrawn[place, runs[i]] = course.withdrawn[runs[i]]
        place = counted.bloc_places[min(elapsed[i], last_of_blocs)]
        if place >= 0:
            for row in range(len(counted.blocs)):
                counted.of_blocs[row, place, runs[i]] = course.members[runs[i], counted.blocs[row]]


@machine_code
def candidates(course: Course, runs: Counts, elapsed: Counts, tick: PerRun, rounding: float, places: Runs) -> int:
    """Move the clock on, and note the places of the runs that may change; return how many they are."""
    many = 0
    for i in range(len(runs)):
        run = np.uint32(runs[i])
        course.clock[run] += tick[i]
        on_clock = (course.clock[run] - course.changed_at[run]) / course.clock_needed[run]
        in_weeks = course.slow[run] * (elapsed[i] + 1.0 - course.weeks_at[run]) / course.gap[run]
        places[many] = i  # written over by the next one where this one does not change
        many += (course.soonest[run] <= elapsed[i]) | (on_clock + in_weeks > 1.0 - rounding)
    return many


@machine_code
def gather(course: Course, runs: Counts, elapsed: Counts, places: Runs, tile: Tile) -> tuple[int, int]:
    """Gather hazard; return how many runs change, and how many of their profiles cross a threshold."""
    changing, crossing = 0, 0
    for place in places:
        run = np.uint32(runs[place])
        on_clock = course.clock[run] - course.changed_at[run]
        slowly = course.slow[run] * (elapsed[place] + 1.0 - course.weeks_at[run])
        before = crossing
        for p in range(course.accumulated.shape[1]):
            gathered = course.accumulated[run, p] + course.pace[run, p] * on_clock + slowly
            tile.gathered[changing, p] = gathered
            tile.profile[crossing], tile.place[crossing] = p, changing
            crossing += course.waiting[run, p] <= gathered
        tile.run[changing], tile.elapsed[changing] = run, elapsed[place]
        changing += (course.soonest[run] <= elapsed[place]) | (crossing > before)
    return changing, crossing


@machine_code
def withdraw(course: Course, community: Community, run: int, elapsed: int) -> None:
    """Let every state of a run withdraw that holds to its recognition no longer."""
    course.soonest[run] = np.inf
    for row in range(course.since.shape[1]):
        if course.since[run, row] != NOT:
            until = week_until(course.since[run, row], course.holding[run, row])
            if until <= elapsed:
                course.since[run, row] = NOT
                course.withdrawn[run] += 1
                profile = community.profile[row]
                course.standing[run, profile] -= 1
                course.total[run] -= 1
                for k in range(len(community.blocs_of)):
                    course.members[run, community.blocs_of[k, profile]] -= 1
            else:
                course.soonest[run] = smaller(course.soonest[run], until)


@machine_code
def recognise(course: Course, community: Community, tile: Tile, crossing: int) -> None:
    """Let every state recognise whose hour has come."""
    withdrawals = course.since.shape[1] > 0
    for c in range(crossing):  # only fetches, each by itself
        run, p = tile.run[tile.place[c]], tile.profile[c]
        tile.row[c] = course.next_row[run, p]
        tile.after[c] = course.thresholds[run, tile.row[c] + 1]
        if withdrawals:
            tile.holds[c] = course.holding[run, tile.row[c]]
    for c in range(crossing):
        run, p, elapsed = tile.run[tile.place[c]], tile.profile[c], tile.elapsed[tile.place[c]]
        row, after = tile.row[c] + 1, tile.after[c]
        if withdrawals:
            course.since[run, row - 1] = elapsed
            course.soonest[run] = smaller(course.soonest[run], week_until(elapsed, tile.holds[c]))
        while after <= tile.gathered[tile.place[c], p]:
            if withdrawals:
                course.since[run, row] = elapsed
                course.soonest[run] = smaller(course.soonest[run], week_until(elapsed, course.holding[run, row]))
            row += 1
            after = course.thresholds[run, row]
        course.next_row[run, p], course.waiting[run, p] = row, after
        more = row - tile.row[c]
        course.standing[run, p] += more
        course.total[run] += more
        for k in range(len(community.blocs_of)):
            course.members[run, community.blocs_of[k, p]] += more


@machine_code
def log_paces(course: Course, community: Community, changed: Counts, log_pace: Floats) -> None:
    """Write the log pace of each profile of the runs that have changed, ``(profiles, runs)``."""
    nobody = len(community.sizes)
    shares, together = np.zeros((nobody + 1, TILE)), np.empty(TILE)
    for start in range(0, len(changed), TILE):
        runs = changed[start : start + TILE].astype(np.uint32)
        for bloc in range(nobody):
            for j in range(len(runs)):
                shares[bloc, j] = course.members[runs[j], bloc]
            for j in range(len(runs)):
                shares[bloc, j] /= community.sizes[bloc]
        for p in range(len(community.belonging)):
            first = community.blocs_of[0, p]
            for j in range(len(runs)):
                together[j] = shares[first, j]
            for k in range(1, len(community.blocs_of)):
                other = community.blocs_of[k, p]
                for j in range(len(runs)):
                    together[j] += shares[other, j]
            for j in range(len(runs)):
                share = together[j] / community.belonging[p]
                log_pace[p, start + j] = course.own_log_pace[runs[j], p] + share * course.bandwagon[runs[j]]


@machine_code
def resume(course: Course, changed: Counts, pace: Floats, least: float) -> None:
    """Take new paces, ``(profiles, runs)``, and find the shortest ways on the clock and in weeks."""
    on_clock, way = np.empty(TILE), np.empty(TILE)
    for start in range(0, len(changed), TILE):
        runs = changed[start : start + TILE].astype(np.uint32)
        on_clock[:], way[:] = np.inf, np.inf
        for p in range(len(pace)):
            for j in range(len(runs)):
                course.pace[runs[j], p] = pace[p, start + j]
                left = course.waiting[runs[j], p] - course.accumulated[runs[j], p]
                way[j] = smaller(way[j], left)
                on_clock[j] = smaller(on_clock[j], larger(left, 0.0) / pace[p, start + j])
        for j in range(len(runs)):
            course.clock_needed[runs[j]], course.gap[runs[j]] = larger(on_clock[j], least), larger(way[j], least)


@machine_code
def week_until(since: int, holding: int) -> float:
    """Return the week until when a state holds to its recognition."""
    return np.inf if holding == FOR_GOOD else float(since + holding)


@machine_code
def smaller(one: float, other: float) -> float:
    """Return the smaller number, and what is no number if either is none, as NumPy does."""
    return one if one <= other or one != one else other  # noqa: PLR0124


@machine_code
def larger(one: float, other: float) -> float:
    """Return the larger number, and what is no number if either is none, as NumPy does."""
    return one if one >= other or one != one else other  # noqa: PLR0124
