"""docs/rules.md names the rules that there are: every function, in its file, with the works that its code cites."""

from __future__ import annotations

import importlib.util
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## R(\d+): .*?\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
LISTED = re.compile(r"((?:`\w+`,? ?)+)\s*in\s+\[(\w+)\.py\]\(\.\./sim/rules/(\w+)\.py\)")
OTHERS = ("arrays", "summing")
"""Modules that are no rule: names of arrays, and sums."""


def cited_by(name):
    """Give what test_why.py reads off the docstrings of the rules."""
    spec = importlib.util.spec_from_file_location("why", Path(__file__).parent / "test_why.py")
    why = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(why)
    return why.WORK.findall(" ".join((ROOT / "sim" / "rules" / f"{name}.py").read_text(encoding="utf-8").split()))


def listed(text):
    """Give the functions that a section names, by module."""
    found = {}
    for names, shown, module in LISTED.findall(text):
        assert shown == module
        found.setdefault(module, []).extend(re.findall(r"\w+", names))
    return found


def test_there_are_fourteen_in_order():
    assert [int(number) for number, _ in SECTIONS] == list(range(1, 15))


@pytest.mark.parametrize(("number", "text"), SECTIONS, ids=[f"R{number}" for number, _ in SECTIONS])
def test_a_section_names_what_is_there(number, text):
    modules = listed(text)
    assert modules
    assert "```text\n" in text, "the formula"
    for module, names in modules.items():
        home = import_module(f"sim.rules.{module}")
        assert names == [name for name in names if callable(getattr(home, name, None))]
        public = {name for name in home.__all__ if name[0].islower()}  # no constants, and no class that holds results
        assert public == set(names), f"R{number} tells of all of {module}.py"


@pytest.mark.parametrize(("number", "text"), SECTIONS, ids=[f"R{number}" for number, _ in SECTIONS])
def test_a_section_cites_what_the_code_cites(number, text):
    flat = " ".join(text.split())
    years = set(re.findall(r"\((\d{4})\)", flat))
    coded = {year for module in listed(text) for _, year in cited_by(module)}
    assert years
    assert years == coded, f"R{number}"


def test_no_module_is_left_out():
    told = {module for _, text in SECTIONS for module in listed(text)}
    there = {path.stem for path in (ROOT / "sim" / "rules").glob("*.py")} - {"__init__", *OTHERS}
    assert told == there
