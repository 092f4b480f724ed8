"""A stage: one part of the process, in which some runs stand while others are elsewhere.

Each week a stage does three things with the runs that stand in it: it leaves alone those that
may not act yet (it has not opened, or an event holds it), it acts on those that are due, and it
sends on those that are done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, get_args

import numpy as np

from sim.process.records import NEVER
from sim.scenario.format.process import STAGE_KINDS
from sim.scenario.format.stages import stage as written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.actors.actor import Actor
    from sim.actors.decisions import Said
    from sim.process.proceedings import Proceedings
    from sim.process.records import Whole
    from sim.rules.arrays import Counts, Flags, Floats
    from sim.scenario.format.column import Column

__all__ = ["KINDS", "NEVER", "AnyStage", "Stage"]

NOBODY = np.zeros(0, dtype=np.int64)
"""No run at all."""

SpecT_co = TypeVar("SpecT_co", bound=written.Stage, covariant=True)

KINDS: dict[str, type[Stage[written.Stage]]] = {}
"""What plays each kind of stage, by its word in a file; a kind enters itself when it is defined."""


class Stage(Generic[SpecT_co]):
    """One part of the process.

    What the scenario says of it is read by `take_numbers`, and may be read again; the rest is state, and is kept.

    Attributes
    ----------
    entered, began : array of int, (runs,)
        Week in which a run came to the stage, and in which it first acted there; -1 if not yet.
    held_until : array of int, (runs,)
        Week before which the stage may not act.

    Examples
    --------
    All runs stand in the Vienna talks from the start, which open with the first direct round in week 14:

    >>> from sim.model import StatusTalks
    >>> model = StatusTalks(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(3))
    >>> vienna = model.stages[0]
    >>> for week in model.weeks():
    ...     if week == 15:
    ...         break
    >>> vienna.entered.tolist(), vienna.began.tolist(), vienna.elapsed(np.arange(3)).tolist()
    ([0, 0, 0], [14, 14, 14], [2, 2, 2])
    """

    plays: ClassVar[type[written.Stage]]
    """What a file may say of this kind: the class in the brackets of its base."""

    def __init_subclass__(cls) -> None:
        """Enter the kind under its word, and with it all kinds that share what it plays."""
        super().__init_subclass__()
        (cls.plays,) = get_args(cls.__orig_bases__[0])  # type: ignore[attr-defined]
        KINDS.update({word: cls for word, kind in STAGE_KINDS.items() if issubclass(kind, cls.plays)})

    def __init__(self, proceedings: Proceedings, spec: SpecT_co) -> None:
        self.proceedings = proceedings
        self.world, self.whereabouts = proceedings.world, proceedings.whereabouts
        self.spec = spec
        self.name = spec.name
        self.place = self.whereabouts.places[spec.name]
        self.axes = spec.axes(self.world.scenario)
        self.entered = self.whereabouts.entered[spec.name]
        self.began = self.counts(spec.BEGAN)
        self.left = self.counts(spec.LEFT)
        self.result = proceedings.records.spoken(spec.RESULT, list(spec.results), f"{self.name}.")
        self.held_until = np.zeros(self.world.runs, dtype=np.int64)
        self.last_acted = np.full(self.world.runs, NEVER, dtype=np.int64)

    def read(self) -> None:
        """Read what the scenario says of this stage, at first and again when an intervention changes it."""
        found = self.world.scenario.stages[self.name]
        assert isinstance(found, self.plays)
        self.spec = found  # type: ignore[assignment]  # the class of `plays` is that of `SpecT_co`
        calendar = self.world.scenario.calendar
        self.opens = calendar.week_of(found.first_day) if found.first_day else 0
        self.at_once = calendar.handover == "same_week"
        prepare_weeks = np.rint(self.number("prepare_weeks")).astype(np.int64)
        # Who comes from another stage acts from the following week on, unless the calendar says otherwise.
        self.waits = prepare_weeks if self.place == 0 or self.at_once else np.maximum(1, prepare_weeks)
        self.take_numbers()

    def take_numbers(self) -> None:
        """Read the numbers of this kind of stage; what play has made of the runs stays."""

    # --- what it keeps ----------------------------------------------------------------------------------------

    def flags(self, column: Column) -> Flags:
        """Open a declared column of flags, ``(runs,)`` after an axis for each word in braces."""
        return self.proceedings.records.flags(column, self.axes, f"{self.name}.")

    def counts(self, column: Column) -> Whole:
        """Open a declared column of whole numbers, ``(runs,)`` after an axis for each word in braces."""
        return self.proceedings.records.counts(column, self.axes, f"{self.name}.")

    def numbers(self, column: Column) -> Floats:
        """Open a declared column of numbers, ``(runs,)`` after an axis for each word in braces."""
        return self.proceedings.records.numbers(column, self.axes, f"{self.name}.")

    # --- what it asks -----------------------------------------------------------------------------------------

    def number(self, path: str) -> Floats:
        """Return one of the stage's own numbers as drawn for each run; kept by all who ask, so never changed."""
        return self.world.inputs[f"process.{self.name}.{path}"]

    def chance(self, *what: str, row: int = 0) -> Floats:
        """Draw from a stream of the stage's own, ``(runs,)``: numbers from 0 up to 1, of one of several rows."""
        return self.world.streams.uniform("stage", self.name, *what, row=row)

    def chance_of_week(self, runs: Counts, *what: str, row: int = 0) -> Floats:
        """Draw what a stream of the stage's own has for some runs this week, ``(some,)``."""
        return self.world.streams.uniform_of(runs, "stage", self.name, *what, week=self.world.week, row=row)

    def actor(self, name: str) -> Actor:
        """Return one of the actors."""
        return self.world.actors[name]

    def active(self) -> Counts:
        """Return the runs that stand here since an earlier week, or since the process began, once prepared."""
        if not self.whereabouts.crowd[self.place] and not self.at_once:
            return NOBODY
        here = self.whereabouts.stage == self.place
        return np.asarray((here & (self.entered + self.waits <= self.world.week)).nonzero()[0])

    def elapsed(self, runs: Counts) -> Counts:
        """Count the weeks since the runs began to act here: 0 in the week in which a run began."""
        return np.subtract(self.world.week, self.began[runs], dtype=np.int64)

    # --- what it does -----------------------------------------------------------------------------------------

    def step(self) -> None:
        """Play one week: act on the runs that stand here and may act."""
        self.play()

    def play(self) -> None:
        """Act on the runs that stand here and may act, each once a week."""
        week = self.world.week
        if week < self.opens:
            return
        runs = self.active()
        runs = runs[self.held_until[runs] <= week]
        if self.at_once:
            runs = runs[self.last_acted[runs] < week]
            self.last_acted[runs] = week
        if not runs.size:
            return
        new = runs[self.began[runs] == NEVER]
        if new.size:
            self.began[new] = week
            if self.telling and not (self.spec.stands_beside or self.spec.follows_up):
                self.tell_waiting(new)
            self.begin(new)
        self.act(runs)

    def begin(self, runs: Counts) -> None:
        """Prepare the runs that act here for the first time."""

    def act(self, runs: Counts) -> None:
        """Do what this kind of stage does in a week, with the runs that stand here and may act.

        Raises
        ------
        NotImplementedError
            By this class; every kind of stage does something of its own.
        """
        raise NotImplementedError

    def send_on(self, runs: Counts, result: str) -> None:
        """Send runs to whatever follows this result, or end them."""
        if not runs.size:
            return
        self.left[runs] = self.world.week
        self.result[runs] = list(self.spec.results).index(result)
        following = self.spec.onward(result).to
        self.tell("leaves", "", runs, result=result, following=following)
        self.world.enact(self.world.scenario.puts_in_force(self.name, result), runs)
        for actor in self.world.actors.values():
            premium = actor.premium(self.name, result)
            if isinstance(premium, np.ndarray):
                actor.premiums_had[runs] += premium[runs]
        self.whereabouts.move(runs, following, result, self.world.week)
        for place, effect in enumerate(self.spec.onward(result).effects):
            path = f"process.{self.name}.{self.spec.results[result]}.effects.{place}"
            self.proceedings.effects.apply(effect, path, runs)

    def seated(self, actor: Actor) -> bool:
        """Tell whether somebody outside the model decides for an actor."""
        return self.world.seats is not None and self.world.seats.holds(actor.name)

    def tell_waiting(self, runs: Counts) -> None:
        """Tell of runs that act here at last what they have waited for, if they came more than a week ago."""
        week = self.world.week
        waited = runs[week - self.entered[runs] > 1]
        otherwise = np.where(self.held_until[waited] == week, "held", "prepared").astype(np.object_)
        why = "opens" if week == self.opens else otherwise
        self.tell("waited", "", waited, weeks=week - self.entered[waited], why=why)

    @property
    def telling(self) -> bool:
        """Whether a chronicle is kept: what only it needs is reckoned only then."""
        chronicle = self.proceedings.chronicle
        return chronicle is not None and chronicle.hears(self.name)

    def tell(self, kind: str, actor: str, runs: Counts, **numbers: Said) -> None:
        """Write an entry in the chronicle, if one is kept; see `Proceedings.tell`."""
        self.proceedings.tell(self.name, kind, actor, runs, **numbers)


AnyStage = Stage[written.Stage]
"""A stage of any kind."""


def crossed(actor: Actor, text: Floats, runs: Counts) -> Flags:
    """Tell on which issues a text lies beyond an actor's red lines, ``(issues, runs)``; for chronicles."""
    return np.asarray((text < actor.lower.take(runs, axis=1) - 1e-9) | (text > actor.upper.take(runs, axis=1) + 1e-9))


def objecting(actors: Sequence[Actor], objects: Flags) -> dict[str, Said]:
    """Name those who object in a run by itself, ``(actors, runs)``, as whoever writes the text is told."""
    return {"objecting": " ".join(actor.name for actor, said in zip(actors, objects, strict=True) if said.any())}


def due(elapsed: Counts, every: Floats) -> Flags:
    """Tell which runs have a round this week, ``(runs,)``: every so many weeks, whole weeks counted.

    >>> due(np.array([0, 3, 4]), np.array([4.0, 4.0, 4.0]))
    array([ True, False,  True])
    """
    whole = np.maximum(1, np.rint(every)).astype(np.int64)
    return np.asarray(elapsed % whole == 0)
