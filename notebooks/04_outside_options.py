# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4. Outside options and deadlines
#
# **What you will learn**
#
# - what an outside option is, and that it may be made by what others say;
# - to see the American promise and the Russian veto as two halves of one deadlock;
# - what more time does, and what it does not.
#
# **Time** 45 minutes. **Words:** Kosovo stands for what Belgrade calls *Kosovo and Metohija* and Pristina *Kosova*. What the
# file calls a *declaration* is a *declaration of independence* to one side and an *illegal secession* to the other. The *promise* is what
# Pristina heard from Washington and others: that, should talks fail, independence would be recognised. More in notebook 1.
#
# ## The idea
#
# Who expects much without an agreement asks much of an agreement (Nash 1950; Muthoo 1999). In 2006 neither side's outside option was
# given by nature. Belgrade could expect that Russia would block; Pristina could expect that a declaration would be backed.
# In the scenario these are beliefs, and they move with threats, statements and votes.
#
# ## Predict before you run
#
# Four worlds: as it was; without the veto; without the promise (Pristina believes at first in backing with a chance of 0.1); without
# either. In which is a settlement by the Council likeliest? A softer compromise? A declaration?

# %%
import numpy as np
from desk import FIVE, Slider, beside, outcome_sliders, percent, play

VETO, PROMISE = "actors.russia.veto=false", "actors.pristina.beliefs.declaration.coordinated.chance=0.1"
worlds = {
    "as it was": play(),
    "no veto": play(VETO),
    "no promise": play(PROMISE),
    "neither": play(VETO, PROMISE),
}
table = beside(worlds)
table

# %% [markdown]
# The veto makes the larger difference: without it nine in ten runs end in a Council settlement, promise or no promise. The
# promise matters *where the veto stands*: without it the compromise in the Council goes from about a fifth to half of the runs, since
# a client that expects no backing lets its sponsors soften the draft further. Each half holds the other in place.

# %%
assert percent(worlds["no veto"], "council_settlement") > 80
assert abs(percent(worlds["no veto"], "council_settlement") - percent(worlds["neither"], "council_settlement")) < 3
assert percent(worlds["no promise"], "council_compromise") > 2 * percent(worlds["as it was"], "council_compromise")

# %% [markdown]
# ## How strong a promise?
#
# The same runs, with a first belief from 0.1 to 0.9.

# %%
chances = (0.1, 0.3, 0.5, 0.7, 0.9)
promised = {chance: play(f"actors.pristina.beliefs.declaration.coordinated.chance={chance}") for chance in chances}
beside({f"{chance}": one for chance, one in promised.items()})

# %% [markdown]
# The compromise falls from half of the runs to next to none, most of it above 0.5. Below that it hardly matters: the belief is then no
# longer what binds. A promise need not be certain to close off a compromise; it needs to be believed more than not.

# %%
compromises = [percent(one, "council_compromise") for one in promised.values()]
assert compromises == sorted(compromises, reverse=True) or compromises[0] - compromises[1] < 1
assert compromises[0] - compromises[-1] > 40
assert abs(compromises[0] - compromises[1]) < 3

# %% [markdown]
# ## Move what they expect
#
# Four expectations at the outset, each a chance. **Predict** which of the four moves the outcomes most, and which hardly at all. (The strokes across
# the bars show the file as it stands, which draws each of these numbers anew in each run.)

# %%
expected = outcome_sliders(
    FIVE,
    {
        "actors.pristina.beliefs.declaration.coordinated.chance": Slider("Pristina: a declaration will be backed", 0.05, 0.95, 0.75),
        "actors.pristina.beliefs.council.blocked.chance": Slider("Pristina: the Council will be blocked", 0.05, 0.95, 0.3),
        "actors.contact_group.beliefs.council.blocked.chance": Slider(
            "Sponsors: the Council will be blocked", 0.05, 0.95, 0.35
        ),
        "actors.belgrade.beliefs.council.blocked.chance": Slider("Belgrade: the Council will be blocked", 0.05, 0.95, 0.55),
    },
)

# %% [markdown]
# The promise moves most. What the sponsors expect of the veto counts too: the surer they are that they will be blocked, the less they
# soften, and the fewer compromises there are. Belgrade's slider moves nothing at all; exercise 1 asks why.

# %%
hopeful, resigned = (
    percent(play(f"actors.contact_group.beliefs.council.blocked.chance={chance}"), "council_compromise")
    for chance in (0.1, 0.9)
)
assert 5 < hopeful - resigned < compromises[0] - compromises[-1]

# %% [markdown]
# ## Why then did the two not agree between themselves?
#
# A direct agreement is rare in all of these worlds. **Predict:** which of these brings it most: (a) both sides give all their
# room by the end (`flexibility` 1); (b) no red lines on status; (c) no promise; or does it take all three?

# %%
GIVE = ("actors.belgrade.tactic.flexibility=1", "actors.pristina.tactic.flexibility=1")
OPEN = ("actors.belgrade.red_lines.status.max=1", "actors.pristina.red_lines.status.min=0")
agreed = {
    "as it was": worlds["as it was"],
    "flexible": play(*GIVE),
    "no red lines": play(*OPEN),
    "no promise": worlds["no promise"],
    "flexible, no red lines": play(*GIVE, *OPEN),
    "flexible, no red lines, no promise": play(*GIVE, *OPEN, PROMISE),
}
for name, one in agreed.items():
    print(f"{name:36} agreed settlement {percent(one, 'agreed_settlement'):5.1f} %")

# %% [markdown]
# Each alone does next to nothing. Without the red lines *and* with parties that give all their room *and* without the promise, some four
# or five runs in ten are agreed. Leave the promise in place, and it is about one in twenty. This is what is meant by a deadlock: several
# locks, each of which is enough.

# %%
rare = [
    percent(one, "agreed_settlement")
    for name, one in agreed.items()
    if name in ("as it was", "flexible", "no red lines", "no promise")
]
assert max(rare) < 5
assert percent(agreed["flexible, no red lines, no promise"], "agreed_settlement") > 25
assert percent(agreed["flexible, no red lines"], "agreed_settlement") < 12

# %% [markdown]
# ## Deadlines
#
# Moscow and Belgrade asked for talks without a deadline. **Predict:** with twice the time in Vienna, or with sixty weeks for
# the Troika in place of about seventeen, do agreements become more frequent?

# %%
longer = {
    "as it was": worlds["as it was"],
    "Vienna 98 weeks": play("process.vienna.weeks=98"),
    "Troika 60 weeks": play("process.troika.weeks=60"),
}
beside(longer)

# %% [markdown]
# They do not. Concessions come near the end, whenever the end is (Roth, Murnighan & Schoumaker 1988), and go as far as outside options
# and red lines let them. What more time changes is *how* the declaration comes: the longer the wait, the more often Pristina acts without its
# sponsors. Some runs also reach the end of the calendar, 31 December 2008, undecided; a later end of the file would give them their outcome.

# %%
for name in ("Vienna 98 weeks", "Troika 60 weeks"):
    assert abs(percent(longer[name], "agreed_settlement") - percent(longer["as it was"], "agreed_settlement")) < 3
    assert percent(longer[name], "lone_declaration") > percent(longer["as it was"], "lone_declaration")

# %% [markdown]
# ## Exercises
#
# 1. Belgrade's belief that the Council will be blocked: play it at 0.1 and at 0.9 (`actors.belgrade.beliefs.council.blocked.chance`). What moves?
#    Why is this no proof that the veto did not matter to Belgrade?
# 2. How many runs end otherwise, run by run, between *as it was* and *no promise*? Why may one compare run by run at all?
# 3. Somebody says: "The promise caused the deadlock." Somebody else: "The veto did." What does the table of four worlds say to both?
#
# <details><summary>Worked answers (open when you have tried)</summary>
#
# 1. The shares do not move. In this file Belgrade's red line on status refuses every text that Pristina could accept before
#    any belief is asked, so the belief does not bind. The veto works through the Council's drafts, not through Belgrade's offers. In another
#    file, with softer red lines, it might do both.
# 2. A good third. Both ensembles have the same seed, and chance is drawn from named streams that do not depend on what happens, so run 12 has the
#    same positions and the same luck in both. What differs is due to the change.
# 3. Both are right about a half. Taking away the veto alone is enough for a settlement; taking away the promise alone is enough for many
#    more compromises. Where each of two things is enough, "the" cause is a matter of which one is taken as given.
#
# </details>

# %%
low, high = (play(f"actors.belgrade.beliefs.council.blocked.chance={chance}") for chance in (0.1, 0.9))
otherwise = np.mean(worlds["as it was"].column("outcome") != worlds["no promise"].column("outcome"))
print(
    f"coordinated declaration {percent(low, 'coordinated_declaration')} and {percent(high, 'coordinated_declaration')} %; "
    f"{otherwise:.0%} of the runs end otherwise without the promise"
)
assert abs(percent(low, "coordinated_declaration") - percent(high, "coordinated_declaration")) < 2
assert 0.2 < otherwise < 0.5

# %% [markdown]
# ## Sources
#
# - Nash, J. (1950), "The bargaining problem", *Econometrica* 18. Muthoo, A. (1999), *Bargaining Theory with Applications*, ch. 5.
# - Roth, A., Murnighan, J. & Schoumaker, F. (1988), "The deadline effect in bargaining", *AER* 78.
# - Fearon, J. (1998), "Commitment problems and the spread of ethnic conflict", in Lake & Rothchild (eds.).
# - On the promise: the sources at `actors.pristina` in `scenarios/kosovo/five_actors.yaml`.
