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
# # Worked answers to notebook 8. Write your own case
#
# The exercises stand at the end of [the notebook](../08_your_own_case.ipynb). The last cells play what the answers state, and check it.
#
# ## Answers
#
# 1. The two want 0.9 and 0.2, so what a border between them is worth to both sums to 1.3. Above 0.65 each there is nothing to share. The
#    cell below shows how the share falls near there.
# 2. In most cases a fallback, or a red line. `sim sensitivity` asks it of all numbers at once.
# 3. If not, say so in the answer: "agreed in most runs, unless the west is read as ...". That is a finding, not a failure. An objection with a source is a second
#    coding: play both, and say how far apart the answers are. One without a source is worth asking about, too.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
import sys

sys.path.insert(0, "..")  # what the notebooks share lies one folder up

import sim
from desk import percent
from sim.scenario.reader import read_text

BORDER = """
format: 1
title: Two sides and one question
calendar: {start: 2030-01-07, end: 2030-12-31}
issues:
  border: {label: The border, zero: where the east wants it, one: where the west wants it}
actors:
  west: {kind: party, position: {border: 0.9}, salience: {border: 1}, fallback: {value: 0.4}}
  east: {kind: party, position: {border: 0.2}, salience: {border: 1}, fallback: {value: 0.4}}
process:
  - talks: {name: talks, parties: [west, east], weeks: 26}
outcomes:
  - {name: agreed, when: {ending: agreed}}
  - {name: no_agreement, otherwise: true}
"""

# %%
fallbacks = (0.5, 0.6, 0.65, 0.7)
share = [
    percent(sim.run(read_text(BORDER.replace("value: 0.4", f"value: {value}")), runs=1_024, seed=1), "agreed")
    for value in fallbacks
]
for value, agreed in zip(fallbacks, share, strict=True):
    print(f"fallback {value}: agreed in {agreed:.1f} % of the runs")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert share[0] > 90
assert share == sorted(share, reverse=True)
