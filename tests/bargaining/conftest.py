"""Small bargains in which one thing at a time can be changed: talks, an envoy's plan, a council, a declaration."""

import copy
import datetime as dt

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.scenario.reader import scenario_from

SURE = 1e6
RUNS = 64


def party(position, salience=(0.6, 0.4), **more):
    return {
        "kind": "party",
        "position": dict(zip(("land", "law"), position, strict=True)),
        "salience": dict(zip(("land", "law"), salience, strict=True)),
        "tactic": {"kind": "linear"},
        "precision": SURE,
        **more,
    }


TWO_SIDES = {
    "format": 1,
    "title": "A bargain",
    "calendar": {"start": dt.date(2030, 1, 7), "end": dt.date(2034, 12, 25)},
    "issues": {"land": {"zero": "west has it", "one": "east has it"}, "law": {"zero": "west's", "one": "east's"}},
    "actors": {
        "west": party((0.0, 0.0), (0.6, 0.4), fallback={"value": 0.3}),
        "east": party((1.0, 1.0), (0.4, 0.6), fallback={"value": 0.3}),
    },
    "texts": {"now": {"land": 0.1, "law": 0.1}},
    "status_quo": "now",
    "process": [{"talks": {"name": "talks", "parties": ["west", "east"], "weeks": 40, "round_every_weeks": 2}}],
    "outcomes": [{"name": "agreed", "when": {"ending": "agreed"}}, {"name": "none", "otherwise": True}],
}

BELIEFS = {
    "board": {"blocked": {"chance": 0.3, "weight": 1000}},
    "act": {"coordinated": {"chance": 0.5, "weight": 1000}},
}
BOTH = {"land": 1, "law": 1}

DEADLOCK = {
    "actors.west.fallback": None,
    "actors.east.fallback": None,
    "actors.west.beliefs": BELIEFS,
    "actors.east.beliefs": BELIEFS,
    "actors.west.overruled": 0.1,
    "actors.east.overruled": 0.02,
    "actors.envoy": {"kind": "envoy", "position": {"land": 0.7, "law": 0.7}, "salience": BOTH, "own_view": 1.0},
    "actors.friends": {
        "kind": "state", "position": {"land": 0.8, "law": 0.8}, "salience": BOTH, "precision": SURE,
        "beliefs": {"board": {"blocked": {"chance": 0.5}}}, "veto": True,
    },
    "actors.guardian": {
        "kind": "state", "position": {"land": 0.1, "law": 0.1}, "salience": BOTH, "precision": 30,
        "veto": True, "signal_honesty": 1.0, "blocking_cost": 0.1, "deference": 0.9,
    },
    "texts.plan": {"land": 0.7, "law": 0.7},
    "texts.declared": {"land": 0.9, "law": 0.8},
    "expected_text": "plan",
    "process.0.talks.on_failure": "paper",
    "process.1": {"proposal": {"name": "paper", "proposer": "envoy", "parties": ["west", "east"], "weeks": 4,
                               "step": 0.0,
                               "on_success": "board", "on_failure": "board"}},
    "process.2": {"council": {"name": "board", "sponsors": ["friends"], "seats": {"friends": 2, "guardian": 1},
                              "majority": 2,
                              "most_drafts": 4, "step": 0.05, "on_failure": "act"}},
    "process.3": {"declaration": {"name": "act", "declarer": "east", "text": "declared",
                                  "sponsors": {"friends": {}}}},
    "outcomes": [
        {"name": "agreed", "when": [{"ending": "agreed"}, {"ending": "adopted", "consent": True}]},
        {"name": "imposed", "when": {"ending": "adopted"}},
        {"name": "declared", "when": {"ending": "coordinated"}},
        {"name": "none", "otherwise": True},
    ],
}  # fmt: skip
"""What follows if the talks fail: a plan nearer to the east, a council that may be blocked, and a declaration."""


def changed(data, changes):
    """Plain data with some dotted paths set anew; None takes an entry out."""
    data = copy.deepcopy(data)
    for path, value in changes.items():
        *above, last = path.split(".")
        place = data
        for step in above:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        key = int(last) if isinstance(place, list) else last
        if value is None:
            place.pop(key, None)
        elif isinstance(place, list) and key == len(place):
            place.append(copy.deepcopy(value))
        else:
            place[key] = copy.deepcopy(value)
    return data


class Played:
    """What came of a bargain."""

    def __init__(self, model):
        self.model, self.columns = model, model.records.columns
        self.outcome = model.records.spelt("outcome")

    def share(self, *outcomes):
        return float(np.isin(self.outcome, outcomes).mean())

    @property
    def deal(self):
        """The texts agreed on, ``(issues, runs)``."""
        return self.model.world.on_table[:, self.outcome == "agreed"]

    def worth(self, name):
        return float(self.columns[f"utility.{name}"].mean())


@pytest.fixture
def talks():
    """A function that plays two sides with some paths changed."""

    def run(changes=None, runs=RUNS):
        return Played(StatusTalks(scenario_from(changed(TWO_SIDES, changes or {})), places=np.arange(runs)).run())

    return run


@pytest.fixture
def deadlock():
    """A function that plays two sides in the shadow of a council and a declaration, some paths changed."""

    def run(changes=None, runs=RUNS):
        data = changed(changed(TWO_SIDES, DEADLOCK), changes or {})
        return Played(StatusTalks(scenario_from(data), places=np.arange(runs)).run())

    return run
