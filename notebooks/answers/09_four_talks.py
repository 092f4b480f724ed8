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
# # Worked answers to notebook 9. Four talks, one model
#
# The exercises stand at the end of [the notebook](../09_four_talks.ipynb). The last cells play what the answers state, and check it.
#
# ## Answers
#
# 1. About one run in five is extended, and in another fifth there is no agreement. Nobody has measured how much room there was, so a better fit here is no evidence: the number would have been chosen for it.
# 2. D1 and D3. D2 and D10 hold by construction, D4 by the mandate, D5 to D9 say that a text between the codings is near the codings. One of two.
# 3. "Each side gave more in the last quarter of the talks than in the first" is one (I11), and no column keeps it. A rule by which parties hold out would be needed to fail or pass it.
# 4. One may say that a model which was told what each side wanted, and what it had without an agreement, put the two that succeeded above the two that failed.
#    One may not name a chance: nobody has coded her case, four cases chosen afterwards prove no skill, and 62 per cent is about crises that somebody chose to mediate.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
import sys

sys.path.insert(0, "..")  # what the notebooks share lies one folder up

from desk import ROOT, percent, play

# %%
held_back = play(runs=256, scenario=ROOT / "scenarios" / "iran" / "held_back.yaml")
extended = held_back.column("comprehensive.extended").mean()
without = percent(held_back, "interim_goes_on") + percent(held_back, "breakdown")
print(f"extended in {extended:.0%} of the runs; no agreement in {without:.0f} %")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert 0.15 < extended < 0.3
assert 15 < without < 30
