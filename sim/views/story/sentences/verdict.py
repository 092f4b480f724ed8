"""How a yes or no to a text is put in words, with the values that decided it (R5, R6)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.views.story.sentences.vocabulary import meanings
from sim.views.wording import decimal, listed, per_cent

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.words import Words

__all__ = ["HAIR", "beside", "grounds", "verdict", "weighed", "worth_told"]

meanings({
    "value": "worth", "worth": "worth with all prices paid", "elsewhere": "offered elsewhere",
    "lines": "price of red lines crossed", "retreat": "price of a public retreat",
    "disagreement": "reservation value", "next_offer_value": "own next offer", "noise": "wavering",
    "admissible": "crosses no line that it cannot cross", "crosses": "red lines crossed",
    "passes": "believed chance of ratification",
})  # fmt: skip

HAIR, LITTLE = 0.005, 0.05
"""Margins of utility that are a hair, and little."""

BEYOND = 2.0
"""Reservation values further from 0 than this are out of reach of any text, and no number that says anything."""


def beside(worth: float, other: float, what: str) -> str:
    """Compare a value with another one, the margin in words.

    >>> beside(0.44, 0.61, "that failure promised")
    'less than the 0.61 that failure promised'
    >>> beside(0.6642, 0.6621, "that failure promised")
    'a hair more than the 0.66 that failure promised'
    """
    margin = worth - other
    size = "a hair " if abs(margin) < HAIR else "a little " if abs(margin) < LITTLE else ""
    if margin == 0:
        return f"as much as the {decimal(other)} {what}"
    return f"{size}{'more' if margin > 0 else 'less'} than the {decimal(other)} {what}"


def weighed(value: float, disagreement: float, to: str = "it") -> str:
    """Tell what a text was worth, and what failure promised.

    >>> weighed(0.31, 0.55)
    'worth 0.31 to it, while failure promised 0.55'
    >>> weighed(0.57, 0.55, "Pristina")
    'worth 0.57 to Pristina, a little more than the 0.55 that failure promised'
    >>> weighed(0.57, 926380.95)
    'worth 0.57 to it, but no text could be worth what failure promised, so unlikely was it to come into force'
    """
    if BEYOND < abs(disagreement) < math.inf:
        told = "but no text could be worth what" if disagreement > 0 else "and any text was worth more than"
        return f"worth {decimal(value)} to {to}, {told} failure promised, so unlikely was it to come into force"
    if math.isinf(disagreement):
        better = "and agreeing was better than failing whatever it said" if disagreement < 0 else "but of no avail"
        return f"worth {decimal(value)} to {to}, {better}, since what was agreed could not come into force"
    if disagreement - value >= LITTLE:
        return f"worth {decimal(value)} to {to}, while failure promised {decimal(disagreement)}"
    return f"worth {decimal(value)} to {to}, {beside(value, disagreement, 'that failure promised')}"


def verdict(entry: Entry, words: Words, what: str) -> str:
    """Tell that a party accepted or refused a text, and by which values.

    >>> import datetime as dt
    >>> from sim.process.chronicle import Entry
    >>> from sim.views.story.sentences.words import Words
    >>> words = Words(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> numbers = {"value": 0.61, "lines": 0.5, "retreat": 0.2, "worth": -0.09, "disagreement": 0.55, "noise": 0.0,
    ...            "next_offer_value": 0.9, "admissible": True, "crosses": [True, False, False, False],
    ...            "accepts": False}
    >>> verdict(Entry(14, dt.date(2006, 2, 20), "vienna", "answer", "belgrade", numbers), words, "the offer")
    'Belgrade refused the offer: worth 0.61 to it, but −0.09 after the price of crossing its red line on political
    status (0.50) and of a public retreat (0.20), while failure promised 0.55'
    """
    said = "accepted" if entry.says("accepts") else "refused"
    return f"{words.actor(entry.actor)} {said} {what}: {grounds(entry, words)}"


def grounds(entry: Entry, words: Words, to: str = "it") -> str:
    """Tell by which values a party accepted or refused.

    >>> import datetime as dt
    >>> from sim.process.chronicle import Entry
    >>> from sim.views.story.sentences.words import Words
    >>> words = Words(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> numbers = {"value": 0.7, "worth": 0.7, "disagreement": 0.5, "next_offer_value": 0.8, "noise": 0.0,
    ...            "admissible": True, "crosses": [False] * 4, "accepts": False}
    >>> grounds(Entry(14, dt.date(2006, 2, 20), "vienna", "answer", "pristina", numbers), words)
    'worth 0.70 to it, more than the 0.50 that failure promised; its own next offer was worth 0.80'
    """
    reason = _reason_for(entry, words) if entry.says("accepts") else _reason_against(entry, words)
    passes = _optional(entry, "passes", math.nan)
    hoped = "" if math.isnan(passes) else f"; it put the chance of ratification at {per_cent(passes)}"
    return f"{worth_told(entry, words, to)}{reason}{hoped}"


def worth_told(entry: Entry, words: Words, to: str = "it") -> str:
    """Return what a text was worth and what failing promised; of costs at home only those that decided something."""
    value, worth, disagreement = (entry.number(name) for name in ("value", "worth", "disagreement"))
    elsewhere = _optional(entry, "elsewhere")
    value += elsewhere
    if abs(elsewhere) >= HAIR:
        to = f"{to} with the {decimal(elsewhere)} that it was offered elsewhere"
    if value - worth < HAIR or disagreement - value >= LITTLE or disagreement < -BEYOND:
        return weighed(value, disagreement, to)
    left = f"{decimal(worth)} after {_costs(entry, words)}"
    if disagreement - worth >= LITTLE:
        return f"worth {decimal(value)} to {to}, but {left}, while failure promised {decimal(disagreement)}"
    return f"worth {decimal(value)} to {to}, {left}, {beside(worth, disagreement, 'that failure promised')}"


def _costs(entry: Entry, words: Words) -> str:
    """Name what a text costs at home: lines crossed, a retreat from what was demanded in public."""
    lines, retreat = (_optional(entry, name) for name in ("lines", "retreat"))
    if lines < HAIR:
        return "the cost of a public retreat"
    crossed = f"crossing {_lines_crossed(entry, words)}"
    if retreat < HAIR:
        return f"the price of {crossed}"
    return f"the price of {crossed} ({decimal(lines)}) and of a public retreat ({decimal(retreat)})"


def _lines_crossed(entry: Entry, words: Words, *, only_hard: bool = False) -> str:
    flags, lines = entry.flags_by_issue("crosses"), words.scenario.actors[entry.actor].red_lines
    if only_hard:
        issues = zip(flags, words.issues, strict=True)
        flags = [flag and issue in lines and lines[issue].hard for flag, issue in issues]
    named = [f"on {issue}" for issue in words.where(flags)]
    return f"its red line{'s' if len(named) > 1 else ''} {listed(named)}"


def _optional(entry: Entry, name: str, left_out: float = 0.0) -> float:
    return entry.number(name) if name in entry.numbers else left_out


def _reason_against(entry: Entry, words: Words) -> str:
    worth = entry.number("worth")
    good_enough = worth >= entry.number("disagreement")
    if not entry.says("admissible"):
        line = _lines_crossed(entry, words, only_hard=True)
        return f", {'but' if good_enough else 'and'} beyond {line}, which it cannot cross"
    if not good_enough:
        return ""
    asked = _asked(entry)
    if worth >= asked:
        return "; it wavered, and said no"
    hoped = "it hoped for more from its own next offer"
    return f"; {hoped}" if asked > BEYOND else f"; its own next offer was worth {decimal(asked)}"


def _reason_for(entry: Entry, words: Words) -> str:
    worth, asked = entry.number("worth"), _asked(entry)
    needed = max(entry.number("disagreement"), asked)
    if entry.says("admissible") and worth >= needed:
        return ""
    if entry.says("admissible") and worth + entry.number("noise") >= needed:
        worth_of_own = "more" if asked > BEYOND else decimal(asked)
        own = f"its own next offer was worth {worth_of_own}, but " if worth < asked else ""
        return f"; {own}it wavered, and said yes"
    if entry.kind == "answer":
        return "; it was what it offered itself"
    return "; in private it consented to what it could not defend in public, as by a chance that the file gives"


def _asked(entry: Entry) -> float:
    """Return the value of the party's own next offer, or nothing where it makes none."""
    asked = entry.number("next_offer_value")
    return asked if math.isfinite(asked) else -math.inf
