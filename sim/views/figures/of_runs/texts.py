"""The figure of texts: what lies on the table on each issue that a scenario keeps by week."""

import numpy as np
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.runs.counts import quantiles_of
from sim.runs.ensemble import Ensemble
from sim.scenario.format.weekly import series_of
from sim.views.figures.canvas import caption_of, drawing, new_panels, tidy, wrapped
from sim.views.figures.of_runs.beliefs import FEWEST, weeks_told
from sim.views.figures.of_runs.timeline import date_ticks, mark_events
from sim.views.figures.palette import INK, QUIET, series_colour
from sim.views.labels import heading_of, on_scale

__all__ = ["draw_texts", "has_texts", "texts_watched"]

PREFIX = "text."

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def texts_watched(ensemble: Ensemble) -> dict[str, int]:
    """Return the issues on which the text is kept by week, each with the place of its series.

    >>> texts_watched(sim.run("scenarios/kosovo/five_actors.yaml", runs=2, seed=1))
    {}
    """
    names = series_of(ensemble.scenario)
    return {name.removeprefix(PREFIX): place for place, name in enumerate(names) if name.startswith(PREFIX)}


def has_texts(ensemble: Ensemble) -> bool:
    """Tell whether any text was kept by week, in enough runs."""
    return ensemble.counts.series is not None and weeks_told(ensemble) > 1 and bool(texts_watched(ensemble))


@drawing()
def draw_texts(ensemble: Ensemble) -> Figure:
    """Draw a panel an issue: median, middle 50 and 90 per cent of the text on the table, in undecided runs by week.

    >>> watched = ["weekly=[text.status, text.legal_basis]"]
    >>> figure = draw_texts(sim.run("scenarios/kosovo/five_actors.yaml", runs=40, seed=1, settings=watched))
    >>> [panel.get_ylabel() for panel in figure.axes]
    ['Political status', 'Legal basis']
    """
    scenario, counted, weeks = ensemble.scenario, ensemble.counts.series, weeks_told(ensemble)
    assert counted is not None
    watched = texts_watched(ensemble)
    figure, panels = new_panels([1.9] * len(watched))
    days = np.array([date2num(scenario.calendar.date_of(week)) for week in range(weeks)])
    for turn, (panel, (name, place)) in enumerate(zip(panels, watched.items(), strict=True)):
        low, lower, middle, upper, high = quantiles_of(counted[:, place])[:weeks].T
        colour, issue = series_colour(turn), scenario.issues[name]
        panel.fill_between(days, low, high, color=colour, alpha=0.12, linewidth=0, step="post")
        panel.fill_between(days, lower, upper, color=colour, alpha=0.3, linewidth=0, step="post")
        panel.step(days, middle, where="post", color=colour, linewidth=2)
        panel.set_ylim(-0.02, 1.02)
        panel.set_ylabel(wrapped(heading_of(scenario, name, plain=True), 24), fontsize=9, color=INK)
        panel.set_yticks(TICKS, [on_scale(issue, tick) for tick in TICKS], fontsize=8)
        panel.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    last_day = scenario.calendar.date_of(weeks - 1)
    ticks = date_ticks(scenario.calendar.start, last_day)
    panels[-1].set_xticks([date2num(day) for day in ticks], list(ticks.values()))
    panels[-1].set_xlim(days[0], days[-1])
    mark_events(panels, scenario, last_day)
    said = f"as long as {FEWEST} runs or more are undecided · {caption_of(ensemble)}"
    for panel in panels:
        tidy(figure, panel, scenario.title, said)
    return figure
