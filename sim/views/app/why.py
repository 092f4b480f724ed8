"""What still blocks: the refusals on which a run turned, told by the sentences of its chronicle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.runs.one_run import chronicle_of
from sim.views.labels import label_of
from sim.views.story.chapters import in_order
from sim.views.story.sentences import tell
from sim.views.story.sentences.narrator import Narrator

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario

__all__ = ["MOST_REASONS", "Blocks", "what_blocks"]

MOST_REASONS = 6
"""More reasons than this are not told at once."""

REFUSALS = ("answer", "last_answer", "opinion", "ballot", "leaning")
"""Kinds of entry that count if they do not accept."""

HINDRANCES = ("intention", "choice", "considers", "tempted")
"""Kinds of entry that tell what kept a stage from deciding."""


def what_blocks(scenario: Scenario, run: int = 0, *, seed: int = 0) -> list[str]:
    """Tell for each stage who refused last, or kept it from deciding, and by which numbers.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.belgrade.position.status=0.9"])
    >>> what_blocks(five)[0].partition(" for it")[0][:60]
    "Vienna talks: Belgrade refused Pristina's offer: by itself i"
    """
    entries = in_order(chronicle_of(scenario, run, seed=seed))
    narrator = Narrator(scenario, entries)
    last: dict[tuple[str, str, str], str] = {}
    for entry in entries:
        said = tell(entry, narrator)
        key = (entry.stage, entry.kind, entry.actor)
        if said and _hinders(entry):
            last.pop(key, None)
            last[key] = f"{label_of(scenario, 'stages', entry.stage)}: {said}"
        elif entry.kind in REFUSALS:  # it accepted later, so that its refusal blocked nothing
            last.pop(key, None)
    stages = {stage for stage, _, _ in last}
    order = [stage for stage in scenario.stages if stage in stages]
    told = [said for stage in order for (where, _, _), said in last.items() if where == stage]
    return told[:MOST_REASONS]


def _hinders(entry: Entry) -> bool:
    if entry.kind in REFUSALS:
        return entry.numbers.get("accepts", True) is False
    return entry.kind in HINDRANCES


@dataclass(frozen=True)
class Blocks:
    """Tells what blocks in a run of a scenario: the work of an executor."""

    scenario: Scenario
    seed: int = 0

    def __call__(self, run: int, line: Line) -> list[str]:
        """Return what is told of a run."""
        return what_blocks(self.scenario, run, seed=self.seed)
