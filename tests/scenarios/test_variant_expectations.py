"""What the head of each variant expects comes about, and docs/variants.md says so."""

import importlib.util
import re
from pathlib import Path

import digests
import numpy as np
import pytest
from played import played

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROW = re.compile(
    r"^\| (\w+) \| (.+ (?:rises|falls)) \| ([\d.]+) % \| ([\d.]+) % \| ([+-][\d.]+) \| (\S+) to (\S+) \| (.+) \|$"
)


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("generate_variants", DOCS / "generate_variants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(script):
    """The rows of the page: variant, expectation, before, after, difference, low, high, verdict."""
    return [hit.groups() for line in script.PAGE.read_text(encoding="utf-8").splitlines() if (hit := ROW.match(line))]


def test_all_variants_say_what_they_ask_what_was_thought_and_what_they_expect(script):
    assert len(script.variants()) >= 9
    for name, path in script.variants().items():
        head = script.head_of(path)
        assert head.asks.endswith("?") or "? " in head.asks, name
        assert len(head.sources) > 20, name
        assert head.expected, name


def test_heads_are_read_as_they_stand(script, tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(
        "# Asks: what if?\n# The sources: one thought so,\n# another not.\n"
        "# Expected: a_b or c rises, d falls.\nextends: baseline.yaml\n", encoding="utf-8",
    )  # fmt: skip
    head = script.head_of(file)
    assert head.sources == "one thought so, another not."
    assert head.expected == (script.Expectation(("a_b", "c"), True), script.Expectation(("d",), False))
    assert list(map(str, head.expected)) == ["a_b or c rises", "d falls"]


def test_an_expectation_holds_only_with_its_whole_interval_on_one_side(script):
    from sim.questions.compare import Difference

    up, down, neither = (
        Difference(0.1, 0.05, 0.15, 0),
        Difference(-0.1, -0.15, -0.05, 0),
        Difference(0.1, -0.01, 0.2, 0),
    )
    rises, falls = script.Expectation(("a",), True), script.Expectation(("a",), False)
    assert [rises.holds(one) for one in (up, down, neither)] == [True, False, False]
    assert [falls.holds(one) for one in (up, down, neither)] == [False, True, False]


def test_the_page_has_what_the_heads_have(script, rows):
    expected = {(name, str(one)) for name, path in script.variants().items() for one in script.head_of(path).expected}
    assert {(row[0], row[1]) for row in rows} == expected, "python docs/generate_variants.py writes the page"
    page = script.PAGE.read_text(encoding="utf-8")
    for path in script.variants().values():
        assert f"The sources: {script.head_of(path).sources}" in page
    assert "10,000 paired runs" in page


def test_the_verdicts_on_the_page_follow_from_its_numbers(rows):
    for variant, expectation, before, after, moved, low, high, verdict in rows:
        assert float(low) <= float(moved) <= float(high), variant
        assert float(after) - float(before) == pytest.approx(float(moved), abs=0.11), variant
        holds = float(low) > 0 if expectation.endswith("rises") else float(high) < 0
        assert verdict == ("holds" if holds else "does not hold"), f"{variant}: {expectation}"


@pytest.mark.slow
def test_every_expectation_holds_and_the_page_is_not_out_of_date(script, rows, monkeypatch):
    monkeypatch.setattr(script, "played", lambda path, runs, workers: played(f"kosovo/{path.stem}"))
    on_page = {(row[0], row[1]): (float(row[4]), float(row[6]) - float(row[5])) for row in rows}
    for one in script.all_found(digests.RUNS):
        assert one.holds, f"{one.variant}: {one.expectation}: {one.moved}"
        difference, width = on_page[one.variant, str(one.expectation)]
        here = 100 * one.moved.difference
        deviation = np.hypot(width, 100 * (one.moved.high - one.moved.low)) / 3.92
        assert abs(here - difference) < 4 * deviation + 0.1, f"{one.variant}: python docs/generate_variants.py"
