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
# # 5. The record: what the model gets right, and what it gets wrong
#
# **What you will learn**
#
# - to hold a model against what happened, fact by fact, and to read what fails as closely as what passes;
# - to score a forecast, and to see why a chance of six in ten on what happened may be better than nine in ten;
# - to tell what a model was fitted to from what it was judged on.
#
# **Time** 45 minutes. **You need** notebook 1. **Words:** Kosovo stands for what Belgrade calls *Kosovo and Metohija* and Pristina
# *Kosova*; *declaration* for what one side calls independence and the other secession. To *recognise* is to treat the declared state as a
# state. A *hindcast* is a forecast of what is past already. A *stylised fact* is something about what happened that is simple enough to be
# measured in every run: it has a number of the record and a *target*, the range in which the model's number must lie.
#
# ## Predict before you run
#
# The full file of the case, `scenarios/kosovo/baseline.yaml`, carries twelve stylised facts, from S1 (no agreement on status) to S12 (violence
# is contained). Write down: (a) how many of the twelve will the model reproduce? (b) Where will it fail: in the talks, in the Council, on the
# ground, or in who recognised when? (c) What chance *should* a good model give to what really happened: 30, 60, 90 or 100 per cent?

# %%
import numpy as np
import pandas as pd
from desk import KOSOVO, fact_table, failing_parts, percent, play, recognition_table, score_sliders, show
from sim.questions.hindcast.hindcast import hindcast
from sim.questions.hindcast.scores import score

ensemble = play(runs=2_048, scenario=KOSOVO / "baseline.yaml")
held = hindcast(ensemble)
fact_table(held)

# %% [markdown]
# A fact is inside if *every* part of it is. Most are, and some are not. Whoever wrote the file could have moved its numbers until all twelve
# passed. They did not, and the rest of this notebook is about why.

# %%
inside = sum(fact.inside for fact in held.facts)
print(f"{inside} of {len(held.facts)} facts inside")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert len(held.facts) == 12
assert 9 <= inside < 12

# %% [markdown]
# ## What fails, and how
#
# Here is every part that fails. If its interval reaches into the target, more runs might decide otherwise. If it does not, no number of runs
# will help: the *model* gives something else.

# %%
failing = failing_parts(ensemble, held)
failing

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert len(failing)

# %% [markdown]
# Ask of each line which of these it is:
#
# - **Something is missing.** The model has no rule for what moved events. Then no value of its numbers will bring the fact about.
# - **The coding is off.** A rule is there, and somebody read too little or too much out of a source. Then a better source mends it, and one
#   would mend it even if the fact got worse by that.
# - **The record is not so hard.** Some "facts" are readings too. How far the five drafts of 2007 gave way on status (S4) is coded by us from
#   their wording; no thermometer was held into them.
# - **What was learned early does not hold later.** The recognition curve (S10) is of this kind; we turn to it below.
#
# To move a number until the line passes, without a source for the move, is not on the list.
#
# ## Scores: was it a good forecast?
#
# Two scores, and for both *lower is better*. The **log score** is −ln of the chance that was given to what happened: 0 for whoever was certain
# and right, endless for whoever had called it impossible. The **Brier score** sums squared errors over all outcomes: 0 at best, 2 at worst.

# %%
happened = ensemble.scenario.record.outcome
chance = ensemble.outcomes()[happened]
print(
    f"the model gives a {ensemble.scenario.outcome_labels[happened].lower()} {chance.share:.0%} ({chance.low:.0%} to {chance.high:.0%})"
)
who = {"ensemble": "this model", "observers": "observers in 2007", "uniform": "all outcomes alike"}
pd.DataFrame(
    {said: [held.scores[f"{kind}.{name}"] for kind in ("log_score", "brier_score")] for name, said in who.items()},
    index=["log score", "Brier score"],
).T.round(2)

# %% [markdown]
# The model beats a throw of dice by far, and the observers of 2007 clearly. Be careful with the second: the observers' chances are *our*
# reading of what they wrote, no source gives numbers, and whoever built this model knew how it had ended. They did not. That is **hindsight
# bias**: once we know an outcome, we hold it to have been likelier than we would have said before (Fischhoff 1975).

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert 0.4 < chance.share < 0.85
for kind in ("log_score", "brier_score"):
    assert held.scores[f"{kind}.ensemble"] < held.scores[f"{kind}.observers"] < held.scores[f"{kind}.uniform"]

# %% [markdown]
# ## Why six in ten may be better than nine in ten
#
# On 7 May 2007 a good observer (Bieber) held a compromise in the Council to be likeliest. It did not come. Was he a bad forecaster? One case cannot
# say. A forecaster is **calibrated** if, of all that gets a chance of six in ten, six in ten happen; that takes many forecasts. So imagine a
# hundred histories like this one, of which sixty end in a declaration. What should a forecaster say, each time, to have the best score on
# average? **Predict**, then move the sliders.

# %%
scores = score_sliders()

# %% [markdown]
# Both curves are lowest where the forecaster says what is true. Such scores are called *proper*: nobody gains by sounding surer than they are
# (Gneiting & Raftery 2007). Saying nine in ten scores better *in the one case that we know*, and worse on average. A model which had been near
# certain of the declaration would have to explain why so many good observers were not.

# %%
said = np.linspace(0.05, 0.95, 19)
log_score = -0.6 * np.log(said) - 0.4 * np.log(1 - said)
brier_score = 2 * (0.6 * (1 - said) ** 2 + 0.4 * said**2)
print(
    f"best on average if it happens in 60 %: say {said[log_score.argmin()]:.0%} (log score), {said[brier_score.argmin()]:.0%} (Brier score)"
)

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert log_score.argmin() == brier_score.argmin() == np.abs(said - 0.6).argmin()

# %% [markdown]
# ## Fitted to June 2008, judged on what came after
#
# How likely a state is to recognise in a given week was *fitted*: a program looked for the numbers that make the recognitions up to 30 June 2008
# likeliest (`scenarios/kosovo/fit_recognition.py`). Nothing later was shown to it. **Predict:** on which side of that day will the crosses of
# the record lie nearer to the model's line? (The picture shows all runs with a declaration, the table below it those with backing, like the record.)

# %%
show(ensemble.plot("recognitions"))
curve = recognition_table(ensemble)
curve.style.format({"off by": "{:.0%}", "record": "{:.0f}", "model": "{:.0f}"}).hide(axis="index")

# %% [markdown]
# Left of the dashed line the crosses lie where the model was *made* to put them. That they do says that the fitting program works, not that the
# model is right. Only the rows marked "test" test it. If the bands were calibrated, about nine records in ten would lie within them. But these rows
# are not so many tests either, since each year starts from where the last one ended. It is *one* history.

# %%
for used, some in curve.groupby("used for"):
    print(
        f"{used:5} {len(some)} rows: off by {some['off by'].mean():.0%} on average, {some['off by'].max():.0%} at worst; "
        f"{some['holds the record'].sum()} of the bands hold the record"
    )
fit = curve["used for"] == "fit"

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert fit.sum() >= 3 and (~fit).sum() > fit.sum()
assert curve["off by"][fit].max() < 0.2, "what was fitted does not fit"

# %% [markdown]
# ## Exercises
#
# 1. Which of the facts that pass could hardly have failed, since the file was *given* what they ask for? Look up in `baseline.yaml` how long the
#    Troika's talks last (S6) and what the events `serbian_vote` and `runoff_called` do (S8).
# 2. **Make a file fit.** In the small file, move three numbers until the coordinated declaration is nearly certain. Which numbers, and how far
#    outside of what was coded? What is lost? The worked answers show one way.
# 3. **Politics** (4 minutes). A newspaper writes: "A computer model correctly predicted the declaration of 2008." Correct it, in two sentences.
# 4. What fact, had it come out otherwise, would make you give up the model and not only a number of it?
#
# Worked answers: [answers/05_the_record](answers/05_the_record.ipynb). Open them when you have tried.

# %% [markdown]
# ## Sources
#
# - Brier, G. (1950), "Verification of forecasts expressed in terms of probability", *Monthly Weather Review* 78. Good, I. J. (1952), "Rational
#   decisions", *JRSS B* 14. Gneiting, T. & Raftery, A. (2007), "Strictly proper scoring rules, prediction, and estimation", *JASA* 102.
# - Fischhoff, B. (1975), "Hindsight is not equal to foresight", *Journal of Experimental Psychology: Human Perception and Performance* 1.
# - Murphy, A. & Winkler, R. (1977), "Reliability of subjective probability forecasts", *Applied Statistics* 26: calibration.
# - Tetlock, P. (2005), *Expert Political Judgment*: how observers of politics fare.
# - The facts, their targets and the observers' chances: `record:` in `scenarios/kosovo/baseline.yaml`. `sim hindcast` prints the same table.
