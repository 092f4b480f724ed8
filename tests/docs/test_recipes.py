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

from sim.cli import main

ROOT = Path(__file__).resolve().parents[2]
RECIPE = re.compile(r"^### (Add [^\n]+)\n.*?^```diff\n(.*?)^```\n\n```sh recipe\n(.*?)^```", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^### Add a (\w+)\n.*?(?=^##)", re.MULTILINE | re.DOTALL)
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = RECIPE.findall(PAGE)
UNWANTED = shutil.ignore_patterns(".*")
"""What is compiled goes along: the copies are as old as the files, so that nothing is compiled again."""
BEFORE = {"rule": 69, "stage": 73, "figure": 54, "question": 60, "scenario": 24}
"""How many lines each took on the page before the folders were laid out anew; a question had no recipe of its own."""
MOST_LINES = 300
ONE_AFTER_THE_OTHER = """
import shlex, sys
from sim.cli import main
for line in sys.argv[1:]:
    if code := main(shlex.split(line)):
        sys.exit(code)
"""
"""What a recipe types after `sim`, in one process: to start the program takes longer than most of what it does."""


def said(words, tree):
    environment = {**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "120"}
    done = subprocess.run(words, cwd=tree, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def tree(tmp_path):
    for name in ("sim", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=UNWANTED)
    for name in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_there_are_five():
    assert [name for name, _, _ in RECIPES] == [f"Add a {what}" for what in BEFORE]


def test_each_is_shorter_than_it_was():
    lines = {found[1]: found[0].count("\n") for found in SECTION.finditer(PAGE)}
    assert all(lines[what] < most for what, most in BEFORE.items()), lines
    assert PAGE.count("\n") <= MOST_LINES


def test_a_stage_is_three_files_and_a_line_in_three_places():
    (diff,) = [diff for name, diff, _ in RECIPES if name == "Add a stage"]
    made = re.findall(r"^--- /dev/null\n\+\+\+ b/(sim/.*)/pause.py$", diff, re.MULTILINE)
    assert sorted(made) == ["sim/process", "sim/scenario/format/stages", "sim/views/story/sentences"]
    changed = re.findall(r"^--- a/(.*)$", diff, re.MULTILINE)
    taken_in = {"sim/process/kinds.py", "sim/scenario/format/process.py", "sim/views/story/sentences/__init__.py"}
    assert set(changed) == taken_in


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe[0].replace(" ", "_"))
def test_the_recipe_works(recipe, tree):
    _, diff, checks = recipe
    (tree / "recipe.diff").write_text(diff, encoding="utf-8")
    said(["git", "apply", "recipe.diff"], tree)
    touched = [name for name in re.findall(r"^\+\+\+ b/(.*)$", diff, re.MULTILINE) if name.endswith(".py")]
    if touched:
        said([sys.executable, "-m", "ruff", "check", "--quiet", *touched], tree)
        said([sys.executable, "-m", "ruff", "format", "--check", "--quiet", *touched], tree)
    lines = [line.partition(" ") for line in checks.splitlines()]
    assert {program for program, _, _ in lines} <= {"sim", "python"}
    for words in (shlex.split(rest) for program, _, rest in lines if program == "python"):
        said([sys.executable, *words], tree)
    said([sys.executable, "-c", ONE_AFTER_THE_OTHER, *(rest for program, _, rest in lines if program == "sim")], tree)


@pytest.mark.parametrize("recipe", RECIPES[:4], ids=lambda recipe: recipe[0].replace(" ", "_"))
def test_without_the_recipe_its_check_fails(recipe, tmp_path, monkeypatch, capsys):
    """Else the check would say nothing about the change."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    line = recipe[2].splitlines()[-1] if "plot" not in recipe[2] else "sim plot --list results --figure duration"
    program, *words = shlex.split(line)
    assert program == "sim"
    assert (main(words) == 0) is ("--list" in words)
    assert "duration" not in capsys.readouterr().out
