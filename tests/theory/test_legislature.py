"""Baron and Ferejohn's legislature of any size, played as talks of which a majority is enough."""

import datetime as dt

import numpy as np
import pytest
from closed_forms.legislature import baron_ferejohn

from sim.model import StatusTalks
from sim.scenario.reader import scenario_from, varied

SURE = 1e6
NEAR = 2e-4
"""Members ask for a hair more than a refusal is worth, so that no error of judgement makes them refuse it."""


def legislature(members, continuation):
    """A chair divides 1 among itself and the others under a closed rule; a refusal is worth the same to each.

    A text names the others' shares, and the chair has the rest: its utility falls evenly with what they get. Nothing
    is agreed without the chair, so nobody else's proposal stands a chance, and whose votes it buys is found in play.
    """
    others = [f"member_{number}" for number in range(2, members + 1)]
    rest = 1 - (1 - continuation) / (members - 1)  # the continuation share, as the chair's utility has it
    actors = {
        "chair": {"kind": "party", "position": dict.fromkeys(others, 0.0), "salience": dict.fromkeys(others, 1.0),
                  "fallback": {"value": rest}, "precision": SURE},
    }  # fmt: skip
    asking = {"kind": "conceder", "beta": 1e6, "flexibility": 0.9999}
    for name in others:
        actors[name] = {"kind": "party", "position": {name: 1.0}, "salience": {name: 1.0}, "precision": SURE,
                        "fallback": {"value": continuation}, "tactic": asking}  # fmt: skip
    talks = {"name": "floor", "parties": ["chair", *others], "weeks": 100, "round_every_weeks": 1,
             "decide": {"majority": members // 2 + 1, "must": ["chair"]}}  # fmt: skip
    return scenario_from(
        {
            "format": 1,
            "title": "A legislature",
            "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2033, 1, 3)},
            "issues": {name: {"zero": "nothing", "one": "all"} for name in others},
            "actors": actors,
            "process": [{"talks": talks}],
            "outcomes": [{"name": "passed", "when": {"ending": "agreed"}}, {"name": "refused", "otherwise": True}],
        }
    )


def division(members, continuation):
    """Who gets what, the chair first."""
    model = StatusTalks(legislature(members, continuation), places=np.arange(1)).run()
    assert set(model.records.spelt("outcome")) == {"passed"}
    shares = model.world.on_table[:, 0]
    return np.array([1 - shares.sum(), *shares])


@pytest.mark.parametrize("discount", [0.5, 0.8, 1.0])
@pytest.mark.parametrize("members", [3, 5, 7])
def test_the_chair_buys_a_bare_majority_at_what_a_refusal_is_worth(members, discount):
    """Each is the chair as often as another: a seat is worth the mean share, discounted to the next session."""
    worth = 0.1
    for _ in range(2):  # whatever a refusal is worth, one unit is divided, so that the second division is the last
        shares = division(members, discount * worth)
        worth = shares.mean()
    chair, partner = baron_ferejohn(members, discount)
    assert shares[0] == pytest.approx(chair, abs=NEAR * (members // 2))
    assert sorted(shares[1:]) == pytest.approx([0.0] * (members // 2) + [partner] * (members // 2), abs=NEAR)


def test_where_all_must_agree_everybody_is_bought():
    scenario = legislature(5, 0.1)
    model = StatusTalks(varied(scenario, ("process.floor.decide=unanimity",)).scenario, places=np.arange(1)).run()
    assert model.world.on_table[:, 0] == pytest.approx([0.1] * 4, abs=NEAR)
