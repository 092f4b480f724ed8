"""A figure as an address that holds it: the picture itself, in as few letters as show the same."""

import base64
import io
import re
from urllib.parse import quote

import numpy as np
from matplotlib.figure import Figure

from sim.rules.arrays import Flags, Floats

__all__ = ["address_of"]

SAFE = "!$()*+,-./:;=?@_~"
"""What may stand in an address as it is."""

DIGITS = 2
"""After the point; a unit is a 72nd of an inch, so that no eye sees the third."""

FLAT = 1e-6
"""A line turns where two steps of it span more than this."""

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
BETWEEN = re.compile(r">\s+<")
OUTLINE = re.compile(r' d="([^"]*)"')
PLACE = re.compile(r' (x|y)="(-?\d+\.\d+)"')
CIRCLE = re.compile(r"M ([-\d.e]+) ([-\d.e]+)\s*((?:C(?: [-\d.e]+){6}\s*){4})(?:C(?: [-\d.e]+){6}\s*){4}z")
DOTS = re.compile(r'(<g clip-path="[^"]*")>((?:<use [^>]*/>){2,})')
LOOK = re.compile(r' style="[^"]*"')
SPACE = re.compile(r"\s*([A-Za-z])\s*")
STRAIGHT = re.compile(r"(?:L [-\d.e]+ [-\d.e]+\s*){3,}")
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")


def address_of(figure: Figure) -> str:
    """Write a figure as an SVG in an address of its own.

    >>> from sim.views.figures.of_runs.outcomes import draw_outcomes
    >>> address = address_of(draw_outcomes(sim.run("scenarios/kosovo/five_actors.yaml", runs=20, seed=1)))
    >>> address.startswith("data:image/svg+xml"), " " in address
    (True, False)
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    into = io.StringIO()
    layout = figure.get_layout_engine()
    if layout is not None:
        # Laid out here, since `savefig` would draw everything a first time only to find the places.
        layout.execute(figure)
        figure.set_layout_engine("none")
    FigureCanvasSVG(figure).print_svg(into, metadata={"Date": None})
    svg = shortened(into.getvalue())
    spelt = f"data:image/svg+xml,{quote(svg, safe=SAFE)}"
    return min(spelt, f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}", key=len)


def shortened(svg: str) -> str:
    r"""Return an SVG of matplotlib's without what nobody sees: comments, far decimals, corners on a straight line.

    >>> shortened('<svg> <!-- a -->\n <path d="M 0.1234 1 \nL 1.0 1.5 \nL 2.0 2.0 \nL 3.0 2.5 \nL 3 2 \nz"/>\n</svg>')
    '<svg><path d="M.12 1L1 1.5L3 2.5L3 2z"/></svg>'
    """
    svg = OUTLINE.sub(lambda hit: f' d="{_outline(hit[1])}"', COMMENT.sub("", svg))
    svg = PLACE.sub(lambda hit: f' {hit[1]}="{_number(hit[2])}"', svg)
    return DOTS.sub(_styled_once, " ".join(BETWEEN.sub("><", svg).split()))


def _styled_once(hit: re.Match[str]) -> str:
    """Say of many dots of one look at their group how they look."""
    looks = set(LOOK.findall(hit[2]))
    if len(looks) > 1:
        return hit[0]
    return f"{hit[1]}{looks.pop()}>{LOOK.sub('', hit[2])}"


def _outline(path: str) -> str:
    path = CIRCLE.sub(_arcs, path)
    path = STRAIGHT.sub(lambda hit: _corners(hit[0]), path)
    path = NUMBER.sub(lambda hit: _number(hit[0]), path)
    return SPACE.sub(r"\1", path).strip()


def _arcs(hit: re.Match[str]) -> str:
    """Return a circle, which matplotlib writes in eight curves, as two arcs."""
    x, y = float(hit[1]), float(hit[2])
    across, up = (float(number) for number in hit[3].split()[-2:])
    radius = abs(y - up) / 2
    if radius == 0 or abs(x - across) > 1e-4:
        return hit[0]
    return f"M {x} {y} A {radius} {radius} 0 1 1 {across} {up} A {radius} {radius} 0 1 1 {x} {y} z"


def _corners(line: str) -> str:
    """Return the lines through those points alone at which they turn."""
    points = np.array(line.replace("L", " ").split(), dtype=np.float64).reshape(-1, 2)
    points = points[np.append(True, np.any(np.diff(points, axis=0) != 0, axis=1))]
    return "".join(f"L {x} {y} " for x, y in points[_turning(points)].tolist())


def _turning(points: Floats) -> Flags:
    """Tell at which of some points, no two after each other the same, a line turns, ``(points, 2)``."""
    turns = np.ones(len(points), dtype=bool)
    steps = np.diff(points, axis=0)
    across = steps[:-1, 0] * steps[1:, 1] - steps[:-1, 1] * steps[1:, 0]
    turns[1:-1] = (np.abs(across) > FLAT) | (np.einsum("ij,ij->i", steps[:-1], steps[1:]) < 0)
    return turns


def _number(text: str) -> str:
    """Write a number with few decimals, without zeros that say nothing."""
    short = f"{float(text):.{DIGITS}f}".rstrip("0").rstrip(".")
    return {"-0": "0", "": "0"}.get(short, re.sub(r"^(-?)0\.", r"\1.", short))
