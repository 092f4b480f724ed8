"""The runs of the shipped scenarios, each file played once for all that is asked of it."""

from __future__ import annotations

from functools import cache

import digests

import sim


@cache
def played(name: str) -> sim.Ensemble:
    """Return the runs of a shipped file, such as "kosovo/baseline", of which the digests are made."""
    return sim.run(digests.ROOT / "scenarios" / f"{name}.yaml", digests.RUNS, seed=digests.SEED)
