"""Sphinx extension: parts of pages that are made from the code, and pages that stand outside docs/.

``<!--made: command_line-->`` in a page gives way to what `PARTS` makes under that name. A page that is nothing but
``<!--from: ../README.md-->`` gives way to that file, and a notebook comes with what it printed and drew when last
run. Links are then written as the site needs them: to the page on which a file of the repository is shown, or to
the file itself.
"""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_origin

from command_line import command_line
from modules import PACKAGES, label_of, modules_of
from notebook_pages import executed_copy, notebook_page
from results_columns import results_columns

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["setup"]

DOCS = Path(__file__).resolve().parents[1]
ROOT = DOCS.parent

PARTS: dict[str, Callable[[], str]] = {
    "command_line": command_line,
    "results_columns": results_columns,
    **{f"modules {package}": partial(modules_of, package) for package in PACKAGES},
}
"""What makes each part, by the name that pages use."""

MADE = re.compile(r"<!--made: ([\w. ]+)-->")
FROM = re.compile(r"\s*<!--from: (\S+)-->\s*")
FENCE = re.compile(r"(^(`{3,})[^\n]*\n.*?^\2[ \t]*$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)(\[[^\]]*\])\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")


def homes() -> dict[Path, Path]:
    """Return the page of the site on which each file from outside docs/ is shown."""
    shown = {}
    for page in sorted(DOCS.rglob("*.md")):
        if brought := FROM.fullmatch(page.read_text(encoding="utf-8")):
            shown[(page.parent / brought[1]).resolve()] = page
    return shown


def page_of(target: Path, shown: dict[Path, Path]) -> Path | None:
    """Return where a link to a file of the repository leads on the site; None if the site shows nothing for it."""
    if target in shown:
        return shown[target]
    return target if target.is_file() else None


def relinked(text: str, written_in: Path, shown_in: Path, shown: dict[Path, Path]) -> str:
    """Turn the relative links of a text that is written in one folder into those of a page in another."""

    def turned(hit: re.Match[str]) -> str:
        asked = (written_in / hit[2]).resolve()
        if asked.suffix == ".py" and asked.is_relative_to(ROOT / "sim"):
            return f"{hit[1]}(#{label_of('.'.join(asked.relative_to(ROOT).with_suffix('').parts))})"
        target = page_of(asked, shown)
        if target is None:
            return hit[1][1:-1]  # a folder, say: only the words
        return f"{hit[1]}({Path(os.path.relpath(target, shown_in)).as_posix()}{hit[3] or ''})"

    parts = FENCE.split(text)  # text, block, its fence, text, ...
    return "".join(LINK.sub(turned, part) if place % 3 == 0 else part * (place % 3 == 1)
                   for place, part in enumerate(parts))  # fmt: skip


def fill(app: Any, name: str, source: list[str]) -> None:
    """Put into a page what its marks ask for, before Sphinx reads it."""
    page = Path(app.env.doc2path(name))
    if page.suffix != ".md":
        return
    written_in = page.parent
    if brought := FROM.fullmatch(source[0]):
        file = (page.parent / brought[1]).resolve()
        app.env.note_dependency(str(file))
        source[0], written_in = _brought(app, file), file.parent
    source[0] = MADE.sub(lambda hit: app.made_parts[hit[1]], source[0])
    source[0] = relinked(source[0], written_in, page.parent, homes())


def _brought(app: Any, file: Path) -> str:
    if file.suffix != ".ipynb":
        return file.read_text(encoding="utf-8")
    app.env.note_dependency(str(executed_copy(file)))
    return notebook_page(file)


def make(app: Any) -> None:
    """Make the parts before autodoc imports the package in its own way, which leaves some classes there twice."""
    app.made_parts = {name: part() for name, part in PARTS.items()}


def without_aliases(app: Any, what: str, name: str, thing: Any, skip: bool, options: Any) -> bool | None:
    """Leave out the names of types: docstrings give shapes, and what the format allows has a page of its own."""
    return True if get_origin(thing) is not None else None


def setup(app: Any) -> dict[str, Any]:
    """Enter the extension."""
    app.connect("builder-inited", make, priority=100)
    app.connect("source-read", fill)
    app.connect("autodoc-skip-member", without_aliases)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
