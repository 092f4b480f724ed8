"""Ourselves against others: a bare Mesa model, NegMAS, and a compiled loop."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from measuring import Rounds, Row, cpu_seconds

from sim.chance.streams import BLOCK_RUNS, Streams
from sim.rules.bargaining import concede
from sim.rules.council import ballot, gain
from sim.rules.utility import normalised_salience, utility

PEERS = Path(__file__).parent / "peers"


class Idle(mesa.Agent):
    """Does nothing."""

    def step(self) -> None:
        """Do nothing."""


BARE_MODELS = 50


def bare_mesa(_: int) -> None:
    """Play fifty models of ten idle agents for forty steps each."""
    for _ in range(BARE_MODELS):
        model = mesa.Model(rng=0)
        Idle.create_agents(model, 10)
        for _ in range(40):
            model.agents.do("step")
        model.remove_all_agents()


def single_text(number: int) -> None:
    """Play what NegMAS plays, for a block: five parties compare fifty texts on five issues, each may veto."""
    streams = Streams(0, number)
    position, salience = streams.uniform("position", rows=25).reshape(5, 5, -1), streams.uniform("salience", rows=25)
    salience = np.stack([normalised_salience(part) for part in salience.reshape(5, 5, -1)])
    text = streams.uniform("text", rows=5)
    for step in range(50):
        other = streams.uniform("text", week=step, rows=5)
        better = np.ones(BLOCK_RUNS, dtype=bool)
        for party in range(5):
            better &= utility(other, position[party], salience[party]) > utility(
                text, position[party], salience[party]
            )
        text = np.where(better, other, text)


def arrays_for_rules() -> dict[str, Any]:
    """Draw what R1, R4 and R8 work on: a block of ten issues."""
    streams = Streams(0, 0)
    tall = {name: streams.uniform(name, rows=10) for name in ("position", "wish", "member", "status_quo")}
    for name in ("salience", "member_salience"):
        tall[name] = normalised_salience(streams.uniform(name, rows=10), 2.0)
    flat = ("target", "price", "consent", "free", "deference", "side", "cost", "noise")
    wide = {name: 0.3 * streams.uniform(name) for name in flat}
    lower = 0.2 * streams.uniform("lower", rows=10)
    return {**tall, **wide, "lower": lower, "upper": 1 - lower, "target": 0.5 + wide["target"]}


def rules_alone(has: dict[str, Any]) -> tuple[Any, Any]:
    """Do with the rules what the compiled loop does."""
    opening, goal = (np.clip(has[name], has["lower"], has["upper"]) for name in ("position", "wish"))
    budget = utility(opening, has["position"], has["salience"]) - has["target"]
    text = concede(opening, goal, has["salience"], budget, ideal=has["position"])
    values = [utility(what, has["member"], has["member_salience"]) for what in (text, has["status_quo"])]
    gained = gain(*values, has["price"], has["consent"], has["free"], has["deference"], has["side"])
    return text, ballot(gained, has["cost"], has["noise"])


def peer_rows(run_seconds: float) -> list[Row]:
    """Measure against NegMAS and numba, which are installed into an environment that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="sim-bench-") as folder:
        home = Path(folder)
        subprocess.run([sys.executable, "-m", "venv", str(home / "env")], check=True)
        return [*_negmas(home, run_seconds), *_fused(home)]


def _said_by(home: Path, package: str, *words: str) -> list[float] | None:
    """Install a package and run a script; None if it cannot be had here."""
    quiet = {"capture_output": True, "text": True}
    got = subprocess.run([home / "env/bin/pip", "install", "-q", package], check=False, **quiet)  # type: ignore[call-overload]
    if got.returncode:
        return None
    told = subprocess.run([home / "env/bin/python", *words], check=False, **quiet)  # type: ignore[call-overload]
    if told.returncode:
        print(told.stderr.splitlines()[-1], file=sys.stderr)
        return None
    return [float(word) for word in told.stdout.split()]


def _negmas(home: Path, run_seconds: float) -> list[Row]:
    said = _said_by(home, "negmas", str(PEERS / "negmas_veto.py"), str(Rounds.chosen))
    if said is None:
        return [Row("NegMAS", "skipped: cannot be installed here")]
    like = cpu_seconds(single_text) / BLOCK_RUNS
    return [
        Row("NegMAS single text, 5 parties, 5 issues, 50 steps", f"{1e6 * said[0]:,.0f} µs"),
        Row(
            "  a whole history of this scenario is faster by",
            f"{said[0] / run_seconds:,.0f} times",
            ">= 40, goal 100",
        ),
        Row("  the same mechanism, played in a block by R1, is faster by", f"{said[0] / like:,.0f} times"),
    ]


def _fused(home: Path) -> list[Row]:
    has = arrays_for_rules()
    np.savez(home / "arrays.npz", **has)
    said = _said_by(home, "numba", str(PEERS / "fused_loop.py"), str(home / "arrays.npz"), str(Rounds.chosen))
    if said is None:
        return [Row("compiled loop", "skipped: numba cannot be installed here")]
    text, votes = rules_alone(has)
    assert abs(float(text.sum()) - said[1]) < 1e-6, "the compiled loop makes other offers"
    assert int(votes.sum()) == said[2], "the compiled loop casts other votes"

    def fifty(_: int) -> None:
        for _ in range(50):
            rules_alone(has)

    own = cpu_seconds(fifty) / 50
    return [
        Row("R1 + R4 + R8 fused by hand (numba), a block of ten issues", f"{1e6 * said[0]:,.0f} µs"),
        Row("  the same by the rules", f"{1e6 * own:,.0f} µs"),
        Row("  slower than the compiled loop by", f"{own / said[0]:.1f} times", "<= 4"),
    ]
