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
# # Worked answers to notebook 2. Positions, salience, red lines: is there a zone of agreement?
#
# The exercises stand at the end of [the notebook](../02_zone_of_agreement.ipynb). The last cells play what the answers state, and check it.
#
# ## Answers
#
# 1. Saliences differ little; both care most about status. That is bad news: trades need issues that matter more to the one than to the
#    other (Raiffa 1982). What little trading there is runs over supervision and the legal basis.
# 2. Fewer, namely none; see the cell below. With equal weights for both sides, what one gains on an issue between the two positions the other loses, so
#    nothing can be traded; what is left are gains over an alternative that lies off the line between the two.
# 3. Nobody: it is above Belgrade's red line and below Pristina's. The middle is a good guess where both sides could live with it. Here
#    it is the one place where neither can. Whoever may change one thing only finds nothing: the red lines alone, and what is expected alone, each close the zone.
#    A mediator who asks one side for one concession has not begun. There is no right answer to which one should be asked first.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
import sys

sys.path.insert(0, "..")  # what the notebooks share lies one folder up

import itertools

import numpy as np
from desk import play

ensemble = play()
issues = list(ensemble.scenario.issues)
parties = ("belgrade", "pristina")
lines = [ensemble.scenario.actors[name].red_lines["status"] for name in parties]
grid = np.array(list(itertools.product(np.linspace(0, 1, 6), repeat=len(issues))))
DECLARED = np.array([[0.82, 0.6, 0.5, 0.5]])


def drawn(name, field):
    """Give a field of an actor as drawn: (issues, runs)."""
    return np.array([ensemble.column(f"in.actors.{name}.{field}.{issue}") for issue in issues])


def worth(name, texts, salience):
    """Say what texts are worth to an actor with its mean position and these saliences."""
    return 1 - np.abs(texts - drawn(name, "position").mean(axis=1)) @ (salience / salience.sum())


def better(salience_of):
    """Count the texts of the grid that both prefer to a declared state."""
    return int(np.all([worth(name, grid, salience_of(name)) > worth(name, DECLARED, salience_of(name)) for name in parties], axis=0).sum())


# %%
for issue, one, other in zip(issues, *(drawn(name, "salience").mean(axis=1) for name in parties), strict=True):
    print(f"{issue:20} Belgrade {one:.2f}   Pristina {other:.2f}")
even = better(lambda name: np.ones(len(issues)))
own = better(lambda name: (drawn(name, "salience") ** 2).mean(axis=1))
print(f"with equal weights {even} texts are better for both than a declared state; with their own weights {own}")
middle = np.mean([drawn(name, "position")[0].mean() for name in parties])
print(f"the middle of status is {middle:.2f}; Belgrade accepts at most {lines[0].max.mean}, Pristina at least {lines[1].min.mean}")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert even == 0 < own
assert round(float(middle), 2) == 0.56
assert lines[0].max.mean < middle < lines[1].min.mean
