"""Each notebook has a page on the site: what it says, what it runs, and what came of that, if it was run for it."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "extension"))

import notebook_pages as pages  # noqa: E402 - the path comes first

NOTEBOOKS = [*sorted((ROOT / "notebooks").glob("*.ipynb")), *sorted((ROOT / "notebooks" / "answers").glob("*.ipynb"))]
PIXEL = base64.b64encode(b"a picture").decode()


def printed(*texts):
    return [{"output_type": "stream", "name": "stdout", "text": text} for text in texts]


def shown(**data):
    return [{"output_type": "display_data", "data": {kind.replace("_", "/"): value for kind, value in data.items()}}]


def cell(source, outputs=(), tags=()):
    return {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}, "outputs": list(outputs)}


WORDS = {
    "cell_type": "markdown",
    "source": ["# A question\n", "See [the answers](answers/01.ipynb)."],
    "metadata": {},
}
SLIDERS = [{"output_type": "display_data", "data": {
    "text/plain": "VBox()", "application/vnd.jupyter.widget-view+json": {"model_id": "box"},
}}]  # fmt: skip
STATE = {"widgets": {pages.WIDGETS: {"state": {
    "box": {"model_name": "VBoxModel", "state": {"children": ["IPY_MODEL_one", "IPY_MODEL_two"]}},
    "one": {"model_name": "FloatSliderModel", "state": {}},
    "two": {"model_name": "ImageModel", "state": {}, "buffers": [{"path": ["value"], "data": PIXEL}]},
}}}}  # fmt: skip


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Give a page of cells, of which those that were run may be others than those that stand in the notebook."""
    home = tmp_path / "notebooks"
    home.mkdir()
    monkeypatch.setattr(pages, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(pages, "KEPT", tmp_path / "docs" / "_build" / "notebooks")

    def made(*cells, run=None):
        path = home / "01.ipynb"
        path.write_text(json.dumps({"cells": [{**one, "outputs": []} for one in cells]}), encoding="utf-8")
        if run is not None:
            pages.KEPT.mkdir(parents=True)
            pages.executed_copy(path).write_text(json.dumps({"cells": run, "metadata": STATE}), encoding="utf-8")
        return pages.notebook_page(path)

    return made


def test_what_was_printed_and_drawn_stands_below_its_cell(page):
    cells = [
        WORDS,
        cell("print(1)", printed("1\n", "2\n")),
        cell("show()", shown(image_png=PIXEL)),
        cell("box", SLIDERS),
    ]
    said = page(*cells, run=cells)
    assert said.startswith("# A question\nSee [the answers](answers/01.ipynb).\n\n" + pages.RUN)
    assert "```python\nprint(1)\n```\n\n```text\n1\n2\n```\n" in said
    assert "show()\n```\n\n![Drawn by the cell above](../docs/_build/notebooks/01_2_0.png)\n" in said
    assert f"(../docs/_build/notebooks/01_3_0.png)\n\n{pages.STILL}" in said
    assert (pages.KEPT / "01_3_0.png").read_bytes() == b"a picture"


def test_a_page_of_a_notebook_that_was_not_run_or_has_changed_since_says_so(page):
    assert pages.NOT_RUN in page(WORDS, cell("print(1)"))
    said = page(WORDS, cell("print(2)"), run=[WORDS, cell("print(1)", printed("1"))])
    assert pages.NOT_RUN in said
    assert "```text" not in said


def test_what_only_checks_is_folded_and_a_table_stays_one(page):
    table = shown(text_html='<table border="1" class="dataframe"></table>', text_plain="0")
    cells = [cell("assert True", (), ["hide-input"]), cell("import sys", (), ["hide-input"]), cell("t", table)]
    said = page(*cells, run=cells)
    assert "<details><summary>Code: a check of the numbers above</summary>\n\n```python\nassert True" in said
    assert "<details><summary>Code: what the cells share</summary>" in said
    assert '```{raw} html\n<table class="docutils dataframe"></table>\n```' in said


def test_nothing_that_is_printed_ends_its_block(page):
    cells = [cell("x", printed("```\n<script>alert(1)</script>\n````\n"))]
    assert "`````text\n```\n<script>alert(1)</script>\n````\n`````" in page(*cells, run=cells)


def test_every_notebook_has_a_page_that_is_listed():
    assert len(NOTEBOOKS) == 20
    for path in NOTEBOOKS:
        shown_in = ROOT / "docs" / path.relative_to(ROOT).with_suffix(".md")
        brought = shown_in.parent / shown_in.read_text(encoding="utf-8").strip().removeprefix("<!--from: ")[:-3]
        assert brought.resolve() == path
        assert f"\n{path.stem}\n" in (shown_in.parent / "index.md").read_text(encoding="utf-8")
