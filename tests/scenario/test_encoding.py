"""Labels in any script come through whole, and how a file was saved makes no difference."""

from pathlib import Path

import pytest

from sim.scenario.reader import read_scenario, read_text, scenario_from, written

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")
LABELS = [
    "Prishtinë",
    "Niš",
    "Београд",
    "بلغراد وبريشتينا",
    "北約",
    "Peace 🕊️ and 🇽🇰",
    "e\u0301 and é",
    'said "no": never',
    "back\\slash",
    "# no comment",
    "- no list",
    "{no block}",
    "two\nlines",
    "a\ttab",
    " blanks around ",
    "no",
    "NO",
    "null",
    "~",
    "1_000",
    "12:30",
    "010",
    "2008-02-17",
    "",
    "%",
    "&anchor",
    "a, b",
    "'",
    "\u00a0x",
]


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="Windows"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="old Mac"),
        pytest.param(lambda text: text.rstrip("\n").encode(), id="no last line end"),
        pytest.param(lambda text: b"# comment\n\n---\n" + text.encode() + b"...\n", id="document marks"),
    ],
)
def test_how_a_file_was_saved_makes_no_difference(saved, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = GOOD.replace("label: The west", "label: Niš, Београд 🕊")
    (tmp_path / "plain.yaml").write_bytes(text.encode())
    (tmp_path / "other.yaml").write_bytes(saved(text))
    plain, other = read_scenario(tmp_path / "plain.yaml"), read_scenario(tmp_path / "other.yaml")
    assert other.actors["west"].label == "Niš, Београд 🕊"
    assert other == plain
    assert other.hash == plain.hash


@pytest.mark.parametrize("label", LABELS)
def test_a_label_comes_through_whole(label: str) -> None:
    data = read_text(GOOD).model_dump(exclude_unset=True, by_alias=True)
    data["actors"]["west"]["label"] = label
    scenario = scenario_from(data)
    assert scenario.actors["west"].label == label
    again = read_text(written(scenario))
    assert again.actors["west"].label == label
    assert again.hash == scenario.hash


def test_norway_is_no_boolean() -> None:
    scenario = read_text(GOOD.replace("label: The west", "label: NO"))
    assert scenario.actors["west"].label == "NO"
    scenario = read_text(GOOD.replace("ghana: {", "no: {"))
    assert "no" in scenario.process[2].other_seats


def test_the_line_is_counted_the_same_whatever_ends_it() -> None:
    from sim.scenario.faults import ScenarioFault

    bad = GOOD.replace("veto: true", "veto: yes")
    for text in (bad, bad.replace("\n", "\r\n"), bad.replace("\n", "\r"), "\ufeff" + bad):
        with pytest.raises(ScenarioFault) as caught:
            read_text(text)
        (fault,) = caught.value.faults
        assert (fault.place.line, fault.place.column) == (40, 11)


def test_python_data_is_held_to_the_same_texts() -> None:
    from sim.scenario.faults import ScenarioFault

    data = read_text(GOOD).model_dump(exclude_unset=True, by_alias=True)
    data["actors"]["west"]["label"] = "bell\a"
    with pytest.raises(
        ScenarioFault, match=r"scenario: actors\.west\.label: the character U\+0007 cannot be printed"
    ):
        scenario_from(data)
