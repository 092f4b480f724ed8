"""The protocol of offers: each party makes one in turn, and all the others answer it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.actors.decisions import names_where
from sim.actors.outlook import floor_of
from sim.process.asking import ask_text, ask_yes
from sim.process.groups import carry, stands_behind
from sim.process.stage import crossed
from sim.rules.acceptance import meets, settled_text, stands_by
from sim.rules.arrays import sum_over_first
from sim.rules.bargaining import cheapest_partners, mean_offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.actors.decisions import Said
    from sim.actors.terms import Terms
    from sim.process.talks.stage import Talks
    from sim.rules.arrays import Counts, Flags, Floats

__all__ = ["Offers"]

TOWARD_THE_MIDDLE = np.linspace(0.05, 1.0, 20)
"""Where, on the way from an offer to the middle of all, a text is looked for that all would have taken."""


class Offers:
    """What the parties have offered, and how a round goes on from there (stacked alternating offers).

    In each round, in this order: (1) each party settles what it holds out for (R3, R6), as far as issues on the table
    go; (2) one after the other makes the offer nearest to the middle of what those last offered whose yes it needs
    (R4), the later ones with an eye on what was offered in this round; (3) each accepts the others' offers or not
    (R5). An offer is carried if enough accept it.
    """

    def __init__(self, talks: Talks) -> None:
        self.talks = talks
        spec, world = talks.spec, talks.world
        shape = len(talks.parties), len(world.scenario.issues), world.runs
        self.last = np.zeros(shape)
        self.last_gain = np.zeros((shape[0], world.runs))
        self.first_gap = talks.numbers(spec.FIRST_GAP)
        self.last_gap = talks.numbers(spec.LAST_GAP)
        self.closed_gap = talks.numbers(spec.CLOSED)

    def begin(self, runs: Counts) -> None:
        """Take up each party's public position: its first demand, or what it last offered."""
        for place, party in enumerate(self.talks.parties):
            self.last[place][:, runs] = party.takes_up(self.talks.spec.in_public, runs)
        self._measure(self.first_gap, runs)
        self._measure(self.last_gap, runs)

    def hold_round(self, runs: Counts, share: Floats, last: Flags) -> None:
        """Hold one round: an offer of each party, and its answers to those of the others."""
        talks, on_table = self.talks, self.talks.on_table()
        terms = self._terms(runs, on_table)
        asked = [
            party.asks(terms[place], share, self.last_gain[place][runs]) for place, party in enumerate(talks.parties)
        ]
        says_yes = self.exchange(terms, asked, on_table, last)
        if talks.agenda_is_open():
            carried = talks.table.is_enough(says_yes)
            # Who would agree to nothing at all means no offer.
            for place, one in enumerate(terms):
                carried[place] &= self._means(place, one)
            self._conclude(carried, says_yes, runs, on_table)

    def _terms(self, runs: Counts, on_table: Flags) -> list[Terms]:
        """Return what the table is to each party in this round."""
        talks, left, between = self.talks, self.talks.weeks_left(runs), self._between(runs)
        terms = [
            party.terms(talks.name, runs, left, on_table, between[place]) for place, party in enumerate(talks.parties)
        ]
        if talks.left_out.any():
            before = self.last.take(runs, axis=2)
            without = [self._of_those_without(place, before) for place in range(len(terms))]
            terms = [talks.if_refused(place, one, without[place]) for place, one in enumerate(terms)]
        return terms

    def exchange(self, terms: list[Terms], asked: list[Floats], on_table: Flags, last: Flags) -> Flags:
        """Let each party make its offer and all others answer; return who says yes, ``(offers, parties, runs)``.

        `asked` is what each holds out for, `last` where this is the last round. What was offered is kept.
        """
        talks, runs = self.talks, terms[0].runs
        before, saliences = self.last.take(runs, axis=2), self._saliences(runs)
        # Who comes later answers the fresh offers of those before; moving at once, all would pass each other by.
        made = before.copy()
        for place, party in enumerate(talks.parties):
            made[place] = self._next_offer(place, made, saliences, asked[place], terms[place], on_table[:, None])
            if talks.seated(party):
                made[place] = self._asked_for_offer(place, made, asked[place], terms[place], on_table[:, None])
        dealt_with = made if on_table.all() else made[:, on_table]
        says_yes = np.ones((len(made), len(made), len(runs)), dtype=bool)
        for place, party in enumerate(talks.parties):
            if party.spec.decides is not None:
                says_yes[place, place] = stands_behind(talks, party, made[place], runs, party.name)
            if talks.telling:
                own_value = party.value(made[place], runs)
                talks.tell("offer", party.name, runs, text=made[place], asked=asked[place], own_value=own_value,
                           **self._to_others(place, made, runs))  # fmt: skip
            own = terms[place].expected(made[place])
            for by in (other for other in range(len(made)) if other != place):
                # In the last round there is no next offer to hold out for.
                least = np.where(last & (not party.firm), -np.inf, terms[place].as_good_as(own, made[by]))
                same = meets(dealt_with[place], dealt_with[by])
                says_yes[by, place] = self._answer(place, by, made[by], same, terms, least)
        self._publish(before, made, terms)
        return says_yes

    def _of_those_without(self, place: int, offers: Floats) -> Floats:
        """Return the middle of what those offer who are enough without a party and nearest to each other."""
        sets = self.talks.table.without(place)
        if not len(sets):
            return np.asarray(offers[place])
        spans = np.stack([sum_over_first(np.ptp(offers[members], axis=0)) for members in sets])
        return _at(cheapest_partners(-spans), [offers[members].mean(axis=0) for members in sets])

    def _saliences(self, runs: Counts) -> list[Floats]:
        return [party.of(party.salience, runs) for party in self.talks.parties]

    def _between(self, runs: Counts) -> list[tuple[Floats, Floats] | None]:
        """Return each party's last offer and the middle of the others': on that way it looks for what passes."""
        places = range(len(self.talks.parties))
        if not self.talks.world.votes_at_home:
            return [None for _ in places]
        offers, saliences = self.last.take(runs, axis=2), self._saliences(runs)
        return [(offers[place], mean_offer(offers, saliences, np.array(places) != place)) for place in places]

    def _next_offer(
        self, place: int, made: Floats, saliences: list[Floats], asked: Floats, terms: Terms, on_table: Flags
    ) -> Floats:
        """Make one party's offer; issues that are not on the table stay as they are."""
        standing, sets, whole = made[place], self.talks.table.partners(place), on_table.all()
        wishes = [mean_offer(made, saliences, partners) for partners in sets]
        if not whole:
            wishes = [np.where(on_table, wish, standing) for wish in wishes]
        alike = np.ones((len(made), 1, 1))
        dear = [mean_offer(saliences, alike, partners) for partners in sets]
        if len(sets) > 1:
            nearest = cheapest_partners(np.stack([terms.net(wish) for wish in wishes]))
            wishes, dear = [_at(nearest, wishes)], [_at(nearest, dear)]
        new = self.talks.parties[place].offers(terms, standing, dear[0], wishes[0], asked)
        return new if whole else np.where(on_table, new, standing)

    def _asked_for_offer(self, place: int, made: Floats, asked: Floats, terms: Terms, on_table: Flags) -> Floats:
        """Let whoever sits in a party's seat make its offer, beside the one that the model would make."""
        talks, party, own = self.talks, self.talks.parties[place], made[place]
        others = {other.name: made[by] for by, other in enumerate(talks.parties) if by != place}
        standing = self.last[place].take(terms.runs, axis=1)
        lower, upper = (np.where(on_table, line, own) for line in terms.hard_lines)
        payoffs: dict[str, Said] = {"holds_out_for": asked, "model": terms.net(own), "standing": terms.net(standing),
                                    "failing": floor_of(terms.reservation)}  # fmt: skip
        payoffs |= {f"offer_of.{name}": terms.worth(offer) for name, offer in others.items()}
        facts: dict[str, Said] = {"standing": standing} | {f"offer_of.{name}": one for name, one in others.items()}
        return ask_text(talks, "offer", party, own, (lower, upper), terms.runs, facts=facts, payoffs=payoffs)

    def _means(self, place: int, terms: Terms) -> Flags:
        """Tell whether an offer is meant: who would agree to nothing at all means none."""
        means = terms.reservation < np.inf
        if means.all():
            return means
        offer = self.last[place].take(terms.runs, axis=1)
        return ask_yes(self.talks, "mean", self.talks.parties[place], means, terms.runs, facts={"text": offer})

    def between(self, runs: Counts) -> Floats:
        """Return the text half-way between what all offered last, ``(issues, runs)``."""
        return np.asarray(self.last.mean(axis=0).take(runs, axis=1))

    def _answer(self, place: int, by: int, offer: Floats, same: Flags, terms: list[Terms], own: Floats) -> Flags:
        """Return whether a party accepts the offer that another made, and tell of it."""
        talks, party, runs = self.talks, self.talks.parties[place], terms[place].runs
        answer = party.accepts(offer, terms[place], own, f"answer.{talks.name}")
        # Nobody wavers about what it proposes itself, if that is no worse than failing.
        answer.accepts = stands_by(answer.accepts, same, answer.worth, answer.disagreement)
        answer.accepts = answer.accepts & (terms[by].reservation < np.inf)
        carry(talks, party, answer, offer, runs, talks.parties[by].name)
        facts: dict[str, Said] = {"text": offer, "by": talks.parties[by].name}
        answer.accepts = ask_yes(talks, "accept", party, answer.accepts, runs, facts=facts, payoffs=answer.known)
        if talks.telling:
            talks.tell("answer", party.name, runs, other=talks.parties[by].name,
                       crosses=crossed(party, offer, runs), **answer.told())  # fmt: skip
        return answer.accepts

    def _to_others(self, place: int, made: Floats, runs: Counts) -> dict[str, Floats]:
        """Return what an offer is worth to the other side, or to the others on average."""
        worth = [party.value(made[place], runs) for other, party in enumerate(self.talks.parties) if other != place]
        if len(worth) == 1:
            return {"other_value": worth[0]}
        return {"others_value": sum_over_first(np.stack(worth)) / len(worth)}

    def _publish(self, before: Floats, made: Floats, terms: list[Terms]) -> None:
        """Show the offers: each sees what the others' moves brought it, on average."""
        for place, own in enumerate(terms):
            value = own.value if own.whole else partial(own.party.value, runs=own.runs)
            gains = [value(made[by]) - value(before[by]) for by in range(len(made)) if by != place]
            self.last_gain[place][own.runs] = sum_over_first(np.array(gains)) / len(gains)
        self.last[:, :, terms[0].runs] = made
        self._measure(self.last_gap, terms[0].runs)

    def _measure(self, gaps: Floats, runs: Counts) -> None:
        """Measure how far apart those are who would be enough; of several such sets, the one that is nearest."""
        offers, coalitions = self.last.take(runs, axis=2), self.talks.table.coalitions
        if self.talks.table.all_must:
            gaps[:, runs] = np.ptp(offers, axis=0)
            return
        spans = [np.ptp(offers[members], axis=0) for members in coalitions]
        gaps[:, runs] = _at(cheapest_partners(-np.stack([sum_over_first(span) for span in spans])), spans)

    def _conclude(self, carried: Flags, says_yes: Flags, runs: Counts, on_table: Flags) -> None:
        """End the talks where an offer was carried."""
        agreed, all_must = np.flatnonzero(carried.any(axis=0)), self.talks.table.all_must
        if not agreed.size:
            return
        carried = carried[:, agreed]
        text = settled_text(self.last.take(runs[agreed], axis=2), carried, all_must)
        said = says_yes[np.argmax(carried, axis=0), :, agreed].T | all_must
        self.talks.agree(text, runs[agreed], said, on_table)

    def agree(self, text: Floats, says_yes: Flags, runs: Counts, on_table: Flags) -> None:
        """Take up what was agreed as the last offer of all who said yes to it."""
        for place, offers in enumerate(self.last):
            signs = on_table[:, None] & says_yes[place]
            offers[:, runs] = np.where(signs, text, offers.take(runs, axis=1))
        self._measure(self.last_gap, runs)

    def end(self, runs: Counts) -> None:
        """Write down what share of each gap was closed; nobody takes its last offer back."""
        first, last = self.first_gap.take(runs, axis=1), self.last_gap.take(runs, axis=1)
        self.closed_gap[:, runs] = 1 - np.divide(last, first, out=np.ones_like(first), where=first > 0)
        for place, party in enumerate(self.talks.parties):
            party.leaves_with(self.last[place].take(runs, axis=1), runs)

    def tell_shortfall(self, runs: Counts) -> None:
        """Tell what was still between a party and those whose yes it sought when time was up."""
        talks, offers, saliences = self.talks, self.last.take(runs, axis=2), self._saliences(runs)
        for place, party in enumerate(talks.parties):
            groups = talks.table.partners(place)
            sets = [mean_offer(offers, saliences, partners) for partners in groups]
            nearest = cheapest_partners(np.stack([party.value(offer, runs) for offer in sets]))
            offer = _at(nearest, sets)
            lacks = np.where(talks.on_table()[:, None], party.lacks(offer, runs), 0.0)
            named = names_where(talks.spec.parties, np.stack([groups[one] for one in nearest], axis=1))
            talks.tell("shortfall", party.name, runs, other=named, lacks=lacks)
        talks.tell("in_reach", "", runs[self._in_reach(offers, runs)])

    def _in_reach(self, offers: Floats, runs: Counts) -> Flags:
        """Tell where a text between the last offers, and none of these, would have been taken as a last word."""
        talks, on_table = self.talks, self.talks.on_table()
        if any(party.spec.decides is not None for party in talks.parties):  # whether members carry it is not known
            return np.zeros(len(runs), dtype=bool)
        ways = self._between(runs)
        terms = [
            party.terms(talks.name, runs, 0.0, on_table, ways[place]) for place, party in enumerate(talks.parties)
        ]

        def taken(text: Floats) -> Flags:
            said = [~party.objects(text, one) for party, one in zip(talks.parties, terms, strict=True)]
            return talks.table.is_enough(np.stack(said))

        middle = offers.mean(axis=0)
        between = [taken(offer + share * (middle - offer)) for offer in offers for share in TOWARD_THE_MIDDLE]
        return np.asarray(np.any(between, axis=0) & ~np.any([taken(offer) for offer in offers], axis=0))


def _at(places: Counts, each: Sequence[Floats]) -> Floats:
    """Return what stands at a place in each run, of several arrays ``(issues, runs)``."""
    return np.asarray(np.take_along_axis(np.stack(each), places[None, None], axis=0)[0])
