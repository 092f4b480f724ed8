"""Scenarios that a check calls sound, each changed at random: every number to its bounds, every block in and out.

`python tests/hostile/mutants.py 10000` plays so many; a test plays a few hundred.
"""

from __future__ import annotations

import copy
import random
import sys
import warnings
from typing import Any

import numpy as np

from sim.model import StatusTalks
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.quantity import Quantity
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import read_scenario, scenario_from

FILES = ("scenarios/kosovo/five_actors.yaml", "scenarios/kosovo/baseline.yaml", "sim/data/starter.yaml",
         "tests/scenario/good.yaml")  # fmt: skip
RUNS = 8
ENDS = (0.0, 1.0, 0.5, -1.0, 1e-6, 1_000.0, 5_000.0, 1e6)
"""Values that a number may be set to, beside its own bounds."""


def bounded(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Quantity]]:
    """List the numbers of a scenario, with the keys that lead to each in its plain data."""
    found: list[tuple[tuple[Any, ...], Quantity]] = []
    if isinstance(part, Quantity):
        return [(path, part)]
    if hasattr(type(part), "model_fields"):
        names = {name: field.alias or name for name, field in type(part).model_fields.items()}
        for name, key in names.items():
            found += bounded(getattr(part, name), (*path, key))
        for key, value in (part.model_extra or {}).items():
            found += bounded(value, (*path, key))
    elif isinstance(part, dict):
        for key, value in part.items():
            found += bounded(value, (*path, key))
    elif isinstance(part, tuple):
        for place, value in enumerate(part):
            found += bounded(value, (*path, place))
    return found


def put(data: Any, path: tuple[Any, ...], value: Any) -> bool:
    """Put a value where keys and places lead; False if nothing can stand there."""
    *above, last = path
    for step in above:
        if isinstance(data, list):
            data = data[step] if isinstance(step, int) and step < len(data) else None
        elif isinstance(data, dict):
            if (
                len(data) == 1
                and step not in data
                and isinstance(next(iter(data.values())), dict)
                and "name" in next(iter(data.values()))
            ):
                data = next(iter(data.values()))  # a stage, below the word for its kind
            data = data.setdefault(step, {})
        if not isinstance(data, dict | list):
            return False
    if isinstance(data, dict) and len(data) == 1 and last not in data:
        (inside,) = data.values()
        data = inside if isinstance(inside, dict) and "name" in inside else data
    if isinstance(data, list):
        if not (isinstance(last, int) and last < len(data)):
            return False
        data[last] = value
        return True
    data[last] = value
    return True


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List every place in plain data."""
    found = [path] if path else []
    if isinstance(data, dict):
        for key, value in data.items():
            found += paths(value, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            found += paths(value, (*path, place))
    return found


def without(data: Any, path: tuple[Any, ...]) -> None:
    """Take an entry out."""
    *above, last = path
    for step in above:
        data = data[step]
    del data[last]


class Mutants:
    """Changes scenarios at random, the same for the same seed."""

    def __init__(self, seed: int, files: tuple[str, ...] = FILES) -> None:
        self.files = files
        self.luck = random.Random(seed)
        self.cases = [read_scenario(file) for file in files]
        self.plain = [case.model_dump(mode="python", exclude_defaults=True, by_alias=True) for case in self.cases]
        self.numbers = [bounded(case) for case in self.cases]

    def one(self) -> tuple[str, Scenario | None]:
        """Make one mutant and tell what was done; None if it is refused."""
        place = self.luck.randrange(len(self.cases))
        data = listed(copy.deepcopy(self.plain[place]))
        done = [self.files[place]]
        for _ in range(self.luck.choice((1, 1, 2, 3, 5))):
            done.append(self._number(data, place) if self.luck.random() < 0.6 else self._block(data))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return "; ".join(done), scenario_from(data)
        except ScenarioFault:
            return "; ".join(done), None

    def _number(self, data: Any, place: int) -> str:
        path, quantity = self.luck.choice(self.numbers[place])
        low, high = quantity._bounds
        ends = [end for end in (low, high, *ENDS) if np.isfinite(end) and low <= end <= high] or [0.0]
        value: Any = self.luck.choice(ends)
        if self.luck.random() < 0.3:
            value = {"uniform": sorted((value, self.luck.choice(ends)))}
        return f"{path}={value}" if put(data, path, value) else f"{path}: nothing done"

    def _block(self, data: Any) -> str:
        path = self.luck.choice([path for path in paths(data) if len(path) > 1])
        without(data, path)
        return f"{path} out"


def listed(data: Any) -> Any:
    """Return plain data with lists for tuples, as files have them."""
    if isinstance(data, dict):
        return {key: listed(value) for key, value in data.items()}
    return [listed(value) for value in data] if isinstance(data, list | tuple) else data


def play(scenario: Scenario) -> None:
    """Play a mutant and see that its numbers are numbers."""
    with warnings.catch_warnings(), np.errstate(invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        model = StatusTalks(scenario, places=np.arange(RUNS)).run()
    for name, values in model.records.columns.items():
        if name.startswith(("utility.", "payoff.")):
            assert np.isfinite(values).all(), name


def main() -> int:
    """Play so many mutants as the command line says, and tell which of them raise."""
    wanted, mutants, sound, bad = int(sys.argv[1]), Mutants(int(sys.argv[2]) if len(sys.argv) > 2 else 0), 0, 0
    for _ in range(wanted):
        done, scenario = "", None
        try:
            done, scenario = mutants.one()
            if scenario is not None:
                sound += 1
                play(scenario)
        except Exception as error:
            bad += 1
            print(f"{type(error).__name__}: {error}: {done}", flush=True)
    print(f"{wanted} mutants, {sound} called sound, {bad} raise")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
