"""The figures, by name. A new one is one function here or in a file of its own, and one line in `FIGURES`."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from sim.runs.ensemble import Ensemble
from sim.views.figures.canvas import TITLE_WIDTH, drawing, head, wrapped
from sim.views.figures.of_courses.histories import draw_histories
from sim.views.figures.of_courses.recognisers import draw_recognisers, has_recognisers
from sim.views.figures.of_courses.river import draw_river
from sim.views.figures.of_questions.coding import FEWEST, draw_coding, has_coding
from sim.views.figures.of_runs.ballots import draw_ballots, has_ballots
from sim.views.figures.of_runs.bargaining_space import draw_bargaining_space, has_two_parties
from sim.views.figures.of_runs.beliefs import draw_beliefs, has_beliefs
from sim.views.figures.of_runs.concessions import draw_concessions, has_talks
from sim.views.figures.of_runs.dance import draw_dance
from sim.views.figures.of_runs.drafts import draw_drafts, has_drafts
from sim.views.figures.of_runs.outcomes import draw_outcomes
from sim.views.figures.of_runs.positions import draw_positions
from sim.views.figures.of_runs.ratification import draw_ratification, has_ratification
from sim.views.figures.of_runs.recognitions import draw_recognitions, has_recognitions
from sim.views.figures.of_runs.texts import draw_texts, has_texts
from sim.views.figures.of_runs.timeline import draw_timeline
from sim.views.figures.of_runs.votes import draw_blocks, has_blocks
from sim.views.wording import capital

__all__ = ["FIGURES", "Shown", "draw", "figures_for"]


CAPTION_WIDTH = 118
"""Letters of a caption that fit beside one another below a figure."""


class Shown(NamedTuple):
    """A figure that can be drawn of an ensemble."""

    draws: Callable[[Ensemble], Figure]
    """Makes the figure."""
    says: str
    """What it shows, for its title, for lists and for those who do not see it."""
    read: str = ""
    """How to read it, in a line below it."""
    applies: Callable[[Ensemble], bool] = lambda _: True
    """Tells whether an ensemble has the data for it."""
    takes: str = ""
    """What data that is."""


FIGURES: dict[str, Shown] = {
    "outcomes": Shown(
        draw_outcomes, "how often each outcome came about, with 95 % intervals",
        "a bar is a share of the runs; its line holds the share of very many runs, 95 of 100 times",
    ),
    "timeline": Shown(
        draw_timeline, "in which stage the runs stand, week by week",
        "bands add up to all runs: greys stand in a stage, white waits for the next, colours have ended so",
    ),
    "river": Shown(
        draw_river, "what still lies ahead: the undecided runs week by week, by how they will end",
        "the river is as wide as the runs still undecided; a stream ends where its runs do",
    ),
    "histories": Shown(
        draw_histories, "the way of each run from stage to stage to its end",
        "a line is a run, level while it waits for a stage or stands in it; black, if drawn: the record",
    ),
    "coding": Shown(
        draw_coding, "how far each outcome's share moves from one set of drawn numbers to another",
        "a bar holds the shares that sets of drawn numbers lead to; where it is narrow they hardly matter",
        has_coding,
        f"{FEWEST} runs or more of a file in which numbers are drawn",
    ),
    "positions": Shown(
        draw_positions, "who wants what: positions by actor and issue, with their uncertainty",
        "farther right is nearer to 1; a long line is a position that is little known",
    ),
    "concessions": Shown(
        draw_concessions, "how far the talks closed the gap on each issue",
        "a bar is the mean gap as talks begin, a dot as they end; the farther left, the closer together", has_talks,
        "talks in which offers were made",
    ),
    "dance": Shown(
        draw_dance, "the offers of one typical run over time, and what they were worth",
        "above one's dotted line one may agree; where what one hears comes up to one's own offer, one does",
        has_talks,
        "talks in which offers were made",
    ),
    "bargaining_space": Shown(
        draw_bargaining_space, "what the final text is worth to both parties, run by run",
        "a dot is a run, as far below the curve as one could have done better at no cost to the other",
        has_two_parties, "talks between two parties",
    ),
    "beliefs": Shown(
        draw_beliefs, "what chance the parties give to how later stages end, by week",
        "undecided runs only; line: median, bands: the middle 50 and 90 per cent of them", has_beliefs,
        "beliefs kept by week, of runs enough",
    ),
    "texts": Shown(
        draw_texts, "what the text on the table says on each issue kept by week",
        "undecided runs only; line: median, bands: the middle 50 and 90 per cent of them", has_texts,
        "issues of the text kept by week, of runs enough",
    ),
    "drafts": Shown(
        draw_drafts, "what each draft of a council gave way on, its true and believed chance of a veto",
        "from left to right the drafts in their order, of the runs that came to each", has_drafts,
        "drafts in a council",
    ),
    "blocks": Shown(
        draw_blocks, "how often each member of a council would vote against each draft",
        "a share of the runs that came to the draft; below it, how many did, and in how many it was voted on",
        has_blocks,
        "drafts in a council of more than its sponsors",
    ),
    "ballots": Shown(
        draw_ballots, "how often each seat votes for the text, and each threshold is met",
        "a bar is all runs that came to the vote, parted by what the seat said", has_ballots,
        "runs that come to a vote on a text",
    ),
    "ratification": Shown(
        draw_ratification, "how the votes at home went, body by body",
        "a bar is the share of the runs whose vote came out between its sides; right of the line it is a yes",
        has_ratification, "runs that come to votes at home",
    ),
    "recognitions": Shown(
        draw_recognitions, "how many states recognise as time passes",
        "the same runs from left to right, those followed to the last week shown; crosses, if drawn: the record",
        has_recognitions,
        "recognitions that are counted",
    ),
    "recognisers": Shown(
        draw_recognisers, "which states recognise when",
        "a tile is a state, the darker the earlier half of the runs had it recognise; it stands where it belongs",
        has_recognisers, "runs that come to a recognition by states",
    ),
}  # fmt: skip
"""Every figure with what it shows and how it is read."""


def draw(ensemble: Ensemble, name: str) -> Figure:
    """Draw a figure by name.

    Raises ValueError if there is no figure of that name; LookupError if the ensemble has not what it shows.

    >>> figure = draw(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1), "outcomes")
    >>> print(figure.get_suptitle())
    Kosovo status talks with five actors
    How often each outcome came about, with 95 % intervals
    """
    if name not in FIGURES:
        raise ValueError(f"no figure is called {name!r}; there are: {', '.join(FIGURES)}")
    if not FIGURES[name].applies(ensemble):
        has = ", ".join(figures_for(ensemble))
        raise LookupError(f"the figure {name} takes {FIGURES[name].takes}; what is here is enough for {has}")
    figure = FIGURES[name].draws(ensemble)
    title, caption = figure.get_suptitle(), figure.get_supxlabel()
    says, how = capital(FIGURES[name].says), f"How to read: {FIGURES[name].read}."
    with drawing():
        head(figure, f"{title}\n{wrapped(says, TITLE_WIDTH)}", f"{wrapped(how, CAPTION_WIDTH)}\n{caption}")
    return figure


def figures_for(ensemble: Ensemble) -> list[str]:
    """Name the figures that an ensemble has the data for.

    >>> shown = figures_for(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> [name for name in FIGURES if name not in shown]  # nobody votes, ratifies or recognises
    ['coding', 'texts', 'ballots', 'ratification', 'recognitions', 'recognisers']
    """
    return [name for name, shown in FIGURES.items() if shown.applies(ensemble)]
