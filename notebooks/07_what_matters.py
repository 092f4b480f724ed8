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
# # 7. What matters: sensitivity, and how not to fool oneself
#
# **What you will learn**
#
# - to ask which of a model's numbers move its answer, by themselves and together with others;
# - to see why looking at one number at a time, or at the two ends of its range, may mislead;
# - to say in which corner of the ranges an outcome is at home;
# - to tell a finding from luck: many comparisons, choosing after looking, and tuning to what is known.
#
# **Time** 45 minutes. **You need** notebooks 1 and 3, better 4 and 5 as well. **Words:** Kosovo stands for what Belgrade calls *Kosovo and
# Metohija* and Pristina *Kosova*; *declaration* for what one side calls independence and the other secession. *Sensitivity* is how far an
# answer moves when a number of the model does. *Variance* is a measure of how much something varies from run to run.
#
# ## Predict before you run
#
# The small file draws some hundred numbers anew for each run: positions, saliences, red lines, beliefs, costs, weeks. Some runs end in a coordinated
# declaration and some do not. (a) Write down the three numbers that you expect to matter most. (b) How many of them matter at all? (c) If all
# of them were known exactly, would the outcome of a run be known?

# %%
import numpy as np
import pandas as pd
import sim
from desk import FIVE, cut_sliders, percent, play, show
from sim.questions.bands import bands
from sim.questions.sensitivity.by_design import ScenarioFunction, drawn_paths, sobol_indices
from sim.questions.sensitivity.from_runs import sensitivity
from sim.questions.sweep import axis_from, sweep
from sim.views.figures.of_questions.tornado import draw_indices, draw_tornado

ensemble = play(runs=4_096)
found = sensitivity(ensemble, "coordinated_declaration")
show(draw_tornado(found, most=8))
first, rest = found.effects[0], found.effects[1:]
print(
    f"{first.path}: {first.first:.0%} of the variance ({first.low:.0%} to {first.high:.0%}); the next: {rest[0].first:.0%}"
)
print(f"all {len(found.effects)} numbers, each by itself: {found.sum_of_first[0]:.0%} ± {found.sum_of_first[1]:.0%}")

# %% [markdown]
# The picture is called a *tornado*. Each bar runs from the share of declarations in the fifth of the runs where a number is lowest to that where it
# is highest. The number beside it is the *first-order index*: the part of the variance that this number moves by itself.
#
# By its index the price that a veto has for Russia comes first, by the length of its bar the chance that the declarer goes alone; each moves only a hundredth or two of the
# variance. All numbers by themselves come to hardly a tenth. Where is the rest?

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert first.path == "actors.russia.blocking_cost"
assert rest[0].path == "process.declaration.alone_chance" and rest[0].low > 0, "and this comes next"
assert found.sum_of_first[0] < 0.35

# %% [markdown]
# ## By itself, and in all
#
# The rest is what numbers do *together*, and chance within the run: how a vote is cast, who wins an election. Runs made for the purpose (Sobol
# indices) can tell. For each group of numbers they give what it moves by itself and what it moves *in all*, with everything that it takes part in.

# %%
grouped = {name: [] for name in ("Russia", "Pristina", "Belgrade", "all others")}
for path in drawn_paths(ensemble.scenario):
    owner = path.split(".")[1].capitalize() if path.startswith("actors.") else ""
    grouped[owner if owner in grouped else "all others"].append(path)
played = ScenarioFunction(ensemble.scenario, ["coordinated_declaration"], seed=1)
(groups,) = sobol_indices(played, grouped, points=256, seed=1)
show(draw_indices(groups))
total = {one.group: one for one in groups.indices}
three = bands(ensemble.scenario, pairs=512, seed=1)
parts = next(band.parts for band in three.bands if band.outcome == "coordinated_declaration")
print(f"pairs of runs with the same numbers: luck {parts.luck:.0%} of the variance, all numbers together {parts.coding:.0%}")

# %% [markdown]
# Chance within the run takes part in more than half of the variance. So the answer to (c) is no: even with all numbers known, a run could go
# either way. Pairs of runs with the same numbers tell it more directly (notebook 1). Russia's and Pristina's numbers come next. Belgrade's hardly matter. That does *not* say that Belgrade did not matter. Its red line
# on status is a single number in this file and is not drawn, so it cannot vary, and what does not vary has no index; and its belief in a block is drawn
# from the middle of its range, where it moves offers and not outcomes (notebook 4). **A sensitivity is about the ranges that somebody wrote down.**
#
# The lines on the bars are 95 per cent intervals. Some reach below zero, where no part of a variance can be: this is noise, and it is honest to show it.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert total["chance in the run"].total_low > 0.5
assert total["Russia"].total > total["Belgrade"].total and total["Pristina"].total > total["Belgrade"].total
assert all(one.total > one.first for one in total.values())
assert "in.actors.belgrade.red_lines.status.max" not in ensemble.rows.column_names

# %% [markdown]
# ## What the two ends hide, and two numbers together
#
# Now move one number and nothing else: the price of a veto, from nothing to 0.8, with the same runs at each point. **Predict:** how does the
# *compromise* in the Council go? Up, down, or something else? And where along that price does the American promise make a difference (Pristina's belief,
# at the start, that a declaration would be backed)? Then move the slider. The dotted lines stay where the promise is strongest.

# %%
both = [
    axis_from("actors.russia.blocking_cost=0,0.2,0.4,0.8"),
    axis_from("actors.pristina.beliefs.declaration.coordinated.chance=0.1,0.9"),
]
crossed = sweep(sim.read_scenario(FIVE), both, runs=128, seed=1)
cut = cut_sliders(
    crossed,
    ["council_compromise", "coordinated_declaration"],
    ("what a veto costs Russia", "Chance of backing that Pristina expects"),
)
prices = crossed.axes[0].values
compromise = {
    promise: [crossed.share((price, promise), "council_compromise").share for price in prices] for promise in ("0.1", "0.9")
}
for promise, shares in compromise.items():
    print(f"promise {promise}:", ", ".join(f"{price}: {share:.0%}" for price, share in zip(prices, shares, strict=True)))

# %% [markdown]
# With a weak promise it goes up and down again. Where a veto costs nothing, Russia blocks; where it costs much, the sponsors need not give way, and
# the Council adopts the settlement itself. Compromise lives in between. Whoever compares the two ends finds hardly anything. A tornado that stood on
# these runs would have a bar of hardly any length for the number that decides most.
#
# And where a veto is free or dear, the promise makes little difference to the compromise: there is none either way. In the middle it decides nearly
# everything. This is an **interaction**: the effect of one number depends on another. To vary one thing at a time from a single starting point finds
# what holds *at that point*; a study that stood at a price of 0 would report that the promise does not matter.

# %%
weak, strong = compromise["0.1"], compromise["0.9"]
moved = {price: one - other for price, one, other in zip(prices, weak, strong, strict=True)}
print("the promise moves the compromise by:", ", ".join(f"{price}: {by:.0%}" for price, by in moved.items()))

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert max(weak) > weak[0] + 0.05 and max(weak) > weak[-1] + 0.05
assert moved["0"] < 0.1 and moved["0.8"] < 0.1
assert moved["0.4"] > 0.3

# %% [markdown]
# ## Which corner
#
# A sweep asks where along one number an outcome is at home. Where in all the ranges together? **Predict** two bounds within which a coordinated
# declaration is more frequent. Then let the runs say: slices are peeled off, each time the one whose loss raises the share most (Friedman & Fisher
# 1999). Half of the runs find the corner, the other half judge it.

# %%
from sim.questions.corner import corner
from sim.views.figures.of_questions.corner import draw_corner

home = corner(ensemble, "coordinated_declaration", resamples=10)
show(draw_corner(home))
for bound in home.bounds:
    print(
        f"{bound.path}: {bound.low:.2f} to {bound.high:.2f}; comes back in {bound.returns:.0%} of resamples, by chance {bound.by_chance:.3f}"
    )
print(f"there {home.density.share:.0%}, in all runs {home.base.share:.0%}; it holds {home.coverage.share:.0%} of the outcome")

# %% [markdown]
# The two numbers that led the tornado come back as bounds, and the corner is only a little denser than the whole: most of what decides is luck, and
# what numbers do together. On the left the grey way lies higher than the dot. It was drawn with the runs in which it was *searched*: whatever is
# chosen for looking good looks better than it is. That is why the other half judges.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert {bound.path for bound in home.bounds} & {"process.declaration.alone_chance", first.path}
assert home.density.low > home.base.share - 0.02

# %% [markdown]
# ## What somebody could do
#
# A number that matters is no advice. The price of a veto has the highest index, and Russia cannot choose it; what it can choose is its word. *Levers* are
# the changes that one actor can make by itself. Each is played in the same runs and ranked by that actor's *own* payoff; a star marks what luck
# would hardly do, and asks for more where more is tried.

# %%
from sim.questions.levers.levers import levers

own = levers(ensemble.scenario, "russia", runs=64, seed=1)
for one in own.pulled:
    print(f"{one.gain.difference:+.3f} ({one.gain.low:+.3f} to {one.gain.high:+.3f}){'*' if one.sure else ' '} {one.lever.words}")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
gains = [one.gain.difference for one in own.pulled]
assert gains == sorted(gains, reverse=True) and len(gains) >= 4
assert not any(first.path in one.lever.setting for one in own.pulled), "what matters most is nobody's to choose"

# %% [markdown]
# ## Fooling oneself: many comparisons
#
# Split the runs by each of the numbers at its middle, and compare the declarations in the two halves. The usual rule calls a difference
# significant if it is more than 1.96 standard errors. Then do the same with the outcomes **shuffled**, so that no number can have any say.
# **Predict:** how many "significant" numbers are there among shuffled outcomes?


# %%
def standard_errors(ensemble, happened):
    """Say for each drawn number by how many standard errors the share differs between its upper and its lower half."""
    found = {}
    spread = happened.mean() * (1 - happened.mean()) * 4 / len(happened)
    for name in (name for name in ensemble.rows.column_names if name.startswith("in.")):
        column = ensemble.column(name)
        upper = column > np.median(column)
        found[name.removeprefix("in.")] = (happened[upper].mean() - happened[~upper].mean()) / np.sqrt(spread)
    return pd.Series(found)


declared = ensemble.column("outcome") == "coordinated_declaration"
real = standard_errors(ensemble, declared)
chance = np.random.default_rng(1)
shuffled = [standard_errors(ensemble, chance.permutation(declared)) for _ in range(10)]
print("real outcomes:", (real.abs() > 1.96).sum(), "numbers look significant")
print("shuffled, ten times:", [int((one.abs() > 1.96).sum()) for one in shuffled])
print(f"largest of all shuffled differences: {max(one.abs().max() for one in shuffled):.1f} standard errors")

# %% [markdown]
# Among a hundred numbers without any say, about five look significant on average: one in twenty. So of the numbers that look significant in the real
# outcomes, some are nothing. Two cures. Ask for more when you ask often: with a hundred questions, about 3.5 standard errors in place of 1.96
# (Bonferroni). Or look again with **fresh runs**, at those numbers only that you wrote down beforehand.

# %%
fresh = play(runs=4_096, seed=2)
again = standard_errors(fresh, fresh.column("outcome") == "coordinated_declaration")
weak, strong = (real[pick] for pick in ((real.abs() > 1.96) & (real.abs() < 3.5), real.abs() >= 3.5))
for said, some in (("beyond 3.5", strong), ("between 1.96 and 3.5", weak)):
    held = [name for name in some.index if again[name] * some[name] > 0 and abs(again[name]) > 1.96]
    print(f"{said}: {len(some)} numbers, of which {len(held)} look significant in fresh runs, with the same sign")
    for name in some.index:
        print(f"   {name:50} {some[name]:+.1f}, then {again[name]:+.1f}")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert 1 <= np.mean([(one.abs() > 1.96).sum() for one in shuffled]) <= 9
assert (real.abs() > 1.96).sum() > len(strong) >= 3
assert all(again[name] * strong[name] > 0 for name in strong.index)

# %% [markdown]
# ## Exercises
#
# 1. Run `sensitivity(ensemble, "council_compromise")`. Does the same number lead? Why do the indices of two outcomes of one model differ?
# 2. Widen what was written down: play with Pristina's belief in backing drawn from 0.1 to 0.9 in place of about 0.6 to 0.9 (`uniform: [0.1, 0.9]`
#    for its chance). What happens to its index, though nothing about the world has changed?
# 3. **Tuning.** Two colleagues each tune one number until the declaration comes in more than seven runs of ten: the one sets the price of a veto to
#    0.1, the other the promise to 0.9. Both "fit" what happened. Ask both what a side payment of 0.2 to Russia would have done. Do they agree?
# 4. Take one claim from notebooks 1 to 6 that you liked. How many other claims were tried before it was written down? How could one know?
# 5. **Politics** (4 minutes). The price of a veto has the highest index, and only Moscow knows it. One of you advises Moscow, one Washington, one Pristina: what does
#    each want the others to believe of that price, and why should they? Then ask what Pristina could do by itself: `sim levers
#    scenarios/kosovo/five_actors.yaml --actor pristina --runs 128`. How much of it pays beyond luck?
#
# Worked answers: [answers/07_what_matters](answers/07_what_matters.ipynb). Open them when you have tried.

# %% [markdown]
# ## Sources
#
# - Saltelli, A. et al. (2008), *Global Sensitivity Analysis: The Primer*; Saltelli, A. et al. (2010), "Variance based sensitivity analysis of model
#   output", *Computer Physics Communications* 181. Saltelli, A. & Annoni, P. (2010), "How to avoid a perfunctory sensitivity analysis",
#   *Environmental Modelling & Software* 25: against one at a time.
# - Bryant, B. & Lempert, R. (2010), "Thinking inside the box", *Technological Forecasting and Social Change* 77; Friedman, J. & Fisher, N. (1999),
#   "Bump hunting in high-dimensional data", *Statistics and Computing* 9. Benjamini, Y. & Yekutieli, D. (2001), "The control of the false discovery
#   rate in multiple testing under dependency", *Annals of Statistics* 29.
# - Gelman, A. & Loken, E. (2013), "The garden of forking paths": choosing after looking. Simmons, J., Nelson, L. & Simonsohn, U. (2011), "False-positive psychology",
#   *Psychological Science* 22. Dunn, O. J. (1961), "Multiple comparisons among means", *JASA* 56: asking more when asking often.
# - Oreskes, N., Shrader-Frechette, K. & Belitz, K. (1994), "Verification, validation, and confirmation of numerical models in the earth sciences",
#   *Science* 263: why a fit confirms little.
# - The same at a command line: `sim sensitivity` (with `--design 512 --by actor` for runs made for the purpose), `sim sweep`, `sim corner`, `sim levers`; see
#   `docs/questions.md`.
