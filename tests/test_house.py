"""The rules of the house that no linter knows: chance, figures, docstrings, sizes, paths, pins."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
DRAWS = ROOT / "sim" / "chance" / "streams.py"
KEEPS_A_SECRET = ROOT / "sim" / "views" / "app" / "guard.py"
"""Draws the token of the page, which nobody may be able to draw again."""

MODULE_LINES = 350
FUNCTION_LINES = 50
TYPED = ("actors", "process", "model.py")
"""Where everything has a type of its own."""
UNTYPED_LINES = 120
TOLD_SHARE = 0.75
"""Most lines of docstrings to a line of code."""

NUMPY_TYPES = {"BitGenerator", "Generator", "Philox", "SeedSequence"}
OTHER_CHANCE = {"random", "secrets"}
MACHINE_PATH = re.compile(r"(?<![\w.:/~*-])(?:/(?:root|home|Users|work)/\w|[A-Z]:\\Users\\)")

Function = ast.FunctionDef | ast.AsyncFunctionDef
every_source = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())


def imported_names(tree: ast.Module) -> dict[str, str]:
    """Each name that an import binds, with the dotted name that it stands for."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for item in node.names:
                first = item.name.partition(".")[0]
                names[item.asname or first] = item.name if item.asname else first
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for item in node.names:
                names[item.asname or item.name] = f"{node.module}.{item.name}"
    return names


def imported_modules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of all that is imported, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, item.name) for item in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{item.name}") for item in node.names)


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """Return what an expression like ``np.random.rand`` names in full, or an empty string."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def pyplot_imports(source: str) -> list[str]:
    """Where pyplot or pylab is imported."""
    return [
        f"{line}: {name}"
        for line, name in imported_modules(ast.parse(source))
        if re.match(r"(matplotlib\.(pyplot|pylab)|pylab)\b", name)
    ]


def stray_chance(source: str, *, makes_streams: bool = False) -> list[str]:
    """Where chance comes from elsewhere than a named stream."""
    tree = ast.parse(source)
    names = imported_names(tree)
    found = {(line, name) for line, name in imported_modules(tree) if name.partition(".")[0] in OTHER_CHANCE}
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name | ast.Attribute):
            continue
        name = dotted(node, names)
        if name.startswith("numpy.random."):
            kind = name.removeprefix("numpy.random.").partition(".")[0]
            allowed = kind in NUMPY_TYPES and (makes_streams or id(node) not in called)
            if not allowed and not (makes_streams and kind == "default_rng"):
                found.add((node.lineno, name))
        elif isinstance(node, ast.Attribute):
            found |= {(node.lineno, what) for what in mesa_chance(node, names)}
    return [f"{line}: {name}" for line, name in sorted(found)]


def mesa_chance(node: ast.Attribute, names: dict[str, str]) -> Iterator[str]:
    """Mesa's own generators: ``model.random.choice``, ``agents.shuffle_do``."""
    owner = node.value
    if node.attr == "shuffle_do":
        yield node.attr
    elif isinstance(owner, ast.Attribute) and owner.attr == "random" and not dotted(owner, names):
        yield f"random.{node.attr}"


def is_setter_or_overload(node: Function) -> bool:
    """Whether a definition stands for another one that has the docstring."""
    marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
    return bool(marks & {"setter", "deleter", "overload"})


def undocumented(tree: ast.Module | ast.ClassDef, within: str = "") -> Iterator[str]:
    """Public functions, classes and methods without a docstring."""
    for node in tree.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not isinstance(node, ast.ClassDef) and is_setter_or_overload(node):
            continue
        if not ast.get_docstring(node):
            yield f"{node.lineno}: {within}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node, f"{node.name}.")


def long_functions(source: str) -> list[str]:
    """Functions over the limit; the docstring is not counted, so that nobody saves on it."""
    return [
        f"{node.lineno}: {node.name} has {lines} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, Function) and (lines := lines_of(node) - docstring_lines(node)) > FUNCTION_LINES
    ]


def told_lines(source: str) -> set[int]:
    """Which lines of a module are its docstrings, those of fields among them."""
    return {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def code_lines(source: str) -> int:
    """How many lines a module has beside its docstrings."""
    return len(source.splitlines()) - len(told_lines(source))


def untyped_lines(source: str) -> set[int]:
    """Which lines of a module say `Any`, its import among them."""
    nodes = list(ast.walk(ast.parse(source)))
    said = {node.lineno for node in nodes if isinstance(node, ast.Name) and node.id == "Any"}
    said |= {node.lineno for node in nodes if isinstance(node, ast.Attribute) and node.attr == "Any"}
    return said | {
        item.lineno for node in nodes if isinstance(node, ast.ImportFrom) for item in node.names if item.name == "Any"
    }


def lines_of(node: ast.stmt) -> int:
    """From the first to the last line of a statement."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def docstring_lines(node: Function) -> int:
    """How many lines of a function are its docstring."""
    return 0 if ast.get_docstring(node) is None else lines_of(node.body[0])


def text_files() -> Iterator[tuple[str, str]]:
    """Name and text of every file that git holds or would take."""
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    for name in sorted(set(listing.stdout.decode().split("\0")) - {""}):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in content:
            yield name, content.decode()


def pins() -> list[Requirement]:
    """Every line of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def asked_for() -> list[Requirement]:
    """What pyproject.toml asks for in core, and in dev with the extras that it takes in."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    taken = [extras[name] for name in ("analysis", "cluster", "docs", "fast", "tests", "dev")]
    wanted = [Requirement(line) for line in itertools.chain(project["dependencies"], *taken)]
    return [item for item in wanted if item.name != project["name"]]


def test_there_is_something_to_look_at():
    assert len(SOURCES) > 5
    assert ROOT / "sim" / "__init__.py" in SOURCES


@every_source
def test_figures_never_use_pyplot(path):
    assert not pyplot_imports(path.read_text(encoding="utf-8"))


@every_source
def test_chance_comes_from_named_streams_only(path):
    found = stray_chance(path.read_text(encoding="utf-8"), makes_streams=path == DRAWS)
    assert [use for use in found if not (path == KEEPS_A_SECRET and use.endswith(": secrets"))] == []


@every_source
def test_everything_public_has_a_docstring(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has none"
    assert not list(undocumented(tree))


@every_source
def test_modules_and_functions_stay_short(path):
    source = path.read_text(encoding="utf-8")
    assert code_lines(source) <= MODULE_LINES
    assert not long_functions(source)


def test_the_model_says_of_everything_what_it_is():
    untyped = {
        path.relative_to(ROOT / "sim"): len(untyped_lines(path.read_text(encoding="utf-8"))) for path in SOURCES
    }
    assert not [path for path, lines in untyped.items() if lines and path.parts[0] in TYPED]
    assert sum(untyped.values()) < UNTYPED_LINES


def test_docstrings_say_what_the_code_does_not_and_stay_fewer():
    told, written = 0, 0
    for source in (path.read_text(encoding="utf-8") for path in SOURCES):
        lines = told_lines(source)
        told += len(lines)
        written += sum(
            1 for number, line in enumerate(source.splitlines(), start=1) if line.strip() and number not in lines
        )
    assert told < TOLD_SHARE * written


def test_no_file_names_a_path_of_one_machine():
    assert not [
        f"{name}:{number}: {line.strip()}"
        for name, text in text_files()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_each_dependency_has_one_pin_that_is_allowed(python):
    here = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    wanted = [item for item in asked_for() if not item.marker or item.marker.evaluate(here)]
    assert len(wanted) > 15
    valid = [pin for pin in pins() if not pin.marker or pin.marker.evaluate(here)]
    for item in wanted:
        found = [pin for pin in valid if canonicalize_name(pin.name) == canonicalize_name(item.name)]
        assert len(found) == 1, f"{item.name} has {len(found)} pins for Python {python}"
        (exact,) = found[0].specifier
        assert exact.operator == "=="
        assert item.specifier.contains(exact.version), f"{found[0]} is not what {item} allows"


def test_who_develops_has_the_compiler():
    """`make install-dev` installs the extra dev, which takes in fast: else tests of machine code are left out."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    (itself,) = (item for item in map(Requirement, extras["dev"]) if item.name == "status-talks")
    assert "fast" in itself.extras
    assert "EXTRA = dev" in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()


def test_the_lowest_constraints_are_the_lower_bounds():
    """What is tried by `make test-lowest` is what pyproject.toml says is enough."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = (ROOT / "constraints-lowest.txt").read_text(encoding="utf-8").splitlines()
    lowest = {canonicalize_name(pin.name): Version(next(iter(pin.specifier)).version)
              for pin in map(Requirement, (line for line in lines if line and line[0] != "#"))}  # fmt: skip
    for item in map(Requirement, [*project["dependencies"], *extras["analysis"], *extras["cluster"]]):
        (bound,) = [part.version for part in item.specifier if part.operator == ">="]
        assert lowest[canonicalize_name(item.name)] == Version(bound), item.name


@pytest.mark.parametrize("line", ["import matplotlib.pyplot as plt", "from matplotlib import pyplot"])
def test_pyplot_is_found_inside_a_function(line):
    assert pyplot_imports(f"def draw():\n    {line}\n")


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import choice",
        "import numpy as np; np.random.seed(1)",
        "import numpy as np; rng = np.random.default_rng(1)",
        "import numpy as np; rng = np.random.Generator(np.random.Philox(1))",
        "import numpy; numpy.random.rand(3)",
        "import numpy.random as npr; npr.normal()",
        "from numpy.random import default_rng; default_rng()",
        "from numpy import random; random.shuffle(x)",
        "self.random.choice(x)",
        "model.agents.shuffle_do('vote')",
    ],
)
def test_stray_chance_is_found(line):
    assert stray_chance(line)


@pytest.mark.parametrize(
    "line",
    [
        "import numpy as np\ndef draw(rng: np.random.Generator) -> float: return rng.random()",
        "from numpy.random import Generator, SeedSequence\ndef draw(rng: Generator): return rng.normal()",
        "from sim.chance.inputs import Streams\nStreams(1).stream('a').random(3)",
    ],
)
def test_streams_are_left_in_peace(line):
    assert not stray_chance(line)


def test_only_draws_may_make_a_generator():
    line = "import numpy as np; np.random.Generator(np.random.Philox(np.random.SeedSequence(1)))"
    assert stray_chance(line)
    assert not stray_chance(line, makes_streams=True)
    assert stray_chance("import numpy as np; np.random.rand()", makes_streams=True)


def test_a_missing_docstring_is_found():
    source = "class A:\n    'a'\n    def b(self): ...\n    def _c(self): ...\ndef d(): ...\nclass E: ...\n"
    assert list(undocumented(ast.parse(source))) == ["3: A.b", "5: d", "6: E"]


def test_a_long_function_is_found():
    body = "    x = 1\n" * (FUNCTION_LINES - 1)
    assert not long_functions(f"def f():\n{body}")
    assert long_functions(f"def f():\n{body}    return x\n")
    assert not long_functions(f'def f():\n    """One.\n\n    Two."""\n{body}')


def test_docstrings_do_not_count_towards_the_length_of_a_module():
    told = '"""What it is.\n\nAnd more.\n"""\n\nLEAST = 1\n"""What it is."""\n'
    assert code_lines(told) == 2
    assert code_lines(f'{told}\n\ndef f():\n    """One.\n\n    Two.\n    """\n    return "text"\n') == 6


@pytest.mark.parametrize(
    "line",
    [
        "from typing import Any",
        "def f(x: Any): ...",
        "import typing\nx: dict[str, typing.Any] = {}",
        "x: 'int'\ny: Any = 1",
    ],
)
def test_what_has_no_type_is_found(line):
    assert untyped_lines(line) == {line.count("\n") + 1}
    assert not untyped_lines(line.replace("Any", "Many"))


@pytest.mark.parametrize("folder", ["root", "home", "Users", "work"])
def test_a_machine_path_is_found(folder):
    assert MACHINE_PATH.search(f"see /{folder}/anna/sim")
    assert not MACHINE_PATH.search(f"https://example.org/{folder}/anna and ../{folder}/anna, {folder}/b")
