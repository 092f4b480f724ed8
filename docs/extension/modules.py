"""The reference of the modules: one page a package, one section a module, from the docstrings."""

from __future__ import annotations

import pkgutil
from importlib import import_module

__all__ = ["PACKAGES", "label_of", "modules_of"]

PACKAGES = ("sim", "sim.scenario", "sim.rules", "sim.chance", "sim.actors", "sim.process", "sim.model",
            "sim.theory", "sim.runs", "sim.questions", "sim.views")  # fmt: skip
"""Packages and single modules with a page of their own, in the order in which imports run."""


def label_of(module: str) -> str:
    """Name the section of a module, for links."""
    return module.replace(".", "-").replace("_", "-")


def modules_of(package: str) -> str:
    """Lay out a package: a table of its modules, then each with what its ``__all__`` names."""
    found = _below(package)
    listed = "\n".join(f"   {name}" for name in found)
    table = f"```{{eval-rst}}\n.. autosummary::\n   :nosignatures:\n\n{listed}\n```\n" if len(found) > 1 else ""
    return table + "\n".join(_section(name) for name in found)


def _below(package: str) -> list[str]:
    home = import_module(package)
    if package == "sim" or not hasattr(home, "__path__"):
        return [package]
    names = [part.name for part in pkgutil.walk_packages(home.__path__, f"{package}.")]
    return [name for name in names if not name.endswith("__main__")]


def _section(module: str) -> str:
    return f"\n({label_of(module)})=\n## {module}\n\n```{{eval-rst}}\n.. automodule:: {module}\n```\n"
