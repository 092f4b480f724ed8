"""Figures look as they did: drawn of made-up runs, so that a change of the model changes no picture.

After a change of looks that is meant, `python tests/views/test_images.py` draws the pictures anew; look at them.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from unittest import mock

import numpy as np
import pyarrow as pa
import pytest

from sim.runs.counts import Totals
from sim.runs.ensemble import Ensemble
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.weekly import POINTS, series_of
from sim.scenario.reader import read_scenario
from sim.views.figures.registry import draw

HERE = Path(__file__).resolve().parent
IMAGES = HERE / "images"
DRAWN_BY = "3.11"
"""The release of matplotlib that drew the pictures; others set letters a little differently."""

NAMES = ["outcomes", "timeline", "beliefs", "drafts", "blocks"]
RUNS = 1_000
DOTS_PER_INCH = 70
TOLERANCE = 2.0
"""Root mean square over pixels, 0 to 255: a line of another kind or colour is more."""


def made_up():
    """Runs that nobody played: a third ends by week 80, the rest by week 120, and drafts soften evenly."""
    scenario = read_scenario(HERE.parents[1] / "scenarios" / "kosovo" / "five_actors.yaml")
    scenario = scenario.model_copy(update={"title": "Made-up runs"})
    weeks, outcomes = scenario.calendar.weeks, len(scenario.outcome_labels)
    share = np.arange(1, outcomes + 1) / np.arange(1, outcomes + 1).sum()
    ended = np.zeros((weeks, outcomes), dtype=np.int64)
    ended[80], ended[120] = (RUNS // 4 * share).astype(int), (RUNS // 2 * share).astype(int)
    over = ended.sum(axis=1).cumsum()
    standing = np.zeros((weeks, len(scenario.stages) + 1), dtype=np.int64)
    for week in range(weeks):
        standing[week, min(week // 30, len(scenario.stages) - 1)] = RUNS - over[week]
    standing[:, -1] = over
    series = np.zeros((weeks, len(series_of(scenario)), POINTS), dtype=np.int64)
    for week in range(weeks):
        for place in range(series.shape[1]):
            first = 20 + 30 * place + week // 20 * 5
            series[week, place, first : first + 50] = (RUNS - over[week]) // 50
    totals = Totals(ended.sum(axis=0) + np.array([RUNS - over[-1], *[0] * (outcomes - 1)]), standing, ended, series)
    return Ensemble(scenario, 0, pa.table(drafts(scenario) | nobody_waits(scenario)), standing, totals)


def nobody_waits(scenario):
    """Columns of runs that came to no stage in which nothing happened yet."""
    never = np.full(RUNS, -1)
    columns = {"ending": ["calendar"] * RUNS, "ended_week": never}
    weeks = [f"{name}.{what}_week" for name in scenario.stages for what in ("entered", "began", "left")]
    return columns | dict.fromkeys(weeks, never)


def drafts(scenario):
    """Columns of a Council that softens its drafts; each draft is tabled in fewer runs than the one before."""
    council, runs = scenario.stages["council"], np.arange(RUNS)
    even = (runs + 0.5) / RUNS
    columns = {"council.drafts": 5 - runs // 100 % 5, "council.voted": runs % 10 == 0}
    for draft in range(1, council.most_drafts + 1):
        tabled, name = columns["council.drafts"] >= draft, f"council.draft_{draft}"
        for what, middle in (("veto_chance", 0.9), ("believed_chance", 0.7), *((i, 0.8) for i in scenario.issues)):
            columns[f"{name}.{what}"] = np.where(tabled, middle + 0.2 * (even - 0.5) - 0.1 * (draft - 1), np.nan)
        for place, member in enumerate(name for name in council.seats if name not in council.sponsors):
            columns[f"{name}.no.{member}"] = tabled & (runs % 7 >= draft + 2 * place)
    return columns


def write(name, path):
    with mock.patch.object(Scenario, "hash", "0" * 12):  # the captions name it, and it is not what is looked at
        figure = draw(made_up(), name)
    figure.supxlabel("made up", fontsize=7.5, x=0.01, ha="left")  # a caption names a version, which changes
    figure.savefig(path, dpi=DOTS_PER_INCH, metadata={"Software": None})


@pytest.mark.skipif(
    not version("matplotlib").startswith(f"{DRAWN_BY}."), reason=f"the pictures were drawn by matplotlib {DRAWN_BY}"
)
@pytest.mark.parametrize("name", NAMES)
def test_figures_look_as_they_did(name, tmp_path):
    from matplotlib.testing.compare import compare_images

    write(name, tmp_path / f"{name}.png")
    found = compare_images(str(IMAGES / f"{name}.png"), str(tmp_path / f"{name}.png"), TOLERANCE)
    assert found is None, found


if __name__ == "__main__":
    for each in sys.argv[1:] or NAMES:
        write(each, IMAGES / f"{each}.png")
