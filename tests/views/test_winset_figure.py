"""The figure of what could pass: each text has its number, and numbers do not cover one another."""

import itertools

import numpy as np

from sim.theory import solve
from sim.views.figures.of_questions.winset import NEAR, draw_winset


def drawn(scenario):
    found = solve(scenario, runs=50)
    return found, draw_winset(found, ("status", "legal_basis"))


def test_each_text_is_marked_where_its_draws_have_their_middle(five_actors):
    found, figure = drawn(five_actors)
    plot = figure.axes[0]
    names = [line.get_text() for line in plot.get_legend().get_texts()]
    assert names[:2] == ["1 Resolution 1244", "2 Comprehensive Proposal"]
    marks = {mark.get_text(): mark.xy for mark in plot.texts if mark.get_bbox_patch() is not None}
    status, legal_basis = (list(five_actors.issues).index(name) for name in ("status", "legal_basis"))
    second = list(found.texts.values())[1]
    assert np.allclose(marks["2"], (np.median(second[status]), np.median(second[legal_basis])))


def test_marks_that_would_cover_one_another_are_one(five_actors):
    _, figure = drawn(five_actors)
    marks = {mark.get_text(): mark.xy for mark in figure.axes[0].texts if mark.get_bbox_patch() is not None}
    assert "1, 4" in marks  # Resolution 1244 and the Hong Kong model
    assert sorted(number for mark in marks for number in mark.split(", ")) == list("1234567")
    for one, other in itertools.combinations(marks.values(), 2):
        assert np.abs(np.subtract(one, other)).max() > NEAR / 2
