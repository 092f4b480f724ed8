"""Every example in the page about the format is a scenario, or part of one, that can be played."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.scenario.reader import read_scenario, read_text, scenario_from
from sim.scenario.text.file import parsed
from sim.scenario.text.tree import plain

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
STARTER = ROOT / "sim" / "data" / "starter.yaml"
BLOCKS = [
    (found[1].strip(), found[2], PAGE[: found.start()].count("\n") + 2)
    for found in re.finditer(r"^```yaml(.*)\n((?:.*\n)*?)^```$", PAGE, re.MULTILINE)
]


SETTLED = {"council": "adopted", "vote": "adopted", "ratification": "ratified"}
"""By what the process of an example may end, beside those of the starter."""


def examples(kind: str) -> list[object]:
    return [pytest.param(text, id=f"line {line}") for found, text, line in BLOCKS if found == kind]


def play(scenario: object) -> None:
    model = StatusTalks(scenario, places=np.arange(16)).run()
    assert (model.records.columns["outcome"] >= 0).all()


def test_every_block_is_marked_as_what_it_is() -> None:
    kinds = [kind for kind, _, _ in BLOCKS]
    assert set(kinds) == {"", "partial", "variant", "comment"}
    assert len(kinds) == PAGE.count("```yaml")


@pytest.mark.parametrize("text", examples(""))
def test_a_whole_example_is_played(text: str) -> None:
    play(read_text(text))


@pytest.mark.parametrize("text", examples("partial"))
def test_a_part_goes_into_the_starter(text: str) -> None:
    starter, _ = parsed(STARTER.read_text(encoding="utf-8"), "starter")
    part, faults = parsed(text, "part")
    assert not faults
    data, given = plain(starter), plain(part)
    for block, value in given.items():
        merged = isinstance(value, dict) and block in data
        data[block] = {**data[block], **value} if merged else value
    if "process" in given:
        kinds = {kind for stage in given["process"] for kind in stage}
        settled = [result for kind, result in SETTLED.items() if kind in kinds]
        data["outcomes"][:0] = [{"name": "settled", "when": {"ending": result}} for result in settled[:1]]
    play(scenario_from(data))


@pytest.mark.parametrize("text", examples("variant"))
def test_a_variant_stands_beside_its_parent(text: str, tmp_path: Path) -> None:
    (tmp_path / "starter.yaml").write_bytes(STARTER.read_bytes())
    (tmp_path / "variant.yaml").write_text(text, encoding="utf-8")
    scenario = read_scenario(tmp_path / "variant.yaml")
    assert scenario.title == "Sharing a river, with a firm Upland"
    assert scenario.actors["upland"].tactic.kind == "firm"
    assert scenario.actors["upland"].position["water"].mode == 0.85
    assert scenario.actors["lowland"].position["water"].uniform == (0.1, 0.3)
    assert "half" in scenario.texts
    assert not scenario.events
    play(scenario)


def test_the_line_for_editors_is_a_comment() -> None:
    (line,) = [text for kind, text, _ in BLOCKS if kind == "comment"]
    assert line.startswith("# yaml-language-server: $schema=")


def test_the_table_of_stages_names_every_kind_and_what_it_ends_in() -> None:
    from sim.scenario.format.process import STAGE_KINDS

    rows = dict(re.findall(r"^\| `(\w+)` \| .* \| (.*)\|$", PAGE, re.MULTILINE))
    for word, kind in STAGE_KINDS.items():
        assert re.findall(r"`(\w+)`", rows[word]) == list(kind.results), word
