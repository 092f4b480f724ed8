"""A notebook as a page: its text, its code, and what the code printed and drew when it was last run for the page."""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path
from typing import Any

__all__ = ["executed_copy", "notebook_page", "source_of"]

DOCS = Path(__file__).resolve().parents[1]
KEPT = DOCS / "_build" / "notebooks"
"""Where `docs/execute_notebooks.py` leaves what it has run; nothing of it is kept in the repository."""

WIDGETS = "application/vnd.jupyter.widget-state+json"
FOLDED = "hide-input"
TABLE, THEMED = '<table border="1" class="dataframe">', '<table class="docutils dataframe">'
"""A table as pandas writes it, and as the theme lays it out."""

NOT_RUN = (
    "*What it prints and draws is missing here: `make docs` runs the notebooks, and this page was built without it.*"
)
RUN = "*As it ran when this page was built.*"
STILL = "*The sliders of this picture move in Jupyter alone.*"

Cell = dict[str, Any]


def executed_copy(notebook: Path) -> Path:
    """Return where a notebook that was run is kept: answers beside the others, under a name of their own."""
    return KEPT / (
        notebook.name if notebook.parent.name == "notebooks" else f"{notebook.parent.name}_{notebook.name}"
    )


def notebook_page(notebook: Path) -> str:
    """Return a notebook as Markdown; its pictures are put beside the copy that was run."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    run = _as_run(notebook, cells)
    where = notebook.relative_to(DOCS.parent).as_posix()
    about = f"{RUN if run else NOT_RUN} To run it yourself: `make notebooks` opens a copy of `{where}`."
    said: list[str] = []
    for place, cell in enumerate(cells):
        if cell["cell_type"] == "markdown":
            said.append(source_of(cell))
        else:
            said += _code(cell)
            if run:
                said += _outputs(run["cells"][place], run, f"{executed_copy(notebook).stem}_{place}", notebook.parent)
        if not place:
            said.append(about)
    return "\n\n".join(said) + "\n"


def source_of(cell: Cell) -> str:
    """Return what stands in a cell."""
    return "".join(cell["source"])


def _as_run(notebook: Path, cells: list[Cell]) -> dict[str, Any] | None:
    """Return the copy that was run, unless there is none or the notebook has changed since."""
    kept = executed_copy(notebook)
    if not kept.exists():
        return None
    run: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return run if [source_of(cell) for cell in run["cells"]] == [source_of(cell) for cell in cells] else None


def _code(cell: Cell) -> list[str]:
    if not (source := source_of(cell)):
        return []
    block = _fenced(source, "python")
    folded = FOLDED in cell["metadata"].get("tags", [])
    what = "a check of the numbers above" if re.search(r"^assert ", source, re.MULTILINE) else "what the cells share"
    return [f"<details><summary>Code: {what}</summary>", block, "</details>"] if folded else [block]


def _fenced(text: str, kind: str) -> str:
    """Put text into a block that nothing in it can end."""
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{kind}\n{text.rstrip()}\n{fence}"


def _outputs(cell: Cell, run: dict[str, Any], name: str, beside: Path) -> list[str]:
    """Return what a cell printed and drew; of what was printed in pieces, one block."""
    said: list[str] = []
    printed = ""
    for number, output in enumerate(cell["outputs"]):
        if output["output_type"] == "stream":
            printed += "".join(output["text"])
            continue
        if printed:
            said, printed = [*said, _fenced(printed, "text")], ""
        data = output["data"]
        if picture := data.get("image/png") or _picture_of_sliders(data, run):
            path = KEPT / f"{name}_{number}.png"
            path.write_bytes(base64.b64decode(picture))
            said.append(f"![Drawn by the cell above]({Path(os.path.relpath(path, beside)).as_posix()})")
            said += [] if "image/png" in data else [STILL]
        elif "text/html" in data:
            said.append(_fenced("".join(data["text/html"]).replace(TABLE, THEMED), "{raw} html"))
        else:
            said.append(_fenced("".join(data["text/plain"]), "text"))
    return [*said, _fenced(printed, "text")] if printed else said


def _picture_of_sliders(data: dict[str, Any], run: dict[str, Any]) -> str | None:
    """Return the picture below some sliders as it was last drawn, in base 64."""
    view = data.get("application/vnd.jupyter.widget-view+json")
    if view is None:
        return None
    state = run["metadata"]["widgets"][WIDGETS]["state"]
    children = [child.removeprefix("IPY_MODEL_") for child in state[view["model_id"]]["state"]["children"]]
    buffers = next(state[child]["buffers"] for child in children if state[child]["model_name"] == "ImageModel")
    return str(buffers[0]["data"])
