"""Small scenarios with something drawn, and what a results folder holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.reader import written

DRAWN = {
    "actors.east.position.status": {"low": 0.6, "mode": 0.8, "high": 1.0},
    "actors.west.position.status": {"uniform": [0.0, 0.4]},
    "actors.west.tactic": {"kind": "boulware", "flexibility": {"uniform": [0.0, 0.4]}},
    "actors.west.precision": 20,
}


@pytest.fixture
def drawn(talks):
    """Talks whose runs differ: most end in an agreement."""
    return talks(DRAWN)


@pytest.fixture
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


@pytest.fixture
def contents():
    """A function that reads the bytes of all files of a results folder, but for the dates in the manifest."""

    def read(folder):
        files = (path for path in Path(folder).rglob("*") if path.is_file() and path.name != "manifest.json")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    return read


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
