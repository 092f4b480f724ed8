"""How the site is built: `make docs` writes it to docs/_build/html, without a network, warnings as errors."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / "extension")]

from sim.version import __version__  # noqa: E402 - the path comes first

project = "status-talks"
author = "The status-talks authors"
version = release = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "pages",  # docs/extension/pages.py: parts that are made from the code, and pages from outside docs/
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
default_role = "code"  # single backticks in docstrings are names, as in Markdown
keep_warnings = False

myst_heading_anchors = 4
suppress_warnings = ["myst.strikethrough"]

# What the __all__ of a module names, in the order of the source.
autosummary_generate = False
autodoc_default_options = {"members": True, "show-inheritance": False}
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say more than the types: shapes, units, bounds
autodoc_preserve_defaults = True
numpydoc_show_class_members = False  # autodoc lists them
numpydoc_xref_param_type = False

# Every reference to a name of this project must lead somewhere. Nothing is fetched, so the names of others cannot.
nitpick_ignore_regex = [("py:.*", r"(?!sim\.).*")]
nitpick_ignore = [
    ("py:obj", "sim.process.stage.SpecT_co"),  # variables of types
    ("py:obj", "sim.runs.tasks.Task"),
    ("py:class", "sim.questions.rule_sets.kept._Sealed"),  # a base that no page shows
]

html_theme = "furo"
html_title = f"status-talks {version}"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_static_path = ["extension/style"]
html_css_files = ["print.css", "tables.css"]
html_search_scorer = str(HERE / "extension" / "scorer.js")  # pages of the guide come first
html_theme_options = {"navigation_with_keys": True}
pygments_style = "friendly"
