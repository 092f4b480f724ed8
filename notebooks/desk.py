"""What every notebook needs on its desk: where the files are, a table of shares, and a way to show a figure."""

from io import BytesIO
from pathlib import Path

import pandas as pd
import sim

ROOT = Path(__file__).resolve().parents[1]
FIVE = ROOT / "scenarios" / "kosovo" / "five_actors.yaml"


def play(*settings, runs=1_024, seed=1, scenario=FIVE):
    """Play the five-actor file, with changes such as "actors.russia.veto=false"."""
    return sim.run(scenario, runs=runs, seed=seed, settings=settings)


def percent(ensemble, outcome):
    """Give the share of an outcome in per cent, to one decimal."""
    return round(100 * ensemble.outcomes()[outcome].share, 1)


def beside(worlds):
    """Lay the outcomes of several ensembles side by side, in per cent: a name and an ensemble each."""
    return pd.DataFrame({name: {outcome: percent(one, outcome) for outcome in one.outcomes()} for name, one in worlds.items()})


def show(figure):
    """Show a figure below the cell; outside a notebook, do nothing."""
    try:
        from IPython import get_ipython
        from IPython.display import Image, display
    except ImportError:
        return
    if get_ipython() is not None:
        drawn = BytesIO()
        figure.savefig(drawn, format="png", dpi=110)
        display(Image(drawn.getvalue()))
