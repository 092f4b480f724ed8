"""Writing the file: the page of `sim app` with the played worlds inside it."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from sim.questions.bands import bands
from sim.runs.folder.layout import write_whole
from sim.runs.one_run import chronicle_of
from sim.views.app.both import both_told, telling_run
from sim.views.app.changes import changed
from sim.views.app.heard import World as Asked
from sim.views.app.shares import play_outcomes
from sim.views.app.sure.pairs import in_html
from sim.views.app.worlds import Case
from sim.views.explore.grid import axes_of, played_grid
from sim.views.story.forms import html_article
from sim.views.story.story import story_of
from sim.views.templating import environment
from sim.views.writing import see_that_it_may_be_written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.questions.bands import Bands
    from sim.rules.arrays import Counts
    from sim.views.app.levers import Question
    from sim.views.explore.boxes import World
    from sim.views.explore.grid import Grid

__all__ = ["TOLD", "explore_page", "write_explore"]

TOLD = 12
"""Histories that are told in the file."""

APP = Path(__file__).parents[1] / "app"


def write_explore(
    case: Case, questions: tuple[Question, ...], out: Path, *, runs: int, worlds: int, seed: int = 0,
    workers: int = 1, left_out: int = 24, pairs: int | None = None,
    on_worlds: Callable[[int, int], None] | None = None, overwrite: bool = False,
) -> Grid:  # fmt: skip
    """Play the worlds of a case and write the file; return what was played.

    With so many pairs of runs the file tells luck, coding and rules apart for the world as the scenario has it.

    Raises FolderFault if the file is there and was not made here.
    """
    see_that_it_may_be_written(out, overwrite)
    axes = axes_of(questions, worlds)
    grid = played_grid(case.scenario, questions, axes, runs, worlds=worlds, seed=seed, workers=workers,
                       left_out=left_out, on_worlds=on_worlds)  # fmt: skip
    found = None if pairs is None else bands(case.scenario, pairs, seed=seed, workers=workers)
    page = explore_page(case, questions, grid, found)
    write_whole(out, lambda part: part.write_text(page, encoding="utf-8", newline="\n"))
    return grid


def explore_page(case: Case, questions: tuple[Question, ...], grid: Grid, sure: Bands | None = None) -> str:
    """Return the page as HTML that needs nothing else, with the bands of the case as its file has it, if given."""
    keys = {axis.key for axis in grid.axes}
    kept = tuple(question for question in questions if question.slider.path in keys)
    variants = tuple(_variants(case, kept, grid))
    given = case.given(kept, grid.runs, grid.seed)
    given |= {
        "groups": [], "class": False, "histories": False,
        "variants": [{"name": one.name, "ask": one.ask} for one in variants],
        "left": [question.ask for question in questions if question not in kept],
    }  # fmt: skip
    outcomes = np.concatenate([grid.outcomes, *(one.outcome[None] for one in variants)])
    values = [sorted({world[place] for world in grid.worlds}) for place in range(len(grid.axes))]
    axes = [{"key": axis.key, "values": some, "settings": _settings(case, kept, axis.key)}
            for axis, some in zip(grid.axes, values, strict=True)]  # fmt: skip
    data = {
        "given": given, "runs": grid.runs, "source": case.path.as_posix(), "seed": grid.seed,
        "axes": axes, "worlds": len(grid.outcomes), "places": _packed(_places(grid.worlds, values), np.uint16),
        "boxes": _packed(_places([end for box in grid.boxes for end in box], values), np.uint16),
        "hashes": "".join(name or "-" * 12 for name in (*grid.hashes, *(one.hash for one in variants))),
        "variants": {one.name: {"source": one.source, "starts": one.starts} for one in variants},
        "outcomes": _packed(outcomes, np.uint8),
        "left_out": grid.left_out._asdict(),
    }  # fmt: skip
    template = environment().get_template("explore.html")
    return template.render(
        title=case.scenario.title, question=case.scenario.question, style=_style(), script=_script(),
        data=_as_data(data), told=list(_told(case, kept, grid)),
        sure=sure and in_html(sure, "as the file has it"),
    )  # fmt: skip


def _places(worlds: Sequence[World], values: list[list[float]]) -> Counts:
    """Return where each lever of some worlds stands among the values of it, ``(worlds, levers)``."""
    known = [{value: place for place, value in enumerate(some)} for some in values]
    return np.array([[one[value] for one, value in zip(known, world, strict=True)] for world in worlds])


def _packed(numbers: Counts, kind: type[np.uint8] | type[np.uint16]) -> str:
    """Return small whole numbers as text, compressed, the first byte of each the smaller."""
    written = numbers.astype(np.dtype(kind).newbyteorder("<")).tobytes()
    return base64.b64encode(zlib.compress(written, 9)).decode("ascii")


class _Variant(NamedTuple):
    """A question that a file beside the scenario puts, as played into the page."""

    name: str
    ask: str
    source: str
    hash: str
    outcome: Counts
    """Place of each run's outcome, ``(runs,)``."""
    starts: dict[str, float]
    """Where its levers stand elsewhere than in the scenario."""


def _variants(case: Case, questions: tuple[Question, ...], grid: Grid) -> Iterator[_Variant]:
    """Play the variants beside a file, those that are sound and end in the same outcomes."""
    for one in cast("list[dict[str, str]]", case.given(questions, grid.runs, grid.seed)["variants"]):
        world = Asked(one["name"])
        scenario = case.change(world, questions).scenario
        if scenario is None or list(scenario.outcome_labels) != list(case.scenario.outcome_labels):
            continue
        outcome = play_outcomes(scenario, [0], seed=grid.seed, places=np.arange(grid.runs))
        assert outcome is not None
        source = (case.path.parent / case.variants[one["name"]].name).as_posix()
        yield _Variant(**one, source=source, hash=scenario.hash, outcome=outcome,
                       starts=case.starts(one["name"], questions))  # fmt: skip


def _settings(case: Case, questions: tuple[Question, ...], key: str) -> dict[str, object]:
    """Return how a lever is written on the command line: what a switch sets, or the number that moves."""
    question = next(one for one in questions if one.slider.path == key)
    quantity = question.slider.quantity
    if quantity is None:
        return {"set": list(question.settings)}
    given = quantity.model_dump(mode="json", exclude_none=True)
    slider = case.sliders(questions)[key]
    return {"path": key, "number": given if isinstance(given, dict) else {"value": given},
            "ends": [slider.low, slider.high]}  # fmt: skip


def _as_data(data: object) -> str:
    """Write data for a script element, in which no text can end the element or begin another."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"),
                          ("\u2029", "\\u2029")):  # fmt: skip
        written = written.replace(sign, escaped)
    return written


def _style() -> str:
    return (APP / "page.css").read_text(encoding="utf-8")


def _script() -> str:
    """Return what the page of `sim app` does in the browser, without the part that speaks to a server."""
    component = (APP / "bench.vue").read_text(encoding="utf-8")
    found = re.search(r"<script>\n(.*)</script>", component, re.DOTALL)
    assert found is not None
    return found[1].partition("\n};\n")[2]


def _told(case: Case, questions: tuple[Question, ...], grid: Grid) -> Iterator[tuple[str, str]]:
    """Yield twelve histories with their headings: one under each lever beside the file's, then one an outcome."""
    scenario, count = case.scenario, 0
    at_file = tuple(question.slider.value for question in questions)
    of_file = grid.of_world(at_file)
    for place, question in enumerate(questions):
        values, slider = grid.axes[place].values, question.slider
        far = values[0] if slider.value - slider.low > slider.high - slider.value else values[-1]
        moved = (*at_file[:place], far, *at_file[place + 1 :])
        other = changed(scenario, case.groups, {slider.path: far}, questions).scenario
        if other is None or count == TOLD:
            continue
        run = telling_run(of_file, grid.of_world(moved))
        shown = "yes" if slider.kind == "switch" else f"{far:g}"
        count += 1
        yield f"{question.ask} ({shown})", both_told(scenario, other, run, seed=grid.seed, level=3)
    by_outcome = [np.flatnonzero(of_file == kind).tolist() for kind in range(len(scenario.outcome_labels))]
    labels = list(scenario.outcome_labels.values())
    rounds = ((kind, runs[turn]) for turn in range(TOLD) for kind, runs in enumerate(by_outcome) if turn < len(runs))
    for (kind, run), _ in zip(rounds, range(TOLD - count), strict=False):
        story = story_of(chronicle_of(scenario, run, seed=grid.seed), scenario, about=f"run {run}, seed {grid.seed}")
        yield f"As the file has it: {labels[kind]} (history {run})", html_article(story, level=3)
