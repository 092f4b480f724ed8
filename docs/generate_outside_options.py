"""Bring the tables of docs/why.md up to date: play the Kosovo files with what the two sides expect changed.

    python docs/generate_outside_options.py             plays 2,048 runs a row and rewrites the page
    python docs/generate_outside_options.py --check     says whether the page is up to date; exit code 1 if not

A belief is held at a chance whatever is said, by giving it the weight of a thousand observations.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runs.ensemble import Ensemble

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "why.md"
KOSOVO = DOCS.parent / "scenarios" / "kosovo"
FILES = {"baseline.yaml": "baseline", "five_actors.yaml": "five actors"}
PART = re.compile(r"(<!--generated outside options-->\n).*?(<!--/generated-->)", re.DOTALL)
AGREED = ("agreed_settlement", "agreed_partition")
SETTLED = (*AGREED, "council_settlement")
BLOCK = "actors.belgrade.beliefs.council.blocked"
BACKING = "actors.pristina.beliefs.declaration.coordinated"


class Row(NamedTuple):
    """One line of a table: what was set, and what came of it in one of the files."""

    says: str
    settings: tuple[str, ...]


def held(path: str, chance: float) -> tuple[str, ...]:
    """Set a belief that nothing moves."""
    return f"{path}.chance={chance:g}", f"{path}.weight=1000"


ROWS = [
    *(Row(f"Belgrade holds a block to be likely by {chance:g}", held(BLOCK, chance)) for chance in
      (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)),
    *(Row(f"Pristina holds backing to be likely by {chance:g}", held(BACKING, chance)) for chance in
      (0.0, 0.3, 0.6, 1.0)),
    Row("nothing changed", ()),
    Row("Russia has no veto", ("actors.russia.veto=false",)),
]  # fmt: skip


def played(file: str, row: Row, runs: int, workers: int) -> Ensemble:
    """Play a file with a row's settings; equal runs of all rows draw the same chance."""
    from sim.runs.run import run
    from sim.scenario.reader import read_scenario

    return run(read_scenario(KOSOVO / file, row.settings), runs, seed=0, workers=workers)


def cells(ensemble: Ensemble) -> Iterator[str]:
    """Write what came of it: agreements, settlements, the gap closed in Vienna, signatures, the last week."""
    table = ensemble.table
    for outcomes in (AGREED, SETTLED):
        yield f"{100 * table['outcome'].isin(outcomes).mean():.1f} %"
    yield f"{table['vienna.closed.status'].mean():.3f}"
    came = table["proposal.tabled_week"] >= 0
    yield f"{table['proposal.acceptances'][came].mean():.2f}"
    yield f"{table['ended_week'].mean():.0f}"


def written(runs: int, workers: int) -> str:
    """Play every row of both files and write the tables."""
    told = []
    for file, name in FILES.items():
        told += [
            f"In the {name} file:\n" if name == "baseline" else f"With the {name}:\n",
            "| | Agreed | Agreed, or settled in the Council "
            "| Gap on status closed in Vienna | Signatures | Last week |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        for row in ROWS:
            told.append(f"| {row.says} | {' | '.join(cells(played(file, row, runs, workers)))} |")
            print(f"{file}: {row.says}: played", file=sys.stderr)
        told.append("")
    told.append(
        f"{runs:,} paired runs a row, seed 0. Signatures: mean number of parties that accept the envoy's text,"
    )
    told.append("where it comes to one. Last week: mean week in which the process is over.")
    return "\n".join(told)


def main() -> int:
    """Rewrite the page, or say whether it is out of date."""
    parser = argparse.ArgumentParser(description="Play the Kosovo files with what the two sides expect changed.")
    parser.add_argument("--runs", type=int, default=2_048)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="leave the page as it is")
    asked = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    part = written(asked.runs, asked.workers)
    now = PART.sub(lambda hit: f"{hit[1]}{part}\n{hit[2]}", page)
    if not asked.check:
        PAGE.write_text(now, encoding="utf-8", newline="\n")
        return 0
    if now != page:
        print("docs/why.md is out of date; python docs/generate_outside_options.py writes its tables")
    return int(now != page)


if __name__ == "__main__":
    sys.exit(main())
