"""The drafts of sponsors: what is tabled, what those who may veto say of it, and whether it comes to the vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.actors.voter import Bloc
from sim.process.asking import ask_text, ask_word, ask_yes
from sim.rules.beliefs import told
from sim.rules.council import NO, chance_of_veto
from sim.rules.drafting import (
    SOFTEN,
    VOTE,
    WITHDRAW,
    borne_share,
    less_what_a_client_loses,
    next_move,
    pivotal,
    step_given,
    value_of_a_vote,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.actors.actor import Actor
    from sim.actors.decisions import Said
    from sim.actors.voter import Voter
    from sim.process.voting.vote import Tally, Vote
    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["Drafts"]


class Drafts:
    """What sponsors do in a vote: table drafts in the shadow of a veto, hear threats, soften, vote or withdraw."""

    def __init__(self, vote: Vote) -> None:
        self.vote, self.world, self.spec = vote, vote.world, vote.spec
        spec, runs = vote.spec, vote.world.runs
        self.pen = vote.voter(spec.sponsors[0])
        others = [*spec.sponsors[1:], *([spec.client] if spec.client else [])]
        self.bearing = [vote.voter(name) for name in others]
        self.objectors = [vote.voter(name) for name in spec.objectors]
        self.seats = np.array([spec.holders.index(name) for name in spec.objectors], dtype=np.int64)
        self.blocs = [_bloc(vote.actor(name)) for name in vote.axes["bloc"]]
        self.next_draft = np.zeros(runs, dtype=np.int64)
        self.count = vote.counts(spec.DRAFTS)
        self.voted = vote.flags(spec.VOTED)
        self.softened = vote.numbers(spec.SOFTENED)
        self.unity = vote.numbers(spec.UNITY)
        self.least_chance = vote.numbers(spec.LEAST_CHANCE)
        self.true_chance = vote.numbers(spec.TRUE_CHANCE)
        self.believed_chance = vote.numbers(spec.BELIEVED_CHANCE)
        self.opposed = vote.flags(spec.OPPOSED)
        self.terms = vote.numbers(spec.TERMS)
        # What those who may veto make of this week's draft.
        self.threatened = np.zeros(runs, dtype=bool)
        self.chances, self.beliefs = np.zeros((2, len(self.objectors), runs))

    def take_numbers(self) -> None:
        """Read what may be negotiated, and how drafts follow each other."""
        self.spec, issues = self.vote.spec, list(self.world.scenario.issues)
        self.every = np.maximum(1, np.rint(self.vote.number("draft_every_weeks"))).astype(np.int64)
        open_issues = self.spec.negotiable or tuple(issues)
        self.negotiable = np.array([[issue in open_issues] for issue in issues])
        self.step_given = self.vote.number("step")

    def begin(self, runs: Counts) -> None:
        """Have the first draft fall due."""
        self.next_draft[runs] = self.world.week

    def due(self, runs: Counts) -> Counts:
        """Return the runs in which a draft is due this week, or fell due while the stage was held."""
        return np.asarray(runs[self.next_draft[runs] <= self.world.week])

    def facts(self, runs: Counts) -> dict[str, Said]:
        """Return what everybody knows of the draft beside its text."""
        return {"number": self.count[runs]}

    def softer(self, runs: Counts) -> Floats:
        """Return by how much softer drafts have made a yes of the seats without an actor likelier."""
        return np.asarray((self.count[runs] - 1) * self.vote.number("gains_per_step")[runs])

    # --- (1) the draft --------------------------------------------------------------------------------------

    def table(self, runs: Counts) -> None:
        """Table the first draft as it is, and soften every later one toward the pivotal objector.

        A text that all parties have accepted is tabled again as it is: softer, it would be nobody's agreement.
        """
        later = runs[self.count[runs] > 0]
        if later.size:
            text = self.world.on_table.take(later, axis=1)
            softer = self.next_text(text, later)
            changed = self.world.consent[later] == 0
            softer = self.written(text, softer, later[changed])
            self.softened[later] += self.pen.value(text, later) - self.pen.value(softer, later)
            self.world.table(softer[:, changed], later[changed])
        self.count[runs] += 1
        text = self.world.on_table.take(runs, axis=1)
        self.terms[self.count[runs] - 1, :, runs] = text.T
        for place, bloc in enumerate(self.blocs):
            self.unity[place, runs] = bloc.unity(text, self.world.actors, runs)
        self.threatened[runs], self.chances[:, runs], self.beliefs[:, runs] = False, 0.0, 0.0
        self.vote.tell("draft", self.pen.name, runs, number=self.count[runs], text=text)

    def written(self, text: Floats, own: Floats, runs: Counts) -> Floats:
        """Return the draft that is tabled: the model's, or what whoever sits in the sponsor's seat writes."""
        if not runs.size or not self.vote.seated(self.pen):
            return own
        lower, upper = self.pen.of(self.pen.hard_lower, runs), self.pen.of(self.pen.hard_upper, runs)
        bounds = tuple(np.where(self.negotiable, line, text) for line in (lower, upper))
        facts: dict[str, Said] = {"before": text, "number": self.count[runs] + 1}
        payoffs: dict[str, Said] = {
            "model": self.value_of_passing(own, runs), "before": self.value_of_passing(text, runs),
            "failing": self.pen.failing(self.vote.name, runs),
        }  # fmt: skip
        return ask_text(self.vote, "draft", self.pen, own, (bounds[0], bounds[1]), runs, facts=facts, payoffs=payoffs)

    def next_text(self, text: Floats, runs: Counts) -> Floats:
        """Return the draft that would follow a text: a step softer, toward the pivotal objector."""
        if not self.objectors:
            return text
        position, salience = self._pivotal(text, runs)
        wish = np.where(self.negotiable, position, text)
        lower, upper = self.pen.of(self.pen.hard_lower, runs), self.pen.of(self.pen.hard_upper, runs)
        wish = np.clip(wish, np.minimum(text, lower), np.maximum(text, upper))
        left = np.maximum(1, self.spec.most_drafts - self.count[runs])
        budget = step_given(self.step_given[runs], self.pen.room(self.vote.name, text, runs), left)
        softer = self._as_others_bear(text, self.pen.softens(text, wish, salience, budget, runs), left, runs)
        return np.where(self.world.consent[runs] == 1, text, softer)

    def _as_others_bear(self, text: Floats, softer: Floats, left: Counts, runs: Counts) -> Floats:
        """Take from the client and each other sponsor no more than an even share of what it would bear in all."""
        if not self.bearing:
            return softer
        before = np.stack([actor.if_passed(self.vote.name, text, runs) for actor in self.bearing])
        after = np.stack([actor.if_passed(self.vote.name, softer, runs) for actor in self.bearing])
        floor = np.stack([actor.failing(self.vote.name, runs) for actor in self.bearing])
        return np.asarray(text + borne_share(before, after, floor, left) * (softer - text))

    def _pivotal(self, text: Floats, runs: Counts) -> tuple[Floats, Floats]:
        """Return the ideal point and saliences of whose no is feared most: a veto holder, if there is one."""
        holds = self.vote.may_veto(runs)[self.seats]
        gains = np.stack([self.vote.gain_of(voter, text, runs) for voter in self.objectors])
        costs = np.stack([voter.cost_of_no(runs) for voter in self.objectors])
        feared = np.where(holds | ~holds.any(axis=0), gains, np.inf)
        counted = pivotal(feared, np.where(holds, costs, 0.0), np.ones(len(holds), dtype=bool))
        member = counted[None, None, :]
        positions = np.stack([voter.of(voter.position, runs) for voter in self.objectors])
        saliences = np.stack([voter.of(voter.salience, runs) for voter in self.objectors])
        return np.take_along_axis(positions, member, axis=0)[0], np.take_along_axis(saliences, member, axis=0)[0]

    # --- (2) the seats --------------------------------------------------------------------------------------

    def hear(
        self, voter: Voter, gained: Floats, cost: Floats, said: npt.NDArray[np.int8], veto: Flags, runs: Counts
    ) -> None:
        """Take note of how a seat means to vote, and let it speak where it could block."""
        place = self.objectors.index(voter)
        self.opposed[self.count[runs] - 1, place, runs] = said == NO
        chance = voter.chance_of_no(gained, runs, may_abstain=self.spec.may_abstain)
        self.vote.tell("intention", voter.name, runs, gain=gained, blocking_cost=cost, vote=said,
                       chance_of_no=chance, veto=veto)  # fmt: skip
        self.least_chance[place, runs] = np.fmin(self.least_chance[place, runs], chance)
        if veto.any():
            self.chances[place, runs[veto]] = chance[veto]
            self.speak(place, said[veto] == NO, runs[veto])

    def speak(self, place: int, means_to: Flags, runs: Counts) -> None:
        """Let a veto holder say whether it would block; all learn, and the sponsors judge this draft by it (R10)."""
        voter, about = self.objectors[place], f"{self.vote.name}.blocked"
        says = voter.says_it_would_block(means_to, runs)
        facts: dict[str, Said] = {"means_to": means_to, "number": self.count[runs]}
        says = ask_yes(self.vote, "signal", voter, says, runs, facts=facts)
        believed = told(self.believed_by_sponsors(runs), says, voter.signal_honesty[runs])
        self.world.others(voter).do("hear", about, says, voter.signal_honesty[runs], runs)
        self.vote.tell("signal", voter.name, runs, says=says, means_to=means_to, believed=believed)
        self.threatened[runs] |= says
        self.beliefs[place, runs] = believed

    def believed_by_sponsors(self, runs: Counts) -> Floats:
        """Return how likely the sponsors hold a block to be, of any draft; even, where the scenario says nothing."""
        about = f"{self.vote.name}.blocked"
        known = self.pen.spec.beliefs.get(self.vote.name) or self.spec.expected
        return self.pen.believes(about, runs) if known else np.full(len(runs), 0.5)

    # --- (3) vote, withdraw or redraft ----------------------------------------------------------------------

    def put_to_the_vote(self, tally: Tally, runs: Counts) -> Flags:
        """Tell where the draft is put to the vote; withdraw it or redraft where that is worth more (R9)."""
        self.true_chance[self.count[runs] - 1, runs] = chance_of_veto(self.chances[:, runs])
        believed = chance_of_veto(self.beliefs[:, runs])
        self.believed_chance[self.count[runs] - 1, runs] = believed
        text, enough = self.world.on_table[:, runs], tally.enough
        room = self.pen.room(self.vote.name, text, runs)
        next_text = self.next_text(text, runs)
        spent = (room <= self.vote.number("smallest_room")[runs]) | (self.count[runs] >= self.spec.most_drafts)
        last = spent | np.all(next_text == text, axis=0)  # the same text again is no softer draft
        failing = np.where(enough, believed, 1.0)
        adopted, withdrawn = self.value_of_passing(text, runs), self.pen.failing(self.vote.name, runs)
        voting = value_of_a_vote(adopted, withdrawn, failing, self.vote.number("lost_vote_cost")[runs])
        # Of the fate of the next draft the sponsors know no more than what they believe of the others by now.
        hope = self.believed_by_sponsors(runs)
        wait = self.pen.cost_of_weeks(self.every[runs].astype(np.float64), runs)
        softer = self.value_of_passing(next_text, runs)
        softening = np.where(last, -np.inf, value_of_a_vote(softer, withdrawn, hope, 0.0) - wait)
        move = next_move(voting, softening, withdrawn, self.threatened[runs] | ~enough)
        if self.vote.seated(self.pen):
            payoffs: dict[str, Said] = {"vote": voting, "soften": softening, "withdraw": withdrawn}
            move = self.moved(move, tally, payoffs, {"blocked": believed}, runs)
        self.vote.tell("choice", self.pen.name, runs, number=self.count[runs], believed=believed, voting=voting,
                       softening=softening, withdrawing=withdrawn, yes=tally.votes, enough=enough, room=room,
                       to_vote=move == VOTE, withdraws=move == WITHDRAW)  # fmt: skip
        again = runs[move == SOFTEN]
        self.next_draft[again] = self.world.week + self.every[again]
        self.vote.fail(runs[move == WITHDRAW])
        return np.asarray(move == VOTE)

    def moved(
        self, own: npt.NDArray[np.int8], tally: Tally, payoffs: Mapping[str, Said], beliefs: Mapping[str, Said],
        runs: Counts,
    ) -> npt.NDArray[np.int8]:  # fmt: skip
        """Let whoever sits in the first sponsor's seat put the draft to the vote, soften or withdraw it."""
        moves = {"vote": VOTE, "soften": SOFTEN, "withdraw": WITHDRAW}
        words = tuple(word for word in moves if word != "soften" or self.count[runs[0]] < self.spec.most_drafts)
        said = next(word for word, move in moves.items() if move == own[0])
        facts: dict[str, Said] = {"number": self.count[runs], "counted": tally.votes, "enough": tally.enough,
                                  "threatened": self.threatened[runs]}  # fmt: skip
        facts |= {} if self.vote.votes_needed is None else {"majority": self.vote.votes_needed}
        word = ask_word(self.vote, "move", self.pen, words, said, facts=facts, payoffs=payoffs, beliefs=beliefs)
        return np.array([moves[word]])

    def value_of_passing(self, text: Floats, runs: Counts) -> Floats:
        """Return what a draft that passes is worth to the sponsors, less what it takes from an unwilling client."""
        worth = self.pen.if_passed(self.vote.name, text, runs)
        if self.spec.client is None:
            return worth
        client = self.vote.voter(self.spec.client)
        passing = client.if_passed(self.vote.name, text, runs)
        return less_what_a_client_loses(worth, client.failing(self.vote.name, runs), passing)

    def fail(self, runs: Counts) -> None:
        """Let everybody see that it was blocked, where that could be (R10)."""
        runs = runs[self.vote.may_veto(runs)[self.seats].any(axis=0)]
        if runs.size:
            about, sure = f"{self.vote.name}.blocked", np.ones(len(runs))
            self.world.agents.do("hear", about, sure == 1, sure, runs)


def _bloc(actor: Actor) -> Bloc:
    assert isinstance(actor, Bloc), f"{actor.name} is no bloc"
    return actor
