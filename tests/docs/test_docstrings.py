"""What stands for a formula, and what `sim` itself names, is explained in NumPy's form.

That is parameters, shapes, what is returned, errors and an example, for the public functions of rules and theory
and for the names in ``sim.__all__``. Ruff holds that everything public has a docstring and how it is laid out, the
doctests that examples are true; here it is held what is in it.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import textwrap
from importlib import import_module

import pytest
from numpydoc.docscrape import FunctionDoc
from numpydoc.validate import validate

import sim

WANTED = {
    "PR01": "parameters",  # one or more are not documented
    "PR02": "parameters",  # one is documented that does not exist
    "RT01": "returns",
    "YD01": "returns",
    "EX01": "examples",
}
ARRAYS = re.compile(r"\b(Floats|Flags|Counts|Per\w+|NDArray)\b")
SHAPE = re.compile(r"\([\w.+* -]+,[^)]*\)|\bscalar\b|\bof any shape\b|\barray of\b")

IN_FULL = ("sim.rules", "sim.theory")
"""Packages whose functions stand for a formula: there every symbol is told. Elsewhere a sentence does."""


def within(name, packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def modules():
    found = [part.name for part in pkgutil.walk_packages(sim.__path__, "sim.")]
    return [name for name in found if within(name, IN_FULL)]


def functions(module):
    """Give the public functions and methods that a module defines, by dotted name."""
    home = import_module(module)
    for name in getattr(home, "__all__", ()):
        thing = getattr(home, name)
        if getattr(thing, "__module__", None) != module:
            continue  # a constant, or a name of another module that is given on
        if inspect.isfunction(thing):
            yield f"{module}.{name}", thing
        elif inspect.isclass(thing):
            for part, member in vars(thing).items():
                function = getattr(member, "__func__", member)
                own = (
                    inspect.isfunction(function) and function.__module__ == module
                )  # not one that pydantic puts there
                if own and not part.startswith("_"):
                    yield f"{module}.{name}.{part}", function


def parameters_of(function):
    return [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]


def raised_by(function):
    """Give the names of the exceptions that a function raises itself."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    nested = [
        node for node in ast.walk(tree.body[0]) if isinstance(node, ast.FunctionDef) and node is not tree.body[0]
    ]
    inside = {id(part) for node in nested for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and id(node) not in inside:
            name = ast.unparse(node.exc.func).rpartition(".")[2]
            if name[0].isupper():  # not a function that makes the exception
                yield name


def shapeless(function, told):
    """Give the parameters that are arrays of which no shape is said."""
    hints = function.__annotations__
    said = {}
    for part in told["Parameters"]:
        for name in part.name.replace("*", "").split(", "):
            said[name] = f"{part.type} {' '.join(part.desc)}"
    return [name for name in parameters_of(function)
            if name in said and ARRAYS.search(str(hints.get(name, ""))) and not SHAPE.search(said[name])]  # fmt: skip


def lacking(name, function):
    """Say what the docstring of a function or method lacks, as lines."""
    allowed = set()
    if "." in function.__qualname__:
        allowed = {"examples"}  # the class, or the function that makes it, has one
        if not parameters_of(function):
            allowed |= {"returns"}  # the one sentence says what is returned
    told = FunctionDoc(function)
    missing = [text for code, text in validate(name)["errors"] if code in WANTED and WANTED[code] not in allowed]
    listed = " ".join(f"{part.type} {part.name}" for part in told["Raises"])
    missing += [f"raises {error}, and does not say when" for error in raised_by(function) if error not in listed]
    return missing + [f"the shape of `{part}` is not said" for part in shapeless(function, told)]


@pytest.mark.parametrize("module", modules())
def test_every_public_function_is_explained(module):
    found = [f"{name}: {what}" for name, function in functions(module) for what in lacking(name, function)]
    assert not found, "\n".join(found)


def public_face():
    """Give the functions that `sim` itself names, and the public methods of its classes."""
    for thing in (getattr(sim, name) for name in sim.__all__ if name[0] != "_"):
        if inspect.isfunction(thing):
            yield f"{thing.__module__}.{thing.__name__}", thing
        else:
            yield from ((name, function) for name, function in functions(thing.__module__)
                        if name.startswith(f"{thing.__module__}.{thing.__name__}."))  # fmt: skip


def test_the_public_face_is_explained():
    told = list(public_face())
    assert {"sim.runs.ensemble.Ensemble.load", "sim.scenario.reader.read_scenario"} <= {name for name, _ in told}
    found = [f"{name}: {what}" for name, function in told for what in lacking(name, function)]
    assert not found, "\n".join(found)


def test_public_names_are_found():
    names = [name for module in modules() for name, _ in functions(module)]
    assert len(names) > 100
    assert "sim.rules.utility.utility" in names
