"""The Council: drafts, signals, redrafts, and a vote or a withdrawal."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.actors.actor import Actor
from sim.actors.decisions import Said
from sim.actors.state import Bloc, State
from sim.process.asking import ask_text, ask_vote, ask_word, ask_yes
from sim.process.proceedings import Proceedings
from sim.process.stage import Stage
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.beliefs import told
from sim.rules.council import NO, YES, carried, chance_of_veto, independence, yes_by_chance
from sim.rules.drafting import SOFTEN, VOTE, WITHDRAW, borne_share, next_move, pivotal, step_given, value_of_a_vote
from sim.scenario.format.stages import council as written

__all__ = ["Council"]


class Council(Stage[written.Council]):
    """Sponsors table drafts in the shadow of a veto.

    For each draft, in this order: (1) the sponsors table a text, the first as it lies on the table, each later
    one a step softer toward the pivotal objector (R9); (2) every seat makes up its mind (R8), and those who
    could block say in public whether they would, which everybody learns from (R10); (3) the sponsors put the draft
    to the vote, soften it or withdraw it, whichever is worth most to them (R9); what nobody threatens they do not
    soften.

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

    def __init__(self, proceedings: Proceedings, spec: written.Council) -> None:
        super().__init__(proceedings, spec)
        self.seats = {name: self._state(name) for name in spec.seats}
        self.pen = self._state(spec.sponsors[0])
        others = [*spec.sponsors[1:], *([spec.client] if spec.client else [])]
        self.bearing = [self.actor(name) for name in others]
        self.objectors = [self.seats[name] for name in spec.objectors]
        self.blocs = [self._bloc(name) for name in self.axes["bloc"]]
        runs = self.world.runs
        self.other_yes = {name: self.chance("seat", name) for name in spec.other_seats}
        self.says_block = np.zeros(runs, dtype=bool)
        self.next_draft = np.zeros(runs, dtype=np.int64)
        self.drafts = self.counts(spec.DRAFTS)
        self.yes_votes = self.counts(spec.YES_VOTES)
        self.vetoed = self.flags(spec.VETOED)
        self.voted = self.flags(spec.VOTED)
        self.softened = self.numbers(spec.SOFTENED)
        self.unity = self.numbers(spec.UNITY)
        self.least_chance = self.numbers(spec.LEAST_CHANCE)
        self.true_chance = self.numbers(spec.TRUE_CHANCE)
        self.believed_chance = self.numbers(spec.BELIEVED_CHANCE)
        self.opposed = self.flags(spec.OPPOSED)
        self.terms = self.numbers(spec.TERMS)

    def _state(self, name: str) -> State:
        state = self.actor(name)
        assert isinstance(state, State), f"{name} is no state or bloc"
        return state

    def _bloc(self, name: str) -> Bloc:
        bloc = self.actor(name)
        assert isinstance(bloc, Bloc), f"{name} is no bloc"
        return bloc

    def take_numbers(self) -> None:
        """Read who may veto, what sets a precedent, what may be negotiated, and how drafts follow each other."""
        issues = self.world.scenario.issues
        self.vetoes = [state for state in self.objectors if state.veto]
        self.precedent = np.array([self.spec.precedent.get(issue, 0.0) for issue in issues])
        self.every = np.maximum(1, np.rint(self.number("draft_every_weeks"))).astype(np.int64)
        open_issues = self.spec.negotiable or tuple(issues)
        self.negotiable = np.array([[issue in open_issues] for issue in issues])
        self.step_given = self.number("step")

    def begin(self, runs: Counts) -> None:
        """Take up the text that the sponsors table first."""
        self.next_draft[runs] = self.world.week
        if self.spec.first_draft != "proposal":
            self.world.table(self.world.texts[self.spec.first_draft].take(runs, axis=1), runs)
            self.world.consent[runs] = 0.0  # nobody was asked about this one

    def act(self, runs: Counts) -> None:
        """Deal with the draft that is due this week, or fell due while the Council was held."""
        runs = runs[self.next_draft[runs] <= self.world.week]
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
        later = runs[self.drafts[runs] > 0]
        if later.size:
            text = self.world.on_table.take(later, axis=1)
            softer = self.next_text(text, later)
            changed = self.world.consent[later] == 0
            softer = self.written(text, softer, later[changed])
            self.softened[later] += self.pen.value(text, later) - self.pen.value(softer, later)
            self.world.table(softer[:, changed], later[changed])
        self.drafts[runs] += 1
        self._keep_terms(runs)
        for place, bloc in enumerate(self.blocs):
            self.unity[place, runs] = bloc.unity(self.world.on_table.take(runs, axis=1), self.world.actors, runs)

    def written(self, text: Floats, own: Floats, runs: Counts) -> Floats:
        """Return the draft that is tabled: the model's, or what whoever sits in the sponsor's seat writes."""
        if not runs.size or not self.seated(self.pen):
            return own
        lower, upper = self.pen.of(self.pen.hard_lower, runs), self.pen.of(self.pen.hard_upper, runs)
        bounds = tuple(np.where(self.negotiable, line, text) for line in (lower, upper))
        facts: dict[str, Said] = {"before": text, "number": self.drafts[runs] + 1}
        payoffs: dict[str, Said] = {
            "model": self.value_of_passing(own, runs), "before": self.value_of_passing(text, runs),
            "failing": self.pen.failing(self.name, runs),
        }  # fmt: skip
        return ask_text(self, "draft", self.pen, own, (bounds[0], bounds[1]), runs, facts=facts, payoffs=payoffs)

    def next_text(self, text: Floats, runs: Counts) -> Floats:
        """Return the draft that would follow a text: a step softer, toward the pivotal objector."""
        if not self.objectors:
            return text
        position, salience = self._pivotal(text, runs)
        wish = np.where(self.negotiable, position, text)
        lower, upper = self.pen.of(self.pen.hard_lower, runs), self.pen.of(self.pen.hard_upper, runs)
        wish = np.clip(wish, np.minimum(text, lower), np.maximum(text, upper))
        left = np.maximum(1, self.spec.most_drafts - self.drafts[runs])
        budget = step_given(self.step_given[runs], self.pen.room(self.name, text, runs), left)
        softer = self._as_others_bear(text, self.pen.softens(text, wish, salience, budget, runs), left, runs)
        return np.where(self.world.consent[runs] == 1, text, softer)

    def _as_others_bear(self, text: Floats, softer: Floats, left: Counts, runs: Counts) -> Floats:
        """Take from the client and each other sponsor no more than an even share of what it would bear in all."""
        if not self.bearing:
            return softer
        before = np.stack([self.worth_imposed(actor, text, runs) for actor in self.bearing])
        after = np.stack([self.worth_imposed(actor, softer, runs) for actor in self.bearing])
        floor = np.stack([actor.failing(self.name, runs) for actor in self.bearing])
        return np.asarray(text + borne_share(before, after, floor, left) * (softer - text))

    def worth_imposed(self, actor: Actor, text: Floats, runs: Counts) -> Floats:
        """Return what the rest of the process is worth to an actor once a text is adopted."""
        consented = self.world.consent[runs] == 1
        without = actor.worth_after(self.name, "adopted", text, runs)
        if not consented.any():
            return without
        return np.where(consented, actor.worth_after(self.name, "adopted", text, runs, consented=True), without)

    def _pivotal(self, text: Floats, runs: Counts) -> tuple[Floats, Floats]:
        """Return the ideal point and saliences of whose no is feared most: a veto holder, if there is one."""
        gains = np.stack([self._gain(state, text, runs) for state in self.objectors])
        costs = np.stack([state.now["blocking_cost"][runs] for state in self.objectors])
        member = pivotal(gains, costs, np.array([state.veto for state in self.objectors]))[None, None, :]
        positions = np.stack([state.of(state.position, runs) for state in self.objectors])
        saliences = np.stack([state.of(state.salience, runs) for state in self.objectors])
        return np.take_along_axis(positions, member, axis=0)[0], np.take_along_axis(saliences, member, axis=0)[0]

    def _gain(self, state: State, text: Floats, runs: Counts) -> Floats:
        return state.gain(self.name, text, self._independence(text), runs)

    def _independence(self, text: Floats) -> Floats:
        return independence(text, self.precedent) if self.spec.precedent else np.zeros(text.shape[1])

    def _keep_terms(self, runs: Counts) -> None:
        self.terms[self.drafts[runs] - 1, :, runs] = self.world.on_table.take(runs, axis=1).T

    # --- (2) the seats --------------------------------------------------------------------------------------

    def make_up_minds(self, runs: Counts) -> tuple[Flags, Floats, Counts]:
        """Let every seat make up its mind and the veto holders speak."""
        text = self.world.on_table.take(runs, axis=1)
        yes = np.zeros(len(runs), dtype=np.int64)
        would_block = np.zeros(len(runs), dtype=bool)
        chances, believed, threatened = [], [], np.zeros(len(runs), dtype=bool)
        self.tell("draft", self.pen.name, runs, number=self.drafts[runs], text=text)
        for name, state in self.seats.items():
            if name in self.spec.sponsors:
                yes += self.spec.seats[name]
                continue
            gained = self._gain(state, text, runs)
            vote = state.ballot(gained, f"vote.{self.name}", runs)
            facts: dict[str, Said] = {"text": text, "number": self.drafts[runs]}
            payoffs: dict[str, Said] = {"gain": gained, "blocking_cost": state.now["blocking_cost"][runs]}
            vote = ask_vote(self, state, vote, runs, abstention=True, facts=facts, payoffs=payoffs)
            yes += self.spec.seats[name] * (vote == YES)
            place = self.objectors.index(state)
            self.opposed[self.drafts[runs] - 1, place, runs] = vote == NO
            chance = state.chance_of_no(gained, runs)
            self.tell("intention", name, runs, gain=gained, blocking_cost=state.now["blocking_cost"][runs], vote=vote,
                      chance_of_no=chance, veto=state.veto)  # fmt: skip
            self.least_chance[place, runs] = np.fmin(self.least_chance[place, runs], chance)
            if state.veto:
                would_block |= vote == NO
                chances.append(chance)
                says, told_of = self.speak(state, vote == NO, runs)
                threatened |= says
                believed.append(told_of)
        veto = chance_of_veto(np.array(believed).reshape(-1, len(runs)))
        self.true_chance[self.drafts[runs] - 1, runs] = chance_of_veto(np.array(chances).reshape(-1, len(runs)))
        self.believed_chance[self.drafts[runs] - 1, runs] = veto
        self.says_block[runs] = threatened
        return would_block, veto, yes + self._other_yes_votes(runs)

    def speak(self, state: State, means_to: Flags, runs: Counts) -> tuple[Flags, Floats]:
        """Let a veto holder say whether it would block; all learn, and the sponsors judge this draft by it (R10)."""
        says = state.says_it_would_block(means_to, runs)
        facts: dict[str, Said] = {"means_to": means_to, "number": self.drafts[runs]}
        says = ask_yes(self, "signal", state, says, runs, facts=facts)
        about = f"{self.name}.blocked"
        before = self.believed_by_sponsors(runs)
        believed = told(before, says, state.signal_honesty[runs])
        self.world.others(state).do("hear", about, says, state.signal_honesty[runs], runs)
        self.tell("signal", state.name, runs, says=says, means_to=means_to, believed=believed)
        return says, believed

    def believed_by_sponsors(self, runs: Counts) -> Floats:
        """Return how likely the sponsors hold a block to be, of any draft; even, where the scenario says nothing."""
        about = f"{self.name}.blocked"
        known = about in self.pen.belief_weights or self.spec.expected
        return self.pen.believes(about, runs) if known else np.full(len(runs), 0.5)

    def _other_yes_votes(self, runs: Counts) -> Counts:
        """Count the seats that are only given a chance; none opposes a text that all parties accept."""
        softer = (self.drafts[runs] - 1) * self.number("gains_per_step")[runs]
        agreed = self.world.consent[runs] == 1
        votes = np.zeros(len(runs), dtype=np.int64)
        for name, drawn in self.other_yes.items():
            votes += yes_by_chance(
                drawn[runs], self.number(f"other_seats.{name}.chance_of_yes")[runs], softer, agreed
            )
        return votes

    # --- (3) vote, withdraw or redraft ----------------------------------------------------------------------

    def decide(self, would_block: Flags, believed: Floats, yes: Counts, runs: Counts) -> None:
        """Put the draft to the vote, withdraw it, or go back to redraft, whichever is worth most (R9)."""
        self.yes_votes[runs] = yes
        text, enough = self.world.on_table[:, runs], yes >= self.spec.majority
        room = self.pen.room(self.name, text, runs)
        next_text = self.next_text(text, runs)
        spent = (room <= self.number("smallest_room")[runs]) | (self.drafts[runs] >= self.spec.most_drafts)
        last = spent | np.all(next_text == text, axis=0)  # the same text again is no softer draft
        failing = np.where(enough, believed, 1.0)
        adopted, withdrawn = self.value_of_passing(text, runs), self.pen.failing(self.name, runs)
        voting = value_of_a_vote(adopted, withdrawn, failing, self.number("lost_vote_cost")[runs])
        # Of the fate of the next draft the sponsors know no more than what they believe of the Council by now.
        hope = self.believed_by_sponsors(runs)
        wait = self.pen.cost_of_weeks(self.every[runs].astype(np.float64), runs)
        softer = self.value_of_passing(next_text, runs)
        softening = np.where(last, -np.inf, value_of_a_vote(softer, withdrawn, hope, 0.0) - wait)
        threatened = self.says_block[runs] | ~enough
        move = next_move(voting, softening, withdrawn, threatened)
        if self.seated(self.pen):
            payoffs: dict[str, Said] = {"vote": voting, "soften": softening, "withdraw": withdrawn}
            move = self.moved(move, yes, payoffs, {"blocked": believed}, runs)
        self.tell("choice", self.pen.name, runs, number=self.drafts[runs], believed=believed, voting=voting,
                  softening=softening, withdrawing=withdrawn, yes=yes, room=room, to_vote=move == VOTE,
                  withdraws=move == WITHDRAW)  # fmt: skip
        self._vote(runs, move == VOTE, yes, would_block)
        self.fail(runs[move == WITHDRAW])
        again = runs[move == SOFTEN]
        self.next_draft[again] = self.world.week + self.every[again]

    def moved(
        self,
        own: npt.NDArray[np.int8],
        yes: Counts,
        payoffs: Mapping[str, Said],
        beliefs: Mapping[str, Said],
        runs: Counts,
    ) -> npt.NDArray[np.int8]:
        """Let whoever sits in the first sponsor's seat put the draft to the vote, soften or withdraw it."""
        moves = {"vote": VOTE, "soften": SOFTEN, "withdraw": WITHDRAW}
        words = tuple(word for word in moves if word != "soften" or self.drafts[runs[0]] < self.spec.most_drafts)
        said = next(word for word, move in moves.items() if move == own[0])
        facts: dict[str, Said] = {"number": self.drafts[runs], "counted": yes, "majority": float(self.spec.majority),
                                  "threatened": self.says_block[runs]}  # fmt: skip
        word = ask_word(self, "move", self.pen, words, said, facts=facts, payoffs=payoffs, beliefs=beliefs)
        return np.array([moves[word]])

    def value_of_passing(self, text: Floats, runs: Counts) -> Floats:
        """Return what a draft that passes is worth to the sponsors, less what it takes from an unwilling client."""
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
        independent = self._independence(self.world.on_table.take(chosen, axis=1))
        for place, state in enumerate(self.objectors):
            opposed = self.opposed[self.drafts[chosen] - 1, place, chosen]
            state.let_pass(independent[passed], opposed[passed], chosen[passed])
            if state.veto:
                state.blocking_paid[chosen] += np.where(opposed, state.now["blocking_cost"][chosen], 0.0)
        self.tell("vote", "", chosen, yes=yes[voting], majority=self.spec.majority, vetoed=would_block[voting],
                  adopted=passed)  # fmt: skip
        self.send_on(chosen[passed], "adopted")
        self.fail(chosen[~passed])

    def fail(self, runs: Counts) -> None:
        """End without a resolution, which everybody sees: the Council was blocked (R10)."""
        if self.vetoes:
            self.world.agents.do(
                "hear", f"{self.name}.blocked", np.ones(len(runs), dtype=bool), np.ones(len(runs)), runs
            )
        self.send_on(runs, "blocked")
