"""A results folder that is being written to, block by block."""

from __future__ import annotations

import contextlib
import json
import shutil
from bisect import insort
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sim.chance.streams import BLOCK_RUNS
from sim.runs.counts import Totals
from sim.runs.failures import BlockFailure, FolderFault, StoppedShort, plain_reason
from sim.runs.folder.layout import block_path, sweep, totals_in, write_whole
from sim.runs.folder.reader import manifest_of, write_manifest, write_scenario, write_weekly
from sim.runs.play import tasks_for

if TYPE_CHECKING:
    from pathlib import Path

    from sim.runs.block import BlockResult
    from sim.runs.play import Task
    from sim.scenario.format.scenario import Scenario

__all__ = ["Keeper"]

SURE = 0.9
"""A disk with less than this share of what the rest will need is taken for too small."""


class Keeper:
    """A results folder that is being written to, block by block.

    Attributes
    ----------
    missing : list of Task
        Blocks that the folder does not hold yet.
    totals : Totals
        The runs counted that it holds.
    failures : list of BlockFailure
        Blocks that could not be played, in their order, whichever was done first.
    """

    def __init__(self, home: Path, scenario: Scenario, seed: int, runs: int, before: dict[str, Any] | None) -> None:
        self.home, self.scenario, self.seed, self.runs = home, scenario, seed, runs
        self.started = before["started"] if before else datetime.now(UTC).isoformat(timespec="seconds")
        self.totals = Totals.nothing(scenario)
        self.missing: list[Task] = []
        self.failures: list[BlockFailure] = []
        self.counted: set[int] = set()
        self.last: int | None = None
        self.checked = False
        for task in tasks_for(runs):
            size = BLOCK_RUNS if task[1] is None else len(task[1])
            found = totals_in(block_path(home, task[0]), self.totals, size) if before else None
            if found is None:
                self.missing.append(task)
            else:
                self.totals += found
                self.counted.add(task[0])
        self.blocks = self.kept + len(self.missing)
        self.whole = before is not None and not self.missing and before["runs"] == runs and before["finished"]

    @property
    def kept(self) -> int:
        """How many blocks it holds.

        An interruption may come when a block's file has its name and the block is not counted yet: it is kept all
        the same, so the disk is asked about the last one.
        """
        if self.last is None or self.last in self.counted:
            return len(self.counted)
        return len(self.counted) + block_path(self.home, self.last).exists()

    def begin(self) -> None:
        """Write down what is going to be played, which also shows whether the folder can be written.

        Raises
        ------
        FolderFault
            If it cannot.
        """
        if self.whole:
            return
        try:
            sweep(self.home)
            (self.home / "runs").mkdir(exist_ok=True)
            write_scenario(self.home, self.scenario)
            self._write_manifest(finished=False)
        except OSError as error:
            raise FolderFault(plain_reason(self.home, error)) from error

    def keep(self, part: BlockResult | BlockFailure) -> None:
        """Write a block to its file, or remember that it failed.

        Raises
        ------
        FolderFault
            If it cannot be written, or the disk is too small for those to come.
        """
        if isinstance(part, BlockFailure):
            insort(self.failures, part, key=lambda failure: failure.block)
            return
        path, self.last = block_path(self.home, part.block), part.block
        try:
            if isinstance(part.file, bytes):
                file = part.file
                write_whole(path, lambda passing: passing.write_bytes(file))
            elif part.file is not None:
                part.file.replace(path)
            size = path.stat().st_size
        except OSError as error:
            raise FolderFault(plain_reason(self.home, error)) from error
        self.totals += part.totals
        self.counted.add(part.block)
        if not self.checked:
            self._see_that_there_is_room(size)

    def _see_that_there_is_room(self, bytes_a_block: int) -> None:
        self.checked = True
        needed = bytes_a_block * (self.blocks - self.kept)
        free = shutil.disk_usage(self.home).free
        if free < SURE * needed:
            raise FolderFault(f"{self.home}: the rest needs about {needed / 1e9:,.1f} GB of disk, "
                              f"{free / 1e9:,.1f} GB are free")  # fmt: skip

    def so_far(self, reason: str) -> str:
        """Say in one line why the work stopped and what is kept."""
        where = "" if reason.startswith(f"{self.home}:") else f"{self.home}: "
        if not self.kept:
            return f"{where}{reason}; no block was finished"
        return (
            f"{where}{reason}; {self.kept} of {self.blocks} blocks are kept, the same command with --resume goes on"
        )

    def write_failures(self) -> None:
        """Write down which blocks failed, with the seed and the traceback of each; nothing if none did."""
        path = self.home / "failures.json"
        listed = [failure.as_data() for failure in self.failures]
        with contextlib.suppress(OSError):
            if listed:
                write_whole(path, lambda part: part.write_text(json.dumps(listed, indent=2) + "\n"))
            else:
                path.unlink(missing_ok=True)

    def finish(self) -> None:
        """Write down the counts and that the folder is whole.

        Raises
        ------
        FolderFault
            If that cannot be written.
        StoppedShort
            If no block at all could be played.
        """
        if self.whole:
            return
        self.write_failures()
        if not self.kept:
            raise StoppedShort(f"{self.home}: no block could be played; failures.json has the seeds and tracebacks; "
                               f"{self.failures[0]}")  # fmt: skip
        try:
            write_weekly(self.home, self.scenario, self.totals)
            self._write_manifest(finished=True)
        except OSError as error:
            raise FolderFault(plain_reason(self.home, error)) from error

    def _write_manifest(self, finished: bool) -> None:
        manifest = manifest_of(self.scenario, self.seed, self.runs, self.started, self.totals if finished else None)
        if not finished:
            manifest["finished"] = None
        if self.failures:
            manifest["failed_blocks"] = [failure.block for failure in self.failures]
        write_manifest(self.home, manifest)

    def sweep(self) -> None:
        """Take away what workers made that nobody took."""
        with contextlib.suppress(OSError):
            sweep(self.home)

    def leave_nothing(self) -> None:
        """Take away what was begun, where no block came of it."""
        with contextlib.suppress(OSError):
            for name in ("manifest.json", "scenario.yaml"):
                (self.home / name).unlink(missing_ok=True)
            (self.home / "runs").rmdir()
