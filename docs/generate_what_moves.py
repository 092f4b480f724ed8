"""Bring docs/what_moves_what.md up to date: set every number of the baseline low and high, and see what differs.

python docs/generate_what_moves.py [--runs N] [--workers N]   plays 2,048 runs of each and rewrites the page
python docs/generate_what_moves.py --check                    compares names only: exit code 1 if the page lacks a
                                                              number that is drawn, or has one that is not
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sim.questions.sensitivity.each import Moved

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "what_moves_what.md"
BASELINE = DOCS.parent / "scenarios" / "kosovo" / "baseline.yaml"
PARTS = re.compile(r"(<!--generated-->\n).*(<!--/generated-->)", re.DOTALL)
NAMED = re.compile(r"^\| `([a-z0-9_.]+)` \|", re.MULTILINE)
AFTER = ("process.recognition.", "process.aftermath.")
"""Numbers of what follows once the dispute is decided: no outcome and no date can hang on them."""


def reason(one: Moved, notes: dict[str, str], stages: Collection[str]) -> str:
    """Say why a number is dead: what it moves instead, and beside it the file's own note."""
    note = notes.get(one.path, "").replace("|", "/")
    why = "acts only once the outcome stands" if one.path.startswith(AFTER) else one.does(stages)
    return f"{why} ({note})" if note else why


def written(
    found: Sequence[Moved], notes: dict[str, str], runs: int, scenario_hash: str, stages: Collection[str]
) -> str:
    """Write the generated part of the page."""
    from sim.questions.sensitivity.each import HIGH, LOW, groups_of, share_dead

    live, dead = [one for one in found if not one.dead], [one for one in found if one.dead]
    idle, judged = sum(not one.columns for one in dead), sum(bool(one.facts) for one in dead)
    follow = sum(one.path.startswith(AFTER) for one in dead)
    could = len(found) - sum(one.path.startswith(AFTER) for one in found)
    lines = [
        f"{len(found)} numbers, each at its quantiles {LOW:g} and {HIGH:g} in the same {runs:,} runs, seed 0, "
        f"scenario {scenario_hash}.",
        f"{len(live)} move an outcome or a date; **{len(dead)} ({100 * share_dead(found):.0f} per cent) move neither "
        f"in any run**. {follow} of these act only once the dispute is decided, on recognitions and on the ground; "
        f"of the {could} others {len(dead) - follow} ({100 * (len(dead) - follow) / could:.0f} per cent) move "
        f"neither. {judged} of the dead move what a fact of the record is held against, {idle} nothing at all that "
        "results keep.",
        "",
        "| Kind | Numbers | Dead | Outcome, most | Weeks, most | Payoff, most |",
        "|---|---:|---:|---:|---:|---:|",
        *(f"| {one.name} | {one.numbers} | {one.dead} | {100 * one.outcome:.1f} % | {one.date:.1f} | "
          f"{one.payoff:.3f} |"
          for one in groups_of(found, "kind")),
        "",
        "## Numbers that move an outcome or a date",
        "",
        "| Number | Outcome | Weeks | Payoff | of |",
        "|---|---:|---:|---:|---|",
        *(f"| `{one.path}` | {100 * one.outcome:.1f} % | {one.date:.1f} | {one.payoff:.3f} | {one.actor} |"
          for one in live),
        "",
        "## Numbers that move neither",
        "",
        "Facts: those of the record ([their list](odd.md)) that measure something which the number does move.",
        "",
        "| Number | Payoff | of | Facts | What it moves instead, and the file's note |",
        "|---|---:|---|---|---|",
        *(f"| `{one.path}` | {one.payoff:.3f} | {one.actor} | {', '.join(one.facts)} | {reason(one, notes, stages)} |"
          for one in dead),
    ]  # fmt: skip
    return "\n".join(line.rstrip() for line in lines) + "\n"


def names_apart(page: str) -> tuple[set[str], set[str]]:
    """Return the drawn numbers that the page lacks, and the names on the page that no drawn number bears."""
    from sim.questions.sensitivity.by_design import drawn_paths
    from sim.questions.sensitivity.each import RECORD
    from sim.scenario.reader import read_scenario

    drawn = {path for path in drawn_paths(read_scenario(BASELINE)) if not path.startswith(RECORD)}
    told = set(NAMED.findall(page))
    return drawn - told, told - drawn


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite the page, or hold its names against the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=2_048)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args(arguments)
    page = PAGE.read_text(encoding="utf-8")
    if asked.check:
        missing, odd = names_apart(page)
        for name in sorted(missing):
            print(f"{PAGE.name} lacks {name}: python docs/generate_what_moves.py writes the page")
        for name in sorted(odd):
            print(f"{PAGE.name} names {name}, which is not drawn: python docs/generate_what_moves.py writes the page")
        return int(bool(missing or odd))
    from sim.questions.sensitivity.each import each_number, notes_of
    from sim.scenario.reader import read_scenario

    scenario = read_scenario(BASELINE)
    found = each_number(scenario, asked.runs, workers=asked.workers,
                        on_numbers=lambda done, of: print(f"{done} of {of} numbers", file=sys.stderr))  # fmt: skip
    part = written(found, notes_of(scenario), asked.runs, scenario.hash, scenario.stages)
    PAGE.write_text(PARTS.sub(lambda marks: marks[1] + part + marks[2], page), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
