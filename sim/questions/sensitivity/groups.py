"""Groups of drawn numbers: by the actor that they belong to, by their kind, or because they are drawn together."""

from collections.abc import Callable, Sequence

from sim.scenario.format.scenario import Scenario

__all__ = ["CHANCE", "GROUPINGS", "by_actor", "by_kind", "drawn_together", "grouped"]

CHANCE = "chance in the run"
"""What no number of the scenario decides: noise, draws of the day, events that happen or not."""

KINDS = {
    "position": "positions", "salience": "saliences", "red_lines": "red lines", "tactic": "tactics",
    "fallback": "fallbacks", "beliefs": "first beliefs", "patience_weeks": "patience", "delay_weight": "patience",
    "audience": "costs at home", "factions": "factions", "private_consent": "private consent", "precision": "noise",
    "lasting_share": "noise", "blocking_cost": "voting", "precedent_price": "voting", "deference": "voting",
    "side_payment": "voting", "signal_honesty": "honesty", "weight": "envoy's text", "own_view": "envoy's text",
}  # fmt: skip
"""The kind of an actor's number by the first word below the actor; others go by that word."""


def by_actor(path: str) -> str:
    """Name the actor that a number belongs to; what belongs to none goes by its block.

    >>> by_actor("actors.russia.blocking_cost"), by_actor("process.council.step"), by_actor("texts.declared.status")
    ('russia', 'process: council', 'texts')
    """
    words = path.split(".")
    if words[0] == "actors":
        return words[1]
    return f"process: {words[1]}" if words[0] == "process" else words[0]


def by_kind(path: str) -> str:
    """Name the kind of a number: positions, red lines, voting and so on.

    >>> by_kind("actors.russia.blocking_cost"), by_kind("actors.envoy.position.status")
    ('voting', 'positions')
    """
    words = path.split(".")
    return KINDS.get(words[2], words[2]) if words[0] == "actors" else by_actor(path)


GROUPINGS: dict[str, Callable[[str], str]] = {"number": str, "actor": by_actor, "kind": by_kind}
"""How numbers can be grouped, by name."""


def grouped(paths: Sequence[str], by: str) -> dict[str, list[str]]:
    """Sort paths into groups, in the order in which the groups first come.

    Raises ValueError if there is no such grouping.

    >>> grouped(["actors.a.position.x", "texts.t.x", "actors.a.precision"], "actor")
    {'a': ['actors.a.position.x', 'actors.a.precision'], 'texts': ['texts.t.x']}
    """
    if by not in GROUPINGS:
        raise ValueError(f"numbers cannot be grouped by {by!r}; allowed: {', '.join(GROUPINGS)}")
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(GROUPINGS[by](path), []).append(path)
    return groups


def drawn_together(scenario: Scenario) -> list[str]:
    """Name the numbers that are drawn together with others, so that what one explains another explains too.

    >>> drawn_together(sim.read_scenario("scenarios/kosovo/baseline.yaml"))[:2]
    ['process.recognition.coefficients.constant', 'process.recognition.coefficients.weeks']
    """
    joined = [stage.correlated() for stage in scenario.process]
    return [path for together in joined if together is not None for path in together.paths]
