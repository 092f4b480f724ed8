"""Sliders above a picture that is drawn again when one is moved.

Works in JupyterLab, in VS Code and wherever else ipywidgets does. Elsewhere the picture stands still and says so.
"""

from dataclasses import dataclass, field
from io import BytesIO

STILL = "The sliders need ipywidgets and a notebook; here the picture stands as it starts."


@dataclass(frozen=True)
class Slider:
    """A number to move: what it is in words, from where to where, and where it starts."""

    label: str
    low: float
    high: float
    start: float
    step: float = 0.05


@dataclass(frozen=True)
class Choice:
    """One of a few values to move along, in their order; it starts with the first unless told."""

    label: str
    options: tuple
    start: object = None


@dataclass
class Panel:
    """What stands below the cell: the sliders by name (none without ipywidgets) and the picture drawn last."""

    figure: object
    sliders: dict = field(default_factory=dict)
    box: object = None


def panel(draw, **asked):
    """Put sliders above a picture and draw it again when one is moved.

    `draw` takes a value for each slider, by name, and gives a matplotlib Figure.
    """
    made = Panel(draw(**{name: _start(one) for name, one in asked.items()}))
    try:
        import ipywidgets
    except ImportError:
        _stand_still(made.figure)
        return made
    # No wider than this: else the picture fills the page, and sliders and picture are not seen together.
    layout = ipywidgets.Layout(width="44em", max_width="100%", align_self="flex-start")
    picture = ipywidgets.Image(value=as_png(made.figure), format="png", layout=layout)
    made.sliders = {name: _widget(ipywidgets, one) for name, one in asked.items()}
    made.box = ipywidgets.VBox([*made.sliders.values(), picture])

    def redraw(_):
        made.figure = draw(**{name: slider.value for name, slider in made.sliders.items()})
        picture.value = as_png(made.figure)

    for slider in made.sliders.values():
        slider.observe(redraw, names="value")
    if in_notebook():
        from IPython.display import display

        display(made.box)
    else:
        _stand_still(made.figure)
    return made


def _start(asked):
    if isinstance(asked, Choice) and asked.start is None:
        return asked.options[0]
    return asked.start


def _widget(ipywidgets, asked):
    """Make the slider; it tells its value when it is let go, since a picture takes a moment."""
    common = {
        "description": asked.label, "value": _start(asked), "continuous_update": False,
        "style": {"description_width": "24em"}, "layout": ipywidgets.Layout(width="48em", max_width="100%"),
    }  # fmt: skip
    if isinstance(asked, Choice):
        return ipywidgets.SelectionSlider(options=asked.options, **common)
    whole = all(isinstance(number, int) for number in (asked.low, asked.high, asked.start, asked.step))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    return kind(min=asked.low, max=asked.high, step=asked.step, **common)


def _stand_still(figure):
    print(STILL)
    show(figure)


def show(figure):
    """Show a figure below the cell; outside a notebook, do nothing."""
    if in_notebook():
        from IPython.display import Image, display

        display(Image(as_png(figure)))


def in_notebook():
    """Say whether there is a notebook to show anything in; a terminal is none."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None


def as_png(figure):
    """Give the bytes of a figure as a picture."""
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=100)
    return drawn.getvalue()
