"""What holds of every kind of stage, whatever it does; the tests of each kind inherit this and bring scenarios."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.process.kinds import KINDS
from sim.process.records import DTYPES
from sim.runs.block import rows_of
from sim.runs.one_run import chronicle_of, chronicles_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.columns import columns_of, kept_by
from sim.scenario.format.quantity import quantities
from sim.scenario.reader import varied
from sim.views.story.sentences import SENTENCES, tell
from sim.views.story.sentences.narrator import Narrator

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from sim.scenario.format.column import Column
    from sim.scenario.format.scenario import Scenario
    from sim.scenario.format.stages.stage import Stage

__all__ = ["NEVER_ENTERED", "NEVER_LEFT", "StageConformance"]

FEW = np.arange(24)
NEVER_LEFT = (("left_week", "no run leaves it: nothing follows"), ("result", "it has no results"))
"""Why a stage without results never fills these two."""

NEVER_ENTERED = ("entered_week", "no run ever stands in it: it stands beside another stage")
"""Why a stage beside others never fills this one."""


class StageConformance:
    """What is asked of each kind of stage.

    A subclass names the kind, overrides the fixture `cases` with scenarios that between them touch all it does, says
    in `tells` which entries it writes in a chronicle, and in `untouched` which columns no run can touch, and why.
    """

    kind: ClassVar[str]
    tells: ClassVar[frozenset[str]]
    untouched: ClassVar[tuple[tuple[str, str], ...]] = ()
    runs_told: ClassVar[int] = 6

    @pytest.fixture
    def cases(self) -> list[Scenario]:
        """Return scenarios that between them touch all that this kind of stage does."""
        raise NotImplementedError

    def specs(self, scenario: Scenario) -> list[Stage]:
        """Return the stages of this kind in a scenario."""
        found = [spec for spec in scenario.process if spec.kind == self.kind]
        assert found, f"a case without a stage of the kind {self.kind}"
        return found

    # --- columns ----------------------------------------------------------------------------------------------

    def test_the_columns_declared_are_the_columns_filled(self, cases: list[Scenario]) -> None:
        for scenario in cases:
            model = through(scenario).model
            for spec in self.specs(scenario):
                declared = dict(spread(spec, scenario))
                filled = {name for name in model.records.columns if name.startswith(f"{spec.name}.")}
                assert filled == set(declared), f"{spec.name}: {filled ^ set(declared)}"
                for name, column in declared.items():
                    kept = model.records.columns[name]
                    assert kept.shape == FEW.shape, name
                    assert kept.dtype == DTYPES[column.kind], name
            written = {name for name in through(scenario).rows if not name.startswith("in.")}
            assert written == set(columns_of(scenario)), written ^ set(columns_of(scenario))

    def test_no_two_columns_have_one_name(self, cases: list[Scenario]) -> None:
        for scenario in cases:
            names = [name for name, _ in kept_by(scenario)]
            assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]

    def test_every_column_is_touched_in_some_run(self, cases: list[Scenario]) -> None:
        touched: set[str] = set()
        for scenario in cases:
            columns = StatusTalks(scenario, places=np.arange(64)).run().records.columns
            for spec in self.specs(scenario):
                touched |= {
                    column.name
                    for name, column in spread(spec, scenario)
                    if not np.array_equal(
                        columns[name].astype(float), np.full(64, float(column.begins)), equal_nan=True
                    )
                }
        declared = {column.name for column in KINDS[self.kind].plays.declared()}
        excepted = {name for name, _ in self.untouched}
        assert declared - touched == excepted, (declared - touched) ^ excepted

    # --- runs -------------------------------------------------------------------------------------------------

    def test_a_run_alone_is_the_run_in_its_block(self, cases: list[Scenario]) -> None:
        for place, scenario in enumerate(cases):
            places = None if place == 0 else np.arange(600, 624)  # once a whole block, which takes its time
            block = table(StatusTalks(scenario, block=3, places=places).run())
            for run in (600, 615):
                alone = table(StatusTalks(scenario, block=3, places=np.array([run])).run())
                among = block[block["run"] == 3 * 1024 + run].reset_index(drop=True)
                assert among.equals(alone), differing(among, alone)

    def test_a_model_that_was_pickled_plays_on_to_the_same_rows(self, cases: list[Scenario]) -> None:
        for scenario in cases:
            whole = through(scenario).rows
            for model in on_the_way(scenario):
                again = table(pickle.loads(pickle.dumps(model)).run())
                assert again.equals(whole), differing(again, whole)
            assert table(model.run()).equals(whole), "pickling changed the model itself"

    # --- numbers are read, state is kept ----------------------------------------------------------------------

    def test_reading_the_same_numbers_again_changes_nothing(self, cases: list[Scenario]) -> None:
        for scenario in cases:
            whole = through(scenario).rows
            for model in on_the_way(scenario):
                model.intervene(scenario)
            again = table(model.run())
            assert again.equals(whole), differing(again, whole)

    def test_every_number_changed_at_week_0_is_one_from_the_start(self, cases: list[Scenario]) -> None:
        tried: set[str] = set()
        for scenario in cases[:2]:
            for spec in self.specs(scenario)[:1]:
                numbers = dict(quantities(spec, f"process.{spec.name}"))
                fresh = {path: one for path, one in numbers.items() if path.rpartition(".")[2] not in tried}
                tried |= {path.rpartition(".")[2] for path in numbers}
                for path, quantity in fresh.items():
                    if (other := changed(scenario, path, quantity.mean)) is None:
                        continue
                    on_the_day = StatusTalks(scenario, places=FEW)
                    on_the_day.intervene(other)
                    after, outright = table(on_the_day.run()), table(StatusTalks(other, places=FEW).run())
                    assert after.equals(outright), f"{path}: {differing(after, outright)}"

    # --- words ------------------------------------------------------------------------------------------------

    def test_every_entry_of_its_chronicle_has_a_sentence(self, cases: list[Scenario]) -> None:
        told = set()
        for scenario in cases:
            names = {spec.name for spec in self.specs(scenario)}
            together = dict(chronicles_of(scenario, range(self.runs_told)))
            alone = chronicle_of(scenario, self.runs_told - 1)
            assert repr(alone) == repr(together[self.runs_told - 1]), "alone it is told otherwise"
            for chronicle in together.values():
                narrator = Narrator(scenario, chronicle.entries)
                for entry in chronicle.entries:
                    assert entry.kind in SENTENCES, f"nothing tells of the entry {entry.kind}"
                    assert isinstance(tell(entry, narrator), str)
                told |= {entry.kind for entry in chronicle.entries if entry.stage in names}
        told -= {"waited"}  # of any kind, where a case has it wait
        assert told == self.tells, told ^ self.tells

    # --- and of all kinds -------------------------------------------------------------------------------------

    def test_every_kind_is_held_to_this(self) -> None:
        files = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
        assert [kind for kind in KINDS if f'(StageConformance):\n    kind = "{kind}"' not in files] == []


def spread(spec: Stage, scenario: Scenario) -> Iterator[tuple[str, Column]]:
    """Yield every single column that a stage declares, with its declaration."""
    axes = spec.axes(scenario)
    for column in spec.columns:
        for _, name in column.spread(axes):
            yield f"{spec.name}.{name}", column


def table(model: StatusTalks) -> pd.DataFrame:
    """Return the rows of a model that has been played; frames equal each other to the last bit and type."""
    return rows_of(model).to_pandas()


def differing(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Return the columns in which two frames differ."""
    names = [*dict.fromkeys([*one.columns, *other.columns])]
    return [name for name in names if name not in one or name not in other or not one[name].equals(other[name])]


@dataclass
class Through:
    """A model that has played a scenario to the end, and its rows."""

    model: StatusTalks
    rows: pd.DataFrame


PLAYED: dict[str, Through] = {}


def through(scenario: Scenario) -> Through:
    """Play a scenario to the end: once for all tests of one that is the same in every number."""
    if scenario.hash not in PLAYED:
        model = StatusTalks(scenario, places=FEW).run()
        PLAYED[scenario.hash] = Through(model, table(model))
    return PLAYED[scenario.hash]


def on_the_way(scenario: Scenario) -> Iterator[StatusTalks]:
    """Play one model and yield it before it has begun, after a third of its weeks, and after two thirds."""
    model, weeks = StatusTalks(scenario, places=FEW), through(scenario).model.world.week
    for until in (0, weeks // 3, 2 * weeks // 3):
        while model.world.week < until:
            model.step()
        yield model


def changed(scenario: Scenario, path: str, value: float) -> Scenario | None:
    """Return the scenario with another number at a path; None where none of those tried is allowed."""
    for other in (value * 0.5, value + 1.0, value + 0.25):
        if other != value:
            try:
                return varied(scenario, (f"{path}={other!r}",)).scenario
            except ScenarioFault:
                continue
    return None
