"""Runs of the challenge model per CPU-second: 10 actors, 10 rounds (issue 6 asks for 200).

Run: python benchmarks/challenge.py
"""

from __future__ import annotations

import time

import numpy as np

from sim.theory.challenge import FORMS, challenge

ACTORS, ROUNDS, RUNS = 10, 10, 1024


def main() -> None:
    random = np.random.default_rng(0)
    position, salience, capability = random.random((3, ACTORS, RUNS))
    for form in FORMS.values():
        started = time.process_time()
        challenge(position, salience, capability, rounds=ROUNDS, form=form)
        spent = time.process_time() - started
        print(f"{form.name}: {RUNS / spent:,.0f} runs per CPU-second ({ACTORS} actors, {ROUNDS} rounds)")


if __name__ == "__main__":
    main()
