"""Older models against decisions of the European Union: a table that the user has downloaded, see README.md.

python benchmarks/eu_decisions/decisions.py deu3.csv
python benchmarks/eu_decisions/decisions.py deu3.csv --draws 200 --models compromise,median
python benchmarks/eu_decisions/decisions.py deu3.csv --half second
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.rules.arrays import Floats
from sim.theory.older_models.forecast import MODELS

VOTES = {
    "de": 29, "fr": 29, "it": 29, "uk": 29, "es": 27, "pl": 27, "ro": 14, "nl": 13, "be": 12, "cz": 12, "el": 12,
    "hu": 12, "pt": 12, "at": 10, "bu": 10, "se": 10, "cr": 7, "dk": 7, "fi": 7, "ie": 7, "lt": 7, "sk": 7, "cy": 4,
    "ee": 4, "lu": 4, "lv": 4, "si": 4, "mt": 3, "com": 29, "ep": 29,
}  # fmt: skip
"""Votes in the Council under the Treaty of Nice (of Croatia, its treaty of accession); and README."""

NEAR = 10.0
"""Within so many points a forecast is a hit."""

SEED = 20211
"""Of the draws of proposals."""


FIRST_HALF = Path(__file__).with_name("first_half.txt")
"""The proposals that were judged first; all others are the second half."""


class Issue(NamedTuple):
    """One decision: what was wanted, what would have held, what came."""

    proposal: str
    position: Floats
    """Of each actor of `VOTES`, 0 to 100; NaN where it says nothing."""
    salience: Floats
    """Of each, 0 to 1; 0 where it says nothing."""
    reference: float
    """What would have held without a decision; NaN where unknown."""
    outcome: float


class Row(NamedTuple):
    """How well one way of foretelling does; errors in points of 100, with 95 per cent intervals."""

    forecast: str
    issues: int
    error: tuple[float, float, float]
    root_mean_square: tuple[float, float, float]
    hits: tuple[float, float, float]
    """Share within ten points."""
    more_than_mean: tuple[float, float, float]
    """Mean absolute error less that of the compromise mean, on the same issues."""


class TableFault(Exception):  # noqa: N818 - it says what the user has to know, and reads so
    """A table that cannot be used, with the reason in one line."""


def read(path: Path, half: str | None = None) -> list[Issue]:
    """Read the table, or a half of its proposals; raises TableFault where there is nothing to judge."""
    issues = _read(path)
    if half is None:
        return issues
    first = FIRST_HALF.read_text(encoding="utf-8").split()
    kept = [issue for issue in issues if (issue.proposal in first) == (half == "first")]
    if not kept:
        raise TableFault(f"{path}: no proposal is of the {half} half, see {FIRST_HALF.name}")
    return kept


def _read(path: Path) -> list[Issue]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TableFault(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise TableFault(f"{path}: is not UTF-8 ({error})") from error
    lines = text.splitlines()
    first = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter="\t" if "\t" in first else ";" if ";" in first else ",")
    rows = list(reader)
    needed = ["prnr", "rp", "out", *(f"{kind}{actor}" for kind in "ps" for actor in VOTES)]
    absent = [name for name in needed if not rows or name not in rows[0]]
    if absent:
        raise TableFault(f"{path}: no column {absent[0]}; allowed: a table with {', '.join(needed[:5])} and so on")
    twice = [name for name in needed if (reader.fieldnames or []).count(name) > 1]
    if twice:
        raise TableFault(f"{path}: more than one column is called {twice[0]}")
    _tell_unread(path, rows, needed[1:])
    found = [issue for row in rows if row["prnr"] and (issue := _issue(row)) is not None]
    if not found:
        raise TableFault(f"{path}: no issue has an outcome from 0 to 100 and two actors who say what they want")
    return found


def _tell_unread(path: Path, rows: list[dict[str, str]], columns: list[str]) -> None:
    """Say how many cells have something that is no number from 0 to 100, and count as nothing said."""
    unread = [
        f"{name} of {row['prnr']}: {row[name]}"
        for row in rows if row["prnr"]
        for name in columns if (row[name] or "").strip() and np.isnan(_number(row[name]))
    ]  # fmt: skip
    if unread:
        what = "1 cell is no number from 0 to 100 and counts" if len(unread) == 1 else (
            f"{len(unread)} cells are no numbers from 0 to 100 and count")  # fmt: skip
        print(f"{path}: {what} as nothing said, such as {unread[0]}", file=sys.stderr)


def _number(text: str | None) -> float:
    try:
        value = float(text or "nan")
    except ValueError:
        return np.nan
    return value if 0 <= value <= 100 else np.nan


def _issue(row: dict[str, str]) -> Issue | None:
    position = np.array([_number(row[f"p{actor}"]) for actor in VOTES])
    salience = np.array([_number(row[f"s{actor}"]) for actor in VOTES]) / 100
    says = np.isfinite(position) & np.isfinite(salience)
    outcome = _number(row["out"])
    if says.sum() < 2 or not np.isfinite(outcome) or not salience[says].any():
        return None
    unsaid = np.where(says, position, np.nan), np.where(says, salience, 0.0)
    return Issue(row["prnr"], *unsaid, _number(row["rp"]), outcome)


def by_proposal(issues: list[Issue]) -> list[list[Issue]]:
    """Return the issues of each proposal together, in the order of the table."""
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.proposal, []).append(issue)
    return list(found.values())


def foretold(model: str, proposals: list[list[Issue]], power: str) -> Floats:
    """Return what a model makes of every issue, ``(issues,)``, in points of 100."""
    weights = np.array([float(votes) if power == "weighted" else 1.0 for votes in VOTES.values()])
    told: list[float] = []
    for together in proposals:
        position = np.stack([issue.position for issue in together], axis=1)
        salience = np.stack([issue.salience for issue in together], axis=1)
        takes_part = np.isfinite(position).any(axis=1)
        arrays = position[takes_part, :, None], salience[takes_part, :, None], weights[takes_part, None]
        told += np.asarray(MODELS[model].foresees(*arrays))[:, 0].tolist()
    return np.array(told)


def plain(proposals: list[list[Issue]]) -> dict[str, Floats]:
    """Return forecasts that know less: always 50, what would have held, and the mean of all positions."""
    issues = [issue for together in proposals for issue in together]
    return {
        "always 50": np.full(len(issues), 50.0),
        "reference point": np.array([issue.reference for issue in issues]),
        "plain mean": np.array([float(np.nanmean(issue.position)) for issue in issues]),
    }


def drawn(proposals: list[list[Issue]], draws: int) -> Floats:
    """Return how often each issue counts in each draw of whole proposals, ``(draws, issues)``."""
    sizes = [len(together) for together in proposals]
    picks = np.random.default_rng(SEED).multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), size=draws)
    return np.repeat(picks, sizes, axis=1).astype(float)


def _weighed(values: Floats, times: Floats) -> tuple[float, float, float]:
    known = np.isfinite(values)
    counted = times[:, known].sum(axis=1)
    means = times[:, known] @ values[known] / np.where(counted > 0, counted, np.nan)
    low, high = np.nanquantile(means, [0.025, 0.975])
    return float(values[known].mean()), float(low), float(high)


def judged(name: str, told: Floats, mean: Floats, outcome: Floats, times: Floats) -> Row:
    """Hold forecasts against what came; issues of which one says nothing are left out."""
    off = np.abs(told - outcome)
    hits = np.where(np.isfinite(off), off <= NEAR, np.nan)
    square, low, high = _weighed(off**2, times)
    roots = (square**0.5, low**0.5, high**0.5)
    return Row(name, int(np.isfinite(off).sum()), _weighed(off, times), roots, _weighed(hits, times),
               _weighed(off - np.abs(mean - outcome), times))  # fmt: skip


def all_rows(issues: list[Issue], models: list[str], draws: int) -> list[Row]:
    """Judge every model with equal and with weighted power, and the plain forecasts."""
    proposals = by_proposal(issues)
    outcome = np.array([issue.outcome for together in proposals for issue in together])
    times = drawn(proposals, draws)
    mean = foretold("compromise", proposals, "equal")
    told = {
        f"{model}, {power}": foretold(model, proposals, power) for model in models for power in ("equal", "weighted")
    }
    return [judged(name, one, mean, outcome, times) for name, one in {**told, **plain(proposals)}.items()]


def table(rows: list[Row]) -> str:
    """Write the rows as a table, the smallest error first."""
    lines = [
        "| Forecast | Issues | Mean error | RMS | Within ten | More than the compromise mean |",
        "|---|---:|---|---|---|---|",
    ]
    for row in sorted(rows, key=lambda one: one.error[0]):
        error, root, less = (f"{one[0]:.1f} ({one[1]:.1f} to {one[2]:.1f})" for one in
                             (row.error, row.root_mean_square, row.more_than_mean))  # fmt: skip
        hits = "{:.0%} ({:.0%} to {:.0%})".format(*row.hits)
        lines.append(f"| {row.forecast} | {row.issues} | {error} | {root} | {hits} | {less} |")
    return "\n".join(lines)


def at_least_one(text: str) -> int:
    """Read a whole number from 1 on, for the command line."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 on")
    return int(text)


def main(words: list[str] | None = None) -> int:
    """Judge a table from the command line."""
    parser = argparse.ArgumentParser(description="Hold older models against decisions of the European Union.")
    parser.add_argument("table", type=Path)
    parser.add_argument("--draws", type=at_least_one, default=2_000)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--half", choices=("first", "second"), help="only these proposals, see README.md")
    asked = parser.parse_args(words)
    models = asked.models.split(",")
    unknown = [name for name in models if name not in MODELS]
    if unknown:
        print(f"--models: no model is called {unknown[0]}; allowed: {', '.join(MODELS)}", file=sys.stderr)
        return 1
    try:
        issues = read(asked.table, asked.half)
    except TableFault as fault:
        print(fault, file=sys.stderr)
        return 1
    proposals = len(by_proposal(issues))
    print(f"{len(issues)} issues of {proposals} proposals; intervals by {asked.draws:,} draws of proposals")
    print(table(all_rows(issues, models, asked.draws)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
