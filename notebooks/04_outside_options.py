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
# # 4. Outside options and deadlines
#
# **What you will learn**
#
# - what an outside option is, and that it may be made by what others say;
# - to sweep a belief over its whole range, and to tell what it moves (offers) from what it does not (how it ends);
# - to see a deadlock as several locks, and to find out which of them holds by taking one away at a time;
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
# In the scenario these are beliefs about how stages end, and they move with threats, statements and votes. What failing is worth
# follows from them: if nothing is blocked, the envoy's text is imposed; if it is, what is in force stays, or somebody acts alone.
#
# ## Predict before you run
#
# Let Belgrade believe in a block with a chance of 0, 0.2, 0.4 and so on to 1, *and nothing move it*. (a) Does Belgrade offer more or less as it
# believes more? (b) How often do the two agree, at 0, at a half and at 1? Draw both curves before you go on.

# %%
import numpy as np
from desk import FIVE, Slider, beside, outcome_sliders, percent, play, show
from matplotlib.figure import Figure

BLOCK, PROMISE = "actors.belgrade.beliefs.council.blocked", "actors.pristina.beliefs.declaration.coordinated"


def held(path, chance):
    """Set a belief that nothing moves: it has the weight of a thousand observations."""
    return f"{path}.chance={chance}", f"{path}.weight=1000"


chances = np.linspace(0, 1, 6).round(1)
believed = {chance: play(*held(BLOCK, chance), runs=512) for chance in chances}
agreed = [percent(one, "agreed_settlement") for one in believed.values()]
closed = [float(one.column("vienna.closed.status").mean()) for one in believed.values()]
for chance, share, gap in zip(chances, agreed, closed, strict=True):
    print(f"block held to be likely by {chance}: agreed {share:5.1f} %, share of the status gap closed in Vienna {gap:.3f}")

# %%
figure = Figure(figsize=(7, 4), layout="constrained")
above, below = figure.subplots(2, sharex=True)
above.plot(chances, closed, marker="o")
above.set_ylabel("share of the status\ngap closed in Vienna")
below.plot(chances, agreed, marker="o")
below.set_ylabel("runs that end in an\nagreement, per cent")
below.set_xlabel("chance of a block in which Belgrade believes")
show(figure)

# %% [markdown]
# Two very different curves. Offers fall evenly, all the way: each bit of belief makes Belgrade hold out for more. Agreement falls off a cliff: it is common
# only where Belgrade is sure that *nothing* will be blocked, and gone soon after. An outside option can decide everything in one part of its range
# and, by itself, nothing in another. Where it stands in the file, in the middle, it moves offers and dates, and other locks hold the door.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert np.all(np.diff(closed) < 0), "offers fall, all the way"
assert np.all(np.diff(agreed) <= 0.5) and agreed[0] > 40 and agreed[-1] < 1
assert agreed[5] < 5

# %% [markdown]
# ## The other side's option
#
# Now the promise: Pristina's belief that a declaration would be backed, held in the same way. **Predict:** what does it move, if not
# the agreement with Belgrade?

# %%
promised = {chance: play(*held(PROMISE, chance)) for chance in (0, 0.3, 0.6, 1)}
signed = [float(one.column("proposal.acceptances").mean()) for one in promised.values()]
for chance, one, share in zip(promised, promised.values(), signed, strict=True):
    print(f"backing held to be likely by {chance}: signatures under the envoy's text {share:.2f} of 2")
beside({f"{chance}": one for chance, one in promised.items()})

# %% [markdown]
# Two things. The surer Pristina is of backing, the more rarely it signs the envoy's text, near as that is to what it wants. And the *compromise* in the
# Council goes: a client that expects no backing lets its sponsors soften their drafts, until Russia lets one pass.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
compromises = [percent(one, "council_compromise") for one in promised.values()]
assert compromises == sorted(compromises, reverse=True) and compromises[0] > compromises[-1] + 5
assert signed == sorted(signed, reverse=True)

# %% [markdown]
# ## Four worlds
#
# As it was; without the veto; without the promise (Pristina believes at first in backing with a chance of 0.1); without either. **Predict**
# in which an agreement is likeliest, in which a settlement by the Council, in which a declaration.

# %%
VETO = "actors.russia.veto=false"
NO_PROMISE = f"{PROMISE}.chance=0.1"
worlds = {
    "as it was": play(),
    "no veto": play(VETO),
    "no promise": play(NO_PROMISE),
    "neither": play(VETO, NO_PROMISE),
}
table = beside(worlds)
table

# %% [markdown]
# The veto makes the larger difference: without it, most runs end in an agreement or in a settlement by the Council, promise or no promise. Where nobody
# can block, Belgrade expects the envoy's text to be imposed, and would rather sign one than be overruled. The promise matters *where the veto stands*.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
settled = {
    name: percent(one, "agreed_settlement") + percent(one, "council_settlement") for name, one in worlds.items()
}
assert settled["no veto"] > settled["as it was"] + 30
assert abs(settled["no veto"] - settled["neither"]) < 3
assert percent(worlds["no promise"], "council_compromise") > percent(worlds["as it was"], "council_compromise")

# %% [markdown]
# ## Move what they expect
#
# Four expectations at the outset, each a chance. This time they learn: what Moscow says in 2006 moves them on. **Predict** which of the four moves the
# outcomes most, and which hardly at all. (The strokes across the bars show the file as it stands, which draws each of these numbers anew in each run.)

# %%
expected = outcome_sliders(
    FIVE,
    {
        f"{PROMISE}.chance": Slider("Pristina: a declaration will be backed", 0.05, 0.95, 0.75),
        "actors.pristina.beliefs.council.blocked.chance": Slider("Pristina: the Council will be blocked", 0.05, 0.95, 0.3),
        "actors.contact_group.beliefs.council.blocked.chance": Slider(
            "Sponsors: the Council will be blocked", 0.05, 0.95, 0.35
        ),
        f"{BLOCK}.chance": Slider("Belgrade: the Council will be blocked", 0.05, 0.95, 0.55),
    },
)

# %% [markdown]
# The promise moves most. A first belief of Belgrade's hardly moves how it ends: whatever it is, by the end of 2006 Moscow has spoken, and Belgrade
# believes. What it does move are the offers of the first year.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
first, last = (play(f"{BLOCK}.chance={chance}", runs=512) for chance in (0.1, 0.9))
offered = [float(one.column("vienna.closed.status").mean()) for one in (first, last)]
assert offered[0] > offered[1]
assert abs(percent(first, "coordinated_declaration") - percent(last, "coordinated_declaration")) < 5

# %% [markdown]
# ## The other locks
#
# At a belief of a half, other things keep every text out of reach that both would sign: the price of a red line, the price of a retreat in public, how
# much each side gives at all (`flexibility`), and the promise. **Predict:** which of these, taken away alone, brings agreement? Or does it take all?

# %%
LOCKS = {
    "red lines": ("actors.belgrade.red_lines.status.max=1", "actors.pristina.red_lines.status.min=0"),
    "retreat": ("actors.belgrade.audience.cost=0", "actors.pristina.audience.cost=0"),
    "flexibility": ("actors.belgrade.tactic.flexibility=1", "actors.pristina.tactic.flexibility=1"),
    "promise": (NO_PROMISE,),
}
alone = {name: percent(play(*lock, runs=512), "agreed_settlement") for name, lock in LOCKS.items()}
every = percent(play(*(setting for lock in LOCKS.values() for setting in lock), runs=512), "agreed_settlement")
for name, share in {**alone, "all four": every}.items():
    print(f"without the lock of {name:12} agreed {share:5.1f} %")

# %% [markdown]
# Each alone does next to nothing; all four together bring agreement in most runs, with Belgrade's belief as it is. This is what is meant by a deadlock:
# several locks, each of which is enough. Beside them stands the one key that you have seen: a Belgrade that is sure of being overruled signs.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert max(alone.values()) < 5
assert every > 40

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
# and prices at home let them. What more time changes is *how* the declaration comes: the longer the wait, the more often Pristina acts without its
# sponsors. Some runs also reach the end of the calendar, 31 December 2008, undecided; a later end of the file would give them their outcome.

# %%
for name in ("Vienna 98 weeks", "Troika 60 weeks"):
    assert abs(percent(longer[name], "agreed_settlement") - percent(longer["as it was"], "agreed_settlement")) < 3
    assert percent(longer[name], "lone_declaration") > percent(longer["as it was"], "lone_declaration")

# %% [markdown]
# ## Exercises
#
# 1. An actor may also say in its own word what failing is worth to it: `play("actors.belgrade.fallback={value: 0.2}")`, and 0.9. What moves, and which
#    beliefs have no say any more? And at -1?
# 2. How many runs end otherwise, run by run, between *as it was* and *no promise*? Why may one compare run by run at all?
# 3. **Politics** (4 minutes). Somebody says: "The promise caused the deadlock." Somebody else: "The veto did." What do the curve and the table of four worlds say to both?
#
# Worked answers: [answers/04_outside_options](answers/04_outside_options.ipynb). Open them when you have tried.

# %% [markdown]
# ## Sources
#
# - Nash, J. (1950), "The bargaining problem", *Econometrica* 18. Muthoo, A. (1999), *Bargaining Theory with Applications*, ch. 5.
# - Roth, A., Murnighan, J. & Schoumaker, F. (1988), "The deadline effect in bargaining", *AER* 78.
# - Fearon, J. (1994), "Domestic political audiences and the escalation of international disputes", *APSR* 88; (1998), "Commitment problems and the
#   spread of ethnic conflict", in Lake & Rothchild (eds.).
# - On the promise: the sources at `actors.pristina` in `scenarios/kosovo/five_actors.yaml`. The same sweep for the full case: `docs/why.md`.
