"""From which rows each picture of the pages was drawn, so that a test tells when those are others by now."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
KEPT = IMAGES / "drawn_from.json"
DIGESTS = ROOT / "tests" / "scenarios" / "digests.json"
STARTER = "sim/data/starter.yaml"
"""The file that `sim new` writes, which no other digest is kept of."""


def rows_of(scenario: str) -> str:
    """Return a digest of what a scenario plays: of the digests that tests hold, or of its own where there is none."""
    told = json.loads(DIGESTS.read_text(encoding="utf-8")).get(scenario) or _played(scenario)
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _played(scenario: str) -> dict[str, object]:
    import sim

    ensemble = sim.run(ROOT / scenario, runs=512)
    rows = ensemble.rows.select(["ended_week", "outcome"]).to_pydict()
    return {name: [str(value) for value in column] for name, column in rows.items()}


def keep(image: Path, *scenarios: str) -> None:
    """Write down from which scenarios a picture was just drawn, by their paths."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept[image.name] = {scenario: rows_of(scenario) for scenario in scenarios}
    KEPT.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", encoding="utf-8")
