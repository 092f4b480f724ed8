"""Which drawn numbers move an outcome, from the runs that are there already.

For each number: its first-order index, the part of the outcome's variance that it moves by itself (RBD-FAST,
Tarantola, Gatelli & Mara 2006, corrected after Tissot & Prieur 2012); its PAWN index, how far the outcome's
distribution shifts when it is known (Pianosi & Wagener 2018); for the leading, a lower bound of the total effect.

Parts of a variance add up only where inputs are independent. Of numbers that are drawn together one explains what
another does too (Saltelli & Tarantola 2002): they are named, and stay out of the sum; what they explain together is
shared out among them by Shapley's value. PAWN asks for no independence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from sim.chance.streams import Streams
from sim.questions.measures import INPUT, drawn_columns, each_column, usable, value_of
from sim.questions.sensitivity.estimators import first_orders, pair_effects, pawn_indices
from sim.questions.sensitivity.groups import drawn_together, grouped
from sim.questions.sensitivity.shapley import Shared, shapley_effects
from sim.rules.arrays import Floats
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import Z_95

__all__ = ["FEWEST_RUNS", "Effect", "Sensitivity", "from_runs", "sensitivity"]

FEWEST_RUNS = 200
"""With fewer runs than this the indices are noise."""

LEADING = 12
"""How many numbers are paired for total effects."""


class Effect(NamedTuple):
    """How far one number moves the outcome; the interval holds 95 per cent."""

    path: str
    first: float
    low: float
    high: float
    pawn: float
    total: float | None
    """At least so much with what it moves in pairs; None beside the leading numbers."""
    at_low: float
    """Mean of the outcome in the fifth of the runs where the number is lowest."""
    at_high: float
    """The same where it is highest."""


@dataclass(frozen=True)
class Sensitivity:
    """Which numbers move an outcome, the strongest first."""

    output: str
    """The outcome or column."""
    runs: int
    mean: float
    """Mean of the output: of an outcome, its share."""
    effects: list[Effect]
    pawn_by_chance: float
    """The PAWN index that a number gets which has no say at all."""
    dependent: tuple[str, ...] = ()
    """The numbers that are drawn together with others; their first-order indices overlap."""
    shared: tuple[Shared, ...] = ()
    """What these explain together, shared out among them."""

    def groups(self, by: str) -> dict[str, float]:
        """Sum the first-order indices of each group, the strongest first; see `sim.questions.sensitivity.groups`."""
        first = {part.path: part.first for part in self.effects}
        sums = {name: sum(first[path] for path in paths) for name, paths in grouped(list(first), by).items()}
        return dict(sorted(sums.items(), key=lambda part: -part[1]))

    @property
    def sum_of_first(self) -> tuple[float, float]:
        """The sum of first-order indices of independent numbers, and half the width of its 95 per cent interval."""
        alone = [part for part in self.effects if part.path not in self.dependent]
        halves = [(part.high - part.low) / 2 for part in alone]
        return sum(part.first for part in alone), float(np.linalg.norm(halves))

    def summary(self) -> dict[str, object]:
        """Return what is printed, as plain data."""
        return {
            "output": self.output, "runs": self.runs, "mean": self.mean, "method": "given data",
            "sum_of_first": self.sum_of_first[0], "sum_of_first_half_width": self.sum_of_first[1],
            "pawn_by_chance": self.pawn_by_chance, "effects": [part._asdict() for part in self.effects],
            "by_actor": self.groups("actor"), "by_kind": self.groups("kind"), "dependent": list(self.dependent),
            "shapley": [part._asdict() for part in self.shared],
        }  # fmt: skip


def sensitivity(ensemble: Ensemble, output: str) -> Sensitivity:
    """Ask which drawn numbers move an outcome, at no extra run.

    Raises ValueError if the output is not finite, never varies, or there are too few runs.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=1000, seed=1)
    >>> sensitivity(ensemble, "council_settlement").effects[0].path
    'actors.russia.blocking_cost'
    """
    values = value_of(ensemble, output)
    columns = each_column(ensemble.rows, drawn_columns(ensemble.rows))
    inputs = {name.removeprefix(INPUT): np.asarray(column, dtype=float) for name, column in columns}
    together = tuple(path for path in drawn_together(ensemble.scenario) if path in inputs)
    found = from_runs(inputs, values, output, seed=ensemble.seed)
    shared = shapley_effects({path: inputs[path] for path in together}, values, Streams(ensemble.seed, 0))
    return replace(found, dependent=together, shared=tuple(shared))


def from_runs(inputs: Mapping[str, Floats], values: Floats, output: str, *, seed: int = 0) -> Sensitivity:
    """Estimate the indices of any inputs from a sample; see `sensitivity`.

    Raises ValueError if there are too few runs, or the output does not vary.

    >>> column = np.linspace(0, 1, 512)
    >>> from_runs({"x": column}, column, "y").effects[0].path
    'x'
    """
    values = usable(np.asarray(values, dtype=float), output)
    if len(values) < FEWEST_RUNS:
        raise ValueError(f"{len(values)} runs are too few to tell what moves {output}; at least {FEWEST_RUNS} are "
                         "needed")  # fmt: skip
    streams = Streams(seed, 0)
    indices, spread = {}, {}
    for name, (index, error) in first_orders(inputs, values, streams).items():
        indices[name], spread[name] = index, error
    pawn, by_chance = pawn_indices(inputs, values, streams)
    leading = sorted(inputs, key=lambda name: -max(indices[name], pawn[name] - by_chance))[:LEADING]
    cells = max(3, min(8, int((len(values) / 60) ** 0.5)))
    pairs = pair_effects({name: inputs[name] for name in leading}, values, cells)
    effects = [
        Effect(name, index, index - Z_95 * spread[name], index + Z_95 * spread[name], pawn[name],
               max(index, index + pairs[name]) if name in pairs else None, *_swing(inputs[name], values))
        for name, index in indices.items()
    ]  # fmt: skip
    ordered = sorted(effects, key=lambda part: -part.first)
    return Sensitivity(output, len(values), float(values.mean()), ordered, by_chance)


def _swing(column: Floats, values: Floats) -> tuple[float, float]:
    """Return the mean of the output in the lowest and in the highest fifth of an input."""
    low, high = np.quantile(column, (0.2, 0.8))
    return float(values[column <= low].mean()), float(values[column >= high].mean())
