"""An act in short: who backed it since when, how it was weighed last, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.act import Acting
from sim.views.story.accounts.registry import accounts, as_told, gist, of_kind
from sim.views.wording import day, listed, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["declaration", "declaration_gist"]


@accounts("act")
@accounts("declaration")
def declaration(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Tell of the weighing and the act."""
    told, weighed = _lights(entries, narrator), of_kind(entries, "considers")
    told += [as_told(weighed[-1], entries, narrator)] if weighed else []
    tempted = of_kind(entries, "tempted")
    if len(tempted) > 1:
        who = narrator.words.actor(tempted[0].actor)
        last = _without_name(tempted, entries, narrator)
        times = plural(len(tempted), "time")
        told.append(f"{times} {who} thought of acting alone; the last time, {last}")
    elif tempted:
        told.append(as_told(tempted[0], entries, narrator))
    return told + [as_told(entry, entries, narrator) for entry in of_kind(entries, "notice", "declaration")]


def _without_name(tempted: Sequence[Entry], entries: Sequence[Entry], narrator: Narrator) -> str:
    said = as_told(tempted[-1], entries, narrator)
    return f"it {said.partition('thought of acting alone, ')[2].removeprefix('and ').removeprefix('but ')}"


def _lights(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Tell who backed the act, from when on, and who did not."""
    asked = of_kind(entries, "sponsor")
    if not asked:
        return []
    called = narrator.stage_of(asked[0], Acting).words
    said: dict[str, list[str]] = {}
    for name in dict.fromkeys(entry.actor for entry in asked):
        lights = [entry for entry in asked if entry.actor == name]
        since = next((place for place in range(len(lights), 0, -1) if not lights[place - 1].says("backs")), 0)
        if len(lights) == 1:
            when = called.backed if since == 0 else called.refused
        elif since == 0:
            when = f"{called.backed} from the first"
        elif since == len(lights):
            gave = any(one.says("backs") for one in lights)
            when = f"{called.refused} {'in the end' if gave else 'to the last'}"
        else:
            when = f"{called.backed} from {day(lights[since].date)} on"
        said.setdefault(when, []).append(narrator.words.actor(name))
    return ["; ".join(f"{listed(who)} {when}" for when, who in said.items())]


@gist("act")
@gist("declaration")
def declaration_gist(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Sum up by the act, or say that there was none."""
    acts = of_kind(entries, "declaration")
    if acts:
        return f"on {day(acts[-1].date)} {as_told(acts[-1], entries, narrator)}"
    if not entries:
        return ""
    act = narrator.stage_of(entries[0], Acting).words.act
    if of_kind(entries, "leaves"):
        return f"it did not come to {act}"
    return f"{act} was weighed, and had not come when the run ended" if of_kind(entries, "considers") else ""
