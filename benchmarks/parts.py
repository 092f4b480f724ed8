"""How long the parts around the ensemble take: reading a file, a report, distances to the bargain, theory.

python benchmarks/parts.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from measuring import Row, cpu_seconds, printed

from sim.model import StatusTalks
from sim.runs.distances import distances_of
from sim.runs.run import run
from sim.scenario.reader import read_scenario
from sim.theory.bargaining.pairs import distance_of_pair, nash_of_pair, pair
from sim.theory.older_models.challenge import FORMS, Form, challenge
from sim.theory.voting.power import power
from sim.theory.voting.rule import AllOf, Quota, majority
from sim.views.report.page import write_report

FIVE_ACTORS = Path(__file__).resolve().parents[1] / "scenarios" / "kosovo" / "five_actors.yaml"
RUNS, ISSUES = 10_240, 10
COUNCIL_VOTES = (29, 29, 29, 29, 27, 27, 14, 13, *(12,) * 5, *(10,) * 3, *(7,) * 5, *(4,) * 5, 3)
POPULATION = (166, 122, 128, 120, 90, 77, 43, 33, 22, 21, 21, 20, 21, 18, 15, 17, 11, 11, 11, 9, 7, 5, 4, 3, 2, 1, 1)
"""The Union's council of 27 by the Treaty of Nice (2001): votes, and thousandths of the population, roughly."""


def reading() -> Row:
    """Read the scenario of five actors."""
    spent = cpu_seconds(lambda number: read_scenario(FIVE_ACTORS))
    return Row("reading five_actors.yaml", f"{1e3 * spent:,.0f} ms", "250")


def reporting() -> Row:
    """Write the report of 10,000 runs."""
    with tempfile.TemporaryDirectory() as folder:
        home = run(read_scenario(FIVE_ACTORS), 10_000).save(Path(folder) / "kept")
        spent = cpu_seconds(lambda number: write_report(home))
    return Row("sim report, 10,000 runs of five_actors.yaml", f"{1e3 * spent:,.0f} ms", "3,000")


def distances() -> Row:
    """Measure how far the final texts of a block lie from the bargain."""
    model = StatusTalks(read_scenario(FIVE_ACTORS), seed=1).run()
    spent = cpu_seconds(lambda number: distances_of(model))
    return Row("distances to the Pareto frontier and the Nash point, a block", f"{1e3 * spent:,.1f} ms", "5")


def bargains() -> Row:
    """Find frontier and Nash point of pairs."""
    random = np.random.default_rng(1)
    ones, others, cares, their_cares = random.random((4, ISSUES, RUNS))
    worst = np.zeros((2, RUNS))

    def work(number: int) -> None:
        two = pair(ones, cares, others, their_cares)
        distance_of_pair(two, *worst)
        nash_of_pair(two, *worst)

    return Row("the same, a run and issue", f"{1e6 * cpu_seconds(work) / (RUNS * ISSUES):.2f} µs", "3")


def challenging(form: Form) -> Row:
    """Play the challenge model in one of its forms."""
    position, salience, capability = np.random.default_rng(0).random((3, 10, 1_024))
    spent = cpu_seconds(lambda number: challenge(position, salience, capability, rounds=10, form=form))
    return Row(f"challenge model, {form.name}, 10 actors, 10 rounds", f"{1_024 / spent:,.0f} runs a second", "200")


def indices() -> Row:
    """Return the power indices of a council of 27 members under three conditions."""

    def work(number: int) -> None:
        power(AllOf((Quota(COUNCIL_VOTES, 255), majority(27, 14), Quota(POPULATION, 620 + number))))

    return Row("power indices of 27 members, three conditions", f"{cpu_seconds(work, rounds=3):.1f} s", "30")


def main() -> None:
    """Measure everything and print it."""
    printed(
        "Parts, CPU time",
        [reading(), reporting(), distances(), bargains(), *map(challenging, FORMS.values()), indices()],
    )


if __name__ == "__main__":
    main()
