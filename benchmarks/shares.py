"""Which rule and which stage takes what share of the time."""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from pathlib import Path
from typing import Any

import sim
from sim.runs.block import BlockWork
from sim.scenario.format.scenario import Scenario

HOME = Path(sim.__file__).parent
BLOCKS = 4


def profiled(scenario: Scenario) -> tuple[dict[str, float], dict[str, float], list[tuple[str, float]]]:
    """Return the shares of stages and other parts, of rules, and what the next doubling would need.

    Profiling slows calls more than sums, so small rules weigh too much here; what leads still leads.
    """
    work = BlockWork(scenario, 0, "file")
    work([(0, None)])
    profile = cProfile.Profile()
    profile.runcall(work, [(block, None) for block in range(1, BLOCKS + 1)])
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = sum(own for _, _, own, _, _ in stats.values())
    parts = {name: spent / whole for name, spent in _parts(stats).items()}
    rules = {name: spent / whole for name, spent in _rules(stats).most_common(12)}
    own = Counter({f"{_place(where)}": own / whole for where, (_, _, own, _, _) in stats.items()})
    return parts, rules, own.most_common(5)


def _place(where: tuple[str, int, str]) -> str:
    path, _, function = where
    inside = Path(path)
    return f"{inside.relative_to(HOME).with_suffix('')}.{function}" if HOME in inside.parents else function


def _parts(stats: dict[Any, Any]) -> Counter[str]:
    """Count cumulative time in what a week and a block consist of."""
    parts: Counter[str] = Counter()
    for where, (_, _, _, cumulative, _) in stats.items():
        path, _, function = where
        inside = Path(path)
        if HOME / "process" in inside.parents and function == "act":
            parts[f"stage: {Path(inside.relative_to(HOME / 'process').parts[0]).stem}"] += cumulative
        elif (inside.parent, inside.stem, function) == (HOME / "process", "drift", "step"):
            parts["opinion and influence"] += cumulative
        elif (inside.parent, inside.stem) == (HOME, "model") and function == "__init__":
            parts["drawing inputs and casting actors"] += cumulative
        elif (inside.parent, inside.stem) == (HOME / "runs" / "folder", "layout") and function == "packed":
            parts["packing Parquet"] += cumulative
        elif (inside.parent, inside.stem, function) == (HOME / "chance", "streams", "uniform"):
            parts["random numbers (also inside the above)"] += cumulative
    return Counter(dict(parts.most_common()))


def _rules(stats: dict[Any, Any]) -> Counter[str]:
    """Count the time of each rule as it is called from outside the rules."""
    rules: Counter[str] = Counter()
    for where, (_, _, _, _, callers) in stats.items():
        inside = Path(where[0])
        if inside.parent != HOME / "rules":
            continue
        outside = (spent[3] for caller, spent in callers.items() if Path(caller[0]).parent != HOME / "rules")
        rules[f"{inside.stem}.{where[2]}"] += sum(outside)
    return rules
