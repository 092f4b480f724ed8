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
# # Worked answers to notebook 3. Veto players
#
# The exercises stand at the end of [the notebook](../03_veto_players.ipynb). The last cells play what the answers state, and check it.
#
# ## Answers
#
# 1. It disappears. Compromise needs Russia to prefer letting a soft draft pass to blocking it. With no price of blocking, its
#    losses decide alone, and they are losses in every draw.
# 2. It rises, from 0.196 to 0.237 each (Shapley–Shubik): fewer can stop a draft, so each who still can is decisive more often. What falls
#    is the share of coalitions that can be stopped.
# 3. Sponsors read the threat and withdraw (Cameron 2000: anticipated vetoes are not cast). Its effect lies in the drafts that
#    are softened and in those that are never voted on.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
import sys

sys.path.insert(0, "..")  # what the notebooks share lies one folder up

import numpy as np
from desk import percent, play
from sim.theory.voting.power import power
from sim.theory.voting.rule import majority, with_vetoes

ensemble = play()
council = power(with_vetoes(majority(15, 9), range(5)))

# %%
free = play("actors.russia.blocking_cost=0")
four = power(with_vetoes(majority(15, 9), range(4)))
print(f"council compromise {percent(ensemble, 'council_compromise')} % -> {percent(free, 'council_compromise')} %")
print(f"a permanent member's power {float(council.shapley_shubik[0]):.3f} -> {float(four.shapley_shubik[0]):.3f}")
cast = np.mean(ensemble.column("council.vetoed") == True)  # noqa: E712 - nothing stands there where nothing was tabled
blocked = np.mean(ensemble.column("council.result") == "blocked")
print(f"the Council was blocked in {blocked:.0%} of the runs; a veto was cast in {cast:.0%}")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert percent(free, "council_compromise") < 1
assert round(float(four.shapley_shubik[0]), 3) == 0.237
assert cast < 0.25 * blocked
