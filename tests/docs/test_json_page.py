"""The page on `--json` is true: what every command prints has the shape that stands below it, no more and no less."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.program import VERBS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
SHOWN = [
    (shlex.split(code.replace("\\\n", " ")), json.loads(shape))
    for code, shape in re.findall(r"^```sh json\n(.*?)^```\n+```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
]


def is_date(found):
    try:
        dt.date.fromisoformat(found)
    except (TypeError, ValueError):
        return False
    return True


KINDS = {
    "text": lambda found: isinstance(found, str),
    "whole": lambda found: isinstance(found, int) and not isinstance(found, bool),
    "number": lambda found: isinstance(found, int | float) and not isinstance(found, bool),
    "flag": lambda found: isinstance(found, bool),
    "date": is_date,
    "block": lambda found: isinstance(found, dict),
    "null": lambda found: found is None,
}


def unlike(found, shape, path=""):
    """Say where what was found has another shape, as lines."""
    if isinstance(shape, str):
        fits = any(KINDS[kind](found) for kind in shape.split(" or "))
        return [] if fits else [f"{path}: {found!r} is not {shape}"]
    if type(found) is not type(shape):
        return [f"{path}: {type(found).__name__}, not {type(shape).__name__}"]
    if isinstance(shape, list):
        return [line for place, item in enumerate(found) for line in unlike(item, shape[0], f"{path}/{place}")]
    if len(shape) == 1 and (key := next(iter(shape))).isupper():
        return [line for name, item in found.items() for line in unlike(item, shape[key], f"{path}/{name}")]
    odd = [
        f"{path}: {key} is {'missing' if key in shape else 'not on the page'}" for key in shape.keys() ^ found.keys()
    ]
    return odd + [
        line for key in shape.keys() & found.keys() for line in unlike(found[key], shape[key], f"{path}/{key}")
    ]


@pytest.mark.parametrize(("words", "shape"), SHOWN, ids=[" ".join(words[1:3]) for words, _ in SHOWN])
def test_what_is_printed_has_the_shape_on_the_page(words, shape, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert main(words[1:]) == 0
    found = json.loads(capsys.readouterr().out)
    assert not unlike(found, shape)


def test_faults_have_the_shape_on_the_page(tmp_path, capsys):
    (shape,) = [json.loads(block) for block in re.findall(r"```json\n(\{\"faults\".*?)```", PAGE, re.DOTALL)][:1]
    (tmp_path / "case.yaml").write_text("format: 1\ntitel: none\n", encoding="utf-8")
    assert main(["run", str(tmp_path / "case.yaml"), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["faults"]
    assert not unlike(found, shape)


def test_no_verb_is_forgotten():
    known = {words[1] for words, _ in SHOWN}
    assert known == {verb.__name__.replace("_", "-") for verb in VERBS if "as_json" in verb.__annotations__}


@pytest.mark.parametrize(
    ("found", "shape"),
    [
        ({"a": 1}, {"a": "text"}),
        ({"a": 1}, {}),
        ({}, {"a": "whole"}),
        ({"a": True}, {"a": "whole"}),
        ({"a": [1, "x"]}, {"a": ["number"]}),
        ({"a": {"b": None}}, {"a": {"NAME": "number"}}),
        ({"a": "2008"}, {"a": "date"}),
    ],
)
def test_another_shape_is_seen(found, shape):
    assert unlike(found, shape)
