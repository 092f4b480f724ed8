"""Who does the work: this process, several of this machine, or the workers of a Dask scheduler.

All have the interface of `sim.runs.tasks.Executor`; here stands which of them is taken, and the cluster.
"""

from __future__ import annotations

import hashlib
import pickle
import socket
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor as Pool
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self, cast
from urllib.parse import urlsplit

from sim.runs.failures import ClusterFault, FolderWarning
from sim.runs.folder.manifest import kind_of_processor, versions
from sim.runs.tasks import (
    AHEAD,
    Answer,
    Direct,
    Executor,
    Failure,
    InProcess,
    Outcome,
    Task,
    Watch,
    Work,
    flow,
    tried,
    written_down,
)

__all__ = ["Cluster", "Executor", "executor_for"]

PATIENCE = 5
"""Seconds to wait for the scheduler of a cluster to say anything."""

GATHERING = 15
"""Seconds to wait for a first worker."""

RETRIES = 2
"""So often Dask does a task again that ended in an error of the cluster."""

NO_SCHEDULER = "no Dask scheduler answers there; the form is tcp://HOST:8786"

SILENCE = 900
"""Seconds without any answer after which a cluster is taken for dead."""


def executor_for(workers: int, cluster: str | None = None) -> Executor:
    """Choose who does the work: the workers of a cluster, as many processes as asked for, or this one."""
    if cluster is not None:
        return Cluster(cluster)
    if workers == 1:
        return InProcess()
    from sim.runs.processes import Processes  # with its locks, for which one worker need not wait

    return Processes(workers)


class Cluster(Executor):
    """The workers of a Dask scheduler, on this machine or many.

    The work goes with each task, and with it the versions of whoever asks: a worker that joins later has all that it
    needs, and one that would give other results refuses. A worker that is lost loses nothing but time: its tasks are
    done by others and give the same answers. Nobody can watch from so far how a task goes; whoever breaks off takes
    no more answers.
    """

    same_disk = False

    def __init__(self, address: str) -> None:
        self.address = address

    def __enter__(self) -> Self:
        """Find the scheduler, and see that its workers would give the same bytes as this machine.

        Raises ClusterFault if `distributed` is not installed, no scheduler or worker answers, or the workers have
        other versions.
        """
        try:
            from distributed import Client
        except ImportError as error:
            raise ClusterFault('--cluster needs Dask: pip install "status-talks[cluster]"') from error
        _see_that_a_scheduler_answers(self.address)
        try:
            self._client = Client(self.address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterFault(f"{self.address}: {NO_SCHEDULER}") from error
        try:
            self.hands = self._counted_hands()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        """Leave the scheduler."""
        self._client.close(timeout=2)

    def _counted_hands(self) -> int:
        try:
            self._client.wait_for_workers(1, timeout=GATHERING)
        except TimeoutError as error:
            raise ClusterFault(
                f"{self.address}: the scheduler has no workers; start some with `dask worker {self.address}`"
            ) from error
        here = versions()
        for worker, found in self._client.run(_found_there, on_error="return").items():
            if isinstance(found, Exception) and "No module named 'sim" not in str(found):
                raise ClusterFault(f"{self.address}: worker {worker} has another status-talks, which cannot answer")
            if found is None or isinstance(found, Exception):
                raise ClusterFault(f"{self.address}: worker {worker} does not have status-talks installed")
            there, processor = found
            if misfit := _misfit(here, there):
                raise ClusterFault(f"{self.address}: worker {worker} {misfit}")
            if other := _other_processor(processor):
                warnings.warn(f"{self.address}: worker {worker} {other}", FolderWarning, stacklevel=4)
        return max(1, sum(int(threads) for threads in self._client.ncores().values()))

    def outcomes(
        self, work: Work[Task, Answer], tasks: Sequence[Task], smaller: Callable[[Task], Sequence[Task]],
        watch: Watch | None,
    ) -> Iterator[Outcome[Answer, Task]]:  # fmt: skip
        """Do the tasks on whichever workers are free.

        Raises ClusterFault if the scheduler is lost on the way.
        """
        packed, here = written_down(work), versions()
        name = hashlib.sha256(packed).hexdigest()
        pool = cast("Pool", self._client.get_executor(pure=False, retries=RETRIES))
        silent_since = time.monotonic()

        def look() -> None:
            if time.monotonic() - silent_since > SILENCE:
                raise TimeoutError("no answer")

        def cancel(out: Sequence[Future[Answer | Failure[Task]]]) -> None:
            for future in out:
                future.cancel()

        def send(item: tuple[int, Task]) -> Future[Answer | Failure[Task]]:
            return pool.submit(_done_there, name, packed, here, item[1])

        sent = flow(send, list(enumerate(tasks)), AHEAD * self.hands, cancel, 1.0, look)
        while True:
            try:
                (place, _), future = next(sent)
                outcome = future.result()
            except StopIteration:
                return
            except ClusterFault as error:
                raise ClusterFault(f"{self.address}: {error}") from error
            except Exception as error:
                said = str(error) or "no answer"
                raise ClusterFault(f"{self.address}: lost on the way ({said})") from error
            yield place, outcome
            silent_since = time.monotonic()
            if watch is not None and watch.stopped():
                return


_KNOWN: dict[str, Work[Any, Any]] = {}
"""The work that a process of a cluster does, by its digest."""


def _done_there(name: str, packed: bytes, wanted: dict[str, str], task: Any) -> Any:
    """Do a task on a worker, which unpacks the work once; one that would give other results refuses.

    Raises ClusterFault if the worker has other versions than whoever asks.
    """
    if misfit := _misfit(wanted, versions()):
        raise ClusterFault(f"a worker on {socket.gethostname()} {misfit}")
    if name not in _KNOWN:
        _KNOWN.clear()
        _KNOWN[name] = cast("Work[Any, Any]", pickle.loads(packed))
    return tried(_KNOWN[name], task, Direct(Watch()))


def _misfit(wanted: dict[str, str], found: dict[str, str]) -> str:
    """Tell what a worker has that is not as it is here, or nothing."""
    for name, version in wanted.items():
        if found.get(name) != version:
            return f"has {name} {found.get(name, 'not at all')}, here it is {version}; results could differ"
    return ""


def _see_that_a_scheduler_answers(address: str) -> None:
    """Ask whoever answers at an address what it is, since Dask's client leaves an error of its own where it is none.

    Raises ClusterFault if it is no scheduler.
    """
    import asyncio  # as below: what takes longer to import than the rest of this module, for clusters alone

    said = NO_SCHEDULER
    if _speaks_first(address):
        with ThreadPoolExecutor(1) as apart:  # where a loop runs already, as in a notebook, no second one may
            found = apart.submit(lambda: asyncio.run(_kind_of_server(address))).result()
        if found == "Scheduler":
            return
        if found in ("Worker", "Nanny"):
            said = "a worker of Dask answers there; give the address of its scheduler"
    raise ClusterFault(f"{address}: {said}")


async def _kind_of_server(address: str) -> str | None:
    import asyncio

    from distributed import Security
    from distributed.core import rpc

    try:
        there = rpc(address, timeout=PATIENCE, connection_args=Security().get_connection_args("client"))
        try:
            return str((await asyncio.wait_for(there.identity(), PATIENCE))["type"])
        finally:
            await there.close_rpc()
    except Exception:  # whatever Dask makes of what stands in the address, or of what answers
        return None


def _speaks_first(address: str) -> bool:
    """Tell whether something answers at an address that speaks first, as a scheduler does and no web server."""
    parts = urlsplit(address if "//" in address else f"tcp://{address}")
    if parts.scheme != "tcp":
        return True  # left to Dask
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 8786), timeout=PATIENCE) as line:
            line.settimeout(PATIENCE)
            return bool(line.recv(1))
    except (OSError, ValueError, UnicodeError):
        return False


def _other_processor(found: tuple[str, ...]) -> str:
    """Tell that a worker's kind of processor is not the one here, or nothing."""
    if found == (here := kind_of_processor()):
        return ""
    kinds = f"{' '.join(found)}; here {' '.join(here)}"
    return f"has another kind of processor ({kinds}); last digits may differ between blocks"


def _found_there() -> tuple[dict[str, str], tuple[str, ...]] | None:
    try:
        from sim.runs.folder.manifest import kind_of_processor as kind
        from sim.runs.folder.manifest import versions as there
    except ImportError:
        return None
    return there(), kind()
