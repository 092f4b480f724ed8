"""What a seat may know: what happens before everybody's eyes, and of its own actor what the scenario lets it know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.process.chronicle import Chronicle
from sim.scenario.format.stages.act import Acting
from sim.scenario.format.stages.talks import Talks
from sim.seats.protocol import by_issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.actors.actor import Actor
    from sim.actors.decisions import Plain, Question
    from sim.model import StatusTalks
    from sim.process.chronicle import Entry
    from sim.seats.protocol import Message

__all__ = ["News", "opening", "without_what_nobody_offered"]

PUBLIC: dict[str, tuple[str, ...]] = {
    "event": ("label", "happens", "on"), "leaves": ("result", "following"),
    "offer": ("text",), "answer": ("other", "accepts"), "agreement": ("text", "refusing"), "extension": ("weeks",),
    "single_text": ("text",), "revised_text": ("text",), "opinion": ("accepts",),
    "option": ("text_name", "text", "proposed_by", "accepts"),
    "proposal": ("text",), "consultation": ("objects",), "revision": ("text",), "last_answer": ("accepts",),
    "draft": ("number", "text"), "signal": ("says",), "choice": ("to_vote", "withdraws"),
    "vote": ("yes", "enough", "vetoed", "adopted"),
    "ballot": ("vote",), "count": ("votes", "members", "vetoed", "adopted"),
    "recommendation": ("recommends",), "ballots": ("body", "share", "needed", "approves"),
    "sponsor": ("backs",), "notice": ("weeks",), "declaration": ("how", "backing"),
    "unrest": ("size",), "breach": ("breaks",), "ground": ("apart", "violence", "displaced"), "mission": ("weeks",),
    "recognitions": ("new", "withdrawn", "total"), "outcome": ("outcome", "ending"),
}  # fmt: skip
"""Of each kind of entry in a chronicle, what others see; what is not named here, nobody but the actor knows."""

AT_ONCE = {"answer", "opinion", "option", "consultation", "last_answer", "ballot", "recommendation", "sponsor"}
"""What several decide at the same time: nobody sees it before the week is over."""


class News:
    """What has happened since a seat was last told, as far as it sees it."""

    def __init__(self, seat: str) -> None:
        self.seat = seat
        self.told = 0
        self.waiting: list[Entry] = []

    def since(self, model: StatusTalks, *, over: bool = False) -> list[Message]:
        """Return what is new, entry by entry; what others decide this week only once the week is over."""
        assert isinstance(model.chronicle, Chronicle), "a chronicle is kept of a game"
        week = model.world.week
        entries = [*self.waiting, *model.chronicle.entries[self.told :]]
        self.told = len(model.chronicle.entries)
        self.waiting = [one for one in entries if one.kind in AT_ONCE and one.week == week and not over]
        return [
            _public(one, model) for one in entries if one not in self.waiting and _sees(self.seat, one, model)
        ]  # fmt: skip


def _sees(seat: str, entry: Entry, model: StatusTalks) -> bool:
    if entry.kind not in PUBLIC or (entry.actor == seat and entry.kind in AT_ONCE):
        return False
    if entry.kind == "recognitions" and not entry.number("new") and not entry.number("withdrawn"):
        return False
    stage = model.case.stages.get(entry.stage)
    if isinstance(stage, Talks) and not stage.in_public and entry.kind not in ("leaves", "agreement"):
        return seat in (*stage.parties, *stage.mediators)
    if isinstance(stage, Acting) and entry.kind == "sponsor":
        return seat in (*stage.who, *stage.backing_by)
    return True


def without_what_nobody_offered(
    told: Mapping[str, Plain], question: Question, model: StatusTalks
) -> dict[str, Plain]:
    """Leave out offers of others that none has made yet: in the model they stand at what each would like best."""
    stage = model.case.stages[question.stage]
    assert isinstance(model.chronicle, Chronicle), "a chronicle is kept of a game"
    parties = stage.parties if isinstance(stage, Talks) else ()
    earlier = parties[: parties.index(question.actor)] if question.actor in parties else ()  # they have just offered
    made = {one.actor for one in model.chronicle.entries if one.kind == "offer" and _sees(question.actor, one, model)}
    offers = {f"offer_of.{name}" for name in parties if name not in made and name not in earlier}
    return {name: one for name, one in told.items() if name not in offers}


def _public(entry: Entry, model: StatusTalks) -> Message:
    issues = list(model.case.issues)
    seen = {name: by_issue(entry.numbers[name], issues) for name in PUBLIC[entry.kind] if name in entry.numbers}
    at: Message = {"week": entry.week, "date": entry.date.isoformat(), "stage": entry.stage, "what": entry.kind}
    return at | ({"actor": entry.actor} if entry.actor else {}) | seen


def opening(model: StatusTalks, actor: Actor) -> Message:
    """Return what a seat is told before anything happens: the case, and its own wishes where it may know them."""
    case, names = model.case, list(model.case.issues)
    told: Message = {
        "title": case.title, "begins": case.calendar.start.isoformat(), "ends": case.calendar.end.isoformat(),
        "issues": {name: {"label": one.label or name, "at_0": one.zero, "at_1": one.one}
                   for name, one in case.issues.items()},
        "actors": {name: one.label for name, one in model.actors.items()},
        "stages": {name: one.label or name for name, one in case.stages.items()},
        "texts": {name: by_issue(text[:, 0].tolist(), names) for name, text in model.world.texts.items()},
        "label": actor.label, "knows": list(actor.spec.knows),
    }  # fmt: skip
    if "wishes" in actor.spec.knows:
        told["wishes"] = {
            "ideal": by_issue(actor.position[:, 0].tolist(), names),
            "matters": by_issue(actor.salience[:, 0].tolist(), names),
            "red_lines": {
                issue: {"min": float(actor.lower[place, 0]), "max": float(actor.upper[place, 0]), "hard": line.hard}
                for place, issue in enumerate(names) if (line := actor.spec.red_lines.get(issue)) is not None
            },
        }  # fmt: skip
    return told
