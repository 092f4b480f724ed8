"""What theory says: solutions, win sets, power, and the models people used before.

Examples
--------
>>> import sim.theory
>>> sim.theory.solve("scenarios/theory/nash.yaml", runs=10).pairs[0].mean.zone.exists
True
"""

from sim.theory.of_scenario.answer import Theory, solve

__all__ = ["Theory", "solve"]
