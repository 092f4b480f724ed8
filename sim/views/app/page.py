"""The page itself: what Solara shows, and what happens when something on it is moved."""

from __future__ import annotations

import html
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara

from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import read_scenario
from sim.version import __version__
from sim.views.app.changes import Change, changed, command_line, file_name, file_text
from sim.views.app.one_run import OneRun
from sim.views.app.shares import RUNS, Kept, Shares, play_shares
from sim.views.app.shelf import first_scenario, scenarios_beside
from sim.views.app.sliders import sliders_of
from sim.views.app.table import table_of
from sim.views.app.working import use_worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.schema import Scenario
    from sim.views.app.sliders import Group, Slider

__all__ = ["Layout", "Page", "show_first"]

SEED = 0
REST = 0.02
"""Seconds that a slider must rest before runs are played, so that a drag does not start one after another."""

BETWEEN = 0.4
"""Seconds between one word of how far the runs are and the next."""

KEPT = Kept()
FIRST: list[Path] = []
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def show_first(path: Path | None) -> None:
    """Say which scenario the page opens with."""
    FIRST[:] = [path or first_scenario()]


@solara.component_vue("sliders.vue")
def SliderSheet(
    groups: list[Any], generation: int, heard: int, event_moved: Callable[[dict[str, Any]], None]
) -> None:
    """Show every slider; tell of movements, and of the next ones only when these were heard."""


@solara.component_vue("choice.vue")
def Choice(names: list[str], chosen: int, event_choose: Callable[[int], None]) -> None:
    """Choose a scenario."""


@solara.component
def Layout(children: list[Any] = []) -> None:  # noqa: B006 - Solara asks for a list
    """Stand around the page without Solara's own bars."""
    solara.Style(STYLE)
    solara.Div(classes=["sim-page"], children=children)


@lru_cache(maxsize=32)
def _read(path: Path) -> Scenario | tuple[str, ...]:
    """Read a scenario, or say what is wrong with it."""
    try:
        return read_scenario(path)
    except ScenarioFault as trouble:
        return tuple(str(fault) for fault in trouble.faults if not fault.warning)


@solara.component
def Page() -> None:
    """Let somebody choose a scenario, and show it."""
    paths = solara.use_memo(lambda: scenarios_beside(FIRST[0] if FIRST else first_scenario()), [])
    chosen, set_chosen = solara.use_state(0)
    path = paths[chosen]
    asked = _read(path)
    names = [f"{other.parent.name}/{other.name}" for other in paths]
    if isinstance(asked, tuple):
        solara.Title("sim app")
        Choice(names=names, chosen=chosen, event_choose=set_chosen)
        _Told(f"{path.name} cannot be used.", asked, "trouble")
        return
    solara.Title(asked.title)
    solara.HTML("h1", html.escape(asked.title))
    if asked.question:
        solara.HTML("p", html.escape(asked.question))
    Choice(names=names, chosen=chosen, event_choose=set_chosen)
    Sheet(asked, path).key(str(path))


@solara.component
def _Told(heading: str, lines: tuple[str, ...], kind: str) -> None:
    listed = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    solara.HTML("div", f"{html.escape(heading)}<ul>{listed}</ul>", classes=[kind], attributes={"role": "alert"})


@solara.component
def Sheet(scenario: Scenario, path: Path) -> None:
    """Show one scenario: its sliders, its outcomes, and one run of it."""
    groups = solara.use_memo(lambda: sliders_of(scenario), [])
    # How often all was put back, and what was moved since; a movement from before that counts for nothing.
    (generation, moved), set_moved = solara.use_state((0, {}))
    played, set_played = solara.use_state(None)

    heard, set_heard = solara.use_state(0)
    (asked, change), set_change = solara.use_state((moved, Change(scenario)))

    def move(told: dict[str, Any]) -> None:
        values, of = {str(path): float(to) for path, to in told["values"].items()}, int(told["generation"])
        set_moved(lambda before: (before[0], {**before[1], **values}) if of == before[0] else before)
        set_heard(int(told["number"]))

    def put_back() -> None:
        set_moved(lambda before: (before[0] + 1, {}))

    def read(stopped: threading.Event) -> None:
        if moved is asked or stopped.wait(REST):
            return
        made = changed(scenario, groups, moved)
        if not stopped.is_set():
            set_change((moved, made))

    use_worker(read, [moved])
    wanted = change.scenario if asked is moved else None
    with solara.Div(classes=["halves"]):
        with solara.Div(classes=["sheet"]):
            solara.HTML("h2", "Move something")
            sheet = solara.use_memo(lambda: [_sheet(group) for group in groups], [])
            SliderSheet(groups=sheet, generation=generation, heard=heard, event_moved=move)
        with solara.Div(classes=["results"]):
            Results(scenario, change, asked is moved, set_played)
            _Below(change, path, put_back)
    if played is not None:
        OneRun(played, SEED, RUNS, asked is not moved or (wanted is not None and wanted.hash != played.hash))


def _sheet(group: Group) -> dict[str, Any]:
    """Give a group as the front end takes it."""
    return {"label": group.label, "sliders": [_plain(slider) for slider in group.sliders]}


def _plain(slider: Slider) -> dict[str, Any]:
    return {name: getattr(slider, name) for name in
            ("path", "label", "heading", "kind", "value", "low", "high", "step", "ends", "spread")}  # fmt: skip


@solara.component
def Results(scenario: Scenario, change: Change, settled: bool, on_played: Callable[[Scenario], None]) -> None:
    """Play the runs once the change is settled, and show their outcomes beside those of the file."""
    before, before_told = _use_shares(scenario)
    after, told = _use_shares(change.scenario if settled else None)
    solara.HTML("h2", "How it ends")
    waits = not settled or (change.scenario is not None and (after is None or after.hash != change.scenario.hash))
    shown = after or before

    def tell_played() -> None:
        if change.scenario is not None and not waits:
            on_played(change.scenario)

    solara.use_effect(tell_played, [change.scenario, waits])
    if change.faults:
        _Told(
            "As the sliders stand, this cannot be played; the table shows what last could.", change.faults, "trouble"
        )
    if change.doubts:
        _Told("It can be played, but:", change.doubts, "doubt")
    if isinstance(told, str) or isinstance(before_told, str):
        _Told("The runs could not be played.", (str(told or before_told),), "trouble")
    if shown is not None:
        solara.HTML("div", table_of(scenario, shown, before, stale=waits or bool(change.faults))).key("table")
    solara.HTML(
        "p", _status(shown, waits, told), classes=["quiet"], attributes={"role": "status", "data-status": ""}
    ).key("status")


def _status(shown: Shares | None, waits: bool, told: float | str) -> str:
    """Say what the table rests on, or how far the runs are."""
    if waits and isinstance(told, float):
        return f'playing {RUNS:,} runs <progress max="1" value="{told:.2f}">{100 * told:.0f} %</progress>'
    if shown is None:
        return ""
    return (
        f"{shown.runs:,} runs · seed {shown.seed} · scenario {shown.hash} · sim {__version__} · "
        f"played in {shown.seconds:.2f} s"
    )


def _use_shares(scenario: Scenario | None) -> tuple[Shares | None, float | str]:
    """Give the last shares that were played, and how far the next ones are or why they failed."""
    shares, set_shares = solara.use_state(None)
    told, set_told = solara.use_state(0.0)

    def play(stopped: threading.Event) -> None:
        if scenario is None:
            return
        found = KEPT.get(scenario, SEED)
        if found is None:
            try:
                found = play_shares(scenario, seed=SEED, stopped=stopped.is_set, on_week=_every(set_told))
            except Exception as error:
                set_told(f"{type(error).__name__}: {error}")
                return
        if found is not None and not stopped.is_set():
            KEPT.put(found)
            set_shares(found)
            set_told(0.0)

    use_worker(play, [scenario.hash if scenario else None])
    return shares, told


def _every(tell: Callable[[float], None]) -> Callable[[float], None]:
    """Tell of progress only now and then, and not at all where the wait is short: telling takes time too."""
    last = time.perf_counter()

    def told(share: float) -> None:
        nonlocal last
        if time.perf_counter() - last >= BETWEEN:
            last = time.perf_counter()
            tell(share)

    return told


@solara.component
def _Below(change: Change, path: Path, put_back: Callable[[], None]) -> None:
    """Offer the changed scenario for download, and say how to play it elsewhere."""
    if change.scenario is None:
        return
    with solara.Row(style={"flex-wrap": "wrap"}):
        solara.FileDownload(
            lambda: file_text(change, path), filename=file_name(change, path), label="Download as YAML",
            mime_type="application/yaml",
        )  # fmt: skip
        solara.Button("Put all back", on_click=put_back, disabled=not change.settings, outlined=True)
    said = html.escape(command_line(change, path, RUNS, SEED))
    with solara.Div():
        solara.HTML("details", f"<summary>The same on the command line</summary><pre>{said}</pre>")
