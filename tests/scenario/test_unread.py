"""What a check says has no effect has none: other values give the same results, to the last bit."""

import pytest

from sim.cli import main
from sim.runs.run import run
from sim.scenario.reader import reading

STARTER = "sim/data/starter.yaml"

SETTINGS = {
    "actors.mediator.tactic={kind: firm}": "who holds direct talks",
    "actors.mediator.audience={cost: 5}": "a party, or who sits at a table, who answers for what it asked in public",
    "actors.mediator.patience_weeks=3": "a party, who may back a declaration, or who has a `delay_weight` above 0",
    "actors.mediator.blocking_cost=0.5": "who sits in a Council",
    "actors.mediator.precedent_price=0.5": "who sits in a Council",
    "actors.mediator.deference=0.5": "who sits in a Council",
    "actors.mediator.side_payment=0.5": "who sits in a Council or has a seat in a vote, or who is asked to accept",
    "actors.mediator.signal_honesty=0.6": "who sits in a Council, may back a declaration, or sends a signal",
    "actors.mediator.private_consent={proposal: 0.9}": "who is asked to accept a text",
    "actors.mediator.weight=7": "whose demands an envoy weighs, who may back a declaration, or whose group "
    "decides by majority",
    "actors.mediator.precision=0.5": "who is asked, votes, declares or backs; an envoy only drafts",
    "actors.mediator.fallback={value: 0.95}": "who is asked, votes, declares or backs; an envoy only drafts",
    "actors.upland.blocking_cost=0.5": "who sits in a Council",
    "actors.lowland.deference=0.5": "who sits in a Council",
    "actors.lowland.signal_honesty=0.6": "who sits in a Council",
}  # fmt: skip


def rows(settings=()):
    return run(STARTER, 60, settings=settings).table


@pytest.fixture(scope="module")
def plain():
    return rows()


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_nothing_reads_is_told_and_moves_nothing(setting, plain):
    path = setting.partition("=")[0]
    (warning,) = [fault for fault in reading(STARTER, [setting]).warnings if "has no effect" in fault.found]
    name, field = path.split(".")[1:]
    said = f"command line: {path}: warning: `{field}` has no effect: nothing reads it of {name}; "
    assert str(warning).startswith(said)
    assert SETTINGS[setting] in warning.found
    assert rows((setting,)).equals(plain)


@pytest.mark.parametrize("setting", [
    "actors.upland.tactic={kind: firm}", "actors.upland.side_payment=0.5", "actors.upland.weight=7",
    "actors.upland.private_consent={proposal: 0.9}", "actors.upland.audience={cost: 5}",
        "actors.upland.patience_weeks=3",
])  # fmt: skip
def test_what_is_read_is_not_told(setting, plain):
    assert not [fault for fault in reading(STARTER, [setting]).warnings if "has no effect" in fault.found]
    assert not rows((setting,)).equals(plain)


def test_who_has_a_seat_in_a_vote_reads_what_a_vote_costs():
    sanctions = reading("scenarios/patterns/sanctions.yaml")
    assert not [fault for fault in sanctions.warnings if "has no effect" in fault.found]


def test_a_sweep_of_what_nothing_reads_is_told(capsys):
    assert main(["sweep", STARTER, "--over", "actors.mediator.blocking_cost=0:1:2", "--runs", "10"]) == 0
    assert "actors.mediator.blocking_cost: warning: `blocking_cost` has no effect" in capsys.readouterr().err


def test_chances_of_one_stage_that_sum_to_more_than_one_are_told():
    said = [
        str(fault) for fault in reading(STARTER, ["process.proposal.expected={accepted: 0.7, refused: 0.6}"]).warnings
    ]
    assert any(
        "the chances sum to 1.3; where they sum to more than 1, each is divided by the sum" in one for one in said
    )


@pytest.mark.parametrize(("weeks", "played"), [("10.5", 10), ("11.5", 12), ("1.4", 1)])
def test_weeks_that_are_no_whole_number_say_what_is_played(weeks, played):
    said = [fault.found for fault in reading(STARTER, [f"process.first_talks.weeks={weeks}"]).warnings]
    assert f"{float(weeks):g} weeks are played as {played}" in said


def test_a_coefficient_of_weeks_is_no_length_of_time():
    found = reading("scenarios/kosovo/baseline.yaml", ["process.recognition.coefficients.weeks=-0.21"]).warnings
    assert not [fault for fault in found if "are played as" in fault.found]
