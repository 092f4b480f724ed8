"""Where an agent is entered so that its model can be forgotten once nobody plays it any more."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import mesa

__all__ = ["Register"]


class Register:
    """What an agent is entered in: its model, known from afar, and equal to that of any other model.

    Mesa 3.3 keeps whatever an agent was made for in a table of its class, and so would keep every model for ever.
    """

    def __init__(self, model: mesa.Model) -> None:
        self.model = weakref.ref(model)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Register)

    def __hash__(self) -> int:
        return hash(Register)

    def register_agent(self, agent: mesa.Agent) -> None:
        """Enter an agent in the model."""
        model = self.model()
        assert model is not None, "an agent is made for a model that there is"
        model.register_agent(agent)
