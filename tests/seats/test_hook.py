"""A seat that does what the model does changes nothing; one that does otherwise changes what follows."""

from __future__ import annotations

import numpy as np
import pytest
from every_seat import SCENARIOS, Scripted, differing

from sim.model import StatusTalks
from sim.runs.one_run import chronicle_of
from sim.scenario.reader import read_scenario
from sim.seats.play import play
from sim.seats.players import ModelPlayer
from sim.views.story.story import tell_story

EVERY_KIND = {
    "kosovo/five_actors": {"object", "consent", "draft", "revise", "vote", "signal", "move", "declare"},
    "cyprus/annan_plan": {"offer", "mean", "accept", "draft", "consent", "move", "vote", "recommend", "ratify"},
    "patterns/sanctions": {"offer", "accept", "extend", "vote"},
}  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_actor_played_as_the_model_plays_it_leaves_the_row_as_it_is(name):
    scenario = read_scenario(f"scenarios/{name}.yaml")
    differ, asked = differing(scenario, 1, list(scenario.actors))
    assert differ == []
    assert asked > 10


def test_each_actor_by_itself_leaves_the_row_as_it_is(five_actors):
    found = {actor: differing(five_actors, 3, [actor]) for actor in five_actors.actors}
    assert {actor: differ for actor, (differ, _) in found.items()} == {actor: [] for actor in found}
    assert min(asked for _, asked in found.values()) > 0


@pytest.mark.parametrize("name", EVERY_KIND)
def test_every_kind_of_decision_is_asked_for(name):
    scenario = read_scenario(f"scenarios/{name}.yaml")
    met = set()
    for run in range(2):
        game = play(scenario, {actor: ModelPlayer() for actor in scenario.actors}, run=run)
        met |= {one.question.kind for one in game.decisions}
    assert met >= EVERY_KIND[name]


def test_seats_are_taken_in_one_run_alone(five_actors):
    class Nobody:
        def holds(self, actor):
            return False

    with pytest.raises(ValueError, match=r"^seats are taken in one run, not in 2$"):
        StatusTalks(five_actors, places=np.arange(2), seats=Nobody())


def test_a_yes_where_the_model_would_veto_lets_the_draft_pass(five_actors):
    plain = chronicle_of(five_actors, 3).entries[-1].word("outcome")
    game = play(five_actors, {"russia": Scripted(vote="yes", signal=False)}, run=3)
    (vote,) = [entry for entry in game.chronicle.entries if entry.kind == "vote"]
    assert vote.says("adopted")
    assert game.row.column("outcome")[0].as_py() != plain


def test_an_offer_is_the_one_that_was_made(talks):
    west = Scripted(offer=(0.5, 0.5))
    game = play(talks(), {"west": west})
    offers = [
        entry.by_issue("text") for entry in game.chronicle.entries if (entry.kind, entry.actor) == ("offer", "west")
    ]
    assert offers[0] == [0.5, 0.5]
    assert game.row.column("ending")[0].as_py() == "agreed"


def test_who_sits_there_may_refuse_what_the_model_accepts(talks):
    game = play(talks(), {"west": Scripted(accept=False), "east": Scripted(accept=False)})
    assert chronicle_of(talks(), 0).entries[-1].word("ending") == "agreed"
    assert game.row.column("ending")[0].as_py() == "deadlock"


def test_people_who_are_led_vote_as_their_seat_says():
    scenario = read_scenario("scenarios/patterns/two_peoples.yaml")
    for share, approves in ((1.0, True), (0.0, False)):
        game = play(scenario, {name: Scripted(ratify=share) for name in ("hills", "coast")}, run=1)
        told = [entry for entry in game.chronicle.entries if entry.kind == "ballots"]
        assert told
        assert {entry.says("approves") for entry in told} == {approves}
        assert {round(entry.number("share"), 9) for entry in told} == {share}


def test_a_story_says_what_was_played_and_where_it_parted(five_actors):
    game = play(five_actors, {"russia": Scripted(vote="yes")}, run=3)
    told = tell_story(game.chronicle, five_actors, form="plain")
    assert "Played: somebody outside the model decided for Russia, so it is one of no ensemble's runs." in told
    assert "Russia was played, and on its vote chose yes where the model would choose no." in told
    as_it_is = tell_story(play(five_actors, {"russia": ModelPlayer()}, run=3).chronicle, five_actors, form="plain")
    assert "parted" not in as_it_is and "chose" not in as_it_is


def test_rounds_stay_whole_in_the_story_of_a_game(five_actors):
    game = play(five_actors, {"belgrade": ModelPlayer(), "pristina": ModelPlayer()}, run=3)
    plain, played = (
        tell_story(one, five_actors, form="markdown").splitlines()
        for one in (chronicle_of(five_actors, 3), game.chronicle)
    )
    assert [line for line in played if not line.startswith("- Played: ") and line] == [line for line in plain if line]


def test_what_a_seat_may_know_is_said_in_the_file(five_actors, tmp_path):
    mine = read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.russia.knows=[wishes]"])
    assert mine.hash == five_actors.hash
    full, little = Scripted(), Scripted()
    play(five_actors, {"russia": full}, run=3)
    play(mine, {"russia": little}, run=3)
    assert {"payoffs", "beliefs", "model"} <= set(full.asked[0][0])
    assert not {"payoffs", "beliefs", "model"} & set(little.asked[0][0])
    assert "wishes" in little.opened
    assert "payoff" in full.closed and "payoff" not in little.closed


def test_the_actor_must_be_one_of_the_scenario(five_actors):
    with pytest.raises(ValueError, match=r"^no actor is called 'moscow'; there are: belgrade, pristina, envoy, "):
        play(five_actors, {"moscow": ModelPlayer()})
