# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Worked answers to notebook 1. A first run
#
# The exercises stand at the end of [the notebook](../01_a_first_run.ipynb). The last cells play what the answers state, and check it.
#
# ## Answers
#
# 1. Coordinated declarations move by a point or two. With some three quarters of 1,024 runs the interval is about three points to each
#    side, and two such samples seldom differ by more than four.
# 2. They become about three times as wide: their width goes with one over the square root of the number of runs.
# 3. A run is drawn with all its luck: positions, hesitations, an election that comes out one way. The model's answer is the whole
#    distribution. A run shows *how* such an outcome comes about, not how likely it is.
# 4. Nothing in the chain brings the status that Belgrade wants but that nothing ends: whatever fails in Vienna leads to the envoy's text, and a
#    Council without a resolution leads, by way of the Troika, to a day on which Pristina may declare. So Belgrade wants time, and wants Pristina to believe that
#    a declaration would stand alone. Pristina wants a date, and Belgrade to believe that the Council will not be blocked.
#    What more time changes in the model is asked in notebook 4, what the veto does in notebook 3.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
import sys

sys.path.insert(0, "..")  # what the notebooks share lies one folder up

from desk import percent, play

ensemble = play()

# %%
again, few = play(seed=2), play(runs=100)
moved = abs(percent(again, "coordinated_declaration") - percent(ensemble, "coordinated_declaration"))
wide = few.outcomes()["coordinated_declaration"]
whole = ensemble.outcomes()["coordinated_declaration"]
print(
    f"another seed moves it by {moved:.1f} points; with 100 runs the interval is {(wide.high - wide.low) / (whole.high - whole.low):.1f} times as wide"
)

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert moved < 5
assert 2.5 < (wide.high - wide.low) / (whole.high - whole.low) < 4
