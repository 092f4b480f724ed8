"""Playing blocks in several processes on this machine.

The scenario goes to each process once; a task is a few blocks. A process plays with one thread, does not
mind the keyboard (its parent does), and ends when its parent is gone. It leaves what it made in a file and sends
only a short word of it: a process that is killed while it sends much would leave its parent waiting for the rest.
"""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import signal
import tempfile
import threading
import time
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.ipc

from sim.runs.block import BlockResult
from sim.runs.counts import Totals
from sim.runs.failures import BlockFailure, FolderFault, WorkersLost, plain_reason
from sim.runs.folder.layout import block_path, passing_path
from sim.runs.play import BLOCKS_TOGETHER, Task, Wanted, play_some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.scenario.format.scenario import Scenario

__all__ = ["chunks_of", "in_processes", "settle_in", "through", "waves_of"]

TASKS_A_WAVE = {"rows": 16, "file": 256, "counts": 256}
"""Tasks a worker that are sent out before all must be back, by what is wanted: rows that nobody has taken yet
stay so few. Files in their place and counts take no room, so their waves are long: at the end of one workers wait."""

ATTEMPTS = 3
"""So often blocks are tried whose process was ended from outside."""


def chunks_of(tasks: Sequence[Task], workers: int) -> list[Sequence[Task]]:
    """Put a few blocks into each task, and fewer towards the end, so that all workers end together.

    This is guided self-scheduling (Polychronopoulos & Kuck 1987): each task is a worker's share of what is left, up
    to as many blocks as are best played beside each other.

    Examples
    --------
    >>> [len(chunk) for chunk in chunks_of([(block, None) for block in range(49)], workers=2)]
    [12, 12, 12, 7, 3, 2, 1]
    """
    chunks, start = [], 0
    while start < len(tasks):
        size = min(BLOCKS_TOGETHER, math.ceil((len(tasks) - start) / workers))
        chunks.append(tasks[start : start + size])
        start += size
    return chunks


def waves_of(
    chunks: Sequence[Sequence[Task]], workers: int, wanted: Wanted = "rows"
) -> Iterator[Sequence[Sequence[Task]]]:
    """Divide tasks into waves.

    Examples
    --------
    >>> [len(wave) for wave in waves_of([[]] * 50, 2)]
    [32, 18]
    """
    size = TASKS_A_WAVE[wanted] * workers
    yield from (chunks[start : start + size] for start in range(0, len(chunks), size))


@dataclass(frozen=True)
class Sent:
    """The word that a worker sends of a block that it has played.

    Attributes
    ----------
    block : int
        Which block.
    counts : str
        Its counts, see `Totals.written`.
    file : str or None
        Where its rows lie.
    refused : tuple
        Number and text of the system's error, if the file could not be written.
    """

    block: int
    counts: str
    file: str | None
    refused: tuple[int | None, str] | None = None


def in_processes(
    scenario: Scenario, tasks: Sequence[Task], seed: int, workers: int, wanted: Wanted, folder: Path | None = None
) -> Iterator[BlockResult | BlockFailure]:
    """Play blocks in processes side by side; see `play_each`."""
    from joblib import Parallel, parallel_config

    def started() -> Any:
        return Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)

    like = Totals.nothing(scenario)
    how = {"inner_max_num_threads": 1, "initializer": settle_in, "initargs": (os.getpid(),)}
    with _written_down(scenario) as source, parallel_config(backend="loky", **how):
        work = (source, seed, wanted, str(folder or Path(source).parent))
        for wave in waves_of(chunks_of(tasks, workers), workers, wanted):
            for part in _played_through(wave, work, started):
                yield _received(part, wanted, like) if isinstance(part, Sent) else part


def _received(sent: Sent, wanted: Wanted, like: Totals) -> BlockResult:
    if sent.refused is not None:
        raise FolderFault(plain_reason(Path(sent.file or "").parent.parent, OSError(*sent.refused)))
    totals = Totals.read(sent.counts, like)
    if sent.file is None:
        return BlockResult(sent.block, None, totals)
    if wanted == "file":
        return BlockResult(sent.block, None, totals, Path(sent.file))
    with pa.OSFile(sent.file) as file:
        rows = pa.ipc.open_file(file).read_all()
    Path(sent.file).unlink()
    return BlockResult(sent.block, rows, totals)


def _played_through(
    wave: Sequence[Sequence[Task]], work: tuple[Any, ...], started: Callable[[], Any]
) -> Iterator[Sent | BlockFailure]:
    """Play a wave of tasks, and those again whose process was ended from outside."""
    from joblib.externals.loky.process_executor import BrokenProcessPool

    left: dict[int, Task] = {task[0]: task for chunk in wave for task in chunk}
    chunks = list(wave)
    for _ in range(ATTEMPTS):
        try:
            for part in through(started(), chunks, _worker, work):
                del left[part.block]
                yield part
            return
        except BrokenProcessPool:
            chunks = [[task] for task in left.values()]
    said = "the process that played it was ended from outside; the memory may not do for so many workers"
    yield from (BlockFailure(block, work[1], said, "") for block in left)
    raise WorkersLost(
        f"processes were ended from outside {ATTEMPTS} times; the memory may not do for so many workers"
    )


def through(
    pool: Any, chunks: Sequence[Sequence[Task]], function: Callable[..., Any], work: tuple[Any, ...]
) -> Iterator[Any]:
    """Send tasks through joblib and give each block that comes back; let nothing run on if this is left early."""
    from joblib import delayed

    answers = pool(delayed(function)(*work, chunk) for chunk in chunks)
    try:
        for answer in answers:
            yield from answer
    finally:
        with warnings.catch_warnings():  # joblib says that work was dropped, which is what is meant
            warnings.simplefilter("ignore")
            answers.close()


@contextlib.contextmanager
def _written_down(scenario: Scenario) -> Iterator[str]:
    """Keep a scenario in a file that workers read once each."""
    with tempfile.TemporaryDirectory(prefix="sim-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "scenario.pickle"
        path.write_bytes(pickle.dumps(scenario))
        yield str(path)


# --- in the worker ------------------------------------------------------------------------------------------


def _worker(source: str, seed: int, wanted: Wanted, where: str, tasks: Sequence[Task]) -> list[Sent | BlockFailure]:
    done = play_some(_scenario(source), seed, tasks, wanted)
    return [part if isinstance(part, BlockFailure) else _put_down(part, Path(where)) for part in done]


def _put_down(part: BlockResult, where: Path) -> Sent:
    """Leave the rows of a block in a file under a passing name; the parent gives it its own, or reads it."""
    counts = part.totals.written()
    if part.rows is None and part.file is None:
        return Sent(part.block, counts, None)
    path = passing_path(block_path(where, part.block))
    try:
        if part.rows is None:
            path.write_bytes(cast("bytes", part.file))
        else:
            path.parent.mkdir(exist_ok=True)
            with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, part.rows.schema) as writer:
                writer.write_table(part.rows)
    except OSError as error:
        path.unlink(missing_ok=True)
        return Sent(part.block, counts, str(path), (error.errno, error.strerror or str(error)))
    return Sent(part.block, counts, str(path))


@lru_cache(maxsize=4)
def _scenario(source: str) -> Scenario:
    return cast("Scenario", pickle.loads(Path(source).read_bytes()))


def settle_in(parent: int) -> None:
    """Make a new process a worker of its parent's: one thread, deaf to the keyboard, gone when the parent is."""
    pa.set_cpu_count(1)
    with contextlib.suppress(ValueError):  # not in the main thread: the signals go elsewhere anyway
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the one that it works for is gone: nobody would take the results."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
