"""How numbers are put in words: margins between two values, chances, how far a text moved and where it stands."""

from sim.views.wording import listed, plural

__all__ = ["FIRST", "HAIR", "LITTLE", "SEEN", "chance_in_words", "degree", "distance", "named_first", "stands"]

HAIR, LITTLE, MUCH = 0.005, 0.05, 0.3
"""Margins of utility that are a hair, little, and much."""

SEEN = 0.005
"""The least by which a text has moved on an issue: what two decimals show."""

FIRST = 3
"""How many of several things are named."""

CHANCES = (
    (0.995, "as good as certain"), (0.86, "almost certain"), (0.63, "likely"), (0.4, "an even chance"),
    (0.2, "unlikely"), (0.02, "very unlikely"), (0.0, "as good as ruled out"),
)  # fmt: skip
"""Words of estimative probability, by the lower end of what they cover (Kent 1964)."""


def chance_in_words(chance: float) -> str:
    """Put a chance in words, after Kent (1964), "Words of Estimative Probability".

    >>> [chance_in_words(chance) for chance in (1.0, 0.9, 0.7, 0.5, 0.3, 0.1, 0.0)]
    ['as good as certain', 'almost certain', 'likely', 'an even chance', 'unlikely', 'very unlikely',
    'as good as ruled out']
    """
    return next(said for least, said in CHANCES if chance >= least)


def degree(margin: float, to: str = "it", what: str = "failing") -> str:
    """Compare two values by what lies between them; a near tie is told as one.

    >>> degree(0.2), degree(-0.4, "Pristina"), degree(0.004), degree(0.0, what="waiting")
    ('worth more to it than failing', 'worth far less to Pristina than failing',
    'worth a hair more to it than failing, a near tie', 'worth as much to it as waiting')
    """
    if margin == 0:
        return f"worth as much to {to} as {what}"
    size, tie = abs(margin), ""
    if size < HAIR:
        said, tie = "a hair ", ", a near tie"
    else:
        said = "a little " if size < LITTLE else "far " if size >= MUCH else ""
    return f"worth {said}{'more' if margin > 0 else 'less'} to {to} than {what}{tie}"


def distance(moves: list[float]) -> str:
    """Tell how far a party moved, by its largest move on any issue.

    >>> distance([0.0, 0.01]), distance([0.1, 0.3]), distance([])
    ('hardly', 'far', 'not')
    """
    largest = max((abs(move) for move in moves), default=0.0)
    if largest < SEEN:
        return "not"
    return (
        "hardly" if largest < LITTLE / 2 else "a little" if largest < 0.1 else "some way" if largest < 0.25 else "far"
    )


def named_first(names: list[str], what: str, most: int = FIRST) -> str:
    """Name the first of several things, and count the rest.

    >>> named_first(["status", "rights", "debt", "north", "army"], "issue")
    'status, rights, debt and 2 more issues'
    """
    shown, rest = names[:most], len(names) - most
    if rest == 1:
        return listed(names)
    return listed([*shown, plural(rest, f"more {what}")] if rest > 0 else shown)


def stands(point: float, zero: str, one: str) -> str:
    """Tell where a text stands between the two ends of an issue.

    >>> [stands(point, "province", "state") for point in (0.05, 0.3, 0.5, 0.97)]
    ['close to “province”', 'toward “province”', 'about midway', 'close to “state”']
    """
    if 0.4 <= point <= 0.6:
        return "about midway"
    near = zero if point < 0.5 else one
    return f"{'close to' if min(point, 1 - point) <= 0.15 else 'toward'} “{near}”"
