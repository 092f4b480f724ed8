"""The columns that conditions may ask about are those that the model keeps."""

from pathlib import Path

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.runs.block import rows_of
from sim.scenario.format.columns import columns_of
from sim.scenario.reader import read_scenario

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "file", ["sim/data/starter.yaml", "scenarios/kosovo/five_actors.yaml", "scenarios/kosovo/baseline.yaml"]
)
def test_the_columns_are_those_of_the_model(file: str) -> None:
    scenario = read_scenario(ROOT / file)
    model = StatusTalks(scenario, places=np.arange(4)).run()
    known = columns_of(scenario)
    kept = {name for name in rows_of(model).column_names if not name.startswith("in.")}
    assert set(known) == kept
    assert {*model.records.columns, "ended_on"} <= kept
    for name, column in known.items():
        assert column.words == model.records.words.get(name, ())
