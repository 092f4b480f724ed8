"""A block of runs: set up, played, put into rows and counted.

Whatever plays runs sets its model up with `model_of`, which lets it go in the end, and reads it off with `result_of`.
"""

from __future__ import annotations

import contextlib
import gc
import threading
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Literal
from weakref import WeakSet

import numpy as np
import pyarrow as pa

from sim.chance.streams import BLOCK_RUNS
from sim.runs.arrow import column_of, words_of
from sim.runs.counts import Totals
from sim.runs.drawn import INPUT, checksum_of
from sim.runs.failures import BlockFailure, FolderFault, plain_reason
from sim.runs.folder.layout import block_path, by_file, first_in_file, flushed, packed, passing_path
from sim.runs.folder.seal import Work, noted
from sim.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.actors.decisions import Seats
    from sim.chance.remembered import Remembered
    from sim.model import StatusTalks
    from sim.process.chronicle import Listener
    from sim.rules.arrays import Counts, Floats
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario

__all__ = ["BlockResult", "BlockTask", "BlockWork", "Wanted", "model_of", "play_block", "play_blocks", "play_some",
           "played", "result_of", "rows_of"]  # fmt: skip

BlockTask = tuple[int, "Counts | None"]
"""A block with the places in it that are played; None for all."""

Wanted = Literal["rows", "file", "file with inputs", "counts"]
"""What is wanted of blocks beside their counts: rows, files, files with the numbers drawn in them, or nothing."""

LARGE: WeakSet[StatusTalks] = WeakSet()
"""Models of whole blocks that nobody has let go of yet."""

YOUNG = 1
"""The generation of objects among which a model lies whose play has just ended."""

SELDOM = 50_000
"""Objects more than before from which on Python's collector looks for what nobody needs while runs are played."""

OFTEN: list[tuple[int, int, int]] = []
"""How often the collector looked as each model was set up that is being played; at the first, how it does else."""

LOCK = threading.Lock()


@dataclass(frozen=True)
class BlockResult:
    """What one block of runs gave, or those whose rows lie in one file."""

    block: int
    """Which block, or the first that may lie in the file."""
    rows: pa.Table
    """One row a run; None where only the file or only the counts were asked for."""
    totals: Totals
    """The runs counted."""
    file: bytes | Path | None = None
    """The rows as the bytes of a Parquet file, where that was asked for, or the file in which these lie."""
    drawn: Sequence[Floats] | None = None
    """The numbers that its runs drew, in the order of their paths, where those are not among the rows."""
    members: tuple[int, ...] = ()
    """The blocks whose rows do lie in the file, where one was asked for."""

    @property
    def standing(self) -> Counts:
        """Runs in each stage by week, ``(weeks, stages + 1)``; the last column counts those that are over."""
        return self.totals.standing

    def __reduce__(self) -> tuple[object, ...]:
        """Be sent with its own rows only, though they be a part of a larger table."""
        rows = None if self.rows is None else _written(self.rows)
        return _unpacked, (self.block, rows, self.totals, self.file, self.members)


def _written(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return bytes(sink.getvalue())


def _unpacked(
    block: int, rows: bytes | None, totals: Totals, file: bytes | Path | None, members: tuple[int, ...]
) -> BlockResult:
    table = None if rows is None else pa.ipc.open_stream(rows).read_all()
    return BlockResult(block, table, totals, file, members=members)


@contextlib.contextmanager
def model_of(
    scenario: Scenario, seed: int, block: int, places: Counts | None = None, *, beside: Sequence[int] = (),
    given: Mapping[str, Floats] | None = None, chronicle: Listener | None = None,
    remembered: Remembered | None = None, seats: Seats | None = None,
) -> Iterator[StatusTalks]:  # fmt: skip
    """Set a model of a block up, of some of its runs or of more blocks beside it.

    A model and its agents know each other, so that only the collector lets them go. It is asked to before the next
    large one is set up, so that memory does not grow with the blocks, and looks at what is old only where that has
    not sufficed, which takes longer; while one is played there is little for it to find, and it looks seldom.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> with model_of(five, 0, 0, np.arange(5)) as model:
    ...     next(model.weeks()), played(model).totals.runs
    (0, 5)
    """
    from sim.model import StatusTalks  # which brings Mesa, and whoever only reads results need not wait for it

    large = places is None or bool(beside)
    for generation in range(YOUNG, 3) if large else ():
        if LARGE:
            gc.collect(generation)
    with _looking_seldom():
        model = StatusTalks(scenario, seed=seed, block=block, places=places, beside=tuple(beside), given=given,
                            chronicle=chronicle, remembered=remembered, seats=seats)  # fmt: skip
        if large:
            LARGE.add(model)
        yield model


@contextlib.contextmanager
def _looking_seldom() -> Iterator[None]:
    """Have Python's collector look seldom, until whoever else asked for it is done too."""
    with LOCK:
        OFTEN.append(gc.get_threshold())
        often, *others = OFTEN[0]
        gc.set_threshold(often and max(SELDOM, often), *others)  # 0 turns it off
    try:
        yield
    finally:
        with LOCK:
            before = OFTEN[0]
            OFTEN.pop()
            if not OFTEN:
                gc.set_threshold(*before)


def played(model: StatusTalks) -> BlockResult:
    """Play a model of one block to its end and return what it gave."""
    return result_of(model.run())


def result_of(model: StatusTalks, *, with_rows: bool = True, with_drawn: bool = True) -> BlockResult:
    """Return what a model of one block gave that has been played and settled."""
    [part] = _results_of(model, [int(model.run_numbers[0]) // BLOCK_RUNS], with_rows, with_drawn)
    return part


def _results_of(model: StatusTalks, blocks: Sequence[int], with_rows: bool, with_drawn: bool) -> list[BlockResult]:
    begins = np.searchsorted(model.block_of_run, np.arange(len(blocks)))
    rows = rows_of(model, with_drawn=with_drawn) if with_rows else None
    parts = [None if rows is None else rows.slice(begin, BLOCK_RUNS) for begin in begins]
    numbers = [None] * len(blocks) if with_drawn or rows is None else drawn_by_block(model)
    return [
        BlockResult(block, part, totals, drawn=drawn)
        for block, part, totals, drawn in zip(blocks, parts, totals_by_block(model), numbers, strict=True)
    ]


def play_block(
    scenario: Scenario, seed: int, block: int, places: Counts | None = None,
    given: Mapping[str, Floats] | None = None, *, with_rows: bool = True, with_drawn: bool = True,
) -> BlockResult:  # fmt: skip
    """Play a block of runs, or some of its runs, and return their rows, or their counts alone.

    What the runs drew may stand beside the rows and not in them.

    A run is the same alone as among others:

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> few, alone = (play_block(five, 1, 0, np.array(places)).rows for places in ([3, 7], [7]))
    >>> few.slice(1).to_pandas().equals(alone.to_pandas())
    True
    """
    with model_of(scenario, seed, block, places, given=given) as model:
        return result_of(model.run(), with_rows=with_rows, with_drawn=with_drawn)


def play_blocks(
    scenario: Scenario, seed: int, blocks: Sequence[int], places: Counts | None = None, *, with_rows: bool = True,
    with_drawn: bool = True,
) -> list[BlockResult]:  # fmt: skip
    """Play blocks beside each other, in one model, and return the rows of each; of the last, `places` alone.

    The runs are those of `play_block`, to the last bit. Most of the work of a week is done once however many
    runs there are, so a dozen blocks together take half the time that they take one by one.

    >>> scenario = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> [(part.block, part.rows.num_rows) for part in play_blocks(scenario, 0, [3, 8])]
    [(3, 1024), (8, 1024)]
    """
    first, *beside = blocks
    with model_of(scenario, seed, first, places, beside=beside) as model:
        return _results_of(model.run(), blocks, with_rows, with_drawn)


@dataclass(frozen=True)
class BlockWork:
    """Plays a few blocks of a scenario at a time: the work of an executor."""

    scenario: Scenario
    seed: int
    wanted: Wanted
    folder: Path | None = None
    """Where files go, each under a passing name; None gives their bytes."""

    @cached_property
    def work(self) -> Work:
        """What the blocks are a part of, as it stands in the seal of each."""
        return Work(self.scenario.hash, str(self.seed), __version__)

    def __call__(
        self, tasks: Sequence[BlockTask], line: Line | None = None
    ) -> list[BlockResult | BlockFailure | FolderFault]:
        """Play the blocks; one that fails, or cannot be written, does not stop the others."""
        with_rows = self.wanted != "counts"  # to make them takes as long as some weeks of play
        with_drawn = self.wanted != "file"
        parts = play_some(self.scenario, self.seed, tasks, with_rows=with_rows, with_drawn=with_drawn)
        if self.wanted in ("rows", "counts"):
            return list(parts)
        done = [part for part in parts if isinstance(part, BlockResult)]
        files = by_file(done, lambda part: part.block)
        return [*map(self.in_a_file, files), *(part for part in parts if isinstance(part, BlockFailure))]

    def in_a_file(self, parts: Sequence[BlockResult]) -> BlockResult | FolderFault:
        """Put the rows of some blocks into the file in which they lie together."""
        first, totals = first_in_file(parts[0].block), sum((part.totals for part in parts[1:]), parts[0].totals)
        rows, drawn = pa.concat_tables([part.rows for part in parts]), None
        if parts[0].drawn:  # of nothing that is drawn nothing is noted
            drawn = noted([checksum_of(*numbers) for numbers in zip(*(part.drawn for part in parts), strict=True)],
                          rows.num_rows)  # fmt: skip
        file = packed(rows, self.work, first, totals.written(), drawn)
        done = BlockResult(first, None, totals, file, members=tuple(part.block for part in parts))
        if self.folder is None:
            return done
        path = passing_path(block_path(self.folder, first))
        try:
            path.write_bytes(file)
            flushed(path)
        except OSError as error:
            path.unlink(missing_ok=True)
            return FolderFault(plain_reason(self.folder, error))
        return replace(done, file=path)


def play_some(
    scenario: Scenario, seed: int, tasks: Sequence[BlockTask], *, with_rows: bool = True, with_drawn: bool = True
) -> list[BlockResult | BlockFailure]:
    """Play a few blocks, the whole ones beside each other, with a last one that is not; if one fails, each by itself.

    >>> scenario = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> [part.totals.runs for part in play_some(scenario, 0, [(3, np.arange(10))])]
    [10]
    """
    together = [block for block, places in tasks if places is None]
    done: dict[int, BlockResult | BlockFailure] = {}
    parts = [(block, places) for block, places in tasks if places is not None]
    last = parts[0][1] if together and len(parts) == 1 else None  # of many parts each would be drawn for as a whole
    if last is not None:
        together.append(parts[0][0])
    if len(together) > 1:
        with contextlib.suppress(Exception):  # each is played by itself below
            found = play_blocks(scenario, seed, together, last, with_rows=with_rows, with_drawn=with_drawn)
            done = {part.block: part for part in found}
    for block, places in tasks:
        if block not in done:
            try:
                done[block] = play_block(scenario, seed, block, places, with_rows=with_rows, with_drawn=with_drawn)
            except Exception as error:
                done[block] = BlockFailure.of(block, seed, error)
    return [done[block] for block, _ in tasks]


def rows_of(model: StatusTalks, *, with_drawn: bool = True) -> pa.Table:
    """Make the rows of a block: what happened, then, if that is wanted, what was drawn (`in.<path>`).

    >>> with model_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 0, 0, np.arange(2)) as model:
    ...     rows = rows_of(model.run())
    >>> rows.column_names[:4], "in.actors.russia.signal_honesty" in rows.column_names
    (['run', 'outcome', 'ended_on', 'ending'], True)
    """
    from sim.runs.distances import distances_of  # brings the theory, for which nobody waits who only counts

    results = model.records
    columns: dict[str, pa.Array] = {"run": column_of(model.run_numbers.astype(np.int64))}
    columns["outcome"] = words_of(results.columns["outcome"], results.words["outcome"])
    columns["ended_on"] = column_of(model.ended_on)
    columns["ending"] = words_of(results.columns["ending"], results.words["ending"])
    for name, values in results.columns.items():
        if name not in columns:
            columns[name] = words_of(values, results.words[name]) if name in results.words else column_of(values)
    columns |= {name: column_of(values) for name, values in distances_of(model).items()}
    if with_drawn:
        columns |= {f"{INPUT}{path}": column_of(numbers) for path, numbers in model.world.inputs.all_drawn()}
    return pa.table(columns)


def drawn_by_block(model: StatusTalks) -> list[list[Floats]]:
    """Return what the runs of each block drew, in the order of the paths."""
    begins = np.searchsorted(model.block_of_run, np.arange(1 + len(model.whereabouts.standing_of)))
    drawn = [numbers for _, numbers in sorted(model.world.inputs.all_drawn(), key=itemgetter(0))]
    return [[numbers[begin:end] for numbers in drawn] for begin, end in pairwise(begins)]


def totals_of(model: StatusTalks) -> Totals:
    """Count the runs that a model has played."""
    first, *others = totals_by_block(model)
    return sum(others, first)


def totals_by_block(model: StatusTalks) -> list[Totals]:
    """Count the runs of each block that a model has played."""
    columns, blocks = model.records.columns, len(model.whereabouts.standing_of)
    by_calendar = columns["ending"] == model.records.words["ending"].index("calendar")
    begins = np.searchsorted(model.block_of_run, np.arange(1, blocks))
    parts = [np.split(part, begins) for part in (columns["outcome"], columns["ended_week"], by_calendar)]
    counted = zip(*parts, model.whereabouts.standing_of, model.series.counted, strict=True)
    return [Totals.counted(model.case, *part) for part in counted]
