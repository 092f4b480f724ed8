"""Bring docs/what_moves_what.md up to date: set every number of the baseline low and high, and see what differs.

python docs/generate_what_moves.py [--runs N] [--workers N]   plays 2,048 runs of each and rewrites the page
python docs/generate_what_moves.py --check                    compares names only: exit code 1 if the page lacks a
                                                              number that is drawn, or has one that is not
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.questions.sensitivity.moved import Moved
    from sim.scenario.format.scenario import Scenario

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "what_moves_what.md"
BASELINE = DOCS.parent / "scenarios" / "kosovo" / "baseline.yaml"
AFTERWARDS, DEAD = "## Numbers that act afterwards", "## Dead numbers"
"""Headings of two parts of the page, which others read as well."""

LEVER_RUNS = 128
"""Runs in which each dead number is tried under each lever of the file."""

PARTS = re.compile(r"(<!--generated-->\n).*(<!--/generated-->)", re.DOTALL)
NAMED = re.compile(r"^(?:\||-) `([a-z0-9_.]+)`(?: \||:)", re.MULTILINE)


def acting_under(
    scenario: Scenario, dead: Sequence[str], runs: int = LEVER_RUNS, workers: int = 1
) -> dict[str, list[str]]:
    """Say of each number that is dead as coded under which levers of the file it moves an outcome or a date."""
    from sim.questions.sensitivity.by_design import drawn_paths
    from sim.questions.sensitivity.each import each_number

    found: dict[str, list[str]] = {path: [] for path in dead}
    for label, changed in _under_levers(scenario):
        drawn = set(drawn_paths(changed))
        paths = [path for path in dead if path in drawn]
        for one in each_number(changed, runs, paths=paths, workers=workers, why=False):
            if one.decides:
                found[one.path].append(label)
    return found


def _under_levers(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    """Yield the scenario under each lever, a number at either end of its way."""
    from sim.scenario.reader import varied

    alone = scenario.model_copy(update={"record": None})  # a lever may take away what the record asks about
    for name, lever in scenario.levers.items():
        ends: dict[str, dict[str, object]] = {name: lever.set} if lever.set else {}
        if lever.path is not None:
            ends = {f"{name} at {to:g}": {lever.path: to} for to in (lever.low, lever.high)}
        for label, settings in ends.items():
            yield label, varied(alone, [f"{path}={json.dumps(to)}" for path, to in settings.items()]).scenario


def written(
    found: Sequence[Moved], notes: dict[str, str], runs: int, scenario: Scenario, under: dict[str, list[str]]
) -> str:
    """Write the generated part of the page."""
    parts = (
        _head(found, runs, scenario.hash),
        _kinds(found),
        _deciding(found),
        _afterwards(found),
        _dead(found, notes, scenario, under),
    )
    return "\n\n".join("\n".join(line.rstrip() for line in lines) for lines in parts) + "\n"


def _head(found: Sequence[Moved], runs: int, scenario_hash: str) -> list[str]:
    from sim.questions.sensitivity.moved import share_dead
    from sim.questions.sensitivity.pairs import HIGH, LOW

    dead, after = [one for one in found if one.dead], [one for one in found if one.afterwards]
    idle, judged = sum(not one.columns for one in dead), sum(bool(one.facts) for one in dead)
    return [
        f"{len(found)} numbers, each at its quantiles {LOW:g} and {HIGH:g} in the same {runs:,} runs, seed 0, "
        f"scenario {scenario_hash}.",
        f"{len(found) - len(dead) - len(after)} move an outcome or a date, {len(after)} act afterwards, and "
        f"**{len(dead)} ({100 * share_dead(found):.0f} per cent) are dead: they move none of these in any run**. "
        f"{judged} of the dead move what a fact of the record is held against, {idle} nothing at all that results "
        "keep.",
    ]


def _kinds(found: Sequence[Moved]) -> list[str]:
    from sim.questions.sensitivity.moved import groups_of

    return [
        "The most that a number of each kind moves:",
        "",
        "| Kind | All | After | Dead | Outcome | Weeks | Recognitions | Ground | Payoff |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(f"| {one.name} | {one.numbers} | {one.afterwards} | {one.dead} | {_share(one.outcome)} | {one.date:.1f} | "
          f"{_share(one.recognitions)} | {_share(one.ground)} | {one.payoff:.3f} |"
          for one in groups_of(found, "kind")),
    ]  # fmt: skip


def _deciding(found: Sequence[Moved]) -> list[str]:
    return [
        "## Numbers that move an outcome or a date",
        "",
        "| Number | Outcome | Weeks | Recognitions | by | Ground | Payoff | of |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
        *(f"| `{one.path}` | {_share(one.outcome)} | {one.date:.1f} | {_follows(one)} | {one.payoff:.3f} | "
          f"{one.actor} |"
          for one in found if one.decides),
    ]  # fmt: skip


def _afterwards(found: Sequence[Moved]) -> list[str]:
    return [
        AFTERWARDS,
        "",
        "| Number | Recognitions | by | Ground | Facts |",
        "|---|---:|---:|---:|---|",
        *(f"| `{one.path}` | {_follows(one)} | {', '.join(one.facts)} |" for one in found if one.afterwards),
    ]


def _dead(
    found: Sequence[Moved], notes: dict[str, str], scenario: Scenario, under: dict[str, list[str]]
) -> list[str]:
    return [
        DEAD,
        "",
        "In brackets: whose payoff it moves most, by how much, and the facts of the record ([their list](odd.md)) "
        "that measure something which it moves. Acts under: the questions of the file under which it moves an "
        f"outcome or a date in some of {LEVER_RUNS} runs. What a question sets itself is not drawn there.",
        "",
        *(f"- {name}: {lever.ask}" for name, lever in scenario.levers.items()),
        "",
        "Each with its reason, and the file's note:",
        "",
        *(_told(one, notes.get(one.path, ""), under[one.path]) for one in found if one.dead),
    ]


def _told(one: Moved, note: str, under: Sequence[str]) -> str:
    """Tell of one dead number in a line: why it is dead, what it moves, under what it acts, the file's note."""
    moved = [f"{one.actor} {one.payoff:.3f}"] if one.actor else []
    moved += [", ".join(one.facts)] if one.facts else []
    ends = [f" ({'; '.join(moved)})." if moved else "."]
    ends += [f" Acts under {', '.join(under)}."] if under else []
    ends += [f" Note: {note}."] if note else []
    return f"- `{one.path}`: {one.reason}{''.join(ends)}"


def _share(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _follows(one: Moved) -> str:
    by = "" if one.recognitions_by is None else f"{one.recognitions_by:.1f}"
    return f"{_share(one.recognitions)} | {by} | {_share(one.ground)}"


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
    under = acting_under(scenario, [one.path for one in found if one.dead], workers=asked.workers)
    part = written(found, notes_of(scenario), asked.runs, scenario, under)
    PAGE.write_text(PARTS.sub(lambda marks: marks[1] + part + marks[2], page), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
