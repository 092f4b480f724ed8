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
# # Worked answers to notebook 7. What matters: sensitivity, and how not to fool oneself
#
# The exercises stand at the end of [the notebook](../07_what_matters.ipynb). The last cells play what the answers state, and check it.
#
# ## Answers
#
# 1. Yes, Russia's price of blocking leads there too. An index is a share of *that* outcome's variance; a number may decide whether
#    the Council adopts a softer text and say nothing of who declares when.
# 2. It rises, from nothing that can be told from chance. An index answers "how much of what varies *here* comes from this?" With wider ranges more varies. So a
#    number that is well known, or taken as given, never looks important. Read the ranges before the indices.
# 3. No. In the first file the payment changes next to nothing, in the second it brings many more resolutions. Both had fitted the one thing that
#    happened about equally well. What they were tuned to cannot decide between them; what they were not tuned to can.
# 4. Mostly one cannot, from reading. These notebooks say what was asked and check it with other seeds; that is less than a plan written down before.
# 5. Moscow wants the price to look low: whoever expects a block softens the drafts, or looks for a way round the Council. Washington wants it to look high:
#    whoever expects none expects the envoy's text to be imposed, and signs (notebook 6). Pristina wants both at once, a block believed in Washington and none in
#    Belgrade. Words cost little, so each will be believed as far as saying otherwise would hurt it. Of Pristina's levers few or none pay beyond luck: many
#    comparisons again, and the star asks for more than 1.96 standard errors. That says that the file is coherent, not that nobody erred.

# %% jupyter={"source_hidden": true} tags=["hide-input"]
import sys

sys.path.insert(0, "..")  # what the notebooks share lies one folder up

from desk import percent, play
from sim.questions.sensitivity.from_runs import sensitivity

ensemble = play(runs=4_096)
found = sensitivity(ensemble, "coordinated_declaration")

# %%
other = sensitivity(ensemble, "council_compromise")
print(f"council compromise: {other.effects[0].path} {other.effects[0].first:.0%}")
wide = sensitivity(
    play("actors.pristina.beliefs.declaration.coordinated.chance={uniform: [0.1, 0.9]}", runs=2_048), "coordinated_declaration"
)
index = {
    name: next(part for part in one.effects if part.path == "actors.pristina.beliefs.declaration.coordinated.chance")
    for name, one in (("as coded", found), ("wide", wide))
}
print("the promise:", {name: f"{part.first:.0%} ({part.low:.0%} to {part.high:.0%})" for name, part in index.items()})
tuned = {
    "veto costs 0.1": "actors.russia.blocking_cost=0.1",
    "promise 0.9": "actors.pristina.beliefs.declaration.coordinated.chance=0.9",
}
resolved = {}
for name, setting in tuned.items():
    before, paid = (play(setting, *more, runs=256) for more in ([], ["actors.russia.side_payment=0.2"]))
    print(
        f"{name}: declaration {percent(before, 'coordinated_declaration')} %; with a side payment: compromise "
        f"{percent(paid, 'council_compromise')} %, settlement {percent(paid, 'council_settlement')} %"
    )
    assert percent(before, "coordinated_declaration") > 70
    resolved[name] = percent(paid, "council_compromise") + percent(paid, "council_settlement")

# %% jupyter={"source_hidden": true} tags=["hide-input"]
assert resolved["promise 0.9"] > resolved["veto costs 0.1"] + 5
assert other.effects[0].path == found.effects[0].path
assert index["wide"].first > index["as coded"].first
