"""What every notebook needs on its desk: where the files are, a table of shares, and a way to show a figure."""

from pathlib import Path

import pandas as pd
import sim
from panels import bars, cut_sliders, outcome_sliders, power_sliders, score_sliders, zone_sliders
from record import fact_table, failing_parts, recognition_table
from sliders import Choice, Panel, Slider, panel, show

__all__ = [
    "FIVE", "KOSOVO", "ROOT", "Choice", "Panel", "Slider", "bars", "beside", "cut_sliders", "fact_table", "failing_parts",
    "outcome_sliders", "panel", "percent", "play", "power_sliders", "recognition_table", "score_sliders", "show",
    "zone_sliders",
]  # fmt: skip

ROOT = Path(sim.__file__).resolve().parents[1]
"""The checkout, wherever the notebooks were copied to."""
KOSOVO = ROOT / "scenarios" / "kosovo"
FIVE = KOSOVO / "five_actors.yaml"


def play(*settings, runs=1_024, seed=1, scenario=FIVE):
    """Play the five-actor file, with changes such as "actors.russia.veto=false"."""
    return sim.run(scenario, runs=runs, seed=seed, settings=settings)


def percent(ensemble, outcome):
    """Give the share of an outcome in per cent, to one decimal."""
    return round(100 * ensemble.outcomes()[outcome].share, 1)


def beside(worlds):
    """Lay the outcomes of several ensembles side by side, in per cent: a name and an ensemble each."""
    shares = {name: {outcome: percent(one, outcome) for outcome in one.outcomes()} for name, one in worlds.items()}
    return pd.DataFrame(shares)
