"""A scenario that a check calls sound never raises in play, whatever its numbers and blocks."""

import pytest

from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import read_scenario, scenario_from

from .mutants import FILES, Mutants, listed, play

SMALL, LARGE = FILES[2:], FILES[:2]


@pytest.mark.parametrize(("files", "number", "least"), [(SMALL, 150, 35), (LARGE, 10, 2)], ids=["small", "large"])
def test_what_is_called_sound_is_played(files, number, least):
    mutants, sound = Mutants(2024, files), 0
    for _ in range(number):
        done, scenario = mutants.one()
        if scenario is not None:
            sound += 1
            try:
                play(scenario)
            except Exception as error:
                raise AssertionError(f"{type(error).__name__}: {error}: {done}") from error
    assert sound >= least


def test_a_veto_without_a_seat_is_told_also_where_the_council_has_no_name():
    """A mutant of the council's starter, of which the check itself failed."""
    written = read_scenario("sim/data/starter_council.yaml").model_dump(
        mode="python", exclude_defaults=True, by_alias=True
    )
    data = listed(written)
    (council,) = [stage["council"] for stage in data["process"] if "council" in stage]
    del council["seats"]["summit"]
    assert data["actors"]["summit"]["veto"]
    council["name"] = None
    with pytest.raises(ScenarioFault, match="name"):
        scenario_from(data)
