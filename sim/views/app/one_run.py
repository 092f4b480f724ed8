"""The part of the page on which one run is stepped through week by week."""

import base64
import html
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import solara

from sim.scenario.format.scenario import Scenario
from sim.views.app.heard import whole_number
from sim.views.app.hooks import use_worker
from sim.views.app.walk import Walk, chronicle_by, draw_week, heading_of, in_words, picture_of, walked

__all__ = ["OneRun"]

REST = 0.3
"""Seconds that a changed scenario must stand before its run is played: the shares come first."""


@dataclass(frozen=True)
class Shown:
    """What is shown of a week."""

    walk: Walk
    week: int
    picture: str
    chronicle: str


@solara.component_vue("stepper.vue")
def Stepper(
    run: int, week: int, last: int, next_week: int, heading: str, event_choose_run: Callable[[object], None],
    event_choose_week: Callable[[object], None],
) -> None:  # fmt: skip
    """Choose a run and a week of it."""


class _Asked:
    """A run of a scenario, hashed by what decides it, so that the last ones can be kept."""

    def __init__(self, scenario: Scenario, run: int, seed: int) -> None:
        self.scenario, self.run, self.seed = scenario, run, seed
        self.key = (scenario.hash, run, seed)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other.key == self.key


@lru_cache(maxsize=8)
def _walk(asked: _Asked) -> Walk:
    return walked(asked.scenario, asked.run, seed=asked.seed)


@solara.component
def OneRun(scenario: Scenario, seed: int, runs: int, moving: bool) -> None:
    """Step through one run week by week."""
    opened, set_opened = solara.use_state(False)
    run, set_run = solara.use_state(0)
    week, set_week = solara.use_state(0)
    shown, set_shown = solara.use_state(None)
    trouble, set_trouble = solara.use_state("")

    def show(stopped: threading.Event) -> None:
        # Both would take turns on one processor, so the run waits until the sliders rest.
        if not opened or moving or (shown is not None and shown.walk.scenario is not scenario and stopped.wait(REST)):
            return
        try:
            walk = _walk(_Asked(scenario, run, seed))
            made = None if stopped.is_set() else _show(walk, week)
        except Exception as error:
            set_trouble(f"{type(error).__name__}: {error}")
            return
        if made is not None and not stopped.is_set():
            set_shown(made)
            set_trouble("")

    use_worker(show, [scenario.hash, run, week, moving, opened])
    with solara.Div(classes=["walk"]):
        solara.HTML("h2", "One run, week by week")
        said = "The run as the sliders stand. Every share above is a count of runs like this one."
        solara.HTML("p", said, classes=["quiet"])
        if not opened:  # it is played and drawn for whoever wants to see it, and for nobody else
            solara.Button("Step through a run", on_click=lambda: set_opened(True), outlined=True)
        if trouble:
            solara.HTML("p", f"This run could not be played: {html.escape(trouble)}", classes=["trouble"])
        if shown is not None:
            last = len(shown.walk.weeks) - 1

            def choose_run(told: object) -> None:
                if isinstance(told, int) and not isinstance(told, bool):  # typed, so what is too high means the last
                    set_run(min(max(told, 0), runs - 1))

            def choose_week(told: object) -> None:
                if (chosen := whole_number(told, last)) is not None:
                    set_week(chosen)

            _Week(shown, min(week, last), choose_run, choose_week)


def _show(walk: Walk, week: int) -> Shown:
    now = min(week, len(walk.weeks) - 1)
    drawn = base64.b64encode(picture_of(draw_week(walk, now))).decode() if walk.parties else ""
    return Shown(walk, now, drawn, chronicle_by(walk, now))


@solara.component
def _Week(
    shown: Shown, week: int, choose_run: Callable[[object], None], choose_week: Callable[[object], None]
) -> None:
    walk, now = shown.walk, shown.week
    last = len(walk.weeks) - 1
    busy = sorted({entry.week for entry in walk.chronicle.entries if week < entry.week <= last})
    heading = heading_of(walk, now)
    Stepper(run=walk.run, week=week, last=last, next_week=busy[0] if busy else week, heading=heading,
            event_choose_run=choose_run, event_choose_week=choose_week)  # fmt: skip
    with solara.Div(classes=["halves"]):
        with solara.Div():
            written = f"<strong>{html.escape(heading)}</strong>"
            solara.HTML("p", written, attributes={"data-heading": "", "role": "status"})
            if walk.parties:
                source = f"data:image/png;base64,{shown.picture}"
                solara.HTML("img", classes=["space"], attributes={"src": source, "alt": in_words(walk, now)})
            else:
                solara.HTML("p", "No two parties talk in this scenario, so there is no bargaining space to draw.")
        solara.HTML("div", shown.chronicle)
