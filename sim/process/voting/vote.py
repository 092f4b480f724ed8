"""The vote: actors with seats say yes or no, to a text as it is or to the drafts of sponsors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.ratifying import gain_within
from sim.actors.voter import Voter
from sim.process.asking import ask_vote
from sim.process.groups import tell_within
from sim.process.stage import Stage
from sim.process.voting.drafts import Drafts
from sim.rules.arrays import sum_over_first
from sim.rules.council import NO, YES, carried, independence, yes_by_chance
from sim.scenario.format.stages import vote as written
from sim.scenario.format.stages.stage import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.actors.actor import Actor
    from sim.actors.decisions import Said
    from sim.process.proceedings import Proceedings
    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["Tally", "Vote"]


@dataclass(frozen=True)
class Tally:
    """How all seats vote, or mean to vote on a draft.

    Attributes
    ----------
    said : array, (seats, runs)
        1 yes, 0 abstains, -1 no.
    veto, sits : array of bool, (seats, runs)
        Who may veto, and who has votes at all.
    met : array of bool, (thresholds, runs)
        Which thresholds are met.
    votes, members : array, (runs,)
        What those in favour have, and how many they are.
    """

    said: Floats
    veto: Flags
    sits: Flags
    met: Flags
    votes: Counts
    members: Counts

    @property
    def enough(self) -> Flags:
        """Where all thresholds are met."""
        return np.asarray(self.met.all(axis=0))

    @property
    def blocked(self) -> Flags:
        """Where somebody who may veto votes against."""
        return np.asarray(((self.said == NO) & self.veto).any(axis=0))


class Vote(Stage[written.Voting]):
    """A vote on a text as it is, or on the drafts of sponsors.

    Without sponsors, on the first day on which it may act, in this order: (1) a named text is put in the place of the
    one on the table; (2) every seat votes by what adopting it would bring (R8); (3) it is adopted if those in favour
    meet all thresholds and nobody who may veto votes against. With sponsors, for each draft, in this order: (1) they
    table a text, the first as it lies on the table, each later one a step softer toward the pivotal objector (R9);
    (2) every seat makes up its mind (R8), and those who could block say in public whether they would, which
    everybody learns from (R10); (3) the sponsors put the draft to the vote, soften it or withdraw it, whichever is
    worth most to them (R9); what nobody threatens they do not soften.

    Examples
    --------
    Where it is blocked, the sponsors give up after five drafts at most, which gave way on the legal basis, or nowhere
    where their client could not bear it:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3)).run()
    >>> columns, blocked = model.records.columns, model.records.spelt("council.result") == "blocked"
    >>> set(columns["council.drafts"][blocked].tolist()) <= {1, 2, 3, 4, 5}
    True
    >>> first, last = (columns[f"council.draft_{number}.legal_basis"] for number in (1, 5))
    >>> not np.any(last > first), bool(np.any(last < first))
    (True, True)
    """

    def __init__(self, proceedings: Proceedings, spec: written.Voting) -> None:
        super().__init__(proceedings, spec)
        self.holders = [self.voter(name) for name in spec.holders]
        self.other_yes = {name: self.chance("seat", name) for name in spec.other_seats}
        self.in_favour = self.counts(spec.IN_FAVOUR)
        self.vetoed = self.flags(spec.VETOED)
        self.members = None if spec.MEMBERS is None else self.counts(spec.MEMBERS)
        self.ballots = None if spec.BALLOT is None else self.numbers(spec.BALLOT)
        self.met = None if spec.MET is None else self.flags(spec.MET)
        seats = (len(self.holders), self.world.runs)
        self.other_votes, self.other_veto = np.full(seats, np.nan), np.full(seats, np.nan)
        self.drafts = Drafts(self) if spec.sponsors else None

    def voter(self, name: str) -> Voter:
        """Return an actor as one that may vote, or sponsor drafts."""
        voter = self.actor(name)
        assert isinstance(voter, Voter), f"{name} cannot vote"
        return voter

    def take_numbers(self) -> None:
        """Read what each seat counts for, who may veto, what sets a precedent, and how drafts follow each other."""
        seats = self.spec.holdings(self.world.scenario).values()
        self.votes = np.array([[float(seat.votes)] for seat in seats])
        self.sizes = np.array([[seat.size] for seat in seats])
        self.veto = np.array([[seat.veto] for seat in seats])
        self.precedent = np.array([self.spec.precedent.get(issue, 0.0) for issue in self.world.scenario.issues])
        if self.drafts is not None:
            self.drafts.take_numbers()

    def change_seat(self, holder: str, votes: int | None, veto: bool | None, runs: Counts) -> None:
        """Let a seat have other votes, or a veto or none, from now on."""
        place = self.spec.holders.index(holder)
        if votes is not None:
            self.other_votes[place, runs] = votes
        if veto is not None:
            self.other_veto[place, runs] = veto

    def may_veto(self, runs: Counts) -> Flags:
        """Tell who may veto by now, ``(seats, runs)``."""
        return np.asarray(np.where(np.isnan(self.other_veto), self.veto, self.other_veto)[:, runs] == 1)

    def begin(self, runs: Counts) -> None:
        """Take up the text that is put to the vote, or tabled first."""
        if self.spec.first_text != TABLE:
            self.world.table(self.world.texts[self.spec.first_text].take(runs, axis=1), runs)
            self.world.consent[runs] = 0.0  # nobody was asked about this one
        if self.drafts is not None:
            self.drafts.begin(runs)

    def act(self, runs: Counts) -> None:
        """Hold the vote, or deal with the draft that is due this week or fell due while the stage was held."""
        if self.drafts is None:
            self.hold(self.call(runs), np.ones(len(runs), dtype=bool), runs)
            return
        runs = self.drafts.due(runs)
        if runs.size:
            self.drafts.table(runs)
            tally = self.call(runs)
            self.hold(tally, self.drafts.put_to_the_vote(tally, runs), runs)

    # --- the seats --------------------------------------------------------------------------------------------

    def call(self, runs: Counts) -> Tally:
        """Let every seat make up its mind, and count; who sponsors the text is for it."""
        votes = np.where(np.isnan(self.other_votes), self.votes, self.other_votes)[:, runs]
        veto, sits = self.may_veto(runs), votes > 0  # a seat that has no votes left is none
        said = np.zeros(votes.shape)
        for place, name in enumerate(self.spec.holders):
            here = sits[place]
            if name in self.spec.sponsors:
                said[place, here] = YES
            elif here.any():
                said[place, here] = self.ballot_of(place, veto[place, here], runs[here])
        others = self._other_yes_votes(runs)
        weights = {"votes": votes, "members": sits * 1.0, "size": sits * self.sizes}
        yes = said == YES
        met = [
            one.met(sum_over_first(weights[one.of] * yes) + others,
                    sum_over_first(weights[one.of]) + len(self.spec.other_seats))
            for one in self.spec.rule
        ]  # fmt: skip
        tally = Tally(said, veto & sits, sits, np.stack(met), (sum_over_first(votes * yes) + others).astype(np.int64),
                      yes.sum(axis=0) + others)  # fmt: skip
        self.in_favour[runs] = tally.votes
        for column, counted in ((self.members, tally.members), (self.ballots, said), (self.met, tally.met)):
            if column is not None:
                column[..., runs] = counted
        return tally

    def ballot_of(self, place: int, veto: Flags, runs: Counts) -> Floats:
        """Let a seat vote (R8): 1 yes, 0 abstains, -1 no, ``(runs,)``; before sponsors, let it speak (R10)."""
        voter, may_abstain = self.holders[place], self.spec.may_abstain
        text = self.world.on_table.take(runs, axis=1)
        gained = self.gain_of(voter, text, runs)
        tell_within(self, voter, self._own_gain(text, runs), gained, runs)
        cost = voter.cost_of_no(runs) if may_abstain else np.zeros(len(runs))
        said = voter.ballot(gained, f"vote.{self.name}", runs, may_abstain=may_abstain)
        facts: dict[str, Said] = {"text": text}
        facts |= {"veto": veto} if self.drafts is None else self.drafts.facts(runs)
        payoffs: dict[str, Said] = {"gain": gained, "blocking_cost": cost}
        said = ask_vote(self, voter, said, runs, abstention=may_abstain, facts=facts, payoffs=payoffs)
        if self.drafts is None:
            self.tell("ballot", voter.name, runs, gained=gained, blocking_cost=cost, vote=said, veto=veto)
        else:
            self.drafts.hear(voter, gained, cost, said, veto, runs)
        return said.astype(np.float64)

    def gain_of(self, voter: Voter, text: Floats, runs: Counts) -> Floats:
        """Return what adopting a text would bring an actor, or the pivotal member of a group."""
        return gain_within(voter, self._own_gain(text, runs), runs)

    def _own_gain(self, text: Floats, runs: Counts) -> Callable[[Actor], Floats]:
        independent = self.independence(text)
        return lambda actor: self.voter(actor.name).gain(self.name, text, independent, runs)

    @property
    def votes_needed(self) -> float | None:
        """How many votes are needed, if the rule counts votes."""
        whole = float(self.votes.sum()) + len(self.spec.other_seats)
        return next((one.least(whole) for one in self.spec.rule if one.of == "votes"), None)

    def independence(self, text: Floats) -> Floats:
        """Return how far a text creates a state by itself."""
        return independence(text, self.precedent) if self.spec.precedent else np.zeros(text.shape[1])

    def _other_yes_votes(self, runs: Counts) -> Counts:
        """Count the seats that are only given a chance; none opposes a text that all parties accept."""
        softer = 0 if self.drafts is None else self.drafts.softer(runs)
        agreed = self.world.consent[runs] == 1
        votes = np.zeros(len(runs), dtype=np.int64)
        for name, drawn in self.other_yes.items():
            votes += yes_by_chance(
                drawn[runs], self.number(f"other_seats.{name}.chance_of_yes")[runs], softer, agreed
            )
        return votes

    # --- the vote ---------------------------------------------------------------------------------------------

    def hold(self, tally: Tally, chosen: Flags, runs: Counts) -> None:
        """Hold the vote where it comes to that, and send the runs on."""
        if not chosen.any():
            return
        runs, enough, blocked = runs[chosen], tally.enough[chosen], tally.blocked[chosen]
        passed = carried(tally.met[:, chosen].sum(axis=0), len(tally.met), blocked)  # all thresholds are met
        self.vetoed[runs] = blocked & enough
        self.pay(tally.said[:, chosen], tally.veto[:, chosen], tally.sits[:, chosen], passed, runs)
        votes = tally.votes[chosen]
        if self.drafts is None:
            self.tell("count", "", runs, votes=votes, members=tally.members[chosen], met=tally.met[:, chosen],
                      vetoed=blocked, adopted=passed)  # fmt: skip
        else:
            self.drafts.voted[runs] = True
            self.tell("vote", "", runs, yes=votes, enough=enough, vetoed=blocked, adopted=passed)
        self.send_on(runs[passed], "adopted")
        self.fail(runs[~passed])

    def fail(self, runs: Counts) -> None:
        """End with nothing adopted; before sponsors, everybody sees that."""
        if self.drafts is not None and runs.size:
            self.drafts.fail(runs)
        self.send_on(runs, "blocked")

    def pay(self, said: Floats, veto: Flags, sits: Flags, passed: Flags, runs: Counts) -> None:
        """Let each seat that did not vote against a text that passed have what that brings it, and vetoes be paid."""
        opposed = np.where(sits, said == NO, True)
        independent = self.independence(self.world.on_table.take(runs, axis=1))
        for place, voter in enumerate(self.holders):
            if voter.name in self.spec.sponsors:
                continue
            voter.let_pass(independent[passed], opposed[place, passed], runs[passed])
            if self.spec.may_abstain:
                voter.blocking_paid[runs] += np.where(opposed[place] & veto[place], voter.cost_of_no(runs), 0.0)
