"""Talks: two or more parties seek a text in rounds, until enough of them accept one or time is up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.decisions import names_where
from sim.actors.party import Party
from sim.chance.by_issue import drawn_bounds
from sim.compiled.choice import is_on
from sim.process.asking import ask_yes
from sim.process.groups import carry
from sim.process.stage import Stage, crossed, due
from sim.process.talks.offers import Offers
from sim.process.talks.single_text import SingleText
from sim.process.talks.table import Table
from sim.rules.bargaining import share_spent
from sim.rules.continuation import reservation_if_left_out
from sim.scenario.format.stages import talks as written
from sim.scenario.format.stages.decision import UNANIMITY
from sim.scenario.format.stages.stage import TABLE

if TYPE_CHECKING:
    from sim.actors.decisions import Said
    from sim.actors.terms import Terms
    from sim.process.proceedings import Proceedings
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.stages.talks import Option

__all__ = ["Talks"]


class Talks(Stage[written.Talks]):
    """Direct talks, issue by issue; nothing is agreed until all is agreed.

    In each round the parties seek a text by the protocol of the file: by offers in turn, or on a mediator's single
    text. Then the options that are due are tabled, by the mediators or by whoever an option names, and talks whose
    time is up end.

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
        self.spent = np.zeros(self.world.runs)
        self.luck = [self.chance(*_named(path)) for path in spec.more_time]
        self.times_extended = np.zeros(self.world.runs, dtype=np.int64)
        self.rounds = self.counts(spec.ROUNDS)
        self.extended = self.flags(spec.EXTENDED)
        self.extensions = self.flags(spec.EXTENSIONS)
        self.protocol = _offers(self) if spec.protocol == "offers" else SingleText(self)
        self.lasted = self.counts(spec.LASTED)
        self.tabled = self.flags(spec.TABLED)
        self.refusals = self.counts(spec.REFUSALS)
        self.says_yes = None if spec.decide == UNANIMITY else self.flags(spec.YES)

    def _party(self, name: str) -> Party:
        party = self.actor(name)
        assert isinstance(party, Party), f"{name} is no party"
        return party

    def take_numbers(self) -> None:
        """Read whose yes is enough, how long the talks may last, how often they meet, and what more time there is."""
        self.table = Table(self.spec.parties, self.spec.coalitions, self.spec.signs_for)
        self.left_out = self.number("left_out")
        self.deadline = None
        if self.spec.deadline is not None:
            self.deadline = self.world.scenario.calendar.week_of(self.spec.deadline)
        self.weeks = np.zeros(self.world.runs) if self.spec.weeks is None else np.rint(self.number("weeks"))
        self.every = np.maximum(1.0, np.rint(self.number("round_every_weeks")))
        self.more_weeks = [
            np.where(luck < self.number(f"{path}.chance"), np.rint(self.number(f"{path}.weeks")), 0.0)
            for path, luck in zip(self.spec.more_time, self.luck, strict=True)
        ]
        world, path = self.world, f"process.{self.name}.mandate"
        self.mandate = drawn_bounds(world.scenario, world.inputs, world.runs, self.spec.mandate, path)

    def allowed_weeks(self, runs: Counts) -> Floats:
        """Return how many weeks the talks may last, with the time that was added."""
        allowed = self.weeks[runs]
        if self.deadline is not None:
            allowed = np.maximum(1.0, self.deadline - self.began[runs].astype(np.float64))
        for place, weeks in enumerate(self.more_weeks):
            allowed = allowed + np.where(self.times_extended[runs] > place, weeks[runs], 0.0)
        return allowed

    def last_round(self, runs: Counts) -> Floats:
        """Return how many weeks after the first round the last one is held, within the time allowed.

        Time is measured to it and not to the deadline, at which nobody may meet any more: one that comes a week after
        a round would else find the parties with a part of their room never given.
        """
        return np.asarray(np.floor(self.allowed_weeks(runs) / self.every[runs]) * self.every[runs])

    def weeks_left(self, runs: Counts) -> Floats:
        """Return how many weeks the talks will still take if they fail."""
        return np.maximum(0.0, self.allowed_weeks(runs) - self.elapsed(runs))

    def on_table(self) -> Flags:
        """Return which issues are dealt with by now, ``(issues,)``."""
        today, spec, issues = self.proceedings.today, self.spec, self.world.scenario.issues
        opened = {issue for item in spec.agenda if item.opens <= today for issue in item.issues}
        covered = spec.covers or issues
        return np.array([issue in covered and (issue in opened or not spec.agenda) for issue in issues])

    def if_refused(self, place: int, terms: Terms, text: Floats) -> Terms:
        """Return terms in which a party reckons with the others' agreeing on a text without it (R2)."""
        runs, chance, party = terms.runs, self.left_out[terms.runs], self.parties[place]
        if not chance.any() or not len(self.table.without(place)):
            return terms
        failing = terms.reservation if terms.votes is None else terms.votes.failing
        if terms.votes is not None:
            without = party.worth_after(self.name, self.spec.settling[0], text, runs, consented=False)
        else:
            without = party.if_imposed(text, runs) if terms.whole else terms.value(text)
        least = reservation_if_left_out(failing, without, chance)
        if self.telling:
            first = (self.rounds[runs] <= 1) & (chance > 0)
            self.tell("left_out", party.name, runs[first], over_its_head=without[first], if_none=failing[first])
        return replace(terms, reservation=least) if terms.votes is None else terms.before_votes(least)

    def agenda_is_open(self) -> bool:
        """Tell whether all that is dealt with here has been taken up: nothing is agreed until all is agreed."""
        today = self.proceedings.today
        return all(item.opens <= today for item in self.spec.agenda)

    def begin(self, runs: Counts) -> None:
        """Let the parties say what they demand."""
        self.protocol.begin(runs)

    def act(self, runs: Counts) -> None:
        """Hold a round where one is due, table options, and close talks whose time is up."""
        elapsed = self.elapsed(runs)
        self.hold_round(runs[due(elapsed, self.every[runs])])
        for place, option in enumerate(self.spec.options):
            open_still = (self.whereabouts.stage[runs] == self.place) & ~self.tabled[place][runs]
            here = runs[(elapsed >= option.after_weeks) & open_still]
            self.table_option(place, option, here)
        self.close(runs[(elapsed >= self.allowed_weeks(runs)) & (self.whereabouts.stage[runs] == self.place)])

    def hold_round(self, runs: Counts) -> None:
        """Hold one round of talks, by the protocol of the file."""
        if not runs.size:
            return
        self.rounds[runs] += 1
        # More time takes nothing back: who came down for the first deadline stays there until the second is as near.
        elapsed, ends = self.elapsed(runs).astype(np.float64), self.last_round(runs)
        self.spent[runs] = share = share_spent(self.spent[runs], elapsed, ends)
        self.protocol.hold_round(runs, share, elapsed >= ends)

    def close(self, runs: Counts) -> None:
        """End the talks whose time is up, unless more time is given."""
        if not runs.size:
            return
        for place, path in enumerate(self.spec.more_time):
            more = runs[(self.times_extended[runs] == place) & (self.more_weeks[place][runs] > 0)]
            more = more[self.elapsed(more) >= self.allowed_weeks(more)]
            self.extend(place, more if self.spec.more_time[path].by == "chance" else more[self.would_go_on(more)])
        done = runs[self.elapsed(runs) >= self.allowed_weeks(runs)]
        if self.telling and done.size:
            self.protocol.tell_shortfall(done)
        self.send_on(done, "deadlock")

    def extend(self, place: int, runs: Counts) -> None:
        """Give more time."""
        self.extended[runs] = True
        self.times_extended[runs] = place + 1
        if self.spec.extensions:
            self.extensions[place, runs] = True
        self.tell("extension", "", runs, weeks=self.more_weeks[place][runs])

    def would_go_on(self, runs: Counts) -> Flags:
        """Tell where to enough parties what lies between them is worth more than failing."""
        if not runs.size:
            return np.zeros(0, dtype=bool)
        middle, decision = self.protocol.between(runs), f"extension.{self.name}"
        hopes = []
        for party in self.parties:
            hope = party.accepts(middle, party.terms(self.name, runs), -np.inf, decision)
            hopes.append(
                ask_yes(self, "extend", party, hope.accepts, runs, facts={"text": middle}, payoffs=hope.known)
            )
        return self.table.is_enough(np.stack(hopes))

    def send_on(self, runs: Counts, result: str) -> None:
        """Write down how long the talks took, and send the runs on."""
        if not runs.size:
            return
        self.lasted[runs] = self.elapsed(runs)
        self.protocol.end(runs)
        super().send_on(runs, result)

    def table_option(self, place: int, option: Option, runs: Counts) -> None:
        """Put a named text before all parties (R5): take it or leave it.

        As with an offer, who proposes a text has said yes to it, where its members carry that, and only the others
        answer.
        """
        if not runs.size:
            return
        text = self.world.texts[option.text].take(runs, axis=1)
        self.tabled[place][runs] = True
        left, decision = self.weeks_left(runs), f"answer.{self.name}.{option.text}"
        says_yes = np.zeros((len(self.parties), len(runs)), dtype=bool)
        for number in sorted(range(len(self.parties)), key=lambda one: self.parties[one].name != option.proposed_by):
            party = self.parties[number]
            answer = party.accepts(text, party.terms(self.name, runs, left), -np.inf, decision, named=option.text)
            carry(self, party, answer, text, runs)
            if party.name == option.proposed_by:
                answer.accepts = np.ones(len(runs), dtype=bool) if answer.carried is None else answer.carried
            else:
                facts: dict[str, Said] = {"text": text, "named": option.text, "by": option.proposed_by or ""}
                answer.accepts = ask_yes(
                    self, "accept", party, answer.accepts, runs, facts=facts, payoffs=answer.known
                )
            if self.telling:
                self.tell("option", party.name, runs, text_name=option.text, text=text,
                          proposed_by=option.proposed_by or "", crosses=crossed(party, text, runs),
                          **answer.told())  # fmt: skip
            says_yes[number] = answer.accepts
        self.refusals[place][runs] = np.sum(~says_yes, axis=0)
        agreed = self.table.is_enough(says_yes)
        self.agree(text[:, agreed], runs[agreed], says_yes[:, agreed], np.ones(len(text), dtype=bool))

    def with_the_rest_in_force(self, text: Floats, runs: Counts) -> Floats:
        """Return a text in which issues that are not on the table stand as they are in force."""
        on_table = self.on_table()[:, None]
        if on_table.all():
            return text
        kept = self.world.in_force.take(runs, axis=1)
        return np.where(on_table | np.isnan(kept), text, kept)

    def agree(self, text: Floats, runs: Counts, says_yes: Flags, on_table: Flags) -> None:
        """Settle what was on the table; an agreement on some issues keeps the others as they are in force.

        It lies on the table of the stage that follows, unless the file says what else comes of it.
        """
        if not runs.size:
            return
        self.protocol.agree(text, says_yes, runs, on_table)
        if self.says_yes is not None:
            self.says_yes[:, runs] = says_yes
        if not on_table.all():
            text = self.with_the_rest_in_force(text, runs)
        if on_table.all() or self.spec.onward("agreed").in_force in (None, TABLE):
            self.world.lay(text, runs)
            self.table.settle(self.world, says_yes, runs)
        if self.telling:
            self.tell("agreement", "", runs, text=text, refusing=names_where(self.spec.parties, ~says_yes))
        self.send_on(runs, "agreed")


def _offers(talks: Talks) -> Offers:
    """Return the protocol of offers, in machine code where that is asked for."""
    if not is_on():
        return Offers(talks)
    from sim.process.talks.machine import OffersInMachineCode

    return OffersInMachineCode(talks)


def _named(path: str) -> tuple[str, ...]:
    """Return after what the chance of an extension is named, by where it stands below the stage."""
    block, *place = path.split(".")
    return ("extended", *place) if block == "extensions" else ("extended",)
