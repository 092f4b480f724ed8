"""Every notebook runs as JupyterLab and VS Code run it: cell by cell in a kernel, in its time, with its sliders."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

WHY = "runs notebooks in a kernel: pip install 'status-talks[notebooks]'"
nbclient = pytest.importorskip("nbclient", reason=WHY)
nbformat = pytest.importorskip("nbformat", reason=WHY)
KernelManager = pytest.importorskip("jupyter_client", reason=WHY).KernelManager
pytest.importorskip("ipykernel", reason=WHY)
pytest.importorskip("ipywidgets", reason=WHY)

HOME = Path(__file__).resolve().parents[2] / "notebooks"
SECONDS = 150
"""The whole of a notebook. A class waits 90 at most, on two idle cores; this machine may be busy with other tests."""

SLIDERS = {"02": 6, "03": 4, "04": 4, "05": 2, "07": 2}
"""How many sliders a notebook has, by its number; the others have none."""

FRESH = """
%reset -f
import desk, functools
if not hasattr(desk.play, "cache_info"):
    desk.play = functools.cache(desk.play)
del desk, functools
"""
"""Leaves no name of the notebook before; what that one played and this one plays too is not played again."""


@pytest.fixture(scope="module")
def kernel():
    """Start a kernel that all notebooks share, since to start one and to import what all need takes seconds."""
    started = KernelManager()
    started.start_kernel(cwd=HOME, extra_arguments=["--log-level=ERROR"])
    yield started
    started.shutdown_kernel(now=True)


def execute(notebook, kernel):
    """Run all cells in a kernel that is there, from a clean start and in the time that there is."""
    end = time.monotonic() + SECONDS
    notebook.cells.insert(0, nbformat.v4.new_code_cell(FRESH))
    client = nbclient.NotebookClient(
        notebook, km=kernel, timeout_func=lambda cell: max(1, int(end - time.monotonic()))
    )
    try:
        client.execute()
    finally:
        client.kc.stop_channels()


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(HOME.glob("*.ipynb")), ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq", "ignore::DeprecationWarning:jupyter_client")
def test_it_runs_in_a_kernel(path, kernel):
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, kernel)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    models = [one["model_name"] for one in widgets_of(notebook).values()]
    assert sum(name.endswith("SliderModel") for name in models) == SLIDERS.get(path.stem[:2], 0)
    assert models.count("ImageModel") == sum("sliders(" in cell.source or "panel(" in cell.source
                                             for cell in notebook.cells if cell.cell_type == "code")  # fmt: skip


def widgets_of(notebook):
    state = notebook.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {"state": {}})
    return state["state"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq", "ignore::DeprecationWarning:jupyter_client")
def test_a_slider_moved_in_a_kernel_changes_its_picture(kernel):
    """The picture that the page shows is the one drawn after the move."""
    cells = (
        "from desk import power_sliders\nrule = power_sliders()\nbefore = rule.box.children[-1].value",
        "rule.sliders['vetoes'].value = 1\nprint(rule.box.children[-1].value != before)",
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    execute(notebook, kernel)
    _, drawn, moved = notebook.cells
    shown = [output.output_type for output in drawn.outputs]
    assert shown == ["display_data"], "the sliders are shown, once"
    assert "application/vnd.jupyter.widget-view+json" in drawn.outputs[0].data
    assert moved.outputs[0].text == "True\n"
