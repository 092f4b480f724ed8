"""What a seat is told, in words: news, what is asked, what lies before one, and the numbers behind it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeVar

from sim.scenario.format.stages.act import Acting, ActWords
from sim.scenario.format.stages.aftermath import AftermathWords
from sim.scenario.format.stages.recognition import RecognitionWords
from sim.views.labels import label_of
from sim.views.wording import capital, day, decimal, listed, per_cent, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.scenario.format.scenario import Scenario

    Told = Mapping[str, object]

Words = TypeVar("Words", ActWords, AftermathWords, RecognitionWords)

__all__ = [
    "allowed_in_words",
    "before_one",
    "choice_in_words",
    "news_in_words",
    "numbers_of",
    "place_in_words",
    "terms",
    "wishes_in_words",
]

MEANINGS = {
    "value": "what the text itself is worth to you",
    "worth": "what agreeing is worth, all prices paid",
    "disagreement": "what agreeing must be worth to be no worse than failing",
    "next_offer_value": "what your own next offer is worth",
    "elsewhere": "what you are offered elsewhere for accepting",
    "lines": "what the red lines cost that it crosses",
    "retreat": "what coming down to it costs at home",
    "passes": "the chance that it comes into force",
    "admissible": "whether it crosses no line that you cannot cross",
    "holds_out_for": "what you hold out for in this round",
    "standing": "what your last offer is worth to you",
    "failing": "what failing is worth",
    "gain": "what adoption brings you, beside what follows otherwise",
    "blocking_cost": "what standing in the way costs you",
    "breaking": "what breaking it is worth", "keeping": "what keeping it is worth",
    "declaring": "what declaring now is worth", "waiting": "what waiting is worth",
    "declaration": "what a declaration that you back is worth", "without": "what comes without one",
    "reluctance": "what is left of your reluctance", "backing": "the chance of backing",
    "model": "what the model's own choice is worth to you",
    "before": "what the text before is worth to you",
    "vote": "what a vote is worth", "soften": "what a softer draft is worth", "withdraw": "what withdrawing is worth",
    "blocked": "the chance that the draft is vetoed",
}  # fmt: skip
"""What the numbers of a question are called."""

NEAR, MIDDLE = 0.1, 0.1
"""How near to an end, or to the middle, a text counts as there."""


def place_in_words(value: float, zero: str, one: str) -> str:
    """Say where between its two ends an issue is settled.

    >>> place_in_words(0.95, "a province", "a state"), place_in_words(0.5, "a province", "a state")
    ('all but “a state”', 'half-way')
    >>> place_in_words(0.7, "a province", "a state")
    'nearer to “a state”'
    """
    if value in (0.0, 1.0):
        return f"“{one if value else zero}”"
    if min(value, 1 - value) <= NEAR:
        return f"all but “{one if value > 0.5 else zero}”"
    if abs(value - 0.5) <= MIDDLE:
        return "half-way"
    return f"nearer to “{one if value > 0.5 else zero}”"


def terms(text: Told, scenario: Scenario) -> Iterator[str]:
    """Say a text, issue by issue."""
    for name, value in text.items():
        if isinstance(value, int | float):
            issue = scenario.issues[name]
            place = place_in_words(value, issue.zero, issue.one)
            yield f"{label_of(scenario, 'issues', name)}: {decimal(value)}, {place}"


def wishes_in_words(wishes: Told, scenario: Scenario) -> Iterator[str]:
    """Say what a seat wants and what it will not do, line by line; the first says what the others are.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> wishes = {"ideal": {"status": 0.1}, "matters": {"status": 0.4},
    ...           "red_lines": {"status": {"min": 0.0, "max": 0.4, "hard": False}}}
    >>> print(*wishes_in_words(wishes, five), sep=" / ")
    What you want, and how many of 100 points each issue is worth to you: / Political status: 0.10, all but “province
    of Serbia” (40 points) / You said that you would not go above 0.40 on Political status.
    """
    ideal, matters, red_lines = wishes["ideal"], wishes["matters"], wishes["red_lines"]
    assert isinstance(ideal, dict) and isinstance(matters, dict) and isinstance(red_lines, dict), "as they are sent"
    yield "What you want, and how many of 100 points each issue is worth to you:"
    for line, weight in zip(terms(ideal, scenario), matters.values(), strict=True):
        yield f"{line} ({100 * weight:.0f} points)"
    for issue, lines in red_lines.items():
        said = "cannot" if lines["hard"] else "said that you would not"
        bounds = [f"below {decimal(lines['min'])}"] if lines["min"] > 0 else []
        bounds += [f"above {decimal(lines['max'])}"] if lines["max"] < 1 else []
        if bounds:
            yield f"You {said} go {' or '.join(bounds)} on {label_of(scenario, 'issues', issue)}."


def _short(text: object, scenario: Scenario) -> str:
    if not isinstance(text, dict):
        return "no text"
    return ", ".join(f"{label_of(scenario, 'issues', name)} {decimal(float(one))}" for name, one in text.items())


def news_in_words(news: Told, scenario: Scenario) -> str:
    """Tell one thing that happened, as those see it who are not asked for their reasons.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> said = {"date": "2007-05-07", "stage": "council", "what": "signal", "actor": "russia", "says": True}
    >>> news_in_words(said, five)
    '7 May 2007: Russia said in public that it would block it.'
    """
    told = capital(_sentence(news, scenario))
    return f"{day(dt.date.fromisoformat(str(news.get('on') or news['date'])))}: {told}."


def _sentence(news: Told, scenario: Scenario) -> str:
    what, who = str(news["what"]), _actor(news.get("actor"), scenario)
    text = _short(news.get("text"), scenario)
    stage = label_of(scenario, "stages", str(news["stage"])) if news.get("stage") else ""
    yes = "accepted" if news.get("accepts") else "refused"
    said: dict[str, Callable[[], str]] = {
        "event": lambda: f"{news['label']}{'' if news['happens'] else ': this did not happen'}",
        "offer": lambda: f"{who} offered {text}",
        "answer": lambda: f"{who} {yes} the offer of {_actor(news['other'], scenario)}",
        "single_text": lambda: f"{who} tabled a single text: {text}",
        "revised_text": lambda: f"{who} revised the text: {text}",
        "opinion": lambda: f"{who} {yes} the text as it stood",
        "option": lambda: f"{who} {yes} {label_of(scenario, 'texts', str(news['text_name']))}",
        "agreement": lambda: f"it was agreed: {text}",
        "extension": lambda: f"the talks were given {plural(_number(news['weeks']), 'week')} more",
        "proposal": lambda: f"{who} proposed {text}",
        "consultation": lambda: f"{who} {'objected' if news['objects'] else 'did not object'} to the text",
        "revision": lambda: f"{who} revised the proposal: {text}",
        "last_answer": lambda: f"{who} {yes} the proposal",
        "draft": lambda: f"{who} tabled draft {_number(news['number']):.0f}: {text}",
        "signal": lambda: f"{who} said in public that it would {'block it' if news['says'] else 'let it pass'}",
        "choice": lambda: f"the sponsors {_chosen(news)}",
        "vote": lambda: f"the vote: {_number(news['yes']):.0f} in favour, {_passed(news)}",
        "ballot": lambda: f"{who} {_voted(_number(news['vote']))}",
        "count": lambda: f"the count: {_passed(news)}",
        "recommendation": lambda: f"{who} recommended a {'yes' if news['recommends'] else 'no'}",
        "ballots": lambda: f"{_body(news)}: {per_cent(_number(news['share']))} said yes",
        "sponsor": lambda: f"{who} {'gave' if news['backs'] else 'withheld'} the green light",
        "notice": lambda: f"{who} gave notice of {_of_stage(scenario, news, ActWords()).act}",
        "declaration": lambda: f"{who} {_of_stage(scenario, news, ActWords()).acted}{_backing(scenario, news)}",
        "breach": lambda: f"{who} {'broke' if news['breaks'] else 'kept'} what was agreed",
        "unrest": lambda: "there was unrest",
        "ground": lambda: f"on the ground: {'violence' if news['violence'] else 'no violence'}",
        "mission": lambda: f"{_of_stage(scenario, news, AftermathWords()).mission} deployed",
        "recognitions": lambda: _standing(news, _of_stage(scenario, news, RecognitionWords())),
        "leaves": lambda: f"{stage} ended: {str(news['result']).replace('_', ' ')}",
        "outcome": lambda: f"outcome: {news['outcome']}",
    }  # fmt: skip
    return said[what]()


def _actor(name: object, scenario: Scenario) -> str:
    return label_of(scenario, "actors", str(name)) if name else ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _chosen(news: Told) -> str:
    if news["to_vote"]:
        return "put the draft to the vote"
    return "withdrew the draft" if news["withdraws"] else "went back to redraft"


def _of_stage(scenario: Scenario, news: Told, usual: Words) -> Words:
    """Return the words of a stage, or the usual ones."""
    words = getattr(scenario.stages.get(str(news.get("stage"))), "words", usual)
    return words if isinstance(words, type(usual)) else usual


def _standing(news: Told, words: RecognitionWords) -> str:
    total = _number(news["total"])
    return f"{plural(total, words.recognition, words.recognitions)} {'stands' if total == 1 else 'stand'}"


def _backing(scenario: Scenario, news: Told) -> str:
    spec = scenario.stages[str(news["stage"])]
    if not isinstance(spec, Acting) or not spec.backing_by:
        return ""
    return f", {'without' if news['how'] == 'alone' else 'with'} backing"


def _passed(news: Told) -> str:
    if news["adopted"]:
        return "adopted"
    return "vetoed" if news["vetoed"] else "not adopted"


def _voted(vote: float) -> str:
    return "voted yes" if vote > 0 else "voted no" if vote < 0 else "abstained"


def _body(news: Told) -> str:
    return str(news["body"]).replace("_", " ")


def before_one(question: Told, scenario: Scenario) -> Iterator[str]:
    """Say what lies before whoever is asked, line by line."""
    facts = question["facts"]
    assert isinstance(facts, dict), "a question has facts"
    for name, value in facts.items():
        if isinstance(value, dict):
            yield f"{_heading(name, facts, scenario)}:"
            yield from (f"    {line}" for line in terms(value, scenario))
        elif name == "objecting":
            names = [_actor(one, scenario) for one in str(value).split()]
            yield f"Objecting: {listed(names)}" if names else "Nobody objects."
        elif name == "means_to":
            yield f"You mean to {'vote against' if value else 'let it pass'}."
        elif name == "counted":
            of = f" of {_number(facts['majority']):.0f} that are needed" if "majority" in facts else ""
            yield f"Votes that you count on: {value}{of}{'' if of or facts['enough'] else ', which is not enough'}."
        elif name == "threatened":
            yield "Somebody has said that it would block." if value else "Nobody has said that it would block."


def _heading(name: str, facts: Told, scenario: Scenario) -> str:
    kind, _, of = name.partition(".")
    if kind == "offer_of":
        return f"{_actor(of, scenario)} offers"
    if kind == "standing":
        return "Your last offer"
    if kind == "before":
        return "The text as it was"
    by = facts.get("by")
    named = f", {label_of(scenario, 'texts', str(facts['named']))}" if facts.get("named") else ""
    return f"The text{named}{f' by {_actor(by, scenario)}' if by else ''}"


def numbers_of(question: Told, scenario: Scenario) -> Iterator[str]:
    """Say the numbers behind a question, as far as the seat may know them."""
    for block, heading in (("payoffs", "What it is worth to you"), ("beliefs", "What you believe")):
        found = question.get(block)
        if isinstance(found, dict) and found:
            yield f"{heading}:"
            yield from (f"    {_meaning(name, scenario)}: {_written(value)}" for name, value in found.items())


def _meaning(name: str, scenario: Scenario) -> str:
    kind, _, of = name.partition(".")
    if kind == "offer_of":
        return f"the offer of {_actor(of, scenario)}"
    if of:
        return f"the chance that “{label_of(scenario, 'stages', kind)}” ends {of.replace('_', ' ')}"
    return MEANINGS.get(name, name.replace("_", " "))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return decimal(float(value)) if isinstance(value, int | float) else "none"


def choice_in_words(choice: object, scenario: Scenario) -> str:
    """Write a choice as one reads it.

    >>> choice_in_words(True, sim.read_scenario("scenarios/kosovo/five_actors.yaml"))
    'yes'
    """
    if isinstance(choice, bool):
        return "yes" if choice else "no"
    if isinstance(choice, dict):
        return _short(choice, scenario)
    return decimal(choice) if isinstance(choice, float) else str(choice)


def allowed_in_words(question: Told) -> str:
    """Say what may be typed.

    >>> allowed_in_words({"allowed": {"form": "word", "words": ["vote", "withdraw"]}})
    'vote or withdraw'
    """
    allowed = question["allowed"]
    assert isinstance(allowed, dict), "a question says what is allowed"
    if allowed["form"] == "yes_or_no":
        return "yes or no"
    if allowed["form"] == "word":
        return listed(allowed["words"], "or")
    if allowed["form"] == "number":
        return f"a number from {allowed['least']:g} to {allowed['greatest']:g}"
    free = {name: pair for name, pair in allowed["issues"].items() if pair[0] < pair[1]}
    parts = [f"{name} {low:g} to {high:g}" for name, (low, high) in free.items()]
    return f"a text, such as {next(iter(free), 'status')}=0.5, of {', '.join(parts)}"
