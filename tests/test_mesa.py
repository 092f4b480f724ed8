"""The model is a Mesa model like any other: what Mesa's own tools expect of one holds for a model of one run."""

from __future__ import annotations

import colorsys
import inspect
import re
import subprocess
import sys

import mesa
import numpy as np
import pytest

import sim.actors.actor
import sim.actors.agents
import sim.actors.world
import sim.model
from sim.model import StatusTalks

ALONE = np.arange(1)


@pytest.fixture
def model(five_actors):
    return StatusTalks(five_actors, places=ALONE)


def test_the_agents_are_the_actors_in_the_order_of_the_file(model, five_actors):
    assert [agent.name for agent in model.agents] == list(five_actors.actors)
    assert all(agent is model.actors[agent.name] for agent in model.agents)
    assert {agent.model for agent in model.agents} == {model}


def test_agents_are_asked_together(model):
    before = {agent.name: agent.believes("council.blocked", ALONE)[0] for agent in model.agents}
    says, honesty = np.ones(1, dtype=bool), np.full(1, 0.9)
    model.agents.select(lambda agent: agent.name != "russia").do("hear", "council.blocked", says, honesty, ALONE)
    after = {agent.name: agent.believes("council.blocked", ALONE)[0] for agent in model.agents}
    assert after["belgrade"] > before["belgrade"]
    assert after["russia"] == before["russia"]
    assert len(model.world.others(model.actors["russia"])) == len(before) - 1


def test_a_data_collector_can_hold_it(model):
    collector = mesa.DataCollector(
        model_reporters={"stage": lambda one: int(one.whereabouts.stage[0]), "running": "running"},
        agent_reporters={"believes": lambda agent: float(agent.believes("council.blocked", ALONE)[0])},
    )
    while model.running:
        model.step()
        collector.collect(model)
    told = collector.get_model_vars_dataframe()
    assert len(told) == model.world.week
    assert told["running"].tolist() == [True] * (len(told) - 1) + [False]
    assert told["stage"].iloc[0] == 0
    assert told["stage"].iloc[-1] == -1
    assert len(collector.get_agent_vars_dataframe()) == len(told) * len(model.actors)


def test_what_a_page_steps_by_is_there(model):
    """SolaraViz calls `step`, stops when `running` is no longer true, and shows the steps or the time."""
    shown = "time" if hasattr(model, "time") else "steps"
    before = getattr(model, shown)
    model.step()
    assert getattr(model, shown) == before + 1
    assert model.running is True
    while model.running:
        model.step()
    assert not model.whereabouts.any_running


def test_a_play_imports_nothing_that_only_mesas_tables_networks_and_spaces_ask_for():
    said = (
        "import sys, sim.model\n"
        "print(*(name in sys.modules for name in ('pandas', 'networkx', 'scipy.spatial', 'tqdm')))\n"
        "import random, numpy, mesa.datacollection, mesa.experimental.continuous_space as spaces\n"
        "print(mesa.datacollection.pd.isna(1))\n"
        "space = spaces.ContinuousSpace([[0, 1], [0, 1]], random=random.Random(0), n_agents=2)\n"
        "agents = [spaces.ContinuousSpaceAgent(space, sim.model.Model(rng=0)) for _ in range(2)]\n"
        "agents[0].position, agents[1].position = [0.0, 0.0], [0.6, 0.8]\n"
        "print(space.calculate_distances(numpy.array([0.0, 0.0]))[0].round(9).tolist())\n"
        "import scipy.spatial.distance\n"
        "print(scipy.spatial.distance.cdist([[0.0]], [[2.0]]).tolist())\n"
        "bars = getattr(mesa, 'batchrunner', None)\n"
        "print(*[bars.tqdm([0.5], disable=True).total] if bars else [])"
    )
    told = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=False)
    networks = mesa.__version__ >= "4"  # whose own types are of networkx, and which plays no batches
    bars = "" if networks else "1"
    assert (told.stdout, told.stderr) == (f"False {networks} False False\nFalse\n[0.0, 1.0]\n[[2.0]]\n{bars}\n", "")


def test_what_is_put_off_stands_aside_until_it_is_asked_for():
    with sim.actors.agents.put_off(of_colours=lambda: colorsys, re=lambda: colorsys):
        assert sys.modules["re"] is re
        later = sys.modules["of_colours"]
        assert not hasattr(later, "__file__"), "who looks where all modules lie brings none of them"
        assert "of_colours" in sys.modules
        assert later.rgb_to_hsv is colorsys.rgb_to_hsv
        assert "of_colours" not in sys.modules
    with sim.actors.agents.put_off(of_colours=lambda: colorsys):
        later = sys.modules["of_colours"]
    assert "of_colours" not in sys.modules
    assert later.__file__ == colorsys.__file__


def test_no_private_name_of_mesa_is_touched():
    for home in (sim.model, sim.actors.actor, sim.actors.world):
        assert not re.search(r"mesa\.(Agent|Model)\._", inspect.getsource(home))
    own = {name for name, part in vars(StatusTalks).items() if inspect.isfunction(part)} - {"__init__"}
    assert own & set(dir(mesa.Model)) <= {"step"}, "only what Mesa means to be overridden"
