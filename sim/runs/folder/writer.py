"""Writing a results folder: the blocks of each file as they end, so that an interrupted run goes on."""

import contextlib
import json
import shutil
import warnings
from bisect import insort
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from sim.chance.streams import BLOCK_RUNS
from sim.runs.block import BlockResult, BlockTask
from sim.runs.counts import Totals
from sim.runs.failures import BlockFailure, FolderFault, FolderWarning, StoppedShort, plain_reason
from sim.runs.folder.layout import (
    block_path,
    by_file,
    flushed,
    foreign_files,
    is_own,
    named,
    sweep,
    totals_in,
    write_scenario,
    write_weekly,
    write_whole,
)
from sim.runs.folder.lock import locked, passing
from sim.runs.folder.manifest import (
    DECIDING,
    Manifest,
    kind_of_processor,
    manifest_of,
    read_manifest,
    write_manifest,
)
from sim.runs.folder.reader import SUMMARIES, checked_bytes, tell_of_foreign_files
from sim.runs.folder.seal import Work, check_footer, digest_of, read_checked
from sim.runs.play import tasks_for
from sim.scenario.differences import differences
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import read_scenario, written
from sim.version import __version__

__all__ = ["Writer", "empty_again", "listed", "prepare", "writing"]

SURE = 0.9
"""A disk with less than this share of what the rest will need is taken for too small."""


class Writer:
    """A results folder that is being written to, file by file."""

    def __init__(
        self,
        home: Path,
        scenario: Scenario,
        seed: int,
        runs: int,
        before: Manifest | None,
        stores_inputs: bool = False,
    ) -> None:
        self.home, self.scenario, self.seed, self.runs = home, scenario, seed, runs
        self.stores_inputs = before.stores_inputs if before else stores_inputs
        """Whether the numbers that runs drew are kept in the files; a folder that is gone on with stays as it is."""
        self.started = before.started if before else datetime.now(UTC).isoformat(timespec="seconds")
        self.work = Work(scenario.hash, str(seed), __version__)
        self.files: dict[str, str] = {}
        """The files of its blocks, each with the last part of its seal."""
        self.totals = Totals.nothing(scenario)
        """The runs counted that it holds."""
        self.missing: list[BlockTask] = []
        """Blocks that it does not hold yet."""
        self.failures: list[BlockFailure] = []
        """Blocks that could not be played, in their order, whichever was done first."""
        self.counted: set[int] = set()
        self.last: tuple[tuple[int, ...], int] = (), 0
        self.checked = False
        files = by_file(tasks_for(runs), lambda task: task[0])
        if before:
            own = {f"runs/{block_path(home, tasks[0][0]).name}" for tasks in files}
            if set(before.files) - {*own, *SUMMARIES}:
                raise self._of_chosen_runs()
        for tasks in files:
            if not (before and self._take(tasks, before)):
                self.missing += tasks
        self.blocks = self.kept + len(self.missing)
        self.whole = before is not None and self._is_whole(before)

    def _of_chosen_runs(self) -> FolderFault:
        return FolderFault(f"{self.home}: cannot go on, it is of chosen runs, and not of the first so many; "
                           "name a new folder")  # fmt: skip

    def _take(self, tasks: list[BlockTask], before: Manifest) -> bool:
        """Count the blocks of a file that is there already; if it is not as it was written, they are played again."""
        blocks = [block for block, _ in tasks]
        path = block_path(self.home, blocks[0])
        if not path.exists():
            return False
        try:
            footer, found = totals_in(self.home, self.work, blocks[0], self.totals)
        except FolderFault as fault:
            said = str(fault).replace("run again with --resume", "it is played again")
            warnings.warn(said, FolderWarning, stacklevel=2)
            return False
        if before.finished and not self._is_of_the_first(path, blocks[0], before.runs):
            raise self._of_chosen_runs()
        if found.runs != sum(BLOCK_RUNS if places is None else len(places) for _, places in tasks):
            return False  # a part of them, where more is asked for now, or one of them failed
        self.totals += found
        self.counted.update(blocks)
        self.files[f"runs/{path.name}"] = footer.seal
        return True

    def _is_of_the_first(self, path: Path, first: int, runs: int) -> bool:
        """Tell whether a file holds all of the first so many runs that lie in its blocks, those that failed apart."""
        numbers = read_checked(path, self.work, first, ["run"]).column(0).to_numpy()
        blocks = np.unique(numbers // BLOCK_RUNS)
        of_blocks = (blocks[:, None] * BLOCK_RUNS + np.arange(BLOCK_RUNS)).ravel()
        return np.array_equal(numbers, of_blocks[of_blocks < runs])

    def _is_whole(self, before: Manifest) -> bool:
        blocks = {name: seal for name, seal in before.files.items() if name not in SUMMARIES}
        if self.missing or before.finished is None or before.runs != self.runs or blocks != self.files:
            return False
        try:
            found = {name: checked_bytes(self.home, before, name) for name in SUMMARIES}
            return found["scenario.yaml"] == written(self.scenario).encode()
        except FolderFault as fault:
            warnings.warn(str(fault).split("; ")[0] + "; it is made anew", FolderWarning, stacklevel=3)
            return False

    @property
    def kept(self) -> int:
        """How many blocks it holds.

        An interruption may come when a file has its name and its blocks are not counted yet: they are kept all the
        same, so the disk is asked whether the last name is another file's than before.
        """
        members, before = self.last
        if not members or members[0] in self.counted or _which(block_path(self.home, members[0])) in (0, before):
            return len(self.counted)
        return len(self.counted) + len(members)

    def begin(self) -> None:
        """Write down what is going to be played, which also shows whether the folder can be written.

        Raises FolderFault if it cannot.
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
        """Write the blocks of a file, or remember that one failed.

        Raises FolderFault if it cannot be written, or the disk is too small for those to come.
        """
        if isinstance(part, BlockFailure):
            insort(self.failures, part, key=lambda failure: failure.block)
            return
        path = block_path(self.home, part.block)
        self.last = part.members, _which(path)
        try:
            if isinstance(part.file, bytes):
                file = part.file
                write_whole(path, lambda passing: passing.write_bytes(file))
            elif part.file is not None:
                named(part.file, path)
            size = path.stat().st_size
            self.files[f"runs/{path.name}"] = check_footer(path, self.work, part.block).seal
        except OSError as error:
            raise FolderFault(plain_reason(self.home, error)) from error
        self.totals += part.totals
        self.counted.update(part.members)
        if not self.checked:
            self._see_that_there_is_room(size / len(part.members))

    def _see_that_there_is_room(self, bytes_a_block: float) -> None:
        self.checked = True
        needed = bytes_a_block * (self.blocks - self.kept)
        free = shutil.disk_usage(self.home).free
        if free < SURE * needed:
            raise FolderFault(f"{self.home}: the rest needs about {needed / 1e9:,.1f} GB of disk, "
                              f"{free / 1e9:,.1f} GB are free")  # fmt: skip

    def so_far(self, reason: str) -> str:
        """Tell in one line why the work stopped and what is kept."""
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

        Raises FolderFault if that cannot be written; StoppedShort if no block at all could be played.
        """
        if self.whole:
            return
        self.write_failures()
        if not self.kept:
            raise StoppedShort(f"{self.home}: no block could be played; failures.json has the seeds and tracebacks; "
                               f"{self.failures[0]}")  # fmt: skip
        try:
            flushed(self.home / "runs")
            write_weekly(self.home, self.scenario, self.totals)
            self._write_manifest(finished=True)
        except OSError as error:
            raise FolderFault(plain_reason(self.home, error)) from error

    def _write_manifest(self, finished: bool) -> None:
        manifest = manifest_of(self.scenario, self.seed, self.runs, self.started, self.totals if finished else None,
                               self.stores_inputs)  # fmt: skip
        failed = tuple(failure.block for failure in self.failures)
        files = listed(self.home, self.files) if finished else {}
        ended = manifest.finished if finished else None
        write_manifest(
            self.home, manifest.model_copy(update={"finished": ended, "failed_blocks": failed, "files": files})
        )

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


@contextlib.contextmanager
def writing(
    home: Path, scenario: Scenario, seed: int, runs: int, resume: bool, stores_inputs: bool = False
) -> Iterator[Writer]:
    """Hold a folder and find out what it has already; leave nothing behind if no block comes of it.

    Raises FolderFault if the numbers drawn are to be stored in one that is gone on with and does not hold them.
    """
    going_on = resume and (home / "manifest.json").is_file()
    was_there = home.is_dir()
    if not going_on:
        prepare(home)
    try:
        with locked(home):
            if not going_on:
                prepare(home)  # again: somebody may have filled it before it was ours
            _see_that_nothing_is_in_the_way(home)
            before = _same_work(home, scenario, seed, runs) if going_on else None
            if before and stores_inputs and not before.stores_inputs:
                raise FolderFault(f"{home}: cannot go on, its files do not hold the numbers drawn, which are to be "
                                  "stored; name a new folder, or leave that out")  # fmt: skip
            writer = Writer(home, scenario, seed, runs, before, stores_inputs)
            try:
                writer.begin()
                yield writer
            finally:
                writer.sweep()
                if not (going_on or writer.kept or writer.failures):
                    writer.leave_nothing()
    finally:
        if not (going_on or was_there):
            empty_again(home)


def _which(path: Path) -> int:
    """Return which file has a name, by its number on the disk; 0 for none."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _see_that_nothing_is_in_the_way(home: Path) -> None:
    """See that a folder stands at no name at which a file is to be written, nor a file where the blocks belong."""
    blocks = home / "runs"
    if blocks.exists() and not blocks.is_dir():
        raise FolderFault(f"{blocks}: is no folder, and the blocks belong there; move it away, then run again "
                          "with --resume")  # fmt: skip
    names = [home / name for name in (*SUMMARIES, "failures.json")]
    for path in (*names, *(path for path in foreign_files(home) if is_own(path.name))):
        if path.is_dir():
            raise FolderFault(f"{path}: is a folder, and a file belongs there; move it away, then run again "
                              "with --resume")  # fmt: skip


def _same_work(home: Path, scenario: Scenario, seed: int, runs: int) -> Manifest:
    """Read the manifest of a folder to go on with, or tell why this is not the same work."""
    before = read_manifest(home)
    now = manifest_of(scenario, seed, runs, "")
    played = _scenario_of(home)
    if before.scenario_hash != now.scenario_hash:
        differing = "" if played is None else f" ({'; '.join(differences(played, scenario))})"
        said = f"cannot go on, scenario {before.scenario_hash} was used there and {now.scenario_hash} is asked for"
        raise FolderFault(f"{home}: {said}{differing}; name a new folder")
    for said, there, here in (
        ("seed", before.seed, now.seed),
        ("version of sim", before.version, now.version),
        ("size of blocks", before.block_runs, now.block_runs),
    ):  # fmt: skip
        if there != here:
            raise FolderFault(f"{home}: cannot go on, {said} {there} was used there and {here} is asked for; "
                              "name a new folder")  # fmt: skip
    for name in DECIDING:
        if before.libraries.get(name) != now.libraries[name]:
            raise FolderFault(f"{home}: cannot go on, {name} {before.libraries.get(name)} was used there and "
                              f"{now.libraries[name]} is installed here; name a new folder")  # fmt: skip
    if before.runs > runs:
        raise FolderFault(f"{home}: cannot go on, it is of {before.runs} runs and {runs} are asked for; "
                          f"give --runs {before.runs} or more")  # fmt: skip
    if before.processor != kind_of_processor():
        there, here = (" ".join(names) for names in (before.processor, kind_of_processor()))
        said = f"begun on another kind of processor ({there}; here {here}); last digits may differ between blocks"
        warnings.warn(f"{home}: {said}", FolderWarning, stacklevel=4)
    if played is not None and written(played) != written(scenario):
        said = "what people read is not as it was there, and is written anew; the runs are the same"
        warnings.warn(f"{home}: {said} ({'; '.join(differences(played, scenario))})", FolderWarning, stacklevel=4)
    tell_of_foreign_files(home, before)
    return before


def _scenario_of(home: Path) -> Scenario | None:
    """Read the scenario that was played, if it can be read."""
    try:
        return read_scenario(home / "scenario.yaml")
    except ScenarioFault:
        return None


def listed(home: Path, blocks: Mapping[str, str]) -> dict[str, str]:
    """List the files of a finished folder with their digests, the blocks in their order."""
    names = sorted(blocks, key=lambda name: (len(name), name))  # of a million blocks and more the longer come later
    summaries = {name: digest_of((home / name).read_bytes()) for name in SUMMARIES}
    return summaries | {name: blocks[name] for name in names}


def prepare(home: Path) -> None:
    """Make a new results folder, or tell why not.

    Raises FolderFault if it is a file, holds something already, or cannot be written.

    >>> import tempfile
    >>> home = Path(tempfile.mkdtemp()) / "results"
    >>> prepare(home)
    >>> (home / "manifest.json").touch()
    >>> prepare(home)
    Traceback (most recent call last):
        ...
    sim.runs.failures.FolderFault: ...results: holds something already; name a new folder
    """
    if home.is_symlink() and not home.exists():
        raise FolderFault(f"{home}: is a link that leads nowhere; name a new folder")
    if home.exists() and not home.is_dir():
        what = "a file" if home.is_file() else "a device, a pipe or a socket"
        raise FolderFault(f"{home}: is {what}; name a new folder")
    try:
        if home.is_dir() and any(path.is_file() and not passing(path) for path in home.rglob("*")):
            raise FolderFault(f"{home}: holds something already; name a new folder")
        (home / "runs").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderFault(plain_reason(home, error)) from error


def empty_again(home: Path) -> None:
    """Take a folder away in which nothing was kept; one that holds finished blocks stays.

    >>> import tempfile
    >>> home = Path(tempfile.mkdtemp()) / "results"
    >>> prepare(home)
    >>> empty_again(home)
    >>> home.exists()
    False
    """
    if home.is_dir() and not any(path.is_file() for path in home.rglob("*")):
        if (home / "runs").is_dir():
            (home / "runs").rmdir()
        home.rmdir()
