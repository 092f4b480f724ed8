"""Who does the work: this process, several of this machine, or the workers of a Dask scheduler.

All have the interface of `sim.runs.tasks.Executor`; here stands which of them is taken, and the cluster.
"""

from __future__ import annotations

import hashlib
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor as Pool
from concurrent.futures import Future
from typing import Any, Self, cast

from sim.runs.failures import ClusterFault
from sim.runs.folder.manifest import versions
from sim.runs.processes import Processes
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

__all__ = ["Cluster", "Executor", "executor_for", "take_in"]

PATIENCE = 15
"""Seconds to wait for the scheduler of a cluster, and then for a first worker."""

SILENCE = 900
"""Seconds without any answer after which a cluster is taken for dead."""


def executor_for(workers: int, cluster: str | None = None) -> Executor:
    """Choose who does the work: the workers of a cluster, as many processes as asked for, or this one."""
    if cluster is not None:
        return Cluster(cluster)
    return Processes(workers) if workers > 1 else InProcess()


class Cluster(Executor):
    """The workers of a Dask scheduler, on this machine or many.

    The work goes to each worker once, also to those that join later. A worker that is lost loses nothing but
    time: its tasks are done by others and give the same answers. Nobody can watch from so far how a task goes;
    whoever breaks off takes no more answers.
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
        try:
            self._client = Client(self.address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            said = "no Dask scheduler answers there; the form is tcp://HOST:8786"
            raise ClusterFault(f"{self.address}: {said}") from error
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
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ClusterFault(
                f"{self.address}: the scheduler has no workers; start some with `dask worker {self.address}`"
            ) from error
        here = versions()
        for worker, there in self._client.run(_versions_or_none).items():
            if there is None:
                raise ClusterFault(f"{self.address}: worker {worker} does not have status-talks installed")
            for name, found in there.items():
                if found != here[name]:
                    raise ClusterFault(f"{self.address}: worker {worker} has {name} {found}, "
                                       f"here it is {here[name]}; results could differ")  # fmt: skip
        return max(1, sum(int(threads) for threads in self._client.ncores().values()))

    def outcomes(
        self, work: Work[Task, Answer], tasks: Sequence[Task], smaller: Callable[[Task], Sequence[Task]],
        watch: Watch | None,
    ) -> Iterator[Outcome[Answer, Task]]:  # fmt: skip
        """Do the tasks on whichever workers are free.

        Raises ClusterFault if the scheduler is lost on the way.
        """
        name, pool = self._handed_out(work), cast("Pool", self._client.get_executor(pure=False))
        silent_since = time.monotonic()

        def look() -> None:
            if time.monotonic() - silent_since > SILENCE:
                raise TimeoutError("no answer")

        def cancel(out: Sequence[Future[Answer | Failure[Task]]]) -> None:
            for future in out:
                future.cancel()

        def send(item: tuple[int, Task]) -> Future[Answer | Failure[Task]]:
            return pool.submit(_done_there, name, item[1])

        sent = flow(send, list(enumerate(tasks)), AHEAD * self.hands, cancel, 1.0, look)
        while True:
            try:
                (place, _), future = next(sent)
                outcome = future.result()
            except StopIteration:
                return
            except Exception as error:
                said = str(error) or "no answer"
                raise ClusterFault(f"{self.address}: lost on the way ({said})") from error
            yield place, outcome
            silent_since = time.monotonic()
            if watch is not None and watch.stopped():
                return

    def _handed_out(self, work: Work[Task, Answer]) -> str:
        """Return the work to every worker, also to those that join later, and name it."""
        from distributed import WorkerPlugin

        packed = written_down(work)
        name = f"sim-work-{hashlib.sha256(packed).hexdigest()[:16]}"

        class Hands(WorkerPlugin):  # type: ignore[misc]
            """Has the work with it when tasks arrive."""

            def setup(self, worker: object) -> None:
                from sim.runs.executors import take_in

                take_in(name, packed)

        self._client.register_plugin(Hands(), name=name)
        return name


_KNOWN: dict[str, Work[Any, Any]] = {}


def take_in(name: str, packed: bytes) -> None:
    """Keep a work for the tasks that name it."""
    _KNOWN[name] = cast("Work[Any, Any]", pickle.loads(packed))


def _done_there(name: str, task: Any) -> Any:
    return tried(_KNOWN[name], task, Direct(Watch()))


def _versions_or_none() -> dict[str, str] | None:
    try:
        from sim.runs.folder.manifest import versions as there
    except ImportError:
        return None
    return there()
