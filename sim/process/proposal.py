"""The proposal: the envoy turns from mediator to proposer."""

import numpy as np

from sim.actors.authorship import drafted, revised
from sim.actors.party import Party
from sim.chance.by_issue import drawn_by_issue
from sim.process.proceedings import Proceedings
from sim.process.stage import NEVER, Stage, crossed, due
from sim.rules.arrays import Counts, Floats
from sim.scenario.format.stages import proposal as written

__all__ = ["Proposal"]


class Proposal(Stage[written.Proposal]):
    """A text of the envoy's, consultations on it, and a last yes or no of each party.

    In order: (1) the envoy drafts (R7); (2) in each consultation every party objects that would refuse the text,
    and the text moves a step toward the objectors within the mandate; (3) on the last day each party says
    yes or no (R5). If all say yes the proposal is accepted; if not, it goes on without their consent.

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
        self.acceptances = self.counts(spec.ACCEPTANCES)

    def take_numbers(self) -> None:
        """Read how long drafting and consultations take, and within which bounds the text may lie."""
        self.drafting_weeks = np.rint(self.number("drafting_weeks"))
        self.weeks = np.rint(self.number("weeks"))
        self.every = self.number("round_every_weeks")
        self.mandate = self._bounds("min", 0.0), self._bounds("max", 1.0)

    def _bounds(self, part: str, default: float) -> Floats:
        world = self.world
        return drawn_by_issue(
            world.scenario, world.inputs, world.runs, self.spec.mandate, f"process.{self.name}.mandate", default, part
        )

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
        drawn_from = self.number("from_offers")[runs]
        text = drafted(self.author, self.parties, self.name, self.spec.method, drawn_from, self.mandate, runs)
        self.world.table(text, runs)
        self.tabled[runs] = self.world.week
        self._keep(runs)
        self.tell("proposal", self.author.name, runs, text=text, method=self.spec.method)

    def consult(self, runs: Counts) -> None:
        """Move the text toward whoever would rather see the talks fail than accept it."""
        if not runs.size:
            return
        text = self.world.on_table.take(runs, axis=1)
        terms = [party.terms(self.name, runs, self.weeks_left(runs)) for party in self.parties]
        objecting = np.stack([party.objects(text, own) for party, own in zip(self.parties, terms, strict=True)])
        step = self.number("step")[runs]
        self.world.on_table[:, runs] = revised(text, self.parties, objecting, step, self.mandate, runs)
        self._keep(runs)
        for place, party in enumerate(self.parties):
            if self.telling:
                own, weighed = terms[place], terms[place].weighed(text)
                self.tell("consultation", party.name, runs, objects=objecting[place], value=weighed.value,
                          lines=weighed.lines, retreat=weighed.retreat, worth=weighed.worth,
                          disagreement=own.reservation_at(text), crosses=crossed(party, text, runs))  # fmt: skip
        self.tell("revision", self.author.name, runs, text=self.world.on_table.take(runs, axis=1))

    def take_answers(self, runs: Counts) -> None:
        """Ask each party for its last word; without all of them the text goes on without consent."""
        if not runs.size:
            return
        text = self.world.on_table.take(runs, axis=1)
        answers = []
        for party in self.parties:
            terms = party.terms(self.name, runs)
            answer = party.accepts(text, terms, -np.inf, f"answer.{self.name}", named="proposal")
            self.tell("last_answer", party.name, runs, text=text, crosses=crossed(party, text, runs), **answer.told())
            answers.append(answer.accepts)
        self.acceptances[runs] = np.sum(answers, axis=0)
        agreed = np.logical_and.reduce(answers)
        self.world.consent[runs] = agreed  # one side's yes is no consent: what counts in the Council is agreement
        self.send_on(runs[agreed], "accepted")
        self.send_on(runs[~agreed], "refused")

    def _keep(self, runs: Counts) -> None:
        self.terms[:, runs] = self.world.on_table.take(runs, axis=1)
