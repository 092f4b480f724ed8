"""Which files a figure or a page may be written to: new ones, and those that were made here before."""

import stat
from pathlib import Path

from sim.runs.failures import FolderFault, plain_reason

__all__ = ["FORMATS", "MADE_HERE", "see_that_it_may_be_written"]

FORMATS = ("png", "svg", "pdf")
"""What figures can be written as."""

MADE_HERE = "status-talks"
"""What stands in every figure and page, so that it is known again."""

LOOKED_AT = 1 << 20
"""Bytes of a file that are looked through for it."""


def see_that_it_may_be_written(path: Path, overwrite: bool = False) -> None:
    """Refuse to replace what was not made here, unless it is said so; devices and pipes are never written to.

    Raises FolderFault if the file may not be written.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "letter.html"
    >>> see_that_it_may_be_written(path)
    >>> _ = path.write_text("Dear Anna")
    >>> see_that_it_may_be_written(path, overwrite=True)
    >>> see_that_it_may_be_written(path)
    Traceback (most recent call last):
    sim.runs.failures.FolderFault: ...letter.html: holds something that was not made here; ...
    """
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise FolderFault(f"{path}: there is no folder {path.parent}") from None
        return
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error
    if stat.S_ISDIR(kind):
        raise FolderFault(f"{path}: is a folder; name a file")
    if not stat.S_ISREG(kind):
        raise FolderFault(f"{path}: is no file but a device, a pipe or a socket; name a file")
    if not overwrite and not _made_here(path):
        raise FolderFault(f"{path}: holds something that was not made here; name another file, or give --overwrite")


def _made_here(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            looked_at = file.read(LOOKED_AT)
            end = file.seek(0, 2)
            file.seek(max(0, end - LOOKED_AT))
            looked_at += file.read(LOOKED_AT)
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error
    figure = looked_at.startswith((b"\x89PNG", b"<?xml", b"%PDF", b"<!DOCTYPE html>"))
    return not looked_at or (figure and MADE_HERE.encode() in looked_at)
