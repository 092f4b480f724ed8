"""Checking a results folder as a whole: bytes against the manifest, counts against rows, draws against checksums."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from sim.runs.counts import Totals
from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault
from sim.runs.folder.layout import block_files
from sim.runs.folder.manifest import Manifest, read_manifest
from sim.runs.folder.reader import SUMMARIES, checked_bytes, read_folder, tell_of_foreign_files
from sim.runs.folder.rows import StoredRows
from sim.runs.folder.seal import check_whole, read_checked

__all__ = ["verify_folder"]


def verify_folder(folder: str | Path) -> list[str]:
    """Check every byte of a results folder and return, a line each, what is not as it was written.

    Raises FolderFault if it has no manifest to be held against, or its run was not finished.

    >>> import tempfile
    >>> home = Path(tempfile.mkdtemp())
    >>> _ = sim.run("scenarios/kosovo/five_actors.yaml", runs=10).save(home)
    >>> verify_folder(home)
    []
    >>> _ = (home / "weekly.parquet").write_bytes(b"")
    >>> verify_folder(home)[0].partition(": ")[2]
    'not as it was written; run again with --resume, which makes it anew'
    """
    home = Path(folder)
    manifest = read_manifest(home)
    if manifest.finished is None:
        raise FolderFault(f"{home}: its run was not finished; run again with --resume")
    tell_of_foreign_files(home, manifest)
    wrong = [*_wrong_summaries(home, manifest), *_wrong_blocks(home, manifest)]
    return wrong or _wrong_counts(home)


def _wrong_summaries(home: Path, manifest: Manifest) -> Iterator[str]:
    for name in SUMMARIES:
        try:
            checked_bytes(home, manifest, name)
        except FolderFault as fault:
            yield str(fault)


def _wrong_blocks(home: Path, manifest: Manifest) -> Iterator[str]:
    there = {f"runs/{path.name}": (block, path) for block, path in block_files(home).items()}
    for name, seal in manifest.files.items():
        if name in SUMMARIES:
            continue
        if name not in there:
            yield f"{home}: no {name}; run again with --resume"
            continue
        block, path = there[name]
        try:
            check_whole(path, manifest.work, block, seal)
            read_checked(path, manifest.work, block, None, seal)
        except FolderFault as fault:
            yield str(fault)


def _wrong_counts(home: Path) -> list[str]:
    """Count the rows again: by outcome, and by the week in which they ended; what they drew is drawn again."""
    try:
        stored = read_folder(home)
    except FolderFault as fault:
        return [str(fault)]
    if wrong := _wrong_numbers(stored.rows):
        return wrong
    found = Ensemble(*stored)
    kept, found.totals = found.totals, None
    again = found.counts
    if kept is None or not _same(kept, again):
        return [f"{home}: the counts of outcomes are not those of the rows; play again into a new folder"]
    return []


def _wrong_numbers(rows: StoredRows) -> list[str]:
    """Draw every number again that the files do not hold; reading them holds each against its checksum."""
    names = [] if rows.drawn_again is None else rows.drawn_again.names
    wrong = []
    for block in rows.files if names else ():
        try:
            rows.of_file(block, names)
        except FolderFault as fault:
            wrong.append(str(fault))
    return wrong


def _same(kept: Totals, again: Totals) -> bool:
    return pa.array(kept.outcomes).equals(pa.array(again.outcomes)) and bool((kept.ended == again.ended).all())
