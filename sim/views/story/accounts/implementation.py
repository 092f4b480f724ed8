"""An implementation in short: whether what was agreed held, who broke it, and how often there was violence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.implementation import Implementation
from sim.views.story.accounts.registry import accounts, as_told, gist, of_kind
from sim.views.story.sentences.aftermath import breach_decided, cause, victims
from sim.views.wording import day, often, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["implementation", "implementation_gist"]


@accounts("implementation")
def implementation(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Tell of each breach, how often others were tempted, and of the worst violence."""
    tempted = of_kind(entries, "breach")
    kept = [one for one in tempted if not one.says("breaks")]
    told = []
    for name in dict.fromkeys(one.actor for one in kept):
        own = [one for one in kept if one.actor == name]
        if len(own) == 1:
            told.append(f"on {day(own[0].date)} {as_told(own[0], entries, narrator)}")
            continue
        who, what = narrator.words.actor(name), narrator.stage_of(own[-1], Implementation).words.what
        last = f"the last time, {who} {breach_decided(own[-1], narrator)}"
        told.append(f"{often(len(own))} {who} thought of breaking {what}; {last}")
    told += [f"on {day(one.date)} {as_told(one, entries, narrator)}" for one in tempted if one.says("breaks")]
    struck = of_kind(entries, "unrest")
    for name in dict.fromkeys(one.actor for one in struck):
        own = [one for one in struck if one.actor == name]
        worst = max(own, key=lambda one: one.number("size"))
        times = "" if len(own) == 1 else f"{plural(len(own), 'time')}, worst "
        broke_out, who = narrator.stage_of(worst, Implementation).words.broke_out, narrator.words.actor(name)
        when = f"{times}on {day(worst.date)} with {victims(worst, narrator)}"
        told.append(f"on behalf of {who} {broke_out} {when}: {cause(worst, narrator)}")
    return told


@gist("implementation")
def implementation_gist(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Sum up by how it ended, and by whose doing."""
    ended = of_kind(entries, "leaves")
    if not ended:
        return ""
    words, result = narrator.stage_of(ended[-1], Implementation).words, ended[-1].word("result")
    if result == "held":
        return f"{words.what} held to the end of its time"
    how = "broke down" if result == "broke_down" else "was opened again"
    return f"{words.what} {how} on {day(ended[-1].date)}{_cause(entries, narrator)}"


def _cause(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Tell by whose breach it ended, or after how much violence."""
    last = [one for one in entries if one.kind == "unrest" or (one.kind == "breach" and one.says("breaks"))][-1]
    who = narrator.words.actor(last.actor)
    if last.kind == "breach":
        return f", when {who} {narrator.stage_of(last, Implementation).words.broke}"
    violence = narrator.stage_of(last, Implementation).words.violence
    return f", after {violence} on behalf of {who} with {victims(last, narrator)}"
