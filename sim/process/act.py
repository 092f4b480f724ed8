"""The act: somebody may do something on its own, with the backing of others or without it."""

import numpy as np

from sim.actors.acting import backs, would_act
from sim.actors.actor import Actor
from sim.actors.decisions import Consideration
from sim.process.asking import ask_yes
from sim.process.proceedings import Proceedings
from sim.process.stage import NEVER, Stage
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.declaration import backing_share, quorum_reached
from sim.rules.rates import monthly_to_weekly
from sim.scenario.format.stages import act as written

__all__ = ["Act", "backing_of"]


class Act(Stage[written.Acting]):
    """Somebody acts on its own, or waits.

    Each week, in this order: (1) every sponsor gives the green light or withholds it (R12); (2) where a quorum has
    given it and acting is worth more than waiting, whoever may act gives notice, and acts when that has run; of
    several, the first to whom it is worth more; (3) where it is withheld, each may, seldom, act alone. In the stages
    of `alone_during` only that is open. Where nobody's backing counts, to act is to act alone; where a `chance` is
    given, that decides in the first week.

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

    def __init__(self, proceedings: Proceedings, spec: written.Acting) -> None:
        super().__init__(proceedings, spec)
        self.able = [self.actor(name) for name in spec.who]
        self.backers = {name: self.actor(name) for name in spec.backing_by}
        self.noticed = self.counts(spec.NOTICE)
        self.backing = self.numbers(spec.BACKING)
        self.acted = self.flags(spec.ACTED) if spec.ACTED in spec.columns else None
        self.whose = np.zeros(self.world.runs, dtype=np.int64)
        self.luck = [] if spec.dice is None else [self.chance("acts", name) for name in spec.who]

    def take_numbers(self) -> None:
        """Read how long notice and waiting last, and from when on and how often one is tempted to act alone."""
        given = self.spec.notice_weeks is not None
        usual = np.full(self.world.runs, self.spec.usual_notice)
        self.notice_weeks = np.rint(self.number("notice_weeks")) if given else usual
        self.weeks = np.rint(self.number("weeks"))
        self.weekly_alone = monthly_to_weekly(self.number("alone_chance"))
        calendar = self.world.scenario.calendar
        self.alone_opens = calendar.week_of(self.spec.alone_opens) if self.spec.alone_opens else 0

    def step(self) -> None:
        """Play one week; acting alone is open also to runs that are held here or stand in `alone_during`."""
        super().step()
        if self.world.week >= self.alone_opens:
            own = (self.name,) if self.backers and self.spec.dice is None else ()
            names = (*own, *self.spec.alone_during)
            here = self.whereabouts.standing_in(names)
            here &= self.whereabouts.standing_in(names, self.whereabouts.before)
            open_to = here & (self.noticed == NEVER)
            self.go_alone(np.flatnonzero(open_to))

    def act(self, runs: Counts) -> None:
        """Ask those whose backing counts and give notice, act where notice has run, or lay the question aside."""
        undecided = runs[self.noticed[runs] == NEVER]
        if self.spec.dice is None:
            self.give_notice(undecided)
        else:
            self.throw(undecided)
        given = runs[self.noticed[runs] != NEVER]
        self.carry_out(given[self.world.week >= self.noticed[given] + self.notice_weeks[given]])
        late = runs[(self.noticed[runs] == NEVER) & (self.elapsed(runs) >= self.weeks[runs])]
        self.send_on(late, self.spec.failing)

    def ask_backers(self, runs: Counts) -> Flags:
        """Tell whether a quorum, by weight, backs the act now; whoever may act learns from each answer."""
        said = []
        for name, sponsor in self.backers.items():
            reluctance = self.number(f"{self.spec.BACKERS}.{name}.reluctance")[runs]
            lasting = self.number("lasting_reluctance")[runs]
            answer = backs(sponsor, self.name, reluctance, self.world.week, runs, lasting)
            answer.backs = ask_yes(self, "back", sponsor, answer.backs, runs, payoffs={
                "declaration": answer.declaration, "without": answer.without, "reluctance": answer.reluctance,
            })  # fmt: skip
            self.tell("sponsor", name, runs, **answer.told())
            for actor in self.able:
                actor.hear(f"{self.name}.{self.spec.BACKED}", answer.backs, sponsor.signal_honesty[runs], runs)
            said.append(answer.backs)
        weights = np.stack([sponsor.weight[runs] for sponsor in self.backers.values()])
        self.backing[runs] = backing_share(weights, np.stack(said))
        return quorum_reached(self.backing[runs], self.number("quorum")[runs])

    def give_notice(self, runs: Counts) -> None:
        """Give notice where the light is green, or none is needed, and waiting is worth less (R12)."""
        if not runs.size:
            return
        green = self.ask_backers(runs) if self.backers else np.zeros(len(runs), dtype=bool)
        may = green if self.backers else np.ones(len(runs), dtype=bool)
        how = self.spec.BACKED if self.backers else "alone"
        for place, actor in enumerate(self.able):
            left = self.noticed[runs] == NEVER
            runs, green, may = runs[left], green[left], may[left]
            if not runs.size:
                return
            answer = would_act(actor, self.name, green, self.world.week, f"declares.{self.name}", runs)
            if may.any():
                self.ask(actor, answer, how, runs)
            self.tell("considers", actor.name, runs, green=may, **answer.told())
            self._notice(place, runs[may & answer.declares])

    def throw(self, runs: Counts) -> None:
        """Let dice say who acts, if anybody does, with the backing that there is on that day."""
        if not runs.size:
            return
        chance = self.number("chance")
        for place in range(len(self.able)):
            left = runs[self.noticed[runs] == NEVER]
            self._notice(place, left[self.luck[place][left] < chance[left]])
        given = runs[self.noticed[runs] != NEVER]
        if self.backers and given.size:
            green = self.ask_backers(given)
            self.backing[given] = np.where(green, self.backing[given], 0.0)
        self.send_on(runs[self.noticed[runs] == NEVER], self.spec.failing)

    def _notice(self, place: int, ready: Counts) -> None:
        self.noticed[ready], self.whose[ready] = self.world.week, place
        self.tell("notice", self.able[place].name, ready, weeks=self.notice_weeks[ready])

    def ask(self, actor: Actor, answer: Consideration, how: str, runs: Counts) -> None:
        """Let whoever sits in an actor's seat act or wait."""
        answer.declares = ask_yes(
            self, self.spec.ASKED, actor, answer.declares, runs, facts={"how": how},
            payoffs={"declaring": answer.declaring, "waiting": answer.waiting}, beliefs={"backing": answer.backing},
        )  # fmt: skip

    def go_alone(self, runs: Counts) -> None:
        """Act without backing, seldom, where that is worth more than waiting (R12)."""
        for place, actor in enumerate(self.able):
            if not runs.size:
                return
            own = (actor.name,) if len(self.able) > 1 else ()
            drawn = self.chance_of_week(runs, "alone", *own)
            tempted = runs[drawn < self.weekly_alone[runs]]
            if not tempted.size:
                continue
            nobody = np.zeros(len(tempted), dtype=bool)
            answer = would_act(actor, self.name, nobody, self.world.week, f"declares.{self.name}", tempted)
            self.ask(actor, answer, "alone", tempted)
            self.tell("tempted", actor.name, tempted, **answer.told())
            gone = tempted[answer.declares]
            self.backing[gone], self.whose[gone] = 0.0, place
            self._put_in_place(gone, "alone")
            if gone.size and actor is not self.able[-1]:
                runs = np.setdiff1d(runs, gone)

    def carry_out(self, runs: Counts) -> None:
        """Act, the notice having run: with the backing that was given, or alone."""
        backed = self.backing[runs] > 0 if self.spec.dice is not None else np.full(len(runs), bool(self.backers))
        self._put_in_place(runs[backed], self.spec.BACKED)
        self._put_in_place(runs[~backed], "alone")

    def _put_in_place(self, runs: Counts, result: str) -> None:
        if not runs.size:
            return
        if self.spec.puts is not None:
            self.world.lay(self.world.texts[self.spec.puts].take(runs, axis=1), runs)
            self.world.consent[runs] = 0.0
        if self.acted is not None:
            self.acted[self.whose[runs], runs] = True
        for place, actor in enumerate(self.able):
            own = runs[self.whose[runs] == place]
            self.tell("declaration", actor.name, own, how=result, backing=self.backing[own])
        self.send_on(runs, result)


def backing_of(proceedings: Proceedings) -> Floats:
    """Return the share of those whose backing counts that back what was done, ``(runs,)``, else nothing."""
    backing = np.zeros(proceedings.world.runs)
    for spec in proceedings.world.scenario.process:
        if isinstance(spec, written.Acting):
            np.maximum(backing, proceedings.records.columns[f"{spec.name}.{spec.BACKING.name}"], out=backing)
    return backing
