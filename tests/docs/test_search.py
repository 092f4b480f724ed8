"""The search of the site lists pages of the guide before the references, and these before names in the code."""

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
