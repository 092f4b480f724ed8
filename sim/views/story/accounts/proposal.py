"""A proposal in short: whose text, who objected, and the last answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.stages.proposal import Proposal
from sim.views.story.accounts.registry import accounts, as_told, gist, of_kind
from sim.views.story.sentences.grades import named_first
from sim.views.wording import listed, often, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["proposal", "proposal_gist"]


@accounts("proposal")
def proposal(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    """Tell of one proposal."""
    told = [as_told(entry, entries, narrator) for entry in of_kind(entries, "proposal")]
    told += _consultations(entries, narrator)
    return told + [as_told(entry, entries, narrator) for entry in of_kind(entries, "last_answer")]


def _consultations(entries: Sequence[Entry], narrator: Narrator) -> list[str]:
    words, heard = narrator.words, of_kind(entries, "consultation")
    if not heard:
        return []
    rounds = len({entry.week for entry in heard})
    said = [
        f"{words.actor(name)} {_objected([entry.says('objects') for entry in heard if entry.actor == name])}"
        for name in dict.fromkeys(entry.actor for entry in heard)
    ]
    texts = [one.by_issue("text") for one in (*of_kind(entries, "proposal")[:1], *of_kind(entries, "revision"))]
    moved = words.moved_by_steps(texts)
    changed = f"revised on {named_first(moved, 'issue')}" if moved else "left as it was"
    return [f"in {plural(rounds, 'consultation')} {listed(said)}; the text was {changed}"]


def _objected(answers: Sequence[bool]) -> str:
    """Tell how often a party objected."""
    if len(answers) == 1:
        return "objected" if answers[0] else "did not object"
    if not any(answers):
        return "never objected"
    return "objected each time" if all(answers) else f"objected {often(sum(answers))}"


@gist("proposal")
def proposal_gist(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Sum up all proposals of a run by who said yes and who no."""
    words, said = narrator.words, []
    for stage in dict.fromkeys(entry.stage for entry in entries):
        answers = [entry for entry in of_kind(entries, "last_answer") if entry.stage == stage]
        spec = narrator.scenario.stages[stage]
        if not answers or not isinstance(spec, Proposal):
            continue
        whose = f"{words.whose(spec.proposer)} text in “{words.stage(stage)}”"
        groups = [
            (listed([words.actor(one.actor) for one in answers if one.says("accepts") == yes]), verb)
            for yes, verb in ((True, "accepted"), (False, "refused"))
            if any(one.says("accepts") == yes for one in answers)
        ]
        said.append(
            " and ".join(f"{who} {verb} {whose if place == 0 else 'it'}" for place, (who, verb) in enumerate(groups))
        )
    return "; ".join(said)
