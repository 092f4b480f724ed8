"""The sentences of a chronicle: a module for each kind of stage, and one line here for each module.

A sentence is a small function of one form, ``offer(entry, narrator)``, that is entered for a kind of entry with
`sim.views.story.sentences.vocabulary.tells`. The entry is what happened, with the numbers that the stage wrote
down; the narrator knows the scenario's labels and what was told before, so that nothing is said twice. The sentence
begins with a small letter where a name allows it and has no full stop; `tell` sets both:

>>> import datetime as dt
>>> from sim.process.chronicle import Entry
>>> from sim.views.story.sentences.narrator import Narrator
>>> entry = Entry(104, dt.date(2007, 11, 12), "troika", "extension", "", {"weeks": 46.0})
>>> SENTENCES["extension"](entry, Narrator(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), [entry]))
'Time was up, and the talks were given 46 weeks more'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.views.story.sentences import (  # noqa: F401 - each enters its sentences as it is imported
    act,
    aftermath,
    council,
    events,
    proposal,
    ratification,
    seat,
    talks,
    vote,
)
from sim.views.story.sentences.vocabulary import SENTENCES
from sim.views.wording import capital

if TYPE_CHECKING:
    from sim.process.chronicle import Entry
    from sim.views.story.sentences.narrator import Narrator

__all__ = ["SENTENCES", "tell"]


def tell(entry: Entry, narrator: Narrator) -> str:
    """Tell one entry as a sentence, and remember it; empty where what was told before says it all.

    >>> from sim.runs.one_run import chronicle_of
    >>> from sim.views.story.sentences.narrator import Narrator
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> entries = chronicle_of(five, 0, seed=1).entries
    >>> tell(entries[0], Narrator(five, entries))
    'Putin asks for universal principles. Russia hinted that the Council would be blocked.'
    """
    sentence = SENTENCES[entry.kind](entry, narrator)
    narrator.past.append(entry)
    return f"{capital(sentence)}." if sentence else ""
