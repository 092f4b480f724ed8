"""The ratification: leaders recommend, and peoples, chambers and governments vote, all on one day."""

from functools import partial

import numpy as np

from sim.actors.decisions import Said
from sim.actors.ratifying import Ballot, ballots, gain_by_yes
from sim.process.asking import ask_number, ask_yes
from sim.process.groups import tell_within
from sim.process.proceedings import Proceedings
from sim.process.stage import Stage
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.home import share_of_yes
from sim.scenario.format.stages import ratification as written
from sim.special import ndtr, ndtri

__all__ = ["Ratification"]

SURE = 40.0
"""Standard deviations beyond which nobody votes otherwise, as numbers of a computer have it."""


class Ratification(Stage[written.Ratification]):
    """A vote at home on the text on the table.

    On the first day on which it may act, in this order: (1) each leader whose word counts recommends a yes or a no,
    as its own gain has it; (2) each body votes (R15), all of them in one mood of the day; (3) if enough bodies say
    yes the text is ratified, else it is rejected.
    """

    def __init__(self, proceedings: Proceedings, spec: written.Ratification) -> None:
        super().__init__(proceedings, spec)
        self.mood = ndtri(np.clip(self.chance("mood"), 1e-12, 1 - 1e-12))
        self.yes = self.numbers(spec.YES)
        self.approves = self.flags(spec.APPROVES)
        self.approving = self.counts(spec.APPROVING)
        self.recommends = self.flags(spec.RECOMMENDS)

    def act(self, runs: Counts) -> None:
        """Hold the votes, and send the runs on."""
        text = self.world.on_table.take(runs, axis=1)
        recommended = {name: self.recommend(place, name, text, runs) for place, name in enumerate(self.spec.leaders)}
        asked = ballots(self.world, self.spec, text, runs, self.world.consent[runs] == 1, recommended)
        for place, (name, ballot) in enumerate(asked.items()):
            self.vote(place, name, ballot, runs)
        said_yes = self.approves[:, runs].sum(axis=0)
        self.approving[runs] = said_yes
        ratified = said_yes >= self.spec.approvals_needed
        self.send_on(runs[ratified], "ratified")
        self.send_on(runs[~ratified], "rejected")

    def recommend(self, place: int, name: str, text: Floats, runs: Counts) -> Floats:
        """Let a leader recommend a yes (1) or a no (-1), ``(runs,)``."""
        leader = self.actor(name)
        gained = gain_by_yes(leader, self.name, text, runs, self.world.consent[runs] == 1)
        says: Flags = gained + leader.noise(f"recommends.{self.name}", runs) > 0
        says = ask_yes(self, "recommend", leader, says, runs, facts={"text": text}, payoffs={"gain": gained})
        self.recommends[place, runs] = says
        self.tell("recommendation", name, runs, gained=gained, recommends=says)
        return np.where(says, 1.0, -1.0)

    def vote(self, place: int, name: str, ballot: Ballot, runs: Counts) -> None:
        """Count the votes of one body."""
        shock = ballot.shock * self.mood[runs]
        leanings = self.leanings(name, ballot, shock, runs)
        share = share_of_yes(leanings, ballot.shares, shock)
        approved = share > ballot.needed
        self.yes[place, runs], self.approves[place, runs] = share, approved
        text, consented = self.world.on_table.take(runs, axis=1), self.world.consent[runs] == 1
        for group, gained, leaning in zip(self.spec.groups(name), ballot.gains, leanings, strict=True):
            within = partial(gain_by_yes, stage=self.name, text=text, runs=runs, consented=consented)
            tell_within(self, self.actor(group), within, gained, runs)
            self.tell("leaning", group, runs, body=name, gained=gained, leaning=leaning, shock=shock)
        self.tell("ballots", "", runs, body=name, share=share, needed=ballot.needed, approves=approved)

    def leanings(self, name: str, ballot: Ballot, shock: Floats, runs: Counts) -> Floats:
        """Return how each group in a body leans, ``(groups, runs)``, as whoever sits in its seat has it vote."""
        leanings = ballot.leanings
        for place, group in enumerate(self.spec.groups(name)):
            actor = self.actor(group)
            if not self.seated(actor):
                continue
            own = float(ndtr(leanings[place] + shock)[0])
            facts: dict[str, Said] = {"text": self.world.on_table.take(runs, axis=1), "body": name}
            payoffs: dict[str, Said] = {"gain": ballot.gains[place]}
            if isinstance(self.spec.bodies[name], written.Government):
                yes = np.array([own > 0.5])
                said = ask_yes(self, "ratify", actor, yes, runs, facts=facts, payoffs=payoffs)
                share = own if said[0] == yes[0] else float(said[0])
            else:
                share = ask_number(self, "ratify", actor, own, facts=facts, payoffs=payoffs)
            if share != own:
                leanings = leanings.copy()
                leanings[place] = np.clip(ndtri(share), -SURE, SURE) - shock
        return leanings
