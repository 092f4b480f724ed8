"""Events, on a day or once something is the case: they happen or not, and have effects, as results of stages have."""

import datetime as dt

import numpy as np

from sim.actors.party import Party
from sim.actors.world import World
from sim.process.proceedings import Proceedings
from sim.process.stage import NEVER, AnyStage
from sim.process.voting.vote import Vote
from sim.rules.arrays import Counts, Flags
from sim.scenario.format import events as written
from sim.scenario.format.bounds import Condition, holds
from sim.scenario.format.columns import HAPPENED
from sim.scenario.format.shape import bounds_of

__all__ = ["Effects", "Events"]


class Effects:
    """What events and results of stages do, in the runs in which they come about."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stages: dict[str, AnyStage] = {}

    def apply(self, effect: written.Effect, path: str, runs: Counts) -> None:
        """Let an effect come about; `path` is where it stands in the file, as in the names of its numbers."""
        if not runs.size:
            return
        if effect.hold is not None:
            held = self.stages[effect.hold.stage].held_until
            held[runs] = np.maximum(held[runs], self.world.scenario.calendar.week_of(effect.hold.until))
        elif effect.release is not None:
            self.stages[effect.release].held_until[runs] = 0
        elif effect.signal is not None:
            self._signal(effect.signal, f"{path}.signal", runs)
        elif effect.change is not None:
            self._change(effect.change, f"{path}.change", runs)
        elif effect.move is not None:
            self._move(effect.move, f"{path}.move", runs)
        elif effect.learned is not None:
            self._learn(effect.learned, f"{path}.learned", runs)
        elif effect.seat is not None:
            vote, seat = self.stages[effect.seat.stage], effect.seat
            assert isinstance(vote, Vote), f"{seat.stage} is no vote"
            vote.change_seat(seat.holder, seat.votes, seat.veto, runs)
        elif effect.in_force is not None:
            self.world.enact(effect.in_force, runs)

    def _signal(self, signal: written.Signal, path: str, runs: Counts) -> None:
        sender = self.world.actors[signal.sender]
        weight = self.world.inputs[f"{path}.weight"][runs]
        says = np.full(len(runs), signal.says)
        self.world.others(sender).do("hear", signal.about, says, sender.signal_honesty[runs], runs, weight)

    def _change(self, change: written.Change, path: str, runs: Counts) -> None:
        actor = self.world.actors[change.actor]
        by = self.world.inputs[f"{path}.by"][runs]
        if change.of == "position":
            actor.shift_position(list(self.world.scenario.issues).index(str(change.issue)), by, runs)
        elif change.of == "following":
            assert isinstance(actor, Party) and actor.factions is not None, f"{actor.name} has no factions"
            actor.factions.move(str(change.faction), by, runs)
        else:
            actor.shift(change.of, by, runs)

    def _move(self, move: written.Move, path: str, runs: Counts) -> None:
        """Move a number, and let all who read it read it again."""
        world, (block, name, *_) = self.world, move.number.split(".")
        world.inputs.move(move.number, world.inputs[f"{path}.by"][runs], runs, bounds_of(world.scenario, move.number))
        if block == "actors":
            world.actors[name].take_numbers()
            return
        world.look_ahead()
        for actor in world.actors.values():
            actor.take_numbers()
        self.stages[name].read()

    def _learn(self, learned: written.Learned, path: str, runs: Counts) -> None:
        says, weight = np.full(len(runs), learned.says), self.world.inputs[f"{path}.weight"][runs]
        for name in learned.actors or self.world.actors:
            self.world.actors[name].hear(learned.about, says, np.ones(len(runs)), runs, weight)


class Events:
    """The events of a scenario, in the order of their dates; those without a date first.

    One that reacts to a stage (`not_before`), or to what is the case (`when`), waits for that in each run.

    Attributes
    ----------
    names : tuple of str
        The events in the order of the file.

    Examples
    --------
    In week 12 the Russian president asks for universal principles, and Belgrade reckons more with a veto:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(1))
    >>> belgrade, run = model.actors["belgrade"], np.arange(1)
    >>> before = belgrade.believes("council.blocked", run)
    >>> for week in model.weeks():
    ...     if model.events.happened["putin_principles"].any():
    ...         break
    >>> week, bool(belgrade.believes("council.blocked", run)[0] > before[0])
    (12, True)
    """

    def __init__(self, proceedings: Proceedings) -> None:
        self.proceedings = proceedings
        self.world, self.whereabouts = proceedings.world, proceedings.whereabouts
        events = self.world.scenario.events
        self.names = tuple(event.name for event in events)
        self._happened = proceedings.records.flags(HAPPENED, {"event": self.names})
        self.waits: dict[str, Flags] = {}
        self.take_numbers()

    @property
    def happened(self) -> dict[str, Flags]:
        """Whether each event has happened, by its name."""
        return dict(zip(self.names, self._happened, strict=True))

    def take_numbers(self) -> None:
        """Read what the events of coming weeks do."""
        calendar = self.world.scenario.calendar
        self.by_name = {event.name: event for event in self.world.scenario.events}
        self.by_week: dict[int, list[str]] = {}
        for event in sorted(self.world.scenario.events, key=lambda event: event.date or calendar.start):
            self.by_week.setdefault(self._first_week(event), []).append(event.name)

    def _first_week(self, event: written.Event) -> int:
        return 0 if event.date is None else max(0, self.world.scenario.calendar.week_of(event.date))

    def step(self) -> None:
        """Let the events of this week happen, or not, and those of earlier weeks that waited for a stage."""
        running = self.whereabouts.running
        for name in self.by_week.get(self.world.week, ()):
            self.waits[name] = np.ones(self.world.runs, dtype=bool)
        for name, waits in self.waits.items():
            event = self.by_name[name]
            now = waits & running & self._may_happen(event)
            if now.any():
                waits[now] = False
                self._happen(event, now)
        self.waits = {name: waits for name, waits in self.waits.items() if (waits & running).any()}

    def _may_happen(self, event: written.Event) -> Flags:
        """Tell in which runs what an event reacts to is there, ``(runs,)``."""
        may = np.ones(self.world.runs, dtype=bool)
        if event.not_before is not None:
            may &= self.proceedings.effects.stages[event.not_before].began != NEVER
        if event.when is not None:
            may &= self._is_the_case(event.when)
        return may

    def _is_the_case(self, condition: Condition) -> Flags:
        """Tell in which runs a condition holds by now, ``(runs,)``; one on a result, only once there is a result."""
        records, found = self.proceedings.records, np.zeros(self.world.runs, dtype=bool)
        for clause in [condition] if isinstance(condition, dict) else condition:
            known = np.ones(self.world.runs, dtype=bool)
            for name in clause:
                if name in records.words:
                    known &= records.columns[name] != NEVER
            found |= known & holds(clause, {name: records.spelt(name) for name in clause}, self.world.runs)
        return found

    def _happen(self, event: written.Event, now: Flags) -> None:
        """Let an event happen, or not, in the runs in which that is decided now."""
        drawn = self.world.streams.uniform("event", event.name)
        happens = drawn < self.world.inputs[f"events.{event.name}.chance"]
        self._happened[self.names.index(event.name), now] = happens[now]
        self._tell(event, happens, now)
        for block, runs in (("effects", happens & now), ("otherwise", ~happens & now)):
            for place, effect in enumerate(getattr(event, block)):
                path = f"events.{event.name}.{block}.{place}"
                self.proceedings.effects.apply(effect, path, np.flatnonzero(runs))

    def _tell(self, event: written.Event, happens: Flags, now: Flags) -> None:
        if self.proceedings.chronicle is None:
            return
        calendar, week = self.world.scenario.calendar, self.world.week
        # What counts from this week on happened after the last Monday; what waited, on the day after that.
        waited = event.date is None or self._first_week(event) < week
        on = calendar.date_of(max(0, week - 1)) + dt.timedelta(days=1) if waited else event.date
        self.proceedings.tell(
            "", "event", "", np.flatnonzero(now), name=event.name, label=event.label or event.name.replace("_", " "),
            happens=happens[now], on=str(on), chance=self.world.inputs[f"events.{event.name}.chance"][now],
        )  # fmt: skip
