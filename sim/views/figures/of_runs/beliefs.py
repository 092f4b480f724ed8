"""The figure of beliefs: what chance the parties give to how stages end, by week."""

from typing import TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.rules.arrays import Counts, Floats
from sim.runs.counts import quantiles_of
from sim.runs.ensemble import Ensemble
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.weekly import series_of
from sim.views.columns import belief
from sim.views.figures.canvas import caption_of, drawing, key, named, new_panels, tidy
from sim.views.figures.of_runs.timeline import date_ticks, mark_events
from sim.views.figures.palette import INK, QUIET, actor_colours
from sim.views.labels import plain_label, subject_of

__all__ = ["FEWEST", "believed_about", "draw_beliefs", "has_beliefs", "undecided_runs", "weeks_told"]

FEWEST = 20
"""Quantiles are drawn as long as so many runs are undecided: with fewer, the tails would be single runs."""

Style: TypeAlias = str | tuple[int, tuple[float, ...]]

STYLES: tuple[Style, ...] = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 2, 1, 2)))
"""Kinds of line, so that actors are told apart in grey too."""


def _watched(ensemble: Ensemble) -> list[str]:
    """Return the results of stages about which somebody's belief was watched, in order."""
    names = [name.split(".") for name in series_of(ensemble.scenario) if name.startswith("belief.")]
    return list(dict.fromkeys(".".join(parts[1:-1]) for parts in names))


def _said(scenario: Scenario, about: str) -> str:
    stage, _, result = about.partition(".")
    who, how = subject_of(scenario, stage, result)
    said = f"{who} {how.format('is')}" if who else f"{stage} ends {result}".replace("_", " ")
    return f"believed chance that\n{said}"


def undecided_runs(ensemble: Ensemble) -> Counts:
    """Count the runs that are not decided yet, ``(weeks,)``; nothing where no series was kept.

    >>> undecided = undecided_runs(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> int(undecided[0]), bool((undecided[1:] <= undecided[:-1]).all())
    (20, True)
    """
    counted = ensemble.counts.series
    if counted is None or not counted.shape[1]:
        return np.zeros(0, dtype=np.int64)
    return np.asarray(counted[:, 0].sum(axis=-1), dtype=np.int64)


def weeks_told(ensemble: Ensemble) -> int:
    """Count the weeks in which enough runs are undecided.

    >>> weeks_told(sim.run("scenarios/kosovo/five_actors.yaml", runs=FEWEST - 1, seed=1))
    0
    """
    return int(np.count_nonzero(undecided_runs(ensemble) >= FEWEST))


def believed_about(ensemble: Ensemble, about: str) -> dict[str, Floats]:
    """Return the quantiles of what each actor believes, ``(weeks, 5)``: 5, 25, 50, 75 and 95 per cent.

    Examples
    --------
    >>> import sim
    >>> believed = believed_about(sim.run("scenarios/kosovo/five_actors.yaml", runs=50, seed=1), "council.blocked")
    >>> before, after = (float(believed["belgrade"][week, 2]) for week in (43, 44))  # Moscow speaks of a veto
    >>> list(believed), after > before
    (['belgrade', 'pristina'], True)
    """
    counted, prefix = ensemble.counts.series, belief(about)
    if counted is None:
        return {}
    return {
        name.removeprefix(prefix): quantiles_of(counted[:, place])
        for place, name in enumerate(series_of(ensemble.scenario))
        if name.startswith(prefix)
    }


def has_beliefs(ensemble: Ensemble) -> bool:
    """Tell whether any belief was watched in enough runs.

    >>> has_beliefs(sim.run("scenarios/kosovo/five_actors.yaml", runs=FEWEST - 1, seed=1))
    False
    """
    return weeks_told(ensemble) > 1 and any(believed_about(ensemble, about) for about in _watched(ensemble))


@drawing()
def draw_beliefs(ensemble: Ensemble) -> Figure:
    r"""Draw a panel a belief: median, middle 50 and 90 per cent of the undecided runs; below, how many these are.

    >>> figure = draw_beliefs(sim.run("scenarios/kosovo/five_actors.yaml", runs=30, seed=1))
    >>> for panel in figure.axes:
    ...     print(panel.get_ylabel().replace("\n", " "))
    believed chance that the Council is blocked
    believed chance that a declaration is backed
    undecided, per cent
    """
    scenario, weeks = ensemble.scenario, weeks_told(ensemble)
    held = {about: found for about in _watched(ensemble) if (found := believed_about(ensemble, about))}
    figure, panels = new_panels([2.1] * len(held) + [0.9])
    days = np.array([date2num(scenario.calendar.date_of(week)) for week in range(weeks)])
    for panel, (about, found) in zip(panels, held.items(), strict=False):
        colours = actor_colours(scenario, list(found))
        for turn, (name, quantiles) in enumerate(found.items()):
            label = plain_label(scenario, "actors", name)
            _draw_band(panel, days, quantiles[:weeks], colours[name], STYLES[turn % len(STYLES)], label)
        panel.set_ylim(0, 1)
        panel.set_ylabel(_said(scenario, about), fontsize=9, color=INK)
        panel.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
        key(panel, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False,
                     title="median; 50 %, 90 %", title_fontsize=8, alignment="left")  # fmt: skip
    last = panels[-1]
    last.fill_between(
        days, 100 * undecided_runs(ensemble)[:weeks] / len(ensemble), color=QUIET, linewidth=0, step="post"
    )
    last.set_ylim(0, 105)
    last.set_ylabel("undecided,\nper cent", fontsize=9, color=INK)
    first_day, last_day = scenario.calendar.start, scenario.calendar.date_of(weeks - 1)
    ticks = date_ticks(first_day, last_day)
    last.set_xticks([date2num(day) for day in ticks], list(ticks.values()))
    last.set_xlim(days[0], days[-1])
    mark_events(panels, scenario, last_day)
    for panel in panels:
        tidy(
            figure, panel, scenario.title, f"as long as {FEWEST} runs or more are undecided · {caption_of(ensemble)}"
        )
    return figure


def _draw_band(panel: Axes, days: Floats, quantiles: Floats, colour: str, style: Style, label: str) -> None:
    """Draw one actor: two bands, the edges of the outer one in the actor's kind of line, and the median."""
    low, lower, middle, upper, high = quantiles.T
    panel.fill_between(days, low, high, color=colour, alpha=0.12, linewidth=0, step="post")
    panel.fill_between(days, lower, upper, color=colour, alpha=0.3, linewidth=0, step="post")
    for edge in (low, high):
        panel.step(days, edge, where="post", color=colour, linestyle=style, linewidth=0.7)
    panel.step(days, middle, where="post", color=colour, linestyle=style, linewidth=2, label=named(label))
