"""Votes at home in short: what a ratification came to. Its paragraph tells every ballot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.ratification import Ratification
from sim.views.story.accounts.registry import gist, of_kind
from sim.views.wording import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["ratification_gist"]


@gist("ratification")
def ratification_gist(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Sum up by which bodies approved and which did not."""
    ballots = of_kind(entries, "ballots")
    if not ballots:
        return ""
    said: list[str] = []
    for yes, verb in ((True, "approved the text"), (False, "rejected the text")):
        bodies = [_body(one, narrator) for one in ballots if one.says("approves") == yes]
        said += [f"{listed(bodies)} {verb if not said else verb.replace('the text', 'it')}"] if bodies else []
    return listed(said)


def _body(entry: Entry, narrator: Narrator) -> str:
    name = entry.word("body")
    spec = narrator.stage_of(entry, Ratification)
    if name in spec.governments:
        return narrator.words.actor(name)
    label = spec.bodies[name].label or name.replace("_", " ")
    return label if label[0].islower() else f"“{label}”"
