"""The ordinary engine on decisions of the European Union: talks, a draft, a vote, and what holds without a decision.

python benchmarks/eu_decisions/process.py deu3.csv
python benchmarks/eu_decisions/process.py deu3.csv --runs 8 --take 20

What is asked, and how it is judged, was stated before the first run: see README.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import decisions
import numpy as np
from decisions import VOTES, Issue, Row

from sim.rules.arrays import Floats
from sim.runs.run import run
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import scenario_from

OTHERS = ("com", "ep")
QUALIFIED = 255 / 345
"""Of the votes under the Treaty of Nice."""
ADOPTED = 0.9
"""How likely everybody holds it to be beforehand that a draft is adopted; coded here."""

PROCESSES = ("talks, then a vote", "a draft and a vote")


def scenario_of(issue: Issue, process: str) -> Scenario:
    """Make the scenario of one issue with a known reference point, everything else left at what is usual."""
    says = [name for name, place in zip(VOTES, issue.position, strict=True) if np.isfinite(place)]
    at = {name: place for place, name in enumerate(VOTES)}
    talks = process == PROCESSES[0]
    actors: dict[str, object] = {
        name: {"kind": "party", "position": {"issue": issue.position[at[name]] / 100},
               "salience": {"issue": float(issue.salience[at[name]])}, "weight": float(VOTES[name])}
        for name in says if issue.salience[at[name]] > 0
    }  # fmt: skip
    members = [name for name in actors if name not in OTHERS]
    actors["drafter"] = {"kind": "envoy", "position": {"issue": 0.5}, "salience": {"issue": 1.0}}
    return scenario_from({
        "format": 1, "title": f"Proposal {issue.proposal}",
        "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2032, 1, 5)},
        "issues": {"issue": {"zero": "0", "one": "100"}}, "actors": actors,
        "texts": {"reference": {"issue": issue.reference / 100}}, "status_quo": "reference",
        "process": list(_stages([name for name in actors if name != "drafter"], members, talks)),
        "outcomes": [*([{"name": "agreed", "label": "Agreed", "when": {"ending": "agreed"}}] if talks else []),
                     {"name": "adopted", "label": "Adopted", "when": {"ending": "adopted"}},
                     {"name": "blocked", "label": "Blocked", "otherwise": True}],
    })  # fmt: skip


def _stages(all_of: list[str], members: list[str], talks: bool) -> Iterator[dict[str, object]]:
    if talks:
        yield {"talks": {"name": "talks", "parties": all_of, "weeks": 40, "round_every_weeks": 4,
                         "on_success": "end", "on_failure": "draft"}}  # fmt: skip
    onward = {"to": "vote", "in_force": "nothing"}
    yield {"proposal": {"name": "draft", "proposer": "drafter", "parties": all_of, "method": "compromise",
                        "saliences": "as_written", "on_success": onward, "on_failure": onward}}  # fmt: skip
    yield {"vote": {"name": "vote", "seats": {name: {"votes": VOTES[name]} for name in members},
                    "thresholds": [{"share": QUALIFIED}],
                    "expected": {"adopted": ADOPTED}, "on_success": "end", "on_failure": "end"}}  # fmt: skip


def foreseen(issue: Issue, process: str, runs: int) -> tuple[float, dict[str, float]]:
    """Return the mean of what is in force at the end, in points of 100, and how often each outcome came."""
    ensemble = run(scenario_of(issue, process), runs, seed=decisions.SEED)
    shares = {name: part.share for name, part in ensemble.outcomes().items()}
    return 100 * float(ensemble.column("in_force.issue").mean()), shares


def played(issues: list[Issue], process: str, runs: int) -> tuple[Floats, dict[str, float]]:
    """Play every issue; return what is foreseen, ``(issues,)``, and the mean shares of the outcomes."""
    told: list[float] = []
    ends: list[dict[str, float]] = []
    for place, issue in enumerate(issues, 1):
        text, shares = foreseen(issue, process, runs)
        told.append(text)
        ends.append(shares)
        if place % 20 == 0:
            print(f"{process}: {place} of {len(issues)}", file=sys.stderr)
    return np.array(told), {name: float(np.mean([one[name] for one in ends])) for name in ends[0]}


def judged(issues: list[Issue], runs: int, draws: int) -> tuple[list[Row], dict[str, dict[str, float]]]:
    """Judge both processes and, on the same issues, the means and the models that need no process."""
    proposals = decisions.by_proposal(issues)
    issues = [issue for together in proposals for issue in together]
    outcome = np.array([issue.outcome for issue in issues])
    times, mean = decisions.drawn(proposals, draws), decisions.foretold("compromise", proposals, "equal")
    told = {f"{model}, weighted": decisions.foretold(model, proposals, "weighted")
            for model in ("compromise", "median")}  # fmt: skip
    told |= {"compromise, equal": mean, **decisions.plain(proposals)}
    ends = {}
    for process in PROCESSES:
        told[process], ends[process] = played(issues, process, runs)
    return [decisions.judged(name, one, mean, outcome, times) for name, one in told.items()], ends


def main(words: list[str] | None = None) -> int:
    """Judge a table from the command line."""
    parser = argparse.ArgumentParser(description="Hold the engine against decisions of the European Union.")
    parser.add_argument("table", type=Path)
    parser.add_argument("--runs", type=decisions.at_least_one, default=16)
    parser.add_argument("--draws", type=decisions.at_least_one, default=2_000)
    parser.add_argument("--take", type=decisions.at_least_one, help="only so many issues, the first of the table")
    parser.add_argument("--half", choices=("first", "second"), help="only these proposals, see README.md")
    asked = parser.parse_args(words)
    try:
        issues = [issue for issue in decisions.read(asked.table, asked.half) if np.isfinite(issue.reference)]
    except decisions.TableFault as fault:
        print(fault, file=sys.stderr)
        return 1
    if not issues:
        print(f"{asked.table}: no issue has a reference point from 0 to 100", file=sys.stderr)
        return 1
    rows, ends = judged(issues[: asked.take], asked.runs, asked.draws)
    print(f"{len(issues[: asked.take])} issues with a known reference point, {asked.runs} runs each")
    print(decisions.table(rows))
    for process, shares in ends.items():
        print(f"{process}: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
