"""The proposal: somebody puts a text before the parties."""

import numpy as np
import numpy.typing as npt

from sim.actors.authorship import drafted, revised
from sim.actors.decisions import Said
from sim.actors.party import Party
from sim.actors.terms import Terms
from sim.chance.by_issue import drawn_bounds
from sim.process.asking import ask_text, ask_yes
from sim.process.groups import carry
from sim.process.proceedings import Proceedings
from sim.process.stage import NEVER, Stage, crossed, due, objecting
from sim.process.talks.table import Table
from sim.rules.acceptance import stands_by
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.mediation import within_mandate
from sim.scenario.format.stages import proposal as written
from sim.scenario.format.stages.stage import TABLE

__all__ = ["Proposal"]


class Proposal(Stage[written.Proposal]):
    """A text of somebody's, consultations on it, and a last yes or no of each party.

    In order: (1) a text is drafted (R7), or taken up from elsewhere; (2) in each consultation every party objects
    that would refuse the text, and the text moves a step toward the objectors within the mandate; (3) on the last day
    each party says yes or no (R5). If enough say yes the proposal is accepted; if not, it goes on without their
    consent. A text that binds whatever they say is accepted unasked.

    Examples
    --------
    Where not both parties say yes, the text goes to the Council without consent:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3)).run()
    >>> accepted = model.records.columns["proposal.acceptances"] == 2
    >>> bool(np.all(accepted == (model.records.spelt("proposal.result") == "accepted")))
    True
    """

    def __init__(self, proceedings: Proceedings, spec: written.Proposal) -> None:
        super().__init__(proceedings, spec)
        self.author = self.actor(spec.proposer)
        self.parties = [party for party in map(self.actor, spec.parties) if isinstance(party, Party)]
        self.tabled = self.counts(spec.TABLED)
        self.terms = self.numbers(spec.TERMS)
        self.acceptances = None if spec.binding else self.counts(spec.ACCEPTANCES)
        self.says_yes = None if spec.binding else self.flags(spec.YES)

    def take_numbers(self) -> None:
        """Read whose yes is enough, how long drafting and consultations take, and the bounds of the text."""
        self.decision = Table(self.spec.parties, self.spec.coalitions)
        self.drafting_weeks = np.rint(self.number("drafting_weeks"))
        self.weeks = np.rint(self.number("weeks"))
        self.every = self.number("round_every_weeks")
        world, path = self.world, f"process.{self.name}.mandate"
        self.mandate = drawn_bounds(world.scenario, world.inputs, world.runs, self.spec.mandate, path)

    def act(self, runs: Counts) -> None:
        """Table the text, consult on it, and take the last answers, each when its week has come."""
        since = self.elapsed(runs) - self.drafting_weeks[runs]
        self.table(runs[(since >= 0) & (self.tabled[runs] == NEVER)])
        self.consult(runs[(since > 0) & (since < self.weeks[runs]) & due(since.astype(np.int64), self.every[runs])])
        self.take_answers(runs[since >= self.weeks[runs]])

    def weeks_left(self, runs: Counts) -> Floats:
        """Return how many weeks it will still take if the text is refused."""
        return np.maximum(0.0, self.drafting_weeks[runs] + self.weeks[runs] - self.elapsed(runs))

    def table(self, runs: Counts) -> None:
        """Draft the text and lay it on the table (R7)."""
        if not runs.size:
            return
        text, whose = self._first_text(runs)
        if "" in whose:
            payoffs: dict[str, Said] = {"model": self.author.value(text, runs)}
            text = ask_text(self, "draft", self.author, text, self._mandate(runs), runs, payoffs=payoffs)
        self.world.table(text, runs)
        self.tabled[runs] = self.world.week
        self._keep(runs)
        self.tell("proposal", self.author.name, runs, text=text, method=self.spec.method, whose=whose)

    def _first_text(self, runs: Counts) -> tuple[Floats, npt.NDArray[np.object_]]:
        """Return the text, and whose it is: a named one, that on the table, an earlier stage's; else it is new."""
        spec, world = self.spec, self.world
        if spec.text is not None:
            known = world.on_table if spec.text == TABLE else world.texts[spec.text]
            return self._within(known.take(runs, axis=1), runs), np.full(len(runs), spec.text, dtype=np.object_)
        drawn_from = self.number("from_offers")[runs]
        text = drafted(self.author, self.parties, self.name, spec, drawn_from, self.mandate, runs)
        if spec.revises is None:
            return text, np.full(len(runs), "", dtype=np.object_)
        columns = self.proceedings.records.columns
        left: Floats = np.array(
            [columns[f"{spec.revises}.text.{issue}"][runs] for issue in world.scenario.issues], dtype=np.float64
        )
        known = ~np.isnan(left)
        whose = np.where(known.all(axis=0), spec.revises, "").astype(np.object_)
        return np.where(known, self._within(left, runs), text), whose

    def _within(self, text: Floats, runs: Counts) -> Floats:
        return within_mandate(text, *self._mandate(runs))

    def _mandate(self, runs: Counts) -> tuple[Floats, Floats]:
        """Return between which bounds the text may lie, ``(issues, runs)`` each."""
        return self.mandate[0].take(runs, axis=1), self.mandate[1].take(runs, axis=1)

    def consult(self, runs: Counts) -> None:
        """Move the text toward whoever would rather see the talks fail than accept it."""
        if not runs.size:
            return
        text = self.world.on_table.take(runs, axis=1)
        terms = [party.terms(self.name, runs, self.weeks_left(runs)) for party in self.parties]
        objects = np.stack([self._objects(party, text, own) for party, own in zip(self.parties, terms, strict=True)])
        step = self.number("step")[runs]
        after = revised(text, self.parties, objects, step, self.mandate, runs)
        facts = {"before": text} | objecting(self.parties, objects)
        payoffs = {"model": self.author.value(after, runs)}
        after = ask_text(self, "revise", self.author, after, self._mandate(runs), runs, facts=facts, payoffs=payoffs)
        self.world.lay(after, runs)
        self._keep(runs)
        for place, party in enumerate(self.parties):
            if self.telling:
                own, weighed = terms[place], terms[place].weighed(text)
                self.tell("consultation", party.name, runs, objects=objects[place], value=weighed.value,
                          lines=weighed.lines, retreat=weighed.retreat, worth=weighed.worth,
                          disagreement=own.reservation_at(text), crosses=crossed(party, text, runs))  # fmt: skip
        self.tell("revision", self.author.name, runs, text=self.world.on_table.take(runs, axis=1))

    def _objects(self, party: Party, text: Floats, terms: Terms) -> Flags:
        """Tell whether a party objects to the text, so that it is moved toward it."""
        objects = party.objects(text, terms)
        if not self.seated(party):
            return objects
        payoffs: dict[str, Said] = {"worth": terms.worth(text), "disagreement": terms.reservation_at(text)}
        return ask_yes(self, "object", party, objects, terms.runs, facts={"text": text}, payoffs=payoffs)

    def take_answers(self, runs: Counts) -> None:
        """Ask each party for its last word; where too few say yes the text goes on without consent."""
        if not runs.size:
            return
        if self.acceptances is None or self.says_yes is None:
            self.world.take_yes({name: np.zeros(len(runs), dtype=bool) for name in self.spec.parties}, runs)
            self.send_on(runs, "accepted")
            return
        text, spec = self.world.on_table.take(runs, axis=1), self.spec
        named = "proposal" if spec.text in (None, TABLE) else spec.text
        says_yes = np.zeros((len(self.parties), len(runs)), dtype=bool)
        for place, party in enumerate(self.parties):
            terms = party.terms(self.name, runs)
            answer = party.accepts(text, terms, -np.inf, f"answer.{self.name}", named=named)
            # Nobody wavers about what it proposes itself, if that is no worse than failing.
            own = party.name == spec.proposer
            answer.accepts = stands_by(answer.accepts, own, answer.worth, answer.disagreement)
            carry(self, party, answer, text, runs)
            facts: dict[str, Said] = {"text": text, "by": spec.proposer}
            answer.accepts = ask_yes(self, "consent", party, answer.accepts, runs, facts=facts, payoffs=answer.known)
            if self.telling:
                crosses = crossed(party, text, runs)
                self.tell("last_answer", party.name, runs, text=text, crosses=crosses, **answer.told())
            says_yes[place] = answer.accepts
        self.acceptances[runs], self.says_yes[:, runs] = np.sum(says_yes, axis=0), says_yes
        agreed = self.decision.is_enough(says_yes)
        # One side's yes is no consent: what counts in a council is agreement.
        self.decision.settle(self.world, says_yes & agreed, runs)
        self.send_on(runs[agreed], "accepted")
        self.send_on(runs[~agreed], "refused")

    def _keep(self, runs: Counts) -> None:
        self.terms[:, runs] = self.world.on_table.take(runs, axis=1)
