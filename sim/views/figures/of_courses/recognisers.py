"""The figure of who recognised when: a tile for each state, in half of the runs and on record."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from sim.process.recognition.community import dates_of_record
from sim.rules.arrays import Flags
from sim.runs.ensemble import Ensemble
from sim.runs.one_run import chronicles_of
from sim.scenario.format.stages.recognition import Recognition
from sim.views.columns import RUN, entered_week
from sim.views.figures.canvas import caption_of, drawing, new_sheet, tidy, wrapped
from sim.views.figures.of_runs.recognitions import recognition_of
from sim.views.figures.palette import INK, QUIET
from sim.views.story.sentences.aftermath import bloc_label, state_names
from sim.views.wording import capital

__all__ = ["WHEN", "by_half", "draw_recognisers", "has_recognisers", "on_record", "when_in_runs"]

MOST = 64
"""So many runs are told state by state, which takes a second or two; the first are as good as any."""

WHEN = {
    4: ("in the first 4 weeks", "#08306B"), 13: ("within 13 weeks", "#2171B5"), 52: ("within a year", "#4292C6"),
    104: ("within two years", "#6BAED6"), 261: ("within five years", "#9ECAE1"), 10**6: ("later", "#DEEBF7"),
}  # fmt: skip
"""Until which week since the declaration, what that is called, and its colour: the darker the earlier."""

NOT = ("not by the end", "#FFFFFF")
"""The same for states that do not recognise while the calendar runs."""

DARK = ("#08306B", "#2171B5", "#4292C6")
"""Colours on which letters are white."""

WIDTH, BESIDE = 8.0, 1.25
"""Of the figure, and of the names of the groups, in inches."""

LETTER, TALL = 0.072, 0.24
"""How wide a letter is and how high a tile of one line, in inches."""

LONGEST, SHORT = 12, 3
"""Letters of a line on a tile, and of a code of a state."""


class Tile(NamedTuple):
    """A state and where it stands."""

    state: str
    row: int
    column: int


def _came(ensemble: Ensemble) -> Flags:
    stage = recognition_of(ensemble)
    assert stage is not None
    return np.asarray(ensemble.column(entered_week(stage)) >= 0)


def has_recognisers(ensemble: Ensemble) -> bool:
    """Tell whether states could recognise in some run.

    >>> has_recognisers(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    False
    """
    return recognition_of(ensemble) is not None and bool(_came(ensemble).any())


def when_in_runs(ensemble: Ensemble) -> list[dict[str, int]]:
    """Return in which week since the declaration each state first recognised, in the first 64 runs that declared.

    >>> first, *_ = when_in_runs(sim.run("scenarios/kosovo/baseline.yaml", runs=20, seed=1))
    >>> min(first.values()) >= 0
    True
    """
    numbers = ensemble.column(RUN)[_came(ensemble)][:MOST].tolist()
    found = []
    for _, chronicle in chronicles_of(ensemble.scenario, numbers, seed=ensemble.seed):
        told = [entry for entry in chronicle.entries if entry.kind == "recognitions"]
        weeks: dict[str, int] = {}
        for entry in told:
            for state in entry.word("states").split():
                weeks.setdefault(state, entry.week - told[0].week)
        found.append(weeks)
    return found


def by_half(runs: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return in which week each state has recognised in half of the runs or more, of those that have.

    >>> by_half([{"FRA": 0, "PER": 9}, {"FRA": 2}, {"FRA": 5, "PER": 3}])
    {'FRA': 2, 'PER': 9}
    """
    needed = -(-len(runs) // 2)
    weeks = {state: sorted(run[state] for run in runs if state in run) for run in runs for state in run}
    return {state: known[needed - 1] for state, known in weeks.items() if len(known) >= needed}


def on_record(ensemble: Ensemble) -> dict[str, int]:
    """Return the same of the record, as long as the calendar runs; nothing where the record has no day.

    >>> on_record(sim.run("scenarios/kosovo/baseline.yaml", runs=1))["FRA"]
    0
    """
    stage, scenario = recognition_of(ensemble), ensemble.scenario
    record = scenario.record
    if stage is None or record is None or record.ended_on is None:
        return {}
    declared: dt.date = record.ended_on
    dates = dates_of_record(stage.states).items()
    return {state: (day - declared).days // 7 for state, day in dates if day <= scenario.calendar.end}


@drawing()
def draw_recognisers(ensemble: Ensemble) -> Figure:
    """Draw a tile a state, sorted by where it belongs, as dark as it was early: in half of the runs, and on record.

    >>> figure = draw_recognisers(sim.run("scenarios/kosovo/baseline.yaml", runs=20, seed=1))
    >>> [axes.get_title(loc="left") for axes in figure.axes][1]
    'on record: 103 of 192'
    """
    stage = recognition_of(ensemble)
    assert stage is not None
    looked_at = when_in_runs(ensemble)
    shown: dict[str, Mapping[str, int]] = {"in half of the runs or more": by_half(looked_at)}
    if recorded := on_record(ensemble):
        shown["on record"] = recorded
    labels = {state: _on_tile(state, stage) for state in state_names(stage)}
    letters = max(len(line) for label in labels.values() for line in label.split("\n"))
    lines = max(label.count("\n") + 1 for label in labels.values())
    across = int((WIDTH - BESIDE - 0.15) / (LETTER * max(3, letters) + 0.08))
    tiles, groups = _laid_out(stage, across)
    high = (1 + max(tile.row for tile in tiles)) * TALL * lines
    figure = new_sheet(WIDTH, 2.0 + len(shown) * (high + 0.35))
    panels = figure.subplots(len(shown), 1, squeeze=False).ravel()
    for panel, (title, weeks) in zip(panels, shown.items(), strict=True):
        _draw_tiles(panel, tiles, groups, labels, weeks)
        panel.set_xlim(0, across)
        panel.set_title(f"{title}: {len(weeks)} of {len(labels)}", fontsize=9, color=INK, loc="left")
    tidy(
        figure,
        panels[0],
        ensemble.scenario.title,
        f"the first {len(looked_at):,} runs that declared · of {caption_of(ensemble)}",
    )
    for panel in panels:
        panel.set_axis_on()
        panel.spines[:].set_visible(False)
        panel.tick_params(length=0, labelsize=8)
    keys = [Patch(facecolor=colour, edgecolor=QUIET, label=said) for said, colour in (*WHEN.values(), NOT)]
    panels[-1].legend(handles=keys, loc="upper left", bbox_to_anchor=(0, 0), ncols=4, fontsize=8, frameon=False)
    return figure


def _on_tile(state: str, stage: Recognition) -> str:
    """Return what stands on a tile: a short name in capitals, such as a code of a state, or else what people read."""
    return state if state.isupper() and len(state) <= SHORT else wrapped(state_names(stage)[state], LONGEST)


def _laid_out(stage: Recognition, across: int) -> tuple[list[Tile], dict[str, float]]:
    """Put the states into rows, group after group by the last bloc that each belongs to; the larger groups first."""
    members: dict[str, list[str]] = {}
    for name, state in stage.states.items():
        members.setdefault(state.blocs[-1] if state.blocs else "", []).append(name)
    tiles, groups, row = [], {}, 0
    for group, states in sorted(members.items(), key=lambda one: -len(one[1])):
        for place, name in enumerate(sorted(states)):
            tiles.append(Tile(name, row + place // across, place % across))
        rows = -(-len(states) // across)
        groups[capital(bloc_label(group, stage)) if group else "Others"] = row + (rows - 1) / 2
        row += rows
    return tiles, groups


def _draw_tiles(
    panel: Axes, tiles: list[Tile], groups: dict[str, float], labels: Mapping[str, str], weeks: Mapping[str, int]
) -> None:
    for tile in tiles:
        colour = _colour(weeks.get(tile.state))
        where = (tile.column, tile.row - 0.5)
        panel.add_patch(Rectangle(where, 1, 1, facecolor=colour, edgecolor=QUIET, linewidth=0.5))
        text = panel.text(tile.column + 0.5, tile.row, labels[tile.state], ha="center", va="center", fontsize=7.2,
                          color="white" if colour in DARK else INK)  # fmt: skip
        text.set_in_layout(False)
    panel.set_ylim(max(tile.row for tile in tiles) + 0.5, -0.5)
    panel.set_xticks([])
    panel.set_yticks(list(groups.values()), [wrapped(label, 16) for label in groups], fontsize=8)


def _colour(week: int | None) -> str:
    """Return the colour of a week since the declaration.

    >>> _colour(0) == WHEN[4][1], _colour(4) == WHEN[13][1], _colour(None) == NOT[1]
    (True, True, True)
    """
    return NOT[1] if week is None else next(colour for end, (_, colour) in WHEN.items() if week < end)
