"""The protocol of the single text: a mediator writes one, all say what they would do, and it is revised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.actors.authorship import drafted, revised
from sim.process.asking import ask_text, ask_yes
from sim.process.groups import carry
from sim.process.stage import crossed, objecting

if TYPE_CHECKING:
    from sim.actors.decisions import Said
    from sim.process.talks.stage import Talks
    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["SingleText"]


class SingleText:
    """A mediator's text, and how a round goes on from there (Raiffa 1982, ch. 14).

    It is written as the talks begin (R7). In each round after that every party says whether it accepts the text as it
    stands (R5). If enough do, it is agreed; else it moves a step toward those who do not, within the mandate.
    """

    def __init__(self, talks: Talks) -> None:
        self.talks = talks
        self.author = talks.actor(talks.spec.mediators[0])
        self.text = talks.numbers(talks.spec.TERMS)

    def begin(self, runs: Counts) -> None:
        """Hear what the parties demand, and write the text; what is not dealt with stays as it is in force."""
        talks = self.talks
        for party in talks.parties:
            party.takes_up(talks.spec.in_public, runs)
        from_offers = talks.number("from_offers")[runs]
        text = drafted(
            self.author, talks.parties, talks.name, talks.spec, from_offers, talks.mandate, runs
        )  # fmt: skip
        text = talks.with_the_rest_in_force(text, runs)
        self.text[:, runs] = self._written("draft", text, text, runs)
        talks.tell("single_text", self.author.name, runs, text=self.text.take(runs, axis=1))

    def hold_round(self, runs: Counts, share: Floats, last: Flags) -> None:
        """Ask every party; where too few accept, revise the text toward the others."""
        talks = self.talks
        asked = talks.elapsed(runs) > 0  # in the week in which the text is tabled it is only read
        runs, last = runs[asked], last[asked]
        if not runs.size:
            return
        text, on_table, left = self.text.take(runs, axis=1), talks.on_table(), talks.weeks_left(runs)
        says_yes = np.zeros((len(talks.parties), len(runs)), dtype=bool)
        for place, party in enumerate(talks.parties):
            terms = talks.if_refused(place, party.terms(talks.name, runs, left, on_table), text)
            answer = party.accepts(text, terms, -np.inf, f"answer.{talks.name}")
            carry(talks, party, answer, text, runs)
            facts: dict[str, Said] = {"text": text, "by": self.author.name}
            answer.accepts = ask_yes(talks, "accept", party, answer.accepts, runs, facts=facts, payoffs=answer.known)
            says_yes[place] = answer.accepts
            if talks.telling:
                talks.tell("opinion", party.name, runs, crosses=crossed(party, text, runs), **answer.told())
        agreed = talks.table.is_enough(says_yes)
        talks.agree(text[:, agreed], runs[agreed], says_yes[:, agreed], on_table)
        open_still = ~agreed
        if open_still.any():
            self._revise(text[:, open_still], ~says_yes[:, open_still], runs[open_still])

    def _revise(self, text: Floats, objects: Flags, runs: Counts) -> None:
        talks = self.talks
        after = revised(text, talks.parties, objects, talks.number("step")[runs], talks.mandate, runs)
        after = np.where(talks.on_table()[:, None], after, text)
        self.text[:, runs] = self._written("revise", after, text, runs, objects)
        talks.tell("revised_text", self.author.name, runs, before=text, text=self.text.take(runs, axis=1))

    def _written(self, kind: str, own: Floats, before: Floats, runs: Counts, objects: Flags | None = None) -> Floats:
        """Return what the mediator writes: the model's text, or that of whoever sits in its seat."""
        talks = self.talks
        if not talks.seated(self.author):
            return own
        lower, upper = (np.where(talks.on_table()[:, None], line[:, runs], own) for line in talks.mandate)
        facts: dict[str, Said] = {} if objects is None else {"before": before} | objecting(talks.parties, objects)
        payoffs: dict[str, Said] = {"model": self.author.value(own, runs)}
        return ask_text(talks, kind, self.author, own, (lower, upper), runs, facts=facts, payoffs=payoffs)

    def agree(self, text: Floats, says_yes: Flags, runs: Counts, on_table: Flags) -> None:
        """Keep the text that was agreed on, be it another that was tabled beside it."""
        self.text[:, runs] = text

    def between(self, runs: Counts) -> Floats:
        """Return the text that lies between all, ``(issues, runs)``."""
        return self.text.take(runs, axis=1)

    def end(self, runs: Counts) -> None:
        """Nobody has offered anything of its own."""

    def tell_shortfall(self, runs: Counts) -> None:
        """Tell what the text still lacked for each party when time was up."""
        talks, text = self.talks, self.text.take(runs, axis=1)
        for party in talks.parties:
            lacks = np.where(talks.on_table()[:, None], party.lacks(text, runs), 0.0)
            talks.tell("shortfall", party.name, runs, other=self.author.name, lacks=lacks)
