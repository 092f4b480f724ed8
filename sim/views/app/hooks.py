"""What parts of the page ask for and are given: how both worlds end, and work that is left to a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import solara
from cachetools import LRUCache

from sim.views.app.both import Both
from sim.views.app.changes import Change, command_line
from sim.views.app.shares import FIRST_RUNS, RUNS, Kept, Player, Shares
from sim.views.app.why import Blocks

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario
    from sim.views.app.heard import Asked
    from sim.views.app.levers import Question
    from sim.views.app.worlds import Case

__all__ = ["PLAYER", "SEED", "Answer", "both_kept", "use_answer", "use_found", "use_worker"]

SEED = 0
"""That of every run on the page."""

REST = 0.02
"""Seconds that a slider must rest before runs are played, so that a drag does not start one after another."""

HALF = 0.5
"""Share of runs that end alike in both worlds above which it is told what still blocks in one of these."""

PLAYER = Player()
"""Shared by all who look at the page, in the order of asking."""

KEPT = Kept()
"""Shared by all who look at the page: the same scenario and the same chance are the same for everybody."""

_TOLD: LRUCache[tuple[str, str, int], str] = LRUCache(64)
_TELLING = threading.Lock()


@dataclass(frozen=True)
class Answer:
    """What the page has to say to two worlds."""

    asked: Asked | None = None
    """What it answers."""
    changes: tuple[Change, Change] | None = None
    """What the two worlds come to."""
    shares: tuple[Shares, Shares] | None = None
    """How the runs ended that were played last, of equal number; of earlier worlds if these are at fault."""
    played: tuple[Scenario, Scenario] | None = None
    """Whose shares they are."""
    why: tuple[str, ...] = ()
    """What still blocks in a run that ends alike in both worlds, where most do."""
    why_run: int = 0
    """Which run that is."""
    starts: dict[str, dict[str, float]] = field(default_factory=dict)
    """Where the sliders of the variants stand."""
    commands: tuple[str, ...] = ()
    """What plays the same outside the page."""
    trouble: str = ""
    """Why the runs could not be played; empty if they could."""

    def plain(self) -> dict[str, object]:
        """Return what the front end is told."""
        told: dict[str, object] = {
            "number": self.asked.number if self.asked is not None else 0,
            "of_a": _said(self.changes[0] if self.changes else None),
            "of_b": _said(self.changes[1] if self.changes else None),
            "why": list(self.why), "why_run": self.why_run, "starts": self.starts,
            "commands": list(self.commands), "trouble": self.trouble,
        }  # fmt: skip
        if self.shares is not None:
            first, second = self.shares
            flow = first.flow(second)
            told |= {
                "a": {"hash": first.hash, "counts": [sum(row) for row in flow]},
                "b": {"hash": second.hash, "counts": [sum(column) for column in zip(*flow, strict=True)]},
                "flow": flow, "runs": min(first.runs, second.runs), "waits": min(first.runs, second.runs) < RUNS,
                "seconds": round(second.seconds, 2),
            }  # fmt: skip
        return told


def _said(change: Change | None) -> dict[str, list[str]]:
    return {"faults": list(change.faults if change else ()), "doubts": list(change.doubts if change else ())}


def use_answer(case: Case, questions: tuple[Question, ...], asked: Asked) -> Answer:
    """Answer to two worlds: with the first runs at once, and then with all."""
    answer: Answer
    answer, set_answer = solara.use_state(Answer())

    def work(stopped: threading.Event) -> None:
        if stopped.wait(REST):
            return

        def tell(**news: object) -> None:
            # Asked as the answer is changed and not before: a thread that was held up must not undo a later answer.
            set_answer(lambda before: before if stopped.is_set() else replace(before, asked=asked, **news))

        try:
            _answered(case, questions, asked, stopped, tell)
        except Exception as error:
            tell(trouble=f"The runs could not be played: {type(error).__name__}: {error}")

    use_worker(work, [asked, questions])
    return answer


def _answered(
    case: Case, questions: tuple[Question, ...], asked: Asked, stopped: threading.Event, tell: Callable[..., None]
) -> None:
    changes = case.change(asked.a, questions), case.change(asked.b, questions)
    starts = {world.base: case.starts(world.base, questions) for world in (asked.a, asked.b) if world.base}
    known = {"changes": changes, "starts": starts, "trouble": "", "why": ()}
    if changes[0].scenario is None or changes[1].scenario is None:
        tell(**known)
        return
    scenarios = changes[0].scenario, changes[1].scenario
    commands = tuple(
        f"{which}: {command_line(change, case.source(world), RUNS, SEED)}"
        for which, change, world in (("A", changes[0], asked.a), ("B", changes[1], asked.b))
    )
    known |= {"commands": commands, "played": scenarios}
    few: list[Shares] = []
    for scenario in scenarios:
        found = _first_known(scenario)
        if found is None:
            found = PLAYER.play(scenario, seed=SEED, stopped=stopped.is_set, first=FIRST_RUNS,
                                known=partial(_first_known, scenario))  # fmt: skip
        if found is None:
            return
        KEPT.put(found)
        few.append(found)
    tell(shares=tuple(few), **known)
    full = tuple(_played(scenario, stopped) for scenario in scenarios)
    if full[0] is None or full[1] is None:
        return
    tell(shares=full, **known)
    alike = full[0].outcome == full[1].outcome
    if scenarios[0].hash != scenarios[1].hash and alike.mean() > HALF:
        run = asked.run if asked.run is not None and asked.run < RUNS and alike[asked.run] else int(alike.argmax())
        why = PLAYER.tell(Blocks(scenarios[1], SEED), run, stopped=stopped.is_set)
        tell(why=tuple(why or ()), why_run=run)


def _first_known(scenario: Scenario) -> Shares | None:
    """Return shares of all runs, or of the first, that were played before."""
    return KEPT.get(scenario, SEED) or KEPT.get_first(scenario, SEED)


def _played(scenario: Scenario, stopped: threading.Event) -> Shares | None:
    """Return the shares of a scenario, kept or played; nothing if no longer wanted."""
    found = KEPT.get(scenario, SEED)
    if found is None:
        found = PLAYER.play(scenario, seed=SEED, stopped=stopped.is_set, known=lambda: KEPT.get(scenario, SEED))
    if found is not None:
        KEPT.put(found)
    return found


def both_kept(first: Scenario, second: Scenario, run: int, stopped: Callable[[], bool]) -> str | None:
    """Return a run of two worlds as told before to anybody, or tell it; nothing if it is no longer wanted."""
    key = (first.hash, second.hash, run)

    def known() -> str | None:
        with _TELLING:
            return _TOLD.get(key)

    told = known() or PLAYER.tell(Both(first, second, SEED), run, key=key, stopped=stopped, known=known)
    if told is not None:
        with _TELLING:
            _TOLD[key] = told
    return told


def use_found(case: Case, choose: Callable[[], tuple[Question, ...]]) -> tuple[Question, ...] | None:
    """Return the levers of a case: its own, or those that its runs tell; None until they are known."""
    found: tuple[Question, ...] | None
    found, set_found = solara.use_state(case.questions or None)

    def work(stopped: threading.Event) -> None:
        if found is None:
            try:
                chosen = choose()
            except Exception:  # what cannot be played is told where its runs are asked for
                chosen = ()
            if not stopped.is_set():
                set_found(chosen)

    use_worker(work, [case.scenario.hash])
    return found


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
