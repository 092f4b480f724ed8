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
# # 10. Play Russia
#
# **What you will learn**
#
# - what one actor is asked in a run, and what it knows when it is asked;
# - to write a player of your own, as one function, and to hold it against the model with the same luck;
# - why a player that does well tells something about the rules, and nothing about Moscow.
#
# **Time** 45 minutes. **Words:** a *seat* is an actor whose decisions somebody else takes; a *bluff* is a threat that one does not mean; a
# *pair* is the same run twice, once with your player and once with the model.
#
# ## What Russia is asked
#
# In run 3 the talks fail, and the Council deals with one draft after the other. A player that leaves everything to the model writes down
# what it is asked:

# %%
import sim
from desk import FIVE
from seat import beside_model, game

case = sim.read_scenario(FIVE)
asked_of_russia = []


def listen(asked):
    asked_of_russia.append(asked)


game(case, "russia", listen, run=3)
for asked in asked_of_russia[:4]:
    print(asked["date"], asked["asks"], "The model:", asked["model"])

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert {asked["kind"] for asked in asked_of_russia} == {"vote", "signal"}

# %% [markdown]
# For each draft there are two questions: how Russia would vote, and what it says in public about that. The two need not agree. What it knows is in the
# question as well: the draft, what adopting it would bring Russia, and what a veto costs it among those it must live with.

# %%
first = asked_of_russia[0]
print(first["facts"])
print(first["payoffs"])

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert first["payoffs"]["gain"] < 0 < first["payoffs"]["blocking_cost"]

# %% [markdown]
# ## A player is a function
#
# It is given a question and returns a choice; None leaves the decision to the model. Here is one that votes as the model does and never
# threatens: whoever wants to know how it votes has to try.
#
# **Predict** before you run the next cell: does Russia have more in the end, less, or the same?

# %%
RUNS = range(8)


def never_threatens(asked):
    if asked["kind"] == "signal":
        return "no"
    return None


silent = beside_model(case, "russia", never_threatens, RUNS)
print(silent.difference.describe().round(3))

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert silent.difference.mean() < 0
assert (silent.difference <= 0).all()


# %% [markdown]
# Less. A draft that nobody threatens is put to the vote as it is, and then Russia has to veto it, which has a price. A threat that is believed
# spares it the veto: the sponsors soften the draft, or take it back.
#
# ## A bluff
#
# Now the opposite: this player always threatens, and never means it. Predict again.

# %%
def bluffs(asked):
    return {"signal": "yes", "vote": "abstain"}.get(asked["kind"])


bluff = beside_model(case, "russia", bluffs, RUNS)
print(bluff.difference.describe().round(3))
print((bluff.model != bluff.bot).sum(), "of", len(bluff), "runs ended otherwise")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert bluff.difference.mean() > silent.difference.mean()
assert (bluff.difference >= 0).all()


# %% [markdown]
# In this model a bluff costs nothing: whoever is found out in one run is not met again in the next, and what was said is never held
# against what was done. That is a fact about the rules. It says where they are thin, not how Russia behaves: states that bluff are met again.
#
# ## Your own
#
# Change the rule below. It vetoes drafts that end Resolution 1244 by themselves and lets others pass; what it says in public it leaves to the model.

# %%
def mine(asked):
    if asked["kind"] == "vote":
        return "no" if asked["facts"]["text"]["legal_basis"] > 0.7 else "yes"
    return None


own = beside_model(case, "russia", mine, RUNS)
print(own)

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert len(own) == len(RUNS)

# %% [markdown]
# ## Exercises
#
# 1. (8 minutes) Write a player that votes yes on everything and never threatens. How do the runs end, and what does Russia have of it? Why is that not simply the world
#    without a veto of notebook 03?
# 2. (8 minutes) `asked["payoffs"]["gain"]` is what adopting the draft would bring. Write a player that votes by it alone: no where it is below 0, else yes. Where does it part
#    from the model, and why does the model abstain there?
# 3. **Politics** (6 minutes). A newspaper writes: "A student's program negotiates better than Moscow." Correct it.
#
# Worked answers: [answers/10_play_russia](answers/10_play_russia.ipynb). Open them when you have tried.

# %% [markdown]
# ## Sources
#
# - Schelling, T. (1960), *The Strategy of Conflict*: threats, and why one would rather not carry them out. Fearon, J. (1995), "Rationalist explanations for war",
#   *International Organization* 49(3): reasons to misrepresent.
# - Axelrod, R. (1984), *The Evolution of Cooperation*: tournaments of programs, and what they show.
# - How programs sit at the table: `docs/reference/seats.md`; how to let several compete: `docs/how_to/tournament.md`.
