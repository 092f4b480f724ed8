"""The recipes of CONTRIBUTING.md are true: each diff fits the code as it is, and what stands below it then works."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECIPE = re.compile(r"^### (Add [^\n]+)\n.*?^```diff\n(.*?)^```\n\n```sh recipe\n(.*?)^```", re.MULTILINE | re.DOTALL)
RECIPES = RECIPE.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
UNWANTED = shutil.ignore_patterns("__pycache__", ".*")
MOST_LINES = 60


def said(words, tree):
    environment = {**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "120"}
    done = subprocess.run(words, cwd=tree, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def tree(tmp_path):
    for name in ("sim", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=UNWANTED)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_there_are_four():
    assert [name for name, _, _ in RECIPES] == ["Add a rule", "Add a stage", "Add a figure", "Add a scenario"]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe[0].replace(" ", "_"))
def test_the_recipe_works(recipe, tree):
    _, diff, checks = recipe
    assert diff.count("\n") < MOST_LINES
    (tree / "recipe.diff").write_text(diff, encoding="utf-8")
    said(["git", "apply", "recipe.diff"], tree)
    touched = [name for name in re.findall(r"^\+\+\+ b/(.*)$", diff, re.MULTILINE) if name.endswith(".py")]
    for name in touched:
        said([sys.executable, "-m", "ruff", "check", "--quiet", name], tree)
        said([sys.executable, "-m", "ruff", "format", "--check", "--quiet", name], tree)
    for line in checks.splitlines():
        words = shlex.split(line)
        assert words[0] in ("sim", "python"), line
        program = [sys.executable, "-m", "sim.cli"] if words[0] == "sim" else [sys.executable]
        said([*program, *words[1:]], tree)


@pytest.mark.parametrize("recipe", RECIPES[:3], ids=lambda recipe: recipe[0].replace(" ", "_"))
def test_without_the_recipe_its_check_fails(recipe, tree):
    """Else the check would say nothing about the change."""
    line = recipe[2].splitlines()[-1] if "plot" not in recipe[2] else "sim plot --list results --figure duration"
    words = shlex.split(line)
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *words[1:]], cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1 or "duration" not in done.stdout
