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
# # 3. Veto players
#
# **What you will learn**
#
# - to measure power before anyone's wishes are known: Shapley–Shubik and Banzhaf in the Security Council;
# - to ask which texts could pass, given what each wants: the win set;
# - why five ever softer drafts did not buy Russia in 2007, and what might have.
#
# **Time** 45 minutes. **Words:** Kosovo stands for what Belgrade calls *Kosovo and Metohija* and Pristina *Kosova*; a *veto* is the
# no of a permanent member, which stops a draft whatever the others say (Charter, Article 27). More in notebook 1.
#
# ## Predict before you run
#
# The Council has 15 members; 9 yes votes carry a draft, and each of the 5 permanent members can stop it. If "power" is the
# chance that one's vote is the one that carries the day, how many times as powerful is a permanent member as an elected one?
# Write a number down: 2, 5, 10, 50, 100?

# %%
import numpy as np
from desk import FIVE, Slider, beside, outcome_sliders, percent, play, power_sliders, show
from sim.theory.voting.gains import gains
from sim.theory.voting.power import power
from sim.theory.voting.rule import majority, with_vetoes

council = power(with_vetoes(majority(15, 9), range(5)))  # members 0 to 4 are permanent
plain = power(majority(15, 9))
for name, found in (("with vetoes", council), ("without", plain)):
    for index in ("shapley_shubik", "banzhaf"):
        permanent, elected = (float(getattr(found, index)[place]) for place in (0, -1))
        print(
            f"{name:12} {index:15} permanent {permanent:.4f}   elected {elected:.4f}   ratio {permanent / elected:.1f}"
        )
print(
    f"share of all coalitions that can act: {float(council.coleman_act):.1%}, without vetoes {float(plain.coleman_act):.1%}"
)

# %% [markdown]
# The two indices disagree: about 105 to 1 after Shapley and Shubik, 10 to 1 after Banzhaf. The first asks who comes last
# and decisive when members join in a random order; the last of five permanent members is often that one. The second
# counts coalitions in which a member's change of mind turns the result. Both are *a priori*: they know the rule and nothing of
# what anybody wants. They rank; they are no forecast.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert round(float(council.shapley_shubik[0] / council.shapley_shubik[-1])) == 105
assert round(float(council.banzhaf[0] / council.banzhaf[-1])) == 10
assert float(council.coleman_act) < 0.03 < 0.3 < float(plain.coleman_act)

# %% [markdown]
# Move the rule. **Predict** first: a draft that needs 12 yes votes in place of 9, does it make an elected member stronger or weaker? And how many
# vetoes does it take until hardly any coalition can act?

# %%
rule = power_sliders()

# %% [markdown]
# The more votes a draft needs, the more an elected member counts, since each vote is missed sooner; with all 15 needed, everybody has a veto. One veto
# gives its holder a great part of all power, and each further veto divides that part among more.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
stricter = power(with_vetoes(majority(15, 12), range(5)))
assert stricter.shapley_shubik[-1] > council.shapley_shubik[-1] and stricter.banzhaf[-1] > council.banzhaf[-1]
one, two = (float(power(with_vetoes(majority(15, 9), range(vetoes))).shapley_shubik[0]) for vetoes in (1, 2))
assert 1 / 3 < two < one

# %% [markdown]
# ## The win set: what could pass
#
# A text is in the win set of the status quo if everybody whose yes is needed prefers it (Tsebelis 2002). The status quo here is
# Resolution 1244. What would each actor gain by some texts, over all draws of what is uncertain?

# %%
ensemble = play()
issues = list(ensemble.scenario.issues)
names = ["belgrade", "pristina", "contact_group", "russia"]


def drawn(field):
    """Give a field of the four actors as drawn: (actors, issues, runs)."""
    return np.array([[ensemble.column(f"in.actors.{name}.{field}.{issue}") for issue in issues] for name in names])


position, salience = drawn("position"), drawn("salience") ** 2  # the scenario squares saliences
salience = salience / salience.sum(axis=1, keepdims=True)
status_quo = np.array([0.28, 0.0, 0.45, 0.0])
texts = {
    "proposal of March 2007": [0.76, 0.95, 0.5, 0.5],
    "fourteen points": [0.62, 0.5, 0.5, 0.5],
    "autonomy, old legal basis": [0.35, 0.0, 0.45, 0.3],
}
gained = {text: gains(np.array(point), status_quo, position, salience) for text, point in texts.items()}
for text, gain in gained.items():
    print(text)
    for name, of_member in zip(names, gain, strict=True):
        print(
            f"   {name:14} gains {of_member.mean():+.2f} on average; more than nothing in {np.mean(of_member > 0):4.0%} of draws"
        )

# %% [markdown]
# By the proposal and the fourteen points the Western sponsors and Pristina gain, and Russia and Belgrade lose, in every draw. As
# Russia can block, neither is in the win set. Even autonomy under the old legal basis, which costs Belgrade and Russia
# little, is preferred to the status quo by Russia in few draws only: to want the status quo is to have a narrow win set.

# %%
for text in ("proposal of March 2007", "fourteen points"):
    assert (gained[text][names.index("russia")] < 0).all()
    assert (gained[text][names.index("contact_group")] > 0).all()

# %% [markdown]
# ## Why concessions did not buy Russia
#
# The sponsors tabled up to five drafts between May and July 2007. Look at what they gave, and at the chance of a veto that the
# model gives each draft. (A fifth draft exists only in runs where four before it have failed, so the columns are not the same runs.)

# %%
for draft in range(1, 6):
    status, legal, veto = (
        float(np.nanmean(ensemble.column(f"council.draft_{draft}.{what}")))
        for what in ("status", "legal_basis", "veto_chance")
    )
    print(f"draft {draft}: status {status:.2f}   legal basis {legal:.2f}   chance of a veto {veto:.0%}")
show(ensemble.plot("drafts"))

# %% [markdown]
# The drafts gave most on the legal basis, little on status, and the chance of a veto stayed above nine in ten.
# A concession buys a vote only if it brings the text across the point where the voter is indifferent. These steps went in the right
# direction, from far away. And status, where the distance was, is what Pristina, whose case the sponsors had made theirs, would not give.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
first, last = (float(np.nanmean(ensemble.column(f"council.draft_{draft}.legal_basis"))) for draft in (1, 5))
fall = float(np.nanmean(ensemble.column("council.draft_1.status")) - np.nanmean(ensemble.column("council.draft_5.status")))
assert first - last > 0.05 + fall
assert np.nanmean(ensemble.column("council.draft_5.veto_chance")) > 0.8

# %% [markdown]
# ## Predict: three ways to get a resolution
#
# (a) Russia has no veto; (b) Russia is offered something elsewhere that is worth 0.4 to it; (c) the precedent costs it nothing.
# Which of them changes most?

# %%
worlds = {
    "as it was": ensemble,
    "no veto": play("actors.russia.veto=false"),
    "side payment 0.4": play("actors.russia.side_payment=0.4"),
    "no precedent": play("actors.russia.precedent_price=0"),
}
table = beside(worlds)
table

# %% [markdown]
# Without the veto nine runs in ten are settled: in the Council, or in an agreement that the two sides reach since neither expects
# a block. A large side payment brings a resolution in many runs, some of them softened. Taking the precedent away does less: most of
# Russia's loss lies in the text, not in what others might learn from it. "Moscow would have sold its veto at a price" is true in the model *if* a price of that size could be paid; the file's coding
# of what was on offer reaches 0.15.

# %%
settled = ("agreed_settlement", "council_settlement", "council_compromise")
resolved = {name: sum(percent(one, outcome) for outcome in settled) for name, one in worlds.items()}
print({name: round(share, 1) for name, share in resolved.items()})

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert resolved["no veto"] > 80
assert resolved["as it was"] < resolved["no precedent"] < resolved["side payment 0.4"] < resolved["no veto"] + 5

# %% [markdown]
# ## At what price?
#
# Both prices can be moved: what a veto costs Russia, and what it is offered elsewhere. Each move plays 512 runs; the strokes across the bars show the file
# as it stands. **Predict:** if a veto becomes ever dearer, does the compromise in the Council only grow?

# %%
prices = outcome_sliders(
    FIVE,
    {
        "actors.russia.blocking_cost": Slider("What a veto costs Russia", 0.0, 0.8, 0.25),
        "actors.russia.side_payment": Slider("What Russia is offered elsewhere", 0.0, 0.5, 0.0),
    },
)

# %% [markdown]
# It grows and then shrinks again. Where a veto is dear enough, Russia lets the envoy's own text pass, and the sponsors need not soften it. A
# compromise needs a veto that is neither free nor too dear. Notebook 7 comes back to this.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
cheap, middling, dear = (
    percent(play(f"actors.russia.blocking_cost={cost}"), "council_compromise") for cost in (0, 0.4, 0.8)
)
assert middling > 5 * max(cheap, dear)

# %% [markdown]
# ## Exercises
#
# 1. Let a veto cost Russia nothing: `play("actors.russia.blocking_cost=0")`. What is left of the compromise in the Council, and why?
# 2. Give the veto to four permanent members in place of five. Does the *power* of each of the four rise or fall?
# 3. **Politics** (4 minutes). The Council is blocked in most runs, and a veto is cast in few of them. Why is a veto that is not cast no
#    veto without effect?
#
# Worked answers: [answers/03_veto_players](answers/03_veto_players.ipynb). Open them when you have tried.

# %% [markdown]
# ## Sources
#
# - Shapley, L. & Shubik, M. (1954), "A method for evaluating the distribution of power in a committee system", *APSR* 48.
# - Banzhaf, J. (1965), "Weighted voting doesn't work", *Rutgers Law Review* 19.
# - Tsebelis, G. (2002), *Veto Players*. Cameron, C. (2000), *Veto Bargaining*.
# - Voeten, E. (2001), "Outside options and the logic of Security Council action", *APSR* 95.
# - Drafts of 2007: Security Council Report, June and July 2007.
