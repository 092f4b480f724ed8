"""The figure of blocks: how often each member of the Council would have voted against each draft."""

from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from sim.runs.ensemble import Ensemble
from sim.runs.intervals import Interval, wilson
from sim.views.columns import VETO_CHANCE, draft_measures, drafts, noes, voted
from sim.views.figures.canvas import caption_of, drawing, key, named, new_figure, tidy
from sim.views.figures.of_runs.drafts import council_of, has_drafts
from sim.views.figures.palette import INK, QUIET, actor_colours
from sim.views.labels import plain_label

__all__ = ["Opposed", "draw_blocks", "has_blocks", "opposition"]

APART = 0.07
"""How far the members of one draft stand apart, so that none hides another."""


class Opposed(NamedTuple):
    """A draft, and who would have voted against it."""

    tabled: int
    """Runs in which it was tabled."""
    voted: int
    """Runs in which it was put to the vote."""
    against: dict[str, Interval]
    """Share of the runs with the draft in which each member would have voted no, with its 95 per cent interval."""


def _members(ensemble: Ensemble) -> list[str]:
    council = council_of(ensemble)
    return [] if council is None else list(council.objectors)


def has_blocks(ensemble: Ensemble) -> bool:
    """Tell whether any draft was tabled before a member that is no sponsor.

    >>> has_blocks(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    True
    """
    return bool(_members(ensemble)) and has_drafts(ensemble)


def opposition(ensemble: Ensemble) -> list[Opposed]:
    """Count, draft by draft, the runs in which each member made up its mind to vote no.

    Members make up their minds on every draft, whether or not it is put to the vote. Drafts that no run came to are
    left out.

    >>> first, *_ = opposition(sim.run("scenarios/kosovo/five_actors.yaml", runs=50, seed=1))
    >>> list(first.against), first.voted <= first.tabled <= 50
    (['russia'], True)
    """
    council, members = council_of(ensemble), _members(ensemble)
    assert council is not None
    chances, against = draft_measures(council, VETO_CHANCE), {name: noes(council, name) for name in members}
    named = [drafts(council), voted(council), *chances, *(name for names in against.values() for name in names)]
    rows = {name: column.to_numpy() for name, column in zip(named, ensemble.rows.select(named).columns, strict=True)}
    found = []
    for place, chance in enumerate(chances):
        tabled = np.isfinite(rows[chance])
        if not tabled.any():
            continue
        said = {name: rows[names[place]][tabled] for name, names in against.items()}
        shares = {name: wilson(int(np.count_nonzero(no)), len(no)) for name, no in said.items()}
        put = rows[voted(council)] & (rows[drafts(council)] == place + 1)
        found.append(Opposed(int(tabled.sum()), int(np.count_nonzero(put)), shares))
    return found


@drawing()
def draw_blocks(ensemble: Ensemble) -> Figure:
    """Draw a line a member: the share of runs in which it would have voted against each draft, with its interval.

    A member without a veto has open marks and a broken line: its no costs the sponsors a vote, but blocks nothing by
    itself.

    >>> figure = draw_blocks(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['Russia (veto)']
    """
    scenario, opposed, members = ensemble.scenario, opposition(ensemble), _members(ensemble)
    council = council_of(ensemble)
    assert council is not None
    held = council.holdings(scenario)
    colours = actor_colours(scenario, members)
    figure, axes = new_figure(width=8.0, height=4.8)
    for number, name in enumerate(members):
        shares = np.array([draft.against[name] for draft in opposed]) * 100
        places = np.arange(1, len(opposed) + 1) + APART * (number - (len(members) - 1) / 2)
        colour, veto = colours[name], held[name].veto
        axes.vlines(places, shares[:, 1], shares[:, 2], color=colour, linewidth=1.4)
        label = plain_label(scenario, "actors", name)
        axes.plot(places, shares[:, 0], color=colour, linestyle="-" if veto else "--", linewidth=1.2,
                  marker="osD^v"[number % 5], markersize=6, markerfacecolor=colour if veto else "white",
                  label=named(f"{label} (veto)" if veto else label))  # fmt: skip
    axes.set_xticks(np.arange(1, len(opposed) + 1), [_named(number, draft, len(ensemble))
                                                    for number, draft in enumerate(opposed, 1)])  # fmt: skip
    axes.set_xlim(0.6, len(opposed) + 0.4)
    axes.set_ylim(-2, 102)
    axes.set_xlabel(
        "draft (mark: share of the runs in which it was tabled, line: 95 % interval)", fontsize=9, color=INK
    )
    axes.set_ylabel("would vote against, per cent", fontsize=9, color=INK)
    axes.yaxis.grid(True, color=QUIET, alpha=0.25, linewidth=0.6)
    key(axes, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8, frameon=False)
    tidy(figure, axes, scenario.title, caption_of(ensemble))
    return figure


def _named(number: int, draft: Opposed, runs: int) -> str:
    """Tell which draft it is, and in how many runs it was tabled and put to the vote."""
    return f"{number}\ntabled {_percent(draft.tabled, runs)}\nvoted on {_percent(draft.voted, runs)}"


def _percent(count: int, runs: int) -> str:
    """Write a share so that a few runs do not look like none.

    >>> _percent(3, 1000), _percent(0, 1000), _percent(250, 1000)
    ('<1 %', '0 %', '25 %')
    """
    return "<1 %" if 0 < count < runs / 100 else f"{100 * count / runs:.0f} %"
