"""Words for what a scenario names: actors, issues, texts and stages."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sim.views.labels import label_of, on_scale
from sim.views.wording import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.format.scenario import Scenario

__all__ = ["Words"]

TAKE_THE = ("States", "Kingdom", "Nations", "Union", "Republic", "Federation", "Emirates", "Netherlands")
"""Last words of names that English puts an article before."""


class Words:
    """Knows by name what a scenario is about.

    >>> words = Words(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> words.actor("contact_group"), words.whose("russia"), words.text("ahtisaari")
    ('the Contact Group', "Russia's", '“Comprehensive Proposal”')
    >>> words.moves([0.75, 0.95, 0.5, 0.5], [0.62, 0.5, 0.5, 0.5])
    ['political status (0.75 to 0.62)', 'legal basis (0.95 to 0.50)']
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.issues = {
            name: self._in_a_sentence(issue.label or name.replace("_", " "))
            for name, issue in scenario.issues.items()
        }
        labels = {name: label_of(scenario, "actors", name) for name, actor in scenario.actors.items()}
        bare = {name: _bare(label) for name, label in labels.items()}
        times = Counter(bare.values())
        self.actors = {name: bare[name] if times[bare[name]] == 1 else label for name, label in labels.items()}

    def _in_a_sentence(self, label: str) -> str:
        """Begin a label with a small letter, unless some word in it is a name."""
        first = label.partition(" ")[0]
        if label[1:] != label[1:].lower() or re.search(rf"\b{re.escape(first)}\b", self._names_spoken()):
            return label
        return label[:1].lower() + label[1:]

    def _names_spoken(self) -> str:
        """Return all that the scenario says, without the first words, which tell no name from another word."""
        scenario = self.scenario
        spoken = [scenario.title, scenario.question, *(text.label for text in scenario.texts.values())]
        spoken += [end for issue in scenario.issues.values() for end in (issue.zero, issue.one)]
        return " ".join(
            [*(actor.label for actor in scenario.actors.values()), *(said.partition(" ")[2] for said in spoken)]
        )

    # --- who and where --------------------------------------------------------------------------------------

    def actor(self, name: str) -> str:
        """Name an actor within a sentence, with an article where its label is no proper name by itself."""
        if not name:
            return ""
        label = self.actors.get(name, _title(name))
        words = _bare(label).split()
        is_bloc = name in self.scenario.actors and self.scenario.actors[name].kind == "bloc" and len(words) > 1
        if words[0].lower() != "the" and (is_bloc or words[-1] in TAKE_THE or words[-1][0].islower()):
            return f"the {label}"
        return label

    def whose(self, name: str) -> str:
        """Name an actor as the owner of something."""
        owner = self.actor(name)
        return f"{owner}'" if owner.endswith("s") else f"{owner}'s"

    def stage(self, name: str) -> str:
        """Name a stage as headings do."""
        return label_of(self.scenario, "stages", name)

    def text(self, name: str) -> str:
        """Name a text, in quotation marks."""
        return f"“{label_of(self.scenario, 'texts', name)}”"

    # --- texts ----------------------------------------------------------------------------------------------

    def terms(self, text: Sequence[float], which: Sequence[str] | None = None) -> str:
        """Write what a text says on every issue, or on some."""
        stands = zip(self.issues.items(), text, strict=True)
        return ", ".join(
            f"{label} {self.point(name, point)}" for (name, label), point in stands if which is None or name in which
        )

    def moves(self, before: Sequence[float], after: Sequence[float]) -> list[str]:
        """Write what changed from one text to another, an issue each."""
        rows = zip(self.issues.items(), self.scenario.issues.values(), before, after, strict=True)
        return [
            f"{label} ({on_scale(issue, old)} to {self.point(name, new)})" for (name, label), issue, old, new in rows
            if on_scale(issue, old) != on_scale(issue, new)
        ]  # fmt: skip

    def point(self, issue: str, place: float) -> str:
        """Write where a text stands on an issue, on the issue's own scale if it has one."""
        return on_scale(self.scenario.issues[issue], place, unit=True)

    def where(self, flags: Sequence[bool]) -> list[str]:
        """Name the issues that are marked."""
        return [label for label, marked in zip(self.issues.values(), flags, strict=True) if marked]


def _bare(label: str) -> str:
    """Leave out what stands in brackets at the end, after a name."""
    return re.sub(r"(?<=\S)\s+\([^()]*\)$", "", label)


def _title(name: str) -> str:
    return capital(name.replace("_", " "))
