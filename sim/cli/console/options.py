"""What the verbs that ask questions share: their options, and getting the ensemble that is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.console.say import Complaint, say_faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from sim.runs.ensemble import Ensemble
    from sim.scenario.format.scenario import Scenario

__all__ = [
    "Asked", "FigureFile", "GivenFile", "ensemble_of", "read_with_warnings", "seed_of", "share_text", "write_to",
]  # fmt: skip

Asked = Annotated[
    Path, typer.Argument(metavar="SCENARIO", help="A scenario file, or a results folder.", show_default=False)
]
GivenFile = Annotated[
    Path | None, typer.Option("--given", metavar="FILE", help="What a run must have to count, as YAML.")
]
FigureFile = Annotated[
    Path | None, typer.Option("--figure", metavar="FILE", help="Draw it as well: a name ending in png, svg or pdf.")
]


def seed_of(text: str) -> int:
    """Read the seed, or complain in one line."""
    from sim.chance.streams import seed_from

    try:
        return seed_from(text)
    except ValueError as error:
        raise Complaint(f"--seed: {error}") from error


def read_with_warnings(path: Path, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario and say what is doubtful about it."""
    from sim.scenario.reader import reading

    read = reading(path, settings)
    say_faults(read.warnings)
    return read.scenario


def ensemble_of(path: Path, runs: int, seed: int, workers: int, settings: Sequence[str] = ()) -> Ensemble:
    """Load a results folder, or play a scenario."""
    if path.is_dir():
        if settings:
            raise Complaint(f"{path}: a results folder was run as it is; --set goes with a scenario file")
        from sim.runs.folder.reader import load

        return load(path)
    from sim.cli.console.progress import progress
    from sim.runs.ensemble import run as play_scenario

    asked = read_with_warnings(path, settings)
    with progress(runs) as on_block:
        return play_scenario(asked, runs, seed=seed, workers=workers, on_block=on_block)


def share_text(share: float, low: float, high: float) -> tuple[str, str]:
    """Write a share and its interval with no more digits than the interval bears.

    Examples
    --------
    >>> share_text(0.5, 0.49, 0.51)
    ('50.0 %', '49.0 to 51.0 %')
    """
    from sim.runs.intervals import digits_for

    digits = digits_for(high - low)
    return f"{100 * share:.{digits}f} %", f"{100 * low:.{digits}f} to {100 * high:.{digits}f} %"


def write_to(figure: Figure, path: Path) -> None:
    """Write a figure where it was asked for, and say where on standard error."""
    import sys

    from sim.views.figures.canvas import FORMATS, write_figure

    if path.suffix.lstrip(".") not in FORMATS:
        raise Complaint(f"--figure: {path.name} has none of the endings that can be drawn: {', '.join(FORMATS)}")
    write_figure(figure, path)
    print(f"figure: {path.resolve()}", file=sys.stderr)
