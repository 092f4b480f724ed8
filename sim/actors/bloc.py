"""The bloc: several states that act as one, such as the Contact Group."""

from __future__ import annotations

from sim.actors.state import State

__all__ = ["Bloc"]


class Bloc(State):
    """Several states that speak and vote as one."""
