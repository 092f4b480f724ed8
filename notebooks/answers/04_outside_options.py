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
# # Worked answers to notebook 4. Outside options and deadlines
#
# The exercises stand at the end of [the notebook](../04_outside_options.ipynb). The last cells play what the answers state, and check it.
#
# ## Answers
#
# 1. Belgrade's own beliefs have no say: its word stands in their place. At 0.9 it gives next to nothing. At 0.2 it gives more, and the other locks hold all
#    the same. At -1, worse than any text with its price at home, agreement becomes common. That is a check on the rules: if an outside option is bad enough,
#    people sign.
# 2. Both ensembles have the same seed, and chance is drawn from named streams that do not depend on what happens, so run 12 has the same positions and the same
#    luck in both. What differs is due to the change.
# 3. Both name one lock of several. Taking away the veto alone is enough for a settlement; taking away the promise alone brings more compromises and no
#    agreement. Where several things are each enough, "the" cause is a matter of which are taken as given.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
import sys

sys.path.insert(0, "..")  # what the notebooks share lies one folder up

import numpy as np
from desk import percent, play

worlds = {"as it was": play(), "no promise": play("actors.pristina.beliefs.declaration.coordinated.chance=0.1")}

# %%
words = {value: play(f"actors.belgrade.fallback={{value: {value}}}", runs=512) for value in (0.9, 0.2, -1)}
for value, one in words.items():
    print(
        f"failing worth {value:4} to Belgrade: gap on status closed {one.column('vienna.closed.status').mean():.3f}, "
        f"agreed {percent(one, 'agreed_settlement'):.1f} %"
    )
moved = [float(one.column("vienna.closed.status").mean()) for one in words.values()]
otherwise = np.mean(worlds["as it was"].column("outcome") != worlds["no promise"].column("outcome"))
print(f"{otherwise:.0%} of the runs end otherwise without the promise")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert moved == sorted(moved)
assert percent(words[-1], "agreed_settlement") > 20 > percent(words[0.2], "agreed_settlement") + 10
assert 0.05 < otherwise < 0.6
