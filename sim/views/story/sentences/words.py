"""Words for what a scenario names: actors, issues, texts and stages; and for dates, numbers and lists."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sim.scenario.format.scenario import Scenario

__all__ = ["Words", "as_list", "capital", "day", "decimal", "listed", "per_cent", "plural", "span"]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
"""Spelt here, so that the reader's locale has no say."""

TAKE_THE = ("States", "Kingdom", "Nations", "Union", "Republic", "Federation", "Emirates", "Netherlands")
"""Last words of names that English puts an article before."""


def day(date: dt.date) -> str:
    """Write a date as in "12 March 2007".

    Examples
    --------
    >>> import datetime as dt
    >>> day(dt.date(2008, 2, 17))
    '17 February 2008'
    """
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def span(first: dt.date, last: dt.date) -> str:
    """Write a span of days, saying month and year once where they are the same.

    Examples
    --------
    >>> import datetime as dt
    >>> span(dt.date(2007, 3, 5), dt.date(2007, 5, 21)), span(dt.date(2007, 3, 5), dt.date(2007, 3, 12))
    ('5 March to 21 May 2007', '5 to 12 March 2007')
    """
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} to {day(last)}"
    return f"{first.day} to {day(last)}"


def decimal(number: float) -> str:
    """Write a utility or a position with two decimals, and never a nought with a minus sign.

    Examples
    --------
    >>> decimal(0.756), decimal(-0.3), decimal(-0.001)
    ('0.76', '−0.30', '0.00')
    """
    written = f"{number:.2f}"
    return "0.00" if written == "-0.00" else written.replace("-", "−")


def per_cent(chance: float) -> str:
    """Write a chance, and do not call certain what is only nearly so.

    Examples
    --------
    >>> per_cent(0.908), per_cent(0.9991), per_cent(0.001), per_cent(1.0)
    ('91 per cent', 'over 99 per cent', 'under 1 per cent', '100 per cent')
    """
    if 0.995 <= chance < 1:
        return "over 99 per cent"
    if 0 < chance < 0.005:
        return "under 1 per cent"
    return f"{100 * chance:.0f} per cent"


def listed(items: Iterable[str], word: str = "and") -> str:
    """Write a list in a sentence.

    Examples
    --------
    >>> listed(["one", "two", "three"]), listed(["one"])
    ('one, two and three', 'one')
    """
    *first, last = items
    return f"{', '.join(first)} {word} {last}" if first else last


def plural(number: float, word: str) -> str:
    """Write a number with the word for what is counted.

    Examples
    --------
    >>> plural(1, "week"), plural(3.0, "week")
    ('1 week', '3 weeks')
    """
    return f"{number:.0f} {word}{'' if round(number) == 1 else 's'}"


def capital(sentence: str) -> str:
    """Begin with a capital letter.

    Examples
    --------
    >>> capital("the talks ended on Monday")
    'The talks ended on Monday'
    """
    return sentence[:1].upper() + sentence[1:]


def as_list(value: Any) -> list[Any]:
    """Give a text or another row of numbers as a list; a chronicle keeps a row of one as a bare number.

    Examples
    --------
    >>> as_list([0.75, 0.95]), as_list(0.75)
    ([0.75, 0.95], [0.75])
    """
    return list(value) if isinstance(value, list | tuple) else [value]


class Words:
    """Says by name what a scenario is about.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> words = Words(read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> words.actor("contact_group"), words.whose("russia"), words.text("ahtisaari")
    ('the Contact Group', "Russia's", '“Comprehensive Proposal”')
    >>> words.moves([0.75, 0.95, 0.5, 0.5], [0.62, 0.5, 0.5, 0.5])
    ['political status (0.75 to 0.62)', 'legal basis (0.95 to 0.50)']
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.issues = {name: self._in_a_sentence(issue.label or name) for name, issue in scenario.issues.items()}
        labels = {name: actor.label or _title(name) for name, actor in scenario.actors.items()}
        bare = {name: _bare(label) for name, label in labels.items()}
        times = Counter(bare.values())
        self.actors = {name: bare[name] if times[bare[name]] == 1 else label for name, label in labels.items()}

    def _in_a_sentence(self, label: str) -> str:
        """Begin a label with a small letter, unless some word in it is a name."""
        label = label.replace("_", " ")
        first = label.split(" ")[0]
        if label[1:] != label[1:].lower() or re.search(rf"\b{re.escape(first)}\b", self._names_spoken()):
            return label
        return label[:1].lower() + label[1:]

    def _names_spoken(self) -> str:
        """Give all that the scenario says, without the first words, which tell no name from another word."""
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
        stage = self.scenario.stages.get(name)
        return (stage.label if stage else "") or _title(name)

    def text(self, name: str) -> str:
        """Name a text, in quotation marks."""
        text = self.scenario.texts.get(name)
        return f"“{(text.label if text else '') or _title(name)}”"

    # --- texts ----------------------------------------------------------------------------------------------

    def terms(self, text: Any, which: Sequence[str] | None = None) -> str:
        """Write what a text says on every issue, or on some."""
        stands = zip(self.issues.items(), as_list(text), strict=True)
        return ", ".join(
            f"{label} {decimal(point)}" for (name, label), point in stands if which is None or name in which
        )

    def moves(self, before: Any, after: Any) -> list[str]:
        """Write what changed from one text to another, an issue each."""
        rows = zip(self.issues.values(), as_list(before), as_list(after), strict=True)
        return [
            f"{label} ({decimal(old)} to {decimal(new)})" for label, old, new in rows if decimal(old) != decimal(new)
        ]

    def where(self, flags: Any) -> list[str]:
        """Name the issues that are marked."""
        return [label for label, marked in zip(self.issues.values(), as_list(flags), strict=True) if marked]


def _bare(label: str) -> str:
    """Leave out what stands in brackets at the end."""
    return re.sub(r"\s*\([^()]*\)$", "", label) or label


def _title(name: str) -> str:
    return capital(name.replace("_", " "))
