"""The verb that plays a scenario, keeps what is to be kept, and tells how the runs ended."""

from __future__ import annotations

import contextlib
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.options import Json, Runs, ScenarioFile, Seed, Settings, Workers, read_with_warnings, seed_of
from sim.cli.console.say import Complaint, Stopped, say, say_json, say_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.bands import Bands
    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario

__all__ = ["run"]

SOME_FAILED = 3


def run(
    scenario: ScenarioFile,
    runs: Runs = 1_000,
    seed: Seed = "0",
    workers: Workers = 1,
    settings: Settings = [],  # noqa: B006 - typer copies it
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Keep the results in this new folder.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what the folder of --out holds already.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="ADDRESS", help="Play on the workers of this Dask scheduler, tcp://HOST:PORT."
        ),
    ] = None,
    bands: Annotated[
        int | None,
        typer.Option(
            "--bands", metavar="PAIRS", min=2, help="Tell luck, coding and rules apart, from so many pairs."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Play a scenario many times, and tell how often each outcome came about."""
    from sim.runs.failures import ClusterFault, Interrupted, StoppedShort, WorkersLost

    if resume and out is None:
        raise Complaint("--resume: goes with --out DIR, the folder to go on with")
    asked, number = read_with_warnings(scenario, settings), seed_of(seed)
    try:
        with _stopped_by_signals():
            ensemble = _played(asked, runs, number, workers, cluster, out, resume)
    except (ClusterFault, WorkersLost) as fault:
        raise Complaint(str(fault)) from fault
    except KeyboardInterrupt as stopped:
        said = str(stopped) if isinstance(stopped, Interrupted) else "interrupted; nothing is kept"
        raise Stopped(said) from None
    except StoppedShort as stopped:
        say_problem(str(stopped))
        raise typer.Exit(SOME_FAILED) from stopped
    _tell_outcomes(ensemble, as_json, out, _bands_of(asked, bands, number, workers))
    if ensemble.failures:
        _tell_failures(ensemble, out)
        raise typer.Exit(SOME_FAILED)


def _played(
    scenario: Scenario, runs: int, seed: int, workers: int, cluster: str | None, out: Path | None, resume: bool
) -> Ensemble:
    from sim.cli.console.progress import progress
    from sim.runs.run import run as play

    with progress(runs) as told:
        return play(scenario, runs, keep=out or "counts", seed=seed, workers=workers, cluster=cluster, resume=resume,
                    on_block=told, on_found=told.found)  # fmt: skip


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let a polite request to end, as batch systems send it, do what Ctrl-C does.

    Ctrl-C is set up too, since a shell that runs a script lets what runs behind it ignore it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = signal.getsignal(signal.SIGINT)
    stop = heard if callable(heard) else signal.default_int_handler
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _bands_of(scenario: Scenario, pairs: int | None, seed: int, workers: int) -> Bands | None:
    """Play pairs of runs under every choice of rules, if that is asked for."""
    if pairs is None:
        return None
    from sim.questions.bands import bands as ask

    return ask(scenario, pairs, seed=seed, workers=workers)


def _tell_outcomes(ensemble: Ensemble, as_json: bool, out: Path | None, bands: Bands | None) -> None:
    summary = ensemble.summary()
    if as_json:
        failed = [failure.block for failure in ensemble.failures]
        folder = str(out) if out else None
        say_json({**summary, "seed": str(summary["seed"]), "folder": folder, "failed_blocks": failed,
                  "bands": None if bands is None else bands.summary()})  # fmt: skip
        return
    from sim.cli.console.tables import outcome_table, print_table

    print_table(outcome_table(ensemble))
    say(f"{len(ensemble):,} runs, seed {ensemble.seed}, scenario {ensemble.scenario.hash}")
    if bands is None:
        say("the intervals are about luck alone; what the numbers and the rules of the file do: sim bands")
    else:
        from sim.cli.verbs.questions.bands import tell_bands

        tell_bands(bands)
    if out is not None:
        say(f"results: {out.resolve()}")


def _tell_failures(ensemble: Ensemble, out: Path | None) -> None:
    failed = len(ensemble.failures)
    where = f"; seeds and tracebacks: {out / 'failures.json'}" if out else "; --out DIR keeps the tracebacks"
    say_problem(f"{failed} {'block' if failed == 1 else 'blocks'} failed and the rest is kept{where}")
    say_problem(str(ensemble.failures[0]))
