"""The reference of the columns of results holds every column that is declared, and names none that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario.format import columns
from sim.scenario.format.column import Column
from sim.scenario.format.process import STAGE_KINDS
from sim.scenario.format.stages.stage import Stage
from sim.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "results_folder.md"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<said>[^|]+) \| (?P<holds>[^|]+) \| (?P<unit>[^|]*) \| [^|]+ \|$")


@pytest.fixture
def made(monkeypatch):
    """The extension's module, as Sphinx finds it."""
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "extension"))
    import results_columns

    return results_columns


def parts_of(text):
    """Rows of every part, by its heading."""
    parts = re.split(r"^### (.+)$", text, flags=re.MULTILINE)[1:]
    return {
        heading: [found.groupdict() for line in part.splitlines() if (found := ROW.match(line))]
        for heading, part in zip(parts[::2], parts[1::2], strict=True)
    }


def test_every_column_that_is_declared_has_a_row_where_it_belongs(made):
    parts = parts_of(made.results_columns())
    of_all = Stage.declared()
    declared = {
        "Columns of every run": [one for one in vars(columns).values() if isinstance(one, Column)],
        "Columns of every stage": list(of_all),
        **{
            f"Columns of {word}": [one for one in kind.declared() if one not in of_all]
            for word, kind in STAGE_KINDS.items()
        },
        "Words in capitals": [],
    }
    assert {heading: len(rows) for heading, rows in parts.items()} == {
        heading: len(known) for heading, known in declared.items()
    }
    for heading, known in declared.items():
        for row, column in zip(parts[heading], known, strict=True):
            before = "" if heading == "Columns of every run" else "STAGE."
            in_capitals = re.sub(r"{(\w+)}", lambda hit: hit[1].upper(), column.name)
            assert row["name"] == f"{before}{in_capitals}"
            assert column.unit in row["unit"]
            assert row["said"].lower().startswith(column.label.partition("{")[0].lower())


def test_a_word_in_capitals_that_nobody_explains_is_refused(made):
    with pytest.raises(KeyError, match="STANDS_FOR does not explain colour"):
        list(made._table([Column("paint.{colour}", "count", "buckets of {colour}")]))


def test_columns_that_have_moved_are_kept_under_the_new_name_only():
    page = PAGE.read_text(encoding="utf-8")
    moved = re.findall(
        r"^\| `([\w.]+)` \| `([\w.]+)` \|$", page.partition("### Columns that have moved")[2], re.MULTILINE
    )
    assert len(moved) == 12
    kept = columns.columns_of(read_scenario(ROOT / "scenarios" / "kosovo" / "baseline.yaml"))
    for old, new in moved:
        shapes = [re.escape(name).replace("BLOC", r"[a-z_]+").replace("_N", r"_\d+") for name in (old, new)]
        assert [name for name in kept if re.fullmatch(shapes[0], name)] == [], old
        assert any(re.fullmatch(shapes[1], name) for name in kept), new


def test_the_page_asks_for_what_is_made():
    assert "<!--made: results_columns-->" in PAGE.read_text(encoding="utf-8")
