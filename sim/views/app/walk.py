"""One run week by week: what lay on the table, what it was worth to both parties, and what had happened by then."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.process.chronicle import Chronicle
from sim.runs.one_run import one_run, told_to_the_end
from sim.scenario.format.stages.talks import Talks
from sim.version import __version__
from sim.views.figures.canvas import drawing, key, named, new_figure, tidy, wrapped
from sim.views.figures.of_runs.bargaining_space import edge_of
from sim.views.figures.palette import INK, QUIET, series_colour
from sim.views.story.forms import html_article
from sim.views.story.story import story_of
from sim.views.wording import day

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.model import StatusTalks
    from sim.rules.arrays import Floats
    from sim.scenario.format.scenario import Scenario

__all__ = ["Walk", "Week", "chronicle_by", "draw_week", "heading_of", "in_words", "picture_of", "walked"]


@dataclass(frozen=True)
class Week:
    """Where a run stands as a week ends."""

    stage: str
    """The stage, or nothing once the run is over."""
    failure: tuple[float, ...]
    """What each party expects to get if the talks fail; see `Walk.parties`."""
    table: tuple[float, ...]
    """What the text on the table, or before one is tabled the one expected from the Council, is worth to each."""


@dataclass(frozen=True)
class Walk:
    """A run, ready to be looked at in any week."""

    scenario: Scenario
    """What was asked."""
    run: int
    seed: int
    """Which run."""
    parties: tuple[str, ...]
    """The two of the first talks between two; empty if the process has none."""
    edge: Floats
    """The best pairs of worths that texts allow as the run begins, red lines aside, ``(corners, 2)``."""
    weeks: tuple[Week, ...]
    """Every week until the run is over."""
    chronicle: Chronicle
    """All that happened."""


def walked(scenario: Scenario, run: int, *, seed: int = 0) -> Walk:
    """Play one run and keep where it stood week by week; it is the same run as in any ensemble.

    Raises ValueError if the run number is negative.

    >>> walk = walked(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 0)
    >>> walk.parties, walk.weeks[0].stage
    (('belgrade', 'pristina'), 'vienna')
    """
    between_two = (one for one in scenario.process if isinstance(one, Talks) and len(one.parties) == 2)
    names = next((stage.parties for stage in between_two), ())
    with one_run(scenario, run, seed=seed) as model:
        edge = _edge(model, names)
        weeks = tuple(_stands(model, names) for _ in model.weeks())
        model.settle()
        chronicle = told_to_the_end(model)
    last = max(entry.week for entry in chronicle.entries)
    return Walk(scenario, run, seed, names, edge, weeks[: last + 1], chronicle)


def _edge(model: StatusTalks, names: tuple[str, ...]) -> Floats:
    if not names:
        return np.empty((0, 2))
    parties = [model.actors[name] for name in names]
    return edge_of(np.stack([one.position for one in parties]), np.stack([one.salience for one in parties]))


def _stands(model: StatusTalks, names: tuple[str, ...]) -> Week:
    alone = np.arange(1)
    stage, stages = int(model.whereabouts.stage[0]), list(model.case.stages)
    actors = [model.actors[name] for name in names]
    failure = tuple(
        float((actor.failing(stages[stage], alone) if stage >= 0 else actor.in_force(alone))[0]) for actor in actors
    )
    table = tuple(float(model.actors[name].value(model.world.on_table, alone)[0]) for name in names)
    return Week(stages[stage] if stage >= 0 else "", failure, table)


def heading_of(walk: Walk, week: int) -> str:
    """Say which week it is and where the run stands as it ends.

    >>> walk = walked(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 0)
    >>> heading_of(walk, 0)
    'Run 0, week 0, 14 November 2005: Vienna talks'
    """
    stands, scenario = walk.weeks[week], walk.scenario
    spec = scenario.stages.get(stands.stage)
    where = (spec.label or spec.name.replace("_", " ")) if spec else "over"
    return f"Run {walk.run}, week {week}, {day(scenario.calendar.date_of(week))}: {where}"


def chronicle_by(walk: Walk, week: int) -> str:
    """Tell in HTML what had happened by the end of a week.

    >>> walk = walked(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 0)
    >>> "Outcome" in chronicle_by(walk, 0), "Outcome" in chronicle_by(walk, len(walk.weeks) - 1)
    (False, True)
    """
    so_far = Chronicle([entry for entry in walk.chronicle.entries if entry.week <= week])
    story = story_of(so_far, walk.scenario, style="chronicle", about=f"run {walk.run}, seed {walk.seed}")
    return html_article(replace(story, title="Chronicle so far", notes=story.notes[:1], summary=()), level=3)


def in_words(walk: Walk, week: int) -> str:
    """Say what the picture of a week shows, for those who do not see it.

    >>> walk = walked(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 0)
    >>> in_words(walk, 0).partition(". ")[2].partition(" To Pristina")[0]
    'To Belgrade failure promises 0.33, and the text tabled last or expected is worth 0.47.'
    """
    stands = walk.weeks[week]
    parts = [f"{heading_of(walk, week)}."]
    for name, failure, table in zip(walk.parties, stands.failure, stands.table, strict=True):
        label = walk.scenario.actors[name].label or name.replace("_", " ")
        parts.append(
            f"To {label} failure promises {failure:.2f}, and the text tabled last or expected is worth {table:.2f}."
        )
    return " ".join(parts)


# --- the picture ---------------------------------------------------------------------------------------------


@drawing()
def draw_week(walk: Walk, week: int) -> Figure:
    """Draw what the offers so far were worth to both parties, with what failure promises in that week.

    Raises ValueError if the process has no talks between two.

    >>> walk = walked(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), 0)
    >>> draw_week(walk, 0).axes[0].get_xlabel()
    'worth to Belgrade'
    """
    if not walk.parties:
        raise ValueError("no two parties talk in this scenario, so there is no bargaining space to draw")
    figure, axes = new_figure(width=5.6, height=5.6)
    stands = walk.weeks[week]
    labels = [walk.scenario.actors[name].label or name.replace("_", " ") for name in walk.parties]
    axes.plot(*walk.edge.T, color=INK, linewidth=1.5, label="best for both, red lines aside")
    for number in range(len(walk.parties)):
        _draw_offers(axes, walk, week, number, f"offers of {labels[number]}")
    axes.axvline(stands.failure[0], color=QUIET, linewidth=1.4, linestyle=":")
    axes.axhline(stands.failure[1], color=QUIET, linewidth=1.4, linestyle=":", label="if talks fail, this week")
    axes.plot(*([worth] for worth in stands.table), marker="D", markersize=8, color=INK, markeredgecolor="white",
              linestyle="none", label=named("text tabled last, or expected"))  # fmt: skip
    axes.set_xlim(-0.02, 1.03)
    axes.set_ylim(-0.02, 1.03)
    axes.set_xlabel(wrapped(f"worth to {labels[0]}", 56), fontsize=9, color=INK)
    axes.set_ylabel(wrapped(f"worth to {labels[1]}", 56), fontsize=9, color=INK)
    axes.grid(True, color=QUIET, alpha=0.2, linewidth=0.6)
    key(axes, loc="lower left", fontsize=8, framealpha=0.9)  # a text of so little worth to both is rare
    tidy(figure, axes, f"Bargaining space of run {walk.run} in week {week}",
         f"one run · seed {walk.seed} · scenario {walk.scenario.hash} · sim {__version__}")  # fmt: skip
    return figure


def _draw_offers(axes: Axes, walk: Walk, week: int, number: int, label: str) -> None:
    """Draw the offers of the first (0) or second (1) party up to a week, the last one larger."""
    made = [entry.numbers for entry in walk.chronicle.entries
            if (entry.kind, entry.actor) == ("offer", walk.parties[number]) and entry.week <= week
            and "other_value" in entry.numbers]  # fmt: skip
    if not made:
        return
    pairs = np.array([[offer["own_value"], offer["other_value"]] for offer in made])
    across, up = pairs[:, number], pairs[:, 1 - number]
    colour, mark = series_colour(number), "os"[number]
    axes.plot(across, up, color=colour, marker=mark, markersize=4, linewidth=1.0, label=named(label))
    axes.plot(across[-1:], up[-1:], color=colour, marker=mark, markersize=9, markeredgecolor=INK, linestyle="none")


def picture_of(figure: Figure) -> bytes:
    """Give a figure as the bytes of a PNG.

    >>> picture_of(new_figure(width=1, height=1)[0])[1:4]
    b'PNG'
    """
    kept = io.BytesIO()
    with drawing():
        figure.savefig(kept, format="png", metadata={"Software": None})
    return kept.getvalue()
