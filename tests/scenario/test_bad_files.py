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
        "allowed: party, envoy, state, bloc, voters; did you mean envoy?"
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
        ("coordinated: -0.05", "coordinated: -0.05, coordinated: -0.1"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    faults = faults_of(text)
    assert [fault.path for fault in faults] == [
        "actors.west.position.status",
        "actors.east.premiums.declaration.coordinated",
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
        "allowed": "party, envoy, state, bloc, voters",
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
        (
            "max: 0.4}",
            "max: 0.15}",
            "the red line, max 0.15, is void where west's own position, up to 0.3, lies beyond",
        ),
        (
            "max: 0.4}",
            "max: 0.15, hard: true}",
            "the red line, max 0.15, can shut out west's own position, up to 0.3",
        ),
        ("own_view: 0.5", "own_view: 0.5\n    red_lines: {north: {min: 0.6}}", "is void where envoy's own position"),
        ("blocking_cost: 0.2", "blocking_cost: 0.2\n    own_view: 0.2", "`own_view` has no effect"),
        ("expected_text: declared\n", "", "no `expected_text` is given"),
        ("date: 2008-02-03", "date: 2005-02-03", "before the start of the calendar"),
        ("ended_on: 2008-02-17", "ended_on: 2009-02-17", "outside the calendar"),
        ("{ending: agreed}", "{ending: deadlock}", "no run ends with `deadlock`"),
        ("ended_on: 2008-02-17", "measures: {draft: 5}", "results have no column `draft`"),
        (
            "      expected: {coordinated: 0.5}\n",
            "",
            "`no_declaration` counts as certain to west, east, power, friend, as nothing says",
        ),
        (
            "on_success: end\n",
            "on_success: {to: end, in_force: nothing}\n",
            "nothing that is agreed in `vienna` can come into force, so nobody gives anything for it",
        ),
        (
            "on_success: end\n",
            "on_success: {to: end, in_force: in_force}\n",
            "nothing that is agreed in `vienna` can come into force, so nobody gives anything for it",
        ),
        (
            "on_success: end\n",
            "on_success: {to: end, in_force: nothing}\n      covers: [status]\n",
            "nothing that is agreed in `vienna` can come into force, so nobody gives anything for it",
        ),
        ("overruled: 0.05", "line_price: 2", "`line_price` has no effect: east has no red lines"),
        ("coordinated: -0.05", "alone: -0.05", "this premium has no effect: `declaration` cannot end in `alone`"),
        (
            "      weeks: 50\n",
            "      weeks: 50\n      weights: {west: 2}\n",
            "`weights` has no effect, as `decide` asks for",
        ),
        (
            "      weeks: 50\n",
            "      weeks: 50\n      step: 0.1\n",
            "`step` has no effect: nobody writes a text in talks",
        ),
        (
            "      weeks: 50\n",
            "      weeks: 50\n      covers: [status, north]\n",
            "`covers` has no effect: it names ev",
        ),
        (
            "method: nash",
            "method: nash\n      text: declared",
            "`method` has no effect: `text` says which text it is",
        ),
        (
            "      expected: {accepted: 0.1}",
            "      binding: true",
            "`on_failure` has no effect: what is binding is asked of nobody, and never refused",
        ),
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


def test_who_must_doubt_that_an_agreement_binds_is_named() -> None:
    """East holds it certain that the Council blocks also what both have agreed; west believes what the stage says."""
    text = changed("on_success: end\n", "on_success: proposal\n").replace("{ending: agreed}", "{ending: adopted}")
    text = text.replace("accepted: 0.1", "accepted: 0.0")
    text = text.replace("council: {blocked: {chance: 0.3, weight: 4}}", "council: {blocked: {chance: 1.0}}")
    told = [warning.found for warning in reading_of(text, "file.yaml").warnings]
    assert told == [
        "east holds it impossible that what is agreed in `vienna` comes into force, and so gives nothing for it"
    ]


def test_who_holds_that_even_what_all_accept_is_blocked_is_named() -> None:
    """In a Council that lets pass what both accept, `agreed` is the chance that one believes in none the less."""
    text = changed("on_success: end\n", "on_success: council\n").replace("{ending: agreed}", "{ending: adopted}")
    belief = "council: {blocked: {chance: 0.3, weight: 4%s}}"
    assert belief % "" in text
    for agreed, named in ((", agreed: 0.99", False), (", agreed: 1", True)):
        found = reading_of(text.replace(belief % "", belief % agreed), "file.yaml").warnings
        told = "east holds it impossible that what is agreed in `vienna` comes into force"
        assert any(warning.found.startswith(told) for warning in found) is named


def test_an_agreement_that_the_next_stage_puts_aside_is_named() -> None:
    """A Council with a first draft of its own does not take up what both have agreed on."""
    text = changed("on_success: end\n", "on_success: council\n").replace("{ending: agreed}", "{ending: adopted}")
    own_draft = text.replace("      name: council\n", "      name: council\n      first_draft: declared\n")
    assert own_draft != text
    said = (
        "nothing that is agreed in `vienna` can come into force, as `council` lays `declared` on the table in its "
        "place, so nobody gives anything for it"
    )
    for each, named in ((text, False), (own_draft, True)):
        warnings = [one for one in reading_of(each, "file.yaml").warnings if one.found == said]
        assert [one.path for one in warnings] == (["process.vienna"] if named else [])
        assert all(one.allowed.startswith("`first_draft: proposal` in council") for one in warnings)


def test_what_is_agreed_on_some_issues_and_laid_before_nobody_is_named() -> None:
    """With `in_force: nothing` it does not lie on the table of the Council that follows; else it does."""
    text = changed("on_success: end\n", "on_success: council\n      covers: [status]\n")
    text = text.replace("{ending: agreed}", "{ending: adopted}")
    idle = text.replace(
        "on_success: council\n      covers", "on_success: {to: council, in_force: nothing}\n      covers"
    )
    assert idle != text
    said = "nothing that is agreed in `vienna` can come into force, so nobody gives anything for it"
    for each, named in ((text, False), (idle, True)):
        warnings = [one for one in reading_of(each, "file.yaml").warnings if one.found == said]
        assert [one.allowed for one in warnings] == named * [
            "`on_success: council`, which lays it on the table there"
        ]


def test_prices_of_texts_that_nobody_imposes_are_named() -> None:
    """Without the Council no text comes into force that the parties have not agreed on."""
    before, rest = GOOD.split("  - council:\n")
    _, after = rest.split("  - declaration:\n")
    text = before.replace("success: council", "success: end").replace("failure: council", "failure: declaration")
    text = (text + "  - declaration:\n" + after).replace("      council: {blocked", "      proposal: {refused")
    text = text.replace("    veto: true\n", "").replace(
        "  - {name: adopted, when: {ending: adopted, text.status: {min: 0.5}}}\n", ""
    )
    warnings = reading_of(text, "file.yaml").warnings
    (warning,) = [one for one in warnings if one.path == "actors.east.overruled"]
    assert str(warning) == (
        "file.yaml:30:16: actors.east.overruled: warning: `overruled` has no effect: no text can come into force "
        "without the parties' consent; allowed: a vote on what not all accept, a table at which not all must agree, "
        "or a result with `in_force: table`"
    )


def test_who_may_be_outvoted_may_have_a_price_for_it() -> None:
    """Three at a table of whom two are enough: what two agree on is put in force over the head of the third."""
    three = (HERE.parents[1] / "scenarios" / "patterns" / "three_party_talks.yaml").read_text(encoding="utf-8")
    priced = three.replace("tactic: {kind: boulware}", "tactic: {kind: boulware}\n    overruled: 0.3")
    assert priced != three and reading_of(priced, "file.yaml").warnings == ()


def test_what_is_said_to_nobody_is_named() -> None:
    """A signal and a fact move beliefs; where nobody who hears of it has one, the story would tell of no effect."""
    event = "  - {name: rumour, date: 2006-05-01, effects: [{%s: {%sabout: %s, says: true}}]}\n"
    for word, who, about, lost in (
        ("learned", "", "council.blocked", False), ("learned", "actors: [friend], ", "council.blocked", True),
        ("signal", "sender: power, ", "council.blocked", False), ("learned", "", "vienna.agreed", True),
    ):  # fmt: skip
        text = GOOD.replace("events:\n", "events:\n" + event % (word, who, about))
        told = [one for one in reading_of(text, "file.yaml").warnings if one.path.endswith(f"{word}.about")]
        assert [one.found for one in told] == lost * [
            f"nobody learns from this, as nobody here has a belief about `{about}` that could move"
        ], (word, who, about)


def test_a_day_that_is_over_before_anybody_comes_is_named() -> None:
    early = changed("      name: declaration\n", "      name: declaration\n      on: 2006-06-01\n")
    early = early.replace("      name: council\n", "      name: council\n      opens: 2007-01-01\n")
    (told,) = [one for one in reading_of(early, "file.yaml").warnings if one.path == "process.declaration.on"]
    assert (
        told.found == "no run can come here before 2007-01-01, when this day is over; it is dealt with as one comes"
    )


def test_a_spread_around_a_text_that_is_not_there_is_named() -> None:
    text = changed("expected_text: declared\n", "").replace("overruled: 0.05", "expected_spread: 0.05")
    told = [warning.path for warning in reading_of(text, "file.yaml").warnings]
    assert told == ["expected_text", "actors.east.expected_spread"]


@pytest.mark.parametrize(
    ("old", "new", "near", "allowed"),
    [
        ("{blocked: {chance", "{blokced: {chance", "council.blocked", "adopted, blocked"),
        ("{coordinated: -0.05}", "{aloen: -0.05}", "declaration.alone", "coordinated, alone, no_declaration"),
        ("expected: {blocked: 0.4}", "expected: {adoptd: 0.4}", "council.adopted", "adopted, blocked"),
        (
            "{hold: {stage: declaration, until: 2008-02-17}}",
            "{signal: {sender: power, about: council.blokced, says: true}}",
            "council.blocked",
            "vienna.agreed, vienna.deadlock, proposal.accepted, proposal.refused, council.adopted, council.blocked, "
            "declaration.coordinated, declaration.alone, declaration.no_declaration",
        ),
        ("on_failure: proposal", "on_failure: {to: proposal, in_force: tabel}", "table",
         "in_force, declared, table, nothing"),
    ],
)  # fmt: skip
def test_of_a_result_or_text_misspelt_the_nearest_is_named(old: str, new: str, near: str, allowed: str) -> None:
    (fault,) = faults_of(changed(old, new))
    assert (fault.near, fault.allowed) == (near, allowed)


def test_who_expects_what_nobody_says_is_told_that_failing_counts_as_certain() -> None:
    """West has a word of its own on what failing is worth, and so looks at the Council with an agreed text only."""
    text = changed("      expected: {blocked: 0.4}\n", "")
    text = text.replace("council: {blocked: {chance: 0.3, weight: 4}}", "declaration: {alone: {chance: 0.1}}")
    (warning,) = reading_of(text, "file.yaml").warnings
    assert str(warning) == (
        "file.yaml:66:5: process.council: warning: `blocked` counts as certain to east, as nothing says how likely "
        "another end of `council` is; allowed: `expected: {adopted: 0.3}` here, or `beliefs: {council: {adopted: "
        "...}}` at the actor"
    )
    nobody_blocks = text.replace("    veto: true\n", "")
    assert not reading_of(nobody_blocks, "file.yaml").warnings
