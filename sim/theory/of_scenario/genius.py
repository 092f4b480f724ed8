"""A domain of Genius and two preference profiles out of a scenario: the same utilities, to the last digits.

Numbers that are not known for certain stand at their means. An issue is a real one whose evaluator falls from the
party's wish to both sides by the length of the scale, or, for programs that know discrete issues only, some values on
the line; the wishes of both are among them, so that the best value counts 1 and no reader divides by less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import numpy as np

from sim.chance.inputs import Means
from sim.scenario.format.scenario import Issue, Scenario
from sim.theory.of_scenario.outset import outset_of
from sim.theory.of_scenario.stands import stands_of

__all__ = ["genius_files", "left_out"]

SAME = 1e-9
"""Points nearer to each other than this are one value."""


@dataclass(frozen=True)
class _Line:
    """An issue as the files know it."""

    name: str
    low: float
    high: float
    values: dict[str, float]
    """What each value is called, with its point; empty where the issue is a range."""
    turned: bool
    """Whether 0 is the greater end of the scale."""

    def of(self, point: float) -> float:
        """Return where a point from 0 to 1 lies on the range."""
        return self.low + (1 - point if self.turned else point) * (self.high - self.low)


def genius_files(scenario: Scenario, parties: tuple[str, str], values: int | None = None) -> dict[str, str]:
    """Return the texts of a domain and its two profiles, by the names of their files.

    Parameters
    ----------
    scenario
        What is written.
    parties
        The two whose profiles are wanted.
    values
        How many values, evenly apart, each issue has beside the two wishes; left out, issues are ranges.

    Returns
    -------
    dict of str
        What no agreement is worth to a party, its reservation value, is what it expects of failing at the outset.
        ``domain.xml`` and, for each party, ``<party>.xml``.

    Raises
    ------
    ValueError
        If losses do not grow in proportion to distance (gamma is not 1), which a range cannot say.

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> nash = read_scenario("scenarios/theory/nash.yaml")
    >>> files = genius_files(nash, ("first", "second"), values=2)
    >>> print(files["first.xml"].splitlines()[3].strip())
    <item index="1" value="0" evaluation="1.0"/>
    """
    if values is None and scenario.utility.gamma != 1:
        raise ValueError(
            f"losses here grow with the power {scenario.utility.gamma:g} of distance, which no range says"
        )
    stands = stands_of(outset_of(scenario, Means(scenario))).only(parties)
    wishes = stands.position[:, :, 0]
    labels = [issue.label or name for name, issue in scenario.issues.items()]
    lines = [
        _line(label if labels.count(label) == 1 else name, issue, wishes[:, at].tolist(), values)
        for at, (label, (name, issue)) in enumerate(zip(labels, scenario.issues.items(), strict=True))
    ]
    files = {"domain.xml": _whole(scenario, [_issue(at, line, "") for at, line in enumerate(lines, 1)], "")}
    for place, party in enumerate(parties):
        issues = [
            *(_issue(at, line, _profile(line, wish, stands.gamma)) for at, (line, wish)
              in enumerate(zip(lines, wishes[place].tolist(), strict=True), 1)),
            *(f'  <weight index="{at}" value="{weight!r}"/>'
              for at, weight in enumerate(stands.salience[place, :, 0].tolist(), 1)),
        ]  # fmt: skip
        worth = min(1.0, max(0.0, float(stands.disagreement[place, 0])))
        after = f'<discount_factor value="1.0"/>\n<reservation value="{worth!r}"/>\n'
        files[f"{party}.xml" if party != "domain" else "domain_party.xml"] = _whole(scenario, issues, after)
    return files


def left_out(scenario: Scenario, parties: Sequence[str]) -> list[str]:
    """Name what a domain and its profiles have no place for.

    Parameters
    ----------
    scenario
        What is written.
    parties
        The two whose profiles are wanted.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from sim.scenario.reader import read_scenario
    >>> left_out(read_scenario("scenarios/theory/nash.yaml"), ("first", "second"))
    ['the process, its events and every other actor']
    """
    found = ["the process, its events and every other actor"]
    for party in parties:
        actor = scenario.actors[party]
        if actor.red_lines:
            found.append(f"the red lines of {party}")
        if not all(number.fixed for number in [*actor.position.values(), *actor.salience.values()]):
            found.append(f"how uncertain the numbers of {party} are (their means are written)")
    return found


def _line(label: str, issue: Issue, wishes: Sequence[float], values: int | None) -> _Line:
    zero, one = (issue.scale.zero, issue.scale.one) if issue.scale else (0.0, 1.0)
    points: list[float] = []
    if values is not None:
        for point in [*wishes, *np.linspace(0, 1, values).tolist()]:
            if all(abs(point - other) > SAME for other in points):
                points.append(point)
    called: dict[str, float] = {}
    for point in sorted(points):
        at = zero + point * (one - zero)
        short = f"{at:.10g}"
        called[short if short not in called else repr(at)] = point
    return _Line(label, min(zero, one), max(zero, one), called, turned=one < zero)


def _issue(at: int, line: _Line, evaluations: str) -> str:
    """Return an issue of the domain, or of a profile where there are evaluations."""
    kind = "discrete" if line.values else "real"
    head = f'  <issue index="{at}" etype="{kind}" type="{kind}" vtype="{kind}" name={_quoted(line.name)}>'
    inside = evaluations
    if not evaluations and line.values:
        inside = "".join(f'    <item index="{place}" value={_quoted(value)}/>\n'
                         for place, value in enumerate(line.values, 1))  # fmt: skip
    if not line.values:
        inside = f'    <range lowerbound="{line.low!r}" upperbound="{line.high!r}"/>\n{evaluations}'
    return f"{head}\n{inside}  </issue>"


def _profile(line: _Line, wish: float, gamma: float) -> str:
    """Return what the values of an issue are worth to a party: 1 at its wish, 0 a whole scale from there."""
    if line.values:
        return "".join(
            f'    <item index="{at}" value={_quoted(value)} evaluation="{1.0 - abs(point - wish) ** gamma!r}"/>\n'
            for at, (value, point) in enumerate(line.values.items(), 1)
        )
    length, top = line.high - line.low, line.of(wish)
    if wish in (0.0, 1.0):
        slope = 1 / length if top == line.high else -1 / length
        function = f'ftype="linear" parameter0="{1 - slope * top!r}" parameter1="{slope!r}"'
    else:
        function = (
            f'ftype="triangular" parameter0="{top - length!r}" parameter1="{top + length!r}" parameter2="{top!r}"'
        )
    return f"    <evaluator {function}/>\n"


def _whole(scenario: Scenario, issues: Sequence[str], after: str) -> str:
    count = len(scenario.issues)
    inside = (
        f'<utility_space type="any" number_of_issues="{count}">\n'
        f'<objective index="0" etype="objective" type="objective" description="" name={_quoted(scenario.title)}>\n'
        + "\n".join(issues) + f"\n</objective>\n{after}</utility_space>\n"
    )  # fmt: skip
    return inside if after else f'<negotiation_template number_of_sessions="1">\n{inside}</negotiation_template>\n'


def _quoted(words: str) -> str:
    """Return users' text as an attribute: only text, on one line."""
    return quoteattr("".join(sign if sign.isprintable() else " " for sign in words))
