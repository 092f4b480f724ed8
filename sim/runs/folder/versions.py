"""The versions that decide about the bytes of a result."""

from __future__ import annotations

from importlib.metadata import version as installed

from sim.version import __version__

__all__ = ["DECIDING", "versions"]

DECIDING = ("numpy", "scipy", "pyarrow")
"""Libraries whose versions may show in the last bit of a result or in the bytes of a file."""


def versions() -> dict[str, str]:
    """Give the version of the program and of each library that decides.

    Examples
    --------
    >>> list(versions())
    ['status-talks', 'numpy', 'scipy', 'pyarrow']
    """
    return {"status-talks": __version__, **{name: installed(name) for name in DECIDING}}
