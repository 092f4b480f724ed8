"""The vote: actors with seats say yes or no to a text, once."""

import numpy as np

from sim.actors.actor import Actor
from sim.actors.decisions import Said
from sim.actors.state import State
from sim.process.asking import ask_vote
from sim.process.proceedings import Proceedings
from sim.process.stage import Stage
from sim.rules.arrays import Counts, Flags, Floats, sum_over_first
from sim.rules.council import NO, YES, ballot, carried
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
        said = np.stack([self.ballot_of(name, veto[place], runs) for place, name in enumerate(self.spec.seats)])
        self.ballots[:, runs] = said
        yes, blocked = said == YES, ((said == NO) & veto).any(axis=0)
        weights = {"votes": votes, "members": np.ones_like(votes), "size": np.broadcast_to(self.sizes, votes.shape)}
        for place, threshold in enumerate(self.spec.thresholds):
            self.met[place, runs] = self._meets(threshold, weights[threshold.of], yes)
        enough = self.met[:, runs].all(axis=0)
        passed = enough & ~blocked
        self.in_favour[runs], self.members[runs] = sum_over_first(votes * yes), yes.sum(axis=0)
        self.vetoed[runs] = blocked & enough
        self.tell("count", "", runs, votes=self.in_favour[runs], members=self.members[runs],
                  met=self.met[:, runs], vetoed=blocked, adopted=passed)  # fmt: skip
        self.pay(said == NO, veto, passed, runs)
        for result, where in (("adopted", passed), ("blocked", ~passed)):
            self.send_on(runs[where], result)

    @staticmethod
    def _meets(threshold: written.Threshold, weights: Floats, yes: Flags) -> Flags:
        """Tell where those in favour reach a threshold, ``(runs,)``."""
        whole = sum_over_first(weights)
        needed = whole * threshold.of_whole if threshold.count is None else np.full(whole.shape, threshold.count)
        if threshold.over is not None:
            needed = np.nextafter(needed, np.inf)
        return carried(sum_over_first(weights * yes), needed, vetoed=False)

    def pay(self, opposed: Flags, veto: Flags, passed: Flags, runs: Counts) -> None:
        """Let each seat have what a text that passed brings it beside, and pay for standing in the way."""
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
