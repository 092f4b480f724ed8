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
# # 2. Positions, salience, red lines: is there a zone of agreement?
#
# **What you will learn**
#
# - to turn "who wants what, and how much it matters" into what a text is worth to somebody;
# - to look for texts that both sides prefer to having none, and to see what a red line does to them;
# - why trades need issues that weigh differently on the two sides.
#
# **Time** 45 minutes. **Words:** Kosovo stands for what Belgrade calls *Kosovo and Metohija* and Pristina *Kosova*; a *red line* is
# what an actor has said that it will not accept, whether or not it should have. In this notebook a line is a wall; the runs of the other
# notebooks put a price on crossing it. More in notebook 1.

# %%
import itertools

import numpy as np
import pandas as pd
from desk import play, show, zone_sliders

ensemble = play()
issues = list(ensemble.scenario.issues)
show(ensemble.plot("positions"))


def drawn(name, field):
    """Give a field of an actor as drawn: (issues, runs)."""
    return np.array([ensemble.column(f"in.actors.{name}.{field}.{issue}") for issue in issues])


# %% [markdown]
# ## What a text is worth
#
# A text gives a number to each issue. What it is worth to an actor is one, less the distance to what the actor wants on each issue,
# weighted by how much the issue matters (its *salience*). The scenario squares saliences first, since all were coded high.


# %%
def worth(name, text):
    """Say what a text is worth to an actor in each run, 0 to 1."""
    salience = drawn(name, "salience") ** 2
    weight = salience / salience.sum(axis=0)
    return 1 - (weight * np.abs(np.array(text)[:, None] - drawn(name, "position"))).sum(axis=0)


TEXTS = {
    "Resolution 1244, the status quo": [0.28, 0.0, 0.45, 0.0],
    "envoy's proposal": [0.76, 0.95, 0.5, 0.5],
    "declared state": [0.82, 0.6, 0.5, 0.5],
    "half way on everything": [0.5, 0.5, 0.5, 0.5],
}
parties = ("belgrade", "pristina")
pd.DataFrame({name: {text: worth(name, point).mean() for text, point in TEXTS.items()} for name in parties}).round(2)

# %% [markdown]
# The status quo is worth much to Belgrade and little to Pristina, and the other way round for what the envoy proposed.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert worth("belgrade", TEXTS["Resolution 1244, the status quo"]).mean() > 0.75
assert worth("pristina", TEXTS["Resolution 1244, the status quo"]).mean() < 0.5

# %% [markdown]
# ## Predict before you run
#
# Take 1,296 texts: each issue at 0, 0.2, 0.4 and so on to 1. How many of them do *both* sides prefer to the status quo? And how many,
# if Belgrade's alternative is the status quo and Pristina's is a declared state? And if both expect a declared state?

# %%
grid = np.array(list(itertools.product(np.linspace(0, 1, 6), repeat=len(issues))))


def worth_on_average(name, texts):
    """Say what each of many texts is worth to an actor with its mean position and salience."""
    salience = (drawn(name, "salience") ** 2).mean(axis=1)
    return 1 - np.abs(texts - drawn(name, "position").mean(axis=1)) @ (salience / salience.sum())


def zone(alternatives):
    """Say which texts of the grid both prefer to what they have without an agreement."""
    return np.all(
        [
            worth_on_average(name, grid) > worth_on_average(name, np.array([TEXTS[alternative]]))
            for name, alternative in zip(parties, alternatives, strict=True)
        ],
        axis=0,
    )


quo, declared = "Resolution 1244, the status quo", "declared state"
cases = {
    "both: status quo": (quo, quo),
    "Belgrade status quo, Pristina declared": (quo, declared),
    "both: declared": (declared, declared),
}
found = {name: int(zone(pair).sum()) for name, pair in cases.items()}
for name, count in found.items():
    print(f"{name:40} {count:4} of {len(grid)} texts")

# %% [markdown]
# What the two expect without an agreement decides whether there is anything to agree on. If each expects what suits it best, no text is
# left. If both expect the same thing there are some, though few: of 1,296 texts three or one, on a grid as coarse as this.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert found["Belgrade status quo, Pristina declared"] == 0
assert found["both: status quo"] == 3
assert found["both: declared"] == 1

# %% [markdown]
# ## And the red lines
#
# Belgrade has said that it accepts no status above 0.40, Pristina none below 0.70.

# %%
status = grid[:, issues.index("status")]
for name, pair in cases.items():
    inside = zone(pair)
    print(
        f"{name:40} {int((inside & (status <= 0.4)).sum()):4} within Belgrade's, {int((inside & (status >= 0.7)).sum()):4} within Pristina's, "
        f"{int((inside & (status <= 0.4) & (status >= 0.7)).sum())} within both"
    )

# %% [markdown]
# Nothing is within both, whatever the alternatives: the two red lines do not overlap. As long as lines are walls, a zone of agreement needs
# three things at once: worth to both, and a place inside each one's red lines.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
lines = [ensemble.scenario.actors[name].red_lines["status"] for name in parties]
assert lines[0].max.mean < lines[1].min.mean

# %% [markdown]
# ## Move it yourself
#
# Each point is a text, on a finer grid than above: further right it is worth more to Belgrade, further up more to Pristina. What each side has
# without an agreement stands as a dashed line, and lies between the status quo and a declared state: the last slider of each side says how likely
# that side holds a declaration to be. Green is the zone of agreement. **Predict** before each step:
#
# 1. Give up both red lines (Belgrade accepts up to 1, Pristina from 0). Does a zone open?
# 2. Now let Pristina expect less: a declaration with a chance of 0.5, then 0. When does a zone open?
# 3. Put the red lines back. What is left?

# %%
space = zone_sliders(ensemble)

# %% [markdown]
# Without red lines there is still nothing, as long as each side expects what suits it best. Half a step by one of them is not enough. A zone opens where
# both expect *nearly the same*, whatever it is: two sides that disagree on what follows without an agreement cannot both be offered more than that.
# And with the red lines back nothing is left, however modest both have become. Red lines and expectations each close the zone by themselves.


# %%
def common(first, second):
    """Count texts that both prefer if Belgrade and Pristina give these chances to a declared state."""
    without = [
        float(np.dot((1 - chance, chance), worth_on_average(name, np.array([TEXTS[quo], TEXTS[declared]]))))
        for name, chance in zip(parties, (first, second), strict=True)
    ]
    return int(
        np.all(
            [worth_on_average(name, grid) > value for name, value in zip(parties, without, strict=True)], axis=0
        ).sum()
    )


for pair in ((0, 1), (0, 0.5), (0, 0), (0.5, 0.5), (0.5, 1), (1, 1)):
    print(f"Belgrade {pair[0]}, Pristina {pair[1]}: {common(*pair)} of {len(grid)} texts")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert common(0, 1) == common(0, 0.5) == common(0.5, 1) == 0
assert min(common(0, 0), common(0.5, 0.5), common(1, 1)) > 0

# %% [markdown]
# ## Exercises
#
# 1. On which issues do the two differ most in *salience*? Why are those the ones on which they can trade?
# 2. Let status matter as little as supervision to both sides (give both the same weights on all issues). Are there then more texts that
#    both prefer to a declared state, or fewer? Guess first.
# 3. **Politics** (10 minutes). "A mediator should look for the middle." On status the middle between the two positions is about 0.56. Who accepts it?
#    In threes, with the sliders: one is the mediator and may change what *one* side expects or accepts. What is asked for first, and of whom?
#
# Worked answers: [answers/02_zone_of_agreement](answers/02_zone_of_agreement.ipynb). Open them when you have tried.

# %% [markdown]
# ## Sources
#
# - Enelow, J. & Hinich, M. (1984), *The Spatial Theory of Voting*. Raiffa, H. (1982), *The Art and Science of Negotiation*, ch. 11.
# - Fisher, R. & Ury, W. (1981), *Getting to Yes*: the BATNA, what one has without an agreement.
# - The red lines: constitution of October 2006 and parliament, 14 February 2007 (Belgrade); October 2007 (Pristina). See the scenario.
