"""R2: what the rest of the process is worth, what its time costs, and what a text must be worth to agree to it.

The process is a graph of stages; each result of a stage leads on and may put a text in force. What an actor
believes of it makes the worth of standing before a stage linear in the worth of the text on the table, so that a
handful of numbers says it for every text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from sim.rules.arrays import Counts, Floats, PerRun, all_above

__all__ = [
    "Branch", "Outlook", "certain", "delay_ahead",
    "delay_cost", "imposed_worth", "patience_spent", "reservation_if_left_out", "reservation_value",
    "standing_before", "through",
]  # fmt: skip

_NO_CHANCE = 1e-9
_NO_TIME = 1e-9
"""Weeks of patience, all above which the time gone by can be divided by."""


@dataclass(frozen=True)
class Outlook:
    """What is believed to come; the chances sum to one with those of named texts put in force, all ``(runs,)``."""

    agreed: Floats
    """Chance that the text on the table ends in force with everybody's consent."""
    imposed: Floats
    """Chance that it ends in force without."""
    stays: Floats
    """Chance that what is in force now stays so."""
    constant: Floats
    """Worth of everything else: premiums, and other texts that come into force."""
    weeks: Floats
    """Weeks that it is expected to take."""
    laid: Mapping[str, tuple[Floats, Floats]] = field(default_factory=dict)
    """By stages that put a text of their own on the table, in place of the one that lies there now: the chances that
    this text ends in force with everybody's consent, and without."""

    @cached_property
    def may_stay(self) -> bool:
        """Whether what is in force now may stay so."""
        return bool(self.stays.any())

    @cached_property
    def on_table(self) -> Floats:
        """Chance that the text on the table ends in force, the slope alpha of the worth in that text."""
        return self.agreed + self.imposed

    @cached_property
    def may_be_agreed(self) -> bool:
        """Whether the text on the table may come into force with consent in any run: only then its worth counts."""
        return bool(self.agreed.any())

    @cached_property
    def may_be_imposed(self) -> bool:
        """Whether it may come into force without."""
        return bool(self.imposed.any())

    @property
    def hangs_on_text(self) -> bool:
        """Whether the text on the table may come into force in any run."""
        return self.may_be_agreed or self.may_be_imposed

    def among(self, runs: Counts) -> Outlook:
        """Return the outlook of some runs.

        Parameters
        ----------
        runs : (some,) int
            Which runs.

        Returns
        -------
        Outlook
            Its numbers are ``(some,)``.
        """
        laid = {by: (agreed[runs], imposed[runs]) for by, (agreed, imposed) in self.laid.items()}
        return Outlook(
            self.agreed[runs], self.imposed[runs], self.stays[runs], self.constant[runs], self.weeks[runs], laid
        )

    def put_aside(self, by: str) -> Outlook:
        """Return the outlook of those with whose text a stage does away, as it lays one of its own on the table.

        Parameters
        ----------
        by : str
            The stage.

        Returns
        -------
        Outlook
            What might have come of the text on the table comes of that of the stage.

        Examples
        --------
        >>> import numpy as np
        >>> half = np.array([0.5])
        >>> before = Outlook(half / 2, half / 2, half, 0 * half, 0 * half).put_aside("vote")
        >>> before.on_table.tolist(), before.laid["vote"]
        ([0.0], (array([0.25]), array([0.25])))
        """
        if not self.hangs_on_text:
            return self
        nothing = np.zeros_like(self.stays)
        return Outlook(
            nothing, nothing, self.stays, self.constant, self.weeks, {**self.laid, by: (self.agreed, self.imposed)}
        )

    def worth_of_laid(self, worth: Callable[[str], tuple[Floats, Floats]]) -> Floats:
        """Return what those texts are worth that later stages lay on the table.

        Parameters
        ----------
        worth : callable
            Takes a stage, and gives the utility of its text with everybody's consent and without, ``(runs,)`` each.

        Returns
        -------
        (runs,)
            Expected utility, 0 where no stage lays a text of its own.

        Examples
        --------
        >>> import numpy as np
        >>> half = np.array([0.5])
        >>> before = Outlook(half / 2, half / 2, half, 0 * half, 0 * half).put_aside("vote")
        >>> before.worth_of_laid(lambda stage: (0.8 + 0 * half, 0.4 + 0 * half)).round(9).tolist()
        [0.3]
        """
        total = np.zeros_like(self.stays)
        for by, (agreed, imposed) in self.laid.items():
            if_agreed, if_imposed = worth(by)
            total += agreed * if_agreed + imposed * if_imposed
        return total

    def worth(self, if_agreed: Floats | float, if_imposed: Floats | float, in_force: Floats | float) -> Floats:
        """Return the worth of what is to come.

        Parameters
        ----------
        if_agreed, if_imposed : (runs,) or float
            Utility of the text on the table if it comes into force with everybody's consent, and without.
        in_force : (runs,) or float
            Utility of the text in force.

        Returns
        -------
        (runs,)
            Expected utility, without the cost of delay and what later stages lay on the table.

        Examples
        --------
        >>> import numpy as np
        >>> certain(1).worth(0.9, 0.8, in_force=0.3).tolist()
        [0.3]
        """
        return np.asarray(self.agreed * if_agreed + self.imposed * if_imposed + self.stays * in_force + self.constant)


@dataclass(frozen=True)
class Branch:
    """One result of a stage, as an actor sees it."""

    chance: Floats | float
    """How likely the actor holds it to be, ``(runs,)``."""
    following: str | None
    """The stage before which one stands then; None where the process is over."""
    in_force: Literal["table", "nothing"] | Floats = "nothing"
    """Whether it puts the text on the table in force, or none, or a text of the given worth, ``(runs,)``."""
    premium: Floats | float = 0.0
    """What it brings that is in no text, ``(runs,)``."""
    with_consent: bool = False
    """Whether everybody consents to the text on the table once this result is there."""


def certain(runs: int) -> Outlook:
    """Return the outlook once all is over: what is in force stays.

    Parameters
    ----------
    runs : int
        How many runs.

    Returns
    -------
    Outlook
        With `stays` at 1.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 5.

    Examples
    --------
    >>> certain(2).stays.tolist(), certain(2).on_table.tolist()
    ([1.0, 1.0], [0.0, 0.0])
    """
    nothing = np.zeros(runs)
    return Outlook(nothing, nothing, np.ones(runs), nothing, nothing)


def through(branch: Branch, after: Outlook) -> Outlook:
    """Return the outlook once a result is there: what it puts in force, its premium, and what follows.

    Parameters
    ----------
    branch : Branch
        The result; its chance does not count here.
    after : Outlook
        Of the stage that follows it, or `certain`.

    Returns
    -------
    Outlook
        From the moment of the result on.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 5: outside options.

    Examples
    --------
    >>> agreed = through(Branch(1.0, None, "table", premium=0.1, with_consent=True), certain(1))
    >>> agreed.agreed.tolist(), agreed.stays.tolist(), agreed.constant.tolist()
    ([1.0], [0.0], [0.1])
    """
    constant = after.constant + branch.premium
    if isinstance(branch.in_force, str) and branch.in_force == "nothing":
        return Outlook(after.agreed, after.imposed, after.stays, constant, after.weeks, after.laid)
    none = np.zeros_like(after.stays)
    if not isinstance(branch.in_force, str):
        constant = constant + after.stays * branch.in_force
        return Outlook(after.agreed, after.imposed, none, constant, after.weeks, after.laid)
    agreed = after.agreed + after.stays if branch.with_consent else after.agreed
    imposed = after.imposed if branch.with_consent else after.imposed + after.stays
    return Outlook(agreed, imposed, none, constant, after.weeks, after.laid)


def standing_before(branches: Sequence[tuple[Branch, Outlook]], weeks: Floats | float, runs: int) -> Outlook:
    """Return the outlook before a stage, from what is believed of its results and what follows each.

    Parameters
    ----------
    branches : sequence of (Branch, Outlook)
        The results, chances summing to one, each with the outlook of what follows it.
    weeks : (runs,) or float
        How long the stage is expected to take.
    runs : int
        How many runs.

    Returns
    -------
    Outlook
        ``W = alpha * u(table) + beta``, in parts.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 5. Kreps & Wilson (1982), "Sequential Equilibria",
    Econometrica 50(4): what is done early hangs on what is believed of all that may follow.

    Examples
    --------
    A council may adopt the text or be blocked; then one has what there is:

    >>> council = [(Branch(0.6, None, "table"), certain(1)), (Branch(0.4, None), certain(1))]
    >>> before = standing_before(council, 8.0, 1)
    >>> before.imposed.tolist(), before.stays.tolist(), before.weeks.tolist()
    ([0.6], [0.4], [8.0])
    """
    agreed, imposed, stays, constant, lasting = (np.zeros(runs) for _ in range(5))
    laid: dict[str, tuple[Floats, Floats]] = {}
    for branch, after in branches:
        if not np.any(branch.chance):
            continue
        then = through(branch, after)
        agreed += branch.chance * then.agreed
        imposed += branch.chance * then.imposed
        stays += branch.chance * then.stays
        constant += branch.chance * then.constant
        lasting += branch.chance * then.weeks
        for by, (with_consent, without) in then.laid.items():
            known = laid.setdefault(by, (np.zeros(runs), np.zeros(runs)))
            laid[by] = known[0] + branch.chance * with_consent, known[1] + branch.chance * without
    return Outlook(agreed, imposed, stays, constant, lasting + weeks, laid)


def reservation_value(failing: Floats | float, on_table: Floats | float, otherwise: Floats | float) -> Floats:
    """Return what a text must be worth for agreeing to it to be no worse than failing.

    Parameters
    ----------
    failing : (runs,) or float
        Worth of failing.
    on_table : (runs,) or float
        Believed chance, once it is agreed, that the text comes into force.
    otherwise : (runs,) or float
        Worth of agreeing that does not hang on the text.

    Returns
    -------
    (runs,)
        ``(failing - otherwise) / on_table``. Where what is agreed cannot come into force, no text is worth anything:
        infinite if agreeing is no better than failing, and minus infinite if it is better whatever the text says.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 5. Raiffa (1982), The Art and Science of Negotiation:
    the reservation value.

    Examples
    --------
    >>> import numpy as np
    >>> reservation_value(0.6, np.array([1.0, 0.5, 0.0]), np.array([0.0, 0.2, 0.6])).round(9).tolist()
    [0.6, 0.8, inf]
    >>> reservation_value(0.6, np.zeros(1), 0.7).tolist()
    [-inf]
    """
    chance, gap = np.asarray(on_table, dtype=np.float64), np.subtract(failing, otherwise)
    if all_above(chance, _NO_CHANCE):
        return np.asarray(gap / chance)
    able = np.asarray(chance > _NO_CHANCE)
    shape = np.broadcast_shapes(chance.shape, np.shape(gap))
    whatever = np.where(np.broadcast_to(gap < -_NO_CHANCE, shape), -np.inf, np.inf)
    return np.asarray(np.divide(gap, chance, out=whatever, where=np.broadcast_to(able, shape)))


def reservation_if_left_out(reservation: PerRun | float, left_out: PerRun | float, chance: PerRun | float) -> PerRun:
    """Return from which worth on agreeing is no worse than refusing, where others may agree without one.

    Parameters
    ----------
    reservation : (runs,) or float
        The same where refusing means that nothing is agreed; utility, infinite where nothing or anything would do.
    left_out : (runs,) or float
        Worth of the text that the others would agree on, put in force without one; utility.
    chance : (runs,) or float
        How likely it is held that they do; 0 to 1.

    Returns
    -------
    (runs,)
        Utility: the mean of both by that chance; what is infinite stays so.

    References
    ----------
    Baron & Ferejohn (1989), "Bargaining in Legislatures", American Political Science Review 83(4): who may be left
    out of the next majority asks for less in this one.

    Examples
    --------
    >>> reservation_if_left_out(0.5, left_out=0.1, chance=np.array([0.0, 0.5, 1.0])).tolist()
    [0.5, 0.3, 0.1]
    >>> float(reservation_if_left_out(np.inf, left_out=0.1, chance=0.5))
    inf
    """
    known = np.where(np.isfinite(reservation), reservation, 0.0)
    return np.asarray(np.where(np.isfinite(reservation), (1.0 - chance) * known + chance * left_out, reservation))


def imposed_worth(
    value: PerRun | float, price: PerRun | float, imposed_share: PerRun | float, overruled: PerRun | float
) -> PerRun:
    """Return what a text is worth that is put in force without the parties' consent.

    Parameters
    ----------
    value : (runs,) or float
        Utility of the text by itself.
    price : (runs,) or float
        What signing it would have cost at home, 0 or above; utility.
    imposed_share : (runs,) or float
        How much of that it costs at home though nobody signed, 0 to 1.
    overruled : (runs,) or float
        What it costs to be overruled, 0 or above; utility.

    Returns
    -------
    (runs,)
        Utility.

    References
    ----------
    Fearon (1994), "Domestic Political Audiences and the Escalation of International Disputes", American Political
    Science Review 88(3): who did not give way is punished less than who did.

    Examples
    --------
    >>> import numpy as np
    >>> imposed_worth(0.75, 0.5, imposed_share=np.array([0.0, 0.5, 1.0]), overruled=0.125).tolist()
    [0.625, 0.375, 0.125]
    """
    return np.asarray(np.subtract(value, np.multiply(imposed_share, price)) - overruled)


def delay_ahead(weeks: PerRun | float, patience_weeks: PerRun | float, weight: PerRun | float) -> PerRun:
    """Price the time that is still to come, at the pace at which patience is used up.

    Parameters
    ----------
    weeks : (runs,) or float
        Weeks to come, 0 or above.
    patience_weeks : (runs,) or float
        Weeks for which patience lasts in all.
    weight : (runs,) or float
        Utility lost by the time that patience is at an end, 0 or above.

    Returns
    -------
    (runs,)
        Utility, at most the weight. What the time gone by has cost is lost either way, and does not count.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 3: the cost of delay. Rubinstein (1982), "Perfect
    Equilibrium in a Bargaining Model", Econometrica 50(1): who can wait gets more.

    Examples
    --------
    >>> import numpy as np
    >>> delay_ahead(np.array([0.0, 26.0, 200.0]), 104, 0.5).tolist()
    [0.0, 0.125, 0.5]
    """
    return np.asarray(weight * patience_spent(weeks, patience_weeks))


def patience_spent(elapsed_weeks: PerRun | float, patience_weeks: PerRun | float) -> PerRun:
    """Return which share of its patience an actor has used up.

    Parameters
    ----------
    elapsed_weeks : (runs,) or float
        Weeks since the clock began to run.
    patience_weeks : (runs,) or float
        Weeks until patience is at an end; an actor without any (0 or less) has spent it from the start.

    Returns
    -------
    (runs,)
        0 at the start, 1 from the end of patience on.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 3: the cost of delay.

    Examples
    --------
    >>> import numpy as np
    >>> patience_spent(26, np.array([104.0, 52.0, 13.0, 0.0])).tolist()
    [0.25, 0.5, 1.0, 1.0]
    """
    elapsed, patience = np.asarray(elapsed_weeks, dtype=np.float64), np.asarray(patience_weeks, dtype=np.float64)
    if all_above(patience, _NO_TIME):
        return np.asarray(np.minimum(np.maximum(elapsed / patience, 0.0), 1.0))
    # Where patience outlasts the elapsed time, it is above 0 and the quotient is safe; elsewhere it is spent.
    outlasts = np.asarray(patience > np.maximum(elapsed, 0.0))
    share = np.divide(elapsed, patience, out=np.ones(outlasts.shape), where=outlasts)
    return np.asarray(np.maximum(share, 0.0))


def delay_cost(elapsed_weeks: PerRun | float, patience_weeks: PerRun | float, weight: PerRun | float) -> PerRun:
    """Price the time that has passed without a settlement.

    Parameters
    ----------
    elapsed_weeks : (runs,) or float
        Weeks since the talks began.
    patience_weeks : (runs,) or float
        Weeks after which waiting costs no more, since all patience is gone.
    weight : (runs,) or float
        Utility lost when patience is at an end, 0 or above.

    Returns
    -------
    (runs,)
        Utility lost: grows with elapsed / patience and stops at the weight.

    References
    ----------
    Muthoo (1999), Bargaining Theory with Applications, ch. 3: the cost of delay.

    Examples
    --------
    >>> import numpy as np
    >>> delay_cost(np.array([0.0, 26.0, 200.0]), 104, 0.5).tolist()
    [0.0, 0.125, 0.5]
    """
    return np.asarray(weight * patience_spent(elapsed_weeks, patience_weeks))
