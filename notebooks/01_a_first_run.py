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
# # 1. A first run
#
# **What you will learn**
#
# - to read a scenario: who wants what, and what follows what;
# - to play it many times and read shares with their intervals;
# - to follow one run as a dated story, and to tell a run from a record of what happened.
#
# **Time** 45 minutes. **You need** no Python beyond running a cell (Shift and Enter).
#
# ## The case, and its words
#
# From November 2005 to 2008 the United Nations led talks on the status of Kosovo. Belgrade spoke of *Kosovo and Metohija*, its
# southern province; Pristina of *Kosova*, a state to be. What Belgrade called a *unilateral secession* Pristina called a
# *declaration of independence*. These pages say *Kosovo*, *Belgrade*, *Pristina*, *status* and *declaration*, and take no side.
#
# - **Belgrade** held that Security Council Resolution 1244 (1999) keeps the territory in the state, with wide autonomy.
# - **Pristina** held that after 1999 only independence could be lasting.
# - The **UN envoy**, Martti Ahtisaari, proposed supervised independence in March 2007.
# - The **Contact Group**'s Western members backed that; **Russia**, with a veto in the Council, asked for a text that both accept.
#
# In February 2008 Pristina declared independence, with Western backing and without a new resolution.

# %%
import sim
from desk import FIVE, beside, percent, play, show
from sim.views.story.story import tell_story

scenario = sim.read_scenario(FIVE)
for name, issue in scenario.issues.items():
    print(f"{name}: 0 is {issue.zero}; 1 is {issue.one}")

# %% [markdown]
# Every actor has a position on each issue, from 0 to 1, with a range, since nobody knows it exactly.

# %%
for name, actor in scenario.actors.items():
    number = actor.position["status"]
    print(f"{actor.label:35} {number.support[0]:.2f} to {number.support[1]:.2f}, on average {number.mean:.2f}")

# %% [markdown]
# And the process: what comes first, and what follows if it fails.

# %%
for stage in scenario.process:
    print(
        f"{stage.label:20} {', '.join(f'{end}: then {getattr(stage, field)}' for end, field in stage.results.items())}"
    )

# %% [markdown]
# ## Predict before you run
#
# The file has six outcomes. Write down how often, of 100 runs, you expect (a) an agreed settlement, (b) something adopted by the
# Council, (c) a declaration with or without backing. Compare with your neighbour.

# %%
ensemble = play()
show(ensemble.plot("outcomes"))
for name, part in ensemble.outcomes().items():
    print(
        f"{scenario.outcome_labels[name]:25} {100 * part.share:5.1f} %   95 % interval {100 * part.low:.1f} to {100 * part.high:.1f} %"
    )

# %% [markdown]
# Most runs end in a coordinated declaration, some in one without backing, few in a text that the Council adopts, and hardly
# any in an agreement. The interval says how far a share may be off because only a thousand runs were played. It does not say
# that the model is right.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert 60 < percent(ensemble, "coordinated_declaration") < 85
assert 8 < percent(ensemble, "lone_declaration") < 30
assert percent(ensemble, "council_settlement") + percent(ensemble, "council_compromise") < 20
assert percent(ensemble, "agreed_settlement") < 3

# %% [markdown]
# ## How sure is a share?
#
# Three things stand behind a share, and the interval above is about the first alone. **Luck**: more runs make it as small as you like.
# **Coding**: the numbers of the file are ranges, and another set of them gives another share; nine in ten sets lie within the grey line.
# **Rules**: another way to reckon the same file. A file declares such ways under `rules:`; this small one declares none, so the lesson gives
# it two of the full case. No number of runs makes the last two bands smaller. So read a share as a share of runs *in this model*, not as a
# probability.

# %%
from sim.questions.bands import bands
from sim.views.figures.of_runs.outcomes import draw_outcomes

OTHER_RULES = """rules={
    squared_loss: {label: losses grow with the square of the distance, set: {utility.gamma: 2}},
    contract_curve: {label: concessions along the contract curve, set: {trade: contract_curve}},
}"""
three = bands(sim.read_scenario(FIVE, [OTHER_RULES]), pairs=1_024, seed=1)
show(draw_outcomes(ensemble, three))
for band in three.bands:
    print(
        f"{scenario.outcome_labels[band.outcome]:25} luck {100 * band.share.low:.0f} to {100 * band.share.high:.0f} %, "
        f"coding {100 * band.coding[0]:.0f} to {100 * band.coding[1]:.0f} %, "
        f"rules {100 * band.rules[0]:.0f} to {100 * band.rules[1]:.0f} %"
    )

# %% jupyter={"source_hidden": true} tags=["hide-input"]
declared = next(band for band in three.bands if band.outcome == "coordinated_declaration")
assert declared.coding[1] - declared.coding[0] > 3 * (declared.share.high - declared.share.low)
assert declared.by_rules["squared_loss"] < declared.share.low - 0.1

# %% [markdown]
# ## What comes out of coins, and what out of bargaining
#
# Some things in a file are coins: it says how often, and nobody decides. Here these are the votes of the Council's other members, the Serbian
# run-off, an extension of the Troika, and whether Pristina, once it may, goes on waiting for its sponsors (`alone_chance`, drawn each month).
# All else is bargaining: offers, signatures, drafts and vetoes follow from positions, saliences, red lines and beliefs. **Predict:** if that
# last coin always falls on waiting, or always on going alone, what becomes of the two declarations, what of their sum, what of an agreement?

# %%
COIN = "process.declaration.alone_chance"
coins = {"always waits": play(f"{COIN}=0"), "as coded": ensemble, "never waits": play(f"{COIN}=1")}
beside(coins)

# %% [markdown]
# The coin says *which* declaration: with sponsors or without. That the talks end in one at all, and in no agreement, comes out of bargaining: about nine runs in
# ten end in a declaration however the coin falls, and hardly one in an agreement. (A file may also let a party consent in private with some chance; figures
# mark outcomes that rest on it with a star. This file has none.)

# %% jupyter={"source_hidden": true} tags=["hide-input"]
from sim.scenario.coins import coins as starred

for coined in coins.values():
    assert 85 < percent(coined, "coordinated_declaration") + percent(coined, "lone_declaration") < 98
    assert percent(coined, "agreed_settlement") < 1
assert percent(coins["always waits"], "lone_declaration") == 0
assert percent(coins["never waits"], "coordinated_declaration") < 1
assert starred(scenario) == {}

# %% [markdown]
# ## Where the time goes
#
# The next figure shows in which stage the runs stand, week by week.

# %%
show(ensemble.plot("timeline"))

# %% [markdown]
# ## One run, told
#
# Each run is a whole history. Here is the beginning of run 7, then its last lines: every refusal stands with its reason.
# (`sim story` with `--numbers` adds the numbers.)

# %%
lines = tell_story(ensemble.story(7), scenario, form="plain", about="run 7, seed 1").splitlines()
print("\n".join([*lines[:25], "...", *lines[-12:]]))

# %% [markdown]
# ## What the talks moved
#
# `first_gap` and `last_gap` say how far apart the two sides' offers stood in Vienna, on average, at first and at last.

# %%
gaps = {
    issue: (
        float(ensemble.column(f"vienna.first_gap.{issue}").mean()),
        float(ensemble.column(f"vienna.last_gap.{issue}").mean()),
    )
    for issue in scenario.issues
}
for issue, (first, last) in gaps.items():
    print(f"{issue:20} {first:.2f} to {last:.2f}")

# %% [markdown]
# The sides moved more on what mattered less to them, and little on status. So the talks narrowed much and settled nothing: on
# status, no text lies within Belgrade's red line (at most 0.40) *and* Pristina's (at least 0.70), and crossing a line is dear.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
kept = {issue: last / first for issue, (first, last) in gaps.items()}
assert kept["status"] == max(kept.values()) and kept["status"] > 0.8
assert kept["supervision"] < kept["status"] - 0.1

# %% [markdown]
# ## Exercises
#
# 1. Play the file with another seed, `play(seed=2)`. By how much do the shares move? Is that what the intervals promised?
# 2. Play only 100 runs. What becomes of the intervals?
# 3. Run 7 is one of 1,024. Why would it be wrong to say "the model says that it went like run 7"?
# 4. **Politics** (8 minutes). Summer 2006: you advise Belgrade, your neighbour Pristina. Look at what follows each failure. What does each of you want of
#    the calendar: an early end, a late one, none? What would you have the other side believe about the Council?
#
# Worked answers: [answers/01_a_first_run](answers/01_a_first_run.ipynb). Open them when you have tried.

# %% [markdown]
# ## Sources
#
# - Security Council Resolution 1244 (1999); *Comprehensive Proposal for the Kosovo Status Settlement*, S/2007/168 and Add.1.
# - The source of each number stands beside it in `scenarios/kosovo/five_actors.yaml`.
# - Wilson, E. (1927), "Probable inference, the law of succession, and statistical inference", *JASA* 22: the intervals.
