"""How numbers, dates and lists are written in English, in figures, stories, reports and on the page alike."""

import datetime as dt
from collections.abc import Iterable

__all__ = ["MONTHS", "capital", "day", "decimal", "listed", "per_cent", "plural", "span"]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
"""Spelt here, so that the reader's locale has no say."""


def day(date: dt.date) -> str:
    """Write a date as in "12 March 2007".

    >>> day(dt.date(2008, 2, 17))
    '17 February 2008'
    """
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def span(first: dt.date, last: dt.date) -> str:
    """Write a span of days, saying month and year once where they are the same.

    >>> span(dt.date(2007, 3, 5), dt.date(2007, 5, 21)), span(dt.date(2007, 3, 5), dt.date(2007, 3, 12))
    ('5 March to 21 May 2007', '5 to 12 March 2007')
    """
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} to {day(last)}"
    return f"{first.day} to {day(last)}"


def decimal(number: float) -> str:
    """Write a utility or a position with two decimals, and never a nought with a minus sign.

    >>> decimal(0.756), decimal(-0.3), decimal(-0.001)
    ('0.76', '−0.30', '0.00')
    """
    written = f"{number:.2f}"
    return "0.00" if written == "-0.00" else written.replace("-", "−")


def per_cent(chance: float) -> str:
    """Write a chance, and do not call certain what is only nearly so.

    >>> per_cent(0.908), per_cent(0.9991), per_cent(0.001), per_cent(1.0)
    ('91 per cent', 'over 99 per cent', 'under 1 per cent', '100 per cent')
    """
    if 0.995 <= chance < 1:
        return "over 99 per cent"
    if 0 < chance < 0.005:
        return "under 1 per cent"
    return f"{100 * chance:.0f} per cent"


def listed(items: Iterable[str], word: str = "and") -> str:
    """Write a list in a sentence.

    >>> listed(["one", "two", "three"]), listed(["one"])
    ('one, two and three', 'one')
    """
    *first, last = items
    return f"{', '.join(first)} {word} {last}" if first else last


def plural(number: float, word: str, several: str = "") -> str:
    """Write a number with the word for what is counted, and with the word for several where an s does not make it.

    >>> plural(1, "week"), plural(3.0, "week"), plural(2, "party", "parties")
    ('1 week', '3 weeks', '2 parties')
    """
    return f"{number:.0f} {word if round(number) == 1 else several or f'{word}s'}"


def often(number: int) -> str:
    """Say how often something happened.

    >>> often(1), often(2), often(5)
    ('once', 'twice', '5 times')
    """
    return {1: "once", 2: "twice"}.get(number, plural(number, "time"))


def capital(sentence: str) -> str:
    """Begin with a capital letter.

    >>> capital("the talks ended on Monday")
    'The talks ended on Monday'
    """
    return sentence[:1].upper() + sentence[1:]
