"""What `sim run --model` does: lets a model that people used before forecast, and tells what it foresees."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from sim.cli.console.say import Complaint, say_json

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["forecast_and_tell"]

HEADS = {"mean": "Mean", "q05": "5 %", "q25": "25 %", "q50": "50 %", "q75": "75 %", "q95": "95 %"}


def forecast_and_tell(
    scenario: Scenario, model: str, runs: int, *, seed: int, unused: dict[str, bool], as_json: bool
) -> None:
    """Print the forecast of a model issue by issue.

    Raises
    ------
    Complaint
        If there is no such model, or an option was given that says nothing here.
    """
    from sim.scenario.faults import nearest
    from sim.theory.older_models.forecast import MODELS, forecast

    if model not in MODELS:
        close = nearest(model, MODELS)
        hint = f"; did you mean {close}?" if close else ""
        raise Complaint(f"--model: no model is called {model!r}; allowed: {', '.join(MODELS)}{hint}")
    for option in (name for name, given in unused.items() if given):
        raise Complaint(f"{option}: goes with runs of the process, not with --model; leave one of them out")
    try:
        found = forecast(scenario, model, runs, seed=seed).summary()
    except ValueError as error:
        raise Complaint(f"--model {model}: {error}") from error
    if as_json:
        say_json(found)
        return
    from sim.cli.console.asking_tables import data_table
    from sim.cli.console.tables import print_table

    rows = [
        (row["label"], *("-" if row[key] is None else f"{row[key]:.3f}" for key in HEADS)) for row in found["issues"]
    ]
    print_table(data_table(f"{scenario.title}: forecast of the {model} model", ("Issue", *HEADS.values()), rows))
    for line in (f"{found['says']}", f"accuracy: {found['accuracy']}", f"actors: {', '.join(found['actors'])}"):
        print(textwrap.fill(line, 108, subsequent_indent="  "))
    print(f"{runs:,} draws, seed {seed}, scenario {scenario.hash}")
