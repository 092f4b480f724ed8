"""The pictures of the pages show what is played today."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def pictured(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    sys.modules.pop("pictured", None)
    import pictured

    return pictured


IMAGES = sorted(path.name for path in (DOCS / "images").glob("*.png"))


@pytest.mark.parametrize("image", IMAGES)
def test_each_was_drawn_from_rows_that_are_played_today(pictured, image):
    kept = json.loads(pictured.KEPT.read_text(encoding="utf-8"))
    assert kept[image], f"docs/{image}: nobody says what it was drawn from"
    for scenario, rows in kept[image].items():
        assert pictured.rows_of(scenario) == rows, f"{image} shows other rows of {scenario}: draw it anew"


def test_what_is_kept_is_of_pictures_that_are_there(pictured):
    assert sorted(json.loads(pictured.KEPT.read_text(encoding="utf-8"))) == IMAGES


def test_other_rows_are_told(pictured, monkeypatch, tmp_path):
    digests = json.loads(pictured.DIGESTS.read_text(encoding="utf-8"))
    before = pictured.rows_of("scenarios/kosovo/baseline.yaml")
    digests["scenarios/kosovo/baseline.yaml"]["outcomes"]["prolonged_talks"] += 1
    monkeypatch.setattr(pictured, "DIGESTS", tmp_path / "digests.json")
    pictured.DIGESTS.write_text(json.dumps(digests), encoding="utf-8")
    assert pictured.rows_of("scenarios/kosovo/baseline.yaml") != before
