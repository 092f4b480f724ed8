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
# # 9. Four talks, one model
#
# **What you will learn**
#
# - to hold one model against several histories, and to see what a good score on one of them is worth;
# - to compare a forecast with what somebody would say who knows nothing of the case;
# - to read what a model gets wrong everywhere as a statement about its rules.
#
# **Time** 45 minutes. **You need** notebooks 1 and 5. **Words:** the four are the status talks on Kosovo (2005 to 2008), the Annan plan for Cyprus
# (2002 to 2004), the nuclear talks with Iran (2013 to 2015) and the talks on Bosnia and Herzegovina (1995). *Agreement* means one between those
# whose dispute it is. A *base rate* is how often something happens in many cases like this one. People died in two of these disputes while others talked;
# a model of the talks says nothing about that.
#
# ## Predict before you run
#
# Two of the four ended in an agreement, two did not. Write down: (a) what chance of an agreement will the model give to each? (b) Somebody who knows only that
# 62 per cent of crises with a mediator end in an agreement says 0.62 to each. On how many of the four will the model beat them?

# %%
import math

import pandas as pd
from desk import ROOT, play
from sim.questions.hindcast.hindcast import hindcast

FILES = {
    "Kosovo": ("kosovo/baseline", ["agreed_settlement", "agreed_partition"], False),
    "Cyprus": ("cyprus/annan_plan", ["settlement"], False),
    "Iran": ("iran/jcpoa", ["in_force"], True),
    "Dayton": ("dayton/talks", ["agreement"], True),
}
worlds = {name: play(runs=256, scenario=ROOT / "scenarios" / f"{file}.yaml") for name, (file, _, _) in FILES.items()}
chance = {
    name: sum(worlds[name].outcomes()[one].share for one in agreements) for name, (_, agreements, _) in FILES.items()
}
table = pd.DataFrame({"chance of an agreement": chance, "it came": {name: came for name, (*_, came) in FILES.items()}})
table.round(2)

# %% [markdown]
# Iran and Dayton are near certain, and they came. Kosovo is near impossible, and it did not come. Cyprus is the one about which the model says "perhaps".
#
# ## What is a good score worth?
#
# The Brier score of a yes or no is (chance − 1)² where it came, else chance². Lower is better; who always says one half gets 0.25.
# Another count has attempts at mediation in place of crises, of which 22 per cent succeeded (Bercovitch and others 1991): hence the 0.22 below.

# %%
def brier(said):
    return {name: (said[name] - FILES[name][2]) ** 2 for name in FILES}


scores = pd.DataFrame({
    "the model": brier(chance),
    "always 0.62": brier(dict.fromkeys(FILES, 0.62)),
    "always 0.22": brier(dict.fromkeys(FILES, 0.22)),
    "always yes": brier(dict.fromkeys(FILES, 1.0)),
})
print(scores.round(3))
print(scores.mean().round(3))

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert scores["the model"].drop("Cyprus").max() < 0.05
assert scores["the model"].mean() < scores["always 0.22"].mean()

# %% [markdown]
# The model wins. Before you believe it: the four were *chosen*, by people who knew how they ended, and coded by people who knew as well. And whoever always says yes
# is perfect on two of them. Four yes-or-no answers cannot tell skill from luck. The facts can tell more, since there are many more of them.

# %%
held = {name: hindcast(one) for name, one in worlds.items()}
inside = {name: sum(fact.inside for fact in one.facts) for name, one in held.items()}
pd.DataFrame({"facts inside": inside, "of": {name: len(one.facts) for name, one in held.items()}})

# %%
failing = [(name, fact.id, fact.says) for name, one in held.items() for fact in one.facts if not fact.inside]
pd.DataFrame(failing, columns=["case", "fact", "which fails"])

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert {"I2", "I3", "D3"} <= {fact for _, fact, _ in failing}
assert inside["Cyprus"] < len(held["Cyprus"].facts) / 2

# %% [markdown]
# Iran's agreement is certain here, and comes in the first year. In fact talks were extended twice, and an observer with all papers before him, the President of the United States,
# would not say more than even odds. Dayton is right on nearly every fact, and wrong on the one that those who were there remember: that it had failed an hour
# before it succeeded. The model's parties reach what can be agreed by the first day on which it has to be. A perfect score and a wrong story go together.

# %%
weeks = worlds["Iran"].column("comprehensive.weeks")
extended = worlds["Iran"].column("comprehensive.extended").mean()
half = sorted(weeks)[len(weeks) // 2]
print(f"Iran: half of the runs talk for at most {half:.0f} weeks; in fact 85. Extended in {extended:.1%} of them; in fact twice.")
surest = min(held, key=lambda name: held[name].scores["log_score.ensemble"])
print(f"Surest of what happened, by the log score: {surest}.")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert extended < 0.1
assert surest == "Dayton"
assert math.isclose(chance["Dayton"], 1, abs_tol=0.01)

# %% [markdown]
# ## Exercises
#
# 1. `play(runs=256, scenario=ROOT / "scenarios" / "iran" / "held_back.yaml")` gives both sides less room. How many extensions are there now? Is it a better model of what happened?
# 2. Which facts of Dayton could have failed? (`docs/cases/dayton.md` says which hold by construction.) Count again with those alone.
# 3. (10 minutes) Write one fact for one of the cases that you believe the model must fail, before you run anything. What would mend it: a source, or a rule?
# 4. **Politics** (8 minutes). A minister reads the first table and asks whether to send a mediator to a fifth dispute. Which sentence of this notebook may be said to her, and
#    which may not?
#
# Worked answers: [answers/09_four_talks](answers/09_four_talks.ipynb). Open them when you have tried.
#
# ## Sources
#
# - `docs/cases/` has the four cases with their sources, and `four_cases.md` the table with more runs.
# - Bercovitch, J., Anagnoson, T. & Wille, D. (1991), "Some conceptual issues and empirical trends in the study of successful mediation in international relations", *JPR* 28.
# - Wilkenfeld, J., Young, K., Asal, V. & Quinn, D. (2003), "Mediating international crises", *JCR* 47. Neither rate could be read in its article; `four_cases.md` says what stands behind each.
# - Brier, G. (1950), "Verification of forecasts expressed in terms of probability", *Monthly Weather Review* 78.
