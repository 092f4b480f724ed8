"""The numbers of an actor that the file says and play moves."""

from typing import Literal

__all__ = ["MOVABLE", "Movable"]

Movable = Literal[
    "blocking_cost", "precedent_price", "deference", "side_payment", "audience_cost", "patience_weeks"
]  # fmt: skip
"""A number that the file says and play moves."""

MOVABLE: dict[Movable, str] = {
    "blocking_cost": "blocking_cost", "precedent_price": "precedent_price", "deference": "deference",
    "side_payment": "side_payment", "audience_cost": "audience.cost", "patience_weeks": "patience_weeks",
}  # fmt: skip
"""Where each stands in the file, below the actor."""
