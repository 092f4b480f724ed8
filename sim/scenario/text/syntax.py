"""What to tell a user about a text that is no YAML: the parser's words, made plain."""

import re
from collections.abc import Sequence
from typing import Protocol

from sim.scenario.faults import Fault, Place

__all__ = ["Mark", "syntax_fault"]


class Mark(Protocol):
    """Where the parser stood, counted from 0."""

    line: int
    column: int


SAID: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "a colon stands where none can",
     "one `key: value` in a line, indented like its neighbours; quotes around a text with `: ` in it"),
    ("found character '\\\\t'|tab character", "a tab stands here", "blanks; YAML does not indent with tabs"),
    ("found character '(.)' that cannot start", "{0} cannot begin a value", "quotes around the text"),
    ("could not find expected ':'", "a colon is missing", "`key: value`"),
    ("but found '-'|sequence entries are not allowed", "a list entry `-` stands where none can",
     "entries of one list in the same column, each on a line of its own"),
    ("expected ',' or '(.)'", "the bracket that opens here is not closed",
     "a closing {0}, with commas between entries"),
    ("expected <block end>, but found '<scalar>'", "text follows a value that is already complete",
     "one value, or quotes around all of it"),
    ("expected <block end>", "the indentation fits nothing above", "entries of one block in the same column"),
    ("unexpected end of stream", "the quotes that open here are not closed", "closing quotes"),
    ("unknown escape character '(.)'", "\\{0} means nothing between double quotes",
     "\\\\ for a backslash, or single quotes"),
    ("special characters are not allowed", "a character that cannot be printed", "printable text"),
    ("found undefined tag handle|could not determine a constructor", "a tag is not part of the format", "no tags"),
)  # fmt: skip
"""Pattern of the parser's message, what to say was found, what to say is allowed."""

OPENING = re.compile("expected ',' or|unexpected end of stream|<stream end>")
"""Messages for which the place where something was opened says more than where it was missed."""


def syntax_fault(error: Exception, name: str, lines: Sequence[str]) -> Fault:
    """Return what is told of an error of the YAML parser.

    >>> str(syntax_fault(ValueError("odd"), "case.yaml", ["a: ["])).startswith("case.yaml")
    True
    """
    problem = str(getattr(error, "problem", None) or error).strip()
    mark: Mark | None = getattr(error, "problem_mark", None)
    if OPENING.search(problem):
        mark = getattr(error, "context_mark", None) or mark
    place = Place(name)
    if mark is not None:
        place = Place(name, mark.line + 1, mark.column + 1, 1, lines)
    elif hasattr(error, "position"):
        before = "\n".join(lines)[: error.position]
        place = Place(name, before.count("\n") + 1, error.position - before.rfind("\n"), 1, lines)
    for pattern, found, allowed in SAID:
        match = re.search(pattern, problem)
        if match:
            groups = [group or "" for group in match.groups()]
            return Fault(place, "", found.format(*groups), allowed.format(*groups))
    return Fault(place, "", f"not YAML: {problem.splitlines()[0]}", "`key: value` lines")
