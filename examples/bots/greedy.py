"""A player that tries every answer out in a few runs of the model, with equal luck, and takes the best of them.

It does so once for each kind of question in each stage, and leaves texts and numbers to the model:

    sim play scenarios/kosovo/five_actors.yaml --seconds 120 --seat \
        russia="python examples/bots/greedy.py scenarios/kosovo/five_actors.yaml"
"""

import json
import sys

from sim.scenario.reader import read_scenario
from sim.seats.play import play
from sim.seats.players import Answered, ModelPlayer

RUNS = 6  # for each answer, the same ones; a second word of the command says how many others
LUCK = 2**40  # a seed of its own: the luck of the game is not known to it


class Always(ModelPlayer):
    """The model, but for one answer to one kind of question in one stage."""

    def __init__(self, stage, kind, choice):
        self.about, self.choice = (stage, kind), choice

    def answer(self, message, question):
        if (question.stage, question.kind) == self.about and self._may(question):
            return Answered(self.choice, "program")
        return Answered(question.own, "model")

    def _may(self, question):
        return question.allowed.form == "yes_or_no" or self.choice in question.allowed.words


def mean_payoff(scenario, seat, stage, kind, choice, runs):
    """Return what the seat has on average if it always answers so."""
    rows = (play(scenario, {seat: Always(stage, kind, choice)}, run=run, seed=LUCK).row for run in range(runs))
    return sum(row.column(f"utility.{seat}")[0].as_py() for row in rows) / runs


def main():
    scenario, known = read_scenario(sys.argv[1]), {}
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else RUNS
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["type"] != "question":
            continue
        stage, kind, seat, allowed = asked["stage"], asked["kind"], asked["seat"], asked["allowed"]
        choices = {"yes_or_no": [True, False], "word": allowed.get("words", [])}.get(allowed["form"], [])
        if choices and (stage, kind) not in known:
            payoffs = {choice: mean_payoff(scenario, seat, stage, kind, choice, runs) for choice in choices}
            best = max(payoffs, key=payoffs.get)
            # What makes no difference is left to the model.
            known[stage, kind] = best if payoffs[best] > min(payoffs.values()) else "model"
        choice = known.get((stage, kind), "model")
        print(json.dumps({"type": "answer", "number": asked["number"], "choice": choice}), flush=True)


if __name__ == "__main__":
    main()
