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
# # Worked answers to notebook 6. What if: exact counterfactuals
#
# The exercises stand at the end of [the notebook](../06_what_if.ipynb). The last cells play what the answers state, and check it.
#
# ## Answers
#
# 1. Lower. Histories like ours are those in which Pristina signs the envoy's text. In the others it asks for more than that text even as things were, and
#    goes on doing so; then the Council has to settle without an agreement.
# 2. To the one without the veto, nearly exactly: where nobody can block, it hardly matters what Pristina expects of a declaration.
# 3. "In a model with five actors, of the simulated histories that resemble the real one, so many per cent (put in the interval from above) end in an
#    agreement when Russia has no veto *and nobody expects one*. The interval tells how exact the model's answer is, not whether the model is right."
#    A veto given up was in nobody's reach: the Charter gives it to five states, and none had asked to lose it. What Pristina expected of its sponsors
#    lay in what these said. The first change says what the rule did; only the second is about a choice.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
import sys

sys.path.insert(0, "..")  # what the notebooks share lies one folder up

from desk import ROOT, play
from sim.questions.condition import condition
from sim.questions.counterfactual.counterfactual import counterfactual

VETO, PROMISE = ["actors.russia.veto=false"], ["actors.pristina.beliefs.declaration.coordinated.chance=0.15"]
ensemble = play()
history = condition(ensemble, ROOT / "scenarios" / "kosovo" / "history.yaml")

# %%
everybody = counterfactual(ensemble, settings=VETO).comparison.after.outcomes()["agreed_settlement"].share
like_history = counterfactual(history, settings=VETO).comparison.after.outcomes()["agreed_settlement"].share
both = counterfactual(history, settings=VETO + PROMISE).comparison.after.outcomes()["agreed_settlement"].share
print(f"agreed in all runs {everybody:.0%}, like history {like_history:.0%}, like history and without both {both:.0%}")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert everybody < like_history
assert abs(both - like_history) < 0.05
