"""Writing runs in hand to a results folder: rows in memory, or those of another folder."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.chance.streams import BLOCK_RUNS
from sim.runs.counts import Totals
from sim.runs.drawn import drawn_as_played, drawn_names
from sim.runs.failures import FolderFault, plain_reason
from sim.runs.folder.layout import (
    MARK,
    block_path,
    by_file,
    first_in_file,
    flushed,
    write_block,
    write_scenario,
    write_weekly,
    write_whole,
)
from sim.runs.folder.lock import locked
from sim.runs.folder.manifest import FORMAT, WITH_INPUTS, manifest_of, write_manifest
from sim.runs.folder.rows import StoredRows
from sim.runs.folder.seal import Work, check_footer, check_whole
from sim.runs.folder.writer import listed, prepare
from sim.scenario.format.scenario import Scenario

__all__ = ["save"]


def save(
    folder: str | Path, scenario: Scenario, seed: int, rows: pa.Table | StoredRows, totals: Totals,
    marks: Mapping[int, str], stores_inputs: bool = False,
) -> Path:  # fmt: skip
    """Write runs in hand to a new folder.

    The numbers that they drew are stored if that is asked for, or they are not those that would be drawn again.

    Raises FolderFault if the folder holds something already, or cannot be written.
    """
    home = Path(folder)
    prepare(home)
    try:
        with locked(home):
            if isinstance(rows, StoredRows):
                stores = stores_inputs or rows.manifest.stores_inputs
                manifest = rows.manifest.model_copy(update={"format": WITH_INPUTS if stores else FORMAT})
            else:
                stores = stores_inputs or not drawn_as_played(scenario, seed, rows)
                manifest = manifest_of(scenario, seed, rows.num_rows, datetime.now(UTC), totals, stores)
            again = () if stores else drawn_names(scenario)
            blocks = _write_rows(home, rows, marks, totals, manifest.work, again)
            flushed(home / "runs")
            write_weekly(home, scenario, totals)
            write_scenario(home, scenario)
            write_manifest(home, manifest.model_copy(update={"files": listed(home, blocks)}))
    except OSError as error:
        raise FolderFault(plain_reason(home, error)) from error
    return home


def _write_rows(
    home: Path, rows: pa.Table | StoredRows, marks: Mapping[int, str], totals: Totals, work: Work,
    again: Sequence[str],
) -> dict[str, str]:  # fmt: skip
    """Write the files of all blocks and return what the manifest keeps of each."""
    if isinstance(rows, StoredRows):
        for block, file in rows.files.items():
            if again or rows.manifest.stores_inputs:
                write_whole(home / "runs" / file.name, partial(shutil.copyfile, file))
            else:
                counts = check_footer(file, work, block).parsed().metadata.get(MARK)
                write_block(home, work, block, rows.of_file(block), counts and counts.decode())
        numbers = list(rows.files)
    else:
        blocks = rows.column("run").to_numpy() // BLOCK_RUNS
        files = by_file(np.unique(blocks).tolist(), int)
        numbers = [first_in_file(members[0]) for members in files]
        for first, members in zip(numbers, files, strict=True):
            within = rows.filter(pa.array((blocks >= members[0]) & (blocks <= members[-1])))
            write_block(home, work, first, within, _counts_of(members, marks, totals), again)
    paths = {block: block_path(home, block) for block in numbers}
    return {f"runs/{path.name}": check_whole(path, work, block).seal for block, path in paths.items()}


def _counts_of(blocks: Sequence[int], marks: Mapping[int, str], like: Totals) -> str | None:
    """Add up what each block of a file has counted; nothing where it is not known of all."""
    if not all(block in marks for block in blocks):
        return None
    first, *others = (Totals.read(marks[block], like) for block in blocks)
    return sum(others, first).written()
