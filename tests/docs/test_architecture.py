"""docs/architecture.md is true: the files that it names are there, and `sim run` takes its first walk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(sim(?:/\w+)*(?:\.py|(?=`)))`")
WALK = re.compile(r"<!--walk: run-->\n(.*?)<!--/walk-->", re.DOTALL)
MOST_STEPS = 16

PASSED = """
import json, os, sys
from sim.cli import main

home, passed = sys.argv[1] + os.sep, set()

def look(frame, event, _):
    code = frame.f_code
    # A class body, which runs when its module is imported, is no function and has no fast names.
    if event == "call" and code.co_filename.startswith(home) and code.co_flags & 1 and code.co_name != "<module>":
        passed.add(code.co_filename.removeprefix(home).replace(os.sep, "/"))

sys.setprofile(look)
try:
    code = main(["run", "scenarios/theory/rubinstein_limit.yaml", "--runs", "20"])
finally:
    sys.setprofile(None)
print(json.dumps([code, sorted(passed)]))
"""


@pytest.fixture(scope="module")
def passed():
    done = subprocess.run(
        [sys.executable, "-c", PASSED, str(ROOT)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    return [name for name in modules if name.startswith(("sim/cli/", "sim/runs/"))]


def test_every_file_that_is_named_is_there():
    names = NAMED.findall(PAGE)
    assert len(names) > 60
    assert not [name for name in names if not (ROOT / name).exists()]


def test_the_first_walk_is_the_one_taken(passed):
    (walk,) = WALK.findall(PAGE)
    told = [re.match(r"\d+\. `([^`]+)`", line)[1] for line in walk.splitlines()]
    assert sorted(told) == passed
    assert len(told) <= MOST_STEPS


def test_every_folder_has_a_line_and_imports_run_as_is_said():
    listed = set(re.findall(r"^\| `sim/(\w+)(?:\.py)?` \|", PAGE, re.MULTILINE))
    there = {path.stem for path in (ROOT / "sim").iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert listed == there | {"model"}
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer.replace("sim.", "").replace(" | ", " and ") for layer in reversed(contract[0]["layers"])]
    said = " ".join(re.search(r"holds it: (.*?)\. ", PAGE, re.DOTALL)[1].split())
    assert said == " ← ".join(layers)
