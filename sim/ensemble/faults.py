"""What can be wrong with results, told in one line."""

from __future__ import annotations

__all__ = ["FolderFault"]


class FolderFault(Exception):  # noqa: N818 - it says what the user has to know, and reads so
    """A results folder that cannot be written or read, with the reason in one line."""
