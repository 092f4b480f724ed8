"""One process at a time writes to a results folder.

The lock is held by the operating system and falls with the process that holds it, however that ends. The file
says who holds it. Where a file system knows no such locks, the process number in the file decides.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from typing import TYPE_CHECKING, Any

from sim.runs.failures import FolderFault, plain_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LOCK", "locked", "passing"]

LOCK = ".lock"
"""Name of the lock file in a results folder."""


def passing(path: Path) -> bool:
    """Say whether a file holds no results: a lock, or what a killed process left half written.

    Examples
    --------
    >>> from pathlib import Path
    >>> [passing(Path(name)) for name in (".lock", ".block-000001.parquet.77.part", "manifest.json")]
    [True, True, False]
    """
    return path.name == LOCK or (path.name.startswith(".") and path.suffix == ".part")


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold a results folder, so that no other process writes to it meanwhile.

    Raises
    ------
    FolderFault
        If another process holds it, or the file cannot be made.

    Examples
    --------
    >>> from pathlib import Path
    >>> import tempfile
    >>> with locked(Path(tempfile.mkdtemp())) as held:
    ...     print(held)
    None
    """
    path = home / LOCK
    try:
        handle = _held(path)
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error
    try:
        yield
    finally:
        # Gone before it is let go: whoever opens it now finds no file, or a new one of its own.
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(handle)


def _held(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(handle, path)
            if _still_there(handle, path):
                _sign(handle)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # its holder took it away between our opening and our locking it


def _take(handle: int, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows
        return _take_by_number(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise FolderFault(_refusal(path)) from None
    except OSError:  # a file system without locks
        _take_by_number(path)
    return None


def _take_by_number(path: Path) -> None:
    holder = _holder(path)
    number = holder.get("pid")
    if isinstance(number, int) and number != os.getpid() and _may_live(number, str(holder.get("host"))):
        raise FolderFault(_refusal(path))


def _may_live(number: int, host: str) -> bool:
    if host != socket.gethostname():
        return True
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _still_there(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _sign(handle: int) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode(), 0)


def _holder(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _refusal(path: Path) -> str:
    holder = _holder(path)
    who = f"process {holder['pid']} on {holder.get('host')}" if "pid" in holder else "another process"
    return f"{path.parent}: {who} is writing to it; wait for it, or name another folder"
