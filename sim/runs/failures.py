"""What can be wrong with results, told in one line."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.chance.streams import BLOCK_RUNS

__all__ = [
    "BlockFailure", "BlockFault", "ClusterFault", "FolderFault", "FolderWarning", "Interrupted", "StoppedShort",
    "WorkersLost", "plain_reason",
]  # fmt: skip


class FolderFault(Exception):  # noqa: N818 - it says what the user has to know, and reads so
    """A results folder that cannot be written or read, with the reason in one line."""


class FolderWarning(UserWarning):
    """What is odd about a results folder and does no harm, in one line."""


class StoppedShort(Exception):  # noqa: N818
    """Work that could not be finished, with the reason and what is kept in one line."""


class ClusterFault(Exception):  # noqa: N818
    """A cluster that cannot be used, with the reason in one line."""


class WorkersLost(Exception):  # noqa: N818
    """Processes that were ended from outside again and again, while the rest of the work was kept."""


class Interrupted(KeyboardInterrupt):
    """Somebody stopped the work; says what is kept."""


@dataclass(frozen=True)
class BlockFailure:
    """A block that could not be played."""

    block: int
    """Which block."""
    seed: int
    """What all chance was keyed by: with the block it gives the same failure again."""
    error: str
    """The error in one line."""
    traceback: str
    """Where it arose."""

    @classmethod
    def of(cls, block: int, seed: int, error: BaseException) -> BlockFailure:
        """Write down an error that was raised while a block was played."""
        said = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
        if isinstance(error, MemoryError):
            said = f"out of memory ({str(error).lower() or 'nothing more can be had'}); fewer workers need less"
        return cls(block, seed, said, "".join(traceback.format_exception(error)))

    def as_data(self) -> dict[str, Any]:
        """Return what is kept in ``failures.json``; the seed as text, since JSON readers lose digits above 2**53."""
        return {
            "block": self.block, "first_run": self.block * BLOCK_RUNS, "last_run": (self.block + 1) * BLOCK_RUNS - 1,
            "seed": str(self.seed), "error": self.error, "traceback": self.traceback,
        }  # fmt: skip

    def __str__(self) -> str:
        """Return it in one line."""
        first = self.block * BLOCK_RUNS
        return f"block {self.block} (runs {first} to {first + BLOCK_RUNS - 1}, seed {self.seed}): {self.error}"


class BlockFault(Exception):  # noqa: N818
    """A block that could not be played, where the others are not kept in a folder.

    Attributes
    ----------
    failure : BlockFailure
        Which block, with its seed and traceback.
    """

    def __init__(self, failure: BlockFailure) -> None:
        super().__init__(str(failure))
        self.failure = failure


def plain_reason(path: Path, error: OSError) -> str:
    """Return in a line what the system has against a file or folder.

    >>> plain_reason(Path("results"), PermissionError(13, "Permission denied"))
    'results: permission denied'
    """
    return f"{path}: {(error.strerror or str(error)).lower()}"
