"""The vote: actors with seats say yes or no to a text, once."""

import numpy as np

from sim.actors.actor import Actor
from sim.actors.decisions import Said
from sim.actors.state import State
from sim.process.asking import ask_vote
from sim.process.proceedings import Proceedings
from sim.process.stage import Stage
from sim.rules.arrays import Counts, Flags, Floats, sum_over_first
from sim.rules.council import NO, YES, ballot
from sim.scenario.format.stages import vote as written
from sim.scenario.format.stages.stage import TABLE

__all__ = ["Vote"]


class Vote(Stage[written.Vote]):
    """A vote on a text as it is.

    On the first day on which it may act, in this order: (1) a named text is put in the place of the one on the table;
    (2) every seat votes by what adopting it would bring (R8); (3) it is adopted if those in favour meet all
    thresholds and nobody who may veto votes against.
    """

    def __init__(self, proceedings: Proceedings, spec: written.Vote) -> None:
        super().__init__(proceedings, spec)
        self.in_favour = self.counts(spec.IN_FAVOUR)
        self.members = self.counts(spec.MEMBERS)
        self.ballots = self.numbers(spec.BALLOT)
        self.met = self.flags(spec.MET)
        self.vetoed = self.flags(spec.VETOED)
        seats = (len(spec.seats), self.world.runs)
        self.other_votes, self.other_veto = np.full(seats, np.nan), np.full(seats, np.nan)

    def take_numbers(self) -> None:
        """Read what each seat counts for, and who may veto."""
        seats = self.spec.seats.values()
        self.votes = np.array([[float(seat.votes)] for seat in seats])
        self.sizes = np.array([[seat.size] for seat in seats])
        self.veto = np.array([[seat.veto] for seat in seats])

    def change_seat(self, holder: str, votes: int | None, veto: bool | None, runs: Counts) -> None:
        """Let a seat have other votes, or a veto or none, from now on."""
        place = list(self.spec.seats).index(holder)
        if votes is not None:
            self.other_votes[place, runs] = votes
        if veto is not None:
            self.other_veto[place, runs] = veto

    def begin(self, runs: Counts) -> None:
        """Take up the text that is put to the vote."""
        if self.spec.text != TABLE:
            self.world.table(self.world.texts[self.spec.text].take(runs, axis=1), runs)
            self.world.consent[runs] = 0.0  # nobody was asked about this one

    def act(self, runs: Counts) -> None:
        """Hold the vote, and send the runs on."""
        votes = np.where(np.isnan(self.other_votes), self.votes, self.other_votes)[:, runs]
        veto = np.where(np.isnan(self.other_veto), self.veto, self.other_veto)[:, runs] == 1
        sits = votes > 0  # a seat that has no votes left is none
        said = np.zeros(votes.shape)
        for place, name in enumerate(self.spec.seats):
            if (here := sits[place]).any():
                said[place, here] = self.ballot_of(name, veto[place, here], runs[here])
        self.ballots[:, runs] = said
        yes, blocked = said == YES, ((said == NO) & veto).any(axis=0)
        weights = {"votes": votes, "members": sits * 1.0, "size": sits * self.sizes}
        for place, threshold in enumerate(self.spec.thresholds):
            counted = weights[threshold.of]
            self.met[place, runs] = threshold.met(sum_over_first(counted * yes), sum_over_first(counted))
        enough = self.met[:, runs].all(axis=0)
        passed = enough & ~blocked
        self.in_favour[runs], self.members[runs] = sum_over_first(votes * yes), yes.sum(axis=0)
        self.vetoed[runs] = blocked & enough
        self.tell("count", "", runs, votes=self.in_favour[runs], members=self.members[runs],
                  met=self.met[:, runs], vetoed=blocked, adopted=passed)  # fmt: skip
        self.pay(np.where(sits, said == NO, True), veto & sits, passed, runs)
        for result, where in (("adopted", passed), ("blocked", ~passed)):
            self.send_on(runs[where], result)

    def pay(self, opposed: Flags, veto: Flags, passed: Flags, runs: Counts) -> None:
        """Let each seat that did not vote against a text that passed have what that brings it, and vetoes be paid."""
        for place, name in enumerate(self.spec.seats):
            actor = self.actor(name)
            if isinstance(actor, State):
                actor.let_pass(np.zeros(np.count_nonzero(passed)), opposed[place, passed], runs[passed])
            actor.blocking_paid[runs] += np.where(opposed[place] & veto[place], self.cost_of(actor, runs), 0.0)

    def cost_of(self, actor: Actor, runs: Counts) -> Floats:
        """Return what standing in the way costs an actor, nothing where nobody may abstain."""
        if not self.spec.abstention:
            return np.zeros(len(runs))
        return actor.now["blocking_cost"][runs] if isinstance(actor, State) else actor.number("blocking_cost")[runs]

    def ballot_of(self, name: str, veto: Flags, runs: Counts) -> Floats:
        """Let a seat vote (R8): 1 yes, 0 abstains, -1 no, ``(runs,)``."""
        actor = self.actor(name)
        gained, cost = self.gain_of(actor, runs), self.cost_of(actor, runs)
        said = ballot(gained, cost, actor.noise(f"vote.{self.name}", runs))
        facts: dict[str, Said] = {"text": self.world.on_table.take(runs, axis=1), "veto": veto}
        payoffs: dict[str, Said] = {"gain": gained, "blocking_cost": cost}
        said = ask_vote(self, actor, said, runs, abstention=self.spec.abstention, facts=facts, payoffs=payoffs)
        self.tell("ballot", name, runs, gained=gained, blocking_cost=cost, vote=said, veto=veto)
        return said.astype(np.float64)

    def gain_of(self, actor: Actor, runs: Counts) -> Floats:
        """Return what adopting the text would bring an actor, beside what it believes will follow otherwise."""
        text, consent = self.world.on_table.take(runs, axis=1), self.world.consent[runs] == 1
        if isinstance(actor, State):
            return actor.gain(self.name, text, np.zeros(len(runs)), runs)
        agreed = actor.worth_after(self.name, "adopted", text, runs, consented=True)
        imposed = actor.worth_after(self.name, "adopted", text, runs, consented=False)
        return np.asarray(np.where(consent, agreed, imposed) - actor.failing(self.name, runs))
