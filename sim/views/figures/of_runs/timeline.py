"""The figure of the process: where the runs stand, week by week."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.questions.measures import read_columns
from sim.rules.arrays import Floats
from sim.runs.ensemble import DroppedRows, Ensemble
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.stage import Stage
from sim.views.columns import ENDED_WEEK, ENDING, began_week, entered_week, left_week
from sim.views.figures.canvas import caption_of, drawing, filled, key, named, new_figure, tidy
from sim.views.figures.palette import INK, QUIET, outcome_colours, outcome_hatches
from sim.views.labels import plain_label
from sim.views.wording import MONTHS

__all__ = [
    "SHARES", "WAITING", "date_ticks", "draw_timeline", "ended_shares", "left_open", "mark_events", "waiting_shares",
    "weeks_shown",
]  # fmt: skip

QUARTER = 13
"""Weeks that are drawn after the last move."""

STAGE_SHADES = ("#f2f2f2", "#dadada", "#bdbdbd")
"""Greys for the stages, so that colour is kept for how runs end."""

HATCHES = ("", "....", "////", "xxxx", "----", "oo")
"""After three plain greys each comes again with a hatch: eighteen stages are told apart."""

WAITING = "Waiting for the next stage"
"""What is said of runs that have come to a stage in which nothing happens yet."""

SHARES = "More runs would move these shares by luck alone; what the numbers and the rules of the file do: sim bands."
"""What is said where shares have no interval."""

ROW_POINTS = 10
"""Height of a row of event numbers above the axes."""

NUMBER_WIDTH = 0.032
"""Room that the number of an event needs, as a share of the axes' width."""


def ended_shares(ensemble: Ensemble) -> dict[str, Floats]:
    """Return for each outcome the share of all runs that have ended so by each week, ``(weeks,)``.

    >>> shares = ended_shares(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> float(shares["coordinated_declaration"][0]), sum(float(share[-1]) for share in shares.values()) <= 1
    (0.0, True)
    """
    ended = np.cumsum(ensemble.counts.ended, axis=0) / len(ensemble)
    return {name: ended[:, place] for place, name in enumerate(ensemble.scenario.outcome_labels)}


@drawing()
def draw_timeline(ensemble: Ensemble) -> Figure:
    """Draw the share of runs in each stage by date; what has ended is coloured by its outcome, from below.

    Runs that have come to a stage in which nothing happens yet, as before the day on which it opens, are drawn as
    waiting. Stages in which no run stands, or to which runs come only when they are decided, have no band.

    >>> figure = draw_timeline(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()][:3]
    ['Vienna talks', "Envoy's proposal", 'Security Council']
    """
    scenario = ensemble.scenario
    shown = weeks_shown(ensemble)
    standing = ensemble.standing[:shown]
    figure, axes = new_figure(height=5.6)
    days = [scenario.calendar.date_of(week) for week in range(shown)]
    colours, hatches, labels = outcome_colours(scenario), outcome_hatches(scenario), scenario.outcome_labels
    floor = np.zeros(len(days))
    for name, share in ended_shares(ensemble).items():
        floor = _band(axes, days, floor, share[:shown], colours[name], hatches[name], labels[name])
    waiting = waiting_shares(ensemble)[:shown]
    if waiting.any():
        floor = _band(axes, days, floor, waiting.sum(axis=1), "white", "", WAITING)
    for turn, (place, stage) in reversed(list(enumerate(_banded(scenario)))):
        shade, hatch = STAGE_SHADES[turn % 3], HATCHES[turn // 3 % 6]
        acting = standing[:, place] / len(ensemble) - waiting[:, place]
        floor = _band(axes, days, floor, acting, shade, hatch, plain_label(scenario, "stages", stage.name))
    axes.set_ylim(0, 100)
    axes.set_xlim(date2num(days[0]), date2num(days[-1]))
    mark_events([axes], scenario, days[-1])
    axes.set_ylabel("share of runs, per cent", color=INK, fontsize=9)
    ticks = date_ticks(days[0], days[-1])
    axes.set_xticks([date2num(day) for day in ticks], list(ticks.values()))
    handles, names = axes.get_legend_handles_labels()
    key(axes, handles[::-1], names[::-1], loc="upper left",
                bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)  # fmt: skip
    tidy(figure, axes, scenario.title, f"{SHARES}\n{left_open(ensemble)}{caption_of(ensemble)}")
    return figure


def left_open(ensemble: Ensemble) -> str:
    """Say how many runs the calendar ends, and how, where its end is shown: no band says how these end.

    >>> left_open(sim.run("scenarios/cyprus/annan_plan.yaml", runs=20))
    '8 runs still open at the right: No vote before the accession · '
    """
    counts = ensemble.counts
    still = counts.outcomes - counts.ended.sum(axis=0)
    if not still.any() or weeks_shown(ensemble) < len(counts.ended):
        return ""
    labels = [label for label, runs in zip(ensemble.scenario.outcome_labels.values(), still, strict=True) if runs]
    return f"{int(still.sum()):,} runs still open at the right: {', '.join(labels)} · "


def waiting_shares(ensemble: Ensemble) -> Floats:
    """Return the share of all runs that only wait in each stage at the end of a week, ``(weeks, stages)``.

    A run waits from the week in which it came until something first happens there, it goes on, or it ends; not where
    that is the week after, as it always is at the earliest. Nothing is known of runs that were counted and not kept.

    >>> waiting = waiting_shares(sim.run("scenarios/kosovo/baseline.yaml", runs=20, seed=1))
    >>> waiting[:2, 0].tolist()  # technical talks open in February
    [1.0, 1.0]
    """
    weeks, stages = ensemble.scenario.calendar.weeks, ensemble.scenario.process
    steps = np.zeros((weeks + 1, len(stages)))
    if isinstance(ensemble.rows, DroppedRows):
        return steps[:-1]
    columns = {
        place: [name(stage) for name in (entered_week, began_week, left_week)]
        for place, stage in _banded(ensemble.scenario)
    }
    read = read_columns(ensemble.rows, [ENDING, ENDED_WEEK, *(name for names in columns.values() for name in names)])
    over = np.where(read[ENDING] == "calendar", weeks, read[ENDED_WEEK]).astype(np.int64)
    for place, names in columns.items():
        came, began, left = (read[name].astype(np.int64) for name in names)
        here = came >= 0
        first, until = came[here], over[here]
        for end in (began[here], left[here]):
            until = np.where(end >= 0, np.minimum(until, end), until)
        until = np.where(until > first + 1, until, first)
        steps[:, place] += np.bincount(first, minlength=weeks + 1)[: weeks + 1]
        steps[:, place] -= np.bincount(until, minlength=weeks + 1)[: weeks + 1]
    return np.asarray(np.cumsum(steps, axis=0)[:-1] / len(ensemble))


def weeks_shown(ensemble: Ensemble) -> int:
    """Count the weeks that are drawn: until a quarter after the last move, or to the end of the calendar.

    One run that is decided in time is followed for a quarter more, not to the end of the calendar:

    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=1, seed=1)
    >>> weeks_shown(ensemble) == int(ensemble.column("ended_week")[0]) + 1 + QUARTER
    True
    """
    columns = [place for place, _ in _banded(ensemble.scenario)]
    drawn = np.column_stack([ensemble.standing[:, columns], ensemble.counts.ended.cumsum(axis=0)])
    moves = np.flatnonzero(np.any(np.diff(drawn, axis=0) != 0, axis=1))
    last = int(moves[-1]) + 1 if moves.size else 0
    return min(len(drawn), last + 1 + QUARTER)


def _banded(scenario: Scenario) -> list[tuple[int, Stage]]:
    """Return the stages that have a band of their own, with their places in the process."""
    places = enumerate(scenario.process)
    return [(place, stage) for place, stage in places if not (stage.follows_up or stage.stands_beside)]


def _band(axes: Axes, days: list[date], floor: Floats, share: Floats, colour: str, hatch: str, label: str) -> Floats:
    top = floor + share
    axes.fill_between(
        date2num(days), 100 * floor, 100 * top, facecolor=colour, edgecolor=QUIET,
        hatch=hatch or None, linewidth=0.3, label=named(label),
    )  # fmt: skip
    return top


def mark_events(panels: Sequence[Axes], scenario: Scenario, end: date) -> None:
    r"""Mark the dated events with numbers on top, and say below the last panel what they are.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> _, axes = new_figure()
    >>> _ = axes.set_xlim(date2num(date(2005, 11, 14)), date2num(date(2006, 10, 1)))
    >>> mark_events([axes], five, date(2006, 10, 1))
    >>> axes.get_xlabel()
    '1 Putin asks for universal principles\u2002\u20022 Putin speaks of a veto'
    """
    axes = panels[0]
    dated = [(event.date, event) for event in scenario.events if event.marked and event.date is not None]
    marked = [(on, event) for on, event in dated if scenario.calendar.start <= on <= end]
    marked.sort(key=lambda one: one[0])
    levels = _levels([float(date2num(on)) for on, _ in marked], axes.get_xlim())
    for number, ((on, _), level) in enumerate(zip(marked, levels, strict=True), start=1):
        for panel in panels:
            panel.axvline(date2num(on), color=INK, linewidth=0.7, linestyle=(0, (4, 3)))
        axes.annotate(str(number), (date2num(on), 1.0), xycoords=("data", "axes fraction"),
                      xytext=(0, 2 + ROW_POINTS * level), textcoords="offset points", ha="center", fontsize=7.5,
                      color=INK, annotation_clip=False)  # fmt: skip
    listed = [
        f"{number} {event.label or event.name.replace('_', ' ')}" for number, (_, event) in enumerate(marked, 1)
    ]
    if listed:
        panels[-1].set_xlabel(filled(listed, 118), fontsize=7.5, color=INK, loc="left", labelpad=6)


def _levels(marks: list[float], limits: tuple[float, float]) -> list[int]:
    """Return for each number the lowest row in which it has room beside the one before it."""
    room = NUMBER_WIDTH * (limits[1] - limits[0])
    last: list[float] = []
    levels = []
    for mark in marks:
        free = [level for level, before in enumerate(last) if mark - before >= room]
        level = free[0] if free else len(last)
        last[level:] = [mark, *last[level + 1 :]]
        levels.append(level)
    return levels


def date_ticks(first: date, last: date) -> dict[date, str]:
    r"""Choose the days to name on an axis of dates, and what to call them.

    >>> list(date_ticks(date(2030, 11, 4), date(2031, 8, 1)).values())
    ['Dec\n2030', 'Jan\n2031', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug']
    """
    months = 12 * (last.year - first.year) + last.month - first.month
    if months < 2:
        return {day: f"{day.day} {MONTHS[day.month - 1][:3]}\n{day.year}" for day in (first, last)}
    step = next((step for step in (1, 3, 6, 12) if months <= 10 * step), 12 * -(-months // 120))
    chosen = [
        day
        for month in range(months + 1)
        if (day := date(first.year + (first.month - 1 + month) // 12, (first.month - 1 + month) % 12 + 1, 1)) >= first
        and (12 * day.year + day.month - 1) % step == 0
    ]
    if step >= 12:
        return {day: str(day.year) for day in chosen}
    return {
        day: MONTHS[day.month - 1][:3] + (f"\n{day.year}" if day.month == 1 or place == 0 else "")
        for place, day in enumerate(chosen)
    }
