"""Sheets for a class without a computer: one for all, one for each role, one for whoever leads the play."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.runs.failures import FolderFault, plain_reason
from sim.scenario.format.stages.council import Council
from sim.seats.roles import STEPS, duties_in, roles_of, texts_of
from sim.version import __version__
from sim.views.labels import label_of
from sim.views.seats.words import place_in_words
from sim.views.templating import environment
from sim.views.wording import capital, day, decimal, per_cent
from sim.views.writing import MADE_HERE, see_that_it_may_be_written

if TYPE_CHECKING:
    from sim.scenario.format.scenario import Scenario
    from sim.seats.roles import Line, Role

__all__ = ["MINUTES", "sheets_of", "write_sheets"]

MINUTES = 90
"""How long a play lasts, where nothing else is said."""

READING, LOOKING_BACK = 15, 20
"""Minutes for the sheets before, and for looking back after."""


def sheets_of(scenario: Scenario, minutes: int = MINUTES) -> dict[str, str]:
    """Return every sheet as HTML by the name of its file, and the list that the results are entered in.

    Raises ValueError if nobody decides anything, or there is no time to play in.

    >>> sorted(sheets_of(sim.read_scenario("scenarios/kosovo/five_actors.yaml")))[:3]
    ['class.csv', 'facilitator.html', 'public.html']
    """
    if minutes < READING + LOOKING_BACK + 10:
        raise ValueError(f"{minutes} minutes leave no time to play; allowed: {READING + LOOKING_BACK + 10} or more")
    roles = roles_of(scenario)
    if not roles:
        raise ValueError("nobody decides anything in this scenario")
    pages = environment()
    pages.filters.update(day=day, decimal=decimal, capital=capital, per_cent=per_cent)
    told = {
        "scenario": scenario, "roles": roles, "steps": STEPS, "version": __version__, "made_here": MADE_HERE,
        "label": lambda kind, name: label_of(scenario, kind, name), "said": place_in_words,
        "plan": _plan(scenario, minutes), "reading": READING, "looking_back": LOOKING_BACK,
        "does": _does(roles), "texts": texts_of(scenario), "label_of_outcome": _really(scenario),
        "councils": [stage for stage in scenario.process if isinstance(stage, Council)], "beyond": _beyond,
    }  # fmt: skip
    sheet = pages.get_template("sheet_role.html")
    found = {f"role-{role.actor}.html": sheet.render(role=role, **told) for role in roles}
    found |= {f"{name}.html": pages.get_template(f"sheet_{name}.html").render(**told)
              for name in ("public", "facilitator")}  # fmt: skip
    return found | {"class.csv": ",".join(["table", "outcome", *scenario.issues]) + "\n"}


def _beyond(role: Role, line: Line) -> str:
    """Reckon an example of what it costs to go beyond a red line, from the points on the sheet itself."""
    lost = next((stake.lost for stake in role.stakes if stake.issue == line.issue), ())
    bound = line.least if line.least is not None else line.most
    if bound is None or not lost:
        return ""
    at, away = round(10 * bound), -2 if line.least is not None else 2
    if not 0 <= at + away < len(lost) or lost[at + away] <= lost[at]:
        return ""
    past = lost[at + away] - lost[at]
    return (f"Settled at {decimal(STEPS[at + away])}, you lose {lost[at + away]} points, {past} of them beyond it: "
            f"{lost[at]} + {role.beyond} × {past} = {lost[at] + role.beyond * past} in all.")  # fmt: skip


def _plan(scenario: Scenario, minutes: int) -> list[tuple[str, int]]:
    """Share the time out among the stages in which somebody decides; the first gets what is left over."""
    played = [stage.name for stage in scenario.process if stage.name in _decided_in(scenario)]
    left = minutes - READING - LOOKING_BACK
    each = left // len(played)
    return [(name, each + (left - each * len(played) if place == 0 else 0)) for place, name in enumerate(played)]


def _decided_in(scenario: Scenario) -> set[str]:
    return {stage.name for stage in scenario.process if any(True for _ in duties_in(stage))}


def _really(scenario: Scenario) -> str:
    outcome = scenario.record.outcome if scenario.record else None
    return scenario.outcome_labels.get(outcome, outcome) if outcome else ""


def _does(roles: list[Role]) -> dict[str, list[tuple[str, str]]]:
    """Return, for each stage, who does what."""
    found: dict[str, list[tuple[str, str]]] = {}
    for role in roles:
        for duty in role.duties:
            found.setdefault(duty.stage, []).append((role.actor, duty.does))
    return found


def _put(text: str, part: Path) -> None:
    part.write_text(text, encoding="utf-8", newline="\n")


def write_sheets(scenario: Scenario, folder: Path, minutes: int = MINUTES, overwrite: bool = False) -> list[Path]:
    """Write every sheet into a folder, which is made if it is not there; none is written if one may not be.

    Raises FolderFault if a file is there that was not made here, unless it may be overwritten.
    """
    from sim.runs.folder.layout import write_whole

    sheets = sheets_of(scenario, minutes)
    if folder.exists() and not folder.is_dir():
        what = "a file" if folder.is_file() else "a device, a pipe or a socket"
        raise FolderFault(f"{folder}: is {what}; the sheets are several files: name a folder")
    if not folder.parent.is_dir():
        raise FolderFault(f"{folder}: there is no folder {folder.parent}")
    try:
        folder.mkdir(parents=False, exist_ok=True)
    except OSError as error:
        raise FolderFault(plain_reason(folder, error)) from error
    paths = {folder / name: text for name, text in sheets.items()}
    for path in paths:
        if path.suffix != ".csv":
            see_that_it_may_be_written(path, overwrite)
        elif path.exists() and not overwrite:
            del sheets[path.name]  # a class may have entered its tables already
    written = [path for path in paths if path.name in sheets]
    for path in written:
        text = paths[path]
        write_whole(path, partial(_put, text))
    return written
