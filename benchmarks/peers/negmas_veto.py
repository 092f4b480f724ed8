"""NegMAS's single-text veto mechanism: five parties, five issues, fifty steps. Prints CPU seconds a negotiation.

Run by the benchmark in a temporary environment. NegMAS is under the AGPL: measured against, never a part of the
project.
"""

import statistics
import sys
import time

from negmas.negotiators.simple import BinaryComparatorNegotiator
from negmas.outcomes import make_issue
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.st import VetoSTMechanism

PARTIES, ISSUES, STEPS, NEGOTIATIONS = 5, 5, 50, 20


def negotiate() -> None:
    issues = [make_issue(101, name=f"issue {number}") for number in range(ISSUES)]
    mechanism = VetoSTMechanism(issues=issues, n_steps=STEPS)
    for _ in range(PARTIES):
        wants = LinearAdditiveUtilityFunction.random(issues=issues)
        mechanism.add(BinaryComparatorNegotiator(), preferences=wants)
    mechanism.run()
    assert mechanism.state.step == STEPS


taken = []
for _ in range(1 + int(sys.argv[1])):
    began = time.process_time()
    for _ in range(NEGOTIATIONS):
        negotiate()
    taken.append((time.process_time() - began) / NEGOTIATIONS)
print(statistics.median(taken[1:]))
