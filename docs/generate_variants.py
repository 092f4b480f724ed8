"""Bring docs/variants.md up to date: play every variant of the Kosovo baseline and lay it beside the baseline.

    python docs/generate_variants.py                       plays 10,000 runs of each and rewrites the page
    python docs/generate_variants.py --runs 2048 --check   says which expectation fails, exit code 1 if any does

A variant says in its head what it asks, what the sources thought, and what it expects:

    # Expected: council_settlement or council_compromise rises, coordinated_declaration falls.

An expectation holds if the 95 per cent interval of the paired difference lies on the stated side of zero.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.compare import Difference
    from sim.runs.ensemble import Ensemble

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "variants.md"
KOSOVO = DOCS.parent / "scenarios" / "kosovo"
BASELINE = KOSOVO / "baseline.yaml"
PARTS = re.compile(r"(<!--generated-->\n).*(<!--/generated-->)", re.DOTALL)
EXPECTED = re.compile(r"(\w+(?: or \w+)*) (rises|falls)")


class Expectation(NamedTuple):
    """Which outcomes, taken together, come about more often or less."""

    outcomes: tuple[str, ...]
    rises: bool

    def __str__(self) -> str:
        """Return it as the head of the file does."""
        return f"{' or '.join(self.outcomes)} {'rises' if self.rises else 'falls'}"

    def holds(self, moved: Difference) -> bool:
        """Whether the whole interval lies on the stated side of zero."""
        return moved.low > 0 if self.rises else moved.high < 0


class Head(NamedTuple):
    """What the head of a variant's file says."""

    asks: str
    sources: str
    expected: tuple[Expectation, ...]


class Found(NamedTuple):
    """What the runs say of one expectation."""

    variant: str
    expectation: Expectation
    before: float
    after: float
    moved: Difference

    @property
    def holds(self) -> bool:
        """Whether the expectation holds."""
        return self.expectation.holds(self.moved)


def variants() -> dict[str, Path]:
    """Return every file that extends the baseline, by name, in the order of the alphabet."""
    extends = re.compile(r"^extends: baseline\.yaml$", re.MULTILINE)
    files = sorted(KOSOVO.glob("*.yaml"))
    return {path.stem: path for path in files if extends.search(path.read_text(encoding="utf-8"))}


def head_of(path: Path) -> Head:
    """Read the head of a variant's file."""
    comments = re.match(r"(?:#.*\n)*", path.read_text(encoding="utf-8"))
    text = " ".join(line.removeprefix("#").strip() for line in comments[0].splitlines()) if comments else ""
    found = re.fullmatch(r"Asks: (.+?) The sources: (.+?) Expected: (.+)", text)
    if found is None:
        raise SystemExit(f"{path.name}: the head lacks one of `Asks:`, `The sources:`, `Expected:`")
    expected = tuple(
        Expectation(tuple(names.split(" or ")), way == "rises") for names, way in EXPECTED.findall(found[3])
    )
    return Head(found[1], found[2], expected)


def played(path: Path, runs: int, workers: int) -> Ensemble:
    """Play a file; equal runs of all files draw the same chance."""
    from sim.runs.run import run

    return run(path, runs, seed=0, workers=workers)


def weighed(before: Ensemble, after: Ensemble, name: str, expected: tuple[Expectation, ...]) -> Iterator[Found]:
    """Hold each expectation of a variant against its paired runs."""
    import numpy as np

    from sim.questions.compare import Comparison, paired_difference

    pair = Comparison(before, after)  # refuses ensembles whose runs are not the same
    for expectation in expected:
        unknown = set(expectation.outcomes) - set(pair.names)
        if unknown:
            raise SystemExit(f"{name}.yaml: expects something of {', '.join(sorted(unknown))}, which is no outcome")
        first, second = (np.isin(one.column("outcome").astype(str), expectation.outcomes) for one in (before, after))
        yield Found(name, expectation, first.mean(), second.mean(), paired_difference(first, second))


def all_found(runs: int, workers: int = 1) -> list[Found]:
    """Play the baseline and every variant, and hold every expectation against the runs."""
    before, found = played(BASELINE, runs, workers), []
    for name, path in variants().items():
        found += weighed(before, played(path, runs, workers), name, head_of(path).expected)
        print(f"{name}: played", file=sys.stderr)
    return found


def written(found: list[Found], runs: int) -> str:
    """Write the generated part of the page."""
    rows = [
        "| Variant | Expected | Baseline | Variant | Difference | 95 % interval | |",
        "|---|---|---:|---:|---:|---|---|",
    ]
    for one in found:
        cells = (f"{100 * one.before:.1f} %", f"{100 * one.after:.1f} %", f"{100 * one.moved.difference:+.1f}",
                 f"{100 * one.moved.low:+.1f} to {100 * one.moved.high:+.1f}")  # fmt: skip
        verdict = "holds" if one.holds else "does not hold"
        rows.append(f"| {one.variant} | {one.expectation} | {' | '.join(cells)} | {verdict} |")
    told = [f"{runs:,} paired runs of each, seed 0; shares and differences in per cent of runs.", ""]
    for name, path in variants().items():
        head = head_of(path)
        told += [f"**{name}** asks: {head.asks}", f"The sources: {head.sources}", ""]
    return "\n".join([*rows, "", *told])


def main() -> int:
    """Rewrite the page, or check what the variants expect."""
    parser = argparse.ArgumentParser(description="Play every variant of the Kosovo baseline.")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="leave the page as it is")
    asked = parser.parse_args()
    found = all_found(asked.runs, asked.workers)
    failing = [one for one in found if not one.holds]
    for one in failing:
        print(f"{one.variant}: {one.expectation} does not hold: {one.moved.low:+.4f} to {one.moved.high:+.4f}")
    if not asked.check:
        part = written(found, asked.runs)
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(PARTS.sub(lambda hit: f"{hit[1]}{part}{hit[2]}", page), encoding="utf-8", newline="\n")
    return int(bool(failing))


if __name__ == "__main__":
    sys.exit(main())
