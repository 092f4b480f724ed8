"""docs/odd.md says what the code says, and `--check` would notice if it did not."""

import importlib.util
import sys
from pathlib import Path

import pytest

from sim.process.kinds import KINDS

DOCS = Path(__file__).resolve().parents[1] / "docs"
ELEMENTS = (
    "## 1. Purpose and patterns",
    "## 2. Entities, state variables and scales",
    "## 3. Process overview and scheduling",
    "## 4. Design concepts",
    "## 5. Initialization",
    "## 6. Input data",
    "## 7. Submodels",
)
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("generate_odd", DOCS / "generate_odd.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(script):
    return script.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def parts(script, page):
    return {name: body for _, name, body, _ in script.PART.findall(page)}


def test_the_generated_parts_are_up_to_date(script, page):
    assert script.refreshed(page) == page, "python docs/generate_odd.py writes them"


def test_every_part_is_there_once(script, page):
    assert sorted(name for _, name, _, _ in script.PART.findall(page)) == sorted(script.PARTS)


def test_all_elements_and_concepts_of_the_protocol_are_there_in_order(page):
    places = [page.index(f"{heading}\n") for heading in ELEMENTS]
    assert places == sorted(places)
    concepts = page[page.index(ELEMENTS[3]) : page.index(ELEMENTS[4])]
    places = [concepts.index(f"**{concept}.**") for concept in CONCEPTS]
    assert places == sorted(places)


def test_the_tables_hold_what_the_model_has(parts):
    for number in range(1, 15):
        assert f"| R{number} |" in parts["rules"]
    for number in range(1, 13):
        assert f"| **S{number}** |" in parts["patterns"]
    for kind in KINDS:
        assert f"| `{kind}` |" in parts["order"]
    for word in ("party", "envoy", "state", "bloc"):
        assert f"| **{word}** |" in parts["entities"]
    for parameter in (
        "position",
        "salience",
        "patience_weeks",
        "blocking_cost",
        "quorum",
        "bandwagon",
        "patience_cut",
    ):
        assert f"| {parameter} |" in parts["parameters"]
    assert "1. **Events**" in parts["order"]


def test_a_change_in_the_code_would_be_seen(script, page, monkeypatch, tmp_path, capsys):
    stale = tmp_path / "odd.md"
    stale.write_text(page.replace("Somebody who takes part in the process.", "Nobody.", 1), encoding="utf-8")
    monkeypatch.setattr(script, "PAGE", stale)
    monkeypatch.setattr(sys, "argv", ["generate_odd.py", "--check"])
    assert script.main() == 1
    assert "entities is out of date" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["generate_odd.py"])
    assert script.main() == 0
    assert stale.read_text(encoding="utf-8") == page
