"""Playing into a results folder: each block is written as it ends and dropped, and an interrupted run goes on."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.runs.failures import BlockFailure, ClusterFault, FolderFault, Interrupted, StoppedShort, WorkersLost
from sim.runs.folder.lock import locked
from sim.runs.folder.reader import empty_again, load, manifest_of, prepare, read_manifest
from sim.runs.folder.versions import DECIDING
from sim.runs.folder.writer import Keeper
from sim.runs.play import play_each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.runs.block import BlockResult
    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario

__all__ = ["run_into"]


def run_into(
    folder: str | Path,
    scenario: Scenario,
    runs: Any,
    *,
    seed: int = 0,
    workers: int = 1,
    cluster: str | None = None,
    resume: bool = False,
    on_block: Callable[[BlockResult], None] | None = None,
    on_found: Callable[[int], None] | None = None,
) -> Ensemble:
    """Play a scenario many times into a results folder.

    Raises
    ------
    FolderFault
        If the folder cannot be written, or holds something else than a part of the same runs.
    StoppedShort
        If the work could not be finished; what is done is kept.
    Interrupted
        If somebody stopped it; what is done is kept.
    ValueError
        If single runs are asked for, rather than the first so many.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> import tempfile
    >>> len(run_into(tempfile.mkdtemp(), five, 100))
    100
    """
    if not isinstance(runs, int | np.integer):
        raise ValueError("a folder takes the first so many runs; of chosen runs, save the ensemble instead")
    with _opened(Path(folder), scenario, seed, int(runs), resume) as keeper:
        if on_found is not None and keeper.totals.runs:
            on_found(keeper.totals.runs)
        try:
            for part in play_each(scenario, keeper.missing, seed=seed, workers=workers, cluster=cluster,
                                  wanted="file", folder=keeper.home):  # fmt: skip
                keeper.keep(part)
                if on_block is not None and not isinstance(part, BlockFailure):
                    on_block(part)
        except KeyboardInterrupt:
            raise Interrupted(keeper.so_far("interrupted")) from None
        except (FolderFault, ClusterFault, WorkersLost) as error:
            if not keeper.kept:
                raise
            keeper.write_failures()
            raise StoppedShort(keeper.so_far(str(error))) from error
        keeper.finish()
    ensemble = load(folder)
    ensemble.failures = tuple(keeper.failures)
    return ensemble


@contextlib.contextmanager
def _opened(home: Path, scenario: Scenario, seed: int, runs: int, resume: bool) -> Iterator[Keeper]:
    """Hold a folder and find out what it has already; leave nothing behind if no block comes of it."""
    going_on = resume and (home / "manifest.json").is_file()
    was_there = home.is_dir()
    if not going_on:
        prepare(home)
    try:
        with locked(home):
            if not going_on:
                prepare(home)  # again: somebody may have filled it before it was ours
            before = _same_work(home, scenario, seed, runs) if going_on else None
            keeper = Keeper(home, scenario, seed, runs, before)
            try:
                keeper.begin()
                yield keeper
            finally:
                keeper.sweep()
                if not (going_on or keeper.kept or keeper.failures):
                    keeper.leave_nothing()
    finally:
        if not (going_on or was_there):
            empty_again(home)


def _same_work(home: Path, scenario: Scenario, seed: int, runs: int) -> dict[str, Any]:
    """Read the manifest of a folder to go on with, or say why this is not the same work."""
    before = read_manifest(home)
    now = manifest_of(scenario, seed, runs, "")
    for name, said in (("scenario_hash", "scenario"), ("seed", "seed"), ("version", "version of sim"),
                       ("block_runs", "size of blocks")):  # fmt: skip
        if before[name] != now[name]:
            raise FolderFault(f"{home}: cannot go on, {said} {before[name]} was used there and {now[name]} is asked "
                              "for; name a new folder")  # fmt: skip
    for name in DECIDING:
        if before["libraries"].get(name) != now["libraries"][name]:
            raise FolderFault(f"{home}: cannot go on, {name} {before['libraries'].get(name)} was used there and "
                              f"{now['libraries'][name]} is installed here; name a new folder")  # fmt: skip
    if before["runs"] > runs:
        raise FolderFault(f"{home}: cannot go on, it is of {before['runs']} runs and {runs} are asked for; "
                          f"give --runs {before['runs']} or more")  # fmt: skip
    return before
