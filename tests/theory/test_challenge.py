from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.older_models.challenge import FORMS, PUBLIC_CODE, PUBLISHED, challenge

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
# Bueno de Mesquita (1994), as in Scholz, Calbert & Smith (2011)
POSITION = np.array([4.0, 7, 4, 4, 10, 10, 10, 7, 4, 7])
SALIENCE = np.array([0.8, 0.4, 0.2, 0.8, 0.6, 0.6, 0.9, 0.1, 1.0, 0.7])
CAPABILITY = np.array([0.08, 0.08, 0.03, 0.16, 0.16, 0.16, 0.16, 0.05, 0.05, 0.08])
EVERY_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))


def test_the_emissions_case_of_record_by_the_public_code() -> None:
    found = challenge(POSITION, SALIENCE, CAPABILITY, rounds=8, form=PUBLIC_CODE)
    assert found.median[0].item() == 7
    assert found.mean[0].item() == pytest.approx(7.389955686853767, abs=1e-12)
    expected = [8.416, 9.611, 9.962, 9.962, 9.962, 7.472, 8.825, 9.671]
    assert found.median[1:, 0] == pytest.approx(expected, abs=1e-3)


def test_the_inputs_are_those_of_the_shared_file() -> None:
    path = BENCHMARKS / "bdm_eec_emissions_inputs.csv"
    if not path.exists():
        pytest.skip("the shared benchmarks are not beside this checkout")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for name, values in (("Position", POSITION), ("Salience", SALIENCE), ("Capability", CAPABILITY)):
        assert [float(row[name]) for row in rows] == values.tolist()


@EVERY_FORM
@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), actors=st.integers(2, 6))
def test_a_run_is_the_same_alone_and_in_a_block(form, seed: int, actors: int) -> None:  # type: ignore[no-untyped-def]
    position, salience, capability = np.random.default_rng(seed).random((3, actors, 7))
    block = challenge(position, salience, capability, rounds=4, form=form)
    for run in range(7):
        alone = challenge(position[:, run], salience[:, run], capability[:, run], rounds=4, form=form)
        assert (alone.position[:, :, 0] == block.position[:, :, run]).all()


@EVERY_FORM
@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_nobody_leaves_the_range_and_scales_do_not_matter(form, seed: int) -> None:  # type: ignore[no-untyped-def]
    position, salience, capability = np.random.default_rng(seed).random((3, 6, 20))
    found = challenge(position, salience, capability, rounds=5, form=form)
    assert (found.position >= position.min(axis=0) - 1e-9).all()
    assert (found.position <= position.max(axis=0) + 1e-9).all()
    assert ((found.risk >= 0.5 - 1e-12) & (found.risk <= 2 + 1e-12)).all()
    scaled = challenge(100 * position, salience, 8 * capability, rounds=1, form=form)
    one = challenge(position, salience, capability, rounds=1, form=form)
    assert scaled.position == pytest.approx(100 * one.position, abs=1e-6)


@EVERY_FORM
def test_actors_of_one_mind_stay(form) -> None:  # type: ignore[no-untyped-def]
    found = challenge([3.0, 3.0, 3.0], 0.5 * np.ones(3), np.ones(3), rounds=2, form=form)
    assert (found.position == 3).all()
    assert challenge([3.0, 3.0], [0.5, 0.5], [1, 1], rounds=0, form=form).risk.shape == (0, 2, 1)


def test_the_chance_of_a_quiet_target_matters_in_the_published_form() -> None:
    sure = challenge(POSITION, SALIENCE, CAPABILITY, rounds=3, form=PUBLISHED)
    unsure = challenge(POSITION, SALIENCE, CAPABILITY, rounds=3, form=PUBLISHED, status_quo_chance=0.5)
    assert not np.allclose(sure.mean, unsure.mean)
    assert np.isfinite(unsure.position).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"position": [1.0]}, "two actors"),
        ({"position": [np.nan, 1.0]}, "finite"),
        ({"salience": [0.5, 80]}, "chances to resist"),
        ({"capability": [-1, 1]}, "0 or more"),
        ({"status_quo_chance": 2.0}, "Q must lie"),
        ({"status_quo_chance": 0.5}, "only Q = 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(change: dict[str, object], words: str) -> None:
    arguments = {"position": [0.0, 1.0], "salience": [0.5, 0.5], "capability": [1.0, 1.0], **change}
    if change.get("position") == [1.0]:
        arguments.update(salience=[0.5], capability=[1.0])
    with pytest.raises(ValueError, match=words):
        challenge(**arguments)  # type: ignore[arg-type]
