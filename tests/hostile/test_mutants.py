"""A scenario that a check calls sound never raises in play, whatever its numbers and blocks."""

import pytest

from .mutants import FILES, Mutants, play

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
