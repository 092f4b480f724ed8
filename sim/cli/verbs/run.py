"""The verb that plays a scenario, keeps what is to be kept, and tells how the runs ended."""

from __future__ import annotations

import contextlib
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from sim.cli.console.options import Json, Runs, ScenarioFile, Seed, Settings, Workers, reading_with_warnings, seed_of
from sim.cli.console.say import Complaint, Stopped, say, say_json, say_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.questions.bands import Bands
    from sim.questions.rule_sets.ensemble import UnderRules
    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.reader import Reading

__all__ = ["run"]

SOME_FAILED = 3

Work = TypeVar("Work")


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
    store_inputs: Annotated[
        bool, typer.Option("--store-inputs", help="Keep the numbers drawn in --out too, for other programs.")
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
    rules: Annotated[
        str | None,
        typer.Option(
            "--rules", metavar="all|NAME", help="Play it under every choice of rules of the file, or under one."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Play a scenario many times, and tell how often each outcome came about."""
    if resume and out is None:
        raise Complaint("--resume: goes with --out DIR, the folder to go on with")
    if store_inputs and out is None:
        raise Complaint("--store-inputs: goes with --out DIR, the folder to keep them in")
    read, number = reading_with_warnings(scenario, settings), seed_of(seed)
    ensemble, found, under = _stopped_or(
        lambda: _all_of(read, rules, runs, bands, number, workers, cluster, out, resume, store_inputs)
    )
    _tell_outcomes(ensemble, as_json, out, found, under)
    if ensemble.failures:
        _tell_failures(ensemble, out)
        raise typer.Exit(SOME_FAILED)


def _all_of(
    read: Reading, rules: str | None, runs: int, pairs: int | None, seed: int, workers: int, cluster: str | None,
    out: Path | None, resume: bool, store_inputs: bool,
) -> tuple[Ensemble, Bands | None, UnderRules | None]:  # fmt: skip
    """Play what is asked for: the file as it is, under one choice of rules, or under each."""
    if rules == "all":
        under = _under_each(read, runs, pairs, seed, workers, cluster, out, resume, store_inputs)
        return next(iter(under.ensembles.values())), under.bands, under
    asked = read.scenario if rules is None else _under(read, rules)
    ensemble = _played(asked, runs, seed, workers, cluster, out, resume, store_inputs)
    return ensemble, _bands_of(asked, pairs, seed, workers, cluster, ensemble), None


def _stopped_or(work: Callable[[], Work]) -> Work:
    """Do the work, and tell in a line what stopped it."""
    from sim.runs.failures import ClusterFault, Interrupted, StoppedShort, WorkersLost

    try:
        with _stopped_by_signals():
            return work()
    except (ClusterFault, WorkersLost) as fault:
        raise Complaint(str(fault)) from fault
    except KeyboardInterrupt as stopped:
        said = str(stopped) if isinstance(stopped, Interrupted) else "interrupted; nothing is kept"
        raise Stopped(said) from None
    except StoppedShort as stopped:
        say_problem(str(stopped))
        raise typer.Exit(SOME_FAILED) from stopped


def _played(
    scenario: Scenario, runs: int, seed: int, workers: int, cluster: str | None, out: Path | None, resume: bool,
    store_inputs: bool,
) -> Ensemble:  # fmt: skip
    from sim.cli.console.progress import progress
    from sim.runs.run import run as play

    with progress(runs) as told:
        return play(scenario, runs, keep=out or "counts", seed=seed, workers=workers, cluster=cluster, resume=resume,
                    store_inputs=store_inputs, on_block=told, on_found=told.found)  # fmt: skip


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


def _under(read: Reading, name: str) -> Scenario:
    """Return the scenario under one choice of rules."""
    from sim.questions.bands import AS_WRITTEN, under_each_rule
    from sim.scenario.faults import nearest

    choices = under_each_rule(read.scenario, read.root)
    if name == AS_WRITTEN or name not in choices:
        close = nearest(name, read.scenario.rules)
        there = (
            ", ".join(["all", *read.scenario.rules]) if read.scenario.rules else "nothing, the file has no `rules:`"
        )
        raise Complaint(f"--rules: no choice of rules is called {name!r}; allowed: {there}"
                        + (f"; did you mean {close}?" if close else ""))  # fmt: skip
    return choices[name][1]


def _under_each(
    read: Reading, runs: int, pairs: int | None, seed: int, workers: int, cluster: str | None, out: Path | None,
    resume: bool, store_inputs: bool,
) -> UnderRules:  # fmt: skip
    """Play under every choice of rules, and keep each in the folder."""
    from sim.cli.console.progress import progress
    from sim.questions.rule_sets.ensemble import run_rules

    with progress(runs * (1 + len(read.scenario.rules))) as told:
        try:
            return run_rules(read.scenario, runs, keep=out, pairs=pairs, seed=seed, workers=workers, cluster=cluster,
                             resume=resume, store_inputs=store_inputs, root=read.root,
                              on_block=told, on_found=told.found)  # fmt: skip
        except ValueError as error:
            raise Complaint(f"--rules all: {error}") from error


def _bands_of(
    scenario: Scenario, pairs: int | None, seed: int, workers: int, cluster: str | None, ensemble: Ensemble
) -> Bands | None:
    """Play pairs of runs under every choice of rules, if that is asked for, and keep what they tell in the folder."""
    if pairs is None and ensemble.home is None:
        return None
    from sim.questions.rule_sets.kept import keep_bands, kept_bands, without_bands

    if pairs is None:
        return kept_bands(ensemble)
    from sim.questions.bands import bands as ask

    with without_bands(ensemble.home):
        found = ask(scenario, pairs, seed=seed, workers=workers, cluster=cluster)
    if ensemble.home is not None:
        keep_bands(ensemble.home, found)
    return found


def _tell_outcomes(
    ensemble: Ensemble, as_json: bool, out: Path | None, bands: Bands | None, under: UnderRules | None
) -> None:
    summary = ensemble.summary()
    if as_json:
        failed = [failure.block for failure in ensemble.failures]
        folder = str(out) if out else None
        say_json({**summary, "seed": str(summary["seed"]), "folder": folder, "failed_blocks": failed,
                  "bands": None if bands is None else bands.summary(),
                  "rules": None if under is None else under.summary()})  # fmt: skip
        return
    from sim.cli.console.tables import outcome_table, print_table

    print_table(outcome_table(ensemble))
    say(f"{len(ensemble):,} runs, seed {ensemble.seed}, scenario {ensemble.scenario.hash}")
    if bands is None:
        from sim.views.band_words import LUCK_ALONE

        say(LUCK_ALONE)
    else:
        from sim.cli.verbs.questions.bands import tell_bands

        if under is not None:
            _tell_rules(under)
        tell_bands(bands)
    if out is not None:
        say(f"results: {out.resolve()}")


def _tell_rules(under: UnderRules) -> None:
    """Print the share of each outcome under each choice of rules, and the weighted share."""
    from sim.cli.console.tables import data_table, print_table, share_text
    from sim.runs.intervals import digits_for
    from sim.scenario.coins import marked_labels

    labels, rows = marked_labels(under.scenario), []
    apart = [found.outcomes() for found in under.ensembles.values()]
    for name, part in under.outcomes().items():
        digits = digits_for(part.high - part.low)
        rows.append((labels[name], *share_text(*part), *(f"{100 * one[name].share:.{digits}f} %" for one in apart)))
    heads = ("Outcome", "Weighted share", "95 % interval", *(f"({place})" for place in range(1, 1 + len(apart))))
    print_table(data_table("Under each choice of rules", heads, rows))
    said = [f"({place}) {under.labels[name]}, which weighs {100 * weight:.0f} %"
            for place, (name, weight) in enumerate(under.weights.items(), start=1)]  # fmt: skip
    say("\n".join(said))


def _tell_failures(ensemble: Ensemble, out: Path | None) -> None:
    failed = len(ensemble.failures)
    where = f"; seeds and tracebacks: {out / 'failures.json'}" if out else "; --out DIR keeps the tracebacks"
    say_problem(f"{failed} {'block' if failed == 1 else 'blocks'} failed and the rest is kept{where}")
    say_problem(str(ensemble.failures[0]))
