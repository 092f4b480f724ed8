"""The voters: a people, or a faction in a chamber, that says yes or no at home to what others negotiated."""

from sim.actors.actor import Actor

__all__ = ["Voters"]


class Voters(Actor):
    """A people, or a faction in a chamber: the voter in its middle, around which the others scatter (R15)."""
