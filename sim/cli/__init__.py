"""The command line, as it is entered and left; what it does is in `sim.cli.program`.

Ctrl-C is obeyed once, wherever it falls. What is being imported may swallow an interrupt, or be left half made: so
one that falls there waits until the import is over. One that something else swallows (a library's bare `except`, a
callback whose errors are ignored) is dropped with its exception, and is raised again. While one is being obeyed
others are not heard, so that nothing is cut off that puts things in order; who has waited too long for that leaves at
once.

What is made before the first run is played stays to the end, so Python's collector, which would go through it again
and again, is kept from it.

Nothing here takes time to import.
"""

from __future__ import annotations

import _thread
import contextlib
import gc
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

__all__ = ["main"]

INTERRUPTED = 130
"""Exit code of what was stopped by Ctrl-C."""

SOON = 0.05
"""Seconds until an interrupt that could not be raised is raised again."""

LONG = 5.0
"""Seconds after which whoever presses again does not wait for things to be put in order."""

SELDOM = 50_000
"""Objects more than before from which on the collector looks for what nobody needs; Python's own 700 are for less."""


class Stop(KeyboardInterrupt):
    """What an interrupt raises; it is noticed when it is dropped and nobody has obeyed it."""

    def __del__(self) -> None:
        """Ask again, if it was swallowed."""
        interrupts.dropped()


class Interrupts:
    """What becomes of the signals that ask the program to end, from its first moment to its last."""

    def __init__(self) -> None:
        self.begun, self.asked, self.over = True, False, False
        self.since: float | None = None
        self.here = _thread.get_ident()

    def start(self) -> None:
        """Begin anew: until `begun` is set there is nothing to put in order, and one leaves at once."""
        self.begun, self.asked, self.over, self.since = False, False, False, None
        self.here = _thread.get_ident()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Take a signal that came while the program was at `frame`."""
        if self.over:
            os._exit(INTERRUPTED)
        if not self.begun or (self.since is not None and time.monotonic() - self.since > LONG):
            os.write(2, b"interrupted\n")
            os._exit(INTERRUPTED)
        if self.since is None and _importing(frame):
            self._ask_again(number)
        elif self.since is None:
            self.asked, self.since = True, time.monotonic()
            raise Stop

    def dropped(self) -> None:
        """Ask again, since nothing has become of the interrupt that was raised."""
        if self.since is not None and not self.over:
            self.since = None
            self._ask_again(signal.SIGINT)

    def were_asked(self) -> bool:
        """Tell whether somebody asked the program to end."""
        return self.asked

    def _ask_again(self, number: int) -> None:
        """Send the signal once more in a moment, to the thread that takes signals, which wakes it if it waits."""

        def send() -> None:
            time.sleep(SOON)
            if self.over:
                return
            if sys.platform == "win32":
                signal.raise_signal(number)
            else:
                signal.pthread_kill(self.here, number)

        with contextlib.suppress(RuntimeError):  # the interpreter is on its way out
            _thread.start_new_thread(send, ())


interrupts = Interrupts()
"""Those of the program that runs in this process."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code."""
    _have_somewhere_to_write()
    interrupts.start()
    heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler and _goes_to(interrupts)
    ignored, sys.unraisablehook = sys.unraisablehook, _without_a_word_of_interrupts
    often = gc.get_threshold()
    gc.set_threshold(SELDOM, *often[1:])
    try:
        from sim.cli.program import obey

        interrupts.begun = True
        return obey(sys.argv[1:] if arguments is None else arguments, interrupts.were_asked)
    except BrokenPipeError:  # also of standard error, as in `2>&1 | head`
        _write_nowhere()
        return 0
    except KeyboardInterrupt:
        interrupts.over = True
        return INTERRUPTED
    finally:
        interrupts.over = True
        if arguments is not None:  # whoever called this goes on
            sys.unraisablehook = ignored
            gc.set_threshold(*often)
            if heard:
                _goes_to(signal.default_int_handler)
        elif interrupts.asked:  # the interpreter, on its way out, would be ended by the next
            _goes_to(signal.SIG_IGN)


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


def _goes_to(handler: object) -> bool:
    """Hand interrupts to somebody else; only the main thread may."""
    try:
        signal.signal(signal.SIGINT, handler)  # type: ignore[arg-type]
    except ValueError:
        return False
    return True


def _without_a_word_of_interrupts(ignored: sys.UnraisableHookArgs) -> None:
    """Tell of errors that were ignored in a callback, but not of interrupts, which are raised again."""
    if not isinstance(ignored.exc_value, Stop):
        sys.__unraisablehook__(ignored)


def _importing(frame: FrameType | None) -> bool:
    """Tell whether the program, whose first frame is that of `main`, is importing something."""
    while frame is not None and frame.f_globals.get("__name__") != "sim.cli":
        if frame.f_globals.get("__name__") == "importlib._bootstrap":
            return True
        frame = frame.f_back
    return False
