"""Talks: two parties make offers in rounds until both accept one or time is up."""

import numpy as np

from sim.actors.party import Party
from sim.actors.terms import Terms
from sim.process.proceedings import Proceedings
from sim.process.stage import Stage, crossed, due
from sim.rules.acceptance import meets, settled_text, stands_by
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.bargaining import share_spent
from sim.scenario.format.stages import talks as written
from sim.scenario.format.stages.stage import TABLE
from sim.scenario.format.stages.talks import Option

__all__ = ["Talks"]


class Talks(Stage[written.Talks]):
    """Direct talks, issue by issue; nothing is agreed until all is agreed.

    In each round, in this order: (1) each party settles what it holds out for (R3, R6), as far as issues on the
    agenda go; (2) the first makes the offer nearest to the other's last one, and the second answers it with its own
    (R4); (3) each accepts the other's offer or not (R5). If both accept, they meet in the middle. Then the options
    that are due are tabled, by the mediators or by whoever an option names, and talks whose time is up end.

    Examples
    --------
    In Vienna the parties come nearer on decentralisation, which each holds less dear, than on status:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3)).run()
    >>> cheap, dear = (model.records.columns[f"vienna.closed.{issue}"] for issue in ("decentralisation", "status"))
    >>> (cheap > dear).tolist()
    [True, True, True]
    """

    def __init__(self, proceedings: Proceedings, spec: written.Talks) -> None:
        super().__init__(proceedings, spec)
        self.parties = [self._party(name) for name in spec.parties]
        issues, runs = len(self.world.scenario.issues), self.world.runs
        self.last_offers = np.zeros((2, issues, runs))
        self.last_gain = np.zeros((2, runs))
        self.spent = np.zeros(runs)
        self.luck = self.chance("extended") if spec.extension is not None else np.ones(runs)
        self.rounds = self.counts(spec.ROUNDS)
        self.extended = self.flags(spec.EXTENDED)
        self.first_gap = self.numbers(spec.FIRST_GAP)
        self.last_gap = self.numbers(spec.LAST_GAP)
        self.closed_gap = self.numbers(spec.CLOSED)
        self.lasted = self.counts(spec.LASTED)
        self.tabled = self.flags(spec.TABLED)
        self.refusals = self.counts(spec.REFUSALS)

    def _party(self, name: str) -> Party:
        party = self.actor(name)
        assert isinstance(party, Party), f"{name} is no party"
        return party

    def take_numbers(self) -> None:
        """Read how long the talks may last, how much more time each run would get, and how often they meet."""
        self.weeks = np.rint(self.number("weeks"))
        self.every = np.maximum(1.0, np.rint(self.number("round_every_weeks")))
        self.more_weeks = np.zeros(self.world.runs)
        if self.spec.extension is not None:
            given = self.luck < self.number("extension.chance")
            self.more_weeks = np.where(given, np.rint(self.number("extension.weeks")), 0.0)

    def allowed_weeks(self, runs: Counts) -> Floats:
        """Return how many weeks the talks may last, with the time that was added."""
        return self.weeks[runs] + np.where(self.extended[runs], self.more_weeks[runs], 0.0)

    def last_round(self, runs: Counts) -> Floats:
        """Return how many weeks after the first round the last one is held, within the time allowed.

        Time is measured to it and not to the deadline, at which nobody may meet any more: one that comes a week after
        a round would else find the parties with a part of their room never given.
        """
        return np.asarray(np.floor(self.allowed_weeks(runs) / self.every[runs]) * self.every[runs])

    def begin(self, runs: Counts) -> None:
        """Take up each party's public position: its first demand, or what it last offered."""
        for place, party in enumerate(self.parties):
            self.last_offers[place][:, runs] = party.takes_up(self.spec.in_public, runs)
        self._measure(self.first_gap, runs)
        self._measure(self.last_gap, runs)

    def act(self, runs: Counts) -> None:
        """Hold a round where one is due, table options, and close talks whose time is up."""
        elapsed = self.elapsed(runs)
        self.hold_round(runs[due(elapsed, self.every[runs])])
        for place, option in enumerate(self.spec.options):
            open_still = (self.whereabouts.stage[runs] == self.place) & ~self.tabled[place][runs]
            here = runs[(elapsed >= option.after_weeks) & open_still]
            self.table_option(place, option, here)
        self.close(runs[(elapsed >= self.allowed_weeks(runs)) & (self.whereabouts.stage[runs] == self.place)])

    def close(self, runs: Counts) -> None:
        """End the talks whose time is up, unless more time is given, once."""
        if not runs.size:
            return
        more = runs[(self.more_weeks[runs] > 0) & ~self.extended[runs]]
        self.extended[more] = True
        self.tell("extension", "", more, weeks=self.more_weeks[more])
        done = runs[self.elapsed(runs) >= self.allowed_weeks(runs)]
        if self.telling:
            for party, other, offer in zip(self.parties, self.parties[::-1], self.last_offers[::-1], strict=True):
                lacks = np.where(self._on_table()[:, None], party.lacks(offer.take(done, axis=1), done), 0.0)
                self.tell("shortfall", party.name, done, other=other.name, lacks=lacks)
        self.send_on(done, "deadlock")

    def hold_round(self, runs: Counts) -> None:
        """Hold one round of talks: an offer of each party, and its answer to the other's."""
        if not runs.size:
            return
        self.rounds[runs] += 1
        # More time takes nothing back: who came down for the first deadline stays there until the second is as near.
        elapsed, ends = self.elapsed(runs).astype(np.float64), self.last_round(runs)
        share = share_spent(self.spent[runs], elapsed, ends)
        self.spent[runs] = share
        on_table, left = self._on_table(), self.weeks_left(runs)
        offers = [offers.take(runs, axis=1) for offers in self.last_offers]
        terms = [
            party.terms(self.name, runs, left, on_table, between)
            for party, between in zip(self.parties, (offers, offers[::-1]), strict=True)
        ]
        asked = [
            party.asks(terms[place], share, self.last_gain[place][runs]) for place, party in enumerate(self.parties)
        ]
        # The second answers the first's fresh offer; moving at once, the two would pass each other by.
        opening = self._next_offer(0, self.last_offers[1].take(runs, axis=1), asked[0], terms[0])
        fresh = [opening, self._next_offer(1, opening, asked[1], terms[1])]
        # In the last round there is no next offer to hold out for.
        last = elapsed >= ends
        said = []
        same = meets(fresh[0][on_table], fresh[1][on_table])
        for place, party in enumerate(self.parties):
            own = np.where(last & (not party.firm), -np.inf, terms[place].as_good_as(fresh[place], fresh[1 - place]))
            answer = party.accepts(fresh[1 - place], terms[place], own, f"answer.{self.name}")
            # Nobody wavers about what it proposes itself, if that is no worse than failing.
            answer.accepts = stands_by(answer.accepts, same, answer.worth, answer.disagreement)
            # Who would agree to nothing at all means no offer.
            answer.accepts = answer.accepts & (terms[1 - place].reservation < np.inf)
            if self.telling:
                self.tell("offer", party.name, runs, text=fresh[place], asked=asked[place],
                          own_value=party.value(fresh[place], runs),
                          other_value=self.parties[1 - place].value(fresh[place], runs))  # fmt: skip
                self.tell("answer", party.name, runs, other=self.parties[1 - place].name,
                          crosses=crossed(party, fresh[1 - place], runs), **answer.told())  # fmt: skip
            said.append(answer.accepts)
        self._publish(fresh, runs)
        if self._agenda_is_open():
            self._conclude(fresh, said, runs)

    def _next_offer(self, place: int, other_offer: Floats, asked: Floats, terms: Terms) -> Floats:
        """Make one party's offer; issues that are not on the agenda stay as they are."""
        standing, on_table = self.last_offers[place].take(terms.runs, axis=1), self._on_table()[:, None]
        wish = np.where(on_table, other_offer, standing)
        made = self.parties[place].offers(terms, standing, self.parties[1 - place], wish, asked)
        return np.where(on_table, made, standing)

    def weeks_left(self, runs: Counts) -> Floats:
        """Return how many weeks the talks will still take if they fail."""
        return np.maximum(0.0, self.allowed_weeks(runs) - self.elapsed(runs))

    def _on_table(self) -> Flags:
        """Return which issues are on the agenda, ``(issues,)``."""
        today = self.proceedings.today
        opened = [issue for item in self.spec.agenda if item.opens <= today for issue in item.issues]
        return np.array([not self.spec.agenda or issue in opened for issue in self.world.scenario.issues])

    def _agenda_is_open(self) -> bool:
        """Tell whether all that is dealt with here has been taken up: nothing is agreed until all is agreed."""
        today = self.proceedings.today
        return all(item.opens <= today for item in self.spec.agenda)

    def _publish(self, fresh: list[Floats], runs: Counts) -> None:
        """Show the offers: the other side sees what the move brought it."""
        for place, other in enumerate(self.parties[::-1]):
            before = other.value(self.last_offers[place].take(runs, axis=1), runs)
            self.last_gain[1 - place][runs] = other.value(fresh[place], runs) - before
            self.last_offers[place][:, runs] = fresh[place]
        self._measure(self.last_gap, runs)

    def _measure(self, gaps: Floats, runs: Counts) -> None:
        gaps[:, runs] = np.abs(self.last_offers[0].take(runs, axis=1) - self.last_offers[1].take(runs, axis=1))

    def send_on(self, runs: Counts, result: str) -> None:
        """Write down how long the talks took and what share of each gap they closed, and send the runs on."""
        if not runs.size:
            return
        self.lasted[runs] = self.elapsed(runs)
        first, last = self.first_gap.take(runs, axis=1), self.last_gap.take(runs, axis=1)
        self.closed_gap[:, runs] = 1 - np.divide(last, first, out=np.ones_like(first), where=first > 0)
        for place, party in enumerate(self.parties):
            party.leaves_with(self.last_offers[place].take(runs, axis=1), runs)
        super().send_on(runs, result)

    def _conclude(self, fresh: list[Floats], said: list[Flags], runs: Counts) -> None:
        """End the talks where somebody accepted: on the other's offer, or half way if both accepted."""
        first, second = said
        text = settled_text(fresh[0], fresh[1], first, second)
        agreed = first | second
        self._agree(text[:, agreed], runs[agreed], self._on_table())

    def table_option(self, place: int, option: Option, runs: Counts) -> None:
        """Put a named text before both parties (R5): take it or leave it.

        As with an offer, who proposes a text has said yes to it, and only the others answer.
        """
        if not runs.size:
            return
        text = self.world.texts[option.text].take(runs, axis=1)
        self.tabled[place][runs] = True
        left, answers = self.weeks_left(runs), []
        for party in sorted(self.parties, key=lambda one: one.name != option.proposed_by):
            terms, decision = party.terms(self.name, runs, left), f"answer.{self.name}.{option.text}"
            answer = party.accepts(text, terms, -np.inf, decision, named=option.text)
            if party.name == option.proposed_by:
                answer.accepts = np.ones(len(runs), dtype=bool)
            if self.telling:
                self.tell("option", party.name, runs, text_name=option.text, text=text,
                          proposed_by=option.proposed_by or "", crosses=crossed(party, text, runs),
                          **answer.told())  # fmt: skip
            answers.append(answer.accepts)
        self.refusals[place][runs] = 2 - np.sum(answers, axis=0)
        agreed = np.logical_and(*answers)
        self._agree(text[:, agreed], runs[agreed], np.ones(len(text), dtype=bool))

    def _agree(self, text: Floats, runs: Counts, on_table: Flags) -> None:
        """Settle what was on the table; an agreement on some issues keeps the others as they are in force."""
        if not runs.size:
            return
        for offers in self.last_offers:
            offers[:, runs] = np.where(on_table[:, None], text, offers.take(runs, axis=1))
        self._measure(self.last_gap, runs)
        if not on_table.all():
            kept = self.world.in_force.take(runs, axis=1)
            text = np.where(on_table[:, None] | np.isnan(kept), text, kept)
        if on_table.all() or self.world.scenario.puts_in_force(self.name, "agreed") == TABLE:
            self.world.on_table[:, runs] = text
            self.world.consent[runs] = 1.0
        self.tell("agreement", "", runs, text=text)
        self.send_on(runs, "agreed")
