"""The part of the page that tells how sure one may be of world B, for whoever asks."""

from __future__ import annotations

import html
import threading
from typing import TYPE_CHECKING

import solara
from cachetools import LRUCache

from sim.scenario.faults import ScenarioFault
from sim.views.app.hooks import PLAYER, SEED, use_worker
from sim.views.app.sure.pairs import in_html, sure_of

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario

__all__ = ["HowSure"]

_TOLD: LRUCache[str, str] = LRUCache(64)
"""What was told to anybody, by the hash of the world."""

_TELLING = threading.Lock()


@solara.component
def HowSure(scenario: Scenario) -> None:
    """Tell luck, coding and rules of a world apart, once somebody asks for that."""
    asked, set_asked = solara.use_state("")
    told, set_told = solara.use_state(("", ""))

    def work(stopped: threading.Event) -> None:
        if asked != scenario.hash:
            return
        made = _told(scenario, stopped)
        if made is not None and not stopped.is_set():
            set_told((scenario.hash, made))

    use_worker(work, [asked, scenario.hash])
    with solara.Div(classes=["how-sure"]):
        if told[0] == scenario.hash:
            solara.HTML("section", told[1])
        elif asked == scenario.hash:
            said = "Pairs of histories are being played: the same numbers and other luck, under each choice of rules."
            solara.HTML("p", said, classes=["quiet"], attributes={"role": "status"})
        else:
            solara.Button("How sure is world B?", on_click=lambda: set_asked(scenario.hash), outlined=True)
            said = "The intervals above are about luck alone. This tells what the coded numbers and the rules do."
            solara.HTML("p", said, classes=["quiet"])


def _told(scenario: Scenario, stopped: threading.Event) -> str | None:
    """Return what is told of a world, as it was told before to anybody; nothing if it is no longer wanted."""
    with _TELLING:
        if scenario.hash in _TOLD:
            return _TOLD[scenario.hash]
    try:
        found = sure_of(scenario, PLAYER, seed=SEED, stopped=stopped.is_set)
    except ScenarioFault as trouble:
        lines = "".join(f"<li>{html.escape(str(fault))}</li>" for fault in trouble.faults)
        return f'<p class="trouble">A choice of rules makes no scenario of this world.</p><ul>{lines}</ul>'
    except Exception as error:
        return f'<p class="trouble">The pairs could not be played: {html.escape(repr(error))}</p>'
    if found is None:
        return None
    with _TELLING:
        _TOLD[scenario.hash] = in_html(found)
        return _TOLD[scenario.hash]
