"""The figures of sensitivity: the tornado of single numbers, and the indices of groups."""

from matplotlib.figure import Figure

from sim.questions.sensitivity.by_design import Indices
from sim.questions.sensitivity.from_runs import Sensitivity
from sim.scenario.format.columns import columns_of
from sim.scenario.format.scenario import Scenario
from sim.version import __version__
from sim.views.columns import input_of, label_of_column
from sim.views.figures.canvas import drawing, key, named, new_figure, tidy, wrapped
from sim.views.figures.palette import INK, QUIET, series_colour

__all__ = ["draw_indices", "draw_tornado"]


@drawing()
def draw_tornado(found: Sensitivity, scenario: Scenario | None = None, most: int = 12, rests_on: str = "") -> Figure:
    """Draw how far the outcome swings between the lowest and the highest fifth of each number, widest first.

    With a scenario, numbers and outcome are called as people read them; a sensitivity of a bare function has none.
    `rests_on` names the seed and the scenario for the caption.

    >>> from sim.questions.sensitivity.from_runs import from_runs
    >>> cost, patience = (part.ravel() for part in np.meshgrid(np.linspace(0, 1, 20), np.linspace(0, 1, 20)))
    >>> inputs = {"patience": patience, "actors.russia.blocking_cost": cost}
    >>> figure = draw_tornado(from_runs(inputs, 0.2 + 0.6 * cost + 0.1 * patience, "adopted"))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['russia.blocking_cost', 'patience']
    """
    effects = sorted(found.effects, key=lambda part: -abs(part.at_high - part.at_low))[:most]
    ends = [end for part in effects for end in (part.at_low, part.at_high)]
    share = min(ends) >= 0 and max(ends) <= 1 and _counts_runs(scenario, found.output)
    scale = 100.0 if share else 1.0
    figure, axes = new_figure(width=9.0, height=1.7 + 0.36 * len(effects))
    for row, part in enumerate(effects):
        for place, (end, name) in enumerate(((part.at_low, "lowest"), (part.at_high, "highest"))):
            colour = series_colour(4 - 4 * place)
            axes.barh(row, scale * (end - found.mean), left=scale * found.mean, color=colour, height=0.62,
                      edgecolor=INK, linewidth=0.5, hatch="///" if name == "lowest" else None,
                      label=named(f"{name} fifth of the number") if row == 0 else None)  # fmt: skip
        end = max(part.at_low, part.at_high, found.mean)
        axes.annotate(f"{max(0.0, part.first):.2f}", (scale * end, row), xytext=(5, 0),
                      textcoords="offset points", va="center", fontsize=8, color=INK)  # fmt: skip
    axes.axvline(scale * found.mean, color=INK, linewidth=0.9)
    axes.set_yticks(range(len(effects)), [_number(scenario, part.path) for part in effects])
    axes.set_ylim(len(effects) + 0.7, -0.7)  # room for the legend below
    axes.margins(x=0.12)
    unit = ", per cent of runs" if share else ""
    said = f"{_output(scenario, found.output)}{unit}"
    axes.set_xlabel(wrapped(f"{said}; beside the bars: first-order index", 76), fontsize=9, color=INK)
    key(axes, width=40, fontsize=8, frameon=False, loc="lower right")
    caption = f"{found.runs:,} runs · {rests_on}sim {__version__}"
    tidy(figure, axes, _title(scenario, found.output), caption)
    return figure


@drawing()
def draw_indices(found: Indices, scenario: Scenario | None = None, rests_on: str = "") -> Figure:
    """Draw first-order and total indices of groups with their 95 per cent intervals.

    >>> from sim.questions.sensitivity.by_design import Index, Indices
    >>> russia = Index("russia", 0.4, 0.35, 0.45, 0.6, 0.5, 0.7)
    >>> figure = draw_indices(Indices("adopted", points=64, runs=192, indices=[russia]))
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['by itself (first order)', 'in all (total)']
    """
    figure, axes = new_figure(width=8.5, height=1.7 + 0.46 * len(found.indices))
    for row, part in enumerate(found.indices):
        for shift, value, low, high, colour, name in (
            (-0.17, part.first, part.first_low, part.first_high, series_colour(0), "by itself (first order)"),
            (0.17, part.total, part.total_low, part.total_high, series_colour(1), "in all (total)"),
        ):
            axes.barh(row + shift, value, height=0.32, color=colour, edgecolor=INK, linewidth=0.5,
                      label=named(name) if row == 0 else None)  # fmt: skip
            axes.plot([low, high], [row + shift] * 2, color=INK, linewidth=1.4)
    axes.axvline(0, color=QUIET, linewidth=0.8)
    axes.set_yticks(range(len(found.indices)), [wrapped(part.group, 32) for part in found.indices])
    axes.invert_yaxis()
    axes.set_xlabel("part of the variance (line: 95 % interval)", fontsize=9, color=INK)
    key(axes, width=40, fontsize=8, frameon=False, loc="lower right")
    caption = f"{found.runs:,} runs by design · {rests_on}sim {__version__}"
    tidy(figure, axes, _title(scenario, found.output), caption)
    return figure


def _number(scenario: Scenario | None, path: str) -> str:
    if scenario is None:
        return path.removeprefix("actors.")
    return wrapped(label_of_column(scenario, input_of(path)), 40)


def _output(scenario: Scenario | None, output: str) -> str:
    """Return what people read for an outcome or a column."""
    if scenario is None:
        return output.replace("_", " ")
    return scenario.outcome_labels.get(output) or label_of_column(scenario, output)


def _counts_runs(scenario: Scenario | None, output: str) -> bool:
    """Tell whether a mean is a share of runs: of an outcome, or of a column of yes and no."""
    return scenario is None or output in scenario.outcome_labels or columns_of(scenario)[output].kind == "flag"


def _title(scenario: Scenario | None, output: str) -> str:
    said = _output(scenario, output)
    return f"What moves {said}" if scenario is None else f"{scenario.title}: what moves “{said}”"
