"""Bring the table of recovered numbers in docs/how_to/ask_why.md up to date: what a history tells of the numbers.

    python docs/generate_recovery.py             plays 8,192 runs, takes 256 others for truths, rewrites the page
    python docs/generate_recovery.py --check     says whether the page is up to date; exit code 1 if not

Each truth is a run whose drawn numbers are known. Of the runs that end as it did, those nearest to it in what is
observed are kept (conditioning by nearest neighbours: Biau, Cérou & Guyader 2015), and held against its numbers.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.rules.arrays import Floats

PAGE = Path(__file__).resolve().parent / "how_to" / "ask_why.md"
SCENARIO = Path(__file__).resolve().parent.parent / "scenarios" / "kosovo" / "five_actors.yaml"
PART = re.compile(r"(<!--generated recovery-->\n).*?(<!--/generated-->)", re.DOTALL)
OBSERVED = ("ended_week", "vienna.closed.status", "council.drafts", "text.status", "proposal.acceptances")
"""What is observed of a history beside its outcome."""

RUNS, TRUTHS, NEAREST, SHOWN = 8_192, 256, 100, 8
INTERVAL = 0.90


class Recovered(NamedTuple):
    """How well one number is told from a history."""

    path: str
    known: float
    """How much less it varies once the history is known: 0 nothing is told, 1 all."""
    correlation: float
    """Of what it was with the mean of the runs that are kept."""
    covered: float
    """How often the middle nine tenths of these hold it."""


def recovered(
    numbers: Mapping[str, Floats], seen: Floats, ended: Floats, true: Mapping[str, Floats], true_seen: Floats,
    true_ended: Floats, nearest: int = NEAREST,
) -> list[Recovered]:  # fmt: skip
    """Tell how well numbers are told from what is seen, what is told best first.

    `numbers` and `true` are by path, ``(runs,)``; `seen` is ``(measures, runs)``, `ended` how each run ended.
    """
    scale = seen.std(axis=1, keepdims=True)
    scale[scale == 0] = 1
    kept: dict[str, list[Floats]] = {path: [] for path in numbers}
    rows = []
    for place in range(true_seen.shape[1]):
        alike = np.flatnonzero(ended == true_ended[place])
        if len(alike) < 2 * nearest:
            continue
        far = np.sum(((seen[:, alike] - true_seen[:, place, None]) / scale) ** 2, axis=0)
        chosen = alike[np.argsort(far, kind="stable")[:nearest]]
        rows.append(place)
        for path, column in numbers.items():
            kept[path].append(column[chosen])
    found = []
    for path, column in numbers.items():
        drawn, truth = np.stack(kept[path]), true[path][rows]
        low, high = np.quantile(drawn, ((1 - INTERVAL) / 2, (1 + INTERVAL) / 2), axis=1)
        found.append(
            Recovered(
                path,
                1 - float(drawn.var(axis=1).mean() / column.var()),
                float(np.corrcoef(truth, drawn.mean(axis=1))[0, 1]),
                float(np.mean((low <= truth) & (truth <= high))),
            )
        )
    return sorted(found, key=lambda one: -one.known)


def table() -> str:
    """Play, and write the table as the page has it."""
    import sim
    from sim.questions.measures import INPUT, drawn_columns, known_values
    from sim.views.labels import path_words

    prior, others = (sim.run(SCENARIO, runs, seed=seed) for runs, seed in ((RUNS, 0), (TRUTHS, 1)))
    names = drawn_columns(prior.rows)
    told = []
    for one in (prior, others):
        numbers = {name.removeprefix(INPUT): np.asarray(one.column(name), dtype=float) for name in names}
        seen = np.stack([np.nan_to_num(known_values(one.column(name)), nan=-1.0) for name in OBSERVED])
        told += [numbers, seen, one.column("outcome")]
    found = recovered(*told)
    silent = sum(one.known < 0.02 for one in found)
    lines = [
        "| Number | Varies less by | Correlation with the truth | 90 % interval holds it |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {path_words(prior.scenario, one.path)} | {100 * one.known:.0f} % | {one.correlation:.2f} | "
        f"{100 * one.covered:.0f} % |" for one in found[:SHOWN]
    ]  # fmt: skip
    held = 100 * float(np.mean([one.covered for one in found]))
    measures = ", ".join(f"`{name}`" for name in OBSERVED)
    lines += [
        "",
        f"{TRUTHS} histories of the five-actor file, each held against the {NEAREST} of {RUNS:,} runs that end as it",
        f"did and are nearest to it in {measures}.",
        f"Of the {len(found)} numbers {silent} vary less by under 2 per cent: no history tells them. Over all",
        f"numbers the interval holds the truth in {held:.0f} of 100.",
    ]
    return "\n".join(lines) + "\n"


def main(words: list[str] | None = None) -> int:
    """Rewrite the page, or say whether it is out of date."""
    parser = argparse.ArgumentParser(description="Tell which drawn numbers can be told from a history.")
    parser.add_argument("--check", action="store_true", help="say whether the page is up to date")
    asked = parser.parse_args(words)
    before = PAGE.read_text(encoding="utf-8")
    made = table()
    after = PART.sub(lambda part: part[1] + made + part[2], before)
    if asked.check:
        if after != before:
            print(f"{PAGE.name}: the table of recovered numbers is out of date: python docs/generate_recovery.py")
        return int(after != before)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
