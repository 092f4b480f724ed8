"""The figure of recognition: how many states recognise as time passes, and how many really did."""

import datetime as dt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.process.recognition.community import dates_of_record
from sim.questions.hindcast.curve import month_ends, record_at
from sim.questions.measures import known_values, read_columns
from sim.rules.arrays import Floats
from sim.runs.ensemble import Ensemble
from sim.scenario.format.stages.recognition import Recognition
from sim.views.columns import recognition_counts
from sim.views.figures.canvas import caption_of, drawing, key, new_figure, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, series_colour

__all__ = ["draw_recognitions", "has_recognitions", "recognition_fan", "record_points"]

PERCENTILES = (5, 25, 50, 75, 95)
FOLLOWED = 0.9
"""Share of the runs that declared which have to have come to a week for it to be shown."""

TICKS = {0: "0", 4: "4 weeks", 13: "13", 26: "26", 52: "1 year", 104: "2", 157: "3", 209: "4", 261: "5", 313: "6"}
"""Weeks that are named on the axis; years from the first one on."""


def recognition_of(ensemble: Ensemble) -> Recognition | None:
    """Return the recognition stage of the process, if there is one."""
    return next((stage for stage in ensemble.scenario.process if isinstance(stage, Recognition)), None)


def has_recognitions(ensemble: Ensemble) -> bool:
    """Tell whether recognitions were counted at some week in some run.

    >>> has_recognitions(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    False
    """
    stage = recognition_of(ensemble)
    return stage is not None and bool(_counted(ensemble, stage))


def _counted(ensemble: Ensemble, stage: Recognition) -> dict[int, Floats]:
    """Return the recognitions by weeks after a declaration, of the same runs in every week.

    Runs that declare late are not followed so long. Left out are the last weeks that fewer than nine in ten of those
    that declared came to, and then the runs that did not come to the last week left: else the middle of ever fewer
    and earlier runs would look like a rise or a fall.
    """
    names = recognition_counts(stage)
    read = read_columns(ensemble.rows, names.values())
    counted = {week: known_values(read[name]) for week, name in names.items()}
    known = {week: int(np.count_nonzero(~np.isnan(counts))) for week, counts in counted.items()}
    most = max(known.values(), default=0)
    weeks = [week for week in counted if most and known[week] >= FOLLOWED * most]
    if not weeks:
        return {}
    followed = ~np.isnan(counted[weeks[-1]])
    return {week: counted[week][followed] for week in weeks}


def recognition_fan(ensemble: Ensemble) -> Floats:
    """Return for each week that was counted the week and five percentiles over the runs, ``(weeks, 6)``.

    The first row is the declaration itself, when nobody has recognised yet.

    >>> fan = recognition_fan(sim.run("scenarios/kosovo/baseline.yaml", runs=20, seed=1))
    >>> fan[:3, 0].tolist(), bool((fan[:, 1] <= fan[:, 5]).all())
    ([0.0, 2.0, 4.0], True)
    """
    stage = recognition_of(ensemble)
    assert stage is not None
    counted = _counted(ensemble, stage).items()
    rows = [[week, *np.percentile(counts, PERCENTILES)] for week, counts in counted if week and counts.size]
    return np.array([[0.0] * (1 + len(PERCENTILES)), *rows])


def record_points(ensemble: Ensemble) -> Floats:
    """Return weeks since the real declaration and recognitions by then, at the end of each month, ``(months, 2)``.

    Nothing where the record has no day, or no state has one on which it recognised.

    >>> points = record_points(sim.run("scenarios/kosovo/baseline.yaml", runs=1))
    >>> points[:2].round(1).tolist()  # by 29 February and by 31 March 2008
    [[1.7, 21.0], [6.1, 35.0]]
    """
    stage, record = recognition_of(ensemble), ensemble.scenario.record
    dates = dates_of_record(stage.states) if stage is not None else {}
    if stage is None or not dates or record is None or record.ended_on is None:
        return np.zeros((0, 2))
    ends = month_ends(record.ended_on, max(dates.values()))
    weeks = (ends - np.datetime64(record.ended_on, "D")).astype(np.float64) / 7
    return np.column_stack([weeks, record_at(stage, ends.tolist())])


@drawing()
def draw_recognitions(ensemble: Ensemble) -> Figure:
    """Draw the fan of recognitions over the weeks since the declaration, with the record's points over it.

    The axis of time is that of its root, since most happens early.

    >>> figure = draw_recognitions(sim.run("scenarios/kosovo/baseline.yaml", runs=20, seed=1))
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()][2:]
    ['median of runs', 'record']
    """
    fan, points = recognition_fan(ensemble), record_points(ensemble)
    figure, axes = new_figure(height=5.0)
    axes.set_xscale("function", functions=(_root, np.square))
    weeks, colour = fan[:, 0], series_colour(0)
    axes.fill_between(weeks, fan[:, 1], fan[:, 5], color=colour, alpha=0.18, linewidth=0, label="5 to 95 % of runs")
    axes.fill_between(weeks, fan[:, 2], fan[:, 4], color=colour, alpha=0.32, linewidth=0, label="25 to 75 % of runs")
    axes.plot(weeks, fan[:, 3], color=colour, linewidth=2, marker="o", markersize=4, label="median of runs")
    points = points[points[:, 0] <= weeks[-1] + 1]
    if len(points):
        axes.plot(points[:, 0], points[:, 1], color=INK, linestyle="none", marker="x", markersize=4, label="record")
    stage = recognition_of(ensemble)
    assert stage is not None
    _lay_out_axes(axes, weeks[-1], f"{stage.words.recognitions} that stand")
    _mark_fit(axes, ensemble)
    key(axes, loc="upper left", fontsize=8, frameon=False)
    followed = len(next(iter(_counted(ensemble, stage).values())))
    tidy(figure, axes, ensemble.scenario.title, f"{followed:,} runs that declared · of {caption_of(ensemble)}")
    return figure


def _root(weeks: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(weeks, 0.0)))


def _lay_out_axes(axes: Axes, last: float, counted: str) -> None:
    shown = {week: name for week, name in TICKS.items() if week <= last + 12}
    axes.set_xticks(list(shown), list(shown.values()))
    axes.set_xlim(0, max(*shown, last))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("time since the declaration, on a scale of its root", fontsize=9, color=INK)
    axes.set_ylabel(wrapped(counted, 56), fontsize=9, color=INK)
    axes.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)


def _mark_fit(axes: Axes, ensemble: Ensemble) -> None:
    """Mark the day up to which the record was used for fitting."""
    stage, record = recognition_of(ensemble), ensemble.scenario.record
    assert stage is not None
    until: dt.date | None = stage.fitted_until
    if until is None or record is None or record.ended_on is None:
        return
    week = (until - record.ended_on).days / 7
    axes.axvline(week, color=INK, linewidth=0.7, linestyle=(0, (4, 3)))
    axes.annotate("fitted | foretold", (week, 0.02), xycoords=("data", "axes fraction"), xytext=(0, 0),
                  textcoords="offset points", ha="center", va="bottom", fontsize=8, color=INK,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
