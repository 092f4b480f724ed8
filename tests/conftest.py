"""Tiny scenarios, small enough to check by hand: two issues, two parties, and no noise unless asked for."""

from __future__ import annotations

import copy
import datetime as dt
import gc
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from cachetools import LRUCache

from sim.model import StatusTalks
from sim.process.chronicle import Chronicle
from sim.runs.folder.layout import block_files
from sim.scenario.reader import read_scenario, scenario_from, written

ROOT = Path(__file__).resolve().parents[1]
FIVE_ACTORS = ROOT / "scenarios" / "kosovo" / "five_actors.yaml"
SURE = 1e6
"""A precision at which noise is smaller than a hundred-thousandth."""


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for no garbage while tests are collected: what they are made of grows and stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish():
    """Take what is known so far out of the collector's sight: each block has it look through all that there is."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def _known_things_are_not_looked_through_again():
    pytest_collection_finish()


def party(status, rights, salience, fallback=0.3, **more):
    return {
        "kind": "party",
        "position": {"status": status, "rights": rights},
        "salience": {"status": salience[0], "rights": salience[1]},
        "fallback": {"value": fallback},
        "precision": SURE,
        **more,
    }


def state(kind, status, rights, salience=(0.5, 0.5), **more):
    plain = {**party(status, rights, salience, **more), "kind": kind}
    return plain if "fallback" in more else {key: value for key, value in plain.items() if key != "fallback"}


BASE = {
    "format": 1,
    "title": "Two sides",
    "calendar": {"start": dt.date(2006, 1, 2), "end": dt.date(2007, 12, 31)},  # a Monday; 105 weeks
    "issues": {"status": {"zero": "province", "one": "state"}, "rights": {"zero": "few", "one": "many"}},
    "actors": {
        "west": party(0.1, 0.2, (0.75, 0.25)),
        "east": party(0.9, 0.8, (0.25, 0.75)),
        "envoy": {
            "kind": "envoy",
            "position": {"status": 0.5, "rights": 0.6},
            "salience": {"status": 1.0, "rights": 1.0},
        },
    },
    "texts": {"middle": {"status": 0.5, "rights": 0.5}, "old_order": {"status": 0.2, "rights": 0.2}},
    "status_quo": "old_order",
}

TALKS = {"talks": {"name": "rounds", "parties": ["west", "east"], "mediators": ["envoy"], "weeks": 40}}

PROPOSAL = {
    "proposal": {
        "name": "paper",
        "proposer": "envoy",
        "parties": ["west", "east"],
        "mandate": {"status": {"min": 0.3, "max": 0.8}},
        "drafting_weeks": 3,
        "weeks": 8,
        "round_every_weeks": 2,
        "step": 0.1,
    }
}

COUNCIL = {
    "council": {
        "name": "board",
        "sponsors": ["friends"],
        "seats": {"friends": 3, "blocker": 1},
        "majority": 3,
        "first_draft": "plan",
        "draft_every_weeks": 2,
        "most_drafts": 4,
        "step": 0.05,
    }
}

DECLARATION = {
    "declaration": {
        "name": "day",
        "declarer": "east",
        "text": "state_declared",
        "sponsors": {"friends": {"reluctance": 0.0}},
        "notice_weeks": 3,
        "weeks": 60,
    }
}

FRIENDS = state("bloc", 0.9, 0.6, fallback=0.4, veto=True)
BACKERS = {key: value for key, value in FRIENDS.items() if key != "fallback"}
BLOCKER = state("state", 0.1, 0.4, veto=True, signal_honesty=1.0)
DECLARER = {"day": {"alone": -0.4}}
"""Premiums of whoever may declare: acting alone brings recognition by few."""


def changed(data, changes):
    """Plain data with some dotted paths set anew; None takes an entry out, the place after the last appends."""
    data = copy.deepcopy(data)
    for path, value in changes.items():
        *above, last = path.split(".")
        place = data
        for step in above:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        key = int(last) if isinstance(place, list) else last
        if value is None:
            del place[key]
        elif isinstance(place, list) and key == len(place):
            place.append(copy.deepcopy(value))
        else:
            place[key] = copy.deepcopy(value)
    return data


CHECKED = LRUCache(128)


def checked(data):
    """The scenario of plain data; what many tests ask for is checked once, for nobody changes a scenario."""
    written = repr(data)
    if written not in CHECKED:
        CHECKED[written] = scenario_from(data)
    return CHECKED[written]


def maker(process, outcomes, **more):
    """A function that makes a scenario of the base, some stages, and changes by dotted path."""

    def make(changes=None):
        closing = {"name": "nothing", "otherwise": True}
        listed = [{"name": name, "when": {"ending": ending}} for name, ending in outcomes.items()] + [closing]
        data = {**copy.deepcopy(BASE), "process": copy.deepcopy(process), "outcomes": listed}
        return checked(changed(changed(data, more), changes or {}))

    return make


@pytest.fixture(scope="session")
def talks():
    """Two parties with a wide zone of agreement talk for 40 weeks, every four."""
    return maker([TALKS], {"settled": "agreed"})


@pytest.fixture(scope="session")
def paper():
    """An envoy drafts for three weeks, consults for eight, and asks both parties."""
    return maker([PROPOSAL], {"settled": "accepted"})


@pytest.fixture(scope="session")
def board():
    """Sponsors with three seats table a plan before a council in which one other member can block."""
    texts = {"texts.plan": {"status": 0.9, "rights": 0.6}}
    return maker([COUNCIL], {"adopted": "adopted"}, **{"actors.friends": FRIENDS, "actors.blocker": BLOCKER}, **texts)


@pytest.fixture(scope="session")
def agreed_board():
    """A proposal that both parties accept, and then the council."""
    process = changed([PROPOSAL, COUNCIL], {"0.proposal.on_success": "board", "1.council.first_draft": "proposal"})
    return maker(process, {"adopted": "adopted"}, **{"actors.friends": FRIENDS, "actors.blocker": BLOCKER})


@pytest.fixture(scope="session")
def two_boards():
    """A council, and another one that takes the matter up if the first is blocked."""
    process = changed(
        [COUNCIL, copy.deepcopy(COUNCIL)], {"0.council.on_failure": "second", "1.council.name": "second"}
    )
    texts = {"texts.plan": {"status": 0.9, "rights": 0.6}}
    return maker(process, {"adopted": "adopted"}, **{"actors.friends": FRIENDS, "actors.blocker": BLOCKER}, **texts)


@pytest.fixture(scope="session")
def day():
    """The east may declare, with friends who have no reason to hold back."""
    more = {
        "texts.state_declared": {"status": 0.9, "rights": 0.8},
        "actors.east.fallback": None,
        "actors.east.premiums": DECLARER,
        "actors.friends": BACKERS,
    }
    return maker([DECLARATION], {"backed": "coordinated", "alone": "alone"}, **more)


@pytest.fixture(scope="session")
def talks_then_day():
    """Talks without a zone of agreement, and then the question whether the east declares."""
    more = {
        "0.talks.on_failure": "day",
        "1.declaration.sponsors.friends.reluctance": 5.0,
    }
    actors = {
        "texts.state_declared": {"status": 0.9, "rights": 0.8},
        "actors.east.fallback": None,
        "actors.east.premiums": DECLARER,
        "actors.friends": {**BACKERS, "patience_weeks": 5000},
        "actors.west.red_lines": {"status": {"max": 0.3, "hard": True}},
        "actors.east.red_lines": {"status": {"min": 0.7, "hard": True}},
    }
    return maker(changed([TALKS, DECLARATION], more), {"settled": "agreed", "alone": "alone"}, **actors)


@pytest.fixture(scope="session")
def whole():
    """Talks without a zone of agreement, then a proposal, a council that is blocked, and a declaration."""
    process = copy.deepcopy([TALKS, PROPOSAL, COUNCIL, DECLARATION])
    for stage, following in zip(process, ("paper", "board", "day", None), strict=True):
        (spec,) = stage.values()
        if following:
            spec["on_failure"] = following
        if following == "board":
            spec["on_success"] = "board"
    more = {
        "texts.plan": {"status": 0.9, "rights": 0.6},
        "texts.state_declared": {"status": 0.9, "rights": 0.8},
        "actors.friends": BACKERS,
        "actors.blocker": BLOCKER,
        "actors.east.fallback": None,
        "actors.east.premiums": DECLARER,
        "actors.west.red_lines": {"status": {"max": 0.3, "hard": True}},
        "actors.east.red_lines": {"status": {"min": 0.7, "hard": True}},
    }
    return maker(process, {"settled": "agreed", "adopted": "adopted", "backed": "coordinated"}, **more)


@pytest.fixture
def play():
    """Play a scenario to the end for a few runs and give the model."""

    def run(scenario, runs=8, **more):
        return StatusTalks(scenario, places=np.arange(runs), **more).run()

    return run


@pytest.fixture
def tell():
    """Play one run and give its chronicle's entries, those of one kind if asked for."""

    def run(scenario, kind=None, **more):
        kept = Chronicle()
        StatusTalks(scenario, places=np.arange(1), chronicle=kept, **more).run()
        return [entry for entry in kept.entries if kind in (None, entry.kind)]

    return run


@pytest.fixture(scope="session")
def five_actors():
    return read_scenario(FIVE_ACTORS)


@pytest.fixture(scope="session")
def no_veto():
    return read_scenario(FIVE_ACTORS, ["actors.russia.veto=false"])


DRAWN = {
    "actors.east.position.status": {"low": 0.6, "mode": 0.8, "high": 1.0},
    "actors.west.position.status": {"uniform": [0.0, 0.4]},
    "actors.west.tactic": {"kind": "boulware", "flexibility": {"uniform": [0.0, 0.4]}},
    "actors.west.precision": 20,
}


@pytest.fixture(scope="session")
def drawn(talks):
    """Talks whose runs differ: most end in an agreement."""
    return talks(DRAWN)


@pytest.fixture(scope="session")
def brittle(talks):
    """Talks that no actor can hold in one run out of 1,500, so that a block in two cannot be played."""
    rarely_indifferent = {"status": {"choice": {0.0: 1, 1.0: 1500}}, "rights": 0.0}
    return talks({**DRAWN, "actors.east.salience": rarely_indifferent})


@pytest.fixture
def file_of(tmp_path):
    """A function that writes a scenario to a file."""

    def write(scenario, name="scenario.yaml"):
        path = tmp_path / name
        path.write_text(written(scenario), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def blocks_in():
    """Count the blocks whose rows a results folder holds, those of failed ones left out."""

    def count(folder):
        runs = (pq.read_table(path, columns=["run"]).column("run") for path in block_files(folder).values())
        return sum(len(np.unique(part.to_numpy() // 1024)) for part in runs)

    return count


@pytest.fixture(scope="session")
def contents():
    """A function that reads the bytes of all files of a results folder, but for the dates in the manifest."""

    def read(folder):
        files = (path for path in Path(folder).rglob("*") if path.is_file() and path.name != "manifest.json")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    return read


@pytest.fixture
def blank_pictures(monkeypatch):
    """Have reports, of which a test reads the words alone, draw their figures and leave the pictures blank."""
    monkeypatch.setattr("sim.views.report.page.address_of", lambda figure: "data:,")


@pytest.fixture
def command():
    """The command line as a subprocess: the words that start it."""
    return [sys.executable, "-W", "ignore", "-m", "sim.cli"]


@pytest.fixture
def started(command):
    """A function that starts the command line in a process group of its own; what still runs is ended at last."""
    running = []

    def start(*words):
        process = subprocess.Popen(
            [*command, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True, env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()
