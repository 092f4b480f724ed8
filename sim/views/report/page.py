"""The report: one page of HTML about a results folder that needs nothing else, no network and no script."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from sim.questions.swings import FEWEST_RUNS, swings_of
from sim.runs.ensemble import Ensemble
from sim.runs.folder.manifest import Manifest, read_manifest
from sim.scenario.coins import coins_said
from sim.scenario.format.scenario import Scenario
from sim.version import __version__
from sim.views.band_words import HOW_SURE
from sim.views.figures.canvas import drawing
from sim.views.figures.narrow import narrowed
from sim.views.figures.registry import FIGURES
from sim.views.labels import given_in, heading_of, label_of, meaning_of, on_scale, path_words, written_number
from sim.views.report.parts import (
    OutcomeRow,
    StageRow,
    held_to_record,
    most_frequent,
    outcome_rows,
    points,
    share_words,
    stage_rows,
    typical_stories,
)  # fmt: skip
from sim.views.report.vector import address_of
from sim.views.story.forms import html_article
from sim.views.templating import environment
from sim.views.typical import rule_of
from sim.views.wording import capital, day
from sim.views.writing import see_that_it_may_be_written

__all__ = ["report_page", "write_report"]

SHOWN = (
    "outcomes", "timeline", "river", "concessions", "beliefs", "drafts", "blocks", "ballots", "ratification",
    "bargaining_space", "recognitions",
)  # fmt: skip
"""The figures of the page, where they apply; the positions stand in its tables."""

MOST_IN_MEMORY = 50_000
"""Up to so many runs are read into memory at once; of more, only the columns that are looked at."""

MOST_SWINGS = 12
"""Rows of the table of what mattered."""


class Picture(NamedTuple):
    """A figure as it is put on the page."""

    source: str
    narrow: str
    """The same for a narrow screen."""
    alt: str
    says: str
    read: str
    """How to read it."""


def write_report(folder: Path, out: Path | None = None, overwrite: bool = False) -> Path:
    """Write the report of a results folder.

    Raises FolderFault if it is no whole results folder, or the file is there and was not made here.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp()) / "results"
    >>> _ = sim.run("scenarios/theory/nash.yaml", runs=2, seed=1).save(folder)
    >>> path = write_report(folder)
    >>> path.name, "<script" in path.read_text(encoding="utf-8")
    ('report.html', False)
    """
    from sim.runs.folder.layout import write_whole

    path = out or folder / "report.html"
    ensemble = Ensemble.load(folder)
    see_that_it_may_be_written(path, overwrite)
    if len(ensemble) <= MOST_IN_MEMORY:
        ensemble = replace(ensemble, rows=ensemble.rows.whole)  # once, rather than file by file for each column
    page = report_page(ensemble, read_manifest(folder))
    write_whole(path, lambda part: part.write_text(page, encoding="utf-8", newline="\n"))
    return path


def report_page(ensemble: Ensemble, manifest: Manifest) -> str:
    """Return the page as HTML.

    >>> from sim.runs.folder.manifest import manifest_of
    >>> ensemble = sim.run("scenarios/kosovo/five_actors.yaml", runs=10, seed=1)
    >>> manifest = manifest_of(ensemble.scenario, 1, 10, "2026-01-05T09:00:00+00:00", ensemble.counts)
    >>> page = report_page(ensemble, manifest)
    >>> len(SHOWN) - page.count("<img")  # too few runs for beliefs; nobody votes, ratifies or recognises
    4
    """
    leading = most_frequent(ensemble, 1)[0]
    swings, tried, looked_at = swings_of(ensemble, leading)
    scenario, outcomes, stages = ensemble.scenario, outcome_rows(ensemble), stage_rows(ensemble)
    stories = typical_stories(ensemble)
    shown = [name for name in SHOWN if FIGURES[name].applies(ensemble)]
    told = {
        "scenario": scenario, "ensemble": ensemble, "manifest": manifest, "version": __version__,
        "outcomes": outcomes, "how_sure": HOW_SURE, "coins": coins_said(scenario),
        "leading": next(row for row in outcomes if row.name == leading), "stages": stages,
        "stories": [(story.title, Markup(html_article(story, level=3))) for story in stories],
        "summary": " ".join(stories[0].summary), "recorded": _recorded(scenario, outcomes),
        "swings": swings[:MOST_SWINGS], "swings_left_out": max(0, len(swings) - MOST_SWINGS), "tried": tried,
        "looked_at": looked_at, "fewest_runs": FEWEST_RUNS, "typical": rule_of(scenario),
        "record": held_to_record(ensemble),
        "pictures": {name: _picture(ensemble, name, outcomes, stages) for name in shown},
    }  # fmt: skip
    pages = environment()
    pages.filters.update(share=share_words, points=points, number=written_number, day=day, measured=_measured)
    helpers = {
        "given_in": lambda part: given_in(scenario, part),
        "label_of": lambda kind, name: label_of(scenario, kind, name),
        "heading_of": lambda issue: heading_of(scenario, issue),
        "place": lambda issue, point: on_scale(scenario.issues[issue], point),
        "stands": lambda issue, point: on_scale(scenario.issues[issue], point, unit=True),
        "path_words": lambda path: path_words(scenario, path),
        "meaning": lambda path: meaning_of(scenario, path),
    }
    return pages.get_template("report.html").render(**told, **helpers)


def _recorded(scenario: Scenario, outcomes: list[OutcomeRow]) -> str:
    """Say what is on record, and how often the runs end so; nothing where there is no record."""
    record = scenario.record
    row = next((row for row in outcomes if record is not None and row.name == record.outcome), None)
    if record is None or row is None:
        return ""
    on = f", {day(record.ended_on)}" if record.ended_on else ""
    return f"{row.label}{on}. {row.share} of the runs ended so ({row.interval})."


def _measured(value: object) -> str:
    """Write a value of the hindcast; what could not be measured is a dash."""
    if value is None or value != value:  # noqa: PLR0124 - only what is no number differs from itself
        return "–"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _picture(ensemble: Ensemble, name: str, outcomes: list[OutcomeRow], stages: list[StageRow]) -> Picture:
    alt = _alt(name, outcomes, stages, len(ensemble))
    with drawing(**{"svg.fonttype": "path"}):  # letters are outlines, for the reader's device may lack the font
        figure = FIGURES[name].draws(ensemble)
        return Picture(
            address_of(figure), address_of(narrowed(figure)), alt, capital(FIGURES[name].says), FIGURES[name].read
        )


def _alt(name: str, outcomes: list[OutcomeRow], stages: list[StageRow], runs: int) -> str:
    """Tell in words what a figure shows, for those who do not see it."""
    if name == "outcomes":
        shares = ", ".join(f"{row.label} {row.share}" for row in outcomes)
        return f"Bars with the share of each outcome: {shares}."
    if name == "timeline":
        came = ", ".join(f"{row.label} from {row.entered}" for row in stages if row.runs)
        return f"Bands with the share of runs in each stage by week; median first days: {came}."
    return f"Figure: {FIGURES[name].says}; {runs:,} runs."
