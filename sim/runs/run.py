"""Playing a scenario many times: the front door."""

from bisect import insort
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.chance.streams import whole_seed
from sim.rules.arrays import Counts
from sim.runs.block import BlockResult
from sim.runs.counts import Totals
from sim.runs.ensemble import DroppedRows, Ensemble
from sim.runs.failures import BlockFailure, ClusterFault, FolderFault, Interrupted, StoppedShort, WorkersLost
from sim.runs.folder.reader import read_folder
from sim.runs.play import play, play_each, tasks_for
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import read_scenario

__all__ = ["run"]


def run(
    scenario: Scenario | str | Path,
    runs: int | npt.ArrayLike = 1_000,
    *,
    keep: str | Path = "rows",
    seed: int = 0,
    workers: int = 1,
    settings: tuple[str, ...] = (),
    resume: bool = False,
    store_inputs: bool = False,
    cluster: str | None = None,
    on_block: Callable[[BlockResult], None] | None = None,
    on_found: Callable[[int], None] | None = None,
) -> Ensemble:
    """Play a scenario many times.

    Parameters
    ----------
    scenario : Scenario or path
        What is asked, or the file that asks it.
    runs : int, array of int or of bool
        How many runs, which run numbers, or a mask that says of each run from 0 whether it is played.
    keep : {"rows", "counts"} or path
        What is kept of the runs: their rows in memory, only the counts that the table of outcomes needs, or a new
        results folder. With counts or a folder each block is dropped as it ends, so memory does not grow with runs.
    seed : int
        0 to 2**64 - 1.
    workers : int
        Processes that play side by side; they have no say in the results.
    settings : tuple of str
        Changes such as ``"actors.russia.veto=false"``.
    resume : bool
        Go on with what the folder holds already.
    store_inputs : bool
        Keep the numbers drawn (`in.PATH`) in the folder's files, for programs other than this one. Left out, the
        folder takes half the room, and this program draws them again when they are asked for.
    cluster : str, optional
        Address of a Dask scheduler, such as ``"tcp://10.0.0.1:8786"``, whose workers play the blocks.
    on_block : callable, optional
        Told of each block that is done; into a folder, of the blocks of each file together.
    on_found : callable, optional
        Told how many runs the folder holds already.

    Returns
    -------
    Ensemble

    Raises
    ------
    BlockFault
        If a block cannot be played and rows are kept in memory; else the others are kept, see `Ensemble.failures`.
    FolderFault
        If the folder cannot be written, or holds something else than a part of the same runs.
    StoppedShort
        If the work could not be finished; what is done is kept in the folder.
    Interrupted
        If somebody stopped it; what is done is kept in the folder.
    ValueError
        If settings come with a scenario that is read already, resume or store_inputs without a folder, or single runs
        with one; if the seed is no whole number from 0 to 2**64 - 1, or what names the runs is neither numbers nor a
        mask.

    Examples
    --------
    >>> import sim
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=200, seed=1)
    >>> len(ensemble), sim.run(ensemble.scenario, 200, seed=1, keep="counts").outcomes() == ensemble.outcomes()
    (200, True)
    """
    if not isinstance(scenario, Scenario):
        scenario = read_scenario(scenario, settings)
    elif settings:
        raise ValueError("settings go with a file; for a scenario in hand, make the changes there")
    seed, runs = whole_seed(seed), _asked(runs)
    if keep not in ("rows", "counts"):
        return _into_folder(Path(keep), scenario, runs, seed, workers, cluster, resume, store_inputs, on_block,
                            on_found)  # fmt: skip
    if resume:
        raise ValueError("resume goes with keep=FOLDER, the folder to go on with")
    if store_inputs:
        raise ValueError("store_inputs goes with keep=FOLDER, the folder to keep them in")
    if keep == "counts":
        return _counted(scenario, runs, seed, workers, cluster, on_block)
    parts = list(play(scenario, tasks_for(runs), seed=seed, workers=workers, cluster=cluster, on_block=on_block))
    totals = sum((part.totals for part in parts), Totals.nothing(scenario))
    marks = {part.block: part.totals.written() for part in parts}
    rows = pa.concat_tables([part.rows for part in parts])
    return Ensemble(scenario, seed, rows, totals.standing, totals, marks=marks)


def _asked(runs: int | npt.ArrayLike) -> int | Counts:
    """Return how many runs, or which: a mask says of each run from 0 whether it is one of them."""
    if isinstance(runs, bool | np.bool_):
        raise ValueError(f"{bool(runs)} is no number of runs; allowed: how many, which run numbers, or a mask")
    if isinstance(runs, int | np.integer):
        return int(runs)
    chosen = np.asarray(runs)
    if chosen.dtype == np.bool_ and chosen.ndim == 1:
        return np.flatnonzero(chosen)
    if chosen.ndim != 1 or (chosen.size and not np.issubdtype(chosen.dtype, np.integer)):
        raise ValueError(f"an array of {chosen.dtype} in {chosen.ndim} dimensions names no runs; "
                         "allowed: whole numbers, or a mask")  # fmt: skip
    return chosen.astype(np.int64)


def _counted(
    scenario: Scenario, runs: int | Counts, seed: int, workers: int, cluster: str | None,
    on_block: Callable[[BlockResult], None] | None,
) -> Ensemble:  # fmt: skip
    """Play and count how the runs end; their rows are dropped."""
    totals = Totals.nothing(scenario)
    failures: list[BlockFailure] = []
    for part in play_each(scenario, tasks_for(runs), seed=seed, workers=workers, cluster=cluster, wanted="counts"):
        if isinstance(part, BlockFailure):
            insort(failures, part, key=lambda failure: failure.block)
            continue
        totals += part.totals
        if on_block is not None:
            on_block(part)
    if not totals.runs:
        raise StoppedShort(f"no block could be played; {failures[0]}")
    return Ensemble(scenario, seed, DroppedRows(totals.runs), totals.standing, totals, tuple(failures))


def _into_folder(
    folder: Path, scenario: Scenario, runs: int | Counts, seed: int, workers: int, cluster: str | None, resume: bool,
    store_inputs: bool, on_block: Callable[[BlockResult], None] | None, on_found: Callable[[int], None] | None,
) -> Ensemble:  # fmt: skip
    """Play into a results folder: the blocks of each file are written as they end and dropped."""
    from sim.runs.folder.writer import writing  # for which nobody waits who only counts

    if not isinstance(runs, int | np.integer):
        raise ValueError("a folder takes the first so many runs; of chosen runs, save the ensemble instead")
    with writing(folder, scenario, seed, int(runs), resume, store_inputs) as writer:
        if on_found is not None and writer.totals.runs:
            on_found(writer.totals.runs)
        try:
            for part in play_each(scenario, writer.missing, seed=seed, workers=workers, cluster=cluster,
                                  wanted="file with inputs" if writer.stores_inputs else "file",
                                  folder=writer.home):  # fmt: skip
                writer.keep(part)
                if on_block is not None and not isinstance(part, BlockFailure):
                    on_block(part)
        except KeyboardInterrupt:
            raise Interrupted(writer.so_far("interrupted")) from None
        except (FolderFault, ClusterFault, WorkersLost) as error:
            if not writer.kept:
                raise
            writer.write_failures()
            raise StoppedShort(writer.so_far(str(error))) from error
        writer.finish()
    return Ensemble(*read_folder(folder, scenario), tuple(writer.failures), home=folder)
