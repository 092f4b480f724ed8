"""The narrator: knows the scenario's words and what has been told so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.views.story.sentences.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.scenario.format.scenario import Scenario

__all__ = ["Narrator"]


class Narrator:
    """Tells entries one after another, each with regard to those before it.

    Parameters
    ----------
    scenario : Scenario
        Whose run it is.
    entries : sequence of Entry
        All that will be told.

    Attributes
    ----------
    words : Words
        The scenario's labels.
    past : list of Entry
        What has been told.

    Examples
    --------
    >>> from sim.runs.one_run import chronicle_of
    >>> from sim.scenario.reader import read_scenario
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
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
        self.past: list[Entry] = []

    def stage_of(self, entry: Entry) -> Any:
        """Give what the scenario says of the stage of an entry.

        Parameters
        ----------
        entry : Entry
            Of some stage.

        Returns
        -------
        Stage
            With its parties, sponsors, majority, or whatever stages of that kind have.
        """
        return self.scenario.stages[entry.stage]

    def before(self, entry: Entry, *kinds: str, anyone: bool = False) -> Entry | None:
        """Give the last entry of some kind in the same stage, by the same actor unless by anyone.

        Parameters
        ----------
        entry : Entry
            Before which.
        *kinds : str
            Kinds of entry that count, such as "offer".
        anyone : bool
            Whether entries of other actors count too.

        Returns
        -------
        Entry or None
            None where there is none: what is told is the first of its kind.
        """
        for earlier in reversed(self.past):
            if earlier.kind in kinds and earlier.stage == entry.stage and (anyone or earlier.actor == entry.actor):
                return earlier
        return None

    def weeks_since_first(self, entry: Entry) -> int:
        """Count the weeks since the first entry of its kind in its stage.

        Parameters
        ----------
        entry : Entry
            One of those that will be told.

        Returns
        -------
        int
            0 in the week of the first.
        """
        return entry.week - self.began[entry.stage, entry.kind]

    def this_week(self, entry: Entry, kind: str) -> list[Entry]:
        """Give what was told of some kind in the same stage and week, this entry not counted.

        Parameters
        ----------
        entry : Entry
            Whose stage and week.
        kind : str
            Such as "intention".

        Returns
        -------
        list of Entry
            In the order told; empty for the first, which sets the scene for those after it.
        """
        return [
            earlier for earlier in self.past
            if (earlier.kind, earlier.stage, earlier.week) == (kind, entry.stage, entry.week)
        ]  # fmt: skip

    def rounds(self, entry: Entry) -> int:
        """Count the rounds of the stage before the week of an entry.

        Parameters
        ----------
        entry : Entry
            Whose stage and week.

        Returns
        -------
        int
            Weeks in which offers were made.
        """
        weeks = {one.week for one in self.past if one.kind == "offer" and one.stage == entry.stage}
        return len(weeks - {entry.week})

    def text_before(self, entry: Entry) -> Any:
        """Give the text that lay on the table before an entry, of whatever stage; None if there was none.

        Parameters
        ----------
        entry : Entry
            Before which.

        Returns
        -------
        list of float, float, or None
            Its place on each issue, 0 to 1; a bare number where there is one issue.
        """
        for earlier in reversed(self.past):
            if earlier is not entry and earlier.kind in ("agreement", "proposal", "revision", "draft"):
                return earlier.numbers["text"]
        return None
