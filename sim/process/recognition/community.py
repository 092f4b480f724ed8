"""The community of states as profiles: states that are alike in all that moves their recognition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.rules.recognition import exponential_threshold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sim.rules.arrays import Counts, Floats
    from sim.scenario.format.stages.recognition import CommunityState

__all__ = ["Community", "Member", "Ranking", "community_of", "dates_of_record"]


class Member(NamedTuple):
    """A state with what it belongs to."""

    name: str
    blocs: tuple[str, ...]
    refuses: bool


@dataclass(frozen=True)
class Community:
    """States sorted into profiles; those of one profile have the same hazard, each its own threshold.

    Attributes
    ----------
    members : tuple of Member
        Every state, in a fixed order.
    blocs : tuple of str
        Every bloc that somebody belongs to.
    profile : array of int, (states,)
        The profile of each state.
    belongs : array, (profiles, blocs)
        1 where a profile belongs to a bloc.
    sizes : array of int, (blocs,)
        Members of each bloc.

    Examples
    --------
    France and Germany belong to the same blocs, so they are of one profile; Switzerland is of another:

    >>> both = ("eu", "nato")
    >>> community = Community.of((Member("FRA", both, False), Member("CHE", (), False), Member("DEU", both, False)))
    >>> community.profile.tolist(), community.sizes.tolist()
    ([1, 0, 1], [2, 2])
    """

    members: tuple[Member, ...]
    blocs: tuple[str, ...]
    profile: Counts
    belongs: Floats
    sizes: Counts

    @classmethod
    def of(cls, members: tuple[Member, ...]) -> Community:
        """Sort states into profiles."""
        blocs = tuple(dict.fromkeys(bloc for member in members for bloc in member.blocs))
        kinds = sorted({member.blocs for member in members})
        profile = np.array([kinds.index(member.blocs) for member in members])
        belongs = np.array([[float(bloc in kind) for bloc in blocs] for kind in kinds])
        sizes = np.array([sum(bloc in member.blocs for member in members) for bloc in blocs])
        return cls(members, blocs, profile, belongs, sizes)


class Ranking:
    """The states of each profile in the order of their thresholds: in it they recognise.

    They stand in rows, profile after profile; after each profile comes a row where nobody stands.

    Attributes
    ----------
    first : array of int, (profiles,)
        The row in which each profile begins.
    profile : array of int, (states + profiles,)
        The profile of each row.
    thresholds : array, (states + profiles, runs)
        Infinite where nobody stands and for those who refuse.

    Examples
    --------
    The second state withstands least, so it comes first; the third never recognises:

    >>> alike = Community.of((Member("a", ("x",), False), Member("b", ("x",), False), Member("c", ("x",), True)))
    >>> ranking = Ranking(alike, np.array([[0.9], [0.1], [0.5]]))
    >>> ranking.thresholds.ravel().round(2).tolist()
    [0.11, 2.3, inf, inf]
    >>> ranking.ranked(np.array([[1.0], [2.0], [3.0]])).ravel().tolist()
    [2.0, 1.0, 3.0, inf]
    """

    def __init__(self, community: Community, drawn: Floats) -> None:
        refuses = np.array([member.refuses for member in community.members])
        thresholds = np.where(refuses[:, None], np.inf, exponential_threshold(drawn))
        self.alike = [np.flatnonzero(community.profile == place) for place in range(len(community.belongs))]
        self.order = [
            np.argsort(thresholds[states], axis=0).astype(np.min_scalar_type(len(states))) for states in self.alike
        ]
        lengths = np.array([len(states) + 1 for states in self.alike])
        self.first = np.cumsum(lengths) - lengths
        self.profile = np.repeat(np.arange(len(lengths)), lengths)
        self.thresholds = self.ranked(thresholds)

    def state(self, row: int, run: int) -> int:
        """Return which state stands in a row in a run, by its place among the members."""
        profile = int(self.profile[row])
        return int(self.alike[profile][self.order[profile][row - self.first[profile], run]])

    def ranked(self, values: Floats) -> Floats:
        """Put a number of each state into the row in which the state stands."""
        runs = values.shape[1]
        rows, in_a_line, run = np.full((len(self.profile), runs), np.inf), values.ravel(), np.arange(runs)
        for first, states, order in zip(self.first, self.alike, self.order, strict=True):
            rows[first : first + len(states)] = in_a_line.take((states * runs)[order] + run)
        return rows


def community_of(states: Mapping[str, CommunityState]) -> Community:
    """Return the community that a scenario lists.

    >>> from sim.scenario.reader import read_scenario
    >>> community = community_of(read_scenario("scenarios/kosovo/baseline.yaml").stages["recognition"].states)
    >>> len(community.members), int(community.sizes[community.blocs.index("eu")])
    (192, 27)
    """
    return Community.of(tuple(Member(name, tuple(one.blocs), one.refuses) for name, one in states.items()))


def dates_of_record(states: Mapping[str, CommunityState]) -> dict[str, dt.date]:
    """Return the day on which each state recognised in fact, of those that have.

    >>> from sim.scenario.reader import read_scenario
    >>> dates = dates_of_record(read_scenario("scenarios/kosovo/baseline.yaml").stages["recognition"].states)
    >>> len(dates), min(dates.values()).isoformat()
    (103, '2008-02-17')
    """
    return {name: one.recognised_on for name, one in states.items() if one.recognised_on is not None}
