"""The page itself: what Solara shows, and what happens when something on it is moved."""

from __future__ import annotations

import html
import json
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import solara

from sim.scenario.faults import ScenarioFault
from sim.views.app.both import telling_run
from sim.views.app.changes import Change, file_name, file_text
from sim.views.app.guesses.board import Board, Posed
from sim.views.app.heard import Asked, asked_of, whole_number
from sim.views.app.hooks import SEED, Answer, both_kept, use_answer, use_found, use_worker
from sim.views.app.levers import Question, chosen_questions
from sim.views.app.one_run import OneRun
from sim.views.app.shares import RUNS
from sim.views.app.shelf import first_scenario, scenarios_beside
from sim.views.app.sure.section import HowSure
from sim.views.app.worlds import Case, case_of

__all__ = ["BOARD", "LABELS", "Layout", "Page", "show_first"]

DOWNLOAD = "Download as YAML"
FIRST: list[Path] = []
BOARD = Board()
"""The guesses of all who look at the page."""

LABELS: dict[str, str] = {}
"""What people read for the outcomes of the files that were looked at."""

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")

REST = 0.3
"""Seconds that two worlds must stand before a history of both is told: the shares come first."""


def show_first(path: Path | None) -> None:
    """Set which scenario the page opens with."""
    FIRST[:] = [path or first_scenario()]


@solara.component_vue("bench.vue")
def Bench(given: str, heard: int, answer: dict[str, object], event_asked: Callable[[object], None]) -> None:
    """Show what can be moved and how it ends; ask about two worlds, and again only when this was heard.

    What is given is one text in JSON, since Solara goes through every list and dict each time that the page is drawn.
    """


@solara.component_vue("choice.vue")
def Choice(names: list[str], chosen: int, event_choose: Callable[[object], None]) -> None:
    """Choose a scenario."""


@solara.component
def Layout(children: list[object] = []) -> None:  # noqa: B006 - Solara asks for a list
    """Stand around the page without Solara's own bars."""
    solara.Style(STYLE)
    solara.Div(classes=["sim-page"], children=children, attributes={"role": "main"})


@solara.component
def Page() -> None:
    """Let somebody choose a scenario, and show it."""
    paths = solara.use_memo(lambda: scenarios_beside(FIRST[0] if FIRST else first_scenario()), [])
    chosen, set_chosen = solara.use_state(0)
    path = paths[chosen]
    names = [f"{other.resolve().parent.name}/{other.name}" for other in paths]

    def choose(told: object) -> None:
        if (place := whole_number(told, len(paths) - 1)) is not None:
            set_chosen(place)

    stems = [f"{other.resolve().parent.name}/{other.stem}" for other in paths]

    def open_named(name: str) -> None:
        if name in stems:
            set_chosen(stems.index(name))

    try:
        case = case_of(path)
    except ScenarioFault as trouble:
        solara.Title("sim app")
        Choice(names=names, chosen=chosen, event_choose=choose)
        lines = tuple(str(fault) for fault in trouble.faults if not fault.warning)
        listed = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
        said = f"{html.escape(path.name)} cannot be used.<ul>{listed}</ul>"
        solara.HTML("div", said, classes=["trouble"], attributes={"role": "alert"})
        return
    solara.Title(case.scenario.title)
    solara.HTML("h1", html.escape(case.scenario.title))
    if case.scenario.question:
        solara.HTML("p", html.escape(case.scenario.question))
    Choice(names=names, chosen=chosen, event_choose=choose)
    Sheet(case, stems, open_named).key(f"{path} {case.scenario.hash}")


@lru_cache(maxsize=32)
def _chosen(case: Case) -> tuple[Question, ...]:
    """Return the levers of a file that names none, found once for all who look at it."""
    return chosen_questions(case.scenario)


@solara.component
def Sheet(case: Case, files: list[str], open_named: Callable[[str], None]) -> None:
    """Show one scenario of some files, once it is known what decides in it."""
    questions = use_found(case, lambda: _chosen(case))
    if questions is None:
        said = "Playing 1,024 histories to find the numbers that decide in this file."
        solara.HTML("p", said, classes=["quiet"], attributes={"role": "status"})
    else:
        Worlds(case, questions, files, open_named)


@solara.component
def Worlds(case: Case, questions: tuple[Question, ...], files: list[str], open_named: Callable[[str], None]) -> None:
    """Show two worlds of a scenario: what is moved, how they end, and one history of both."""
    given = solara.use_memo(lambda: json.dumps(case.given(questions, RUNS, SEED, files)), [])
    known = solara.use_memo(lambda: case.sliders(questions), [])
    asked, set_asked = solara.use_state(Asked())
    answer = use_answer(case, questions, asked)
    who, outcomes = solara.get_session_id(), case.scenario.outcome_labels

    def posed(worlds: Asked) -> Posed:
        return Posed(case.scenario.title, *(case.in_words(world, questions) for world in (worlds.a, worlds.b)))

    if answer.asked is not None and answer.shares is not None and answer.shares[1].runs == RUNS:
        of_b = answer.shares[1]
        BOARD.came(posed(answer.asked), {name: of_b.share(name).share for name in of_b.labels})

    def hear(told: object) -> None:
        if isinstance(told, dict) and isinstance(told.get("file"), str) and told["file"] != case.name:
            open_named(told["file"])
        elif (understood := asked_of(told, known, case.variants, outcomes)) is not None:
            if understood.guess is not None:
                LABELS.update(outcomes)
                BOARD.put(who, posed(understood), understood.guess)
            set_asked(understood)

    with solara.Div():
        Bench(given=given, heard=asked.number, answer=answer.plain(), event_asked=hear)
        _Below(case, answer, asked)
        if answer.played is not None and answer.shares is not None:
            if asked.number and not asked.covered:  # else its table would show what a guess comes before
                HowSure(answer.played[1])
            Both(answer, asked)
            OneRun(answer.played[1], SEED, RUNS, answer.asked != asked)


@solara.component
def _Below(case: Case, answer: Answer, asked: Asked) -> None:
    """Offer the scenarios of both worlds for download."""
    with solara.Row(classes=["downloads"], style={"flex-wrap": "wrap"}):
        for place, (which, world) in enumerate((("A", asked.a), ("B", asked.b))):
            label = f"{DOWNLOAD}: world {which}"
            change = answer.changes[place] if answer.changes is not None and answer.asked == asked else None
            if change is None or change.scenario is None:  # what the table shows is not what the sliders say
                solara.Button(label, icon_name="mdi-cloud-download-outline", disabled=True)
            else:
                _download(change, case.source(world), label)


def _download(change: Change, source: Path, label: str) -> None:
    solara.FileDownload(
        lambda: file_text(change, source), filename=file_name(change, source), label=label,
        mime_type="application/yaml",
    )  # fmt: skip


@solara.component
def Both(answer: Answer, asked: Asked) -> None:
    """Tell one history of both worlds side by side."""
    told, set_told = solara.use_state("")
    assert answer.played is not None and answer.shares is not None
    (first, second), shares = answer.played, answer.shares
    full = min(part.runs for part in shares) == RUNS
    run = asked.run if asked.run is not None and asked.run < RUNS else None
    if run is None and full:
        run = telling_run(shares[0].outcome, shares[1].outcome)

    def work(stopped: threading.Event) -> None:
        if run is None or stopped.wait(REST):
            return
        try:
            made = both_kept(first, second, run, stopped.is_set)
        except Exception as error:
            made = f"<p>This history could not be told: {html.escape(repr(error))}</p>"
        if made is not None and not stopped.is_set():
            set_told(made)

    use_worker(work, [first.hash, second.hash, run])
    if told:
        solara.HTML("section", told, classes=["both-told"])
