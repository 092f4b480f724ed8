"""A digest of what each shipped scenario plays: outcomes, and ten columns. `make digests` writes it anew.

It changes when a rule, a number or a stream does. So whoever changes one on purpose writes it anew and says why in
CHANGELOG.md, and whoever changes one without meaning to is told by the test.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa

import sim

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("digests.json")
RUNS = 512
SEED = 0
COLUMNS = 10
NOT_SCENARIOS = {"scenarios/kosovo/history.yaml"}
"""Files for `--given`."""


def shipped() -> list[str]:
    """Return the shipped scenarios, by path."""
    found = (path.relative_to(ROOT).as_posix() for path in (ROOT / "scenarios").rglob("*.yaml"))
    return sorted(name for name in found if name not in NOT_SCENARIOS)


def chosen(names: list[str]) -> list[str]:
    """Return ten columns, spread evenly over all but those of numbers drawn and of the run's number."""
    kept = sorted(name for name in names if not name.startswith("in.") and name not in ("run", "outcome"))
    return [kept[place] for place in np.unique(np.linspace(0, len(kept) - 1, COLUMNS).astype(int))]


def digest_of(column: pa.ChunkedArray) -> str:
    """Return a digest of a column to the ninth decimal: other processors round the last digits otherwise."""
    values = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
    said = [f"{value:.9f}" if isinstance(value, float) else str(value) for value in values.to_pylist()]
    said = ["0.000000000" if value == "-0.000000000" else value for value in said]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def digest(ensemble: sim.Ensemble, columns: Iterable[str] | None = None) -> dict[str, object]:
    """Digest what a shipped scenario plays: some of its columns, or ten that are chosen; a new one changes none."""
    counts = {outcome: round(part.share * RUNS) for outcome, part in ensemble.outcomes().items()}
    names = chosen(ensemble.rows.column_names) if columns is None else columns
    return {"outcomes": counts, "columns": {each: digest_of(ensemble.rows.column(each)) for each in names}}


def main() -> int:
    """Write the digests anew, or say which scenarios play something else."""
    given = argparse.ArgumentParser(description="Digest what each shipped scenario plays.")
    given.add_argument("--check", action="store_true", help="write nothing; exit code 1 if one plays other rows")
    only_checks = given.parse_args().check
    played = {name: digest(sim.run(ROOT / name, runs=RUNS, seed=SEED)) for name in shipped()}
    if only_checks:
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
        others = sorted(name for name in played.keys() | kept.keys() if played.get(name) != kept.get(name))
        for name in others:
            print(f"{name}: plays otherwise than {KEPT.relative_to(ROOT)} says")
        return int(bool(others))
    KEPT.write_text(json.dumps(played, indent=1) + "\n", encoding="utf-8")
    print(f"written: {KEPT.relative_to(ROOT)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
