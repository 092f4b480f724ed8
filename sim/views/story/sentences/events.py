"""Sentences of what happens outside or between the stages: dated events, leaving a stage, and the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.format.bounds import Bound
from sim.scenario.format.stages.stage import NOTHING, TABLE
from sim.scenario.format.stages.vote import Voting
from sim.views.labels import path_words, subject_of
from sim.views.story.sentences.vocabulary import ENDINGS, meanings, tells
from sim.views.wording import capital, day, listed, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.process.chronicle import Entry
    from sim.scenario.format.events import Change, Effect, Learned, Move, SeatChange, Signal
    from sim.scenario.format.quantity import Quantity
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["bears", "effects", "event", "leaves", "missed", "outcome", "waited"]

meanings({"name": "", "label": "", "on": "", "happens": "happens", "chance": "chance"})

AT_A_VOTE = ("blocking_cost", "precedent_price", "deference")
"""Numbers of an actor that have a say in votes alone."""

CHANGED = {
    "blocking_cost": "the cost of blocking", "precedent_price": "the price of a precedent",
    "deference": "its regard for the parties' agreement", "side_payment": "the worth of what is offered elsewhere",
    "audience_cost": "the cost of a public retreat", "patience_weeks": "its patience", "position": "its position",
    "following": "the following",
}  # fmt: skip

ON_AN_ISSUE = {"position": "its position on {}", "salience": "the weight that it gives to {}",
               "red_lines": "its red line on {}"}  # fmt: skip
OF_ITS_OWN = {
    "line_price": "the price of its red lines", "audience.cost": "the cost of a public retreat",
    "fallback.value": "what failing is worth to it", "tactic.flexibility": "the share of its room that it gives",
    "tactic.beta": "how late it gives way",
    "delay_weight": "what delay costs it", "precision": "how sharply it judges",
    "overruled": "what it costs to be overruled", "own_view": "how far its texts are its own",
}  # fmt: skip
"""What a number of an actor's is called, where the path says less."""


@tells("event", decided=True)
def event(entry: Entry, narrator: Narrator) -> str:
    """Tell that an event happened or did not, and what followed from that in the world that it is told of."""
    happened = entry.says("happens")
    known = next(one for one in narrator.scenario.events if one.name == entry.word("name"))
    told, because = entry.word("label"), "this"
    if not happened:
        told, because = (
            (known.otherwise_label, "this") if known.otherwise_label else (f"“{told}” did not come about", "that")
        )
    done = known.effects if happened else known.otherwise
    bearing = [effect for effect in done if bears(effect, narrator)]
    if done and not bearing:
        return f"{told}; what it would have borne on was over by then"
    return ". ".join([told, *effects(bearing, narrator, because)])


def bears(effect: Effect, narrator: Narrator) -> bool:
    """Tell whether an effect can still change anything: not once the stage is over that it bears on."""
    if effect.hold is not None:
        return not narrator.is_over(effect.hold.stage)
    if effect.release is not None:
        return not narrator.is_over(effect.release)
    about = effect.signal or effect.learned
    if about is not None:
        return not narrator.is_over(about.about.partition(".")[0])
    if effect.change is not None and effect.change.of in AT_A_VOTE:
        votes = [stage for stage in narrator.scenario.process if isinstance(stage, Voting)]
        return not votes or not all(narrator.is_over(stage.name) for stage in votes)
    return True


def effects(done: Sequence[Effect], narrator: Narrator, because: str = "this") -> list[str]:
    """Tell what an event does."""
    positions: dict[str, list[str]] = {}
    for effect in done:
        if effect.change is not None and effect.change.issue is not None:
            positions.setdefault(effect.change.actor, []).append(narrator.words.issues[effect.change.issue])
    return [
        f"For {narrator.words.actor(name)} {because} moved {_its(name, narrator)} position on {listed(issues)}"
        for name, issues in positions.items()
    ] + list(_others(done, narrator, because))


def _others(done: Sequence[Effect], narrator: Narrator, because: str) -> Iterator[str]:
    words, this = narrator.words, capital(because)
    for effect in done:
        if effect.hold is not None:
            yield f"{this} held back “{words.stage(effect.hold.stage)}” until {day(effect.hold.until)}"
        elif effect.release is not None:
            yield f"{this} let “{words.stage(effect.release)}” go ahead"
        elif effect.signal is not None:
            said = "hinted" if effect.signal.weight.mean < 1 else "let it be known"
            about = _about(effect.signal, narrator)
            who, could = capital(words.actor(effect.signal.sender)), _without_veto(effect.signal, narrator)
            yield f"{who} {said} that {about}{could}"
        elif effect.change is not None and effect.change.issue is None:
            yield f"For {words.actor(effect.change.actor)} {because} {_changed(effect.change, narrator)}"
        elif effect.move is not None:
            yield _moved(effect.move, narrator, because)
        elif effect.learned is not None:
            named = [words.actor(name) for name in effect.learned.actors]
            who = listed(named) if named else "everybody"
            yield f"{capital(who)} learned that {_about(effect.learned, narrator)}"
        elif effect.seat is not None:
            yield _seat(effect.seat, narrator)
        elif effect.in_force is not None:
            what = "the text on the table" if effect.in_force == TABLE else words.text(effect.in_force)
            yield f"{capital(what)} came into force"


def _its(name: str, narrator: Narrator) -> str:
    return "their" if narrator.words.are_several(name) else "its"


def _moved(move: Move, narrator: Narrator, because: str) -> str:
    """Tell that a number of the file moved, of an actor's in words of its own."""
    words, path = narrator.words, path_words(narrator.scenario, move.number)
    block, name, *rest = move.number.split(".")
    whose, _, what = path.partition(": ")
    if block == "process":
        return f"In “{words.stage(name)}” {because} {_raised(move.by)} {what}"
    if block == "actors":
        whose = words.actor(name)
        what = f" {_of_its_own(rest, narrator) or f'its {what}'} ".replace(
            " its ", f" {_its(name, narrator)} "
        ).strip()
    return f"For {whose} {because} {_raised(move.by)} {what}"


def _of_its_own(rest: Sequence[str], narrator: Narrator) -> str:
    """Return what a number of an actor's is called, by its path below it, where the path says less."""
    part, words = rest[0], narrator.words
    if part in ON_AN_ISSUE and len(rest) > 1:
        return ON_AN_ISSUE[part].format(words.issues[rest[1]])
    if part in ("premiums", "beliefs"):
        ends = f"“{rest[2].replace('_', ' ')}” in “{words.stage(rest[1])}”"
        return f"what it has of {ends}" if part == "premiums" else f"its belief in {ends}"
    return OF_ITS_OWN.get(".".join(rest), "")


def _without_veto(signal: Signal, narrator: Narrator) -> str:
    """Say of a threat to block that who utters it could not."""
    name, _, result = signal.about.partition(".")
    stage = narrator.scenario.stages[name]
    if not (isinstance(stage, Voting) and stage.sponsors and result == "blocked" and signal.says):
        return ""
    return "" if narrator.can_veto(signal.sender, name) else ", though here it had no veto"


def _seat(seat: SeatChange, narrator: Narrator) -> str:
    parts = [] if seat.votes is None else [f"had {plural(seat.votes, 'vote')}" if seat.votes else "had no seat"]
    parts += [] if seat.veto is None else ["could veto" if seat.veto else "could veto no more"]
    return f"From now on {narrator.words.actor(seat.holder)} {listed(parts)} in “{narrator.words.stage(seat.stage)}”"


def _raised(by: Quantity) -> str:
    low, high = by.support
    return "raised" if low >= 0 else "lowered" if high <= 0 else "changed"


def _about(signal: Signal | Learned, narrator: Narrator) -> str:
    """Tell what was said of a stage's result."""
    name, _, result = signal.about.partition(".")
    who, how = subject_of(narrator.scenario, name, result)
    return f"{who or f'“{narrator.words.stage(name)}”'} would {'' if signal.says else 'not '}{how.format('be')}"


def _changed(change: Change, narrator: Narrator) -> str:
    how = _raised(change.by)
    on = ""
    if change.faction is not None:
        faction = narrator.scenario.actors[change.actor].factions[change.faction]
        on = f" of {faction.label or change.faction.replace('_', ' ')}"
    return f"{how} {CHANGED.get(change.of, change.of.replace('_', ' '))}{on}"


@tells("waited")
def waited(entry: Entry, narrator: Narrator) -> str:
    """Tell that a stage did not begin for a while, and until what."""
    spec, stage = narrator.scenario.stages[entry.stage], f"“{narrator.words.stage(entry.stage)}”"
    weeks = plural(entry.number("weeks"), "week")
    if entry.word("why") == "opens" and spec.first_day is not None:
        if spec.on is None:
            return f"{stage} opened on {day(entry.date)}, after a wait of {weeks}"
        on = (
            f"on {day(entry.date)}" if spec.on == entry.date else f"in the week to {day(entry.date)}"
        )  # by its Monday
        return f"{stage} came to its day {on}, after a wait of {weeks}"
    return f"{stage} was held up for {weeks}" if entry.word("why") == "held" else f"{stage} took {weeks} to prepare"


@tells("leaves")
def leaves(entry: Entry, narrator: Narrator) -> str:
    """Tell how a stage ended."""
    result = entry.word("result")
    spec = narrator.scenario.stages[entry.stage]
    ending = ENDINGS.get(result, f"the stage ended: {result.replace('_', ' ')}")
    if not isinstance(ending, str):
        ending = ending(spec)
    onward = spec.onward(result)
    if onward.in_force is not None and onward.in_force != NOTHING:
        what = "the text on the table" if onward.in_force == TABLE else narrator.words.text(onward.in_force)
        ending = f"{ending}, and {what} came into force" if ending else f"{what} came into force"
    return ". ".join([*([ending] if ending else []), *effects(onward.effects, narrator)])


@tells("outcome")
def outcome(entry: Entry, narrator: Narrator) -> str:
    """Tell how the run ended, and why it does not count as something else that it looks like."""
    end = ""
    if entry.word("ending") == "calendar":
        end = f"the calendar ended on {day(narrator.scenario.calendar.end)} before the process did. "
    unlike = missed(entry, narrator)
    return f"{end}{f'{unlike}. ' if unlike else ''}Outcome: {entry.word('outcome')}"


def missed(entry: Entry, narrator: Narrator) -> str:
    """Say which outcome has this ending too and was missed, where only the rest of the outcomes was left."""
    scenario, ending = narrator.scenario, entry.word("ending")
    rest = next((one for one in scenario.outcomes if one.otherwise), None)
    if rest is None or scenario.outcome_labels[rest.name] != entry.word("outcome"):
        return ""
    for one in scenario.outcomes:
        for clause in [one.when] if isinstance(one.when, dict) else one.when or ():
            if clause.get("ending") == ending:
                label, ended = scenario.outcome_labels[one.name], clause.get("ended_on")
                if isinstance(ended, Bound) and ended.before is not None and entry.date >= ended.before:
                    return f"this came too late to count as “{label}”, which has to come before {day(ended.before)}"
                return f"this falls short of what counts as “{label}” here"
    return ""
