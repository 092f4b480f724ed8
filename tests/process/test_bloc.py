"""The bloc: as united as its members are of one mind on what lies before them."""

import numpy as np
import pytest


def members(board, first, second):
    group = {"kind": "bloc", "members": ["friends", "blocker"]}
    return board({
        "actors.friends.position.status": first,
        "actors.blocker.position.status": second,
        "actors.group": {**group, "position": {"status": 0.5}, "salience": {"status": 1.0}},
    })  # fmt: skip


@pytest.mark.parametrize("second", [0.9, 0.5, 0.1])
def test_unity_is_one_less_the_gap_between_who_likes_the_text_most_and_least(board, play, second):
    model = play(members(board, 0.9, second), 4)
    runs = np.arange(4)
    text = np.full((2, 4), [[0.9], [0.6]])
    values = [model.actors[name].value(text, runs) for name in ("friends", "blocker")]
    unity = model.actors["group"].unity(text, model.actors, runs)
    np.testing.assert_allclose(unity, 1 - np.abs(values[0] - values[1]))


def test_members_who_move_apart_are_less_united(board, play):
    text, runs = np.full((2, 4), [[0.9], [0.5]]), np.arange(4)  # on rights, half way between the two
    united = []
    for second in (0.9, 0.6, 0.1):
        model = play(members(board, 0.9, second), 4)
        united.append(model.actors["group"].unity(text, model.actors, runs).mean())
    assert united[0] > united[1] > united[2]


def test_a_bloc_without_members_is_of_one_mind(board, play):
    model = play(board(), 4)
    assert model.actors["friends"].unity(np.full((2, 4), 0.5), model.actors, np.arange(4)).tolist() == [1.0] * 4


def test_the_council_keeps_the_unity_on_the_draft_that_lies_before_it(board, play):
    model = play(members(board, 0.9, 0.1), 8)
    kept, last = model.records.columns["board.unity.group"], model.world.on_table
    expected = model.actors["group"].unity(last, model.actors, np.arange(8))
    np.testing.assert_allclose(kept, expected)
    assert kept.max() < 1
    assert "board.unity.friends" not in model.records.columns, "a bloc without members has no unity to speak of"
