"""What is written reads again as the same scenario."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.faults import NOWHERE, Fault, ScenarioFault
from sim.scenario.format.columns import columns_of, kept_by
from sim.scenario.origins import written_with_origins
from sim.scenario.reader import read_text, reading, scenario_from, written
from sim.scenario.text.file import parsed
from sim.scenario.text.scalars import objection
from sim.scenario.text.tree import plain, walk

ROOT = Path(__file__).parents[2]
GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")
texts = st.text(max_size=40).filter(lambda text: objection(text) is None)
shares = st.floats(0, 1, allow_subnormal=False)
quantities = st.one_of(
    shares,
    st.integers(0, 1),
    st.tuples(shares, shares, shares).map(
        lambda three: dict(zip(("low", "mode", "high"), sorted(three), strict=True))
    ),
    st.tuples(shares, shares).map(lambda two: {"uniform": sorted(two)}),
    st.tuples(shares, st.floats(0, 2, allow_subnormal=False)).map(lambda two: {"normal": list(two)}),
    st.dictionaries(shares, st.floats(0.1, 9), min_size=1, max_size=4).map(lambda choice: {"choice": choice}),
    st.builds(lambda value, source, note: {"value": value, "source": source, "note": note}, shares, texts, texts),
)


def good() -> dict[str, Any]:
    return read_text(GOOD).model_dump(mode="python", exclude_unset=True, by_alias=True)


@settings(max_examples=25)
@given(label=texts, note=texts, position=quantities, chance=quantities, premium=st.floats(-1, 1))
def test_written_and_read_again_is_the_same(
    label: str, note: str, position: Any, chance: Any, premium: float
) -> None:
    data = good()
    data["title"] = label
    data["actors"]["west"] |= {"label": label, "note": note}
    data["actors"]["envoy"]["position"]["status"] = position
    data["events"] = [{**data["events"][0], "chance": chance, "label": note}]
    data["actors"]["east"]["premiums"]["declaration"]["coordinated"] = premium
    scenario = scenario_from(data)
    again = read_text(written(scenario))
    assert again == scenario
    assert again.hash == scenario.hash
    assert written(again) == written(scenario)


def test_the_starter_is_shown_as_itself() -> None:
    read = reading(ROOT / "sim" / "data" / "starter.yaml")
    assert read_text(written(read.scenario)).hash == read.scenario.hash
    assert read_text(written_with_origins(read)).hash == read.scenario.hash


def test_the_hash_changes_with_every_value_and_with_nothing_else() -> None:
    hashes = {read_text(GOOD).hash}
    for old, new in (
        ("own_view: 0.5", "own_view: 0.6"),
        ("on_success: end", "on_success: council"),
        ("majority: 6", "majority: 5"),
        ("until: 2008-02-17", "until: 2008-02-18"),
    ):
        assert GOOD.count(old) == 1
        hashes.add(read_text(GOOD.replace(old, new)).hash)
    assert len(hashes) == 5
    same = GOOD.replace("own_view: 0.5", "own_view:   0.50  # a comment").replace(
        "label: The west", "label: The West"
    ).replace("source: speech", "source: a speech")  # fmt: skip
    assert read_text(same).hash == read_text(GOOD).hash


def test_a_copy_with_other_parts_has_a_hash_and_columns_of_its_own() -> None:
    scenario = read_text(GOOD)
    asked = scenario.hash, list(columns_of(scenario))
    other = scenario.model_copy(update={"process": scenario.process[:-1]})
    assert other.hash != scenario.hash == asked[0]
    assert list(columns_of(other)) == list(dict(kept_by(other))) != asked[1] == list(columns_of(scenario))
    assert scenario.model_copy(deep=True).hash == asked[0]


@pytest.mark.parametrize("block", ["actors", "issues", "texts"])
def test_another_order_is_another_scenario(block: str) -> None:
    """Sums are added in the order of the file, so that another order rounds otherwise."""
    data = read_text(GOOD).model_dump(mode="python", exclude_defaults=True, by_alias=True)
    turned = scenario_from({**data, block: dict(reversed(data[block].items()))})
    assert turned.hash != scenario_from(data).hash


def test_every_line_says_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "variant.yaml").write_text(
        "extends: good.yaml\nset:\n  actors.west.position.status.mode: 0.25\n", encoding="utf-8"
    )
    read = reading(tmp_path / "variant.yaml", ["process.vienna.weeks=60"])
    lines = {line.split("#")[0].strip(): line.split("# ")[1] for line in written_with_origins(read).splitlines()}
    assert lines["mode: 0.25"] == f"{tmp_path / 'variant.yaml'}:3"
    assert lines["low: 0.1"] == f"{tmp_path / 'good.yaml'}:15"
    assert lines["weeks: 60"] == "command line"
    assert lines["title: A good file"] == f"{tmp_path / 'good.yaml'}:2"
    assert read.origins["process.vienna.weeks"] == "command line"
    assert read.origins["actors.power.veto"] == f"{tmp_path / 'good.yaml'}:40:5"


def test_what_is_done_to_a_tree_is_not_there_when_its_text_is_read_again() -> None:
    first, faults = parsed("a: {b: [1, 2]}\n", "case.yaml")
    second, _ = parsed("a: {b: [1, 2]}\n", "case.yaml")
    assert isinstance(first.value, dict)
    first.value["a"].put("b", first.value["a"])
    first.put("c", first.value["a"])
    faults.append(Fault(NOWHERE, "", "a fault", "none"))
    third, told = parsed("a: {b: [1, 2]}\n", "case.yaml")
    assert plain(second) == plain(third) == {"a": {"b": [1, 2]}}
    assert told == []
    assert [node.place for node in walk(second)] == [node.place for node in walk(third)]


def test_names_beside_commas_say_what_each_says_by_itself() -> None:
    text = (ROOT / "scenarios" / "kosovo" / "baseline.yaml").read_text(encoding="utf-8")
    several = re.compile(r"^( +)(\w+(?:, \w+)+)(: .+)$", re.MULTILINE)
    apart, found = several.subn(
        lambda line: "\n".join(f"{line[1]}{name}{line[3]}" for name in line[2].split(", ")), text
    )
    assert found >= 20
    assert plain(parsed(text, "together")[0]) == plain(parsed(apart, "apart")[0])


def test_a_name_in_quotes_is_one_name_and_keys_one_in_another_do_not_grow_without_end() -> None:
    assert plain(parsed('"a, b": 1', "quoted")[0]) == {"a, b": 1}
    assert plain(parsed("a, b:\n  c, d: [1]\n", "nested")[0]) == {name: {"c": [1], "d": [1]} for name in "ab"}
    deep = "".join(f"{'  ' * level}a, b, c, d, e, f, g, h:\n" for level in range(12)) + "  " * 12 + "x: 1\n"
    with pytest.raises(ScenarioFault, match="the file has more than 20,000 entries; allowed: fewer entries"):
        parsed(deep, "deep")
