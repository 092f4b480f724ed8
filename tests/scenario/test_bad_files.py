"""A file that is wrong is refused, and what is said names the line, the place and what was found there."""

from pathlib import Path

import pytest

from sim.scenario.faults import Fault, ScenarioFault
from sim.scenario.reader import read_text, reading_of

HERE = Path(__file__).parent
GOOD = (HERE / "good.yaml").read_text(encoding="utf-8")


def table() -> dict[str, tuple[str, str, list[str]]]:
    """Read what stands in the good file, what is put in its place, and what is then said."""
    cases = {}
    for section in (HERE / "bad_files.txt").read_text(encoding="utf-8").split("\n[")[1:]:
        name, _, body = section.partition("]\n")
        lines = body.rstrip("\n").split("\n")
        old, new, said = ([line[1:] for line in lines if line.startswith(mark)] for mark in "-+!")
        assert name not in cases
        cases[name] = ("\n".join(old), "\n".join(new), said)
    return cases


BAD = table()


def faults_of(text: str) -> list[Fault]:
    with pytest.raises(ScenarioFault) as caught:
        read_text(text, "file.yaml")
    return [fault for fault in caught.value.faults if not fault.warning]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_the_good_file_is_good() -> None:
    assert read_text(GOOD).title == "A good file"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_plain_words(name: str) -> None:
    old, new, expected = BAD[name]
    messages = [str(fault) for fault in faults_of(changed(old, new))]
    assert [said.removeprefix("file.yaml:").split("; allowed: ")[0] for said in messages] == expected
    assert all("\n" not in said for said in messages)


def test_there_are_many_bad_files() -> None:
    assert len(BAD) >= 60
    assert all(said for _, _, said in BAD.values())


def test_a_message_says_what_is_allowed_and_what_was_probably_meant() -> None:
    (fault,) = faults_of(changed("kind: envoy", "kind: envoi"))
    assert str(fault) == (
        "file.yaml:32:11: actors.envoy.kind: the text 'envoi' is not known here; "
        "allowed: party, envoy, state, bloc; did you mean envoy?"
    )
    (fault,) = faults_of(changed("on_success: council", "on_success: counsel"))
    assert fault.allowed == "vienna, proposal, council, declaration, end"
    assert fault.near == "council"


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = GOOD
    for old, new in (
        ("own_view: 0.5", "own_view: 1.5"),
        ("mode: 0.2, high: 0.3, source", "mode: 0.4, high: 0.3, source"),
        ("veto: true", "veto: yes"),
        ("proposer: envoy", "proposer: envy"),
        ("majority: 6", "majority: 16"),
        ("ending: agreed", "endng: agreed"),
        ("chance: 0.5", "chanse: 0.5"),
        ("      on_failure: declaration\n", ""),
        ("alone: -0.05", "alone: -0.05, alone: -0.1"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    faults = faults_of(text)
    assert [fault.path for fault in faults] == [
        "actors.west.position.status",
        "actors.east.premiums.declaration.alone",
        "actors.envoy.own_view",
        "actors.power.veto",
        "process.proposal.proposer",
        "process.council.majority",
        "process.declaration",
        "events.runoff.chanse",
        "outcomes.agreed.when.endng",
    ]
    assert [fault.place.line for fault in faults] == sorted(fault.place.line for fault in faults)


def test_the_line_at_fault_is_shown_and_underlined() -> None:
    (fault,) = faults_of(changed("veto: true", "veto: yes"))
    assert fault.pointed().splitlines()[1:] == [
        "   40 |     veto: yes",
        "      |           ^^^",
    ]


def test_of_a_long_line_the_part_at_fault_is_shown() -> None:
    (fault,) = faults_of(changed("source: speech", f'source: "{"x" * 400}", sauce: speech'))
    _, shown, under = fault.pointed().splitlines()
    assert len(shown) < 180
    assert shown[under.index("^") : under.rindex("^") + 1] == "sauce"


def test_a_fault_as_data_has_the_same_parts() -> None:
    (fault,) = faults_of(changed("kind: envoy", "kind: envoi"))
    assert fault.as_data() == {
        "file": "file.yaml",
        "line": 32,
        "column": 11,
        "path": "actors.envoy.kind",
        "found": "the text 'envoi' is not known here",
        "allowed": "party, envoy, state, bloc",
        "did_you_mean": "envoy",
        "severity": "error",
    }


@pytest.mark.parametrize("odd", ["\u00a0", "\u200b", "\u3000"])
def test_blanks_that_cannot_be_seen_are_named_in_keys(odd: str) -> None:
    fault, *_ = faults_of(changed("    own_view: 0.5", f"    own_view{odd}: 0.5"))
    assert f"U+{ord(odd):04X}" in fault.found
    assert fault.place.line == 35


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85"])
def test_odd_line_ends_are_named(odd: str) -> None:
    (fault,) = faults_of(changed("label: The west", f"label: The{odd}west"))
    assert fault.found == f"an odd line end, U+{ord(odd):04X}"
    assert (fault.place.line, fault.place.column) == (14, 15)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("max: 0.4}", "max: 0.15}", "the red line, max 0.15, can shut out west's own position, up to 0.3"),
        ("own_view: 0.5", "own_view: 0.5\n    red_lines: {north: {min: 0.6}}", "can shut out envoy's own position"),
        ("blocking_cost: 0.2", "blocking_cost: 0.2\n    own_view: 0.2", "`own_view` has no effect"),
        ("expected_text: declared\n", "", "no `expected_text` is given"),
        ("date: 2008-02-03", "date: 2005-02-03", "before the start of the calendar"),
        ("ended_on: 2008-02-17", "ended_on: 2009-02-17", "outside the calendar"),
        ("{ending: agreed}", "{ending: deadlock}", "no run ends with `deadlock`"),
        ("ended_on: 2008-02-17", "measures: {draft: 5}", "results have no column `draft`"),
        (
            "salience: {status: 0.9, north: 0.5}\n    own",
            "salience: {status: 0.9}\n    own",
            "has no effect, as no sal",
        ),
    ],
)
def test_what_may_not_be_meant_is_a_warning(old: str, new: str, said: str) -> None:
    (warning,) = reading_of(changed(old, new), "file.yaml").warnings
    assert warning.warning
    assert said in str(warning)
    assert ": warning: " in str(warning)
