"""One run told in plain sentences: as a chronicle by date, in brief, or as a despatch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.scenario.coins import coins
from sim.version import __version__
from sim.views.story.accounts import summary_of
from sim.views.story.chapters import Story, chapters_of, in_order, paragraphs_of, with_record
from sim.views.story.forms import as_html, as_markdown, as_plain, as_terminal
from sim.views.story.sentences import tell
from sim.views.story.sentences.narrator import Narrator
from sim.views.wording import capital, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Group

    from sim.process.chronicle import Chronicle
    from sim.scenario.format.scenario import Scenario

__all__ = ["FORMS", "STYLES", "story_data", "story_of", "tell_story"]

FORMS: dict[str, Callable[[Story], str | Group]] = {
    "terminal": as_terminal, "plain": as_plain, "markdown": as_markdown, "html": as_html,
}  # fmt: skip
"""What a story can be written as, and what writes it."""


STYLES = {
    "brief": "a summary of five sentences, then a paragraph a stage",
    "chronicle": "a summary, then all that happened by date, each decision with its reason",
    "despatch": "the summary alone",
}
"""How much a story tells."""


def tell_story(
    chronicle: Chronicle, scenario: Scenario, *, style: str = "brief", numbers: bool = False, form: str = "terminal",
    beside_record: bool = False, about: str = "",
) -> str | Group:  # fmt: skip
    r"""Tell a run in some style and form.

    Raises ValueError if there is no such form or style.

    >>> from sim.runs.one_run import chronicle_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> told = tell_story(chronicle_of(five, 0, seed=1), five, form="plain", about="run 0, seed 1")
    >>> print("\n".join(told.splitlines()[:4]))
    Kosovo status talks with five actors
    run 0, seed 1 · scenario ... · sim ...
    <BLANKLINE>
    One simulated run, not a record of what happened.
    """
    if form not in FORMS:
        raise ValueError(f"no form is called {form!r}; there are: {', '.join(FORMS)}")
    story = story_of(chronicle, scenario, style=style, numbers=numbers, beside_record=beside_record, about=about)
    return FORMS[form](story)


def story_of(
    chronicle: Chronicle, scenario: Scenario, *, style: str = "brief", numbers: bool = False,
    beside_record: bool = False, about: str = "",
) -> Story:  # fmt: skip
    """Turn a chronicle into a summary and chapters of dated passages; see `tell_story`.

    >>> from sim.runs.one_run import chronicle_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> ended = story_of(chronicle_of(five, 0, seed=1), five).chapters[-1].passages[-1]
    >>> ended.sentences[-1], ended.mark
    ('Outcome: Coordinated declaration.', 'outcome')
    """
    if style not in STYLES:
        raise ValueError(f"no style is called {style!r}; there are: {', '.join(STYLES)}")
    entries = in_order(chronicle)
    narrator = Narrator(scenario, chronicle.entries)
    summary = summary_of(entries, narrator)
    chapters = []
    if style != "despatch":
        told = chapters_of if style == "chronicle" else paragraphs_of
        chapters = list(told(entries, narrator, numbers))
    if beside_record and scenario.record is not None:
        chapters = with_record(chapters, scenario)
    about = " · ".join(part for part in (about, f"scenario {scenario.hash}", f"sim {__version__}") if part)
    return Story(scenario.title, about, tuple(_notes(narrator, numbers)), tuple(chapters), summary)


def _notes(narrator: Narrator, numbers: bool) -> Iterator[str]:
    yield "One simulated run, not a record of what happened."
    if narrator.played:
        seats = listed([narrator.words.actor(name) for name in narrator.played])
        yield f"Played: somebody outside the model decided for {seats}, so it is one of no ensemble's runs."
    if numbers:
        for name, issue in narrator.scenario.issues.items():
            low, high = (narrator.words.point(name, end) if issue.scale else f"{end}" for end in (0, 1))
            yield f"{capital(narrator.words.issues[name])}: from {low} ({issue.zero}) to {high} ({issue.one})."
        yield "A text is worth 1 to an actor if it has all that it wants, and less the farther it is from that."
        yield "The reservation value is what a text has to be worth, all prices paid, to be no worse than failing."
    for name in coins(narrator.scenario):
        label = narrator.scenario.outcome_labels[name]
        yield f"{label} may rest on private consent: a coin that the file gives, not a decision."


def story_data(chronicle: Chronicle, scenario: Scenario) -> list[dict[str, object]]:
    """Return every entry with its sentence as plain data; numbers that are not finite are None.

    >>> from sim.runs.one_run import chronicle_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> first, *_ = story_data(chronicle_of(five, 0, seed=1), five)
    >>> first["date"], first["kind"], first["numbers"]["happens"]
    ('2006-02-06', 'event', True)
    """
    entries = in_order(chronicle)
    narrator = Narrator(scenario, entries)
    return [
        {
            "week": entry.week,
            "date": entry.date.isoformat(),
            "stage": entry.stage,
            "kind": entry.kind,
            "actor": entry.actor,
            "sentence": tell(entry, narrator),
            "numbers": {name: _plain(value) for name, value in entry.numbers.items()},
        }
        for entry in entries
    ]


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
