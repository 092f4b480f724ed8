"""Labels as they can be drawn: what the font has no sign for is left out, and dollars are no formula."""

from functools import lru_cache

from sim.scenario.format.scenario import Scenario

__all__ = ["legible", "legible_scenario"]

READ_BY_PEOPLE = ("label", "title", "zero", "one", "question")
"""The fields of a scenario that figures show."""


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def legible(text: str) -> str:
    r"""Leave out the signs that the font does not have, such as most emoji; dollars are no formula.

    >>> legible("Косово \U0001f54a peace")
    'Косово peace'
    >>> legible("$1 to $2_")
    '\\$1 to \\$2_'
    """
    kept = "".join(sign for sign in text if ord(sign) in _drawable())
    return " ".join(kept.split()).replace("$", r"\$")


def legible_scenario(scenario: Scenario) -> Scenario:
    r"""Return a scenario as figures may show it; it keeps the hash of the one that was played.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml", ["title=\U0001f54a Talks"])
    >>> shown = legible_scenario(five)
    >>> shown.title, shown.hash == five.hash
    ('Talks', True)
    """
    from sim.scenario.format.scenario import Scenario as Known

    written = scenario.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    shown = _legible_in(written)
    if shown == written:
        return scenario
    copy = Known.model_validate(shown)
    copy._played_hash = scenario.hash
    return copy


def _legible_in(part: object) -> object:
    if isinstance(part, dict):
        return {
            key: legible(value) if key in READ_BY_PEOPLE and isinstance(value, str) else _legible_in(value)
            for key, value in part.items()
        }
    return [_legible_in(item) for item in part] if isinstance(part, list | tuple) else part
