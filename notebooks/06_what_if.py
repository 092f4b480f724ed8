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
# # 6. What if: exact counterfactuals
#
# **What you will learn**
#
# - to keep the runs that went as history did, and to say how many those are;
# - to change one thing in *those* runs, and to read the answer with its interval;
# - why equal luck on both sides makes the answer sharper, and what it cannot do.
#
# **Time** 45 minutes. **Words:** Kosovo stands for what Belgrade calls *Kosovo and Metohija* and Pristina *Kosova*; *declaration* for
# what one side calls independence and the other secession. More in notebook 1.
#
# ## The idea
#
# "What would have happened without the veto?" is not answered by a model that starts anew: it would change the luck as well as the
# veto. Pearl (2009) names three steps. *Abduction*: keep the runs that fit what happened; their positions and luck stand for what we
# do not know. *Action*: change one thing. *Prediction*: play those same runs again.

# %%
import numpy as np
from desk import ROOT, bars, play, show
from sim.questions.condition import condition
from sim.questions.counterfactual.counterfactual import counterfactual

ensemble = play(runs=2_048)
history = condition(ensemble, ROOT / "scenarios" / "kosovo" / "history.yaml")
print(f"{len(history)} of {history.tried} runs went as history did, as far as five actors can tell it")

# %% [markdown]
# What counts as "as history did" stands in that file: no agreement in Vienna, one acceptance of the proposal, four or five drafts
# withdrawn without a vote, no agreement under the Troika, a coordinated declaration in February or March 2008.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert 0.2 < len(history) / history.tried < 0.7

# %% [markdown]
# ## Predict before you run
#
# Of these histories like ours, how many of 100 would have ended in an agreement, had Russia had no veto? How many in a settlement by the
# Council, and how many in a declaration all the same? And how many, had there been no promise of recognition?

# %%
VETO, PROMISE = ["actors.russia.veto=false"], ["actors.pristina.beliefs.declaration.coordinated.chance=0.15"]
without_veto = counterfactual(history, settings=VETO)
without_promise = counterfactual(history, settings=PROMISE)
for name, asked in (("without the veto", without_veto), ("without the promise", without_promise)):
    print(name)
    for outcome, part in asked.comparison.after.outcomes().items():
        if part.share > 0.01:
            print(
                f"   {outcome:25} {100 * part.share:4.0f} %   95 % interval {100 * part.low:.0f} to {100 * part.high:.0f} %"
            )
    figure = bars(ensemble.scenario, asked.comparison.after.outcomes(), history.outcomes(), "as history went")
    figure.axes[0].set_title(f"Histories like ours, {name}")
    show(figure)

# %% [markdown]
# In the pictures each stroke across stands where these histories ended in fact: all in a coordinated declaration, since that is how they were chosen.
# Without the veto nearly all of these histories are settled, most of them by the two sides themselves: who expects no block expects to be overruled,
# and signs. Without the promise most still end in a declaration, and some in a softer compromise. "All the same" is part of the answer
# too: the sponsors need nine votes and do not always have them.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
after = without_veto.comparison.after.outcomes()
settled = after["agreed_settlement"].share + after["council_settlement"].share
assert settled > 0.85 and after["agreed_settlement"].share > after["council_settlement"].share
kept = history.outcomes()["coordinated_declaration"].share
assert kept == 1 and after["agreed_settlement"].share > 0.5
without = without_promise.comparison.after.outcomes()
assert without["coordinated_declaration"].share + without["lone_declaration"].share > 0.5
assert 0.05 < without_promise.comparison.after.outcomes()["council_compromise"].share < 0.55

# %% [markdown]
# ## When do the paths part?
#
# Each run can be laid beside itself. In which week does anything on record first differ?

# %%
for name, asked in (("without the veto", without_veto), ("without the promise", without_promise)):
    parting = asked.parting()
    half = next((row["date"] for row in parting["quantiles"] if row["share"] == 0.5), "never")
    print(
        f"{name}: half of the paths that part have parted by {half}; {parting['never']} of {parting['runs']} never do"
    )

# %% [markdown]
# ## One history, twice
#
# A run that shows the change: its last lines as it was, and as it would have been.

# %%
from sim.views.story.story import tell_story

number = without_veto.telling_run()
for title, chronicle in zip(("as it was", "without the veto"), without_veto.stories(number), strict=True):
    told = tell_story(chronicle, ensemble.scenario, form="plain", about=f"run {number}").splitlines()
    print(f"--- {title}", *told[-6:], sep="\n")

# %% [markdown]
# ## Why equal luck
#
# Compare two ways to ask how many coordinated declarations a side payment to Russia costs: the *same* 128 runs in both worlds, or 128 *other*
# runs in the second. **Predict:** how many times as many runs does the second way need to be as sure? We ask sixteen times.

# %%
before, paid = (play(*more, runs=16 * 128) for more in ([], ["actors.russia.side_payment=0.1"]))
shares = [(one.column("outcome") == "coordinated_declaration").reshape(16, 128).mean(axis=1) for one in (before, paid)]
same = shares[1] - shares[0]
other = np.concatenate([np.roll(shares[1], places) - shares[0] for places in range(1, 16)])
times = np.var(other) / np.var(same)
print(f"spread with the same luck {np.std(same):.3f}, with other luck {np.std(other):.3f}: {times:.0f} times the runs")

# %% [markdown]
# The same luck gives an answer that wavers less, since what varies between runs cancels out of the difference. To be as sure with other luck
# takes several times the runs. It cannot make the model right: both worlds share its rules, and what is wrong with them.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert times > 4

# %% [markdown]
# ## Exercises
#
# 1. Without keeping the runs like history, ask `counterfactual(ensemble, settings=VETO)` of all runs. Is the share of agreements
#    higher or lower than above? Why?
# 2. (6 minutes) Change both veto and promise: `settings=VETO + PROMISE`. Is the result nearer to one or to the other?
# 3. **Politics** (10 minutes). A newspaper writes: "A computer shows: without the veto the two would probably have agreed." Correct it.
#    Then say for each of the two changes who could have made it, and when. Is a change that nobody could make of any use?
#
# Worked answers: [answers/06_what_if](answers/06_what_if.ipynb). Open them when you have tried.

# %% [markdown]
# ## Sources
#
# - Pearl, J. (2009), *Causality*, 2nd ed., ch. 7. Fearon, J. (1991), "Counterfactuals and hypothesis testing in political science",
#   *World Politics* 43. Tetlock, P. & Belkin, A. (eds., 1996), *Counterfactual Thought Experiments in World Politics*.
# - The record: `scenarios/kosovo/history.yaml` and the sources that it names.
