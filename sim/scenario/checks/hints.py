"""Saying what stands at a place, and what was probably meant where that is a known trap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.text.tree import Node

__all__ = ["hint_for", "shown"]

TRUTHS = {"yes": "true", "on": "true", "y": "true", "true": "true",
          "no": "false", "off": "false", "n": "false", "false": "false"}  # fmt: skip


def shown(node: Node) -> str:
    """Say in a few words what stands at a place.

    Examples
    --------
    >>> from sim.scenario.text.tree import tree_of
    >>> shown(tree_of({"low": 0.1, "high": 0.2}))
    'a block with `low`, `high`'
    """
    if isinstance(node.value, dict):
        keys = ", ".join(f"`{key}`" for key in list(node.value)[:4])
        return f"a block with {keys}" if keys else "an empty block"
    if isinstance(node.value, list):
        return f"a list of {len(node.value)}" if node.value else "an empty list"
    written = " ".join(node.written.split())
    written = written if len(written) <= 60 else written[:57] + "..."
    return f"the text '{written}'" if isinstance(node.value, str) else f"`{written}`"


def hint_for(node: Node, allowed: str) -> str:
    """Say what a value was probably meant to be, or nothing.

    Examples
    --------
    >>> from sim.scenario.faults import NOWHERE
    >>> from sim.scenario.text.tree import Node
    >>> hint_for(Node("yes", NOWHERE, written="yes"), "true or false")
    ', which is no boolean in YAML 1.2: write true without quotes'
    """
    written = node.written.strip()
    if "true or false" in allowed and written.lower() in TRUTHS:
        return f", which is no boolean in YAML 1.2: write {TRUTHS[written.lower()]} without quotes"
    if "number" in allowed and isinstance(node.value, str):
        return _number_hint(node, written)
    if "date" in allowed and isinstance(node.value, str) and re.search("[0-9]{4}", written):
        return ": write year-month-day, without quotes and without a time"
    if allowed == "text" and not isinstance(node.value, str | dict | list):
        return f": put it in quotes, '{written}'"
    return ""


def _number_hint(node: Node, written: str) -> str:
    plain = written.replace("\u2212", "-").replace("_", "").replace(" ", "")
    if re.fullmatch("[0-9]+(:[0-9]+)+", written):
        return ", which some read as a time: write a number"
    if re.fullmatch(r"[0-9]+(\.[0-9]+)? ?%", written):
        return f": write {float(written.rstrip('% ')) / 100:g}"
    if re.fullmatch("[-+]?[0-9]+,[0-9]+", plain):
        return f": write {plain.replace(',', '.')}, with a point"
    if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?", plain):
        return ", a number in quotes: take them off" if node.quoted and plain == written else f": write {plain}"
    return ""
