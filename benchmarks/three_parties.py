"""Three parties, three linear issues, tactics that hang on time alone: here, and in NegMAS's alternating offers.

python benchmarks/three_parties.py                       # installs NegMAS into an environment that it removes
python benchmarks/three_parties.py --python ENV/bin/python --cases 200

What came of it stands in docs/theory.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.rules.arrays import Floats
from sim.rules.utility import normalised_salience, utility
from sim.runs.run import run
from sim.scenario.reader import read_scenario

HERE = Path(__file__).resolve().parent
PARTIES, ISSUES = ("ash", "birch", "cedar"), ("first", "second", "third")
TRADES = ("contract_curve", "least_salient_first", "proportional", "similarity")
"""How what is given is spread over the issues (R4)."""

STEPS, ROUNDS, RESERVED = 10, 50, 0.3
"""Steps of NegMAS's grid on an issue; rounds and fallback as in three_parties.yaml."""


class Played(NamedTuple):
    """What was played here."""

    position: Floats
    salience: Floats
    """``(parties, issues, runs)``; saliences sum to 1."""
    agreed: Floats
    """What was agreed on, ``(issues, runs)``; NaN where nothing was."""


class Compared(NamedTuple):
    """How two ways of negotiating agree."""

    both: float
    """Share of cases in which both end in an agreement, or neither does."""
    equal: float
    """Of those with two agreements, the share that differ by no more than a step of the grid on every issue."""
    apart: float
    """Of those, the mean distance on an issue, 0 to 1."""
    utility: float
    """And the mean difference in what a party gets."""


def here(cases: int, trade: str, seed: int = 0) -> Played:
    """Play the cases here: one run each, with wishes and saliences of its own, which hang on the seed alone."""
    ensemble = run(read_scenario(HERE / "three_parties.yaml", [f"trade={trade}"]), cases, seed=seed)
    drawn = {
        what: np.stack(
            [[ensemble.column(f"in.actors.{party}.{what}.{issue}") for issue in ISSUES] for party in PARTIES]
        )
        for what in ("position", "salience")
    }
    agreed = np.stack([ensemble.column(f"in_force.{issue}") for issue in ISSUES])
    agreed = np.where(ensemble.column("outcome") == "agreed", agreed, np.nan)
    return Played(drawn["position"], np.stack([normalised_salience(one) for one in drawn["salience"]]), agreed)


def there(played: Played, python: str) -> dict[str, Floats]:
    """Negotiate the same cases in NegMAS, by tactic, ``(issues, runs)`` each."""
    cases = [
        {"position": played.position[:, :, case].tolist(), "salience": played.salience[:, :, case].tolist(),
         "steps": STEPS, "rounds": ROUNDS, "reserved": RESERVED}
        for case in range(played.agreed.shape[1])
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="sim-bench-") as folder:
        path = Path(folder) / "cases.json"
        path.write_text(json.dumps(cases), encoding="utf-8")
        script = str(HERE / "peers" / "negmas_three.py")
        told = subprocess.run([python, script, str(path)], capture_output=True, text=True, check=True)
    found = json.loads(told.stdout.splitlines()[-1])
    return {
        tactic: np.array([[np.nan] * len(ISSUES) if one is None else one for one in agreed], dtype=float).T
        for tactic, agreed in found.items()
    }


def compared(played: Played, other: Floats) -> Compared:
    """Hold agreements against each other."""
    agreed_here, agreed_there = (np.isfinite(one).all(axis=0) for one in (played.agreed, other))
    both = agreed_here & agreed_there
    apart = np.abs(played.agreed - other)[:, both]
    gets = [
        np.abs(utility(played.agreed, *wants) - utility(other, *wants))[both]
        for wants in zip(played.position, played.salience, strict=True)
    ]
    return Compared(
        float((agreed_here == agreed_there).mean()),
        float((apart <= 1 / STEPS + 1e-9).all(axis=0).mean()),
        float(apart.mean()),
        float(np.mean(gets)),
    )


def table(played: dict[str, Played], others: dict[str, Floats]) -> str:
    """Write the comparison as a table."""
    heads = ("Here, giving", "In NegMAS", "Both agree or neither", "Equal to a step", "Distance", "In utility")
    lines = [f"| {' | '.join(heads)} |", "|---|---|---:|---:|---:|---:|"]
    for trade, own in played.items():
        for tactic, other in others.items():
            one = compared(own, other)
            numbers = f"{one.both:.0%} | {one.equal:.0%} | {one.apart:.3f} | {one.utility:.3f}"
            lines.append(f"| {trade} | {tactic} | {numbers} |")
    return "\n".join(lines)


def main(words: list[str] | None = None) -> int:
    """Compare from the command line."""
    parser = argparse.ArgumentParser(description="Hold talks of three against NegMAS's alternating offers.")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--python", help="of an environment with NegMAS; left out, one is made and removed")
    asked = parser.parse_args(words)
    played = {trade: here(asked.cases, trade) for trade in TRADES}
    first = played[TRADES[0]]
    if asked.python:
        print(table(played, there(first, asked.python)))
        return 0
    with tempfile.TemporaryDirectory(prefix="sim-bench-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        got = subprocess.run([f"{folder}/bin/pip", "install", "-q", "negmas"], capture_output=True, check=False)
        if got.returncode:
            print("skipped: NegMAS cannot be installed here", file=sys.stderr)
            return 0
        print(table(played, there(first, f"{folder}/bin/python")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
