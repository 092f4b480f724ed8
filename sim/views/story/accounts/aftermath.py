"""What stands beside the talks or follows them in short: unrest and recognition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.unrest import Unrest
from sim.views.story.accounts.registry import accounts, gist, of_kind
from sim.views.story.sentences.aftermath import cause, said_of_states, victims
from sim.views.wording import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["recognition", "recognition_gist", "unrest", "unrest_gist"]

YEAR = 52


@accounts("unrest")
def unrest(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Tell how often violence broke out, the worst, and of what it came."""
    struck = of_kind(entries, "unrest")
    if not struck:
        return []
    broke_out = narrator.stage_of(struck[0], Unrest).words.broke_out
    return [f"{broke_out} {_times(struck, narrator)}: {cause(struck[-1], narrator)}"]


def _times(struck: Sequence[Entry], narrator: Narrator) -> str:
    if len(struck) == 1:
        return f"on {day(struck[0].date)}, with {victims(struck[0], narrator)}"
    worst = max(struck, key=lambda entry: entry.number("size"))
    return f"{len(struck)} times, worst on {day(worst.date)} with {victims(worst, narrator)}"


@gist("unrest")
def unrest_gist(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Sum up violence only where it ended the process."""
    if not of_kind(entries, "leaves"):
        return ""
    last = of_kind(entries, "unrest")[-1]
    broke_out = narrator.stage_of(last, Unrest).words.broke_out
    return f"{broke_out} with {victims(last, narrator)} and ended the process: {cause(last, narrator)}"


@accounts("recognition")
def recognition(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Tell of the first year, and of all that came after."""
    counted = of_kind(entries, "recognitions")
    first = [entry for entry in counted if narrator.weeks_since_first(entry) < YEAR]
    later = counted[len(first) :]
    told = [f"within a year {said_of_states(first, narrator)}"] if first else []
    if later:
        kept, narrator.past = narrator.past, [*narrator.past, *first]
        told.append(f"after that {said_of_states(later, narrator)}")
        narrator.past = kept
    return told


@gist("recognition")
def recognition_gist(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Sum up by how many recognised in the end, with the first of them."""
    counted = of_kind(entries, "recognitions")
    if not counted:
        return ""
    told = said_of_states(counted, narrator)
    return f"by {day(counted[-1].date)}, {told}"
