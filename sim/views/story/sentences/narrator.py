"""The narrator: knows the scenario's words and what has been told so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sim.scenario.format.stages.stage import Stage
from sim.views.story.sentences.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.scenario.format.scenario import Scenario

__all__ = ["Narrator"]

Kind = TypeVar("Kind", bound=Stage)


class Narrator:
    """Tells entries one after another, each with regard to those before it, which are kept in `past`.

    >>> from sim.runs.one_run import chronicle_of
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> entries = chronicle_of(five, 0, seed=1).entries
    >>> narrator = Narrator(five, entries)
    >>> offers = [entry for entry in entries if entry.kind == "offer" and entry.actor == "belgrade"]
    >>> narrator.past += offers[:2]
    >>> narrator.before(offers[2], "offer") is offers[1], narrator.rounds(offers[2])
    (True, 2)
    """

    def __init__(self, scenario: Scenario, entries: Sequence[Entry]) -> None:
        self.scenario = scenario
        self.began: dict[tuple[str, str], int] = {}
        for entry in entries:
            self.began.setdefault((entry.stage, entry.kind), entry.week)
        self.words = Words(scenario)
        self.played = list(dict.fromkeys(entry.actor for entry in entries if entry.kind == "seat"))
        self.past: list[Entry] = []
        self._meant = [entry for entry in entries if entry.kind == "intention"]

    def stage_of(self, entry: Entry, kind: type[Kind]) -> Kind:
        """Return what the scenario says of the stage of an entry, which is of this kind."""
        stage = self.scenario.stages[entry.stage]
        if not isinstance(stage, kind):
            raise TypeError(f"{entry.kind} is told of {entry.stage}, which is no {kind.__name__.lower()}")
        return stage

    def is_over(self, stage: str) -> bool:
        """Tell whether the run has left a stage by now."""
        return any(earlier.kind == "leaves" and earlier.stage == stage for earlier in self.past)

    def can_veto(self, actor: str, stage: str) -> bool:
        """Tell whether an actor has a veto when it next comes to a draft; as the file says where it never does."""
        now = self.past[-1].week if self.past else 0
        held = [
            one.says("veto") for one in self._meant
            if (one.actor, one.stage) == (actor, stage) and one.week >= now
        ]  # fmt: skip
        return held[0] if held else bool(getattr(self.scenario.actors[actor], "veto", False))

    def before(self, entry: Entry, *kinds: str, anyone: bool = False) -> Entry | None:
        """Return the last entry of some kind in the same stage, by the same actor unless by anyone."""
        for earlier in reversed(self.past):
            if earlier.kind in kinds and earlier.stage == entry.stage and (anyone or earlier.actor == entry.actor):
                return earlier
        return None

    def weeks_since_first(self, entry: Entry) -> int:
        """Count the weeks since the first entry of its kind in its stage."""
        return entry.week - self.began[entry.stage, entry.kind]

    def this_week(self, entry: Entry, kind: str) -> list[Entry]:
        """Return what was told of some kind in the same stage and week, this entry not counted."""
        return [
            earlier for earlier in self.past
            if (earlier.kind, earlier.stage, earlier.week) == (kind, entry.stage, entry.week)
        ]  # fmt: skip

    def rounds(self, entry: Entry) -> int:
        """Count the rounds of the stage before the week of an entry."""
        weeks = {one.week for one in self.past if one.kind == "offer" and one.stage == entry.stage}
        return len(weeks - {entry.week})

    def text_before(self, entry: Entry) -> list[float] | None:
        """Return the text that lay on the table before an entry, of whatever stage; None if there was none."""
        for earlier in reversed(self.past):
            if earlier is not entry and earlier.kind in ("agreement", "proposal", "revision", "draft"):
                return earlier.by_issue("text")
        return None
