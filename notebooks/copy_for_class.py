"""Copy the notebooks into a folder to work in, so that the checkout stays as it is.

    python notebooks/copy_for_class.py [FOLDER]

FOLDER is results/notebooks unless another is named; git looks past it. What is in it already stays, save for the
modules that the notebooks share, which are copied anew.
"""

import shutil
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
USUAL = HOME.parent / "results" / "notebooks"


def copy_for_class(folder):
    """Copy what is not there yet, and the shared modules; return the notebooks that were copied."""
    copied = []
    for source in sorted(HOME.rglob("*")):
        target = folder / source.relative_to(HOME)
        shared = source.suffix == ".py" and source.parent == HOME and not source.stem[0].isdigit()
        notebook = source.suffix == ".ipynb" and not source.parent.name.startswith(".")
        if shared or (notebook and not target.exists()):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
            copied += [target] * notebook
    return copied


if __name__ == "__main__":
    place = Path(sys.argv[1]).resolve() if sys.argv[1:] else USUAL
    if place == HOME or HOME in place.parents:
        sys.exit(f"{place} lies among the notebooks that are kept; name a folder elsewhere.")
    print(f"Copied {len(copy_for_class(place))} notebooks to {place}; those that were there stay as they are.")
    print(f"Open them: jupyter lab {place}")
