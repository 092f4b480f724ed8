"""The figure of one run: the negotiation dance, what each offer was worth to both (Raiffa 1982)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.rules.arrays import Floats
from sim.runs.ensemble import Ensemble
from sim.views.columns import OUTCOME
from sim.views.figures.canvas import caption_of, drawing, key, named, new_figure, tidy, wrapped
from sim.views.figures.of_runs.concessions import offered
from sim.views.figures.of_runs.timeline import date_ticks
from sim.views.figures.palette import INK, QUIET, actor_colours
from sim.views.labels import plain_label
from sim.views.typical import rule_of, typical_of
from sim.views.wording import MONTHS

__all__ = ["Move", "draw_dance", "moves_of", "typical_run"]


class Move(NamedTuple):
    """An offer, beside what was offered to who made it."""

    stage: str
    """The talks in which it was made."""
    week: int
    """Week of the calendar."""
    actor: str
    """Who offers."""
    own: float
    """What it is worth to who offers, 1 for all that one wants."""
    heard: float
    """What the best of the others' offers in that round was worth to it."""
    disagreement: float
    """What failure promised who offers; NaN where it was not asked for an answer that week."""


def typical_run(ensemble: Ensemble) -> int:
    """Name the typical run of the outcome that came about most often, among those in which offers were made.

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=50, seed=1)
    >>> run = typical_run(ensemble)
    >>> str(ensemble.column("outcome")[run])
    'coordinated_declaration'
    """
    talked = offered(ensemble)
    outcome = ensemble.column(OUTCOME)
    commonest = max(ensemble.scenario.outcome_labels, key=lambda name: np.count_nonzero(talked & (outcome == name)))
    return typical_of(ensemble, commonest, talked)


def moves_of(ensemble: Ensemble, run: int) -> list[Move]:
    """Return the offers of one run in order, each with the offerer's disagreement value at the time.

    >>> first, answer, *_ = moves_of(sim.run("scenarios/kosovo/five_actors.yaml", runs=1, seed=1), 0)
    >>> first.actor, answer.actor, first.own > first.heard  # one opens with what is best for oneself
    ('belgrade', 'pristina', True)
    """
    entries = ensemble.story(run).entries
    made = {(e.week, e.actor): e.numbers for e in entries if e.kind == "offer"}
    heard: dict[tuple[int, str], float] = {}
    standing: dict[tuple[int, str], float] = {}
    for e in (entry for entry in entries if entry.kind == "answer"):
        here = e.week, e.actor
        standing[here] = e.number("disagreement")
        worth = made[e.week, e.word("other")].get("other_value", e.number("value"))
        heard[here] = max(heard.get(here, -np.inf), float(str(worth)))
    return [
        Move(e.stage, e.week, e.actor, e.number("own_value"), heard.get((e.week, e.actor), np.nan),
             standing.get((e.week, e.actor), np.nan))
        for e in entries if e.kind == "offer"
    ]  # fmt: skip


@drawing()
def draw_dance(ensemble: Ensemble) -> Figure:
    r"""Draw for a typical run, over time, what each party's offers are worth to itself, and the best that it heard.

    Dotted: what failure promised it, below which nobody agrees.
    Between one talks and the next the lines stop.

    References
    ----------
    Raiffa (1982), The Art and Science of Negotiation, ch. 4: the negotiation dance.

    >>> figure = draw_dance(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> [text.get_text().replace("\n", " ") for text in figure.axes[0].get_legend().get_texts()][:3]
    ['Belgrade: own offers', "Belgrade: other's offers", 'Belgrade: if talks fail']
    """
    run = typical_run(ensemble)
    moves = moves_of(ensemble, run)
    figure, axes = new_figure(width=8.0, height=4.8)
    scenario, calendar = ensemble.scenario, ensemble.scenario.calendar
    names = list(dict.fromkeys(move.actor for move in moves))
    colours = actor_colours(scenario, names)
    heard = "other's offers" if len(names) == 2 else "best of the others' offers"
    for number, name in enumerate(names):
        label, colour, mark = plain_label(scenario, "actors", name), colours[name], "os^Dv"[number % 5]
        own = [(move.stage, calendar.date_of(move.week), move.own) for move in moves if move.actor == name]
        theirs = [(move.stage, calendar.date_of(move.week), move.heard) for move in moves if move.actor == name]
        fails = [(move.stage, calendar.date_of(move.week), move.disagreement) for move in moves if move.actor == name]
        axes.plot(*_broken(own), color=colour, marker=mark, markersize=4, label=named(f"{label}: own offers"))
        axes.plot(*_broken(theirs), color=colour, marker=mark, markersize=4, linestyle="--", markerfacecolor="white",
                  label=named(f"{label}: {heard}"))  # fmt: skip
        axes.plot(*_broken(fails), color=colour, linestyle=":", linewidth=2.0,
                  label=named(f"{label}: if talks fail"))  # fmt: skip
    if moves:
        _set_dates(axes, calendar.date_of(moves[0].week), calendar.date_of(moves[-1].week))
        key(axes, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    else:
        axes.annotate("no offers were made in this run", (0.5, 0.5), xycoords="axes fraction", ha="center", color=INK)
    _set_values(axes, moves)
    tidy(figure, axes, f"{scenario.title}: run {run}", f"{_chosen(ensemble)}\n{caption_of(ensemble)}")
    return figure


def _chosen(ensemble: Ensemble) -> str:
    """Say of which runs the one drawn is typical, and by which rule."""
    outcome = ensemble.column(OUTCOME)
    ended = str(outcome[typical_run(ensemble)])
    label, runs = ensemble.scenario.outcome_labels[ended], np.count_nonzero(offered(ensemble) & (outcome == ended))
    said = f"Typical of the {runs:,} runs with offers that ended so ({label}): {rule_of(ensemble.scenario)}."
    return wrapped(said, 118)


def _broken(points: Sequence[tuple[str, date, float]]) -> tuple[Floats, Floats]:
    """Return days and values with a gap wherever one stage ends and another begins."""
    days, values, before = [], [], ""
    for stage, day, value in points:
        if before and stage != before:
            days.append(float(date2num(day)))
            values.append(np.nan)
        days.append(float(date2num(day)))
        values.append(value)
        before = stage
    return np.array(days), np.array(values)


def _set_dates(axes: Axes, first: date, last: date) -> None:
    """Name month and year at every mark of the axis."""
    ticks = list(date_ticks(first, last))
    axes.set_xticks([date2num(day) for day in ticks], [f"{MONTHS[day.month - 1][:3]}\n{day.year}" for day in ticks])


def _set_values(axes: Axes, moves: list[Move]) -> None:
    """Begin the axis of values where there is something to see."""
    known = [value for move in moves for value in move[3:] if np.isfinite(value)]
    axes.set_ylim(min(known, default=0.0) - 0.08, 1.02)
    axes.set_ylabel("worth to the party", fontsize=9, color=INK)
    axes.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
