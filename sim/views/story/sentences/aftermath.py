"""Sentences of what stands beside talks or follows them: unrest, breaches, what comes on the ground, recognition."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.scenario.format.stages.aftermath import Aftermath
from sim.scenario.format.stages.implementation import Implementation, ImplementationWords
from sim.scenario.format.stages.recognition import Recognition
from sim.scenario.format.stages.unrest import Unrest
from sim.scenario.format.stages.violence import ViolenceWords
from sim.views.story.sentences.grades import degree
from sim.views.story.sentences.verdict import AGAINST_ITSELF
from sim.views.story.sentences.vocabulary import Spell, endings, meanings, spell, tells
from sim.views.wording import capital, listed, plural

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from sim.process.chronicle import Entry
    from sim.scenario.format.stages.stage import Stage
    from sim.views.story.sentences.narrator import Narrator

__all__ = [
    "bloc_label", "breach", "breach_decided", "cause", "ground", "mission", "recognitions", "said_of_states",
    "state_names", "unrest", "victims", "violence_words",
]  # fmt: skip

FEW, SOME, MANY = 0.01, 0.1, 0.3
"""Shares of a minority that are hardly anybody, a few, and many."""

FEW_NAMES = 4
"""So many are named rather than counted, and so many blocs are counted."""

NAMED = 10
"""How many states are named one by one; the others are counted by what they belong to."""


def _breakdown(spec: Stage) -> str:
    what = f"{spec.words.violence} on such a scale" if isinstance(spec, Unrest) else "that"
    return f"{what} ended the process"


endings({"breakdown": _breakdown})


@tells("unrest")
def unrest(entry: Entry, narrator: Narrator) -> str:
    """Tell that it came to violence, how large, and of what it came."""
    broke_out = violence_words(entry, narrator).broke_out
    return f"{broke_out}, with {victims(entry, narrator)}: {cause(entry, narrator)}"


def violence_words(entry: Entry, narrator: Narrator) -> ViolenceWords:
    """Return what a file calls violence in a stage."""
    spec = narrator.scenario.stages[entry.stage]
    return spec.words if isinstance(spec, Unrest | Implementation) else ViolenceWords()


def victims(entry: Entry, narrator: Narrator) -> str:
    """Tell how large violence was."""
    words, size = violence_words(entry, narrator), round(entry.number("size"))
    return f"{size:,} {words.victim if size == 1 else words.victims}"


def cause(entry: Entry, narrator: Narrator) -> str:
    """Tell of what unrest came: of waiting for what was expected; nobody riots about nothing (R14; Gurr 1970)."""
    spec = narrator.scenario.stages[entry.stage]
    party = spec.party if isinstance(spec, Unrest) else entry.actor
    who, waited = narrator.words.actor(party), plural(entry.week * 12 / 52, "month")
    still = f"{who} had waited {waited} and still had less than it had been led to expect"
    return f"{still}, so that any week might bring it"


def _kept_words(stage: Stage) -> ImplementationWords:
    return stage.words if isinstance(stage, Implementation) else ImplementationWords()


endings({
    "held": lambda stage: f"{_kept_words(stage).what} held",
    "broke_down": lambda stage: f"{_kept_words(stage).what} broke down",
    "reopened": lambda stage: f"{_kept_words(stage).what} was opened again",
})  # fmt: skip
meanings({
    "breaks": "breaks it", "breaking": "worth of breaking it", "keeping": "worth of keeping it",
    "cost": "cost of breaking it",
})  # fmt: skip


@tells("breach", decided=True)
def breach(entry: Entry, narrator: Narrator) -> str:
    """Tell that somebody was tempted to break what was agreed, whether it did, and why (R16)."""
    who, what = narrator.words.actor(entry.actor), narrator.stage_of(entry, Implementation).words.what
    thought = "" if entry.says("breaks") else f"thought of breaking {what}, but "
    return f"{who} {thought}{breach_decided(entry, narrator)}"


def breach_decided(entry: Entry, narrator: Narrator) -> str:
    """Tell whether what was agreed was kept or broken, and why, after the name of whoever was tempted."""
    words, breaks = narrator.stage_of(entry, Implementation).words, entry.says("breaks")
    margin = entry.number("breaking") - entry.number("cost") - entry.number("keeping")
    why = f"to break it was {degree(margin, what='to keep it')}"
    did = words.broke if breaks else words.kept
    return f"{did}: {why}" if (margin > 0) == breaks else f"{did}: {AGAINST_ITSELF} {why}, it wavered"


@tells("ground")
def ground(entry: Entry, narrator: Narrator) -> str:
    """Tell what was settled on the ground."""
    words = narrator.stage_of(entry, Aftermath).words
    region = "stayed outside" if entry.says("apart") else "came under"
    violence = f"{'' if entry.says('violence') else 'no '}violence on a large scale followed"
    share = entry.number("displaced")
    left = "hardly anybody" if share < FEW else "a few" if share < SOME else "some" if share < MANY else "many"
    return f"on the ground {violence}; {words.region} {region} {words.rule}; {left} of {words.people} left"


@tells("mission")
def mission(entry: Entry, narrator: Narrator) -> str:
    """Tell that the mission deployed."""
    return f"{narrator.stage_of(entry, Aftermath).words.mission} deployed, {plural(entry.number('weeks'), 'week')} on"


@tells("recognitions")
def recognitions(entry: Entry, narrator: Narrator) -> str:
    """Tell which states recognised, and which withdrew."""
    return said_of_states([entry], narrator)


def said_of_states(entries: Sequence[Entry], narrator: Narrator) -> str:
    """Tell of some weeks which states recognised, the first of all by name, and which withdrew that."""
    spec = narrator.stage_of(entries[0], Recognition)
    words, names = spec.words, state_names(spec)
    new, gone, total = _named(entries, "states"), _named(entries, "withdrawing"), entries[-1].number("total")
    told = f"no {words.state} {words.recognised}"
    if new:
        before = len(_named([one for one in narrator.past if one.stage == entries[0].stage], "states"))
        more = "more " if before else ""
        states = plural(len(new), f"{more}{words.state}", f"{more}{words.states}")
        told = f"{states} {words.recognised}: {_who(new, NAMED - before, spec)}"
    if gone:
        its = f"its {words.recognition}" if len(gone) == 1 else f"their {words.recognition}"
        told += f"; {listed([names[state] for state in gone])} withdrew {its}"
    if total and total != len(new):
        stood = plural(total, words.recognition, words.recognitions)
        told += f"; {stood} {'now ' if new or gone else ''}stood"
    return told


def state_names(spec: Recognition) -> Mapping[str, str]:
    """Return what people read for each state of a stage.

    >>> baseline = sim.read_scenario("scenarios/kosovo/baseline.yaml")
    >>> state_names(baseline.stages["recognition"])["FRA"]
    'France'
    """
    return {name: one.label or name.replace("_", " ") for name, one in spec.states.items()}


def _named(entries: Sequence[Entry], which: str) -> list[str]:
    return [name for one in entries if which in one.numbers for name in one.word(which).split()]


def _who(states: Sequence[str], by_name: int, spec: Recognition) -> str:
    """Name states, and count those beyond a number of them by the blocs that they belong to."""
    names = state_names(spec)
    shown = [names[state] for state in states[: max(0, by_name)]]
    rest = states[max(0, by_name) :]
    if len(rest) <= FEW_NAMES:
        return listed(shown + [names[state] for state in rest])
    counts = Counter(bloc for state in rest for bloc in spec.states[state].blocs).most_common(FEW_NAMES)
    of = listed([f"{count} of {bloc_label(bloc, spec)}" for bloc, count in counts]) if counts else ""
    others = f"{len(rest)} others" if shown else f"{names[rest[0]]}, {names[rest[1]]} and others"
    return f"{', '.join(shown)}{' and ' if shown else ''}{others}{f', among them {of}' if of else ''}"


def bloc_label(bloc: str, spec: Recognition) -> str:
    """Write the name of a bloc as people read it.

    >>> recognition = sim.read_scenario("scenarios/kosovo/baseline.yaml").stages["recognition"]
    >>> bloc_label("oceania", recognition), bloc_label("eu", recognition)
    ('Oceania', 'the EU')
    """
    return spec.bloc_labels.get(bloc) or " ".join(capital(word) for word in bloc.split("_"))


# --- recognitions, summed up --------------------------------------------------------------------------------

LOOKS = (4, 13, 26, 52, 104, 156, 208, 260, 520, 1_040)
"""Weeks after the first look at which recognitions are summed up."""


def _recognition_mark(week: Sequence[Entry], narrator: Narrator) -> Hashable:
    return sum(narrator.weeks_since_first(week[0]) >= look for look in LOOKS)


def _recognitions(weeks: Sequence[Sequence[Entry]], narrator: Narrator) -> list[str]:
    return [f"{capital(said_of_states([entry for week in weeks for entry in week], narrator))}."]


spell(Spell(frozenset({"recognitions"}), _recognition_mark, _recognitions, even_with_numbers=True))
