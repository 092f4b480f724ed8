"""A case as the page shows it: a scenario file, its variants, and what worlds made of it come to."""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cachetools import LRUCache

from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import reading
from sim.version import __version__
from sim.views.app.changes import Change, changed
from sim.views.app.levers import Question, questions_of, reached
from sim.views.app.shelf import scenarios_beside
from sim.views.app.sliders import Group, Slider, sliders_of
from sim.views.figures.palette import outcome_colours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario.format.scenario import Scenario
    from sim.views.app.heard import World

__all__ = ["Case", "case_of"]

MOST_CHANGES = 64
"""Worlds of a file that are kept."""

_CHANGING = threading.Lock()

_READ: LRUCache[Path, tuple[Case, dict[str, tuple[int, int] | None]]] = LRUCache(32)
"""What was read last, with the parents and tables that it is made of as they were."""

_READING = threading.Lock()

LACKING = "not in this question of the file, and so moves nothing"
"""What is said of a number that is moved in the world of a variant that has no such number."""

EXTENDS = re.compile(rb"^extends\s*:[ \t]*(?:\"([^\"\n]+)\"|'([^'\n]+)'|(.+?))[ \t]*(?:[ \t]#.*)?\r?$", re.MULTILINE)
"""The name of a parent, in quotes or not."""


@dataclass(frozen=True, eq=False)
class Case:
    """A scenario file as the page shows it; the same only as itself."""

    path: Path
    scenario: Scenario

    @property
    def name(self) -> str:
        """What addresses call the file: its folder and its stem."""
        return f"{self.path.resolve().parent.name}/{self.path.stem}"

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Every number that can be moved."""
        return sliders_of(self.scenario)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The levers that the file names."""
        return questions_of(self.scenario)

    @cached_property
    def variants(self) -> dict[str, Path]:
        """The files beside this one that change nothing but what they say, by their stem."""
        found = {}
        folder = self.path.resolve().parent
        for other in scenarios_beside(self.path)[1:]:
            named = EXTENDS.search(other.read_bytes()) if other.parent == folder else None
            if named is None:
                continue
            said = next(filter(None, named.groups())).decode("utf-8", "replace")
            if os.path.normpath(folder / said) == os.path.normpath(folder / self.path.name):
                found[other.stem] = other
        return found

    def sliders(self, questions: tuple[Question, ...]) -> dict[str, Slider]:
        """Return everything that can be moved, by its path or by the name of its lever."""
        return reached(self.groups, questions)

    def starts(self, base: str, questions: tuple[Question, ...]) -> dict[str, float]:
        """Return where the sliders of a variant stand, as far as they stand elsewhere than in the file."""
        if not base:
            return {}
        there = case_of(self.variants[base])
        here, elsewhere = self.sliders(questions), there.sliders(there.questions)
        return {
            path: slider.value
            for path, slider in elsewhere.items()
            if path in here and here[path].value != slider.value
        }

    def change(self, world: World, questions: tuple[Question, ...]) -> Change:
        """Return what a world comes to; what is moved there and is not in its variant is told as a doubt."""
        try:
            there = case_of(self.variants[world.base]) if world.base else self
        except ScenarioFault as trouble:
            return Change(None, (), tuple(str(fault) for fault in trouble.faults if not fault.warning))
        asked = there.questions or questions
        made, known, labels = there._changed(world.moved, asked), there.sliders(asked), self._labels(questions)
        lacking = tuple(f"{LACKING}: {labels[path]}" for path in sorted(world.moved) if path not in known)
        return replace(made, doubts=made.doubts + lacking) if lacking else made

    def _labels(self, questions: tuple[Question, ...]) -> dict[str, str]:
        """Return what people read for each slider: the question of a lever, the label of any other number."""
        labels = {one.path: f"{group.label}, {one.label}" for group in self.groups for one in group.sliders}
        return labels | {one.slider.path: one.ask for one in questions}

    def _changed(self, moved: Mapping[str, float], questions: tuple[Question, ...]) -> Change:
        """Return what movements come to, kept from before: a world that stands still is asked for again and again."""
        key = (*sorted(moved.items()), *(one.name for one in questions))
        with _CHANGING:
            found = self._changes.get(key)
        if found is None:
            found = changed(self.scenario, self.groups, moved, questions)
            with _CHANGING:
                self._changes[key] = found
        return found

    @cached_property
    def _changes(self) -> LRUCache[tuple[object, ...], Change]:
        return LRUCache(MOST_CHANGES)

    def source(self, world: World) -> Path:
        """Return the file that a world begins with."""
        return self.variants[world.base] if world.base else self.path

    def in_words(self, world: World, questions: tuple[Question, ...]) -> str:
        """Say what a world is, as the page says it.

        >>> from pathlib import Path
        >>> from sim.views.app.heard import World
        >>> case = case_of(Path("scenarios/kosovo/five_actors.yaml"))
        >>> case.in_words(World("", {"no_veto": 1, "actors.russia.blocking_cost": 0.6}), case.questions)
        'What would a veto have cost Russia? 0.6; And if Russia had had no veto?'
        """
        asks, labels = {one.slider.path for one in questions}, self._labels(questions)
        sliders, said = self.sliders(questions), [_asks(self.variants[world.base])] if world.base else []
        for path, to in sorted(world.moved.items()):
            if sliders[path].kind != "switch":
                said.append(f"{labels[path]} {to:g}")
            elif path in asks and to >= 0.5:
                said.append(labels[path])
            elif path not in asks:
                said.append(f"{labels[path]}: {'yes' if to >= 0.5 else 'no'}")
        return "; ".join(said) or "as the file has it"

    def given(
        self, questions: tuple[Question, ...], runs: int, seed: int, files: Sequence[str] = ()
    ) -> dict[str, object]:
        """Return all that the front end shows before it asks anything, and what files it may ask for beside this."""
        colours, record = outcome_colours(self.scenario), self.scenario.record
        labels = self.scenario.outcome_labels
        return {
            "file": self.name, "files": [*files], "title": self.scenario.title, "runs": runs, "seed": seed,
            "version": __version__,
            "outcomes": [{"name": name, "label": labels[name], "colour": colours[name]} for name in labels],
            "happened": (record.outcome or "") if record is not None else "",
            "questions": [
                {"name": one.name, "ask": one.ask, "slider": _plain(one.slider), "moves": list(one.moves),
                 "source": one.source} for one in questions
            ],
            "chosen": not self.questions, "class": True, "histories": True,
            "groups": [{"label": group.label, "sliders": list(map(_plain, group.sliders))} for group in self.groups],
            "variants": [{"name": name, "ask": _asks(path)} for name, path in self.variants.items()],
        }  # fmt: skip


def _plain(slider: Slider) -> dict[str, object]:
    names = ("path", "label", "heading", "kind", "value", "low", "high", "step", "ends")
    return {**{name: getattr(slider, name) for name in names}, "source": _source(slider)}


def _source(slider: Slider) -> str:
    quantity = slider.quantity
    return "" if quantity is None else "; ".join(part for part in (quantity.source, quantity.note) if part)


def _asks(path: Path) -> str:
    """Return what a variant asks, as its own file says it, without reading all that it extends."""
    found = re.search(r"^# Asks: (.+)$", path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    said = found[1] if found else path.stem.replace("_", " ")
    return said[:1].upper() + said[1:]


def case_of(path: Path) -> Case:
    """Return the case of a file, read once as long as it and all that it is made of stay as they are.

    Raises ScenarioFault if the file is no sound scenario.

    >>> from pathlib import Path
    >>> case = case_of(Path("scenarios/kosovo/five_actors.yaml"))
    >>> case.name, list(case.variants)
    ('kosovo/five_actors', ['five_actors_no_veto'])
    """
    with _READING:
        case, stamps = _READ.get(path, (None, {}))
        if case is None or any(_stamp(file) != stamp for file, stamp in stamps.items()):
            read = reading(path)
            case = Case(path, read.scenario)
            _READ[path] = case, {file: _stamp(file) for file in (str(path), *read.files)}
        return case


def _stamp(file: str) -> tuple[int, int] | None:
    """Return what changes when a file does."""
    try:
        about = Path(file).stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size
