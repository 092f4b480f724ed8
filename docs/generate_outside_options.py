"""Bring the tables of docs/why.md up to date: play the Kosovo files with what the two sides expect changed.

    python docs/generate_outside_options.py             plays 4,096 runs a row, rewrites the page and draws its figure
    python docs/generate_outside_options.py --check     says whether the page is up to date; exit code 1 if not

A belief is held at a chance whatever is said, by giving it the weight of a thousand observations.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pictured

if TYPE_CHECKING:
    from pandas import DataFrame

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "why.md"
FIGURE = pictured.IMAGES / "beliefs.png"
KOSOVO = DOCS.parent / "scenarios" / "kosovo"
FILES = {"baseline.yaml": "baseline", "five_actors.yaml": "five actors"}
PART = re.compile(r"(<!--generated outside options-->\n).*?(<!--/generated-->)", re.DOTALL)
AGREED = ("agreed_settlement", "agreed_partition")
SETTLED = (*AGREED, "council_settlement")
BLOCK = "actors.belgrade.beliefs.council.blocked"
WISH = "actors.belgrade.position"
ALL_THEIR_ROOM = tuple(f"actors.{name}.tactic.flexibility=1" for name in ("belgrade", "pristina"))
NO_PRICE_AT_HOME = ("actors.belgrade.line_price=0", "actors.belgrade.audience.cost=0")
BACKING = "actors.pristina.beliefs.declaration.coordinated"


class Row(NamedTuple):
    """One line of a table: what was set, and what came of it in one of the files."""

    says: str
    settings: tuple[str, ...]


def held(path: str, chance: float) -> tuple[str, ...]:
    """Set a belief that nothing moves."""
    return f"{path}.chance={chance:g}", f"{path}.weight=1000"


CHANCES = [round(0.1 * step, 1) for step in range(11)]
BELIEFS = {
    "Belgrade holds a block to be likely by": BLOCK,
    "Pristina holds backing to be likely by": BACKING,
}
ROWS = [
    *(Row(f"{says} {chance:g}", held(path, chance)) for says, path in BELIEFS.items() for chance in CHANCES),
    Row("nothing changed", ()),
    Row("Russia has no veto", ("actors.russia.veto=false",)),
    Row("Belgrade wishes for independence", (f"{WISH}.status=1",)),
    Row("and for the end of Resolution 1244", (f"{WISH}.status=1", f"{WISH}.legal_basis=1")),
    Row(
        "Belgrade wishes for independence, and giving way costs it nothing at home",
        (f"{WISH}.status=1", *NO_PRICE_AT_HOME),
    ),
    Row(
        "Belgrade wishes for independence, and both would give all that they can bear",
        (f"{WISH}.status=1", *ALL_THEIR_ROOM),
    ),
    Row("both would give all that they can bear, and nothing else changed", ALL_THEIR_ROOM),
]


class Came(NamedTuple):
    """What came of one row."""

    agreed: float
    settled: float
    closed: float
    signed: float
    week: float

    def cells(self) -> list[str]:
        """Write it as the table has it."""
        shares = [f"{100 * share:.1f} %" for share in (self.agreed, self.settled)]
        return [*shares, f"{self.closed:.3f}", f"{self.signed:.2f}", f"{self.week:.0f}"]


def came_of(table: DataFrame) -> Came:
    """Reckon agreements, settlements, the gap closed in Vienna, signatures under the envoy's text, the last week."""
    outcome, tabled = table["outcome"], table["proposal.tabled_week"] >= 0
    return Came(
        outcome.isin(AGREED).mean(),
        outcome.isin(SETTLED).mean(),
        table["vienna.closed.status"].mean(),
        table["proposal.acceptances"][tabled].mean(),
        table["ended_week"].mean(),
    )


def played(file: str, runs: int, workers: int) -> dict[str, Came]:
    """Play every row with a file; equal runs of all rows draw the same chance."""
    from sim.runs.run import run
    from sim.scenario.reader import read_scenario

    found = {}
    for row in ROWS:
        scenario = read_scenario(KOSOVO / file, row.settings)
        found[row.says] = came_of(run(scenario, runs, seed=0, workers=workers).table)
        print(f"{file}: {row.says}: played", file=sys.stderr)
    return found


def written(found: dict[str, dict[str, Came]], runs: int) -> str:
    """Write the tables of both files."""
    told = []
    for name, rows in found.items():
        told += [
            f"In the {name} file:\n" if name == "baseline" else f"With the {name}:\n",
            "| | Agreed | Agreed, or settled in the Council "
            "| Gap on status closed in Vienna | Signatures | Last week |",
            "|---|---:|---:|---:|---:|---:|",
            *(f"| {says} | {' | '.join(came.cells())} |" for says, came in rows.items()),
            "",
        ]
    told += [
        f"{runs:,} paired runs a row, seed 0. Signatures: mean number of parties that accept the envoy's text,",
        "where it comes to one. Last week: mean week in which the process is over.",
    ]
    return "\n".join(told)


def draw(found: dict[str, dict[str, Came]]) -> None:
    """Draw what each belief moves: agreements, and how far Belgrade and Pristina come together in Vienna."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots(2, len(BELIEFS), sharex="col", sharey="row")
    for column, says in enumerate(BELIEFS):
        for name, rows in found.items():
            row = [rows[f"{says} {chance:g}"] for chance in CHANCES]
            axes[0, column].plot(CHANCES, [100 * came.agreed for came in row], marker="o", label=name)
            axes[1, column].plot(CHANCES, [came.closed for came in row], marker="o", label=name)
        axes[1, column].set_xlabel(f"{says} …")
    axes[0, 0].set_ylabel("agreed, per cent of runs")
    axes[1, 0].set_ylabel("share of the gap on status\nclosed in Vienna")
    axes[0, 1].legend(title="file")
    for one in axes.flat:
        one.set_ylim(bottom=0)
    figure.savefig(FIGURE, dpi=120, metadata={"Software": None})
    pictured.keep(FIGURE, *(f"scenarios/kosovo/{file}" for file in FILES))


def main() -> int:
    """Rewrite the page, or say whether it is out of date."""
    parser = argparse.ArgumentParser(description="Play the Kosovo files with what the two sides expect changed.")
    parser.add_argument("--runs", type=int, default=4_096)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="leave the page as it is")
    asked = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    found = {name: played(file, asked.runs, asked.workers) for file, name in FILES.items()}
    part = written(found, asked.runs)
    now = PART.sub(lambda hit: f"{hit[1]}{part}\n{hit[2]}", page)
    if not asked.check:
        PAGE.write_text(now, encoding="utf-8", newline="\n")
        draw(found)
        return 0
    if now != page:
        print("docs/why.md is out of date; python docs/generate_outside_options.py writes its tables")
    return int(now != page)


if __name__ == "__main__":
    sys.exit(main())
