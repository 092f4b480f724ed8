"""One process at a time writes to a results folder.

The lock is held by the operating system and falls with the process that holds it, however that ends. A file beside it
says who holds it. Where a file system knows no such locks, a file stands for one.
"""

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from sim.runs.failures import FolderFault, plain_reason

__all__ = ["HOLDER", "LOCK", "locked", "passing"]

LOCK = ".lock"
"""Name of the lock file in a results folder."""

HOLDER = ".lock.json"
"""Name of the file that says who holds the lock."""

MARK = ".lock.held"
"""Name of the file that stands for a lock where the file system knows none."""


def passing(path: Path) -> bool:
    """Tell whether a file holds no results: a lock, or what a killed process left half written.

    >>> [passing(Path(name)) for name in (".lock", ".blocks-000004-000007.parquet.77.part", "manifest.json")]
    [True, True, False]
    """
    return path.name in (LOCK, HOLDER, MARK) or (path.name.startswith(".") and path.suffix == ".part")


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold a results folder, so that no other process writes to it meanwhile.

    Raises FolderFault if another process holds it, or the file cannot be made.

    >>> import tempfile
    >>> with locked(Path(tempfile.mkdtemp())) as held:
    ...     print(held)
    None
    """
    try:
        lock = _held(home)
    except OSError as error:
        raise FolderFault(plain_reason(home / LOCK, error)) from error
    try:
        _sign(home)
        yield
    finally:
        # Gone before it is let go: whoever opens it now finds no file, or a new one of its own.
        for name in (HOLDER, LOCK):
            with contextlib.suppress(OSError):
                (home / name).unlink(missing_ok=True)
        lock.release()


def _sign(home: Path) -> None:
    signature = json.dumps({"pid": os.getpid(), "host": socket.gethostname()})
    try:
        (home / HOLDER).write_text(signature, encoding="utf-8")
    except OSError as error:
        raise FolderFault(plain_reason(home / LOCK, error)) from error


def _held(home: Path) -> BaseFileLock:
    try:
        return _acquired(FileLock(home / LOCK, timeout=0), home)
    except (OSError, NotImplementedError) as error:
        if isinstance(error, PermissionError | FileNotFoundError) or not home.is_dir():
            raise
        return _acquired(SoftFileLock(home / MARK, timeout=0), home)  # a file system without locks


def _acquired(lock: BaseFileLock, home: Path) -> BaseFileLock:
    try:
        lock.acquire()
    except Timeout as error:
        raise FolderFault(_refusal(home)) from error
    return lock


def _refusal(home: Path) -> str:
    try:
        holder = json.loads((home / HOLDER).read_text(encoding="utf-8"))
        who = f"process {holder['pid']} on {holder['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return f"{home}: {who} is writing to it; wait for it, or name another folder"
