"""The Council: drafts, signals, redrafts, and a vote or a withdrawal."""

import numpy as np

from sim.actors.state import Bloc, State
from sim.process.proceedings import Proceedings
from sim.process.stage import Stage
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.beliefs import told
from sim.rules.council import NO, YES, carried, chance_of_veto, independence, yes_by_chance
from sim.rules.drafting import borne_share, goes_to_vote, pivotal, showdown, withdraws
from sim.scenario.format.stages import council as written

__all__ = ["Council"]


class Council(Stage[written.Council]):
    """Sponsors table drafts in the shadow of a veto.

    For each draft, in this order: (1) the sponsors table a text, the first as it lies on the table, each later
    one a step softer toward the pivotal objector (R9); (2) every seat makes up its mind (R8), and those who
    could block say in public whether they would, which everybody learns from (R10); (3) the sponsors put the draft
    to the vote if they believe a veto unlikely and have the votes; or withdraw it, seldom forcing a
    showdown, if a veto is likely and no room or no draft is left; or else redraft.

    Examples
    --------
    In two of three runs the sponsors give up after five drafts, which gave way on the legal basis; in the other,
    Russia lets the third pass:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3)).run()
    >>> model.records.columns["council.drafts"].tolist(), model.records.spelt("council.result").tolist()
    ([5, 5, 3], ['blocked', 'blocked', 'adopted'])
    >>> first, last = (model.records.columns[f"council.draft_{number}.legal_basis"][:2] for number in (1, 5))
    >>> (last < first).tolist()
    [True, True]
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
        self.other_yes = {name: self.world.streams.uniform(f"{self.name}.{name}") for name in spec.other_seats}
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
            self.world.on_table[:, runs] = self.world.texts[self.spec.first_draft][:, runs]
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
        later = runs[(self.drafts[runs] > 0) & (self.world.consent[runs] == 0)]
        if later.size and self.objectors:
            text = self.world.on_table[:, later]
            wish = np.where(self.negotiable, self._pivotal_position(text, later), text)
            wish = np.clip(
                wish, np.minimum(text, self.pen.lower[:, later]), np.maximum(text, self.pen.upper[:, later])
            )
            softer = self.pen.softens(text, wish, self.step_given[later], later)
            softer = self._as_others_bear(text, softer, later)
            self.softened[later] += self.pen.value(text, later) - self.pen.value(softer, later)
            self.world.on_table[:, later] = softer
        self.drafts[runs] += 1
        self._keep_terms(runs)
        for place, bloc in enumerate(self.blocs):
            self.unity[place, runs] = bloc.unity(self.world.on_table[:, runs], self.world.actors, runs)

    def _as_others_bear(self, text: Floats, softer: Floats, runs: Counts) -> Floats:
        """Go only so far that neither the client nor a sponsor would rather fail; by concavity the share is safe."""
        if not self.bearing:
            return softer
        before = np.stack([actor.value(text, runs) for actor in self.bearing])
        after = np.stack([actor.value(softer, runs) for actor in self.bearing])
        floor = np.stack([actor.disagreement(runs) for actor in self.bearing])
        return np.asarray(text + borne_share(before, after, floor) * (softer - text))

    def _pivotal_position(self, text: Floats, runs: Counts) -> Floats:
        """Return the ideal point of whose no is feared most: a veto holder, if there is one.

        Of those, the one that loses most beyond what blocking costs it; of others, the one that gains least.
        """
        gains = np.stack([self._gain(state, text, runs) for state in self.objectors])
        costs = np.stack([state.now["blocking_cost"][runs] for state in self.objectors])
        positions = np.stack([state.position[:, runs] for state in self.objectors])
        member = pivotal(gains, costs, np.array([state.veto for state in self.objectors]))
        return np.asarray(np.take_along_axis(positions, member[None, None, :], axis=0)[0])

    def _gain(self, state: State, text: Floats, runs: Counts) -> Floats:
        status_quo = self.world.texts[self.spec.status_quo][:, runs]
        independent = independence(text, self.precedent) if self.spec.precedent else np.zeros(len(runs))
        return state.gain(text, status_quo, independent, runs)

    def _keep_terms(self, runs: Counts) -> None:
        self.terms[self.drafts[runs] - 1, :, runs] = self.world.on_table[:, runs].T

    # --- (2) the seats --------------------------------------------------------------------------------------

    def make_up_minds(self, runs: Counts) -> tuple[Flags, Floats, Counts]:
        """Let every seat make up its mind and the veto holders speak."""
        text = self.world.on_table[:, runs]
        yes = np.zeros(len(runs), dtype=np.int64)
        would_block = np.zeros(len(runs), dtype=bool)
        chances, believed = [], []
        self.tell("draft", self.pen.name, runs, number=self.drafts[runs], text=text)
        for name, state in self.seats.items():
            if name in self.spec.sponsors:
                yes += self.spec.seats[name]
                continue
            gained = self._gain(state, text, runs)
            vote = state.ballot(gained, f"vote.{self.name}", runs)
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
                believed.append(self.speak(state, vote == NO, runs))
        veto = chance_of_veto(np.array(believed).reshape(-1, len(runs)))
        self.true_chance[self.drafts[runs] - 1, runs] = chance_of_veto(np.array(chances).reshape(-1, len(runs)))
        self.believed_chance[self.drafts[runs] - 1, runs] = veto
        return would_block, veto, yes + self._other_yes_votes(runs)

    def speak(self, state: State, means_to: Flags, runs: Counts) -> Floats:
        """Let a veto holder say whether it would block; all learn, and the sponsors judge this draft by it (R10)."""
        says = state.says_it_would_block(means_to, runs)
        # A sponsor of whom the scenario says nothing has no opinion of its own, and goes by what it is told.
        before = self.pen.believes("block", runs) if "block" in self.pen.belief_weights else 0.5
        believed = told(before, says, state.signal_honesty[runs])
        self.world.others(state).do("hear", "block", says, state.signal_honesty[runs], runs)
        self.tell("signal", state.name, runs, says=says, means_to=means_to, believed=believed)
        return believed

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
        """Put the draft to the vote, withdraw it, or go back to redraft."""
        self.yes_votes[runs] = yes
        to_vote = goes_to_vote(yes, self.spec.majority, believed, self.number("vote_below")[runs])
        room = self.pen.room(self.world.on_table[:, runs], runs)
        drafts = self.drafts[runs].astype(np.int64)
        no_more = withdraws(room, self.number("smallest_room")[runs], drafts, self.spec.most_drafts)
        drawn = self.world.streams.uniform(f"{self.name}.showdown", self.world.week)[runs]
        forced = showdown(no_more, to_vote, drawn, self.number("showdown")[runs])
        self.tell("choice", self.pen.name, runs, number=self.drafts[runs], believed=believed,
                  vote_below=self.number("vote_below")[runs], yes=yes, room=room, to_vote=to_vote,
                  showdown=forced, withdraws=no_more & ~to_vote & ~forced)  # fmt: skip
        self._vote(runs, to_vote | forced, yes, would_block)
        withdrawn = runs[no_more & ~to_vote & ~forced]
        self.fail(withdrawn)
        again = runs[~(to_vote | no_more)]
        self.next_draft[again] = self.world.week + self.every[again]

    def _vote(self, runs: Counts, voting: Flags, yes: Counts, would_block: Flags) -> None:
        chosen = runs[voting]
        if not chosen.size:
            return
        passed = carried(yes[voting], self.spec.majority, would_block[voting])
        self.voted[chosen] = True
        self.vetoed[chosen] = would_block[voting] & (yes[voting] >= self.spec.majority)
        self.tell("vote", "", chosen, yes=yes[voting], majority=self.spec.majority, vetoed=would_block[voting],
                  adopted=passed)  # fmt: skip
        self.send_on(chosen[passed], "adopted")
        self.fail(chosen[~passed])

    def fail(self, runs: Counts) -> None:
        """End without a resolution, which everybody sees: the Council was blocked (R10)."""
        if self.vetoes:
            self.world.agents.do("hear", "block", np.ones(len(runs), dtype=bool), np.ones(len(runs)), runs)
        self.send_on(runs, "blocked")
