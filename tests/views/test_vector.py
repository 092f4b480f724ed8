"""A picture in the report is short, and every line, dot and colour of it is where matplotlib put it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from sim.views.report.vector import address_of, shortened

STEPS = st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), min_size=4, max_size=40)


def path(points):
    first, *rest = points
    return f"M {first[0]}.0 {first[1]}.0 " + "".join(f"\nL {x}.0 {y}.0 " for x, y in rest) + "\nz"


def corners(svg):
    held = re.search(r' d="([^"]*)z"', svg)[1]
    return np.array([point.split() for point in re.split("[ML]", held)[1:]], dtype=float)


def area(points):
    x, y = np.asarray(points, dtype=float).T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2)


@given(STEPS)
def test_an_outline_spans_what_it_spanned_and_ends_where_it_ended(steps):
    """Bands of shares stand still, double points and turn back, which all have to be kept."""
    points = np.cumsum(np.array(steps), axis=0).tolist()
    found = corners(shortened(f'<svg><path d="{path(points)}"/></svg>'))
    assert area(found) == pytest.approx(area(points))
    assert found.min(axis=0).tolist() == np.min(points, axis=0).tolist()
    assert found.max(axis=0).tolist() == np.max(points, axis=0).tolist()
    assert found[0].tolist() == points[0]
    assert found[-1].tolist() == points[-1]


def test_points_on_a_straight_line_and_far_decimals_go():
    assert corners(shortened(f'<path d="{path([(x, 0) for x in range(50)] + [(49, 3)])}"/>')).tolist() == [
        [0, 0], [1, 0], [49, 0], [49, 3],
    ]  # fmt: skip
    assert shortened('<use x="1.23456" y="-0.00001" style="a: b"/>') == '<use x="1.23" y="0" style="a: b"/>'


def test_a_round_dot_is_two_arcs_of_its_own_size():
    svg = "M 0 3 \nC 0.8 3 1.6 2.7 2.1 2.1 C 2.7 1.6 3 0.8 3 0 C 3 -0.8 2.7 -1.6 2.1 -2.1 C 1.6 -2.7 0.8 -3 0 -3 "
    svg += "C -0.8 -3 -1.6 -2.7 -2.1 -2.1 C -2.7 -1.6 -3 -0.8 -3 0 C -3 0.8 -2.7 1.6 -2.1 2.1 C -1.6 2.7 -0.8 3 0 3 z"
    assert shortened(f'<path d="{svg}"/>') == '<path d="M0 3A3 3 0 1 1 0 -3A3 3 0 1 1 0 3z"/>'


def test_dots_of_one_look_say_it_once_and_others_each():
    one = '<g clip-path="url(#a)"><use x="1" style="fill: red"/><use x="2" style="fill: red"/></g>'
    assert shortened(one) == '<g clip-path="url(#a)" style="fill: red"><use x="1"/><use x="2"/></g>'
    two = one.replace('"2" style="fill: red"', '"2" style="fill: green"')
    assert shortened(two) == two


def test_an_address_has_nothing_that_ends_it():
    figure = Figure()
    figure.add_subplot().set_title("a 'b' \"c\" <d> & e")
    assert re.fullmatch(r"data:image/svg\+xml(;base64)?,[\w!$()*+,\-./:;=?@~%]+", address_of(figure))
