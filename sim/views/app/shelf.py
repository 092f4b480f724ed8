"""The scenario files that the page can show."""

import os
import re
import stat
from pathlib import Path

from sim.scenario.text.file import LARGEST_FILE

__all__ = ["first_scenario", "scenarios_beside"]

PACKAGE = Path(__file__).resolve().parents[2]
STARTER = PACKAGE / "data" / "starter.yaml"
NAMED = Path("scenarios") / "shown_first.txt"
"""Names the file, beside itself, that is shown where none is named."""

SCENARIO = re.compile(rb"^(format|extends)\s*:", re.MULTILINE)


def first_scenario(folder: Path | None = None) -> Path:
    """Return the scenario that is shown if none is named: the one that a folder of scenarios names, or the starter.

    >>> first_scenario().name
    'five_actors.yaml'
    """
    folders = [(folder or Path()), PACKAGE.parent]
    named = [place.parent / place.read_text(encoding="utf-8", errors="replace").strip() for at in folders
             if (place := at / NAMED).is_file()]  # fmt: skip
    there = (path for path in named if os.path.isfile(path))  # noqa: PTH113 - `is_file` raises if a name is too long
    return next(there, STARTER)


def scenarios_beside(path: Path) -> list[Path]:
    """Return a scenario file and then those in its folder, and in its sister folders under `scenarios`.

    What only looks like a scenario, such as a file for `--given`, is left out.

    >>> found = [path.name for path in scenarios_beside(Path("scenarios/kosovo/five_actors.yaml"))]
    >>> found[0], "baseline.yaml" in found, "history.yaml" in found
    ('five_actors.yaml', True, False)
    """
    folder = path.resolve().parent
    within = folder.parent.glob("*/*.y*ml") if folder.parent.name == "scenarios" else folder.glob("*.y*ml")
    others = [other for other in sorted(within) if other != path.resolve() and _is_scenario(other)]
    here = [other for other in others if other.parent == folder]
    return [path, *here, *(other for other in others if other.parent != folder)]


def _is_scenario(path: Path) -> bool:
    try:  # what is no file, or too large for a scenario, is not opened
        about = path.stat()
        readable = stat.S_ISREG(about.st_mode) and about.st_size <= LARGEST_FILE
        return readable and SCENARIO.search(path.read_bytes()) is not None
    except OSError:
        return False
