"""The worked page says what the program says: every command on it runs, every number is the one that comes out."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
MARKED = re.compile(r"<!--.*?<!--/-->", re.DOTALL)
BLOCK = re.compile(r"```.*?```", re.DOTALL)
QUANTITY = re.compile(r"\d+(\.\d+)? (per cent|%|runs|of)|\b0\.\d\d\b")


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("refresh_questions", DOCS / "refresh_questions.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_number_on_the_page_is_the_one_that_comes_out(script, monkeypatch):
    monkeypatch.chdir(DOCS.parent)
    page = script.PAGE.read_text(encoding="utf-8")
    assert len(script.NUMBER.findall(page)) >= 20
    now = script.NUMBER.findall(script.refreshed(page))
    for was, new in zip(script.NUMBER.findall(page), now, strict=True):
        assert was == new, "python docs/refresh_questions.py puts the numbers in"


def test_no_number_stands_there_unchecked(script):
    page = script.PAGE.read_text(encoding="utf-8")
    prose = BLOCK.sub("", MARKED.sub("", page)).replace("95 per\ncent", "").replace("95 per cent", "")
    assert not QUANTITY.search(prose), QUANTITY.search(prose)


def test_a_wrong_number_would_be_seen(script):
    command = "<!--run a-->\n```sh\nsim check scenarios/kosovo/five_actors.yaml\n```\n"
    page = f"{command}<!--a files/0/sound word-->no<!--/-->"
    assert script.refreshed(page).endswith("-->True<!--/-->")


def test_lookup_finds_keys_places_and_names(script):
    data = {"outcomes": [{"outcome": "a", "share": 0.2}, {"outcome": "b", "share": 0.8}]}
    assert script.looked_up(data, "outcomes/b/share") == 0.8
    assert script.looked_up(data, "outcomes/0/share") == 0.2
    assert script.written(0.8, "percent") == "80 per cent"
