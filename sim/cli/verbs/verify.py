"""The verb that checks whether a results folder is as it was written."""

import typer

from sim.cli.console.options import Folder
from sim.cli.console.say import say, say_problem

__all__ = ["verify_folder"]


def verify_folder(folder: Folder) -> None:
    """Check every byte of a results folder against what was written, and tell all that is not so."""
    from sim.questions.rule_sets.kept import wrong_rules
    from sim.runs.folder.manifest import read_manifest
    from sim.runs.folder.reader import runs_of
    from sim.runs.folder.verify import verify_folder as wrong_in
    from sim.scenario.faults import plural

    wrong = wrong_in(folder) or wrong_rules(folder)
    for line in wrong:
        say_problem(line)
    if wrong:
        say(f"{folder}: {plural(len(wrong), 'fault')}")
        raise typer.Exit(1)
    manifest = read_manifest(folder)
    failed = f"; {plural(len(manifest.failed_blocks), 'block')} failed" if manifest.failed_blocks else ""
    say(f"{folder}: {runs_of(manifest):,} runs as they were written{failed}, seal {manifest.seal}")
