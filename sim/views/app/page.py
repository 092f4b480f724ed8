"""The page itself: what Solara shows, and what happens when something on it is moved."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import solara

from sim.scenario.faults import ScenarioFault
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import read_scenario
from sim.version import __version__
from sim.views.app.changes import Change, command_line, file_name, file_text
from sim.views.app.heard import Movement, movement_of, whole_number
from sim.views.app.hooks import SEED, Answer, use_answer, use_shares
from sim.views.app.one_run import OneRun
from sim.views.app.shares import RUNS, Shares
from sim.views.app.shelf import first_scenario, scenarios_beside
from sim.views.app.sliders import Group, Slider, sliders_of
from sim.views.app.table import table_of

__all__ = ["Layout", "Page", "show_first"]

DOWNLOAD = "Download as YAML"
FIRST: list[Path] = []
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def show_first(path: Path | None) -> None:
    """Set which scenario the page opens with."""
    FIRST[:] = [path or first_scenario()]


@solara.component_vue("sliders.vue")
def SliderSheet(
    groups: list[dict[str, object]], generation: int, heard: int, event_moved: Callable[[object], None]
) -> None:
    """Show every slider; tell of movements, and of the next ones only when these were heard."""


@solara.component_vue("choice.vue")
def Choice(names: list[str], chosen: int, event_choose: Callable[[object], None]) -> None:
    """Choose a scenario."""


@solara.component
def Layout(children: list[object] = []) -> None:  # noqa: B006 - Solara asks for a list
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

    def choose(told: object) -> None:
        if (place := whole_number(told, len(paths) - 1)) is not None:
            set_chosen(place)

    asked = _read(path)
    names = [f"{other.parent.name}/{other.name}" for other in paths]
    if isinstance(asked, tuple):
        solara.Title("sim app")
        Choice(names=names, chosen=chosen, event_choose=choose)
        _Told(f"{path.name} cannot be used.", asked, "trouble")
        return
    solara.Title(asked.title)
    solara.HTML("h1", html.escape(asked.title))
    if asked.question:
        solara.HTML("p", html.escape(asked.question))
    Choice(names=names, chosen=chosen, event_choose=choose)
    Sheet(asked, path).key(str(path))


@solara.component
def _Told(heading: str, lines: tuple[str, ...], kind: str) -> None:
    listed = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    solara.HTML("div", f"{html.escape(heading)}<ul>{listed}</ul>", classes=[kind], attributes={"role": "alert"})


@dataclass(frozen=True)
class Position:
    """Where the sliders stand."""

    generation: int = 0
    """How often all was put back; a movement from before that counts for nothing."""
    moved: dict[str, float] = field(default_factory=dict)
    """What was moved since, by path."""
    heard: int = 0
    """Number of the last movement that was heard of."""

    def after(self, told: Movement) -> Position:
        """Return the position after a movement that the front end tells of."""
        if told.generation != self.generation:
            return replace(self, heard=told.number)
        return Position(self.generation, {**self.moved, **told.values}, told.number)

    def put_back(self) -> Position:
        """Return the position of the file."""
        return Position(self.generation + 1, {}, self.heard)


@solara.component
def Sheet(scenario: Scenario, path: Path) -> None:
    """Show one scenario: its sliders, its outcomes, and one run of it."""
    groups = solara.use_memo(lambda: sliders_of(scenario), [])
    sheet = solara.use_memo(lambda: [_sheet(group) for group in groups], [])
    position, set_position = solara.use_state(Position())
    before = use_shares(scenario)
    answer = use_answer(scenario, groups, position.moved, before is not None)
    waits = before is None or answer.moved != position.moved or answer.playing is not None

    def move(told: object) -> None:
        movement = movement_of(told, groups)
        if movement is not None:
            set_position(lambda before: before.after(movement))

    def put_back() -> None:
        set_position(lambda before: before.put_back())

    # One element around all: were the sheet put into another once the run appears, a slider would lose its focus.
    with solara.Div():
        with solara.Div(classes=["halves"]):
            with solara.Div(classes=["sheet"]):
                solara.HTML("h2", "Move something")
                SliderSheet(groups=sheet, generation=position.generation, heard=position.heard, event_moved=move)
            with solara.Div(classes=["results"]):
                Results(scenario, before, answer, waits)
                _Below(answer.change, path, waits, put_back, not position.moved)
        if answer.played is not None:
            OneRun(answer.played, SEED, RUNS, waits)


def _sheet(group: Group) -> dict[str, object]:
    """Return a group as the front end takes it."""
    return {"label": group.label, "sliders": [_plain(slider) for slider in group.sliders]}


def _plain(slider: Slider) -> dict[str, object]:
    return {name: getattr(slider, name) for name in
            ("path", "label", "heading", "kind", "value", "low", "high", "step", "ends", "spread")}  # fmt: skip


@solara.component
def Results(scenario: Scenario, before: Shares | str | None, answer: Answer, waits: bool) -> None:
    """Show how the runs ended beside those of the file, and what there is to say about the change."""
    solara.HTML("h2", "How it ends")
    change = answer.change
    if change.faults:
        _Told(
            "As the sliders stand, this cannot be played; the table shows what last could.", change.faults, "trouble"
        )
    if change.doubts:
        _Told("It can be played, but:", change.doubts, "doubt")
    trouble = before if isinstance(before, str) else answer.trouble
    if trouble:
        _Told("The runs could not be played.", (trouble,), "trouble")
    of_file = before if isinstance(before, Shares) else None
    shown = answer.shares or of_file
    if shown is not None:
        stale = waits or bool(change.faults)
        solara.HTML("div", table_of(scenario, shown, of_file, stale=stale)).key("table")
    told = _status(shown, answer.playing if waits else None)
    solara.HTML("p", told, classes=["quiet"], attributes={"role": "status", "data-status": ""}).key("status")


def _status(shown: Shares | None, playing: float | None) -> str:
    """Tell what the table rests on, or how far the runs are."""
    if playing is not None or shown is None:
        share = playing or 0.0
        return f'playing {RUNS:,} runs <progress max="1" value="{share:.2f}">{100 * share:.0f} %</progress>'
    return (
        f"{shown.runs:,} runs · seed {shown.seed} · scenario {shown.hash} · sim {__version__} · "
        f"played in {shown.seconds:.2f} s"
    )


@solara.component
def _Below(change: Change, path: Path, waits: bool, put_back: Callable[[], None], as_filed: bool) -> None:
    """Offer the scenario of the table for download, and say how to play it elsewhere."""
    with solara.Row(style={"flex-wrap": "wrap"}):
        if waits:  # what the table shows is not what the sliders say
            solara.Button(DOWNLOAD, icon_name="mdi-cloud-download-outline", disabled=True)
        elif change.scenario is not None:
            solara.FileDownload(
                lambda: file_text(change, path), filename=file_name(change, path), label=DOWNLOAD,
                mime_type="application/yaml",
            )  # fmt: skip
        solara.Button("Put all back", on_click=put_back, disabled=as_filed, outlined=True)
    if change.scenario is not None:
        said = html.escape(command_line(change, path, RUNS, SEED))
        with solara.Div():
            solara.HTML("details", f"<summary>The same on the command line</summary><pre>{said}</pre>")
