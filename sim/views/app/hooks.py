"""What parts of the page ask for and are given: shares of moved sliders, and work that is left to a thread."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import solara

from sim.scenario.format.scenario import Scenario
from sim.views.app.changes import Change, changed
from sim.views.app.shares import Kept, Player, Shares
from sim.views.app.sliders import Group

__all__ = ["PLAYER", "SEED", "Answer", "use_answer", "use_shares", "use_worker"]

SEED = 0
"""That of every run on the page."""

REST = 0.02
"""Seconds that a slider must rest before runs are played, so that a drag does not start one after another."""

BETWEEN = 0.4
"""Seconds between one word of how far the runs are and the next."""

PLAYER = Player()
"""Shared by all who look at the page, one after another."""

KEPT = Kept()
"""Shared by all who look at the page: the same scenario and the same chance are the same for everybody."""


@dataclass(frozen=True)
class Answer:
    """What the page has to say to a position of the sliders."""

    moved: Mapping[str, float]
    """The position of the sliders it is about."""
    change: Change
    """What they come to."""
    shares: Shares | None = None
    """How the runs ended that were played last; of an earlier position if this one is at fault or still played."""
    played: Scenario | None = None
    """Whose shares they are."""
    playing: float | None = None
    """How far the runs are, 0 to 1; None if none are being played."""
    trouble: str = ""
    """Why the runs could not be played; empty if they could."""


def use_shares(scenario: Scenario) -> Shares | str | None:
    """Play a scenario as its file has it."""
    told: Shares | str | None
    told, tell = solara.use_state(None)

    def work(stopped: threading.Event) -> None:
        found = _played(scenario, stopped, lambda share: None)
        if found is not None and not stopped.is_set():
            tell(found)

    use_worker(work, [scenario.hash])
    return told


def use_answer(scenario: Scenario, groups: Sequence[Group], moved: Mapping[str, float], wanted: bool) -> Answer:
    """Answer to moved sliders, always in one step: each word to the page draws it, which takes time."""
    answer: Answer
    answer, set_answer = solara.use_state(Answer({}, Change(scenario)))

    def work(stopped: threading.Event) -> None:
        if not wanted or stopped.wait(REST):
            return
        change = changed(scenario, groups, moved)

        def tell(**news: Any) -> None:
            said = {"moved": moved, "change": change, "playing": None, "trouble": "", **news}
            # Asked as the answer is changed and not before: a thread that was held up must not undo a later answer.
            set_answer(lambda before: before if stopped.is_set() else replace(before, **said))

        if change.scenario is None:
            tell()
            return
        found = _played(change.scenario, stopped, lambda share: tell(playing=share))
        if isinstance(found, str):
            tell(trouble=found)
        elif found is not None:
            tell(shares=found, played=change.scenario)

    use_worker(work, [moved, wanted])
    return answer


def _played(scenario: Scenario, stopped: threading.Event, tell: Callable[[float], None]) -> Shares | str | None:
    """Return the shares of a scenario, kept or played, or why there are none; nothing if no longer wanted."""
    found = KEPT.get(scenario, SEED)
    if found is None:
        try:
            found = PLAYER.play(scenario, seed=SEED, stopped=stopped.is_set, on_share=_every(tell))
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    if found is not None:
        KEPT.put(found)
    return found


def _every(tell: Callable[[float], None]) -> Callable[[float], None]:
    """Tell of progress only now and then, and not at all where the wait is short: telling takes time too."""
    last = time.perf_counter()

    def told(share: float) -> None:
        nonlocal last
        if time.perf_counter() - last >= BETWEEN:
            last = time.perf_counter()
            tell(share)

    return told


def use_worker(work: Callable[[threading.Event], None], dependencies: list[object]) -> None:
    """Start work in a thread whenever what it depends on changes, and ask what still goes on to stop.

    Solara's own `use_thread` draws the part of the page that asks four times over for each start, which is time that
    the runs need; this draws nothing by itself.
    """

    def start() -> Callable[[], None]:
        stopped = threading.Event()
        threading.Thread(target=work, args=(stopped,), daemon=True).start()
        return stopped.set

    solara.use_effect(start, dependencies)
