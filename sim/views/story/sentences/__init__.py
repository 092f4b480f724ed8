"""The sentences of a chronicle: one small function a kind of entry, and one line here to register it.

All of them have one form, ``offer(entry, narrator)``. The entry is what happened, with the numbers that the stage
wrote down; the narrator knows the scenario's labels and what was told before, so that nothing is said twice. What is
given is the sentence, which begins with a small letter where a name allows it and has no full stop; `tell` sets both:

>>> import datetime as dt
>>> from sim.process.chronicle import Entry
>>> from sim.scenario.reader import read_scenario
>>> from sim.views.story.sentences.narrator import Narrator
>>> entry = Entry(104, dt.date(2007, 11, 12), "troika", "extension", "", {"weeks": 46.0})
>>> SENTENCES["extension"](entry, Narrator(read_scenario("scenarios/kosovo/five_actors.yaml"), [entry]))
'Time was up, and the talks were given 46 weeks more'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.story.sentences import aftermath, council, declaration, events, proposal, talks
from sim.views.story.sentences.words import capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["SENTENCES", "tell"]

SENTENCES: dict[str, Callable[[Entry, Narrator], str]] = {
    "offer": talks.offer,
    "answer": talks.answer,
    "option": talks.option,
    "extension": talks.extension,
    "agreement": talks.agreement,
    "proposal": proposal.proposal,
    "consultation": proposal.consultation,
    "revision": proposal.revision,
    "last_answer": proposal.last_answer,
    "draft": council.draft,
    "intention": council.intention,
    "signal": council.signal,
    "choice": council.choice,
    "vote": council.vote,
    "sponsor": declaration.sponsor,
    "considers": declaration.considers,
    "notice": declaration.notice,
    "tempted": declaration.tempted,
    "declaration": declaration.declaration,
    "unrest": aftermath.unrest,
    "ground": aftermath.ground,
    "mission": aftermath.mission,
    "recognitions": aftermath.recognitions,
    "event": events.event,
    "leaves": events.leaves,
    "outcome": events.outcome,
}
"""What tells each kind of entry."""


def tell(entry: Entry, narrator: Narrator) -> str:
    """Tell one entry as a sentence, and remember it; empty where what was told before says it all.

    Examples
    --------
    >>> from sim.runs.one_run import chronicle_of
    >>> from sim.scenario.reader import read_scenario
    >>> from sim.views.story.sentences.narrator import Narrator
    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> entries = chronicle_of(five, 0, seed=1).entries
    >>> tell(entries[0], Narrator(five, entries))
    'Putin asks for universal principles. Russia hinted that the Council would be blocked.'
    """
    sentence = SENTENCES[entry.kind](entry, narrator)
    narrator.past.append(entry)
    return f"{capital(sentence)}." if sentence else ""
