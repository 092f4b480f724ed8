"""The declaration: one party may act on its own, with the green light of its sponsors or without it."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.actors.party import Party
from sim.actors.state import State
from sim.process.stage import NEVER, Stage
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.rates import monthly_to_weekly
from sim.scenario.format import process as written

__all__ = ["Declaration"]


class Declaration(Stage):
    """A party acts on its own, or waits.

    Each week, in this order: (1) every sponsor gives the green light or withholds it (R12); (2) where a quorum
    has given it and acting is worth more than waiting, the party gives notice, and declares when that has run;
    (3) where it is withheld, the party may, seldom, act alone. In the stages of `alone_during` only that is open.

    Examples
    --------
    Two runs come to a declaration with backing; the third ended in the Council:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3)).run()
    >>> model.results.spelt("declaration.result").tolist(), model.results.columns["backing"].tolist()
    (['coordinated', 'coordinated', ''], [1.0, 1.0, 0.0])
    """

    spec: written.Declaration

    def __init__(self, model: Any, spec: written.Declaration, place: int) -> None:
        super().__init__(model, spec, place)
        declarer = self.actor(spec.declarer)
        assert isinstance(declarer, Party), f"{spec.declarer} is no party"
        self.declarer = declarer
        self.sponsors = {name: self._state(name) for name in spec.sponsors}
        self.notice_weeks = np.rint(self.number("notice_weeks"))
        self.weeks = np.rint(self.number("weeks"))
        self.weekly_alone = monthly_to_weekly(self.number("alone_chance"))
        self.noticed = model.results.column(f"{self.name}.notice_week", NEVER)
        self.backing = model.results.column("backing", 0.0)
        calendar = self.setting.scenario.calendar
        self.alone_opens = calendar.week_of(spec.alone_opens) if spec.alone_opens else 0

    def _state(self, name: str) -> State:
        state = self.actor(name)
        assert isinstance(state, State), f"{name} is no state or bloc"
        return state

    def step(self) -> None:
        """Play one week; acting alone is open also to runs that are held here or stand in `alone_during`."""
        super().step()
        if self.setting.week >= self.alone_opens:
            names = (self.name, *self.spec.alone_during)
            here = self.model.stands_in(names) & self.model.stands_in(names, self.model.stood)
            open_to = here & (self.noticed == NEVER)
            self.go_alone(np.flatnonzero(open_to))

    def act(self, runs: Counts) -> None:
        """Ask the sponsors and give notice, declare where notice has run, or lay the question aside."""
        self.give_notice(runs[self.noticed[runs] == NEVER])
        given = runs[self.noticed[runs] != NEVER]
        self.declare(given[self.setting.week >= self.noticed[given] + self.notice_weeks[given]])
        late = runs[(self.noticed[runs] == NEVER) & (self.elapsed(runs) >= self.weeks[runs])]
        self.send_on(late, "no_declaration")

    def ask_sponsors(self, runs: Counts) -> Flags:
        """Say whether a quorum of the sponsors, by weight, backs a declaration now; the declarer learns from each."""
        in_favour, total = np.zeros(len(runs)), np.zeros(len(runs))
        for name, sponsor in self.sponsors.items():
            reluctance = self.number(f"sponsors.{name}.reluctance")[runs]
            backs, numbers = sponsor.backs(self.name, reluctance, self._waited(), runs)
            self.tell("sponsor", name, runs, **numbers)
            self.declarer.hear(f"{self.name}.coordinated", backs, sponsor.signal_honesty[runs], runs)
            in_favour += sponsor.weight[runs] * backs
            total += sponsor.weight[runs]
        self.backing[runs] = np.divide(in_favour, total, out=np.zeros(len(runs)), where=total > 0)
        return np.asarray(self.backing[runs] >= self.number("quorum")[runs])

    def give_notice(self, runs: Counts) -> None:
        """Give notice of a coordinated declaration where the light is green and waiting is worth less (R12)."""
        if not runs.size:
            return
        green = self.ask_sponsors(runs)
        wants, numbers = self.declarer.would_declare(self.name, green, self._waited(), f"declares.{self.name}", runs)
        self.tell("considers", self.declarer.name, runs, green=green, **numbers)
        ready = runs[green & wants]
        self.noticed[ready] = self.setting.week
        self.tell("notice", self.declarer.name, ready, weeks=self.notice_weeks[ready])

    def go_alone(self, runs: Counts) -> None:
        """Act without backing, seldom, where that is worth more than waiting (R12)."""
        if not runs.size:
            return
        drawn = self.setting.streams.uniform(f"{self.name}.alone", self.setting.week)[runs]
        tempted = runs[drawn < self.weekly_alone[runs]]
        if not tempted.size:
            return
        nobody = np.zeros(len(tempted), dtype=bool)
        wants, numbers = self.declarer.would_declare(
            self.name, nobody, self._waited(), f"declares.{self.name}", tempted
        )
        self.tell("tempted", self.declarer.name, tempted, **numbers)
        gone = tempted[wants]
        self.backing[gone] = 0.0
        self._put_in_place(gone, "alone")

    def declare(self, runs: Counts) -> None:
        """Declare, the notice having run."""
        self._put_in_place(runs, "coordinated")

    def _put_in_place(self, runs: Counts, result: str) -> None:
        if not runs.size:
            return
        self.setting.on_table[:, runs] = self.setting.texts[self.spec.text][:, runs]
        self.setting.consent[runs] = 0.0
        self.tell("declaration", self.declarer.name, runs, how=result, backing=self.backing[runs])
        self.send_on(runs, result)

    def _waited(self) -> Floats:
        """Count the weeks since the process began: patience runs from there."""
        return np.asarray(float(self.setting.week))
