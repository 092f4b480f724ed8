"""Every shipped scenario plays what it played before, unless somebody meant to change that; see digests.py."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

HOME = Path(__file__).parent / "digests.py"
SPEC = importlib.util.spec_from_file_location("digests", HOME)
digests = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(digests)
WRITTEN = json.loads(digests.KEPT.read_text(encoding="utf-8"))


def test_every_shipped_scenario_has_a_digest_and_none_is_left_over():
    assert sorted(WRITTEN) == digests.shipped()
    assert all(sum(one["outcomes"].values()) == digests.RUNS for one in WRITTEN.values())
    assert all(len(one["columns"]) == digests.COLUMNS for one in WRITTEN.values())


@pytest.mark.parametrize("name", digests.shipped())
def test_it_plays_what_it_played_before(name):
    kept = WRITTEN[name]
    assert digests.digest(name, kept["columns"]) == kept, "if it was meant: make digests, and a line in CHANGELOG.md"
