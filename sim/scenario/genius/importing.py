"""A scenario out of a domain of Genius and two preference profiles on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.faults import Fault, Place, ScenarioFault, plural
from sim.scenario.format.scenario import Scenario
from sim.scenario.from_table import END, MEDIATOR, START, name_each, stages_of
from sim.scenario.genius.elements import fault_in, read_element
from sim.scenario.genius.on_a_line import Placed, placed
from sim.scenario.genius.profiles import Domain, Profile, RangeIssue, domain_of, profile_of
from sim.scenario.reader import scenario_from

__all__ = ["EXACT", "Imported", "scenario_of_domain"]

EXACT = 1e-9
"""Errors in utility that are those of rounding."""


@dataclass(frozen=True)
class Imported:
    """A scenario with what ties it to the files that it was made of."""

    scenario: Scenario
    points: dict[str, dict[str, float]]
    """Of each discrete issue, by its name in the scenario: where each value lies."""
    base: dict[str, float]
    per: dict[str, float]
    """Of each party: a utility of its profile is ``base + per * utility in the scenario``."""
    off: float
    """The largest error that a utility of the profiles can have."""


def scenario_of_domain(domain: str | Path, profiles: Sequence[str | Path], within: float = EXACT) -> Imported:
    """Return the scenario that a domain of Genius and two profiles describe.

    Parameters
    ----------
    domain
        The file with the domain.
    profiles
        The files of the two parties.
    within
        By how much a utility, from 0 to 1, may differ from that of the profiles.

    Returns
    -------
    Imported

    Raises
    ------
    ScenarioFault
        With the line, where a file is at fault or cannot be had on lines from 0 to 1 so nearly.
    """
    if len(profiles) != 2:
        found = f"{plural(len(profiles), 'profile')} beside the domain"
        raise ScenarioFault([Fault(Place(str(domain)), "", found, "two, one for each party")])
    read = domain_of(read_element(domain), str(domain))
    first, second = (profile_of(read_element(path), str(path), read) for path in profiles)
    lines = {index: placed(first.worth[index], second.worth[index]) for index in read.issues}
    _near_enough(read, first, lines, within)
    data, imported_points = _data(read, (first, second), lines)
    base, per = {}, {}
    for party, name in enumerate(_names_of(first, second).values()):
        base[name], per[name] = _scale(lines, party)
    off = sum(line.off for line in lines.values())
    return Imported(scenario_from(data), imported_points, base, per, off)


def _near_enough(domain: Domain, first: Profile, lines: dict[str, Placed], within: float) -> None:
    if sum(line.off for line in lines.values()) <= within:
        return
    worst = max(lines, key=lambda index: lines[index].off)
    total = sum(line.off for line in lines.values())
    raise fault_in(
        first.file, first.worth[worst].line, domain.issues[worst].name,
        f"what the two parties make of this issue is not had on one line, by up to {lines[worst].off:.2g} "
        f"({total:.2g} on all issues)", f"at most {within:g}; --within {total + 0.005:.2f} takes it as it is",
    )  # fmt: skip


def _names_of(first: Profile, second: Profile) -> dict[str, str]:
    words = [Path(profile.file).stem.replace("_", " ") for profile in (first, second)]
    if words[0] == words[1]:
        words = [f"{word} {place}" for place, word in enumerate(words, 1)]
    return name_each(words, "party", taken=(MEDIATOR,))


def _scale(lines: dict[str, Placed], party: int) -> tuple[float, float]:
    per = sum(line.stake[party] for line in lines.values())
    return sum(line.best[party] for line in lines.values()) - per, per


def _data(
    domain: Domain, profiles: tuple[Profile, Profile], lines: dict[str, Placed]
) -> tuple[dict[str, object], dict[str, dict[str, float]]]:
    """Return the data of the scenario, and where the values of its discrete issues lie."""
    taken = ("label", "same_as", "source", "note")
    names = name_each([issue.name for issue in domain.issues.values()], "issue", taken=taken)
    of_index = {index: names[issue.name] for index, issue in domain.issues.items()}
    parties = _names_of(*profiles)
    actors: dict[str, object] = {}
    for party, (label, name) in enumerate(parties.items()):
        base, per = _scale(lines, party)
        if not per > 0:
            raise fault_in(profiles[party].file, 1, "", "nothing matters to this party", "some weight above 0")
        most = max(line.stake[party] for line in lines.values())
        actors[name] = {
            "kind": "party", "label": label,
            "position": {of_index[index]: line.wish[party] for index, line in lines.items()},
            "salience": {of_index[index]: line.stake[party] / most for index, line in lines.items()},
            "source": Path(profiles[party].file).name, "note": _said(profiles[party], base, per),
            **_fallback(profiles[party], base, per),
        }  # fmt: skip
    actors[MEDIATOR] = {
        "kind": "envoy", "label": "Mediator", "position": dict.fromkeys(of_index.values(), 0.5),
        "salience": dict.fromkeys(of_index.values(), 1.0), "note": "no part of the domain; has no view of its own",
    }  # fmt: skip
    off = sum(line.off for line in lines.values())
    data: dict[str, object] = {
        "format": 1, "title": domain.name or Path(domain.file).stem.replace("_", " "),
        "note": "Made from a domain and two profiles of Genius by `sim import`. Values of an issue are points on a "
                "line, and what lies between two of them may be agreed on as well"
                + (f"; utilities differ from those of the profiles by up to {off:.2g}." if off > EXACT else "."),
        "calendar": {"start": START, "end": END},
        "issues": {of_index[index]: _issue(domain, index, line) for index, line in lines.items()},
        "actors": actors,
        "process": list(stages_of([*parties.values()])),
        "outcomes": [
            {"name": "agreed", "label": "Agreed", "when": [{"ending": "agreed"}, {"ending": "accepted"}]},
            {"name": "no_agreement", "label": "No agreement", "otherwise": True},
        ],
    }  # fmt: skip
    return data, {of_index[index]: line.points for index, line in lines.items() if line.points}


def _said(profile: Profile, base: float, per: float) -> str:
    base, per = round(base, 9) + 0.0, round(per, 9)
    said = "A utility is the same in the profile and here."
    if (base, per) != (0, 1):
        said = f"A utility in the profile is {base:.6g} and {per:.6g} times the utility here."
    if profile.discount != 1:
        said += f" Its discount factor of {profile.discount:g} is not taken over; see `delay_weight`."
    return said


def _fallback(profile: Profile, base: float, per: float) -> dict[str, object]:
    """Return what the reservation value is in the scenario; no utility there is below -1 or above 1."""
    if profile.reservation is None:
        return {}
    own = (profile.reservation - base) / per
    note = f"the reservation value of {profile.reservation:g}" + ("" if -1 <= own <= 1 else ", cut off")
    return {"fallback": {"value": min(1.0, max(-1.0, own)), "note": note}}


def _issue(domain: Domain, index: str, line: Placed) -> dict[str, object]:
    issue = domain.issues[index]
    said: dict[str, object] = {"label": issue.name, "source": Path(domain.file).name}
    if isinstance(issue, RangeIssue):
        return said | {"zero": f"{issue.low:g}", "one": f"{issue.high:g}",
                       "scale": {"from": issue.low, "to": issue.high}}  # fmt: skip
    inward = sorted(line.points, key=lambda value: line.points[value])
    where = ", ".join(f"{value} at {line.points[value]:.4g}" for value in inward)
    return said | {"zero": inward[0], "one": inward[-1], "note": f"Values: {where}"}
