"""The verb that draws the figures of a results folder."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.console.options import Folder, Overwrite
from sim.cli.console.say import Complaint, say

__all__ = ["plot"]


def plot(
    folder: Folder = Path(),
    figure: Annotated[
        list[str], typer.Option("--figure", "-f", metavar="NAME", help="Which figure; all if left out.")
    ] = [],  # noqa: B006
    form: Annotated[str, typer.Option("--format", help="png, svg or pdf.")] = "png",
    overwrite: Overwrite = False,
    listed: Annotated[bool, typer.Option("--list", help="Say which figures there are and stop.")] = False,
) -> None:
    """Draw the figures of a results folder into it."""
    from sim.runs.ensemble import Ensemble
    from sim.scenario.faults import nearest
    from sim.views.figures.canvas import write_figure
    from sim.views.figures.registry import FIGURES, draw, figures_for
    from sim.views.writing import FORMATS

    if listed:
        for name, shown in FIGURES.items():
            say(f"{name:<16} {shown.says}")
        return
    if form not in FORMATS:
        raise Complaint(f"--format: no format is called {form!r}; allowed: {', '.join(FORMATS)}")
    for name in figure:
        if name not in FIGURES:
            close = nearest(name, FIGURES)
            hint = f"; did you mean {close}?" if close else ""
            raise Complaint(f"--figure: no figure is called {name!r}; allowed: {', '.join(FIGURES)}{hint}")
    ensemble = Ensemble.load(folder)
    for name in figure or figures_for(ensemble):
        path = folder / f"{name}.{form}"
        try:
            drawn = draw(ensemble, name)
        except LookupError as error:
            raise Complaint(f"--figure: {error}") from error
        write_figure(drawn, path, overwrite)
        say(path.resolve())
