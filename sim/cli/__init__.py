"""The command line, as it is entered; what it does is in `sim.cli.program`.

Nothing here takes time to import, so that somebody who thinks better of it at once is obeyed at once.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130
"""Exit code of what was stopped by Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code."""
    _have_somewhere_to_write()
    try:
        # An interrupt in the middle of an import would end in a traceback, or be swallowed by what is being imported.
        hasty = signal.getsignal(signal.SIGINT) is signal.default_int_handler and _stops_at_once(_leave)
        from sim.cli.program import obey

        if hasty:
            _stops_at_once(signal.default_int_handler)
        return obey(sys.argv[1:] if arguments is None else arguments)
    except BrokenPipeError:  # also of standard error, as in `2>&1 | head`
        _write_nowhere()
        return 0
    except KeyboardInterrupt:  # before or after what `obey` guards
        return INTERRUPTED


def _have_somewhere_to_write() -> None:
    """Point what was closed (`>&-`) nowhere: the next file that is opened would else be taken for it."""
    for number, name in ((0, "stdin"), (1, "stdout"), (2, "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free, this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def _write_nowhere() -> None:
    """Point standard output and error nowhere, so that the interpreter does not complain on its way out."""
    for number in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def _stops_at_once(handler: object) -> bool:
    """Hand interrupts to somebody else; only the main thread may."""
    try:
        signal.signal(signal.SIGINT, handler)  # type: ignore[arg-type]
    except ValueError:
        return False
    return True


def _leave(number: int, frame: object) -> None:
    """Leave without a word of Python's; nothing has been begun."""
    os.write(2, b"interrupted\n")
    os._exit(INTERRUPTED)
