"""The declaration: one party may act on its own, with the green light of its sponsors or without it."""

import numpy as np

from sim.actors.decisions import Consideration
from sim.actors.party import Party
from sim.actors.state import State
from sim.process.asking import ask_yes
from sim.process.proceedings import Proceedings
from sim.process.stage import NEVER, Stage
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.declaration import backing_share, quorum_reached
from sim.rules.rates import monthly_to_weekly
from sim.scenario.format.stages import declaration as written

__all__ = ["Declaration", "backing_of"]


class Declaration(Stage[written.Declaration]):
    """A party acts on its own, or waits.

    Each week, in this order: (1) every sponsor gives the green light or withholds it (R12); (2) where a quorum
    has given it and acting is worth more than waiting, the party gives notice, and declares when that has run;
    (3) where it is withheld, the party may, seldom, act alone. In the stages of `alone_during` only that is open.

    Examples
    --------
    Who declares with backing has that of all sponsors here, and who acts alone that of none:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(12)).run()
    >>> declared, backing = model.records.spelt("declaration.result"), model.records.columns["declaration.backing"]
    >>> set(backing[declared == "coordinated"].tolist()), set(backing[declared == "alone"].tolist())
    ({1.0}, {0.0})
    """

    def __init__(self, proceedings: Proceedings, spec: written.Declaration) -> None:
        super().__init__(proceedings, spec)
        declarer = self.actor(spec.declarer)
        assert isinstance(declarer, Party), f"{spec.declarer} is no party"
        self.declarer = declarer
        self.sponsors = {name: self._state(name) for name in spec.sponsors}
        self.noticed = self.counts(spec.NOTICE)
        self.backing = self.numbers(spec.BACKING)

    def take_numbers(self) -> None:
        """Read how long notice and waiting last, and from when on and how often the party is tempted to act alone."""
        self.notice_weeks = np.rint(self.number("notice_weeks"))
        self.weeks = np.rint(self.number("weeks"))
        self.weekly_alone = monthly_to_weekly(self.number("alone_chance"))
        calendar = self.world.scenario.calendar
        self.alone_opens = calendar.week_of(self.spec.alone_opens) if self.spec.alone_opens else 0

    def _state(self, name: str) -> State:
        state = self.actor(name)
        assert isinstance(state, State), f"{name} is no state or bloc"
        return state

    def step(self) -> None:
        """Play one week; acting alone is open also to runs that are held here or stand in `alone_during`."""
        super().step()
        if self.world.week >= self.alone_opens:
            names = (self.name, *self.spec.alone_during)
            here = self.whereabouts.standing_in(names)
            here &= self.whereabouts.standing_in(names, self.whereabouts.before)
            open_to = here & (self.noticed == NEVER)
            self.go_alone(np.flatnonzero(open_to))

    def act(self, runs: Counts) -> None:
        """Ask the sponsors and give notice, declare where notice has run, or lay the question aside."""
        self.give_notice(runs[self.noticed[runs] == NEVER])
        given = runs[self.noticed[runs] != NEVER]
        self.declare(given[self.world.week >= self.noticed[given] + self.notice_weeks[given]])
        late = runs[(self.noticed[runs] == NEVER) & (self.elapsed(runs) >= self.weeks[runs])]
        self.send_on(late, "no_declaration")

    def ask_sponsors(self, runs: Counts) -> Flags:
        """Tell whether a quorum of the sponsors, by weight, backs a declaration now; the declarer learns."""
        said = []
        for name, sponsor in self.sponsors.items():
            reluctance = self.number(f"sponsors.{name}.reluctance")[runs]
            lasting = self.number("lasting_reluctance")[runs]
            answer = sponsor.backs(self.name, reluctance, self.world.week, runs, lasting)
            answer.backs = ask_yes(self, "back", sponsor, answer.backs, runs, payoffs={
                "declaration": answer.declaration, "without": answer.without, "reluctance": answer.reluctance,
            })  # fmt: skip
            self.tell("sponsor", name, runs, **answer.told())
            self.declarer.hear(f"{self.name}.coordinated", answer.backs, sponsor.signal_honesty[runs], runs)
            said.append(answer.backs)
        weights = np.stack([sponsor.weight[runs] for sponsor in self.sponsors.values()])
        self.backing[runs] = backing_share(weights, np.stack(said))
        return quorum_reached(self.backing[runs], self.number("quorum")[runs])

    def give_notice(self, runs: Counts) -> None:
        """Give notice of a coordinated declaration where the light is green and waiting is worth less (R12)."""
        if not runs.size:
            return
        green = self.ask_sponsors(runs)
        answer = self.declarer.would_declare(self.name, green, self.world.week, f"declares.{self.name}", runs)
        if green.any():
            self.ask(answer, "coordinated", runs)
        self.tell("considers", self.declarer.name, runs, green=green, **answer.told())
        ready = runs[green & answer.declares]
        self.noticed[ready] = self.world.week
        self.tell("notice", self.declarer.name, ready, weeks=self.notice_weeks[ready])

    def ask(self, answer: Consideration, how: str, runs: Counts) -> None:
        """Let whoever sits in the party's seat declare or wait."""
        answer.declares = ask_yes(
            self, "declare", self.declarer, answer.declares, runs, facts={"how": how},
            payoffs={"declaring": answer.declaring, "waiting": answer.waiting}, beliefs={"backing": answer.backing},
        )  # fmt: skip

    def go_alone(self, runs: Counts) -> None:
        """Act without backing, seldom, where that is worth more than waiting (R12)."""
        if not runs.size:
            return
        drawn = self.chance("alone", week=self.world.week)[runs]
        tempted = runs[drawn < self.weekly_alone[runs]]
        if not tempted.size:
            return
        nobody = np.zeros(len(tempted), dtype=bool)
        answer = self.declarer.would_declare(self.name, nobody, self.world.week, f"declares.{self.name}", tempted)
        self.ask(answer, "alone", tempted)
        self.tell("tempted", self.declarer.name, tempted, **answer.told())
        gone = tempted[answer.declares]
        self.backing[gone] = 0.0
        self._put_in_place(gone, "alone")

    def declare(self, runs: Counts) -> None:
        """Declare, the notice having run."""
        self._put_in_place(runs, "coordinated")

    def _put_in_place(self, runs: Counts, result: str) -> None:
        if not runs.size:
            return
        self.world.on_table[:, runs] = self.world.texts[self.spec.text].take(runs, axis=1)
        self.world.consent[runs] = 0.0
        self.tell("declaration", self.declarer.name, runs, how=result, backing=self.backing[runs])
        self.send_on(runs, result)


def backing_of(proceedings: Proceedings) -> Floats:
    """Return the share of sponsors that back what was declared, ``(runs,)``, else nothing."""
    backing = np.zeros(proceedings.world.runs)
    for spec in proceedings.world.scenario.process:
        if isinstance(spec, written.Declaration):
            np.maximum(backing, proceedings.records.columns[f"{spec.name}.{spec.BACKING.name}"], out=backing)
    return backing
