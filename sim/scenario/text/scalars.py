"""What a single value in a scenario file means: a number, a date, yes or no, or text.

The rules are those of YAML 1.2, so `NO` is text and not a boolean. What other readers of YAML
take for something else is refused where a number is meant, and never silently converted.
"""

import datetime as dt
import math
import re
import unicodedata

__all__ = ["Doubtful", "Given", "Scalar", "meaning", "objection", "unprintable"]

Given = str | bool | int | float | dt.date
"""A single value that says something."""

Scalar = Given | None
"""A single value, as YAML 1.2 and the format understand it."""

INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?")
OTHER_BASE = re.compile(r"[-+]?0(x[0-9a-fA-F_]+|o[0-7_]+|b[01_]+)")
DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
LARGEST = 1e15
LAST_YEAR = 9_900
NO_SIGNS = (0xFEFF, 0x2028, 0x2029, 0xFFFE, 0xFFFF)
"""A byte order mark, two line ends that editors do not agree on, and what is no sign."""

CHOOSERS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
"""Signs that only say in which form the sign before them is shown."""

BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(map(chr, CHOOSERS))
"""Signs that show nothing though they count as letters or marks."""

TURNS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
"""Signs that turn the direction of what follows, with what ends it; else numbers beside it would be turned too."""

WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)


class Doubtful(ValueError):  # noqa: N818 - it is said of a value, which may be right
    """A value that cannot be taken for what it says, with what to write instead."""

    def __init__(self, found: str, allowed: str) -> None:
        super().__init__(f"{found}; allowed: {allowed}")
        self.found = found
        self.allowed = allowed


def meaning(written: str) -> Scalar:
    """Read a value that stands without quotes.

    It is `Doubtful` if readers of YAML disagree on it, or if it is no finite number or no day of the calendar.

    >>> meaning("0.25"), meaning("NO"), meaning("true"), meaning("2008-02-17")
    (0.25, 'NO', True, datetime.date(2008, 2, 17))
    >>> meaning("010")
    Traceback (most recent call last):
    sim.scenario.text.scalars.Doubtful: 010 is read as 10 by some and as 8 by others; allowed: 10, or "010" for text
    """
    if written in WORDS:
        return WORDS[written]
    if not (written[0].isdigit() or written[0] in "+-."):
        return written
    if DATE.fullmatch(written):
        return _date(written)
    if INTEGER.fullmatch(written) or DECIMAL.fullmatch(written):
        return _number(written)
    if LEADING_ZERO.fullmatch(written):
        raise _leading_zero(written)
    if OTHER_BASE.fullmatch(written):
        raise Doubtful(f"{written} is not a decimal number", f'decimal numbers, or "{written}" for text')
    if NOT_FINITE.fullmatch(written):
        raise Doubtful(f"{written} is not a finite number", "finite numbers")
    return written


def _leading_zero(written: str) -> Doubtful:
    sign = "-" if written[0] == "-" else ""
    rest = written.lstrip("+-").lstrip("0")
    plain = sign + (rest if rest[:1].isdigit() else f"0{rest}")
    others = str(int(written, 8)) if re.fullmatch("[-+]?[0-7]+", written) else ""
    found = f"{written} begins with a zero"
    if others and others != plain:
        found = f"{written} is read as {plain} by some and as {others} by others"
    return Doubtful(found, f'{plain}, or "{written}" for text')


def _number(written: str) -> int | float:
    if len(written) > 40:
        raise Doubtful(f"a number of {len(written)} digits", "numbers of at most 40 digits")
    number = float(written)
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise Doubtful(f"{written} is too large a number", f"numbers up to {LARGEST:g}")
    if number == 0 and re.search("[1-9]", re.split("[eE]", written)[0]):
        raise Doubtful(f"{written} is too small to be told from 0", "0, or a larger number")
    return int(written) if INTEGER.fullmatch(written) else number


def _date(written: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        raise Doubtful(f"{written} is no day of the calendar", f'year-month-day, or "{written}" for text') from None
    if day.year > LAST_YEAR:  # or days are counted on from it that no calendar has
        raise Doubtful(f"{written} is too late a day", f'days up to the year {LAST_YEAR}, or "{written}" for text')
    return day


def unprintable(text: str) -> str:
    r"""Return the first character of a text that nothing can print, by its number, or an empty text.

    >>> unprintable("Приштина, بريشتينا, Priština 🕊"), unprintable("bell\a")
    ('', 'U+0007')
    """
    if text.isprintable():
        return ""
    for character in text:
        code = ord(character)
        control = (code < 32 and character not in "\t\n") or 127 <= code < 160
        if control or 0xD800 <= code < 0xE000 or code in NO_SIGNS:
            return f"U+{code:04X}"
        if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code < 0xFDF0:  # never characters, and YAML reads none back
            return f"U+{code:04X}"
    return ""


def objection(text: str) -> tuple[str, str] | None:
    r"""Return what keeps a text from being shown as it is, and what is allowed; nothing if it can be.

    >>> objection("Приштина"), objection("\u200b ")
    (None, ('nothing of this text can be seen', 'a text that can be seen, or nothing at all: leave the key out'))
    >>> objection("\u202eabc")[0]
    'the character U+202E turns the direction of all that follows'
    """
    if text.isascii() and text.isprintable() and (not text or not text.isspace()):
        return None
    bad = unprintable(text)
    if bad:
        return f"the character {bad} cannot be printed", "printable text"
    if text and not any(map(_seen, text)):
        return "nothing of this text can be seen", "a text that can be seen, or nothing at all: leave the key out"
    for line in text.splitlines():
        turned = _left_turned(line)
        if turned:
            said = f"the character U+{ord(turned):04X} turns the direction of all that follows"
            return said, f"a text that ends it with U+{ord(TURNS[turned]):04X}, or without it"
    return None


def _seen(character: str) -> bool:
    return character not in BLANK and unicodedata.category(character) not in ("Zs", "Zl", "Zp", "Cc", "Cf")


def _left_turned(line: str) -> str:
    """Return the first sign of a line that turns its direction and is not ended."""
    open_: list[str] = []
    for character in line:
        if character in TURNS:
            open_.append(character)
        elif open_ and character == TURNS[open_[-1]]:
            open_.pop()
    return open_[0] if open_ else ""
