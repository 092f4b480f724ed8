"""What the verbs print: faults on standard error, data on standard output."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.faults import Fault

__all__ = ["Complaint", "print_any_script", "say_faults", "say_json", "say_problem"]


class Complaint(Exception):  # noqa: N818 - it says what the user has to know, and reads so
    """Something wrong with what the user gave, beside the scenario: told in one line, exit code 1."""


def print_any_script() -> None:
    """Let labels in any script be printed: as UTF-8 into files and pipes, on terminals as far as they can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=stream.encoding if chosen else "utf-8", errors="backslashreplace")


def say_faults(faults: Iterable[Fault]) -> None:
    """Print faults on standard error; on a terminal with the lines that they stand in."""
    pointed = sys.stderr.isatty()
    for fault in faults:
        say_problem(fault.pointed() if pointed else str(fault))


def say_problem(text: str) -> None:
    """Print a line on standard error."""
    print(text, file=sys.stderr)


def say_json(data: object) -> None:
    """Print data on standard output as JSON."""
    print(json.dumps(data, indent=2, ensure_ascii=not _speaks_unicode(), default=str))


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")
