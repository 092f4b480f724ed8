"""Playing blocks in several processes on this machine.

The scenario goes to each process once; a task is a few blocks. A process plays with one thread, does not
mind the keyboard (its parent does), and ends when its parent is gone.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import tempfile
import threading
import time
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sim.ensemble.faults import BlockFailure, WorkersLost
from sim.ensemble.runner import Task, Wanted, play_some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.ensemble.table import BlockResult
    from sim.scenario.schema import Scenario

__all__ = ["chunks_of", "in_processes", "through", "waves_of"]

BLOCKS_A_TASK = 2
"""Most blocks that go to a worker at once: enough that sending them costs nothing, few enough to stop soon."""

TASKS_A_WAVE = 16
"""Tasks a worker that are sent out before all must be back: results that nobody has taken yet stay so few."""

ATTEMPTS = 3
"""So often blocks are tried whose process was ended from outside."""


def chunks_of(tasks: Sequence[Task], workers: int) -> list[Sequence[Task]]:
    """Put a few blocks into each task, fewer where there are few, so that all workers have something to do.

    Examples
    --------
    >>> [len(chunk) for chunk in chunks_of([(block, None) for block in range(9)], workers=2)]
    [1, 1, 1, 1, 1, 1, 1, 1, 1]
    >>> len(chunks_of([(block, None) for block in range(1000)], workers=2))
    500
    """
    size = min(BLOCKS_A_TASK, max(1, len(tasks) // (8 * workers)))
    return [tasks[start : start + size] for start in range(0, len(tasks), size)]


def waves_of(chunks: Sequence[Sequence[Task]], workers: int) -> Iterator[Sequence[Sequence[Task]]]:
    """Divide tasks into waves."""
    size = TASKS_A_WAVE * workers
    yield from (chunks[start : start + size] for start in range(0, len(chunks), size))


def in_processes(
    scenario: Scenario, tasks: Sequence[Task], seed: int, workers: int, wanted: Wanted
) -> Iterator[BlockResult | BlockFailure]:
    """Play blocks in processes side by side; see `play_each`."""
    from joblib import Parallel, parallel_config

    def started() -> Any:
        return Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)

    with _written_down(scenario) as source, parallel_config(backend="loky", inner_max_num_threads=1):
        work = (source, seed, wanted)
        for wave in waves_of(chunks_of(tasks, workers), workers):
            yield from _played_through(wave, work, started)


def _played_through(
    wave: Sequence[Sequence[Task]], work: tuple[Any, ...], started: Callable[[], Any]
) -> Iterator[BlockResult | BlockFailure]:
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
) -> Iterator[BlockResult | BlockFailure]:
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


def _worker(source: str, seed: int, wanted: Wanted, tasks: Sequence[Task]) -> list[BlockResult | BlockFailure]:
    _settle_in()
    return play_some(_scenario(source), seed, tasks, wanted)


@lru_cache(maxsize=4)
def _scenario(source: str) -> Scenario:
    return cast("Scenario", pickle.loads(Path(source).read_bytes()))  # noqa: S301 - written by the parent


@lru_cache(maxsize=1)
def _settle_in() -> None:
    import pyarrow as pa

    pa.set_cpu_count(1)
    with contextlib.suppress(ValueError):  # not in the main thread: the signal goes elsewhere anyway
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the one that it works for is gone: nobody would take the results."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
