"""Playing blocks on the workers of a Dask scheduler, on this machine or many, through joblib's Dask backend.

The scenario goes to each worker once, also to those that join later. A worker that is lost loses nothing but
time: its blocks are played by others and give the same bytes.
"""

from __future__ import annotations

import contextlib
import pickle
from typing import TYPE_CHECKING, Any, cast

from sim.runs.executors import chunks_of, through, waves_of
from sim.runs.failures import BlockFailure, ClusterFault
from sim.runs.folder.versions import versions
from sim.runs.play import Task, Wanted, play_some

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.runs.block import BlockResult
    from sim.scenario.format.scenario import Scenario

__all__ = ["on_cluster", "take_in"]

PATIENCE = 15
"""Seconds to wait for the scheduler, and then for a first worker."""

SILENCE = 900
"""Seconds without any block after which the cluster is taken for dead."""


def on_cluster(
    scenario: Scenario, tasks: Sequence[Task], seed: int, address: str, wanted: Wanted
) -> Iterator[BlockResult | BlockFailure]:
    """Play blocks on the workers of a Dask scheduler; see `play_each`.

    Raises
    ------
    ClusterFault
        If `distributed` is not installed, no scheduler or worker answers, the workers have other versions, or
        the scheduler is lost on the way.
    """
    from joblib import Parallel, parallel_config

    with _connected(address) as client:
        hands = _hands(client, address)
        source = _handed_out(client, scenario)
        with parallel_config(backend="dask", client=client):
            for wave in waves_of(chunks_of(tasks, hands), hands):
                pool = Parallel(n_jobs=-1, return_as="generator_unordered", batch_size=1, timeout=SILENCE)
                try:
                    yield from through(pool, wave, _worker, (source, seed, wanted))
                except (TimeoutError, OSError, RuntimeError) as error:
                    raise ClusterFault(f"{address}: lost on the way ({error or 'no answer'})") from error


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterFault('--cluster needs Dask: pip install "status-talks[cluster]"') from error
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterFault(f"{address}: no Dask scheduler answers there; the form is tcp://HOST:8786") from error
    try:
        yield client
    finally:
        client.close(timeout=2)


def _hands(client: Any, address: str) -> int:
    """Count the threads of the workers, and see that they would give the same bytes as this machine."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise ClusterFault(
            f"{address}: the scheduler has no workers; start some with `dask worker {address}`"
        ) from error
    here = versions()
    for worker, there in client.run(_versions_or_none).items():
        if there is None:
            raise ClusterFault(f"{address}: worker {worker} does not have status-talks installed")
        for name, found in there.items():
            if found != here[name]:
                raise ClusterFault(f"{address}: worker {worker} has {name} {found}, here it is {here[name]}; "
                                   "results could differ")  # fmt: skip
    return max(1, sum(int(threads) for threads in client.ncores().values()))


def _versions_or_none() -> dict[str, str] | None:
    try:
        from sim.runs.folder.versions import versions as there
    except ImportError:
        return None
    return there()


# --- in the worker ------------------------------------------------------------------------------------------

_KNOWN: dict[str, Scenario] = {}


def _handed_out(client: Any, scenario: Scenario) -> str:
    """Give the scenario to every worker, also to those that join later, and name it."""
    from distributed import WorkerPlugin

    name = f"sim-scenario-{scenario.hash}"
    packed = pickle.dumps(scenario)

    class Hands(WorkerPlugin):  # type: ignore[misc]
        """Has the scenario with it when work arrives."""

        def setup(self, worker: Any) -> None:
            from sim.runs.cluster import take_in

            take_in(name, packed)

    client.register_plugin(Hands(), name=name)
    return name


def take_in(name: str, packed: bytes) -> None:
    """Keep a scenario for the tasks that name it."""
    _KNOWN[name] = cast("Scenario", pickle.loads(packed))


def _worker(source: str, seed: int, wanted: Wanted, tasks: Sequence[Task]) -> list[BlockResult | BlockFailure]:
    return play_some(_KNOWN[source], seed, tasks, wanted)
