"""A run must be the same alone, in any subset and in a block, to the last bit."""

import numpy as np
import pytest

from sim.rules import (
    acceptance,
    bargaining,
    beliefs,
    continuation,
    council,
    declaration,
    drafting,
    home,
    mediation,
    recognition,
    utility,
    violence,
)

RUNS = 37
rng = np.random.default_rng(7)


def numbers(*shape):
    """Uniforms; the last axis is runs."""
    return rng.random((*shape, RUNS))


def salience(*before):
    """Saliences of ten issues, half of them with ties; ten, since numpy sums eight or more otherwise when alone."""
    drawn = (
        rng.integers(0, 5, (*before, 10, RUNS)) + rng.random((*before, 10, RUNS)) * (rng.random(RUNS) < 0.5) + 0.01
    )
    return drawn / drawn.sum(axis=-2, keepdims=True)


text, other, third = numbers(10), numbers(10), numbers(10)
lower, upper = np.minimum(other, third), np.maximum(other, third)
one, two, three, four = numbers(), numbers(), numbers(), numbers()
own, others = salience(), salience()
positions, saliences = numbers(12, 10), salience(12)
edges = np.zeros((12, 12))
edges[0, 1:10] = 1 / 9
covariates = rng.random((20, 9))


def traded(r):
    """Return what a concession is reckoned from, of some runs."""
    lines = lower[:, r], upper[:, r]
    return text[:, r], other[:, r], third[:, r], own[:, r], others[:, r], one[r] / 2, 1.0, lines, 2.0


CASES = {
    "normalised_salience": lambda r: utility.normalised_salience(own[:, r], 2.0),
    "utility": lambda r: utility.utility(text[:, r], other[:, r], own[:, r]),
    "utility_curved": lambda r: utility.utility(text[:, r], other[:, r], own[:, r], 1.7),
    "admissible": lambda r: utility.admissible(text[:, r], lower[:, r], upper[:, r]),
    "delay_ahead": lambda r: continuation.delay_ahead(one[r], two[r], three[r]),
    "delay_cost": lambda r: continuation.delay_cost(one[r], two[r], three[r]),
    "aspiration": lambda r: bargaining.aspiration(one[r], two[r], three[r], four[r] + 0.1),
    "followings": lambda r: home.followings(text[:, r], other[:, r], one[r]),
    "swayed": lambda r: home.swayed(text[:, r], positions[:10, :, r], own[:, r], others[:, r]),
    "weighed_by_following": lambda r: home.weighed_by_following(text[:, r], own[:, r]),
    "tit_for_tat": lambda r: bargaining.tit_for_tat(one[r], two[r], three[r]),
    "concede": lambda r: bargaining.concede(text[:, r], other[:, r], own[:, r], one[r] / 2),
    "concede_curved": lambda r: bargaining.concede(text[:, r], other[:, r], own[:, r], one[r] / 2, 1.7, third[:, r]),
    "toward": lambda r: bargaining.toward("least_salient_first", *traded(r)),
    "give_way": lambda r: bargaining.give_way(*traded(r)),
    "give_way_curved": lambda r: bargaining.give_way(
        text[:, r], other[:, r], third[:, r], own[:, r], others[:, r], one[r] / 2, 1.7
    ),
    "line_cost": lambda r: utility.line_cost(text[:, r], lower[:, r], upper[:, r], own[:, r], two[r]),
    "meets": lambda r: acceptance.meets(text[:, r], text[:, r] + 2e-9 * other[:, r]),
    "settled_text": lambda r: acceptance.settled_text(positions[..., r], numbers_of_weight[:, r] > 0.5, one[r] > 0.5),
    "enough": lambda r: acceptance.enough(numbers_of_weight[:, r] > 0.5, np.tri(len(positions), dtype=bool)),
    "mean_offer": lambda r: bargaining.mean_offer(positions[..., r], saliences[..., r], np.arange(12) > 0),
    "cheapest_partners": lambda r: bargaining.cheapest_partners(text[:, r]),
    "pivotal": lambda r: drafting.pivotal(text[:, r] - other[:, r], own[:, r], edges[0, :10] > 0),
    "borne_share": lambda r: drafting.borne_share(text[:, r], other[:, r], third[:, r], 2),
    "chance_of_veto": lambda r: council.chance_of_veto(text[:, r]),
    "backing_share": lambda r: declaration.backing_share(text[:, r], other[:, r] > 0.5),
    "relative_to_start": lambda r: home.relative_to_start(text[:, r], own[:, r], others[:, r]),
    "logistic_noise": lambda r: acceptance.logistic_noise(one[r], 20.0),
    "held_aspiration": lambda r: home.held_aspiration(one[r], two[r], three[r]),
    "compromise_text": lambda r: mediation.compromise_text(
        positions[..., r], saliences[..., r], numbers_of_weight[:, r]
    ),
    "median_text": lambda r: mediation.median_text(positions[..., r], saliences[..., r], numbers_of_weight[:, r]),
    "nash_text": lambda r: mediation.nash_text(text[:, r], own[:, r], one[r], other[:, r], others[:, r], two[r])[0],
    "revise": lambda r: mediation.revise(
        text[:, r], positions[..., r], saliences[..., r], numbers_of_weight[:, r] > 0.5, 0.3, lower[:, r], upper[:, r]
    ),
    "independence": lambda r: council.independence(text[:, r], edges[0, :10] + 0.1),
    "ballot": lambda r: council.ballot(one[r] - two[r], three[r] / 4),
    "chance_of_no": lambda r: council.chance_of_no(one[r] - two[r], three[r], 12.0),
    "learn": lambda r: beliefs.believed(*beliefs.learn(one[r], two[r], three[r] > 0.5, four[r])),
    "told": lambda r: beliefs.told(one[r], two[r] > 0.5, three[r]),
    "heeded": lambda r: beliefs.heeded(
        positions[..., r], positions[..., r], edges, np.full((12, 1, 1), 0.4), np.argwhere(edges)
    ),
    "value_of_waiting": lambda r: declaration.value_of_waiting(one[r], two[r], three[r], four[r]),
    "log_hazard": lambda r: recognition.log_hazard(covariates, coefficients[:, r], share[:, r], one[r]),
    "hazard": lambda r: recognition.hazard(share[:, r]),
    "violence": lambda r: violence.weekly_chance(one[r], two[r], 2.0, three[r], 1.0),
    "event_size": lambda r: violence.event_size(one[r], 1.0, 1.5),
}
numbers_of_weight, coefficients, share = numbers(12), numbers(9), numbers(20)


@pytest.mark.parametrize("rule", CASES)
def test_a_run_is_the_same_alone_in_a_subset_and_in_the_block(rule):
    block = CASES[rule](np.arange(RUNS))
    for runs in ([0], [17], [RUNS - 1], [3, 30], list(range(0, RUNS, 2))):
        np.testing.assert_array_equal(CASES[rule](np.array(runs)), block[..., runs])
