"""How the cost grows: one size is doubled at a time, all others stay. ``python benchmarks/growth.py``.

CPU seconds of playing a made-up case of talks, a Council, a declaration and recognition, the least of some rounds,
since whatever else the machine does only adds. The slope is that of logarithms: 1 where twice as much costs twice as
much. What is above 1.1 at the last doubling is named, with the reason.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import os
import time
from collections.abc import Mapping
from typing import Any

from measuring import Row, printed

from sim.model import StatusTalks
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import scenario_from

__all__ = ["DOUBLED", "case", "cost", "slopes"]

USUAL = {"runs": 2, "actors": 6, "issues": 4, "weeks": 52, "states": 24, "options": 2, "stages": 2, "parties": 2}
"""Sizes from which one is doubled; runs are blocks of 1,024."""

DOUBLED = {
    "runs": (1, 2, 4, 8, 16), "actors": (6, 12, 24, 48), "issues": (2, 4, 8, 16, 32), "weeks": (52, 104, 208, 416),
    "states": (24, 48, 96, 192), "options": (2, 4, 8, 16), "stages": (2, 4, 8, 16), "parties": (2, 4, 8, 16),
}  # fmt: skip

REASONS = {
    "parties": "each answers the offer of each other one, and makes its own from theirs: the square of parties",
    "stages": "who looks ahead from a stage looks at all that follow it",
}  # fmt: skip
"""Why a slope is above 1.1, where that is known."""

ABOVE = 1.1
DAY = dt.date(2030, 1, 7)


def case(**sizes: int) -> Scenario:
    """Return a made-up case of these sizes; what is not named is as usual."""
    size = {**USUAL, **sizes}
    issues = [f"issue{place}" for place in range(size["issues"])]
    parties = [f"party{place}" for place in range(size["parties"])]
    seats = [f"state{place}" for place in range(max(2, size["actors"] - 2))]
    actors = {name: _party(issues, place % 2 == 0) for place, name in enumerate(parties)}
    actors |= {name: _state(issues, place) for place, name in enumerate(seats)}
    options = size["options"]
    texts = {f"option{place}": dict.fromkeys(issues, (place + 1) / (options + 2)) for place in range(options)}
    texts |= {"as_it_is": dict.fromkeys(issues, 0.1), "plan": dict.fromkeys(issues, 0.7)}
    return scenario_from({
        "format": 1, "title": "A made-up case", "status_quo": "as_it_is", "texts": texts, "actors": actors,
        "calendar": {"start": DAY, "end": DAY + dt.timedelta(weeks=size["weeks"] + 60)},
        "issues": {name: {"zero": "none", "one": "all"} for name in issues},
        "process": _process(size, parties, seats), "outcomes": [
            {"name": "agreed", "when": {"ending": "agreed"}}, {"name": "other", "otherwise": True}],
    })  # fmt: skip


def _process(size: Mapping[str, int], parties: list[str], seats: list[str]) -> list[dict[str, Any]]:
    """Talks one after the other that share the weeks, then the Council, a declaration, and recognition."""
    rounds = [f"talks{place}" for place in range(size["stages"])]
    talks = [
        {"talks": {"name": name, "parties": parties, "weeks": max(2, size["weeks"] // size["stages"]),
                   "options": [], "on_success": "end", "on_failure": following}}
        for name, following in zip(rounds, [*rounds[1:], "board"], strict=True)
    ]  # fmt: skip
    every = max(1, talks[0]["talks"]["weeks"] // (size["options"] + 1))
    talks[0]["talks"]["options"] = [
        {"text": f"option{place}", "after_weeks": every * (place + 1)} for place in range(size["options"])
    ]
    board = {"name": "board", "sponsors": seats[:1], "seats": dict.fromkeys(seats, 1),
             "majority": len(seats) // 2 + 1, "first_draft": "plan", "draft_every_weeks": 2, "most_drafts": 4,
             "step": 0.05, "on_success": "end", "on_failure": "day"}  # fmt: skip
    day = {"name": "day", "declarer": parties[0], "text": "plan", "sponsors": {seats[0]: {"reluctance": 0.0}},
           "notice_weeks": 2, "weeks": 8, "alone_chance": 0.9, "on_success": "wave", "on_alone": "wave"}  # fmt: skip
    states = {f"member{place}": {"blocs": [f"bloc{place % 6}"]} for place in range(size["states"])}
    wave = {"name": "wave", "states": states, "coefficients": {"constant": -3.0}, "bandwagon": 1.5}
    return [*talks, {"council": board}, {"declaration": day}, {"recognition": wave}]


def _spread(middle: float) -> dict[str, float]:
    return {"low": max(0.0, middle - 0.1), "mode": middle, "high": min(1.0, middle + 0.1)}


def _party(issues: list[str], wants: bool) -> dict[str, Any]:
    ends = {name: _spread(0.85 if wants else 0.15) for name in issues}
    matters = {name: 0.4 + 0.6 * ((place + wants) % 2) for place, name in enumerate(issues)}
    return {"kind": "party", "position": ends, "salience": matters, "fallback": {"value": 0.55},
            "red_lines": {issues[0]: {"min" if wants else "max": 0.5 if wants else 0.4, "hard": True}}}  # fmt: skip


def _state(issues: list[str], place: int) -> dict[str, Any]:
    stands = 0.8 if place % 3 == 0 else 0.3
    return {"kind": "state", "position": {name: _spread(stands) for name in issues}, "veto": place == 1,
            "salience": dict.fromkeys(issues, 1.0), "blocking_cost": _spread(0.1)}  # fmt: skip


def cost(scenario: Scenario, blocks: int, rounds: int) -> float:
    """Return the CPU seconds of playing so many blocks beside each other, the least of some rounds."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        StatusTalks(scenario, beside=tuple(range(1, blocks))).run()
        taken.append(time.process_time() - began)
    return min(taken)


def slopes(sizes: tuple[int, ...], seconds: list[float]) -> list[float]:
    """Return the slope of the logarithms at each step.

    >>> [round(slope, 6) for slope in slopes((1, 2, 4), [1.0, 2.0, 8.0])]
    [1.0, 2.0]
    """
    steps = zip(sizes, sizes[1:], seconds, seconds[1:], strict=False)
    return [math.log(after / before) / math.log(larger / size) for size, larger, before, after in steps]


def many_parties(rounds: int) -> list[Row]:
    """Measure twenty parties and ten issues, of whom fifteen are enough: 1,000 runs within two seconds."""
    seconds = cost(case(parties=20, issues=10, stages=1, options=1), 1, rounds)
    return [Row("20 parties, 10 issues, 1,024 runs", f"{seconds:.2f} s", "<= 2")]


def main() -> None:
    """Double each size, one at a time, and print what that costs."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("sizes", nargs="*", default=list(DOUBLED), help=f"of {', '.join(DOUBLED)}; left out, all")
    given.add_argument("--rounds", type=int, default=3)
    asked = given.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"CPU seconds, the least of {asked.rounds}; load {load:.1f}, {time.strftime('%Y-%m-%d')}")
    cost(case(), 1, 1)  # what is made once
    steep = {}
    for name in asked.sizes:
        sizes = DOUBLED[name]
        seconds = []
        for size in sizes:
            scenario = case(**({} if name == "runs" else {name: size}))
            seconds.append(cost(scenario, size if name == "runs" else USUAL["runs"], asked.rounds))
        found = slopes(sizes, seconds)
        points = " ".join(f"{size}: {spent:.2f}" for size, spent in zip(sizes, seconds, strict=True))
        printed(name, [Row(points, f"{' '.join(f'{slope:.2f}' for slope in found)}")])
        if found[-1] > ABOVE:
            steep[name] = found[-1]
    printed("Many parties", many_parties(asked.rounds))
    for name, slope in steep.items():
        said = REASONS.get(name, "the reason is not known")
        print(f"above {ABOVE}: {name}, {slope:.2f} at the last doubling: {said}")
    if not steep:
        print(f"no last doubling is above {ABOVE}")


if __name__ == "__main__":
    main()
