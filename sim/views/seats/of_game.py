"""A game looked back at, as a page: every seat beside the same luck with the model in it, to read and to print."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from sim.version import __version__
from sim.views.figures.canvas import drawing, key, named, new_figure, tidy
from sim.views.figures.palette import INK, QUIET, series_colour
from sim.views.labels import label_of
from sim.views.seats.looking_back import looking_back, rows_of
from sim.views.templating import environment
from sim.views.wording import decimal
from sim.views.writing import MADE_HERE, see_that_it_may_be_written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.seats.debrief import Debrief
    from sim.seats.transcript import Game

__all__ = ["draw_seat", "game_page", "write_game_page"]

BARS = 40


@drawing()
def draw_seat(told: Debrief, game: Game) -> Figure:
    """Draw what an actor has in the runs of the model, and where this game lies among them.

    >>> from sim.seats.debrief import debrief
    >>> from sim.seats.play import play
    >>> from sim.seats.players import ModelPlayer
    >>> from sim.seats.transcript import game_of
    >>> case = sim.read_scenario("scenarios/theory/romer_rosenthal.yaml")
    >>> game = game_of(play(case, {"setter": ModelPlayer()}))
    >>> draw_seat(debrief(game, "setter", runs=10, quick=True), game).axes[0].get_ylabel()
    'runs of the model'
    """
    who = label_of(game.scenario, "actors", told.seat)
    figure, axes = new_figure(height=3.4)
    axes.hist(told.payoffs, bins=BARS, color=QUIET, alpha=0.45, edgecolor="white", linewidth=0.4)
    lines = [("in this game", told.played.payoff, INK, "-"),
             ("with the model in that seat", told.by_model.payoff, series_colour(0), "--")]  # fmt: skip
    if told.best is not None:
        lines.append(("best single decision in hindsight", told.best.ending.payoff, series_colour(5), ":"))
    for name, payoff, colour, style in lines:
        axes.axvline(payoff, color=colour, linestyle=style, linewidth=2.4, label=named(f"{name}: {decimal(payoff)}"))
    axes.set_xlabel(f"what {who} has at the end (utility)", color=INK, fontsize=9)
    axes.set_ylabel("runs of the model", color=INK, fontsize=9)
    key(axes, width=40, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=8.5)
    runs = f"{len(told.payoffs):,} runs"
    tidy(
        figure,
        axes,
        f"{who}: this game among {runs}",
        f"{runs} · seed {game.seed} · run {game.run} was played · scenario {game.scenario.hash} · sim {__version__}",
    )
    return figure


def game_page(debriefs: Sequence[Debrief], game: Game) -> str:
    """Return the page as HTML, which needs nothing else."""
    seats = []
    for told in debriefs:
        heading, *lines = looking_back(told, game.scenario, game.run, game.seed)
        seats.append({
            "label": label_of(game.scenario, "actors", told.seat), "heading": heading, "lines": lines,
            "source": _drawn(draw_seat(told, game)), "rows": list(rows_of(told, game.scenario)),
        })  # fmt: skip
    return (
        environment()
        .get_template("debrief.html")
        .render(
            title=game.scenario.title,
            run=game.run,
            seed=game.seed,
            seats=seats,
            version=__version__,
            made_here=MADE_HERE,
        )
    )


def _drawn(figure: Figure) -> str:
    into = io.BytesIO()
    with drawing(**{"svg.fonttype": "path"}):
        figure.savefig(into, format="svg", metadata={"Date": None, "Creator": MADE_HERE})
    return f"data:image/svg+xml;base64,{base64.b64encode(into.getvalue()).decode('ascii')}"


def write_game_page(path: Path, debriefs: Sequence[Debrief], game: Game, overwrite: bool = False) -> None:
    """Write the page of a game, whole or not at all.

    Raises FolderFault if the file is there and was not made here, unless it may be overwritten.
    """
    from sim.runs.folder.layout import write_whole

    see_that_it_may_be_written(path, overwrite)
    page = game_page(debriefs, game)
    write_whole(path, lambda part: part.write_text(page, encoding="utf-8", newline="\n"))
