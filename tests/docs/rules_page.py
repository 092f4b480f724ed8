"""What docs/rules.md says: sections, functions by module, and formulas that can be evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.special import ndtr

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## (R\d+: .*?|Beside the rules)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
LISTED = re.compile(r"((?:`\w+`,?\s*)+)\s*in\s+\[(\w+)\.py\]\(\.\./sim/rules/(\w+)\.py\)")
FENCE = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"(\w+)\(([\w, ]+)\) =\s*(.*)", re.DOTALL)
LOCAL = re.compile(r"    (\w+)(?:\((\w)\))? = (.*)")
SUCH_THAT = re.compile(r"x such that, for every text y, (.*)", re.DOTALL)
SIGNS = {
    "−": "-",
    "·": "*",
    "≥": ">=",
    "≤": "<=",
    "^": "**",
    "√": "sqrt",
    "Σ": "total",
    "Π": "product_of",
    "Φ": "ndtr",
}


def listed(text):
    """Return the functions that a section names, by module."""
    found = {}
    for names, shown, module in LISTED.findall(text):
        assert shown == module
        found.setdefault(module, []).extend(re.findall(r"\w+", names))
    return found


def cost_of_cheaper(cost, salience):
    """Add up, issue by issue, what those cost that have a lower salience; of equals, the first goes first."""
    before = np.zeros_like(cost)
    for issue, run in np.ndindex(cost.shape):
        for other in range(len(cost)):
            if (salience[other, run], other) < (salience[issue, run], issue):
                before[issue, run] += cost[other, run]
    return before


def weighted_median(values, weights):
    """Return the middle of all values that have at most half the weight on either side."""
    found = np.zeros(values.shape[1:])
    for place in np.ndindex(found.shape):
        here, heavy = values[(slice(None), *place)], weights[(slice(None), *place)]
        middle = [
            one for one in here if max(heavy[here < one].sum(), heavy[here > one].sum()) <= heavy.sum() / 2 + 1e-12
        ]
        found[place] = (min(middle) + max(middle)) / 2
    return found


def ratio(dividend, divisor):
    dividend, divisor = np.broadcast_arrays(dividend, divisor)
    return np.divide(dividend, divisor, out=np.ones(divisor.shape), where=divisor != 0)


def greatest(holds):
    """Return the greatest number from 0 to 1 for which something holds that holds of all smaller ones."""
    low, high = np.zeros(holds(0.0).shape), np.ones(holds(0.0).shape)
    low = np.where(holds(high), high, low)
    for _ in range(60):
        middle = (low + high) / 2
        within = holds(middle)
        low, high = np.where(within, middle, low), np.where(within, high, middle)
    return low


WORDS = {
    "total": lambda parts: np.sum(parts, axis=0),
    "product_of": lambda parts: np.prod(parts, axis=0),
    "max": lambda parts: np.max(parts, axis=0),
    "min": lambda parts: np.min(parts, axis=0),
    "any": lambda parts: np.any(parts, axis=0),
    "all": lambda parts: np.all(parts, axis=0),
    "argmin": lambda parts: np.argmin(parts, axis=0),
    "argmax": lambda parts: np.argmax(parts, axis=0),
    "so_far": lambda parts: np.cumsum(parts, axis=0),
    "largest_over_issues": lambda parts: np.max(parts, axis=1, keepdims=True),
    "mean_heard": lambda weights, current: np.tensordot(weights, current, 1),
    "cost_of_cheaper": cost_of_cheaper,
    "greatest": greatest,
    "in_order": lambda parts: np.sort(parts, axis=0),
    "ndtr": ndtr,
    "weighted_median": weighted_median,
    "ratio": ratio,
    **{name: getattr(np, name) for name in ("abs", "ceil", "clip", "exp", "inf", "log", "maximum", "minimum", "nan")},
    **{name: getattr(np, name) for name in ("sign", "sqrt", "where")},
}


@dataclass
class Formula:
    """A formula of the page: what it is called, what it takes, what it says, and what its names stand for."""

    section: str
    name: str
    takes: list[str]
    says: str
    where: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def condition(self):
        """What must hold for every text, where the formula says no more than that; else nothing."""
        found = SUCH_THAT.match(self.says)
        return found[1] if found else None

    def evaluate(self, arguments, others, **extra):
        """Return what the formula says of numbers; other formulas of the page are at hand by their names."""
        names = {**WORDS, **{one.name: one.bound(others) for one in others}, **extra, **arguments}
        waiting = list(self.where)
        while waiting:  # in whichever order the page explains its names
            left = []
            for name, takes, says in waiting:
                if takes:
                    names[name] = eval(f"lambda {takes}: {python(says)}", names)
                    continue
                try:
                    names[name] = eval(python(says), names)
                except NameError:
                    left.append((name, takes, says))
            assert len(left) < len(waiting), f"{self.name}: {left} say nothing that is known"
            waiting = left
        return eval(python(self.condition or self.says), names)

    def bound(self, others):
        return lambda *values: self.evaluate(dict(zip(self.takes, values, strict=True)), others)


def python(says):
    """Write a formula of the page as Python has it."""
    for sign, word in SIGNS.items():
        says = says.replace(sign, word)
    return f"({says.strip()})"


def formulas():
    """Read all formulas off the page, in order."""
    found = []
    for section, text in SECTIONS:
        for fence in FENCE.findall(text):
            for block in fence.strip("\n").split("\n\n"):
                name, takes, first = HEAD.fullmatch(block.split("\n")[0]).groups()
                says, where = [first], []
                for line in block.split("\n")[1:]:
                    local = LOCAL.fullmatch(line)
                    if local:
                        where.append(local.groups(""))
                    else:
                        assert not where, line
                        says.append(line.strip())
                found.append(Formula(section.split(":")[0], name, takes.split(", "), " ".join(says).strip(), where))
    return found
