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
# # 8. Write your own case
#
# **What you will learn**
#
# - to write a scenario from nothing, and to read what the program says about mistakes;
# - to code a position from a source, with its uncertainty;
# - to ask a question of your case, and to say what your answer hangs on.
#
# **Time** 45 minutes, and as long as you like at home. **Words:** a *scenario* is a text file in YAML: names, colons, and blanks for what
# belongs to what. `scenarios/README.md` has the whole format by example.
#
# ## The smallest case
#
# Two sides and one question. Read it before you run it: what does each side want, and what has it without an agreement?

# %%
import sim
from desk import percent
from sim.scenario.faults import ScenarioFault
from sim.scenario.reader import read_text

BORDER = """
format: 1
title: Two sides and one question
calendar: {start: 2030-01-07, end: 2030-12-31}
issues:
  border: {label: The border, zero: where the east wants it, one: where the west wants it}
actors:
  west:
    kind: party
    position: {border: 0.9}
    salience: {border: 1}
    fallback: {value: 0.4}
  east:
    kind: party
    position: {border: 0.2}
    salience: {border: 1}
    fallback: {value: 0.4}
process:
  - talks: {name: talks, parties: [west, east], weeks: 26}
outcomes:
  - {name: agreed, when: {ending: agreed}}
  - {name: no_agreement, otherwise: true}
"""

# %% [markdown]
# ## Predict before you run
#
# A border at *b* is worth 1 − |b − 0.9| to the west and 1 − |b − 0.2| to the east. For which *b* do both get more than 0.4? So how often
# will they agree? And what if each has 0.7 without an agreement?

# %%
small = sim.run(read_text(BORDER), runs=1_024, seed=1)
stubborn = sim.run(read_text(BORDER.replace("value: 0.4", "value: 0.7")), runs=1_024, seed=1)
print(f"agreed in {percent(small, 'agreed')} % with fallbacks of 0.4, in {percent(stubborn, 'agreed')} % with 0.7")

# %% [markdown]
# With 0.4 every border between 0.3 and 0.8 is worth more to both, and they agree. With 0.7 the west needs a border of at least 0.6 and the east
# one of at most 0.5: no border serves both, and the few agreements that are left come
# from chance in the decisions.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert percent(small, "agreed") > 90
assert percent(stubborn, "agreed") < 5

# %% [markdown]
# ## Mistakes are told with their line
#
# A wrong name, a number out of range, a key that is missing: all of them at once, each with what is allowed.

# %%
WRONG = (
    BORDER.replace("kind: party", "kind: partie", 1)
    .replace("border: 0.2", "border: 1.2")
    .replace("weeks: 26", "week: 26")
)
said = []
try:
    read_text(WRONG, "border.yaml")
except ScenarioFault as trouble:
    said = [str(fault) for fault in trouble.faults]
print("\n".join(said))

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert len(said) >= 3

# %% [markdown]
# ## From a source to a number
#
# *"The west's delegation said on Tuesday that it could live with a border somewhat east of the river, though its parliament had asked for the
# river last year."* Let the river be 0.8 and the eastern road 0.6. **Predict:** what would you write for the west, as lowest, likeliest and
# highest? Compare with your neighbour: how far apart are two readers of one sentence?

# %%
READ = BORDER.replace(
    "position: {border: 0.9}",
    'position: {border: {low: 0.65, mode: 0.75, high: 0.85, source: "delegation, Tuesday", note: coded here}}',
)
coded = sim.run(read_text(READ), runs=1_024, seed=1)
drawn = coded.column("in.actors.west.position.border")
print(f"drawn between {drawn.min():.2f} and {drawn.max():.2f}, on average {drawn.mean():.2f}")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert 0.65 <= drawn.min() < drawn.max() <= 0.85

# %% [markdown]
# ## Your case
#
# At a command line, `sim new my_case.yaml` writes a commented scenario to start from: two parties, a mediator, a river. Or change the cell
# above. Work through this list:
#
# 1. One question that can be answered with shares of outcomes.
# 2. Two to four issues, each with two *named* ends.
# 3. Who takes part; for each number a source, or "coded here".
# 4. What each side has without an agreement. This is the number that decides most, and the one that is guessed most.
# 5. How it may end: the outcomes, first match first, `otherwise` last.
#
# Then `sim check my_case.yaml --strict`, which also names the numbers without a source, and `sim run my_case.yaml`.
#
# ## Exercises
#
# 1. Find the fallback at which agreement in the border case becomes rare, by trying 0.5, 0.6, 0.65, 0.7 on both sides.
# 2. (10 minutes) Write your case as far as you come. Which single number of it would change your answer most? Try its lowest and its highest value.
# 3. **Politics** (10 minutes). Swap files with another group. Code one actor of theirs anew from the same source. Does the answer stand?
#    Which side would object to your coding, and with which sentence of its own?
#
# Worked answers: [answers/08_your_own_case](answers/08_your_own_case.ipynb). Open them when you have tried.

# %% [markdown]
# ## Sources
#
# - Bueno de Mesquita, B. & Stokman, F. (eds., 1994), *European Community Decision Making*: coding positions and saliences from experts.
# - Thomson, R. et al. (eds., 2006), *The European Union Decides*, ch. 2: how far experts agree.
# - The format: `scenarios/README.md`; as JSON Schema for editors: `sim schema`.
