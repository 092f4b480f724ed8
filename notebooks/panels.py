"""Pictures with sliders: outcomes, a zone of agreement, power in a council, scores, a cut through a sweep."""

import itertools

import numpy as np
import sim
from sim.runs.intervals import wilson
from sim.scenario.reader import varied
from sim.theory.voting.power import power
from sim.theory.voting.rule import majority, with_vetoes
from sim.views.figures.canvas import new_figure, wrapped
from sim.views.figures.palette import INK, QUIET, outcome_colours, series_colour
from sliders import Choice, Slider, panel

LABEL = 5
"""How wide the number of a bar is, in per cent of runs."""


def outcome_sliders(scenario, sliders, *, runs=512, seed=1, settings=()):
    """Play a scenario again whenever a number of it is moved, and draw the shares of its outcomes.

    `scenario` is a file; `sliders` gives a Slider for the path of each number, such as "actors.russia.blocking_cost".
    The lines across show the file as it stands, which draws the number anew in each run.
    """
    known = sim.read_scenario(scenario, settings)
    before = sim.run(known, runs=runs, seed=seed).outcomes()
    paths = {path.replace(".", "_"): path for path in sliders}

    def draw(**values):
        settings = [f"{paths[name]}={value:.4g}" for name, value in values.items()]
        now = sim.run(varied(known, settings).scenario, runs=runs, seed=seed).outcomes()
        return bars(known, now, before)

    return panel(draw, **{name: sliders[path] for name, path in paths.items()})


def bars(scenario, now, before, stroke="as the file stands"):
    """Draw a bar with its 95 per cent interval for each outcome, and a stroke across where it was `before`.

    The number of a bar stands at its end; only where the stroke would run through it does it stand behind the stroke.
    """
    figure, axes = new_figure(width=7.5, height=0.9 + 0.42 * len(now))
    colours = outcome_colours(scenario)
    for row, (name, part) in enumerate(now.items()):
        axes.barh(row, 100 * part.share, color=colours[name], height=0.6)
        axes.plot([100 * part.low, 100 * part.high], [row, row], color=INK, linewidth=1.2)
        across, end = 100 * before[name].share, 100 * part.high
        axes.plot([across] * 2, [row - 0.4, row + 0.4], color=INK, linewidth=2, label=stroke if row == 0 else None)
        end = across if end <= across <= end + LABEL else end
        axes.annotate(f"{100 * part.share:.0f}", (end, row), xytext=(5, 0),
                      textcoords="offset points", va="center", fontsize=9)  # fmt: skip
    axes.set_yticks(range(len(now)), [wrapped(scenario.outcome_labels[name], 26) for name in now])
    axes.set(ylim=(len(now) - 0.5, -0.5), xlim=(0, 108))
    axes.set_xlabel("per cent of runs (thin line: 95 % interval)")
    axes.legend(fontsize=8, frameon=False, loc="lower right")
    return figure


def zone_sliders(ensemble, parties=("belgrade", "pristina"), steps=11):
    """Move what two parties want on status, accept, and expect without an agreement; see what is left between them.

    Texts are laid out on a grid, `steps` values on each issue. What a party has without an agreement lies between
    the status quo and the declared state: the chance that it gives to the second.
    """
    scenario = ensemble.scenario
    issues = list(scenario.issues)
    grid = np.array(list(itertools.product(np.linspace(0, 1, steps), repeat=len(issues))))
    fixed = np.array([[_term(scenario, text, issue) for issue in issues] for text in ("resolution_1244", "declared")])
    sides = [_Side(ensemble, name, issues) for name in parties]

    def draw(first_wants, first_most, first_expects, second_wants, second_least, second_expects):
        wants, expects = (first_wants, second_wants), (first_expects, second_expects)
        worth = [side.worth(grid, status) for side, status in zip(sides, wants, strict=True)]
        without = [
            float(np.dot((1 - chance, chance), side.worth(fixed, status)))
            for side, status, chance in zip(sides, wants, expects, strict=True)
        ]
        admitted = (grid[:, 0] <= first_most + 1e-9) & (grid[:, 0] >= second_least - 1e-9)
        return draw_zone(worth, without, admitted, (first_most, second_least))

    lines = [scenario.actors[name].red_lines["status"] for name in parties]
    return panel(
        draw,
        first_wants=Slider("Belgrade wants a status of", 0.0, 1.0, sides[0].status),
        first_most=Slider("Belgrade accepts at most", 0.0, 1.0, lines[0].max.mean),
        first_expects=Slider("Belgrade: chance of a declaration if none", 0.0, 1.0, 0.0),
        second_wants=Slider("Pristina wants a status of", 0.0, 1.0, sides[1].status),
        second_least=Slider("Pristina accepts at least", 0.0, 1.0, lines[1].min.mean),
        second_expects=Slider("Pristina: chance of a declaration if none", 0.0, 1.0, 1.0),
    )


class _Side:
    """A party with the averages of what was drawn for it."""

    def __init__(self, ensemble, name, issues):
        drawn = {
            field: np.array([ensemble.column(f"in.actors.{name}.{field}.{issue}") for issue in issues])
            for field in ("position", "salience")
        }
        self.position = drawn["position"].mean(axis=1)
        weight = (drawn["salience"] ** 2).mean(axis=1)  # the scenario squares saliences
        self.weight = weight / weight.sum()
        self.status = round(float(self.position[0]), 2)

    def worth(self, texts, status):
        """Say what each text is worth if the party wants this status."""
        return 1 - np.abs(texts - [status, *self.position[1:]]) @ self.weight


def _term(scenario, text, issue):
    """Give what a text says on an issue, or the text that it repeats."""
    while issue not in scenario.texts[text].terms:
        text = scenario.texts[text].same_as
    return scenario.texts[text].terms[issue].mean


def draw_zone(worth, without, admitted, lines):
    """Draw all texts by their worth to both sides, what each has without one, and the status that each admits."""
    figure, _ = new_figure(width=7.5, height=6.0)
    figure.clear()
    above, below = figure.subplots(2, height_ratios=(5, 1))
    better = (worth[0] > without[0]) & (worth[1] > without[1])
    for kind, chosen, colour, size in (
        ("other texts", ~better, "#d0d0d0", 2), ("zone of agreement", better & admitted, series_colour(2), 7),
        ("both prefer it, beyond a red line", better & ~admitted, series_colour(1), 3),
    ):  # fmt: skip
        above.plot(worth[0][chosen], worth[1][chosen], "o", color=colour, markersize=size, markeredgewidth=0,
                   label=f"{kind}: {chosen.sum():,}")  # fmt: skip
    above.axvline(without[0], color=INK, linewidth=1, linestyle="--")
    above.axhline(without[1], color=INK, linewidth=1, linestyle="--")
    above.set(xlim=(0, 1), ylim=(0, 1), ylabel="worth to Pristina")
    above.set_xlabel("worth to Belgrade (dashed: without an agreement)")
    above.legend(fontsize=8, loc="lower left")
    for row, (start, width, name) in enumerate(((0, lines[0], "Belgrade"), (lines[1], 1 - lines[1], "Pristina"))):
        below.barh(row, width, left=start, color=series_colour(0) if row == 0 else series_colour(3), height=0.6)
        below.annotate(name, (-0.01, row), xycoords=("axes fraction", "data"), ha="right", va="center", fontsize=9)
    below.set(xlim=(0, 1), ylim=(1.5, -0.5), yticks=[])
    below.set_xlabel("status that each accepts: 0 province of Serbia, 1 independent state")
    return figure


def power_sliders():
    """Move the votes that a draft needs and the number of members with a veto, in a council of fifteen."""
    return panel(
        draw_power,
        votes=Slider("Yes votes that a draft needs", 8, 15, 9, 1),
        vetoes=Slider("Members with a veto", 0, 10, 5, 1),
    )


def draw_power(votes, vetoes, members=15):
    """Draw a member's power with and without a veto, after two indices, and the share of coalitions that can act."""
    rule = majority(members, votes)
    found = power(with_vetoes(rule, range(vetoes)) if vetoes else rule)
    figure, axes = new_figure(width=7.5, height=3.4)
    for place, index in enumerate(("shapley_shubik", "banzhaf")):
        powers = [float(getattr(found, index)[member]) for member in (0, -1)]
        for side, (one, member) in enumerate(zip(powers, ("with a veto", "without"), strict=True)):
            bars = axes.bar(place - 0.18 + 0.36 * side, one, width=0.34, color=series_colour(4 * side),
                            label=f"a member {member}" if place == 0 and vetoes else None)  # fmt: skip
            axes.bar_label(bars, [f"{one:.3g}"], fontsize=9)
    axes.set_xticks([0, 1], ["Shapley–Shubik", "Banzhaf (normalised)"])
    axes.set(ylim=(0, 0.6), ylabel="part of all power")
    if vetoes:
        axes.legend(fontsize=8, frameon=False)
    acting = f"{100 * float(found.coleman_act):.3g} % of all coalitions can act"
    axes.set_title(f"{votes} of {members} votes, members with a veto: {vetoes}; {acting}", fontsize=10)
    return figure


def score_sliders():
    """Move how often something happens and what a forecaster says, and see the score on average over many cases."""
    return panel(
        draw_scores,
        truth=Slider("How often it really happens", 0.05, 0.95, 0.6),
        said=Slider("What the forecaster says", 0.05, 0.95, 0.9),
    )


def draw_scores(truth, said):
    """Draw the average log and Brier score for each chance that a forecaster might have said."""
    chances = np.linspace(0.01, 0.99, 99)
    figure, axes = new_figure(width=7.5, height=3.6)
    axes.plot(chances, -truth * np.log(chances) - (1 - truth) * np.log(1 - chances), label="log score")
    axes.plot(chances, 2 * (truth * (1 - chances) ** 2 + (1 - truth) * chances**2), label="Brier score")
    axes.axvline(said, color=INK, linestyle="--", label="what the forecaster says")
    average = -truth * np.log(said) - (1 - truth) * np.log(1 - said)
    words = f"it happens in {100 * truth:.0f} % of the cases, {100 * said:.0f} % is said"
    axes.set_title(f"{words}; log score {average:.2f} on average", fontsize=10)
    axes.set(xlabel="chance that is said", ylabel="average score (lower is better)", ylim=(0, 2.5))
    axes.legend(fontsize=8, frameon=False)
    return figure


def cut_sliders(swept, outcomes, labels):
    """Cut through a sweep over two numbers: move the second and the number of runs, and see lines over the first.

    `labels` says in words what the two numbers are. Pale dashed lines show the cut where the second number starts.
    """
    first, second = swept.axes
    start = second.values[-1]

    def draw(value, runs):
        figure, axes = new_figure(width=7.5, height=4.2)
        colours = outcome_colours(swept.scenario)
        for name in outcomes:
            pale, now = (_shares(swept, first, at, name, runs) for at in (start, value))
            axes.plot(first.numbers, [100 * one.share for one in pale], color=colours[name], linestyle=":",
                      linewidth=1.2)  # fmt: skip
            axes.fill_between(first.numbers, [100 * one.low for one in now], [100 * one.high for one in now],
                              color=colours[name], alpha=0.25, linewidth=0)  # fmt: skip
            axes.plot(first.numbers, [100 * one.share for one in now], color=colours[name], marker="o", markersize=4,
                      label=swept.scenario.outcome_labels[name])  # fmt: skip
        axes.set(ylim=(0, 100), xlabel=labels[0], ylabel=f"per cent of {runs} runs (band: 95 % interval)")
        axes.set_title(f"{labels[1]}: {value} (dotted: {start})", fontsize=10, color=QUIET)
        axes.legend(fontsize=8, frameon=False, loc="upper right")
        return figure

    return panel(
        draw,
        value=Choice(labels[1], second.values, start),
        runs=Slider("Runs at each point", 16, swept.runs, swept.runs, 16),
    )


def _shares(swept, axis, at, outcome, runs):
    """Give the share of an outcome along an axis, in the first so many runs, with its interval."""
    ended = [swept.ended[(value, at)][:runs] for value in axis.values]
    return [wilson(int(np.sum(one == outcome)), runs) for one in ended]
