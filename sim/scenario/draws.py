"""All chance in the simulator: named streams, blocks, and the drawn inputs of a scenario.

Every random number comes from a stream that is named after what it decides and does not
depend on what happened before. So run *i* is the same alone, among others, with any number of
workers, and after any change that is not about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.random import Generator, Philox, SeedSequence

from sim.scenario.correlation import copulas_of
from sim.scenario.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt
    from pydantic import BaseModel

    from sim.scenario.correlation import Copula
    from sim.scenario.remembered import Remembered
    from sim.scenario.schema import Scenario

__all__ = ["BLOCK_RUNS", "LARGEST_SEED", "Inputs", "Streams", "block_of", "quantities", "seed_from"]

BLOCK_RUNS = 1_024
"""Runs that are drawn and stepped together."""

LARGEST_SEED = 2**64 - 1
"""Seeds are whole numbers from 0 to this."""


def block_of(run: int) -> tuple[int, int]:
    """Find the block that a run belongs to, and its place there.

    Parameters
    ----------
    run : int
        Number of the run, 0 or more.

    Returns
    -------
    block, place : int
        Number of the block, and the run's place in it.

    Examples
    --------
    >>> block_of(4711)
    (4, 615)
    """
    return divmod(run, BLOCK_RUNS)


def seed_from(text: str) -> int:
    """Read a seed as it was written, to the last digit.

    Parameters
    ----------
    text : str
        As it stands on the command line.

    Returns
    -------
    int
        0 to 2**64 - 1.

    Raises
    ------
    ValueError
        If it is not a whole number from 0 to 2**64 - 1.

    Examples
    --------
    >>> seed_from("18446744073709551615")
    18446744073709551615
    """
    # isdecimal also takes digits of other scripts; a seed is copied by hand, so only 0 to 9 are meant.
    if not (text.isascii() and text.isdecimal()) or len(text) > 20 or int(text) > LARGEST_SEED:
        raise ValueError(f"{text!r} is no seed; allowed: whole numbers from 0 to 18446744073709551615")
    return int(text)


class Streams:
    """The random numbers of one block, or of several beside each other, by name.

    Parameters
    ----------
    seed : int
        The ensemble's seed, 0 to 2**64 - 1.
    block : int
        Which block of 1,024 runs.
    places : array of int, (runs,), optional
        The places in the block that are asked for; all of them if left out.
    beside : tuple of int
        Further whole blocks whose runs follow those of the first.
    remembered : Remembered, optional
        Where draws are kept for whoever plays the same runs again.

    Examples
    --------
    A run draws the same number alone, in its block, and with other blocks beside it:

    >>> whole, alone = Streams(seed=1, block=4), Streams(seed=1, block=4, places=np.array([615]))
    >>> bool(whole.uniform("envoy.notice")[615] == alone.uniform("envoy.notice")[0])
    True
    >>> several = Streams(seed=1, block=2, beside=(4,))
    >>> bool(several.uniform("envoy.notice")[1024 + 615] == alone.uniform("envoy.notice")[0])
    True
    """

    def __init__(
        self,
        seed: int,
        block: int,
        places: npt.NDArray[np.int64] | None = None,
        beside: tuple[int, ...] = (),
        remembered: Remembered | None = None,
    ) -> None:
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
            raise ValueError(f"seed {seed!r} is not a whole number from 0 to 2**64 - 1")
        self.seed = seed
        if places is not None and beside:
            raise ValueError("places are those of one block; blocks beside each other are played whole")
        self.block = block
        self.places = places
        self.beside = beside
        self.remembered = None if places is not None else remembered

    def stream(self, name: str, week: int | None = None, block: int | None = None) -> Generator:
        """Open the generator of one name, and of one week where the decision comes up weekly.

        Keyed as ``SeedSequence(entropy=seed, spawn_key=(block, crc32(name), week))`` on Philox
        (Salmon, Moraes, Dror & Shaw 2011), which gives independent streams for different keys.

        Parameters
        ----------
        name : str
            What is decided, such as "actors.belgrade.position.status".
        week : int, optional
            The week of the calendar, counted from 0.
        block : int, optional
            Whose; the first one's if left out.

        Returns
        -------
        numpy.random.Generator
            A new one each time; equal names give equal numbers.
        """
        key = (self.block if block is None else block, crc32(name.encode()))
        spawn_key = key if week is None else (*key, week)
        return Generator(Philox(SeedSequence(entropy=self.seed, spawn_key=spawn_key)))

    def uniform(self, name: str, week: int | None = None, rows: int | None = None) -> npt.NDArray[np.float64]:
        """Draw numbers from 0 up to 1, one for each run asked for.

        Drawn for the whole block and then cut to the runs asked for, so that a run
        gets the same number whoever else is played.

        Parameters
        ----------
        name : str
            What the chance is about.
        week : int, optional
            The week, where the decision comes up weekly.
        rows : int, optional
            Draw so many rows, ``(rows, runs)``; a single one ``(runs,)`` if left out.

        Returns
        -------
        array, (runs,) or (rows, runs)
        """
        if self.remembered is None:
            return self._draw(name, week, rows)
        key = (self.seed, self.block, self.beside, name, week, rows)
        return self.remembered.get(key, lambda: self._draw(name, week, rows))

    def _draw(self, name: str, week: int | None, rows: int | None) -> npt.NDArray[np.float64]:
        shape = BLOCK_RUNS if rows is None else (rows, BLOCK_RUNS)
        drawn = self.stream(name, week).random(shape)
        if self.beside:
            others = (self.stream(name, week, block).random(shape) for block in self.beside)
            return np.concatenate([drawn, *others], axis=-1)
        return drawn if self.places is None else drawn[..., self.places]


def quantities(part: BaseModel, path: str = "") -> Iterator[tuple[str, Quantity]]:
    """Walk through a scenario and give every number in it with its dotted path.

    Parameters
    ----------
    part : BaseModel
        A scenario, or a part of one.
    path : str
        Dotted path of that part; empty for a scenario.

    Yields
    ------
    path, quantity
        Dotted path of each number, with its distribution.

    Examples
    --------
    >>> from sim.scenario.actor import RedLine
    >>> [path for path, _ in quantities(RedLine.model_validate({"max": 0.4}), "actors.belgrade.red_lines.status")]
    ['actors.belgrade.red_lines.status.max']
    """
    fields = {name: getattr(part, name) for name in type(part).model_fields}
    fields.update(part.model_extra or {})
    for name, value in fields.items():
        yield from _quantities_in(value, f"{path}.{name}" if path else name)


def _quantities_in(value: object, path: str) -> Iterator[tuple[str, Quantity]]:
    from pydantic import BaseModel

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


class Inputs:
    """The numbers of a scenario as drawn for the runs of one block.

    Each number has a stream of its own, named by its path in the file. So adding an actor, or
    changing one number, changes no other number's draws.

    Parameters
    ----------
    known : mapping of str to Quantity
        Every number of the scenario by its path; see `quantities`.
    streams : Streams
        The chance of this block.
    runs : int
        How many runs are asked for.
    given : mapping of str to array, optional
        Uniform numbers to use in place of those drawn, by path: what a designed
        sensitivity analysis puts in. Shape ``(runs,)`` each.
    copulas : mapping of str to Copula, optional
        The numbers that are drawn together with others, by path; see `sim.scenario.correlation`.

    Examples
    --------
    The same uniform number, now of a wider range, moves with it; another number of the run stays as it was:

    >>> narrow = {"cost": Quantity.model_validate({"uniform": [0, 2]}), "step": Quantity.model_validate(0.1)}
    >>> wide = {**narrow, "cost": Quantity.model_validate({"uniform": [0, 4]})}
    >>> before, after = (Inputs(known, Streams(seed=1, block=0, places=np.arange(3)), 3) for known in (narrow, wide))
    >>> (after["cost"] / before["cost"]).tolist(), after["step"].tolist()
    ([2.0, 2.0, 2.0], [0.1, 0.1, 0.1])
    """

    def __init__(
        self,
        known: Mapping[str, Quantity],
        streams: Streams,
        runs: int,
        given: Mapping[str, npt.NDArray[np.float64]] | None = None,
        copulas: Mapping[str, Copula] | None = None,
    ) -> None:
        self.known = known
        self.streams = streams
        self.runs = runs
        self.given = given or {}
        self.copulas = copulas or {}
        self.drawn: dict[str, npt.NDArray[np.float64]] = {}

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        streams: Streams,
        runs: int,
        given: Mapping[str, npt.NDArray[np.float64]] | None = None,
    ) -> Inputs:
        """Take up every number of a scenario, to be drawn when first asked for, those together that go together.

        Parameters
        ----------
        scenario : Scenario
            What is asked.
        streams : Streams
            The chance of this block.
        runs : int
            How many runs are asked for.
        given : mapping of str to array, optional
            Uniform numbers to use in place of those drawn, by path, ``(runs,)`` each.

        Returns
        -------
        Inputs
            The numbers, by path.
        """
        return cls(dict(quantities(scenario)), streams, runs, given, copulas_of(scenario))

    def __getitem__(self, path: str) -> npt.NDArray[np.float64]:
        """Give the number at a path for each run, ``(runs,)``; drawn once and kept."""
        if path not in self.drawn:
            quantity = self.known[path]
            if quantity.fixed:
                # One number that every run reads, so it stands in memory once.
                self.drawn[path] = np.broadcast_to(quantity.support[0], (self.runs,))
            elif path in self.copulas:
                joined = self.copulas[path].joined(self.uniform)
                self.drawn |= {each: self.known[each].quantile(uniform) for each, uniform in joined.items()}
            else:
                self.drawn[path] = quantity.quantile(self.uniform(path))
        return self.drawn[path]

    def uniform(self, path: str) -> npt.NDArray[np.float64]:
        """Give the number from 0 to 1 that a path is drawn by, before a copula joins it to others.

        Parameters
        ----------
        path : str
            Dotted path of the number: ``actors.belgrade.position.status``, say.

        Returns
        -------
        array, (runs,)
            The one that was given, if one was; else from the stream that the path names.
        """
        return self.given[path] if path in self.given else self.streams.uniform(path)

    def __contains__(self, path: object) -> bool:
        """Whether the scenario has a number at this path."""
        return path in self.known
