"""A seat at the table for notebook 10: a player that is one function, and its runs beside the model's."""

import pandas as pd

from sim.seats.play import play
from sim.seats.players import ModelPlayer, answered

__all__ = ["Bot", "beside_model", "game"]


class Bot(ModelPlayer):
    """Answers with what a function says to a question, as a message of docs/reference/seats.md; None is the model."""

    kind = "program"

    def __init__(self, decide, case):
        self.decide, self.issues = decide, list(case.issues)

    def answer(self, message, question):
        """Ask the function."""
        choice = self.decide(message)
        return answered("model" if choice is None else choice, question, self.issues, self.kind)


def game(case, seat, decide, run, seed=1):
    """Play one run with a function in a seat."""
    return play(case, {seat: Bot(decide, case)}, run=run, seed=seed)


def beside_model(case, seat, decide, runs, seed=1):
    """Lay runs with a function in a seat beside the same runs of the model: outcomes, and what the seat has."""
    rows = []
    for run in runs:
        mine = game(case, seat, decide, run, seed).row
        model = play(case, {seat: ModelPlayer()}, run=run, seed=seed).row
        mine, model = ({name: row.column(name)[0].as_py() for name in ("outcome", f"utility.{seat}")}
                       for row in (mine, model))  # fmt: skip
        rows.append({
            "run": run, "model": model["outcome"], "bot": mine["outcome"],
            "difference": mine[f"utility.{seat}"] - model[f"utility.{seat}"],
        })  # fmt: skip
    return pd.DataFrame(rows).set_index("run")
