"""The worked pages say what the program says: every command on them runs, every number is the one that comes out."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
MARKED = re.compile(r"<!--.*?<!--/-->", re.DOTALL)
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
BLOCK = re.compile(r"```.*?```", re.DOTALL)
QUANTITY = re.compile(r"\d+(\.\d+)? (per cent|%|runs|of)|\b0\.\d\d\b")


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("refresh_numbers", DOCS / "refresh_numbers.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = pytest.mark.parametrize("name", ["questions.md", "tutorial.md"])


@PAGES
def test_every_number_on_the_page_is_the_one_that_comes_out(name, script):
    page = (DOCS / name).read_text(encoding="utf-8")
    assert len(script.NUMBER.findall(page)) >= 8
    now = script.refreshed(page)
    for pattern in (script.NUMBER, script.OUTPUT):
        for was, new in zip(pattern.findall(page), pattern.findall(now), strict=True):
            assert was == new, "python docs/refresh_numbers.py puts the numbers in"


@PAGES
def test_every_command_on_the_page_is_run(name, script):
    """What is not marked would be run nowhere: test_code_blocks.py leaves these pages to the test above."""
    page = (DOCS / name).read_text(encoding="utf-8")
    run = [block for kind, _, block in script.STEP.findall(page) if kind != "file"]
    assert [block for block in SHELL.findall(page) if block.startswith("sim ")] == run
    assert len(run) >= 6


def test_the_tutorial_shows_what_is_printed(script):
    assert len(script.OUTPUT.findall((DOCS / "tutorial.md").read_text(encoding="utf-8"))) == 2


@PAGES
def test_no_mark_tears_a_paragraph_or_stands_in_code(name, script):
    """Markdown ends a paragraph where a line begins with a comment, and shows one that stands in code."""
    page = BLOCK.sub("", (DOCS / name).read_text(encoding="utf-8"))
    assert not [line for line in page.splitlines() if script.NUMBER.match(line)]
    assert not re.findall(r"`<!--(?!/-->)", page)


@PAGES
def test_no_number_stands_there_unchecked(name, script):
    page = (DOCS / name).read_text(encoding="utf-8")
    prose = BLOCK.sub("", MARKED.sub("", page)).replace("95 per\ncent", "").replace("95 per cent", "")
    prose = prose.replace("2,048 runs of the river scenario", "")  # below the picture, which has it too
    assert not QUANTITY.search(prose), QUANTITY.search(prose)


@pytest.mark.parametrize(
    "step", ["<!--file a.yaml-->\n```yaml\nextends: scenarios/kosovo/five_actors.yaml\n```\n", ""]
)
def test_a_wrong_number_would_be_seen(script, step):
    file = "a.yaml" if step else "scenarios/kosovo/five_actors.yaml"
    page = f"{step}<!--run a-->\n```sh\nsim check {file}\n```\n<!--a files/0/sound word-->no<!--/-->"
    assert script.refreshed(page).endswith("-->True<!--/-->")


def test_wrong_output_would_be_seen(script):
    page = "<!--run a-->\n```sh\nsim check scenarios/kosovo/five_actors.yaml\n```\n<!--output a-->\n```text\nx\n```\n"
    assert "five_actors.yaml: sound, scenario" in script.refreshed(page)


def test_lookup_finds_keys_places_and_names(script):
    data = {"outcomes": [{"outcome": "a", "share": 0.2}, {"outcome": "b", "share": 0.8}]}
    assert script.looked_up(data, "outcomes/b/share") == 0.8
    assert script.looked_up(data, "outcomes/0/share") == 0.2
    assert script.written(0.8, "percent") == "80 per cent"
