"""The search of the site lists pages of the guide first, then references, then names in the code; paper shows all."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

SCORER = Path(__file__).resolve().parents[2] / "docs" / "extension" / "scorer.js"


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node to run the scorer")
def test_pages_of_the_guide_come_first():
    pages = ["reference/python/rules", "reference/json", "why", "cases/iran"]
    asked = f"{json.dumps(pages)}.map((page) => Scorer.score([page, '', '', null, 15, '', 'title']))"
    done = subprocess.run(
        ["node", "-e", f"{SCORER.read_text(encoding='utf-8')}; console.log(JSON.stringify({asked}))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    code, reference, *guide = json.loads(done.stdout)
    assert code < reference < min(guide)
    assert guide == [15, 15]


def test_the_site_uses_it():
    """Sphinx declares its own Scorer with var; a constant of that name would stop the search."""
    assert "var Scorer = {" in SCORER.read_text(encoding="utf-8")
    assert '"scorer.js"' in (SCORER.parents[1] / "conf.py").read_text(encoding="utf-8")


def test_on_paper_no_box_lies_over_the_text_and_no_command_is_cut():
    style, conf = SCORER.parent / "style", (SCORER.parents[1] / "conf.py").read_text(encoding="utf-8")
    assert 'html_static_path = ["extension/style"]' in conf and 'html_css_files = ["print.css", "tables.css"]' in conf
    printed = (style / "print.css").read_text(encoding="utf-8").partition("@media print")[2]
    assert ".skip-to-content { display: none; }" in printed and "pre { white-space: pre-wrap;" in printed
