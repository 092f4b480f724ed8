"""What theory says: solutions, win sets, power, closed-form games and the models people used before.

Examples
--------
>>> import sim.theory
>>> sim.theory.solve("scenarios/theory/nash.yaml", runs=10).pairs[0].mean.zone.exists
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.theory.of_scenario.answer import Theory, solve

__all__ = ["Theory", "solve"]


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: it needs scipy's optimisers."""
    if name not in __all__:
        raise AttributeError(f"module 'sim.theory' has no attribute {name!r}")
    from sim.theory.of_scenario import answer

    return getattr(answer, name)
