"""R6: what it costs to retreat in public, and what is agreed to in private."""

from __future__ import annotations

import numpy as np

from sim.rules.arrays import Flags, Floats

__all__ = ["election_pressure", "held_aspiration", "private_consent", "retreat_cost"]


def held_aspiration(wanted: Floats | float, public_value: Floats | float, audience_cost: Floats | float) -> Floats:
    """Shrink a concession by what the audience at home charges for it.

    Each unit of utility given up below what was first said in public costs 1 + c units, so an actor that means to
    give a certain amount comes down by that amount over 1 + c, in however many meetings.

    Parameters
    ----------
    wanted : (runs,) or float
        Utility that the actor would hold out for without an audience, from `aspiration`.
    public_value : (runs,) or float
        Utility of its stake: of what it first said in public.
    audience_cost : (runs,) or float
        Cost c, 0 or above, in utility for each unit retreated in public.

    Returns
    -------
    (runs,)
        Utility held out for: between wanted and public_value when that is a retreat, else wanted.

    References
    ----------
    Fearon (1994), "Domestic Political Audiences and the Escalation of International Disputes", American Political
    Science Review 88(3).

    Examples
    --------
    >>> import numpy as np
    >>> held_aspiration(np.array([0.5, 0.9]), public_value=0.75, audience_cost=1.0).tolist()
    [0.625, 0.9]
    """
    held_share = 1.0 - np.divide(1.0, np.add(1.0, audience_cost))
    return np.asarray(wanted + held_share * np.maximum(np.subtract(public_value, wanted), 0.0))


def retreat_cost(value: Floats | float, public_value: Floats | float, audience_cost: Floats | float) -> Floats:
    """Price a text that is worth less than what one said in public.

    Parameters
    ----------
    value : (runs,) or float
        Utility of the text.
    public_value : (runs,) or float
        Utility of the actor's stake.
    audience_cost : (runs,) or float
        Cost c, 0 or above, in utility for each unit retreated in public.

    Returns
    -------
    (runs,)
        Utility lost at home; 0 where there is no retreat.

    References
    ----------
    Fearon (1994), American Political Science Review 88(3).

    Examples
    --------
    >>> import numpy as np
    >>> retreat_cost(np.array([0.5, 0.9]), public_value=0.75, audience_cost=2.0).tolist()
    [0.5, 0.0]
    """
    return np.asarray(audience_cost * np.maximum(np.subtract(public_value, value), 0.0))


def election_pressure(
    weeks_to_election: Floats | float, horizon_weeks: Floats | float, peak: Floats | float
) -> Floats:
    """Say by which factor audience costs rise as the actor's own election comes near.

    Parameters
    ----------
    weeks_to_election : (runs,) or float
        Weeks until the vote; negative after it, infinite if there is none.
    horizon_weeks : (runs,) or float
        How many weeks before the vote the campaign begins to be felt; above 0.
    peak : (runs,) or float
        By how much the factor exceeds 1 in the week of the vote, 0 or above.

    Returns
    -------
    (runs,)
        Factor: 1 far from the vote and after it, rising in a line to 1 + peak.

    Raises
    ------
    ValueError
        If some horizon is not above 0.

    References
    ----------
    Putnam (1988), "Diplomacy and Domestic Politics", International Organization 42(3). Gaubatz (1991), "Election
    Cycles and War", Journal of Conflict Resolution 35(2): the electoral calendar binds foreign policy.

    Examples
    --------
    >>> import numpy as np
    >>> election_pressure(np.array([20.0, 4.0, 0.0, -1.0]), horizon_weeks=8, peak=0.5).tolist()
    [1.0, 1.25, 1.5, 1.0]
    """
    if not np.all(np.greater(horizon_weeks, 0)):
        raise ValueError("the horizon of an election must be above 0 weeks")
    nearness = np.maximum(1.0 - np.divide(weeks_to_election, horizon_weeks), 0.0)
    return np.asarray(1.0 + peak * np.where(np.greater_equal(weeks_to_election, 0), nearness, 0.0))


def private_consent(uniform: Floats | float, chance: Floats | float) -> Flags:
    """Tell whether an actor would waive a red line for an option that is named behind closed doors.

    Parameters
    ----------
    uniform : (runs,) or float
        Uniforms from 0 to 1 (1 excluded).
    chance : (runs,) or float
        Chance of consent, 0 to 1.

    Returns
    -------
    (runs,)
        True where the line is waived.

    References
    ----------
    Putnam (1988), International Organization 42(3): what can be ratified differs from what can be said.

    Examples
    --------
    >>> import numpy as np
    >>> private_consent(np.array([0.1, 0.3]), chance=0.2).tolist()
    [True, False]
    """
    return np.asarray(np.less(uniform, chance))
