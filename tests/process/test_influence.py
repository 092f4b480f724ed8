"""Influence (R11) in the model: positions move toward those who are heard, and events move what they start from."""

import datetime as dt

import numpy as np
import pytest

APART = {
    "actors.west.red_lines": {"status": {"max": 0.35, "hard": True}},
    "actors.east.red_lines": {"status": {"min": 0.7, "hard": True}},
}
"""No zone of agreement, so that talks last all their forty weeks."""


def edge(speaker, listener, weight):
    return {"from": speaker, "to": listener, "weight": weight}


def positions(model):
    return {name: actor.position for name, actor in model.actors.items()}


def test_a_listener_moves_toward_the_one_it_hears_by_the_weight(talks, play):
    still, moved = positions(play(talks())), positions(play(talks({"influence": [edge("envoy", "east", 0.25)]})))
    np.testing.assert_allclose(moved["east"], 0.75 * still["east"] + 0.25 * still["envoy"])
    assert np.array_equal(moved["west"], still["west"])
    assert np.array_equal(moved["envoy"], still["envoy"])


def test_one_that_gives_no_weight_stays(talks, play):
    still, moved = positions(play(talks())), positions(play(talks({"influence": [edge("envoy", "east", 0.0)]})))
    for name in still:
        assert np.array_equal(moved[name], still[name])


@pytest.mark.parametrize(("envoy", "west"), [(0.3, 0.1), (0.1, 0.3)])
def test_of_two_who_are_heard_the_one_with_more_weight_moves_more(talks, play, envoy, west):
    still = positions(play(talks()))
    heard = [edge("envoy", "east", envoy), edge("west", "east", west)]
    moved = positions(play(talks({"influence": heard})))
    expected = (1 - envoy - west) * still["east"] + envoy * still["envoy"] + west * still["west"]
    np.testing.assert_allclose(moved["east"], expected)


def test_runs_in_which_a_weight_is_nothing_stay_and_the_others_move(talks, play):
    """Each run has its own weight; what it is in another run counts for nothing."""
    model = play(talks({"influence": [edge("envoy", "east", {"choice": {0.0: 1, 0.25: 1}})]}), 32)
    still, weight = positions(play(talks(), 32)), model.world.inputs["influence.0.weight"]
    assert set(weight.tolist()) == {0.0, 0.25}
    expected = (1 - weight) * still["east"] + weight * still["envoy"]
    np.testing.assert_allclose(model.actors["east"].position, expected)
    assert np.array_equal(model.actors["east"].position[:, weight == 0], still["east"][:, weight == 0])


def test_one_who_has_nothing_to_learn_keeps_nobody_else_from_moving(talks, play):
    still = positions(play(talks()))
    heard = [edge("envoy", "west", 0.5), edge("west", "east", 0.25)]
    moved = positions(play(talks({"actors.envoy.position": {"status": 0.1, "rights": 0.2}, "influence": heard})))
    np.testing.assert_allclose(moved["west"], still["west"])
    np.testing.assert_allclose(moved["east"], 0.75 * still["east"] + 0.25 * still["west"])


def test_opinions_have_settled_until_one_of_those_who_are_heard_or_listen_moves(talks, play):
    model = play(talks({**APART, "influence": [edge("envoy", "east", 0.25)]}))
    assert model.influence.has_settled()
    for name in ("envoy", "east"):
        actor = model.actors[name]
        before = actor.position
        actor.move_to(before + 0.01)
        assert not model.influence.has_settled()
        actor.position = before
        assert model.influence.has_settled()


def test_two_who_hear_each_other_settle_where_theory_says(talks, play):
    still = positions(play(talks()))
    both = [edge("west", "east", 0.4), edge("east", "west", 0.2)]
    moved = positions(play(talks({**APART, "influence": both})))
    # Friedkin & Johnsen: p = (I - S W)^-1 (I - S) p(0); 40 weeks are ten reviews.
    whole = 1 - 0.4 * 0.2
    east = (0.6 * still["east"] + 0.4 * 0.8 * still["west"]) / whole
    west = (0.8 * still["west"] + 0.2 * 0.6 * still["east"]) / whole
    np.testing.assert_allclose(moved["east"], east, atol=1e-4)
    np.testing.assert_allclose(moved["west"], west, atol=1e-4)


@pytest.mark.parametrize("influence", [[], [edge("envoy", "west", 0.5)]], ids=["stubborn", "listening"])
def test_an_event_moves_also_what_an_actor_starts_from(talks, play, influence):
    change = {"actor": "west", "of": "position", "issue": "status", "by": 0.2}
    shift = [{"name": "new_chief", "date": dt.date(2006, 2, 6), "effects": [{"change": change}]}]
    calm = play(talks({**APART, "influence": influence}))
    moved = play(talks({**APART, "influence": influence, "events": shift}))
    step = 0.2 * (0.5 if influence else 1.0)
    np.testing.assert_allclose(moved.actors["west"].position[0], calm.actors["west"].position[0] + step)
    np.testing.assert_allclose(
        moved.actors["west"].initial_position[0], calm.actors["west"].initial_position[0] + 0.2
    )
    assert np.array_equal(moved.actors["west"].position[1], calm.actors["west"].position[1])
