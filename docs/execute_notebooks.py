"""Run the notebooks and their answers for the site: `make docs` calls this before it builds.

What was run lies in docs/_build/notebooks, and is run again when the notebook, the program or a scenario has changed.
The first time takes two minutes or three.
"""

from __future__ import annotations

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "extension")]

from notebook_pages import executed_copy  # noqa: E402 - the path comes first

ROOT = HERE.parent
NOTEBOOKS = ROOT / "notebooks"
SECONDS = 600
"""The whole of a notebook may take so long on a busy machine; on an idle one it takes twenty at most."""


def shared_state() -> str:
    """Name the state of all that a notebook rests on beside itself."""
    files = [*(ROOT / "sim").rglob("*"), *(ROOT / "scenarios").rglob("*.yaml"), *NOTEBOOKS.glob("*.py")]
    known = sorted(path for path in files if path.suffix in (".py", ".yaml", ".csv"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in known)).hexdigest()


def execute(path: Path, shared: str) -> str:
    """Run a notebook if it has to be, and say so."""
    import nbformat
    from nbclient import NotebookClient

    state = hashlib.sha256(shared.encode() + path.read_bytes()).hexdigest()
    kept = executed_copy(path)
    if kept.exists() and nbformat.read(kept, as_version=4).metadata.get("run_in_state") == state:
        return f"{path.relative_to(ROOT)}: as it was"
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=SECONDS,
        resources={"metadata": {"path": path.parent}},
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    notebook.metadata["run_in_state"] = state
    kept.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, kept)
    return f"{path.relative_to(ROOT)}: run"


def main() -> None:
    """Run what has to be run, two at a time."""
    paths = sorted([*NOTEBOOKS.glob("*.ipynb"), *(NOTEBOOKS / "answers").glob("*.ipynb")])
    with ThreadPoolExecutor(2) as beside:
        for said in beside.map(partial(execute, shared=shared_state()), paths):
            print(said, flush=True)


if __name__ == "__main__":
    main()
