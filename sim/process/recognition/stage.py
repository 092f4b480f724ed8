"""Recognition: after a declaration, state after state recognises, or does not."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from sim.compiled.choice import is_on
from sim.process.act import backing_of
from sim.process.proceedings import Proceedings
from sim.process.recognition.community import Ranking, community_of
from sim.process.recognition.machine import InMachineCode
from sim.process.recognition.withdrawals import Withdrawals
from sim.process.records import Whole
from sim.process.stage import NEVER, Stage
from sim.rules.arrays import Counts, Flags, Floats
from sim.rules.recognition import hazard, hour_of_crossing, log_hazard
from sim.scenario.format.stages import recognition as written

__all__ = ["Recognition"]

ROUNDING, LEAST = 1e-9, 1e-150
"""What a share of the way may be wrong by, and the shortest way: shorter than a week of any hazard."""

OF_TIME = ("constant", "log_weeks", "weeks")
"""Coefficients that belong to no bloc."""


class Recognition(Stage[written.Recognition]):
    """Hazards accumulate week by week until they cross each state's threshold (R13).

    In order: (1) where a count is due, the recognitions that stand are counted; (2) states that hold to their
    recognition no longer withdraw it; (3) the clock moves on, and the states whose hour has come recognise;
    (4) where something has changed, each profile of states gets a new pace, from what it belongs to and how many
    of its blocs' members recognise.

    Examples
    --------
    Some dozens recognise within two weeks of a declaration, and more within a year:

    >>> from sim.model import StatusTalks
    >>> from sim.scenario.reader import read_scenario
    >>> model = StatusTalks(read_scenario("scenarios/kosovo/baseline.yaml"), places=np.arange(4)).run()
    >>> soon, later = (model.records.columns[f"recognition.week_{week}"] for week in (2, 52))
    >>> declared = soon >= 0
    >>> bool(np.all(soon[declared] > 0)), bool(np.all(later[declared] > soon[declared]))
    (True, True)
    """

    def __init__(self, proceedings: Proceedings, spec: written.Recognition) -> None:
        super().__init__(proceedings, spec)
        runs = self.world.runs
        self.community = community_of(spec.states)
        self.ranking = Ranking(self.community, self.drawn(0))
        self.withdrawals = Withdrawals(self) if spec.withdrawal is not None else None
        self.withdrawn = self.withdrawals.total if self.withdrawals else np.zeros(runs, dtype=np.int32)
        shape = len(self.community.belongs), runs
        self.next_row = np.repeat(self.ranking.first[:, None], runs, axis=1)
        self.standing = np.zeros(shape, dtype=np.int64)
        self.profiles_in = [np.flatnonzero(inside) for inside in self.community.belongs.T]
        self.accumulated, self.pace = np.zeros(shape), np.zeros(shape)
        self.waiting = self.ranking.thresholds[self.ranking.first]
        self.clock, self.changed_at, self.clock_needed, self.gap = (np.zeros(runs) for _ in range(4))
        self.belonging = np.maximum(1.0, self.community.belongs.sum(axis=1))[:, None]
        self.by_itself = np.zeros(runs, dtype=bool)
        self.own_log_pace = np.zeros(shape)
        self.bandwagon, self.slow, self.weeks_at = np.zeros(runs), np.zeros(runs), np.zeros(runs)
        self.total = self.counts(spec.TOTAL)
        self.at_weeks = self.counts(spec.AT_WEEKS)
        self.of_blocs = self.counts(spec.OF_BLOCS)
        self.place_of_week, self.bloc_place_of_week = _places(spec.count_at_weeks), _places(spec.bloc_weeks)
        self.counted_blocs = [self.community.blocs.index(bloc) for bloc in spec.count_blocs]
        # The blocs of each profile side by side; a profile of fewer has nobody in the last ones.
        most, nobody = int(self.belonging.max()), len(self.community.blocs)
        inside = [[*np.flatnonzero(row), *[nobody] * most][:most] for row in self.community.belongs]
        self.blocs_of = np.array(inside).T
        self.week: Callable[[Counts, Counts, Floats], None] = self.week_of_arrays
        self.set_pace: Callable[[Counts, Floats], None] = self.set_pace_of_arrays
        self.machine = InMachineCode(self, ROUNDING, LEAST) if is_on() and not self.telling else None
        if self.machine is not None:
            self.week, self.set_pace = self.machine.week, self.machine.set_pace

    def drawn(self, row: int) -> Floats:
        """Draw what each state's threshold is made from, or in row 1 its loyalty, ``(states, runs)``."""
        drawn = np.empty((len(self.community.members), self.world.runs))
        for place, member in enumerate(self.community.members):
            drawn[place] = self.chance("state", member.name, row=row)
        return drawn

    def take_numbers(self) -> None:
        """Read what moves the hazards; where that has changed, profiles go on at another pace from now on."""
        pace, bandwagon = self.own_log_pace, self.bandwagon
        self.log_weeks, self.per_week = self._coefficient("log_weeks"), self._coefficient("weeks")
        slow = np.zeros(self.world.runs) if self.spec.background is None else hazard(self.number("background"))
        self.bandwagon = self.number("bandwagon")
        self.alone = self.number("alone")
        self.own_log_pace = self._own_log_pace() + self.alone * self.by_itself
        if self.withdrawals is not None:
            self.withdrawals.take_numbers()
        if self.machine is not None:
            self.machine.take_numbers()
        other = (self.own_log_pace != pace).any(axis=0) | (self.bandwagon != bandwagon) | (slow != self.slow)
        runs = np.flatnonzero(other & (self.began != NEVER))
        if runs.size:
            elapsed = self.elapsed(runs)
            self.accumulated[:, runs] = self.gathered(runs, elapsed)
            self.changed_at[runs], self.weeks_at[runs] = self.clock[runs], elapsed + 1.0
            self.set_pace(runs, self.accumulated.take(runs, axis=1))
        self.slow = slow

    def _own_log_pace(self) -> Floats:
        """Return the log hazard of each profile but for time, backing and its blocs, ``(profiles, runs)``."""
        blocs = list(self.community.blocs)
        named = [name for name in self.spec.coefficients if name not in OF_TIME]
        columns = [np.ones(len(self.community.belongs))]
        columns += [self.community.belongs[:, blocs.index(name)] for name in named]
        drawn = [self._coefficient("constant"), *(self._coefficient(name) for name in named)]
        return log_hazard(np.stack(columns, axis=1), np.stack(drawn), bloc_share=0.0, bandwagon=0.0)

    def _coefficient(self, name: str) -> Floats:
        if name in self.spec.coefficients:
            return self.number(f"coefficients.{name}")
        return np.zeros(self.world.runs)

    def begin(self, runs: Counts) -> None:
        """Take account of the backing, and set the first pace and hour of each profile."""
        self.by_itself[runs] = backing_of(self.proceedings)[runs] <= 0
        self.own_log_pace[:, runs] += self.alone[runs] * self.by_itself[runs]
        self.set_pace(runs, np.zeros((len(self.accumulated), len(runs))))

    def act(self, runs: Counts) -> None:
        """Count where a count is due, then let the hazards of the week do their work."""
        elapsed = self.elapsed(runs)
        tick = hazard(self.log_weeks[runs] * np.log1p(elapsed) + self.per_week[runs] * elapsed)
        before = self.standing_now(runs) if self.telling else None
        self.week(runs, elapsed, tick)
        if before is not None:
            self.tell_changes(runs, *before)

    def week_of_arrays(self, runs: Counts, elapsed: Counts, tick: Floats) -> None:
        """Count, move the clock on by its tick, and let states withdraw and recognise whose hour has come."""
        self.count(runs, elapsed)
        self.clock[runs] += tick
        may_change = self.someone_may_recognise(runs, elapsed)
        if self.withdrawals is not None:
            may_change |= self.withdrawals.soonest[runs] <= elapsed
        if may_change.any():
            self.let_change(runs[may_change], elapsed[may_change])

    def standing_now(self, runs: Counts) -> tuple[Flags, Whole, Whole]:
        """Return whose recognition stands, ``(states, runs)``, of how many, and how many have withdrawn."""
        return self.who_stands(runs), self.total[runs], self.withdrawn[runs]

    def tell_changes(self, runs: Counts, stood: Flags, standing: Whole, gone: Whole) -> None:
        """Tell who has recognised and who has withdrawn since a moment before."""
        stands, total, withdrawn = self.standing_now(runs)
        self.tell("recognitions", "", runs, new=total - standing + withdrawn - gone, withdrawn=withdrawn - gone,
                  total=total, states=self.names(stands & ~stood, runs),
                  withdrawing=self.names(stood & ~stands, runs))  # fmt: skip

    def who_stands(self, runs: Counts) -> Flags:
        """Tell whose recognition stands, ``(states, runs)``, by rows of the ranking; for chronicles."""
        rows = np.arange(len(self.ranking.profile))[:, None]
        recognised: Flags = rows < self.next_row[self.ranking.profile[:, None], runs]
        if self.withdrawals is not None:
            recognised &= self.withdrawals.since[:, runs] != NEVER
        return recognised

    def names(self, rows: Flags, runs: Counts) -> npt.NDArray[np.object_]:
        """Name the states of some rows of the ranking in each run, ``(states, runs)``."""
        members, state = self.community.members, self.ranking.state
        each = [
            " ".join(members[state(row, run)].name for row in np.flatnonzero(one).tolist())
            for run, one in zip(runs.tolist(), rows.T, strict=True)
        ]
        return np.array(each, dtype=np.object_)

    def someone_may_recognise(self, runs: Counts, elapsed: Counts) -> Flags:
        """Tell in which runs a threshold may be crossed.

        No profile can be further on its way than the one with the shortest way on the clock and the one with the
        shortest in weeks are together, so that most runs need no look at each profile.
        """
        on_clock = (self.clock[runs] - self.changed_at[runs]) / self.clock_needed[runs]
        in_weeks = self.slow[runs] * (elapsed + 1.0 - self.weeks_at[runs]) / self.gap[runs]
        return np.asarray(on_clock + in_weeks > 1.0 - ROUNDING)

    def let_change(self, runs: Counts, elapsed: Counts) -> None:
        """Let states withdraw and recognise where their hour has come, and set their profiles' pace anew."""
        accumulated = self.gathered(runs, elapsed)
        crosses = self.waiting.take(runs, axis=1) <= accumulated
        changes = crosses.any(axis=0)
        if self.withdrawals is not None:
            changes |= self.withdrawals.soonest[runs] <= elapsed
        if not changes.all():
            runs, elapsed = runs[changes], elapsed[changes]
            accumulated, crosses = accumulated[:, changes], crosses[:, changes]
        self.accumulated[:, runs], self.changed_at[runs] = accumulated, self.clock[runs]
        self.weeks_at[runs] = elapsed + 1.0
        if self.withdrawals is not None:
            self.withdrawals.let_withdraw(runs, elapsed)
        self.let_recognise(runs, elapsed, accumulated, crosses)
        self.set_pace_of_arrays(runs, accumulated)

    def gathered(self, runs: Counts, elapsed: Counts) -> Floats:
        """Return how much hazard each profile has gathered: by its pace on the clock, and slowly, week by week."""
        gathered = self.accumulated.take(runs, axis=1)
        gathered += self.pace.take(runs, axis=1) * (self.clock[runs] - self.changed_at[runs])
        gathered += self.slow[runs] * (elapsed + 1.0 - self.weeks_at[runs])
        return gathered

    def let_recognise(self, runs: Counts, elapsed: Counts, accumulated: Floats, crosses: Flags) -> None:
        """Let every state recognise whose hour has come; in each profile the most willing come first."""
        profile, place = np.nonzero(crosses)
        while place.size:
            at = profile, runs[place]
            row = self.next_row[at]
            if self.withdrawals is not None:
                self.withdrawals.hold(row, runs[place], elapsed[place])
            self.next_row[at] = row + 1
            self.standing[at] += 1
            waiting = self.ranking.thresholds[row + 1, runs[place]]
            self.waiting[at] = waiting
            # The next of the same profile may have been waiting for no more than that.
            crossing = waiting <= accumulated[profile, place]
            profile, place = profile[crossing], place[crossing]

    def set_pace_of_arrays(self, runs: Counts, accumulated: Floats) -> None:
        """Set the pace of each profile, and what is to be gathered until the next of its states recognises (R13)."""
        standing = self.standing.take(runs, axis=1)
        self.total[runs] = standing.sum(axis=0)
        pace = hazard(self.own_log_pace.take(runs, axis=1) + self.bloc_shares(standing) * self.bandwagon[runs])
        waiting = self.waiting.take(runs, axis=1)
        on_clock = hour_of_crossing(np.zeros(len(runs)), pace, accumulated, waiting)
        self.pace[:, runs] = pace
        self.clock_needed[runs] = np.maximum(on_clock.min(axis=0), LEAST)
        self.gap[runs] = np.maximum((waiting - accumulated).min(axis=0), LEAST)

    def bloc_shares(self, standing: Counts) -> Floats:
        """Tell what share of its blocs' members recognises, for each profile: what the bandwagon goes by."""
        shares = np.zeros((len(self.community.blocs) + 1, standing.shape[1]))
        np.divide(self.members(standing), self.community.sizes[:, None], out=shares[:-1])
        first, *others = self.blocs_of
        together: Floats = shares.take(first, axis=0)
        for blocs in others:
            together += shares.take(blocs, axis=0)
        together /= self.belonging
        return together

    def members(self, standing: Counts) -> Counts:
        """Count the members of each bloc that recognise, ``(blocs, runs)``, by how many of each profile do."""
        # Row by row, and no matrix product, for which the library would start threads of its own.
        members = np.zeros((len(self.profiles_in), standing.shape[1]), dtype=np.int64)
        for profiles, inside in zip(self.profiles_in, members, strict=True):
            np.add.reduce(standing.take(profiles, axis=0), axis=0, out=inside)
        return members

    def count(self, runs: Counts, elapsed: Counts) -> None:
        """Write down how many recognise, of each bloc too, and how many have withdrawn, where a count is due."""
        places = self.place_of_week.take(elapsed, mode="clip")
        due = runs[places >= 0]
        if due.size:
            places = places[places >= 0]
            self.at_weeks[places, due] = self.total[due]
            if self.withdrawals is not None:
                self.withdrawals.count(places, due)
        places = self.bloc_place_of_week.take(elapsed, mode="clip")
        due = runs[places >= 0]
        if due.size and self.counted_blocs:
            members = self.members(self.standing.take(due, axis=1))
            self.of_blocs[:, places[places >= 0], due] = members[self.counted_blocs]


def _places(weeks: Sequence[int]) -> Counts:
    """Return the place of each week among those to count in, -1 for other weeks and, at the end, all later ones."""
    places = np.full(max(weeks, default=-1) + 2, -1)
    for place, week in enumerate(weeks):
        places[week] = place
    return places
