"""How a yes or no to a text is put in words, with what decided it (R5, R6)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.scenario.format.stages.ratification import Ratification
from sim.views.story.sentences.grades import HAIR, chance_in_words, degree
from sim.views.story.sentences.vocabulary import meanings
from sim.views.wording import listed

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.words import Words

__all__ = ["AGAINST_ITSELF", "grounds", "verdict", "weighed"]

meanings({
    "value": "worth", "worth": "worth with all prices paid", "elsewhere": "offered elsewhere",
    "lines": "price of red lines crossed", "retreat": "price of a public retreat",
    "disagreement": "reservation value", "next_offer_value": "own next offer", "noise": "wavering",
    "admissible": "crosses no line that it cannot cross", "crosses": "red lines crossed",
    "passes": "believed chance of passage",
})  # fmt: skip

BEYOND = 2.0
"""Reservation values further from 0 than this are out of reach of any text, and no number that says anything."""

AGAINST_ITSELF = "though by its own reckoning"
"""What a decision is told with that an error of judgement turned (McKelvey & Palfrey 1995)."""


def _wavered(to: str, its: str, reckoned: str, said: str) -> str:
    return f"{AGAINST_ITSELF.replace('its', its)} {reckoned}, {_who(to)} wavered and said {said}"


def weighed(value: float, disagreement: float, what: str = "it", to: str = "it") -> str:
    """Tell what a text was worth beside failing.

    >>> weighed(0.31, 0.55), weighed(0.57, 0.55, "the plan", "Pristina")
    ('it was worth less to it than failing', 'the plan was worth a little more to Pristina than failing')
    >>> weighed(0.57, 926380.95)
    'failing was worth more to it, so unlikely was it to come into force'
    """
    if abs(disagreement) > BEYOND:
        if disagreement < 0:
            return f"whatever it said, agreeing was worth more than failing to {to}"
        why = f"since {what} could not" if math.isinf(disagreement) else f"so unlikely was {what} to"
        return f"failing was worth more to {to}, {why} come into force"
    return f"{what} was {degree(value - disagreement, to)}"


def verdict(entry: Entry, words: Words, what: str) -> str:
    """Tell that a party accepted or refused a text, and why.

    >>> import datetime as dt
    >>> from sim.process.chronicle import Entry
    >>> from sim.views.story.sentences.words import Words
    >>> words = Words(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> numbers = {"value": 0.61, "lines": 0.5, "retreat": 0.2, "worth": -0.09, "disagreement": 0.55, "noise": 0.0,
    ...            "next_offer_value": 0.9, "admissible": True, "crosses": [True, False, False, False],
    ...            "accepts": False}
    >>> verdict(Entry(14, dt.date(2006, 2, 20), "vienna", "answer", "belgrade", numbers), words, "the offer")
    'Belgrade refused the offer: by itself it was worth more to it than failing, but not after the price of crossing
    its red line on political status and of a public retreat'
    """
    said = "accepted" if entry.says("accepts") else "refused"
    return f"{words.actor(entry.actor)} {said} {what}: {grounds(entry, words)}"


def grounds(entry: Entry, words: Words, what: str = "it", to: str = "it") -> str:
    """Tell why a party accepted or refused.

    >>> import datetime as dt
    >>> from sim.process.chronicle import Entry
    >>> from sim.views.story.sentences.words import Words
    >>> words = Words(sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    >>> numbers = {"value": 0.7, "worth": 0.7, "disagreement": 0.5, "next_offer_value": 0.8, "noise": 0.0,
    ...            "admissible": True, "crosses": [False] * 4, "accepts": False}
    >>> grounds(Entry(14, dt.date(2006, 2, 20), "vienna", "answer", "pristina", numbers), words)
    'it was worth more to it than failing, but it hoped for more from its own next offer'
    """
    several = words.are_several(entry.actor)
    to = "them" if several and to == "it" else to
    reason = _for(entry, words, what, to) if _yes(entry) else _against(entry, words, what, to)
    passes = _optional(entry, "passes", math.nan)
    if math.isnan(passes):
        return reason
    they = "they" if several else "it"
    return f"{reason}; {they} held {_ahead(entry, words)} to be {chance_in_words(passes)}"


def _who(to: str) -> str:
    """Return the same as the subject of a sentence."""
    return "they" if to == "them" else to


def _ahead(entry: Entry, words: Words) -> str:
    """Name what lies between an agreement and force: ratification, or that and other votes."""
    stages = words.scenario.stages
    spec = stages[entry.stage]
    following = stages.get(spec.onward(spec.agreeing).to)
    return "ratification" if isinstance(following, Ratification) else "passage"


def _yes(entry: Entry) -> bool:
    """Tell whether it was a yes: an answer, or in consultations no objection."""
    return not entry.says("objects") if "objects" in entry.numbers else entry.says("accepts")


def _worths(entry: Entry) -> tuple[float, float, float]:
    """Return what a text was worth with what was offered elsewhere, all prices paid, and what failing was worth."""
    value = entry.number("value") + _optional(entry, "elsewhere")
    return value, entry.number("worth"), entry.number("disagreement")


def _admissible(entry: Entry, words: Words) -> bool:
    if "admissible" in entry.numbers:
        return entry.says("admissible")
    return _yes(entry) or not _crossed(entry, words, only_hard=True)


def _against(entry: Entry, words: Words, what: str, to: str) -> str:
    value, worth, failing = _worths(entry)
    its, asked = _its(words, to), _asked(entry)
    if "carried" in entry.numbers and not entry.says("carried"):
        return f"{its} members did not carry {what}"
    several = words.are_several(entry.actor)
    if not _admissible(entry, words):
        lines, they = _lines(_crossed(entry, words, only_hard=True)), "they" if several else "it"
        return f"{what} lay beyond {its} {lines}, which {they} cannot cross"
    if worth < failing:
        return _after_prices(entry, words, what, to)
    if worth < asked:
        own = "their" if several else "its"
        return f"{what} was {degree(worth - failing, to)}, but {_who(to)} hoped for more from {own} own next offer"
    good = "good enough" if value - worth < HAIR else "good enough, all prices paid"
    return _wavered(to, its, f"{what} was {good}", "no")


def _for(entry: Entry, words: Words, what: str, to: str) -> str:
    _, worth, failing = _worths(entry)
    asked, noise, its = _asked(entry), _optional(entry, "noise"), _its(words, to)
    if _admissible(entry, words) and worth >= failing:
        if worth >= asked:
            return _after_prices(entry, words, what, to)
        if worth + noise < asked:
            offered = "offered themselves" if words.are_several(entry.actor) else "offered itself"
            return f"{what} was what {_who(to)} {offered}"
        own = "their" if words.are_several(entry.actor) else "its"
        return _wavered(to, its, f"{own} next offer was worth more", "yes")
    if _admissible(entry, words) and worth + noise >= max(failing, asked):
        return _wavered(to, its, f"{what} was {degree(worth - failing, to)}", "yes")
    they = "they" if words.are_several(entry.actor) else "it"
    return (
        f"in private {they} consented to what {they} could not defend in public, as by a chance that the file gives"
    )


def _after_prices(entry: Entry, words: Words, what: str, to: str) -> str:
    """Compare with failing, before and after the prices at home where these decided something."""
    value, worth, failing = _worths(entry)
    if value - worth < HAIR or value < failing or abs(failing) > BEYOND:
        return weighed(value if value < failing else min(value, worth), failing, what, to)
    prices = f"the price of {_prices(entry, words, _its(words, to))}"
    if worth >= failing:
        return f"{weighed(worth, failing, what, to)}, after {prices}"
    close = ", if only just" if failing - worth < HAIR else ""
    return f"by itself {weighed(value, failing, what, to)}, but not after {prices}{close}"


def _prices(entry: Entry, words: Words, its: str) -> str:
    """Name what a text costs at home: lines crossed, a retreat from what was demanded in public."""
    crossed = _crossed(entry, words) if _optional(entry, "lines") >= HAIR else []
    parts = [f"crossing {its} {_lines(crossed)}"] if crossed else []
    if _optional(entry, "retreat") >= HAIR or not parts:
        parts += ["a public retreat" if not parts else "of a public retreat"]
    return listed(parts)


def _its(words: Words, to: str) -> str:
    return (
        {"it": "its", "them": "their"}[to]
        if to in ("it", "them")
        else next((words.whose(name) for name in words.actors if words.actor(name) == to), "its")
    )


def _crossed(entry: Entry, words: Words, *, only_hard: bool = False) -> list[str]:
    flags, lines = entry.flags_by_issue("crosses"), words.scenario.actors[entry.actor].red_lines
    if only_hard:
        issues = zip(flags, words.issues, strict=True)
        flags = [flag and issue in lines and lines[issue].hard for flag, issue in issues]
    return words.where(flags)


def _lines(issues: list[str]) -> str:
    named = listed([f"on {issue}" for issue in issues])
    return f"red line{'s' if len(issues) > 1 else ''} {named}"


def _optional(entry: Entry, name: str, left_out: float = 0.0) -> float:
    return entry.number(name) if name in entry.numbers else left_out


def _asked(entry: Entry) -> float:
    """Return the value of the party's own next offer, or nothing where it makes none."""
    asked = _optional(entry, "next_offer_value", -math.inf)
    return asked if math.isfinite(asked) else -math.inf
