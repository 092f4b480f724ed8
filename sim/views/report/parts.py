"""What the report page shows, as plain rows: outcomes, stages, typical runs, the record."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.questions.hindcast.curve import columns_of_curve
from sim.questions.hindcast.facts import columns_asked
from sim.questions.hindcast.hindcast import Hindcast, hindcast
from sim.rules.arrays import Counts, Flags
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import Interval, digits_for
from sim.scenario.coins import marked_labels
from sim.views.band_words import BandWords, bands_kept
from sim.views.columns import OUTCOME, entered_week, left_week, result
from sim.views.figures.palette import outcome_colours
from sim.views.labels import label_of
from sim.views.story.chapters import Story
from sim.views.story.story import story_of
from sim.views.typical import typical_of
from sim.views.wording import day

__all__ = [
    "OutcomeRow", "StageRow", "held_to_record", "most_frequent", "outcome_rows", "points", "share_words",
    "stage_rows", "typical_stories",
]  # fmt: skip

TYPICAL = 3
"""How many runs are told."""


class OutcomeRow(NamedTuple):
    """An outcome with its share."""

    name: str
    label: str
    """As the scenario writes it, and as people read it."""
    colour: str
    """The same as in the figures."""
    runs: int
    """How many ended so."""
    share: str
    interval: str
    """In per cent, with no more digits than the interval allows."""
    bands: BandWords | None = None
    """What the coded numbers and the rules do to it, where the folder keeps that."""


class StageRow(NamedTuple):
    """A stage with what happened in it."""

    label: str
    kind: str
    """As people read it, and what kind of stage it is."""
    runs: int
    """How many came to it."""
    share: str
    """The same of all runs, in per cent."""
    entered: str
    left: str
    """Median days, of the runs that came to it and of those that left it; early runs wait in it until it opens."""
    results: str
    """How often it came to which result."""


def share_words(part: Interval) -> tuple[str, str]:
    """Write a share and its interval with no more digits than the interval allows.

    >>> from sim.runs.intervals import wilson
    >>> share_words(wilson(50, 100))
    ('50 %', '40 to 60 %')
    """
    digits = digits_for(part.high - part.low)
    share, low, high = (f"{100 * number:.{digits}f}" for number in part)
    return f"{share} %", f"{low} to {high} %"


def points(number: float) -> str:
    """Write a difference of shares in percentage points, with its sign.

    >>> points(0.125), points(-0.031)
    ('+12', '−3')
    """
    return f"{100 * number:+.0f}".replace("-", "−")


def outcome_rows(ensemble: Ensemble) -> list[OutcomeRow]:
    """Return the outcomes in the order of the scenario.

    >>> rows = outcome_rows(sim.run("scenarios/kosovo/five_actors.yaml", runs=50, seed=1))
    >>> rows[0].label, sum(row.runs for row in rows)
    ('Agreed settlement', 50)
    """
    labels, colours = marked_labels(ensemble.scenario), outcome_colours(ensemble.scenario)
    words = bands_kept(ensemble)
    return [
        OutcomeRow(name, labels[name], colours[name], round(part.share * len(ensemble)), *share_words(part),
                   words.get(name))
        for name, part in ensemble.outcomes().items()
    ]  # fmt: skip


def most_frequent(ensemble: Ensemble, most: int) -> list[str]:
    """Name the outcomes that came about, the most frequent first.

    >>> most_frequent(sim.run("scenarios/kosovo/five_actors.yaml", runs=50, seed=1), 1)
    ['coordinated_declaration']
    """
    shares = {name: part.share for name, part in ensemble.outcomes().items() if part.share > 0}
    return sorted(shares, key=lambda name: -shares[name])[:most]


def stage_rows(ensemble: Ensemble) -> list[StageRow]:
    """Tell of each stage how many runs came to it, when, and what came of it.

    >>> first, *_ = stage_rows(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1))
    >>> first.label, first.share, first.entered
    ('Vienna talks', '100 %', '14 November 2005')
    """
    rows = []
    for stage in ensemble.scenario.process:
        entered, left, came_of = (ensemble.column(name(stage)) for name in (entered_week, left_week, result))
        came = entered >= 0
        if not came.any() and (stage.follows_up or stage.stands_beside):
            continue  # no run moves to it: it goes on beside the others
        share = f"{100 * np.mean(came):.0f} %"
        rows.append(StageRow(
            label_of(ensemble.scenario, "stages", stage.name), stage.kind, int(came.sum()), share,
            _middle_day(ensemble, entered, came), _middle_day(ensemble, left, came & (left >= 0)),
            _results(came_of[came], list(stage.results)),
        ))  # fmt: skip
    return rows


def _middle_day(ensemble: Ensemble, weeks: Counts, kept: Flags) -> str:
    found = weeks[kept]
    return day(ensemble.scenario.calendar.date_of(int(np.median(found)))) if found.size else "–"


def _results(found: npt.NDArray[np.generic], results: list[str]) -> str:
    """Tell how often a stage came to which result, of the runs that came to the stage."""
    if not len(found) or not results:
        return "–"
    counted = [(name, int(np.count_nonzero(found == name))) for name in results]
    said = [f"{name.replace('_', ' ')} {100 * count / len(found):.0f} %" for name, count in counted if count]
    rest = 1 - sum(count for _, count in counted) / len(found)
    return ", ".join([*said, *([f"broken off {100 * rest:.0f} %"] if rest >= 0.005 else [])])


def typical_stories(ensemble: Ensemble) -> list[Story]:
    """Tell the typical run of each of the three most frequent outcomes.

    >>> [story.title for story in typical_stories(sim.run("scenarios/kosovo/five_actors.yaml", runs=1, seed=1))]
    ['Run 0: Coordinated declaration']
    """
    told = []
    for name in most_frequent(ensemble, TYPICAL):
        run = typical_of(ensemble, name)
        story = story_of(ensemble.story(run), ensemble.scenario, about=f"run {run}, seed {ensemble.seed}")
        told.append(replace(story, title=f"Run {run}: {ensemble.scenario.outcome_labels[name]}", notes=()))
    return told


def held_to_record(ensemble: Ensemble) -> Hindcast | None:
    """Hold the runs against the facts of the record, where the scenario has any.

    >>> held_to_record(sim.run("scenarios/kosovo/five_actors.yaml", runs=2)) is None  # its record has no facts
    True
    """
    record = ensemble.scenario.record
    if record is None or not record.facts:
        return None
    named = {OUTCOME, *columns_of_curve(ensemble.scenario)}
    named = named.union(*(columns_asked(part) for fact in record.facts for part in fact.parts))
    rows = ensemble.rows.select([name for name in ensemble.rows.column_names if name in named])
    return hindcast(replace(ensemble, rows=rows))
