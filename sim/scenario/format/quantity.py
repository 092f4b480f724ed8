"""A number in a scenario: known exactly, or known as a distribution.

Wherever the format wants a number it takes one of five forms, each of which may
carry a `source` and a `note`::

    0.2                                    known exactly
    {low: 0.12, mode: 0.20, high: 0.30}    PERT: a beta distribution with mean (low + 4 mode + high) / 6
    {uniform: [0.1, 0.3]}                  anything between, equally likely
    {normal: [0.2, 0.05]}                  mean and standard deviation, cut off where the field is bounded
    {choice: {0.1: 3, 0.4: 1}}             these values with these weights
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PrivateAttr,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from sim.scenario.format.quantiles import beta_table, normal_table

__all__ = [
    "LISTED", "PLAIN", "Count", "NonNegative", "Positive", "Quantity", "Share", "Shift", "Strict", "Weeks", "Within",
    "fields_of", "fixed", "quantities", "within",
]  # fmt: skip


def _tuple_of(listed: object) -> object:
    return tuple(listed) if isinstance(listed, list) else listed


PLAIN = {type(None), bool, int, float, str}
"""Single values, which have no further parts of a scenario inside them."""

LISTED = BeforeValidator(_tuple_of)
"""Lets a field that is kept as a tuple be written as a list."""


class Strict(BaseModel):
    """Base of every part of a scenario: nothing unknown, nothing coerced, nothing infinite, nothing changed later."""

    # Validators are made when the first file is read, for the whole format at once.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, defer_build=True)


class Quantity(Strict):
    """A number that is known exactly or as a distribution.

    The uncertainty of coded positions is written as three numbers (PERT; Malcolm, Roseboom,
    Clark & Fazar 1959) since that is what an expert can give: lowest, likeliest, highest.

    >>> Quantity.model_validate({"low": 0.0, "mode": 0.2, "high": 1.0}).mean
    0.3
    >>> Quantity.model_validate(0.25).fixed
    True
    """

    value: float | None = None
    """The number itself, where it is known."""
    low: float | None = None
    """PERT: the lowest value that is possible."""
    mode: float | None = None
    """PERT: the likeliest value."""
    high: float | None = None
    """PERT: the highest value that is possible."""
    uniform: tuple[float, float] | None = None
    """Two bounds; anything between is equally likely."""
    normal: tuple[float, float] | None = None
    """Mean and standard deviation; cut off at the bounds of the field."""
    choice: dict[float, float] | None = None
    """Values with their weights."""
    source: str | None = None
    """Where the number comes from."""
    note: str | None = None
    """What a reader should know about it."""

    _bounds: tuple[float, float] = PrivateAttr(default=(-math.inf, math.inf))

    @model_validator(mode="before")
    @classmethod
    def _number_alone(cls, data: object) -> object:
        if isinstance(data, bool) or not isinstance(data, int | float | dict | Quantity):
            raise PydanticCustomError("quantity_type", "this is no number")
        if isinstance(data, int | float):
            return {"value": float(data)}
        if isinstance(data, dict) and any(key in data for key in ("uniform", "normal")):
            data = {k: tuple(v) if k in ("uniform", "normal") and isinstance(v, list) else v for k, v in data.items()}
        return data

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        three = (self.low, self.mode, self.high)
        pert = any(part is not None for part in three)
        forms = [self.value is not None, pert, self.uniform is not None, self.normal is not None]
        forms.append(self.choice is not None)
        if sum(forms) != 1:
            raise PydanticCustomError(
                "quantity",
                "none or several forms of a number at once; "
                "allowed: a number, or low, mode and high, or uniform, or normal, or choice",
            )
        if pert:
            self._check_pert()
        if self.uniform is not None and self.uniform[0] > self.uniform[1]:
            raise PydanticCustomError(
                "quantity",
                "uniform [{a}, {b}] runs backwards; allowed: the lower bound first",
                {"a": self.uniform[0], "b": self.uniform[1]},
            )
        if self.normal is not None and self.normal[1] < 0:
            raise PydanticCustomError(
                "quantity", "the standard deviation {sd} is negative; allowed: 0 or more", {"sd": self.normal[1]}
            )
        if self.choice is not None:
            self._check_choice(self.choice)
        return self

    def _check_pert(self) -> None:
        if self.low is None or self.mode is None or self.high is None:
            raise PydanticCustomError(
                "quantity", "low, mode and high go together and one is missing; allowed: all three"
            )
        if not self.low <= self.mode <= self.high:
            raise PydanticCustomError(
                "quantity",
                "low {low}, mode {mode}, high {high} are out of order; allowed: low <= mode <= high",
                {"low": self.low, "mode": self.mode, "high": self.high},
            )

    @staticmethod
    def _check_choice(choice: dict[float, float]) -> None:
        if any(weight < 0 for weight in choice.values()):
            raise PydanticCustomError("quantity", "a weight of choice is negative; allowed: 0 or more")
        if sum(choice.values()) <= 0:
            raise PydanticCustomError(
                "quantity", "the weights of choice sum to nothing; allowed: some weight above 0"
            )

    @model_serializer
    def _as_written(self) -> float | dict[str, object]:
        names = ("value", "low", "mode", "high", "uniform", "normal", "choice", "source", "note")
        given = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        given = {name: list(part) if isinstance(part, tuple) else part for name, part in given.items()}
        return self.value if list(given) == ["value"] and self.value is not None else given

    @property
    def bounds(self) -> tuple[float, float]:
        """Between what the number must lie where it stands in a file; endless where no file gives it."""
        return self._bounds

    @property
    def fixed(self) -> bool:
        """Whether every run gets the same number."""
        low, high = self.support
        return low == high

    @property
    def support(self) -> tuple[float, float]:
        """The lowest and the highest number that can be drawn."""
        if self.value is not None:
            return self.value, self.value
        if self.uniform is not None:
            return self.uniform
        if self.choice is not None:
            possible = [value for value, weight in self.choice.items() if weight > 0]
            return min(possible), max(possible)
        if self.normal is not None:
            mean, deviation = self.normal
            return (mean, mean) if deviation == 0 else self._bounds
        assert self.low is not None and self.high is not None
        return self.low, self.high

    @property
    def mean(self) -> float:
        """The expected number; of a truncated normal, the mean after truncation."""
        if self.value is not None:
            return self.value
        if self.uniform is not None:
            return math.fsum(self.uniform) / 2
        if self.choice is not None:
            return math.fsum(v * w for v, w in self.choice.items()) / math.fsum(self.choice.values())
        if self.normal is not None:
            if self.normal[1] == 0:
                return self.normal[0]
            table = normal_table(*self.normal, *self._bounds)
            return float(np.trapezoid(table.values, table.chances))
        assert self.low is not None and self.mode is not None and self.high is not None
        return (self.low + 4 * self.mode + self.high) / 6

    def quantile(self, uniform: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return draws of this number, ``(runs,)``, that uniform draws make.

        The inverse distribution function keeps the order of the draws. So when a
        scenario moves a number, every run moves with it, and two scenarios can be compared run by run.

        >>> Quantity.model_validate({"uniform": [2, 4]}).quantile(np.array([0.0, 0.5]))
        array([2., 3.])
        """
        low, high = self.support
        if low == high:
            return np.full_like(uniform, low)
        if self.uniform is not None:
            return low + uniform * (high - low)
        if self.choice is not None:
            values = np.array(sorted(self.choice))
            shares = np.cumsum([self.choice[value] for value in sorted(self.choice)])
            chosen = np.searchsorted(shares / shares[-1], uniform, side="right")
            return values[np.minimum(chosen, len(values) - 1)]
        if self.normal is not None:
            return normal_table(*self.normal, *self._bounds).at(uniform)
        assert self.mode is not None
        return low + beta_table(round((self.mode - low) / (high - low), 12)).at(uniform) * (high - low)


@dataclass(frozen=True)
class Within:
    """Keeps all that can be drawn of a number between two bounds."""

    low: float
    high: float
    allowed: str
    """What is allowed, in words."""

    def __get_pydantic_core_schema__(
        self, source: type[object], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Check the bounds once the number itself is known to be one."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, quantity: Quantity) -> Quantity:
        quantity._bounds = (self.low, self.high)
        lowest, highest = quantity.normal[:1] * 2 if quantity.normal is not None else quantity.support
        if lowest < self.low or highest > self.high:
            outside = lowest if lowest < self.low else highest
            raise PydanticCustomError(
                "range",
                "{found} is out of range; allowed: {allowed}",
                {"found": f"{outside:g}", "allowed": self.allowed},
            )
        return quantity


def within(low: float, high: float, unit: str = "", said: str = "") -> Within:
    """Return the annotation that keeps a number between two bounds, in a unit if it has one.

    >>> within(0, 1).allowed
    'from 0 to 1'
    """
    return Within(low, high, said or f"from {low:g} to {high:g}" + (f" {unit}" if unit else ""))


Share = Annotated[Quantity, within(0, 1)]
"""A share, a chance, a position on an issue or a salience."""

Shift = Annotated[Quantity, within(-1, 1)]
"""Something added to a utility or a position."""

NonNegative = Annotated[Quantity, within(0, 1_000)]
"""A cost, a price or a weight."""

Positive = Annotated[Quantity, within(1e-6, 1_000_000, said="above 0, up to 1000000")]
"""A number that divides, such as a concession exponent or a precision."""

Weeks = Annotated[Quantity, within(0, 5_000, "weeks")]
"""A length of time in weeks."""

Count = Annotated[int, Field(ge=0, le=10_000)]
"""A whole number of things."""


def fixed(value: float) -> Quantity:
    """Return the default of a field: a number known exactly.

    >>> fixed(0.5).support
    (0.5, 0.5)
    """
    return Quantity(value=value)


def quantities(part: BaseModel, path: str = "") -> Iterator[tuple[str, Quantity]]:
    """Yield every number in a part of a scenario with its dotted path.

    >>> from sim.scenario.format.actor import RedLine
    >>> [path for path, _ in quantities(RedLine.model_validate({"max": 0.4}), "actors.belgrade.red_lines.status")]
    ['actors.belgrade.red_lines.status.max']
    """
    above = f"{path}." if path else ""
    for name, value in fields_of(part):
        if type(value) not in PLAIN:
            yield from _quantities_in(value, f"{above}{name}")


def fields_of(part: BaseModel) -> Iterator[tuple[str, object]]:
    """Yield the fields of a part of a scenario with what they hold, then what stands beside them.

    >>> [name for name, _ in fields_of(fixed(0.5))][:2]
    ['value', 'low']
    """
    fields, more = part.__dict__, part.model_extra
    for name in _names_of(type(part)):
        yield name, fields[name]
    if more:
        yield from more.items()


@cache
def _names_of(kind: type[BaseModel]) -> tuple[str, ...]:
    return tuple(kind.model_fields)


def _quantities_in(value: object, path: str) -> Iterator[tuple[str, Quantity]]:
    if isinstance(value, Quantity):
        yield path, value
    elif isinstance(value, BaseModel):
        yield from quantities(value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _quantities_in(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from _quantities_in(item, f"{path}.{getattr(item, 'name', None) or place}")
