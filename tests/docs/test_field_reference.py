"""docs/reference/scenario_schema.md has every field of the format as the classes have it, and leads where it says."""

from __future__ import annotations

import importlib.util
import math
import re
from pathlib import Path

import pytest

from sim.rules.beliefs import believed, learn
from sim.rules.home import election_pressure, retreat_cost
from sim.scenario.format.process import STAGE_KINDS

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("generate_fields", DOCS / "generate_fields.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(script):
    return script.PAGE.read_text(encoding="utf-8")


def test_the_page_is_what_the_format_says(script, capsys):
    assert script.main(["--check"]) == 0, capsys.readouterr().out


def test_a_field_that_is_missing_is_told(script, page, monkeypatch, tmp_path, capsys):
    stale = tmp_path / "page.md"
    stale.write_text(page.replace("| `declarer` |", "| `claimant` |"), encoding="utf-8")
    monkeypatch.setattr(script, "PAGE", stale)
    assert script.main(["--check"]) == 1
    assert capsys.readouterr().out == "page.md: fields is out of date; python docs/generate_fields.py writes it\n"
    assert script.main([]) == 0
    assert stale.read_text(encoding="utf-8") == page


def test_every_part_has_one_heading_and_every_link_leads_to_one(page):
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    anchors = [heading.lower().replace("`", "").replace(" ", "-") for heading in headings]
    assert len(anchors) == len(set(anchors))
    assert {f"stage-{word}" for word in STAGE_KINDS} <= set(anchors)
    linked = set(re.findall(r"\]\(#([^)]+)\)", page))
    assert {"actor", "distribution", "scale", "council-words"} <= linked
    assert linked <= set(anchors)


def test_what_a_tenth_means_is_what_the_rules_make_of_it(page):
    def taken(precision):
        return f"{100 / (1 + math.exp(-0.1 * precision)):.0f}"

    assert f"{taken(40)} per cent at a precision of 40, {taken(20)} at 20, {taken(10)} at 10" in page
    after = [float(believed(*learn(2.0, 2.0, signal=True, honesty=0.9, weight=weight))) for weight in (0.1, 1.0)]
    assert (
        f"goes from 0.50 to {after[0]:.2f} if the sender is honest nine times in ten, and to {after[1]:.2f}" in page
    )
    assert float(retreat_cost(0.4, 0.7, 0.1)) == pytest.approx(0.03)
    assert float(election_pressure(0.0, 12.0, 1.0)) == 2.0
    assert "by 0.30 of utility costs 0.03 more, and up to twice that" in page


def test_every_number_that_must_be_invented_is_there_with_its_range(script):
    rows = script.invented().splitlines()[2:]
    assert len(rows) == len(script.INVENTED) == 8
    for row in rows:
        _, name, means, given, moved, _ = row.split(" | ".strip())
        assert name.strip().startswith("[")
        assert len(means) > 20
        low, high = map(float, re.match(r" (-?[\d.]+) to (-?[\d.]+) \(", given).groups())
        assert low <= high
        assert re.search(r"\d", moved)
