"""The table of recovered numbers: what is told of numbers that can be told, and of those that cannot."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "generate_recovery.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("generate_recovery", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def histories(seed, runs):
    """A number that is seen with luck of half its spread, one that is not seen, and one that decides how it ends."""
    stream = np.random.default_rng(seed)
    shown, hidden, decides = stream.standard_normal((3, runs))
    seen = np.stack([shown + stream.standard_normal(runs) / 2, np.full(runs, 3.0)])
    return {"shown": shown, "hidden": hidden, "decides": decides}, seen, np.where(decides > 0, "yes", "no")


def test_what_can_be_told_is_told(script):
    """Normal numbers: 4/5 of the variance of one is known once it is seen, 2/π of one whose sign alone is known.

    Four fifths, since 1 + 1/4 is seen; the truth and the mean of those kept then go together by √(4/5).
    """
    found = {one.path: one for one in script.recovered(*histories(1, 20_000), *histories(2, 600), nearest=200)}
    assert list(found) == ["shown", "decides", "hidden"]
    assert found["shown"].known == pytest.approx(0.8, abs=0.02)
    assert found["shown"].correlation == pytest.approx(0.8**0.5, abs=0.02)
    assert found["decides"].known == pytest.approx(2 / np.pi, abs=0.02)
    assert found["hidden"].known == pytest.approx(0, abs=0.02) and abs(found["hidden"].correlation) < 0.1
    assert all(one.covered == pytest.approx(0.9, abs=0.04) for one in found.values())


def test_the_page_has_a_table_of_its_shape(script):
    part = script.PART.search(script.PAGE.read_text(encoding="utf-8"))
    lines = part[0].splitlines()
    assert (
        lines[1].startswith("| Number | Varies less by |")
        and sum(line.startswith("| ") for line in lines) == 1 + script.SHOWN
    )
    assert f"{script.TRUTHS} histories of the five-actor file" in part[0] and f"{script.RUNS:,} runs" in part[0]
