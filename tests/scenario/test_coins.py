"""An outcome that private consent may bring about is marked as such wherever it is shown."""

from __future__ import annotations

import pytest

import sim
from sim.cli import main
from sim.runs.folder.manifest import Manifest
from sim.runs.one_run import chronicle_of
from sim.scenario.coins import coins, coins_said
from sim.scenario.reader import read_scenario
from sim.views.figures.of_runs.outcomes import draw_outcomes
from sim.views.report.page import report_page
from sim.views.story.story import tell_story

FIVE = "scenarios/kosovo/five_actors.yaml"
MANIFEST = Manifest.model_construct(version="0", python="3", runs=32, libraries={"mesa": "3"})
PARTITION = "scenarios/kosovo/partition_tabled.yaml"
BELGRADE = "actors.belgrade.private_consent.proposal"
PROPOSAL = ["actors.belgrade.private_consent={proposal: 1}"]


def five(*settings):
    return read_scenario(FIVE, list(settings))


def test_where_nobody_consents_in_private_no_outcome_is_marked():
    assert not coins(five())
    assert coins_said(five()) == ""
    assert not coins(five("actors.belgrade.private_consent={proposal: 0}"))


def test_a_text_that_is_never_put_before_the_party_is_no_coin():
    assert not coins(five("actors.belgrade.private_consent={declared: 1}"))
    assert not coins(five("actors.envoy.private_consent={proposal: 1}"))
    assert list(coins(five("actors.belgrade.private_consent={hong_kong: 1}"))) == ["agreed_settlement"]


def test_consent_to_the_proposal_counts_where_the_council_adopts_what_is_agreed():
    """The proposal goes to the Council with either answer: adopted with consent is an agreed settlement."""
    found = coins(five(*PROPOSAL))
    assert found == {"agreed_settlement": (BELGRADE,)}
    without_consent = read_scenario(FIVE, [*PROPOSAL, "outcomes.agreed_settlement.when={ending: agreed}"])
    assert list(coins(without_consent)) == ["council_settlement", "council_compromise"]


def test_what_the_text_says_decides_which_outcome_it_may_be():
    """Partition gives the north away, which is what the outcome asks for; fourteen points do not."""
    found = coins(read_scenario(PARTITION))
    paths = tuple(f"actors.{name}.private_consent.partition_ibar" for name in ("belgrade", "pristina"))
    assert found == {"agreed_partition": paths}
    other = read_scenario("scenarios/kosovo/baseline.yaml", ["actors.belgrade.private_consent={fourteen_points: 1}"])
    assert list(coins(other)) == ["agreed_settlement"]


@pytest.fixture(scope="module")
def ensembles():
    return {settings: sim.run(five(*settings), runs=32, seed=1) for settings in ((), tuple(PROPOSAL))}


def test_the_table_marks_it_and_says_why(capsys):
    marked = f"* may rest on private consent, a coin in the file: {BELGRADE}"
    for settings, is_marked in ((["--set", *PROPOSAL], True), ([], False)):
        assert main(["run", FIVE, "--runs", "32", *settings]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert ("Agreed settlement * " in out) is is_marked
        assert (marked in out) is is_marked
        assert "Coordinated declaration * " not in out


def test_the_figure_marks_it_and_says_why(ensembles):
    for settings, ensemble in ensembles.items():
        figure = draw_outcomes(ensemble)
        labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
        assert ("Agreed settlement *" in labels) is bool(settings)
        assert ("a coin in the file" in figure.get_supxlabel()) is bool(settings)


@pytest.mark.usefixtures("blank_pictures")
def test_the_report_marks_it_and_says_why(ensembles):
    for settings, ensemble in ensembles.items():
        page = report_page(ensemble, MANIFEST)
        assert ("Agreed settlement *</th>" in page) is bool(settings)
        assert (f"a coin in the file: {BELGRADE}</p>" in page) is bool(settings)


def test_the_story_says_it():
    for settings, is_marked in ((PROPOSAL, True), ([], False)):
        case = five(*settings)
        told = tell_story(chronicle_of(case, 0, seed=1), case, form="plain")
        said = "Agreed settlement may rest on private consent: a coin that the file gives, not a decision."
        assert (said in " ".join(str(told).split())) is is_marked
