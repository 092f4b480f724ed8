"""What an actor could do otherwise by itself: which numbers and words of a file are somebody's own choice, and whose.

Whatever else stands in a file is how the world is, what somebody wants or believes, or what others do. Every field
of a part in which anybody chooses stands either in `CHOSEN` or in `GIVEN`, and every other part in `NOBODYS`; a test
sees that a new field, or a new part, says which.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from pydantic import BaseModel

from sim.scenario.format.actor import Actor, RedLine, Tactic
from sim.scenario.format.events import Signal
from sim.scenario.format.quantity import Quantity
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.act import Act, Acting
from sim.scenario.format.stages.council import Council
from sim.scenario.format.stages.declaration import Declaration
from sim.scenario.format.stages.drafting import Drafting
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.stage import TABLE
from sim.scenario.format.stages.talks import Option, Talks
from sim.scenario.format.stages.vote import Vote, Voting

__all__ = ["CHOSEN", "GIVEN", "NOBODYS", "Lever", "levers_of", "settings_of"]

Try = tuple[str, str]
"""Another value, as people read it, and as it is set: `=VALUE`."""

Tries = Callable[[Scenario, object], Iterator[Try]]
"""Names other values of a field in a scenario, from what stands there."""

HALF_A_YEAR = dt.timedelta(weeks=26)
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
NEVER_TABLED = 1_000
"""Weeks after which no talks that a file may describe still last."""


@dataclass(frozen=True)
class Lever:
    """One thing that an actor could do otherwise."""

    actor: str
    choice: str
    """Where that stands in the file; of two levers with the same choice one at most is pulled."""
    does: str
    """What people read of the choice, such as "how it gives way"."""
    otherwise: str
    """What people read of the other value."""
    setting: str
    """What the other value sets, as on the command line."""

    @property
    def words(self) -> str:
        """What people read of all of it."""
        return f"{self.does}: {self.otherwise}"


def _shares(_: Scenario, now: object) -> Iterator[Try]:
    fixed = now.mean if isinstance(now, Quantity) and now.fixed else None
    yield from ((f"{share:g}", f"={share:g}") for share in QUARTERS if share != fixed)


def _times(_: Scenario, now: object) -> Iterator[Try]:
    """Half of a number of weeks and twice as many."""
    if isinstance(now, Quantity) and now.mean > 0:
        yield from ((f"{factor * now.mean:.3g}", f"={factor * now.mean:.6g}") for factor in (0.5, 2.0))


def _drafts(_: Scenario, now: object) -> Iterator[Try]:
    assert isinstance(now, int)
    for count in dict.fromkeys((1, max(1, now // 2), min(50, 2 * now))):
        if count != now:
            yield str(count), f"={count}"


def _honesty(_: Scenario, now: object) -> Iterator[Try]:
    yield "says as often the one as the other", "=0.5"
    yield "always means what it says", "=1"


EXPONENTS = {"boulware": (0.3, 0.1), "conceder": (3.0, 10.0)}
"""The usual exponent of a tactic that has one, and one further out."""


def _tactics(_: Scenario, now: object) -> Iterator[Try]:
    """Every kind, early and late ones twice: as usual, and further out (Faratin, Sierra & Jennings 1998)."""
    assert isinstance(now, Tactic)
    usual = EXPONENTS.get(now.kind, (None,))[0]
    stands = usual if now.beta is None else now.beta.mean if now.beta.fixed else -1.0
    flexibility = now.flexibility.model_dump()
    if isinstance(flexibility, dict):
        flexibility = {name: part for name, part in flexibility.items() if name not in ("source", "note")}
    for kind in get_args(Tactic.model_fields["kind"].annotation):
        for beta in EXPONENTS.get(kind, (None,)):
            if (kind, beta) == (now.kind, stands):
                continue
            said = kind.replace("_", " ")
            if beta is not None and beta != EXPONENTS[kind][0]:
                said += f" with exponent {beta:g}"
            power = f", beta: {beta:g}" if beta else ""
            yield said, f"={{kind: {kind}{power}, flexibility: {json.dumps(flexibility)}}}"


def _hard(_: Scenario, now: object) -> Iterator[Try]:
    yield ("a line like others", "=false") if now else ("cannot cross it", "=true")


def _untabled(scenario: Scenario, _: object) -> Iterator[Try]:
    """Texts that nobody puts on a table in talks; one that comes twice would be counted twice."""
    tabled = {one.text for stage in scenario.process if isinstance(stage, Talks) for one in stage.options}
    return ((said, value) for said, value in _texts(scenario, None) if value[1:] not in tabled)


def _texts(scenario: Scenario, now: object) -> Iterator[Try]:
    yield from ((text.label or name, f"={name}") for name, text in scenario.texts.items() if name != now)


def _first_drafts(scenario: Scenario, now: object) -> Iterator[Try]:
    if now != "proposal" and any(isinstance(stage, Proposal) for stage in scenario.process):
        yield "the proposal", "=proposal"
    yield from _texts(scenario, now)


def _methods(_: Scenario, now: object) -> Iterator[Try]:
    words = get_args(Drafting.model_fields["method"].annotation)
    yield from ((word, f"={word}") for word in words if word != now)


def _all_issues(_: Scenario, now: object) -> Iterator[Try]:
    if now:
        yield "on every issue", "=[]"


def _moments(_: Scenario, now: object) -> Iterator[Try]:
    if now:
        yield "at once", "=0"
    yield "never", f"={NEVER_TABLED}"


def _dates(scenario: Scenario, now: object) -> Iterator[Try]:
    if isinstance(now, dt.date):
        for day in (now - HALF_A_YEAR, now + HALF_A_YEAR):
            if scenario.calendar.start <= day <= scenario.calendar.end:
                yield str(day), f"={day}"


def _consents(_: Scenario, now: object) -> Iterator[Try]:
    """Say yes always; and, where it would say yes whatever it said in public, leave that to what it gains."""
    if not (isinstance(now, Quantity) and now.support == (1.0, 1.0)):
        yield "says yes", "=1"
    if isinstance(now, Quantity) and now.support != (0.0, 0.0):
        yield "says yes only for its own gain", "=0"


def _silence(_: Scenario, now: object) -> Iterator[Try]:
    if isinstance(now, Quantity) and now.support != (0.0, 0.0):
        yield "says nothing", "=0"


def _opposite(_: Scenario, now: object) -> Iterator[Try]:
    yield "says no" if now else "says yes", f"={'false' if now else 'true'}"


_DRAFTS: dict[str, tuple[str, Tries]] = {
    "draft_every_weeks": ("weeks from draft to draft", _times),
    "most_drafts": ("how many drafts it tables at most", _drafts),
    "step": ("how much it gives with each draft", _times),
    "negotiable": ("where its drafts give way", _all_issues),
}

CHOSEN: dict[type[BaseModel], dict[str, tuple[str, Tries]]] = {
    Actor: {
        "private_consent": ("what it says to", _consents),
        "signal_honesty": ("whether its word is meant", _honesty),
    },
    Tactic: {
        "kind": ("how it gives way", _tactics),
        "flexibility": ("how much it gives", _shares),
    },
    RedLine: {"hard": ("its red line on", _hard)},
    Talks: {
        "weeks": ("how many weeks it leads the talks for", _times),
        "deadline": ("until when it leads the talks", _dates),
        "round_every_weeks": ("weeks from round to round", _times),
        "method": ("how it writes its text", _methods),
        "step": ("how far its text moves toward objections", _times),
        "from_offers": ("how far its text follows what is offered", _shares),
    },
    Option: {
        "text": ("what it puts on the table in place of", _untabled),
        "after_weeks": ("when it puts on the table", _moments),
    },
    Proposal: {
        "text": ("what it proposes", _texts),
        "method": ("how it writes its text", _methods),
        "step": ("how far its text moves toward objections", _times),
        "from_offers": ("how far its text follows what was offered", _shares),
        "drafting_weeks": ("weeks until its text is tabled", _times),
        "weeks": ("weeks that it waits for the last answers", _times),
        "round_every_weeks": ("weeks from consultation to consultation", _times),
    },
    Council: {"first_draft": ("what it tables first", _first_drafts), **_DRAFTS},
    Vote: {"text": ("what it tables first", _texts), **_DRAFTS},
    Act: {
        "notice_weeks": ("weeks from the decision to the day", _times),
        "alone_chance": ("how ready it is to act alone", _shares),
        "alone_opens": ("from when on it would act alone", _dates),
    },
    Declaration: {
        "notice_weeks": ("weeks from the green light to the day", _times),
        "alone_chance": ("how ready it is to act alone", _shares),
        "alone_opens": ("from when on it would act alone", _dates),
    },
    Signal: {
        "weight": ("its word on the day of", _silence),
        "says": ("its word on the day of", _opposite),
    },
}
"""The fields in which somebody chooses, with what people read of the choice and the other values that are tried.

An actor chooses its tactic, its lines and its consent; whoever is named first among the mediators leads talks, and
the first of the sponsors of a vote holds the pen.
"""

_STAGE = ("name", "label", "opens", "on", "prepare_weeks", "on_success", "on_failure", "expected", "source", "note")

GIVEN: dict[type[BaseModel], tuple[str, ...]] = {
    Actor: (
        "kind", "label", "position", "salience", "red_lines", "line_price", "tactic", "fallback", "beliefs",
        "premiums", "overruled", "imposed_share", "expected_spread", "patience_weeks", "delay_weight", "precision",
        "lasting_share", "audience", "factions", "members", "decides", "weight", "own_view", "veto", "blocking_cost",
        "precedent_price", "deference", "side_payment", "colour", "knows", "source", "note",
    ),
    Tactic: ("beta",),
    RedLine: ("min", "max", "source", "note"),
    Talks: (
        *_STAGE, "mandate", "parties", "decide", "weights", "left_out", "signs_for", "protocol", "mediators",
        "covers", "extension", "extensions", "agenda", "in_public", "options", "saliences", "words",
    ),
    Option: ("proposed_by", "source", "note"),
    Proposal: (*_STAGE, "mandate", "proposer", "parties", "revises", "consent", "weights", "binding", "saliences",
               "words"),
    Council: (
        *_STAGE, "sponsors", "client", "seats", "other_seats", "majority", "gains_per_step", "smallest_room",
        "lost_vote_cost", "precedent", "words",
    ),
    Vote: (
        *_STAGE, "sponsors", "client", "seats", "other_seats", "thresholds", "abstention", "gains_per_step",
        "smallest_room", "lost_vote_cost", "precedent", "words",
    ),
    Act: (
        *_STAGE, "by", "text", "backers", "quorum", "lasting_reluctance", "weeks", "alone_during", "on_alone",
        "chance", "words",
    ),
    Declaration: (
        *_STAGE, "declarer", "text", "sponsors", "quorum", "lasting_reluctance", "weeks", "alone_during", "on_alone",
        "words",
    ),
    Signal: ("sender", "about"),
}  # fmt: skip
"""The other fields of those parts: wants, means and beliefs, offices and rules, what others do, what people read.

`tactic` and `red_lines` are parts of their own, and `beta` goes with the kind of tactic.
"""

NOBODYS = (
    "Scenario", "Calendar", "Issue", "Scale", "UtilityShape", "Quantity", "Influence", "Text",
    "RuleChoice",  # the case
    "Fallback", "Belief", "Audience", "Faction",  # what one has, believes, and answers for at home
    "Onward", "Mission", "Seat", "Sponsor", "Decision", "Body", "Referendum", "Chamber", "Government", "Extension",
    "AgendaItem", "Holding", "Threshold", "CommunityState", "Correlations", "Withdrawal",  # how stages are ordered
    "Aftermath", "Implementation", "Keeper", "Spoiler", "Ratification", "Recognition",
    "Unrest",  # stages in which one follows one's wants alone
    "Event", "Effect", "Hold", "Change", "Move", "Learned", "SeatChange",  # what happens
    "CouncilWords", "TalksWords", "ProposalWords", "VoteWords", "RatificationWords",
    "ActWords", "DeclarationWords", "RecognitionWords", "AftermathWords", "ViolenceWords",
    "ImplementationWords", "Lever",  # what people read
    "Outcome", "Bound", "Record", "RecordedEvent", "Fact", "FactPart", "Target",  # what is asked and recorded
)  # fmt: skip
"""The parts of a file in which nobody chooses anything."""

Held = tuple[BaseModel, str, str, tuple[str, ...]]
"""A part with its place in the file, what people read of it, and those of its fields that are chosen here."""


def levers_of(scenario: Scenario, actor: str) -> list[Lever]:
    """List all that an actor could do otherwise by itself, one change at a time, in the order of the file.

    Raises ValueError if there is no such actor.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> [lever.words for lever in levers_of(five, "pristina")][:2]
    ['how it gives way: boulware with exponent 0.1', 'how it gives way: conceder']
    >>> levers_of(five, "pristina")[6].setting
    'actors.pristina.tactic.flexibility=0'
    """
    if actor not in scenario.actors:
        raise ValueError(f"no actor is called {actor!r}; allowed: {', '.join(scenario.actors)}")
    found: list[Lever] = []
    for part, place, about, fields in _held(scenario, actor):
        for field in fields:
            does, tries = CHOSEN[type(part)][field]
            said = f"{does} {about}".rstrip()
            whole = isinstance(part, Tactic) and field == "kind"  # an exponent goes with some kinds only
            at, now = (place, part) if whole else (f"{place}.{field}", getattr(part, field))
            found += [Lever(actor, at, said, words, f"{at}{value}") for words, value in tries(scenario, now)]
    return found + list(_consent(scenario, actor))


def _held(scenario: Scenario, actor: str) -> Iterator[Held]:
    """Yield the parts of a scenario in which an actor chooses."""
    spec, at = scenario.actors[actor], f"actors.{actor}"
    talks = [stage for stage in scenario.process if isinstance(stage, Talks)]
    if any(actor in stage.parties and stage.protocol == "offers" for stage in talks):
        yield spec.tactic, f"{at}.tactic", "", ("kind", "flexibility")
    if any(actor in stage.parties for stage in scenario.process if isinstance(stage, Talks | Proposal)):
        for issue, line in spec.red_lines.items():
            yield line, f"{at}.red_lines.{issue}", scenario.issues[issue].label or issue, ("hard",)
    before = [stage for stage in scenario.process if isinstance(stage, Voting) and stage.sponsors]
    backing = [stage for stage in scenario.process if isinstance(stage, Acting) and actor in stage.backing_by]
    if backing or any(actor in stage.objectors for stage in before):
        yield spec, at, "", ("signal_honesty",)
    for stage in scenario.process:
        yield from _in_stage(stage, actor)
    for event in scenario.events:
        for where in ("effects", "otherwise"):
            for place, effect in enumerate(getattr(event, where)):
                if effect.signal is not None and effect.signal.sender == actor:
                    said = event.label or event.name
                    yield effect.signal, f"events.{event.name}.{where}.{place}.signal", said, ("weight", "says")


def _in_stage(stage: object, actor: str) -> Iterator[Held]:
    """Yield what an actor has in hand in a stage."""
    if isinstance(stage, Talks):
        at, said = f"process.{stage.name}", f"({stage.label or stage.name})"
        if stage.mediators[:1] == (actor,):
            limit = "deadline" if stage.weeks is None else "weeks"
            own = ("method", "step", "from_offers") if stage.protocol == "single_text" else ()
            yield stage, at, said, (limit, "round_every_weeks", *own)
        for place, option in enumerate(stage.options):
            if option.proposed_by == actor:
                yield option, f"{at}.options.{place}", option.text.replace("_", " "), ("text", "after_weeks")
    elif isinstance(stage, Proposal) and stage.proposer == actor:
        drafts = stage.text is None and not stage.binding
        own = ("method", "step", "from_offers") if drafts else ()
        fields = ("text", *own, "drafting_weeks", "weeks", "round_every_weeks")
        yield stage, f"process.{stage.name}", "", fields
    elif (isinstance(stage, Voting) and stage.sponsors[:1] == (actor,)) or (
        isinstance(stage, Acting) and stage.who == (actor,) and stage.dice is None
    ):
        yield stage, f"process.{stage.name}", "", tuple(CHOSEN[type(stage)])


def _consent(scenario: Scenario, actor: str) -> Iterator[Lever]:
    """Yield what an actor could say to each text that is put before it."""
    before: dict[str, str] = {}
    for stage in scenario.process:
        if isinstance(stage, Talks) and actor in stage.parties:
            before |= {
                one.text: scenario.texts[one.text].label or one.text
                for one in stage.options if one.proposed_by != actor
            }  # fmt: skip
        elif isinstance(stage, Proposal) and actor in stage.parties and actor != stage.proposer and not stage.binding:
            if stage.text is None or stage.text == TABLE:
                before["proposal"] = "the proposal"
            else:
                before[stage.text] = scenario.texts[stage.text].label or stage.text
    does, tries = CHOSEN[Actor]["private_consent"]
    consents = scenario.actors[actor].private_consent
    for text, label in before.items():
        at = f"actors.{actor}.private_consent"
        for words, value in tries(scenario, consents.get(text)):
            setting = f"{at}.{text}{value}" if consents else f"{at}={{{text}: {value[1:]}}}"
            yield Lever(actor, f"{at}.{text}", f"{does} {label}", words, setting)


def settings_of(levers: Iterable[Lever]) -> list[str]:
    """Return what several levers set, as on the command line: whole blocks before what stands in them.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> consents = [lever for lever in levers_of(five, "pristina") if lever.does.startswith("what it says to")]
    >>> settings_of(consents[:2])
    ['actors.pristina.private_consent={proposal: 1, fourteen_points: 1}']
    """
    blocks: dict[str, list[str]] = {}
    for lever in levers:
        path, _, value = lever.setting.partition("=")
        blocks.setdefault(path, []).append(value)
    joined = {path: values[0] if len(values) == 1 else f"{{{', '.join(one[1:-1] for one in values)}}}"
              for path, values in blocks.items()}  # fmt: skip
    return [f"{path}={joined[path]}" for path in sorted(joined)]
