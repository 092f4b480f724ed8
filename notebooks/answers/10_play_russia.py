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
# # Worked answers to notebook 10. Play Russia
#
# The exercises stand at the end of [the notebook](../10_play_russia.ipynb). The last cells play what the answers state, and check it.
#
# ## Answers
#
# 1. Nearly all end in a settlement of the Council, and Russia has less than with the model. Without a veto nobody expects one either, so that Pristina and Belgrade
#    reckon with the Council from the start; here both expected a veto until the day of the vote.
# 2. Where the gain is below 0 but a veto costs more than that: there the model stands aside.
# 3. "In a model of these talks, a rule that always threatens and never vetoes leaves the actor called Russia with a little more, on average over so many pairs
#    of runs. The model has no price for being caught bluffing."

# %% jupyter={"source_hidden": true} tags=["hide-input"]
import sys

sys.path.insert(0, "..")  # what the notebooks share lies one folder up

import sim
from desk import FIVE
from seat import beside_model

case, RUNS = sim.read_scenario(FIVE), range(8)

# %%
soft = beside_model(case, "russia", lambda asked: {"signal": "no", "vote": "yes"}.get(asked["kind"]), RUNS)
print(soft.bot.value_counts())

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert soft.bot.str.startswith("council").mean() > 0.9
assert soft.difference.mean() < 0
