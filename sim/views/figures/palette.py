"""Colours: one an outcome, the same in every figure, told apart by colour-blind people and in grey.

A scenario may give its own; else they go by place, in an order after Okabe & Ito (2008), "Color Universal Design";
hatches repeat the difference where colours are printed grey.
"""

from collections.abc import Mapping, Sequence

from sim.scenario.format.scenario import Scenario

__all__ = [
    "INK", "QUIET", "actor_colours", "outcome_colours", "outcome_hatches", "outcome_marks", "series_colour",
]  # fmt: skip

INK = "#1a1a1a"
"""Text and axes."""

QUIET = "#767676"
"""Captions, grid and marks: the lightest grey that is still readable on white (contrast 4.5 to 1)."""

ORDER = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8C8C8C")
"""For outcomes and series without a colour of their own."""


HATCHES = ("", "////", "....", "xxxx", "----", "oo")
"""For those that share a colour: the first has none, each further one the next."""

MARKS = "osD^vPX*"
"""Marks of dots, which repeat the difference of colours."""


def outcome_colours(scenario: Scenario) -> dict[str, str]:
    """Return the colour of each outcome of a scenario: its own, or the next that no other outcome has.

    >>> outcome_colours(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))["coordinated_declaration"]
    '#E69F00'
    """
    given: dict[str, str] = {}
    for outcome in scenario.outcomes:
        if outcome.colour is not None:
            given.setdefault(outcome.name, outcome.colour)
    return _filled(list(scenario.outcome_labels), given)


def outcome_hatches(scenario: Scenario) -> dict[str, str]:
    """Return the hatch of each outcome: none, but for one whose colour an earlier one has, as of more than eight.

    >>> set(outcome_hatches(sim.read_scenario("scenarios/kosovo/five_actors.yaml")).values())
    {''}
    """
    return {name: HATCHES[turn % len(HATCHES)] for name, turn in _turns(scenario).items()}


def outcome_marks(scenario: Scenario) -> dict[str, str]:
    """Return the mark of each outcome's dots: no two of one colour have the same.

    >>> list(outcome_marks(sim.read_scenario("scenarios/kosovo/five_actors.yaml")).values())[:3]
    ['o', 's', 'D']
    """
    turns = enumerate(_turns(scenario).items())
    return {name: MARKS[(place + turn) % len(MARKS)] for place, (name, turn) in turns}


def _turns(scenario: Scenario) -> dict[str, int]:
    """Count for each outcome those before it that have its colour."""
    colours = [colour.lower() for colour in outcome_colours(scenario).values()]
    return {name: colours[:place].count(colours[place]) for place, name in enumerate(scenario.outcome_labels)}


def actor_colours(scenario: Scenario, names: Sequence[str]) -> dict[str, str]:
    """Return the colour of each of some actors of a figure: its own, or the next that no other of them has.

    >>> actor_colours(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), ["russia", "belgrade"])
    {'russia': '#0072B2', 'belgrade': '#E69F00'}
    """
    known = {name: scenario.actors[name].colour for name in names if name in scenario.actors}
    return _filled(names, {name: colour for name, colour in known.items() if colour is not None})


def _filled(names: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    taken = {colour.lower() for colour in given.values()}
    free = [colour for colour in ORDER if colour.lower() not in taken] or list(ORDER)
    without = [name for name in names if name not in given]
    chosen = {name: free[place % len(free)] for place, name in enumerate(without)}
    return {name: given.get(name) or chosen[name] for name in names}


def series_colour(place: int) -> str:
    """Return the colour of the n-th series of a figure, from 0.

    >>> series_colour(0), series_colour(8)
    ('#0072B2', '#0072B2')
    """
    return ORDER[place % len(ORDER)]
