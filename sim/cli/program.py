"""What the command line does: parses, calls and prints, and knows nothing else.

Help is plain text: boxes and colours would take longer to import than all else that `sim --help` does.

A verb is a function in a module of `sim.cli.verbs` and one line in `VERBS`. Whatever is slow to
import is imported inside the verb, so that `sim --help` answers at once.
"""

import os
import sys
import warnings
from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Annotated

import typer

from sim.cli.console.say import Complaint, Stopped, print_any_script, say_faults, say_json, say_problem
from sim.cli.verbs import app as page
from sim.cli.verbs import exchange, explore, forecast, plot, report, run, scenario, story, theory, verify
from sim.cli.verbs.questions import (
    bands,
    compare,
    condition,
    corner,
    counterfactual,
    hindcast,
    levers,
    match_history,
    score,
    seal,
    sensitivity,
    sweep,
)
from sim.cli.verbs.seats import debrief, play, roles, rooms
from sim.scenario.faults import ScenarioFault
from sim.version import __version__

__all__ = ["VERBS", "obey", "program"]

INTERRUPTED = 130
"""Exit code of what was stopped by Ctrl-C."""

NO_ROOM = ("failed to map segment", "annot allocate memory")
"""What the system says of a library for which there is no memory."""

VERBS = (
    run.run, scenario.check, scenario.show, story.story, plot.plot,
    compare.compare, condition.condition, match_history.match_history,
    counterfactual.counterfactual, levers.levers, corner.corner, bands.bands,
    sensitivity.sensitivity, sweep.sweep, score.score, seal.seal, seal.verify, hindcast.hindcast,
    play.play, debrief.debrief, roles.roles, rooms.rooms,
    theory.theory, forecast.forecast, report.report, page.app_, explore.explore, verify.verify_folder,
    scenario.new, exchange.import_, exchange.export, scenario.schema,
)  # fmt: skip
"""Every verb, in the order in which the help lists them."""

NAMED = {verb.__name__.rstrip("_").replace("_", "-"): verb for verb in VERBS}
"""The verbs by what they are called by; `import` cannot be a name in Python."""


def _version(asked: bool) -> None:
    if asked:
        print(f"sim {__version__}")
        raise typer.Exit


def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the program an error arose.")] = False,
) -> None:
    """Play thousands of histories of a negotiation, and see how it could have ended, how often and why."""


def _unread() -> None:
    """Stand for a verb of which nothing but the name and a line in the list is wanted."""


def program(words: Collection[str] | None = None) -> typer.Typer:
    """Return the program with all verbs, or with the options of those alone that are among some words.

    To read the options of every verb takes longer than to answer `sim --help`, which lists none.
    """
    made = typer.Typer(
        name="sim", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    made.callback()(_common)
    for name, verb in NAMED.items():
        in_short = " ".join((verb.__doc__ or "").split("\n\n")[0].split())  # said whole, not cut off after some words
        made.command(name, short_help=in_short)(verb if words is None or name in words else _unread)
    return made


def obey(arguments: Sequence[str], asked_to_end: Callable[[], bool] = lambda: False) -> int:
    """Do what the words after `sim` say and give the exit code; see `sim.cli.main`."""
    given = list(arguments)
    debug = "--debug" in given
    given = [word for word in given if word != "--debug"]
    print_any_script()
    if "matplotlib" not in sys.modules:  # figures go into files; a person's choice of a window may not be installed
        os.environ["MPLBACKEND"] = "agg"
    with warnings.catch_warnings():
        warnings.showwarning = _warned
        code = _guarded(given, debug, asked_to_end)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:  # such as a device that is full
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _other(error, debug)
    return code


def _warned(message: Warning | str, category: type[Warning], *where: object, **more: object) -> None:
    """Say a warning in one line."""
    say_problem(str(message))


def _guarded(given: list[str], debug: bool, asked_to_end: Callable[[], bool]) -> int:
    try:
        return _done(given, asked_to_end)
    except ScenarioFault as trouble:
        if "--json" in given:
            say_json({"faults": [fault.as_data() for fault in trouble.faults]})
        else:
            say_faults(trouble.faults)
        return 1
    except Complaint as complaint:
        say_problem(str(complaint))
        return 1
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):
            raise leaving.__context__ from None
        return leaving.code if isinstance(leaving.code, int) else 1
    except BrokenPipeError:
        raise
    except MemoryError as error:
        return _out_of_memory(str(error))
    except (Stopped, KeyboardInterrupt, typer.Abort) as stopped:
        say_problem(str(stopped) or "interrupted")
        return INTERRUPTED
    except Exception as error:
        return _other(error, debug)


@cache
def _command(named: frozenset[str]) -> Callable[..., int | None]:
    """Make of the verbs that are named what reads a line: once for all such lines of one process."""
    return typer.main.get_command(program(named))


def _done(given: list[str], asked_to_end: Callable[[], bool]) -> int:
    """Do it; an error after an interrupt may be what a library has made of the interrupt."""
    try:
        named = frozenset(word for word in given if word in NAMED)
        code = int(_command(named)(given, prog_name="sim", standalone_mode=False) or 0)
    except Exception as error:
        if asked_to_end() and not isinstance(error, Stopped):
            raise KeyboardInterrupt from None
        raise
    if code == INTERRUPTED:  # newer Typers end so without a word
        raise KeyboardInterrupt
    return code


def _out_of_memory(said: str) -> int:
    say_problem(f"out of memory: {said.lower() or 'nothing more can be had'}; fewer runs or workers need less")
    return 1


def _other(error: Exception, debug: bool) -> int:
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):  # of typer or click, whichever is installed
        if type(error).__name__ == "NoArgsIsHelpError":
            error.show()  # type: ignore[attr-defined]
        else:
            said = error.format_message()
            say_problem(f"{said[:1].lower()}{said[1:].rstrip('.')}; `sim --help` lists what is allowed")
        return int(error.exit_code)
    from sim.runs.failures import FolderFault

    if isinstance(error, FolderFault):
        say_problem(str(error))
        return 1
    if isinstance(error, ImportError) and any(words in str(error) for words in NO_ROOM):
        return _out_of_memory(f"{error.name or 'a library'} could not be loaded")
    if debug:
        raise error
    if isinstance(error, OSError):
        said = f"{error.filename}: " if error.filename else ""
        say_problem(f"{said}{(error.strerror or str(error)).lower()}")
    else:
        say_problem(f"a fault of the program, not of the scenario: {type(error).__name__}: {error}")
        say_problem("the same command with --debug shows where it arose")
    return 1
