"""Words for what a scenario names: actors, issues, texts and stages."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.views.labels import label_of, on_scale
from sim.views.story.sentences.grades import FIRST, SEEN, stands
from sim.views.wording import capital, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.format.scenario import Scenario

__all__ = ["Words"]

TAKE_THE = ("States", "Kingdom", "Nations", "Union", "Republic", "Federation", "Emirates", "General")
"""Last words of names that English puts an article before, a hyphen before them or not, as before "-lands"."""


NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""Words that make an actor several, at the end of its name."""

ARTICLES = ("The", "A", "An")
"""First words of a label that are small within a sentence, whatever follows."""


class Words:
    """Knows by name what a scenario is about.

    >>> words = Words(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> words.actor("contact_group"), words.whose("russia"), words.text("ahtisaari")
    ('the Contact Group', "Russia's", '“Comprehensive Proposal”')
    >>> words.moves([0.75, 0.95, 0.5, 0.5], [0.62, 0.5, 0.5, 0.5])
    ['legal basis', 'political status']
    >>> words.terms([0.75, 0.95, 0.5, 0.5], ["status", "legal_basis"])
    'on political status toward “independent state” and on legal basis close to “Resolution 1244 ends by itself”'
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
        if first in ARTICLES:
            return label[:1].lower() + label[1:]
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
        if label.partition(" ")[0] in ARTICLES:
            return label[:1].lower() + label[1:]
        words = _bare(label).split()
        is_bloc = name in self.scenario.actors and self.scenario.actors[name].kind == "bloc" and len(words) > 1
        last = words[-1].rpartition("-")[2]
        takes_the = last in TAKE_THE or last.endswith("lands") or words[-1][0].islower()
        if words[0] != "the" and (is_bloc or takes_the):
            return f"the {label}"
        return label

    def whose(self, name: str) -> str:
        """Name an actor as the owner of something."""
        owner = self.actor(name)
        return f"{owner}'" if owner.endswith("s") else f"{owner}'s"

    def are_several(self, name: str) -> bool:
        """Tell whether an actor's name stands for several, so that one says "they": by a number, "and" or a plural.

        >>> case = sim.read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.russia.label=The six envoys"])
        >>> [Words(case).are_several(name) for name in ("russia", "envoy")]
        [True, False]
        """
        said = _bare(self.actors.get(name, "")).split()
        if not said:
            return False
        last, party = said[-1], name in self.scenario.actors and self.scenario.actors[name].kind == "party"
        return last in NUMBERS or bool(re.fullmatch(r"[a-z]+[^s]s", last)) or ("and" in said and not party)

    def stage(self, name: str) -> str:
        """Name a stage as headings do."""
        return label_of(self.scenario, "stages", name)

    def text(self, name: str) -> str:
        """Name a text, in quotation marks."""
        return f"“{label_of(self.scenario, 'texts', name)}”"

    # --- texts ----------------------------------------------------------------------------------------------

    def values(self, text: Sequence[float]) -> str:
        """Write in numbers what a text says on every issue, each on its own scale if it has one."""
        places = zip(self.issues.items(), text, strict=True)
        return ", ".join(f"{label} {self.point(name, place)}" for (name, label), place in places)

    def point(self, issue: str, place: float) -> str:
        """Write where a text stands on an issue, on the issue's own scale if it has one."""
        return on_scale(self.scenario.issues[issue], place, unit=True)

    def terms(self, text: Sequence[float], which: Sequence[str] | None = None) -> str:
        """Tell where a text stands on the issues that matter most to the parties."""
        named = [name for name in self.by_weight if which is None or name in which]
        if len(named) > FIRST + 1:
            named = named[:FIRST]
        points, issues = dict(zip(self.issues, text, strict=True)), self.scenario.issues
        return listed([
            f"on {self.issues[name]} {stands(points[name], issues[name].zero, issues[name].one)}" for name in named
        ])  # fmt: skip

    def on(self, text: Sequence[float], which: Sequence[str]) -> list[float]:
        """Return what a text says on some issues."""
        return [point for name, point in zip(self.issues, text, strict=True) if name in which]

    @cached_property
    def by_weight(self) -> list[str]:
        """The issues, those first that matter most to the parties together, else in the order of the file."""
        parties = [self.scenario.actors[name] for name in self.scenario.parties]
        weight = {
            name: sum(actor.salience[name].mean for actor in parties if name in actor.salience)
            for name in self.issues
        }
        return sorted(self.issues, key=lambda name: -weight[name])

    def moves(self, before: Sequence[float], after: Sequence[float]) -> list[str]:
        """Name the issues on which one text differs from another, where it differs most first."""
        rows = zip(self.issues.values(), before, after, strict=True)
        moved = [(label, abs(new - old)) for label, old, new in rows if abs(new - old) >= SEEN]
        return [label for label, _ in sorted(moved, key=lambda one: -one[1])]

    def moved_by_steps(self, texts: Sequence[Sequence[float]]) -> list[str]:
        """Name the issues on which the last text differs from the first, where a step on the way can be seen."""
        seen = {issue for before, after in pairwise(texts) for issue in self.moves(before, after)}
        return [issue for issue in self.moves(texts[0], texts[-1]) if issue in seen] if texts else []

    def where(self, flags: Sequence[bool]) -> list[str]:
        """Name the issues that are marked."""
        return [label for label, marked in zip(self.issues.values(), flags, strict=True) if marked]


def _bare(label: str) -> str:
    """Leave out what stands in brackets at the end, after a name."""
    return re.sub(r"(?<=\S)\s+\([^()]*\)$", "", label)


def _title(name: str) -> str:
    return capital(name.replace("_", " "))
