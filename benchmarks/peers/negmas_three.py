"""NegMAS's stacked alternating offers on three parties and three linear issues. Prints what was agreed on, as JSON.

Run by benchmarks/three_parties.py in an environment with NegMAS (AGPL: run beside, never a part of the project).
"""

import json
import sys

import numpy as np
from negmas import AspirationNegotiator, ResponseType, SAOMechanism, SAONegotiator, make_issue
from negmas.preferences import MappingUtilityFunction


class Toward(SAONegotiator):
    """Comes down evenly in time, and offers what is nearest to the middle of the others' last offers."""

    def __init__(self, worths, grid, reserved, **rest):
        super().__init__(**rest)
        self.worths, self.grid, self.reserved, self.heard = worths, grid, reserved, {}

    def target(self, state):
        """Hold out for everything at first, for no more than failing at last."""
        return 1.0 - (1.0 - self.reserved) * min(1.0, state.relative_time)

    def propose(self, state, dest=None):
        """Offer the nearest outcome that is worth enough, the better of two; at first the best."""
        if not self.heard:
            return tuple(self.grid[np.argmax(self.worths)].tolist())
        middle = np.mean(list(self.heard.values()), axis=0)
        enough = np.flatnonzero(self.worths >= min(self.target(state), self.worths.max()) - 1e-12)
        far = np.abs(self.grid[enough] - middle).sum(axis=1).round(9)
        return tuple(self.grid[enough[np.lexsort((-self.worths[enough], far))[0]]].tolist())

    def respond(self, state, source=None):
        """Accept what is worth what it would hold out for itself."""
        offer = state.current_offer
        if offer is None:
            return ResponseType.REJECT_OFFER
        self.heard[state.current_proposer] = offer
        enough = self.ufun(offer) >= self.target(state) - 1e-12
        return ResponseType.ACCEPT_OFFER if enough else ResponseType.REJECT_OFFER


def negotiate(case, tactic):
    """Hold one negotiation; None if nothing is agreed."""
    steps, reserved = case["steps"], case["reserved"]
    session = SAOMechanism(
        issues=[make_issue(steps + 1, name=f"issue {number}") for number in range(3)], n_steps=case["rounds"]
    )
    grid = np.stack([axis.ravel() for axis in np.indices((steps + 1,) * 3)], axis=1)
    for position, salience in zip(case["position"], case["salience"], strict=True):
        worths = 1.0 - np.abs(grid / steps - np.array(position)) @ np.array(salience)
        known = dict(zip(map(tuple, grid.tolist()), worths.tolist(), strict=True))
        wants = MappingUtilityFunction(known, reserved_value=reserved, outcome_space=session.outcome_space)
        plain = tactic == "aspiration"
        session.add(
            AspirationNegotiator(aspiration_type="linear") if plain else Toward(worths, grid, reserved),
            preferences=wants,
        )
    session.run()
    agreed = session.agreement
    return None if agreed is None else [value / steps for value in agreed]


cases = json.load(open(sys.argv[1], encoding="utf-8"))  # noqa: SIM115, PTH123
print(json.dumps({tactic: [negotiate(case, tactic) for case in cases] for tactic in ("aspiration", "toward")}))
