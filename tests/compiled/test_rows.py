"""Shipped scenarios have the same rows with machine code and without: every column, to the last bit."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.compiled.choice import ASKS
from sim.model import StatusTalks

pytest.importorskip("numba")

FILES = ["kosovo/baseline", "kosovo/no_veto", "kosovo/russia_abstains", "kosovo/partition_tabled"]


@pytest.mark.parametrize("name", FILES)
def test_rows_are_the_same(name, monkeypatch):
    rows = []
    for asked in ("0", "1"):
        monkeypatch.setenv(ASKS, asked)
        rows.append(sim.run(f"scenarios/{name}.yaml", runs=512).table)
    pd.testing.assert_frame_equal(*rows, check_exact=True)


def test_numbers_that_change_on_a_day_find_the_same_state(monkeypatch):
    scenario = sim.read_scenario("scenarios/kosovo/baseline.yaml")
    sooner = sim.read_scenario(
        "scenarios/kosovo/baseline.yaml",
        settings=["process.recognition.bandwagon=9", "process.recognition.withdrawal.yearly_chance=0.3"],
    )
    columns = []
    for asked in ("0", "1"):
        monkeypatch.setenv(ASKS, asked)
        model = StatusTalks(scenario, places=np.arange(100))
        for week in model.weeks():
            if week == 200:
                assert model.stage("recognition").total.any()
                model.intervene(sooner)
        model.settle()
        columns.append(model.records.columns)
    for name, values in columns[0].items():
        np.testing.assert_array_equal(columns[1][name], values, err_msg=name)
    assert columns[0]["recognition.withdrawals"].max() > 20
