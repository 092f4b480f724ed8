"""The figure of histories: the way of each run from stage to stage to its end, with the record drawn in."""

import datetime as dt
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.rules.arrays import Floats
from sim.runs.ensemble import Ensemble
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.stage import Stage
from sim.views.columns import ENDED_WEEK, OUTCOME, entered_week
from sim.views.figures.canvas import caption_of, drawing, new_figure, tidy, wrapped
from sim.views.figures.of_runs.timeline import date_ticks
from sim.views.figures.palette import INK, QUIET, outcome_colours
from sim.views.labels import plain_label

__all__ = ["History", "draw_histories", "histories_of", "rows_of_histories"]

MOST = 200
"""So many lines can be followed; the first runs are as good as any."""

AFTER = dt.timedelta(weeks=6)
"""What is drawn after the last end."""

ROOM = 0.7
"""How much of the height of a row its lines take up together."""

RECORD = "On record"
"""What the row of the record is called."""


class History(NamedTuple):
    """The way of one run."""

    outcome: str
    """How it ended."""
    weeks: tuple[int, ...]
    """The weeks in which it came to each place, the last one its end."""
    places: tuple[str, ...]
    """The stages in that order, then the outcome."""


def histories_of(ensemble: Ensemble) -> list[History]:
    """Return the ways of the first runs; of a stage to which a run came twice, the last time.

    >>> first, *_ = histories_of(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> first.places[0], first.places[-1], first.weeks[0]
    ('vienna', 'coordinated_declaration', 0)
    """
    stages = [stage.name for stage in _stages(ensemble.scenario)]
    entered = np.array([ensemble.column(entered_week(stage))[:MOST] for stage in _stages(ensemble.scenario)])
    outcomes, ended = ensemble.column(OUTCOME)[:MOST], ensemble.column(ENDED_WEEK)[:MOST]
    found = []
    for run, (outcome, end) in enumerate(zip(outcomes.tolist(), ended.tolist(), strict=True)):
        came = sorted((int(week), place) for place, week in enumerate(entered[:, run]) if 0 <= week <= end)
        weeks, places = (week for week, _ in came), (stages[place] for _, place in came)
        found.append(History(outcome, (*weeks, int(end)), (*places, outcome)))
    return found


def _stages(scenario: Scenario) -> list[Stage]:
    """Return the stages that have a row: those in which an undecided run may stand."""
    return [stage for stage in scenario.process if not (stage.follows_up or stage.stands_beside)]


def rows_of_histories(scenario: Scenario) -> dict[str, str]:
    """Name the rows from top to bottom with what people read: the stages, then the outcomes.

    >>> list(rows_of_histories(sim.read_scenario("scenarios/kosovo/five_actors.yaml")).values())[:2]
    ['Vienna talks', "Envoy's proposal"]
    """
    stages = {f"stage {stage.name}": plain_label(scenario, "stages", stage.name) for stage in _stages(scenario)}
    return stages | {f"outcome {name}": label for name, label in scenario.outcome_labels.items()}


@drawing()
def draw_histories(ensemble: Ensemble) -> Figure:
    """Draw a line a run over time: level in a stage, down to the next, and at last to the row of its outcome.

    The record's dated facts are dots in a row of their own, from which a broad line goes down to what happened.

    >>> figure = draw_histories(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()][:2]
    ['On record', 'Vienna talks']
    """
    scenario, shown = ensemble.scenario, histories_of(ensemble)
    rows = rows_of_histories(scenario)
    figure, axes = new_figure(height=2.0 + 0.36 * len(rows))
    end = scenario.calendar.date_of(max(history.weeks[-1] for history in shown))
    if scenario.record is not None and scenario.record.ended_on is not None:
        end = max(end, scenario.record.ended_on)
    end += AFTER
    _draw_lines(axes, scenario, shown, {name: place for place, name in enumerate(rows)})
    recorded = _draw_record(axes, scenario, list(rows))
    below = len(_stages(scenario)) - 0.5
    axes.axhline(below, color=QUIET, linewidth=0.8)
    first = [-1] if recorded else []
    labels = [RECORD, *rows.values()] if recorded else list(rows.values())
    axes.set_yticks([*first, *range(len(rows))], [wrapped(label, 30) for label in labels], fontsize=8.5)
    axes.set_ylim(len(rows) - 0.4, (-1.6 if recorded else -0.6))
    axes.set_xlim(date2num(scenario.calendar.start), date2num(end))
    ticks = date_ticks(scenario.calendar.start, end)
    axes.set_xticks([date2num(day) for day in ticks], list(ticks.values()))
    axes.xaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    some = f"the first {len(shown):,} of " if len(shown) < len(ensemble) else ""
    tidy(figure, axes, scenario.title, f"{some}{caption_of(ensemble)}")
    axes.tick_params(axis="y", length=0, labelsize=8.5)
    return figure


def _draw_lines(axes: Axes, scenario: Scenario, shown: list[History], rows: dict[str, int]) -> None:
    """Draw the ways, in each row beside one another: those that end alike together, the early ends above."""
    outcomes, colours = list(scenario.outcome_labels), outcome_colours(scenario)
    order = sorted(range(len(shown)), key=lambda run: (outcomes.index(shown[run].outcome), shown[run].weeks[-1], run))
    for outcome in outcomes:
        lines = [
            _way(scenario, shown[run], rows, ROOM * ((lane + 0.5) / len(order) - 0.5))
            for lane, run in enumerate(order) if shown[run].outcome == outcome
        ]  # fmt: skip
        if lines:
            axes.add_collection(LineCollection(lines, colors=colours[outcome], linewidths=0.7, alpha=0.55))
            ends = np.array([line[-1] for line in lines])
            axes.plot(ends[:, 0], ends[:, 1], linestyle="none", marker="o", markersize=2.2, color=colours[outcome])


def _way(scenario: Scenario, history: History, rows: dict[str, int], off: float) -> Floats:
    """Return the corners of a line, ``(corners, 2)``: days and rows."""
    kinds = ["stage"] * (len(history.places) - 1) + ["outcome"]
    heights = [rows[f"{kind} {place}"] + off for kind, place in zip(kinds, history.places, strict=True)]
    days = [float(date2num(scenario.calendar.date_of(week))) for week in history.weeks]
    corners = [(days[0], heights[0])]
    for day, before, height in zip(days[1:], heights, heights[1:], strict=False):
        corners += [(day, before), (day, height)]
    return np.array(corners)


def _draw_record(axes: Axes, scenario: Scenario, rows: list[str]) -> list[Line2D]:
    """Draw what is on record, if its outcome and day are: the dated facts, and where they led."""
    record = scenario.record
    if record is None or record.ended_on is None or f"outcome {record.outcome}" not in rows:
        return []
    start, end = float(date2num(scenario.calendar.start)), float(date2num(record.ended_on))
    facts = [float(date2num(fact.date)) for fact in record.events if scenario.calendar.start <= fact.date]
    down = rows.index(f"outcome {record.outcome}")
    drawn = axes.plot([start, end, end], [-1, -1, down], color=INK, linewidth=2.4, solid_joinstyle="miter")
    drawn += axes.plot(end, down, marker="D", markersize=7, color=INK, markeredgecolor="white")
    before = [day for day in facts if day <= end]
    drawn += axes.plot(before, [-1] * len(before), linestyle="none", marker="o", markersize=4.5, color=INK,
                       markeredgecolor="white", markeredgewidth=0.6)  # fmt: skip
    return drawn
