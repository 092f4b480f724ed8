"""Colours: one an outcome, the same in every figure, told apart by colour-blind people and in grey.

After Okabe & Ito (2008), "Color Universal Design"; hatches repeat the difference where colours are printed grey.
"""

from sim.scenario.format.scenario import Scenario

__all__ = ["INK", "QUIET", "outcome_colours", "series_colour"]

INK = "#1a1a1a"
"""Text and axes."""

QUIET = "#767676"
"""Captions, grid and marks: the lightest grey that is still readable on white (contrast 4.5 to 1)."""

OUTCOMES = {
    "agreed_settlement": "#009E73",
    "agreed_partition": "#66CDAA",
    "council_settlement": "#0072B2",
    "council_compromise": "#56B4E9",
    "coordinated_declaration": "#E69F00",
    "lone_declaration": "#D55E00",
    "prolonged_talks": "#8C8C8C",
    "violent_breakdown": "#5B2A4E",
}
"""The Kosovo outcomes; blue for the Council, orange for declarations, green for agreement."""

OTHERS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8C8C8C")
"""For outcomes of other cases and for series, in this order."""


def outcome_colours(scenario: Scenario) -> dict[str, str]:
    """Return the colour of each outcome of a scenario: fixed for known ids, by place for others.

    >>> outcome_colours(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))["coordinated_declaration"]
    '#E69F00'
    """
    names = list(scenario.outcome_labels)
    free = [colour for colour in OTHERS if colour not in {OUTCOMES.get(name) for name in names}]
    unknown = [name for name in names if name not in OUTCOMES]
    chosen = {name: free[place % len(free)] for place, name in enumerate(unknown)}
    return {name: OUTCOMES.get(name) or chosen[name] for name in names}


def series_colour(place: int) -> str:
    """Return the colour of the n-th series of a figure, from 0.

    >>> series_colour(0), series_colour(8)
    ('#0072B2', '#0072B2')
    """
    return OTHERS[place % len(OTHERS)]
