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

CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
"""What a terminal obeys instead of showing it, such as the sign with which its commands begin."""

TURNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
"""What turns the direction of writing."""

__all__ = ["Complaint", "Stopped", "none_called", "print_any_script", "say", "say_faults", "say_json", "say_problem",
           "visible"]  # fmt: skip


class Complaint(Exception):  # noqa: N818 - it says what the user has to know, and reads so
    """Something wrong with what the user gave, beside the scenario: told in one line, exit code 1."""


def none_called(said: str, name: str, allowed: Iterable[str]) -> Complaint:
    """Return what to tell of a name that is none of those allowed: what was found, those, and the nearest of them.

    >>> print(none_called("--as: nothing is written as 'gambid'", "gambid", ("genius", "gambit")))
    --as: nothing is written as 'gambid'; allowed: genius, gambit; did you mean gambit?
    """
    from sim.scenario.faults import nearest

    names = list(allowed)
    close = nearest(name, names)
    hint = f"; did you mean {close}?" if close else ""
    return Complaint(f"{said}; allowed: {', '.join(names)}{hint}")


class Stopped(Exception):  # noqa: N818
    """Somebody stopped the program; says in one line what is kept."""


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
    """Print a line on standard error, in which even what is at fault in a file can be seen."""
    print(visible(text).translate(TURNS), file=sys.stderr)


def say(text: object = "", end: str = "\n") -> None:
    """Print a line on standard output as text that no terminal takes for a command."""
    print(visible(str(text)), end=end)


def visible(text: str) -> str:
    r"""Return a text in which what terminals would obey is written out.

    >>> visible("a\x1b[31mb"), visible("Приштина")
    ('a\\x1b[31mb', 'Приштина')
    """
    return text.translate(CONTROLS)


def say_json(data: object) -> None:
    """Print data on standard output as JSON."""
    written = json.dumps(data, indent=2, ensure_ascii=not _speaks_unicode(), default=str)
    print(written.translate({code: f"\\u{code:04x}" for code in range(127, 160)}))


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")
