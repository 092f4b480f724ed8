"""Equal-gain exchange by the rule that the program Decide follows, for one run, in plain numbers from 0 to 100.

All trades are listed once, with the sides of the outset, and each is struck once, the greatest gain first. A listed
trade is worked out anew only where a party to it has given on the same issue to somebody else, from its vote there,
or has been given something on the issue that it wants by somebody else. Otherwise it is struck as it was worked out,
though other trades have moved the outcome; and the outcome in which it is worked out counts no other trades.
"""

from dataclasses import dataclass, field
from itertools import combinations
from math import isnan

LEAST = 1e-10


@dataclass
class Listed:
    """A trade on the list; every pair is of its two parties, each of whom gives on an issue."""

    who: tuple[int, int]
    gives: tuple[int, int]
    votes: list[float]
    """Where they stand on what they give."""
    planned: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    """How far each was to move: before every time that it gave to somebody else on this issue, and now."""
    seen: dict[tuple[int, int], float] = field(default_factory=dict)
    """The votes of others that it counts, by actor and issue."""
    to: list[float] = field(default_factory=list)
    gain: float = 0.0
    stands: bool = True


class Table:
    """Who wants what, ``[actor][issue]``, NaN where nothing; how much it matters, and each actor's power."""

    def __init__(self, position, salience, power):
        self.ideal, self.salience = position, salience
        self.actors, self.issues = range(len(position)), range(len(position[0]))
        self.says = [[actor for actor in self.actors if not isnan(position[actor][issue])] for issue in self.issues]
        self.weight = [[each * power[actor] for each in salience[actor]] for actor in self.actors]
        self.total = [sum(self.weight[actor][issue] for actor in self.says[issue]) for issue in self.issues]

    def outcome(self, issue, votes):
        """Return the weighted mean of an issue, where some have other votes than their ideal points."""
        at = {actor: votes.get(actor, self.ideal[actor][issue]) for actor in self.says[issue]}
        return sum(self.weight[actor][issue] * vote for actor, vote in at.items()) / self.total[issue]

    def listed(self):
        """Return all trades between actors on opposite sides of two issues, worked out once."""
        start = [self.outcome(issue, {}) for issue in self.issues]
        left = [[self.ideal[actor][issue] <= start[issue] for issue in self.issues] for actor in self.actors]
        for issues in combinations(self.issues, 2):
            both = [actor for actor in self.says[issues[0]] if actor in self.says[issues[1]]]
            for one, other in combinations(both, 2):
                if all(left[one][issue] != left[other][issue] for issue in issues):
                    ratio = [
                        self.salience[actor][issues[0]] / self.salience[actor][issues[1]] for actor in (one, other)
                    ]
                    gives = issues if ratio[0] < ratio[1] else issues[::-1]
                    trade = Listed((one, other), gives, [self.ideal[one][gives[0]], self.ideal[other][gives[1]]])
                    self.work_out(trade)
                    yield trade

    def work_out(self, trade):
        """Let one move all the way to the other's ideal point, and the other by what leaves both the same gain."""
        both = [sum(self.salience[actor][issue] for actor in trade.who) for issue in trade.gives]
        share = [self.weight[trade.who[k]][trade.gives[k]] / self.total[trade.gives[k]] for k in (0, 1)]
        wanted = [self.ideal[trade.who[1 - k]][trade.gives[k]] for k in (0, 1)]
        room = [abs(wanted[k] - trade.votes[k]) for k in (0, 1)]

        def moved(k, shift):
            other = shift * both[k] / both[1 - k]
            return (shift, other) if k == 0 else (other, shift)

        shifts = moved(1, share[1] * room[1])
        if shifts[0] > share[0] * room[0]:
            shifts = moved(0, share[0] * room[0])
        self._plan(trade, shifts, share, wanted)
        if trade.stands and trade.gain >= LEAST:
            for k in (0, 1):  # no outcome passes the ideal point of whom it is moved towards
                before, after = (self._outcome(trade, k, at) for at in (trade.votes[k], trade.to[k]))
                if (wanted[k] - before) * (wanted[k] - after) < 0:
                    for plans in trade.planned:
                        plans.pop()
                    shifts = moved(k, abs(wanted[k] - before))
                    self._plan(trade, shifts, share, wanted)
        trade.stands = trade.stands and trade.gain >= LEAST

    def _outcome(self, trade, k, vote):
        issue = trade.gives[k]
        return self.outcome(
            issue, {who: at for (who, on), at in trade.seen.items() if on == issue} | {trade.who[k]: vote}
        )

    def _plan(self, trade, shifts, share, wanted):
        moves = [shifts[k] / share[k] * (-1 if trade.votes[k] > wanted[k] else 1) for k in (0, 1)]
        trade.to = [trade.votes[k] + moves[k] for k in (0, 1)]
        cares = self.salience[trade.who[0]]
        trade.gain = abs(shifts[1] * cares[trade.gives[1]] - shifts[0] * cares[trade.gives[0]])
        for plans, move in zip(trade.planned, moves, strict=True):
            plans.append(move)
        trade.stands = all(abs(plans[-1]) > LEAST and -LEAST <= to <= 100 + LEAST and self._go_on(plans)
                           for plans, to in zip(trade.planned, trade.to, strict=True))  # fmt: skip

    @staticmethod
    def _go_on(plans):
        """Tell whether nobody turns back on what it planned before, or plans more in all than there is room."""
        return sum(plans) <= 100 and (min(plans) > 0 or max(plans) < 0)

    def hears_of(self, trade, struck):
        """Work a trade out anew where one that was struck touches it; otherwise it stays as it was."""
        again = False
        for k in (0, 1):
            for j in (0, 1):
                if (trade.who[k], trade.gives[k]) == (struck.who[j], struck.gives[j]):
                    trade.votes[k], again = struck.to[j], True
                    trade.planned[k].append(0.0)  # falls away below, so that what was planned before is kept
        for j in (0, 1):
            taker, issue, giver = struck.who[1 - j], struck.gives[j], struck.who[j]
            if any(trade.who[k] == taker and trade.gives[1 - k] == issue for k in (0, 1)):
                at, first = struck.to[j], trade.seen.get((giver, issue))
                if first is not None:  # what it was given first counts, unless less is left of it
                    at = min(first, at) if self.ideal[giver][issue] <= first else max(first, at)
                trade.seen[giver, issue], again = at, True
        if again:
            for plans in trade.planned:
                plans.pop()
            self.work_out(trade)


def listed_trades(position, salience, power):
    """Return the trades in the order in which they are struck."""
    table, struck = Table(position, salience, power), []
    trades = [trade for trade in table.listed() if trade.stands]
    while trades:
        best = max(trades, key=lambda trade: trade.gain)
        struck.append(best)
        trades = [trade for trade in trades if trade is not best]
        for trade in trades:
            table.hears_of(trade, best)
        trades = [trade for trade in trades if trade.stands]
    return struck
