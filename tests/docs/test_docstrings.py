"""Every public name is explained in NumPy's form: parameters, shapes, what is returned, errors, and an example.

Public is what the `__all__` of a module names, and the public methods of the classes among it. Ruff holds that there
is a docstring at all and how it is laid out, the doctests that examples are true; here it is held what is in it.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import textwrap
from importlib import import_module
from importlib.util import find_spec

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
ARRAYS = re.compile(r"\b(Floats|Flags|Counts|NDArray)\b")
SHAPE = re.compile(r"\([\w.+* -]+,[^)]*\)|\bscalar\b|\bof any shape\b|\barray of\b")

LEFT_OUT = {
    # Verbs and what they print. A verb's parameters carry their help, which the page on the command line is made
    # of; its examples are in docs/, where tests run them.
    "sim.cli": {"parameters", "returns", "raises", "examples", "shapes"},
    # All checks of a scenario have one form, told in the docstring of the package, and an example of each fault
    # stands in tests/scenario/bad_files.txt.
    "sim.scenario.checks": {"parameters", "returns", "examples"},
    # They need a scheduler or processes of their own; tests/ensemble and tests/views play with real ones.
    "sim.runs.cluster": {"examples"},
    "sim.runs.executors": {"examples"},
    "sim.views.app.players": {"examples"},
    # They stand only within a page that is being shown, or show it; tests/views/test_app_page.py opens it.
    "sim.views.app.hooks": {"examples"},
    "sim.views.app.page": {"examples"},
    "sim.views.app.server": {"examples"},
    "sim.views.app.working": {"examples"},
    # The functions of these modules that tell an entry all have the form that the docstring of the package tells,
    # with an example; tests/views/test_sentences.py tries their sentences.
    "sim.views.story.sentences.aftermath": {"parameters", "returns", "examples"},
    "sim.views.story.sentences.council": {"parameters", "returns", "examples"},
    "sim.views.story.sentences.declaration": {"parameters", "returns", "examples"},
    "sim.views.story.sentences.events": {"parameters", "returns", "examples"},
    "sim.views.story.sentences.proposal": {"parameters", "returns", "examples"},
    "sim.views.story.sentences.talks": {"parameters", "returns", "examples"},
    # What these give is the writing that their first line speaks of, as a string; the few that give a list say so.
    "sim.views.story.sentences.words": {"returns"},
}
"""What is not asked of the functions of a package, and why."""


def within(name, packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def modules():
    found = [part.name for part in pkgutil.walk_packages(sim.__path__, "sim.")]
    if find_spec("solara") is None:  # the extra `app` is not installed
        found = [name for name in found if not name.startswith("sim.views.app.")]
    return ["sim", *(name for name in found if not name.endswith("__main__"))]


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
    allowed = set().union(*(what for package, what in LEFT_OUT.items() if within(name, [package])))
    if "." in function.__qualname__:
        allowed = allowed | {"examples"}  # the class, or the function that makes it, has one
        if not parameters_of(function):
            allowed = allowed | {"returns"}  # the one sentence says what is given
    told = FunctionDoc(function)
    missing = [text for code, text in validate(name)["errors"] if code in WANTED and WANTED[code] not in allowed]
    if "raises" not in allowed:
        listed = " ".join(f"{part.type} {part.name}" for part in told["Raises"])
        missing += [f"raises {error}, and does not say when" for error in raised_by(function) if error not in listed]
    if "shapes" not in allowed:
        missing += [f"the shape of `{part}` is not said" for part in shapeless(function, told)]
    return missing


@pytest.mark.parametrize("module", modules())
def test_every_public_function_is_explained(module):
    found = [f"{name}: {what}" for name, function in functions(module) for what in lacking(name, function)]
    assert not found, "\n".join(found)


def test_public_names_are_found():
    names = [name for module in modules() for name, _ in functions(module)]
    assert len(names) > 400
    assert {"sim.rules.utility.utility", "sim.runs.ensemble.Ensemble.load", "sim.cli.verbs.run.run"} <= set(names)
