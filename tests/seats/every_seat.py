"""Every actor of some scenarios is played by a program that answers what the model would do: the row must not change.

`python tests/seats/every_seat.py --runs 200` plays each run once with every seat taken at once, and, in the first
`--singly` of them, once more for every actor by itself.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

from sim.runs.block import play_block
from sim.scenario.reader import read_scenario
from sim.seats.play import play
from sim.seats.players import Answered, answered
from sim.seats.protocol import as_line, read_answer

SCENARIOS = (
    "kosovo/five_actors", "kosovo/baseline", "cyprus/annan_plan", "patterns/two_peoples", "patterns/sanctions"
)  # fmt: skip


class Echo:
    """Answers with what the model would do, by its numbers and not by the word, through lines of JSON."""

    kind = "program"

    def __init__(self, issues):
        self.issues = list(issues)

    def open(self, message):
        pass

    def answer(self, message, question):
        asked = json.loads(as_line(message))
        said = {"type": "answer", "number": asked["number"], "seat": asked["seat"], "choice": asked["model"]}
        data = read_answer(as_line(said), message["number"], question.actor)
        return answered(data, question, self.issues, self.kind)

    def recall(self, message, answer):
        pass

    def close(self, message):
        pass


class Scripted:
    """Decides by kind, as it is told; all else as the model."""

    kind = "human"

    def __init__(self, **choices):
        self.choices = choices
        self.asked = []

    def open(self, message):
        self.opened = message

    def answer(self, message, question):
        self.asked.append((message, question))
        if question.kind in self.choices:
            return Answered(self.choices[question.kind], self.kind)
        return Answered(question.own, "model")

    def recall(self, message, answer):
        pass

    def close(self, message):
        self.closed = message


def differing(scenario, run, seats):
    """Name the columns in which a played run differs from the ordinary one, to the bit; how many were asked."""
    game = play(scenario, {seat: Echo(scenario.issues) for seat in seats}, run=run, seed=5)
    plain = play_block(scenario, 5, 0, np.array([run])).rows
    assert game.row.column_names == plain.column_names
    return [
        name for name in plain.column_names
        if bits(plain.column(name)) != bits(game.row.column(name))
    ], sum(not one.answered.why for one in game.decisions)  # fmt: skip


def bits(column):
    (value,) = column.to_pylist()
    return np.float64(value).tobytes() if isinstance(value, float) else value


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=200)
    asked.add_argument("--singly", type=int, default=3)
    asked.add_argument("--scenario", action="append", choices=SCENARIOS)
    given = asked.parse_args()
    wrong = 0
    for name in given.scenario or SCENARIOS:
        scenario, decisions = read_scenario(f"scenarios/{name}.yaml"), 0
        for run in range(given.runs):
            seatings = [list(scenario.actors)]
            if run < given.singly:
                seatings += [[actor] for actor in scenario.actors]
            for seats in seatings:
                differ, asked_for = differing(scenario, run, seats)
                decisions += asked_for
                if differ:
                    wrong += 1
                    print(f"{name}, run {run}, {', '.join(seats)}: {', '.join(differ)}")
        print(f"{name}: {given.runs} runs, {decisions} decisions answered from outside", flush=True)
    raise SystemExit(wrong > 0)


if __name__ == "__main__":
    main()
