"""SALib, which computes the indices: imported where used, since only the extra `analysis` installs it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["MissingLibrary", "salib"]


class MissingLibrary(Exception):  # noqa: N818 - it says what the user has to do, and reads so
    """A library that an extra installs is not there; the message says how to get it."""


def salib(method: str) -> Any:
    """Give a module of SALib's methods.

    Raises
    ------
    MissingLibrary
        If SALib is not installed.

    Examples
    --------
    >>> salib("pawn").__name__
    'SALib.analyze.pawn'
    """
    try:
        return import_module(f"SALib.analyze.{method}")
    except ImportError as error:
        raise MissingLibrary("sensitivity needs SALib: pip install 'status-talks[analysis]'") from error
