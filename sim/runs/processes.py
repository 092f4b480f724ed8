"""Doing tasks in several processes of this machine.

The work goes to each process once. An answer comes back by way of a file unless it is short, since a process that is
killed while it sends much would leave its parent waiting for the rest.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import signal
import stat
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from concurrent.futures import Executor as Pool
from functools import lru_cache
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, cast

import numpy as np
from filelock import FileLock, Timeout

from sim.rules.arrays import Floats
from sim.runs.failures import WorkersLost
from sim.runs.tasks import (
    Answer,
    Direct,
    Executor,
    Failure,
    Line,
    Outcome,
    Task,
    Watch,
    Work,
    flow,
    tried,
    written_down,
)

__all__ = ["Processes", "settle_in"]

ATTEMPTS = 3
"""So often tasks are tried whose process was ended from outside."""

AHEAD = 2
"""Tasks a process that are sent out before one must be back: no more than loky hands on at once."""

HANDED_ON = 1.0
"""Seconds to wait until what was sent has been handed on, before the processes are killed."""

REQUESTS_TO_END = (signal.SIGINT, signal.SIGTERM)
"""What Ctrl-C and batch systems send: to whoever asked for the work, and to its processes too, which do not mind."""

LOOK = 0.02
"""Seconds between one look at whether the work is still wanted and the next."""

SHORT = 4_096
"""Bytes of an answer that are sent as they are."""

IDLE = 300
"""Seconds after which a process that has nothing to do ends."""

ONE_THREAD = ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMBA", "NUMEXPR")
"""Libraries that would otherwise start a thread for each processor, in each process."""

PREFIX = "sim-work-"
"""How the names of the folders begin by which work and answers go."""

HELD = "held"
"""Name of the file in such a folder that its process locks as long as it lives."""

SETTLED = 10
"""Seconds after which such a file has been locked, if it ever will be."""

LOST = "the process that played it was ended from outside; the memory may not do for so many workers"


class Processes(Executor):
    """Processes of this machine, by way of loky: they are kept for the next work, and started again if lost.

    A process has one thread, does not mind a request to end (its parent does), and ends when its parent is gone. It
    keeps what a work remembers in its own module, such as chance that was drawn.
    """

    def __init__(self, workers: int, idle: float | None = IDLE) -> None:
        self.hands = workers
        self.idle = idle

    def start(self) -> None:
        """Start the processes, so that they are ready when work comes."""
        with _born_deaf():
            self._pool().submit(os.getpid)

    def close(self) -> None:
        """End the processes; work that comes later starts new ones."""
        self._pool().shutdown(wait=True)

    def _pool(self) -> Pool:
        from joblib.externals.loky import get_reusable_executor

        alone = {f"{name}_NUM_THREADS": "1" for name in ONE_THREAD} | {"VECLIB_MAXIMUM_THREADS": "1"}
        with _born_deaf():
            return cast("Pool", get_reusable_executor(
                self.hands, timeout=self.idle, initializer=settle_in, initargs=(os.getpid(),), env=alone
            ))  # fmt: skip

    def outcomes(
        self, work: Work[Task, Answer], tasks: Sequence[Task], smaller: Callable[[Task], Sequence[Task]],
        watch: Watch | None,
    ) -> Iterator[Outcome[Answer, Task]]:  # fmt: skip
        """Do the tasks, and those again whose process was ended from outside."""
        left = list(enumerate(tasks))
        with _written_down(work) as folder:
            board = _Board.made(folder, len(tasks)) if watch else None
            for _ in range(ATTEMPTS):
                lost: list[tuple[int, Task]] = []
                with contextlib.closing(self._through(folder, left, watch, board)) as sent:
                    for (place, task), future in sent:
                        if isinstance(error := future.exception(), BrokenExecutor):
                            lost.append((place, task))
                        else:
                            yield place, Failure(task, cast("Exception", error)) if error else _taken(future.result())
                left = [(place, part) for place, task in lost for part in smaller(task)]
                if not left:
                    return
        yield from ((place, Failure(task, WorkersLost(LOST))) for place, task in left)
        raise WorkersLost(
            f"processes were ended from outside {ATTEMPTS} times; the memory may not do for so many workers"
        )

    def _through(
        self, folder: Path, items: Sequence[tuple[int, Task]], watch: Watch | None, board: _Board | None
    ) -> Generator[tuple[tuple[int, Task], Future[bytes | Path]]]:
        pool = self._pool()
        latest = deque[Future[bytes | Path]](maxlen=AHEAD * self.hands)

        def look() -> None:
            if watch is not None and board is not None:
                if watch.stopped():
                    board.break_off()
                else:
                    watch.on_share(board.least())

        def kill(_: object) -> None:
            _wait_until_handed_on(latest)
            cast("Any", pool).shutdown(wait=True, kill_workers=True)

        def send(item: tuple[int, Task]) -> Future[bytes | Path]:
            with _born_deaf():
                latest.append(pool.submit(_done_by_worker, folder, item[0], item[1], board is not None))
            return latest[-1]

        yield from flow(send, items, AHEAD * self.hands, kill, LOOK if watch else None, look)


def _wait_until_handed_on(sent: Iterable[Future[bytes | Path]]) -> None:
    """Wait until loky has handed on what was sent: what still waits when it kills ends its thread in a traceback."""
    deadline = time.monotonic() + HANDED_ON
    while time.monotonic() < deadline and not all(future.running() or future.done() for future in sent):
        time.sleep(0.001)


@contextlib.contextmanager
def _born_deaf() -> Iterator[None]:
    """Start processes and threads that hear no request to end, not even as they import: what is blocked is inherited.

    A request that comes meanwhile waits, and is heard afterwards; also one that a thread of a library takes, which
    would break off the main one with a process or a task begun of which nobody knows.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which hears all signals again once it has started its own process
    taken = list[int]()
    obeyed = {number: signal.getsignal(number) for number in REQUESTS_TO_END}
    puts_off = threading.current_thread() is threading.main_thread() and None not in obeyed.values()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, REQUESTS_TO_END)
    try:
        if puts_off:
            for number in REQUESTS_TO_END:
                signal.signal(number, lambda number, _: taken.append(number))
        yield
    finally:
        if puts_off:
            for number, handler in obeyed.items():
                signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if taken:
            signal.raise_signal(taken[0])


@contextlib.contextmanager
def _written_down(work: Work[Task, Answer]) -> Iterator[Path]:
    """Keep the work in a file that processes read once each, in a folder for answers too."""
    _sweep()
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with FileLock(folder / HELD, timeout=0):
            (folder / "work").write_bytes(written_down(work))
            yield folder


def _sweep() -> None:
    """Take away the folders of processes that were killed: those whose lock has fallen with its holder."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{HELD}"):
        with contextlib.suppress(OSError, Timeout, NotImplementedError):
            found = left.parent.lstat()
            mine = stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())
            if mine and time.time() - left.stat().st_mtime > SETTLED:
                with FileLock(left, timeout=0):
                    shutil.rmtree(left.parent, ignore_errors=True)


def _taken(sent: bytes | Path) -> Any:
    if isinstance(sent, bytes):
        return pickle.loads(sent)
    packed = sent.read_bytes()
    sent.unlink()
    return pickle.loads(packed)


class _Board:
    """A file that tasks and whoever waits for them look at: whether to break off, and how far each task is."""

    def __init__(self, folder: Path, place: int = 0) -> None:
        self.shown: Floats = np.memmap(folder / "board", dtype=np.float64, mode="r+")
        self.place = place

    @classmethod
    def made(cls, folder: Path, tasks: int) -> _Board:
        (folder / "board").write_bytes(np.zeros(1 + tasks).tobytes())
        return cls(folder)

    def break_off(self) -> None:
        self.shown[0] = 1.0

    def least(self) -> float:
        return float(self.shown[1:].min())

    def wanted(self) -> bool:
        return not self.shown[0]

    def tell(self, share: float) -> None:
        self.shown[1 + self.place] = share


# --- in the worker --------------------------------------------------------------------------------------------


def _done_by_worker(folder: Path, place: int, task: Any, watched: bool) -> bytes | Path:
    line: Line = _Board(folder, place) if watched else Direct(Watch())
    packed = pickle.dumps(tried(_work_in(folder), task, line), protocol=5)
    if len(packed) <= SHORT:
        return packed
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(packed)
    return Path(file.name)


@lru_cache(maxsize=4)
def _work_in(folder: Path) -> Work[Any, Any]:
    return cast("Work[Any, Any]", pickle.loads((folder / "work").read_bytes()))


def settle_in(parent: int) -> None:
    """Make a new process a worker of its parent's: one thread, deaf to requests to end, gone when the parent is."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    with contextlib.suppress(ValueError):  # not in the main thread: the signals go elsewhere anyway
        for number in REQUESTS_TO_END:
            signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the one that it works for is gone: nobody would take the results."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
