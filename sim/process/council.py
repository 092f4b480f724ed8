"""The Council: drafts, signals, redrafts, and a vote or a withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.actors.bloc import Bloc
from sim.actors.state import State
from sim.process.stage import Stage
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.beliefs import told
from sim.rules.council import NO, YES, carried, independence
from sim.rules.redraft import SOFTEN, VOTE, WITHDRAW, next_move, step_given, value_of_a_vote
from sim.scenario.format import process as written

if TYPE_CHECKING:
    from sim.actors.actor import Actor

__all__ = ["Council"]


class Council(Stage):
    """Sponsors table drafts in the shadow of a veto.

    For each draft, in this order: (1) the sponsors table a text, the first as it lies on the table, each later
    one a step softer toward the pivotal objector (R9); (2) every seat makes up its mind (R8), and those who
    could block say in public whether they would, which everybody learns from (R10); (3) the sponsors put the draft
    to the vote, soften it or withdraw it, whichever is worth most to them (R9); what nobody threatens they do not
    soften.

    Examples
    --------
    In two of three runs the sponsors give up after five drafts, which gave way on the legal basis; in the other,
    Russia lets the third pass:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3)).run()
    >>> model.results.columns["drafts"].tolist(), model.results.spelt("council.result").tolist()
    ([5, 5, 3], ['blocked', 'blocked', 'adopted'])
    >>> first, last = (model.results.columns[f"council.draft_{number}.legal_basis"][:2] for number in (1, 5))
    >>> (last < first).tolist()
    [True, True]
    """

    spec: written.Council

    def __init__(self, model: Any, spec: written.Council, place: int) -> None:
        super().__init__(model, spec, place)
        self.seats = {name: self._state(name) for name in spec.seats}
        self.pen = self._state(spec.sponsors[0])
        others = [*spec.sponsors[1:], *([spec.client] if spec.client else [])]
        self.bearing = [self.actor(name) for name in others]
        self.blocs = [one for one in model.actors.values() if isinstance(one, Bloc) and one.spec.members]
        self.vetoes = [s for name, s in self.seats.items() if s.veto and name not in spec.sponsors]
        self.objectors = [s for name, s in self.seats.items() if name not in spec.sponsors]
        runs = self.setting.runs
        self.precedent = np.array([spec.precedent.get(issue, 0.0) for issue in self.setting.scenario.issues])
        self.other_yes = {name: self.setting.streams.uniform(f"{self.name}.{name}") for name in spec.other_seats}
        self.says_block = np.zeros(runs, dtype=bool)
        self.next_draft = np.zeros(runs, dtype=np.int64)
        self.drafted = np.zeros(runs, dtype=np.int64)
        self.every = np.maximum(1, np.rint(self.number("draft_every_weeks"))).astype(np.int64)
        open_issues = spec.negotiable or tuple(self.setting.scenario.issues)
        self.negotiable = np.array([[issue in open_issues] for issue in self.setting.scenario.issues])
        self.step_given = self.number("step")
        self._open_columns()

    def _state(self, name: str) -> State:
        state = self.actor(name)
        assert isinstance(state, State), f"{name} is no state or bloc"
        return state

    def _open_columns(self) -> None:
        results = self.model.results
        self.drafts = results.column("drafts", 0)
        self.yes_votes = results.column("yes_votes", -1)
        self.vetoed = results.column("vetoed", False)
        self.voted = results.column("voted", False)
        self.softened = results.column("softened", 0.0)
        self.unity = {bloc.name: results.column(f"unity.{bloc.name}", np.nan) for bloc in self.blocs}
        self.least_chance = {
            state.name: results.column(f"{self.name}.least_chance_of_no.{state.name}", np.nan)
            for state in self.objectors
        }
        drafts = [f"{self.name}.draft_{draft + 1}" for draft in range(self.spec.most_drafts)]
        self.true_chance = [results.column(f"{draft}.veto_chance", np.nan) for draft in drafts]
        self.believed_chance = [results.column(f"{draft}.believed_chance", np.nan) for draft in drafts]
        self.opposed = {
            state.name: [results.column(f"{draft}.no.{state.name}", False) for draft in drafts]
            for state in self.objectors
        }
        self.terms = [
            [results.column(f"{draft}.{issue}", np.nan) for issue in self.setting.scenario.issues] for draft in drafts
        ]

    def begin(self, runs: Counts) -> None:
        """Take up the text that the sponsors table first."""
        self.next_draft[runs] = self.setting.week
        if self.spec.first_draft != "proposal":
            self.setting.table(self.setting.texts[self.spec.first_draft][:, runs], runs)
            self.setting.consent[runs] = 0.0  # nobody was asked about this one

    def act(self, runs: Counts) -> None:
        """Deal with the draft that is due this week, or fell due while the Council was held."""
        runs = runs[self.next_draft[runs] <= self.setting.week]
        if not runs.size:
            return
        self.table_draft(runs)
        would_block, believed, yes = self.make_up_minds(runs)
        self.decide(would_block, believed, yes, runs)

    # --- (1) the draft --------------------------------------------------------------------------------------

    def table_draft(self, runs: Counts) -> None:
        """Table the first draft as it is, and soften every later one toward the pivotal objector.

        A text that all parties have accepted is tabled again as it is: softer, it would be nobody's agreement.
        """
        later = runs[(self.drafted[runs] > 0) & (self.setting.consent[runs] == 0)]
        if later.size and self.objectors:
            text = self.setting.on_table[:, later]
            position, salience = self._pivotal(text, later)
            wish = np.where(self.negotiable, position, text)
            lower, upper = self.pen.hard_lower[:, later], self.pen.hard_upper[:, later]
            wish = np.clip(wish, np.minimum(text, lower), np.maximum(text, upper))
            left = self.spec.most_drafts - self.drafted[later]
            budget = step_given(self.step_given[later], self.pen.room(self.name, text, later), left)
            softer = self.pen.softens(text, wish, salience, budget, later)
            softer = self._as_others_bear(text, softer, later)
            self.softened[later] += self.pen.value(text, later) - self.pen.value(softer, later)
            self.setting.table(softer, later)
        self.drafted[runs] += 1
        self.drafts[runs] += 1
        self._keep_terms(runs)
        for bloc in self.blocs:
            self.unity[bloc.name][runs] = bloc.unity(self.setting.on_table[:, runs], self.model.actors, runs)

    def _as_others_bear(self, text: Floats, softer: Floats, runs: Counts) -> Floats:
        """Go only so far that neither the client nor a sponsor would rather fail; by concavity the share is safe."""
        share = np.ones(len(runs))
        for actor in self.bearing:
            before, after = (self.worth_imposed(actor, one, runs) for one in (text, softer))
            room, loss = np.maximum(0.0, before - actor.failing(self.name, runs)), before - after
            share = np.minimum(share, np.divide(room, loss, out=np.ones(len(runs)), where=loss > room))
        return np.asarray(text + share * (softer - text))

    def worth_imposed(self, actor: Actor, text: Floats, runs: Counts) -> Floats:
        """Say what the rest of the process is worth to an actor once a text is adopted."""
        consented = self.setting.consent[runs] == 1
        without = actor.worth_after(self.name, "adopted", text, runs)
        if not consented.any():
            return without
        return np.where(consented, actor.worth_after(self.name, "adopted", text, runs, consented=True), without)

    def _pivotal(self, text: Floats, runs: Counts) -> tuple[Floats, Floats]:
        """Give the ideal point and saliences of whose no is feared most: a veto holder, if there is one.

        Of those, the one that loses most beyond what blocking costs it; of others, the one that gains least.
        """
        courted = self.vetoes or self.objectors
        gains = np.stack([self._gain(state, text, runs) for state in courted])
        if self.vetoes:
            gains += np.stack([state.blocking_cost[runs] for state in courted])
        pivotal = np.argmin(gains, axis=0)[None, None, :]
        positions, saliences = (
            np.stack([getattr(state, part)[:, runs] for state in courted]) for part in ("position", "salience")
        )
        return np.take_along_axis(positions, pivotal, axis=0)[0], np.take_along_axis(saliences, pivotal, axis=0)[0]

    def _gain(self, state: State, text: Floats, runs: Counts) -> Floats:
        independent = independence(text, self.precedent) if self.spec.precedent else np.zeros(len(runs))
        return state.gain(self.name, text, independent, runs)

    def _keep_terms(self, runs: Counts) -> None:
        for draft in range(self.spec.most_drafts):
            here = runs[self.drafted[runs] == draft + 1]
            for row, column in enumerate(self.terms[draft]):
                column[here] = self.setting.on_table[row, here]

    # --- (2) the seats --------------------------------------------------------------------------------------

    def make_up_minds(self, runs: Counts) -> tuple[Flags, Floats, Counts]:
        """Let every seat make up its mind and the veto holders speak."""
        text = self.setting.on_table[:, runs]
        yes = np.zeros(len(runs), dtype=np.int64)
        would_block = np.zeros(len(runs), dtype=bool)
        passes, free, threatened = np.ones(len(runs)), np.ones(len(runs)), np.zeros(len(runs), dtype=bool)
        self.tell("draft", self.pen.name, runs, number=self.drafted[runs], text=text)
        for name, state in self.seats.items():
            if name in self.spec.sponsors:
                yes += self.spec.seats[name]
                continue
            gained = self._gain(state, text, runs)
            vote = state.ballot(gained, f"vote.{self.name}", runs)
            yes += self.spec.seats[name] * (vote == YES)
            self._keep(self.opposed[name], vote == NO, runs)
            chance = state.chance_of_no(gained, runs)
            self.tell("intention", name, runs, gain=gained, blocking_cost=state.blocking_cost[runs], vote=vote,
                      chance_of_no=chance, veto=state.veto)  # fmt: skip
            self.least_chance[name][runs] = np.fmin(self.least_chance[name][runs], chance)
            if state.veto:
                would_block |= vote == NO
                passes *= 1 - chance
                says, chance = self.speak(state, vote == NO, runs)
                threatened |= says
                free *= 1 - chance
        self._keep(self.true_chance, 1 - passes, runs)
        self._keep(self.believed_chance, 1 - free, runs)
        self.says_block[runs] = threatened
        return would_block, 1 - free, yes + self._other_yes_votes(runs)

    def _keep(self, columns: list[Any], values: Flags | Floats, runs: Counts) -> None:
        """Keep a number of the draft in hand, each run in the column of its own draft."""
        for draft, column in enumerate(columns):
            here = self.drafted[runs] == draft + 1
            column[runs[here]] = values[here]

    def speak(self, state: State, means_to: Flags, runs: Counts) -> tuple[Flags, Floats]:
        """Let a veto holder say whether it would block; all learn, and the sponsors judge this draft by it (R10)."""
        says = state.says_it_would_block(means_to, runs)
        about = f"{self.name}.blocked"
        before = self.believed_by_sponsors(runs)
        believed = told(before, says, state.signal_honesty[runs])
        for listener in self.model.actors.values():
            if listener is not state:
                listener.hear(about, says, state.signal_honesty[runs], runs)
        self.tell("signal", state.name, runs, says=says, means_to=means_to, believed=believed)
        return says, believed

    def believed_by_sponsors(self, runs: Counts) -> Floats:
        """Say how likely the sponsors hold a block to be, of any draft; even, where the scenario says nothing."""
        about = f"{self.name}.blocked"
        known = about in self.pen.belief_weights or self.spec.expected
        return self.pen.believes(about, runs) if known else np.full(len(runs), 0.5)

    def _other_yes_votes(self, runs: Counts) -> Counts:
        """Count the seats that are only given a chance; none opposes a text that all parties accept."""
        softer = (self.drafted[runs] - 1) * self.number("gains_per_step")[runs]
        agreed = self.setting.consent[runs] == 1
        votes = np.zeros(len(runs), dtype=np.int64)
        for name, drawn in self.other_yes.items():
            votes += agreed | (drawn[runs] < self.number(f"other_seats.{name}.chance_of_yes")[runs] + softer)
        return votes

    # --- (3) vote, withdraw or redraft ----------------------------------------------------------------------

    def decide(self, would_block: Flags, believed: Floats, yes: Counts, runs: Counts) -> None:
        """Put the draft to the vote, withdraw it, or go back to redraft, whichever is worth most (R9)."""
        self.yes_votes[runs] = yes
        text, enough = self.setting.on_table[:, runs], yes >= self.spec.majority
        room = self.pen.room(self.name, text, runs)
        last = (room <= self.number("smallest_room")[runs]) | (self.drafted[runs] >= self.spec.most_drafts)
        failing = np.where(enough, believed, 1.0)
        adopted, withdrawn = self.value_of_passing(text, runs), self.pen.failing(self.name, runs)
        voting = value_of_a_vote(adopted, withdrawn, failing, self.number("lost_vote_cost")[runs])
        step = step_given(self.step_given[runs], room, np.maximum(1, self.spec.most_drafts - self.drafted[runs]))
        # Of the next draft the sponsors know no more than what they believe of the Council by now.
        hope = self.believed_by_sponsors(runs)
        wait = self.pen.cost_of_weeks(self.every[runs].astype(np.float64), runs)
        softening = np.where(last, -np.inf, value_of_a_vote(adopted - step, withdrawn, hope, 0.0) - wait)
        threatened = self.says_block[runs] | ~enough
        move = next_move(voting, softening, withdrawn, threatened)
        self.tell("choice", self.pen.name, runs, number=self.drafted[runs], believed=believed, voting=voting,
                  softening=softening, withdrawing=withdrawn, yes=yes, room=room, to_vote=move == VOTE,
                  withdraws=move == WITHDRAW)  # fmt: skip
        self._vote(runs, move == VOTE, yes, would_block)
        self.fail(runs[move == WITHDRAW])
        again = runs[move == SOFTEN]
        self.next_draft[again] = self.setting.week + self.every[again]

    def value_of_passing(self, text: Floats, runs: Counts) -> Floats:
        """Say what a draft that passes is worth to the sponsors, less what it takes from an unwilling client."""
        worth = self.worth_imposed(self.pen, text, runs)
        if self.spec.client is None:
            return worth
        client = self.actor(self.spec.client)
        lost = client.failing(self.name, runs) - self.worth_imposed(client, text, runs)
        return np.asarray(worth - np.maximum(0.0, lost))

    def _vote(self, runs: Counts, voting: Flags, yes: Counts, would_block: Flags) -> None:
        chosen = runs[voting]
        if not chosen.size:
            return
        passed = carried(yes[voting], self.spec.majority, would_block[voting])
        self.voted[chosen] = True
        self.vetoed[chosen] = would_block[voting] & (yes[voting] >= self.spec.majority)
        for state in self.vetoes:
            column = self._of_last_draft(self.opposed[state.name], chosen)
            state.blocking_paid[chosen] += np.where(column, state.blocking_cost[chosen], 0.0)
        self.tell("vote", "", chosen, yes=yes[voting], majority=self.spec.majority, vetoed=would_block[voting],
                  adopted=passed)  # fmt: skip
        self.send_on(chosen[passed], "adopted")
        self.fail(chosen[~passed])

    def _of_last_draft(self, columns: list[Any], runs: Counts) -> Flags:
        """Give a yes or no about the draft in hand, ``(runs,)``."""
        said = np.zeros(len(runs), dtype=bool)
        for draft, column in enumerate(columns):
            here = self.drafted[runs] == draft + 1
            said[here] = column[runs[here]]
        return said

    def fail(self, runs: Counts) -> None:
        """End without a resolution, which everybody sees: the Council was blocked (R10)."""
        if self.vetoes:
            for listener in self.model.actors.values():
                listener.hear(f"{self.name}.blocked", np.ones(len(runs), dtype=bool), np.ones(len(runs)), runs)
        self.send_on(runs, "blocked")
