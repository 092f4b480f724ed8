"""From moved sliders to a changed scenario: by the same settings as `--set`, or to a fault in plain words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.faults import Fault, ScenarioFault
from sim.scenario.format.quantity import Quantity
from sim.scenario.format.scenario import Scenario
from sim.scenario.reader import varied, written
from sim.scenario.text.writer import single
from sim.version import __version__
from sim.views.app.levers import Question, fixed_settings, reached
from sim.views.app.sliders import Group, Slider

__all__ = ["Change", "changed", "command_line", "file_name", "file_text", "moved_by", "setting_of"]

DIGITS = 6
"""Decimals of a moved number; a slider moves in hundredths."""


MOST_NAMED = 2
"""Sliders that a fault is told of by name; of a whole block with more of them the path says more."""


@dataclass(frozen=True)
class Change:
    """What moved sliders come to."""

    scenario: Scenario | None
    """The changed scenario; None if it cannot be used."""
    settings: tuple[str, ...] = ()
    """What was changed, each as "path=value"."""
    faults: tuple[str, ...] = ()
    """Why it cannot be used, in plain words."""
    doubts: tuple[str, ...] = ()
    """What is odd about it, though it can be used."""


def moved_by(quantity: Quantity, to: float, low: float, high: float) -> dict[str, float | list[float]]:
    """Move a number with its uncertainty: the whole distribution goes along, and stops at the slider's ends.

    >>> moved_by(Quantity.model_validate({"low": 0.1, "mode": 0.2, "high": 0.4}), 0.9, 0, 1)
    {'low': 0.8, 'mode': 0.9, 'high': 1.0}
    """

    def along(value: float, by: float) -> float:
        return round(float(min(high, max(low, value + by))), DIGITS)

    if quantity.value is not None:
        return {"value": round(to, DIGITS)}
    if quantity.uniform is not None:
        by = to - sum(quantity.uniform) / 2
        return {"uniform": [along(value, by) for value in quantity.uniform]}
    if quantity.normal is not None:
        return {"normal": [round(to, DIGITS), quantity.normal[1]]}
    assert quantity.low is not None and quantity.mode is not None and quantity.high is not None
    by = to - quantity.mode
    return {"low": along(quantity.low, by), "mode": round(to, DIGITS), "high": along(quantity.high, by)}


def setting_of(slider: Slider, to: float) -> str:
    """Write a moved slider as `--set` takes it.

    >>> setting_of(Slider("actors.russia.veto", "has a veto", "Council", "switch", 1, 0, 1, 1), 0)
    'actors.russia.veto=false'
    """
    if slider.kind == "switch":
        return f"{slider.path}={'true' if to >= 0.5 else 'false'}"
    if slider.kind == "day":
        return f"{slider.path}={dt.date.fromordinal(round(to)).isoformat()}"
    assert slider.quantity is not None
    number = moved_by(slider.quantity, to, slider.low, slider.high)
    note = f"moved on the page from {slider.value:g} to {to:g}, a question and not a coding"
    parts = [f"{name}: {_flow(value)}" for name, value in number.items()]
    return f"{slider.path}={{{', '.join([*parts, f'note: {single(note, flow=True)}'])}}}"


def _flow(value: float | list[float]) -> str:
    return f"[{', '.join(single(part) for part in value)}]" if isinstance(value, list) else single(value)


def changed(
    scenario: Scenario, groups: Iterable[Group], moved: Mapping[str, float], questions: Iterable[Question] = ()
) -> Change:
    """Change a scenario as the moved sliders say; equal positions give equal scenarios in whatever order they came.

    Where a lever sets what a slider moves as well, the slider counts.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> from sim.views.app.sliders import sliders_of
    >>> change = changed(five, sliders_of(five), {"actors.russia.veto": 0})
    >>> change.settings, change.scenario.actors["russia"].veto
    (('actors.russia.veto=false',), False)
    """
    groups, asked = list(groups), list(questions)
    known = reached(groups, [one for one in asked if not one.settings])
    together = fixed_settings(asked, moved)
    for path, slider in known.items():
        if path in moved and moved[path] != slider.value:
            together.pop(path, None)
            together[path] = setting_of(slider, moved[path])
    settings = tuple(together.values())
    if not settings:
        return Change(scenario, doubts=tuple(_said(fault, {}) for fault in varied(scenario).warnings))
    labels = {path: slider.label for path, slider in known.items()}
    labels |= {slider.path: f"{group.label}, {slider.label}" for group in groups for slider in group.sliders}
    try:
        read = varied(scenario, settings)
    except ScenarioFault as trouble:
        return Change(None, settings, tuple(_said(f, labels) for f in trouble.faults if not f.warning))
    before = {(fault.path, fault.found) for fault in varied(scenario).warnings} if read.warnings else set()
    new = [fault for fault in read.warnings if (fault.path, fault.found) not in before]
    return Change(read.scenario, settings, doubts=tuple(_said(fault, labels) for fault in new))


def _said(fault: Fault, labels: Mapping[str, str]) -> str:
    """Tell a fault with the labels of the sliders that it is about in place of its path."""
    within = [path for path in labels if path == fault.path or path.startswith(f"{fault.path}.")]
    about = within or [path for path in labels if fault.path.startswith(f"{path}.")]
    where = " and ".join(labels[path] for path in about) if 1 <= len(about) <= MOST_NAMED else fault.path
    said = f"{where}: {fault.found}" if where else fault.found
    return f"{said}; allowed: {fault.allowed}" if fault.allowed else said


def file_text(change: Change, source: Path) -> str:
    """Write the changed scenario as a file that stands alone and gives the same numbers anywhere.

    Raises ValueError if the change is at fault, so that there is no scenario.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> text = file_text(Change(five, ("actors.russia.veto=false",)), Path("five_actors.yaml"))
    >>> text.splitlines()[1:3]
    ['# Changed:', '#   actors.russia.veto=false']
    """
    if change.scenario is None:
        raise ValueError("a scenario that is at fault cannot be written")
    lines = [f"# {source.name} as changed on the page of `sim app` (sim {__version__})."]
    lines += ["# Changed:", *(f"#   {setting}" for setting in change.settings)] if change.settings else []
    return "\n".join(lines) + "\n" + written(change.scenario)


def file_name(change: Change, source: Path) -> str:
    """Name the file to download after its source and, if anything was changed, the hash of the change.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> file_name(Change(five), Path("scenarios/kosovo/five_actors.yaml"))
    'five_actors.yaml'
    """
    assert change.scenario is not None
    return f"{source.stem}_{change.scenario.hash}.yaml" if change.settings else f"{source.stem}.yaml"


def command_line(change: Change, source: Path, runs: int, seed: int) -> str:
    """Return the command that plays the same outside the page.

    >>> command_line(Change(None, ("actors.russia.veto=false",)), Path("five_actors.yaml"), 2000, 0)
    'sim run five_actors.yaml --runs 2000 --seed 0 --set actors.russia.veto=false'
    """
    import shlex

    words = ["sim", "run", str(source), "--runs", str(runs), "--seed", str(seed)]
    for setting in change.settings:
        words += ["--set", setting]
    return shlex.join(words)
