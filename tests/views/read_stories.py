"""What contradicts a run in the story that is told of it, by kind; and a command that looks for it::

    python -m tests.views.read_stories 1000
    python -m tests.views.read_stories 200-400 scenarios/kosovo/baseline.yaml

It reads so many runs of each shipped file, or those from one number to before another, or of the files named, says
how far it is, and ends with 1 if there is any. What has been read is kept in results/stories_read, so that a reading
that was broken off goes on where it was, as long as neither the file nor anything in `sim` has changed. A thousand
runs of a Kosovo file take about a minute of processor time.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

from sim.runs.one_run import TOGETHER, chronicles_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.stages.council import Council
from sim.scenario.format.stages.implementation import Implementation
from sim.scenario.format.stages.recognition import Recognition
from sim.scenario.format.stages.unrest import Unrest
from sim.scenario.reader import read_scenario
from sim.views.story.forms import as_plain
from sim.views.story.sentences.aftermath import state_names
from sim.views.story.sentences.words import Words
from sim.views.story.story import STYLES, story_data, story_of
from sim.views.wording import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.process.chronicle import Chronicle, Entry
    from sim.scenario.format.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "results" / "stories_read"

Told = dict[str, Any]
"""An entry or its numbers, as plain data."""

WAVERED = re.compile(r"[Tt]hough by (its|their|.{1,60}?['’]s?) own reckoning")
THREAT = re.compile(r"would be blocked|would end as “blocked”")
SAME = re.compile(r"(\d\.\d\d), (?:a little |a hair )?(?:less|more) than the \1")
COUNT = re.compile(r"\b(\d+) (?:more )?states? (?:recognised|withdrew)(?!:)")
UTILITY = re.compile(r"(?<![\d.,])−?\d\.\d\d(?!\d)")


class Contradiction(NamedTuple):
    """One place at which a story and its run part."""

    kind: str
    said: str


def contradictions(chronicle: Chronicle, scenario: Scenario) -> list[Contradiction]:
    """Read the sentences of every entry, and each style as a whole."""
    told = story_data(chronicle, scenario)
    return [*_of_entries(told, scenario), *_of_styles(chronicle, scenario, told)]


def _of_entries(told: list[Told], scenario: Scenario) -> Iterator[Contradiction]:
    over: set[str] = set()
    began: set[str] = set()
    struck = None
    held: dict[str, str] = {}
    for entry in told:
        said, numbers, kind = entry["sentence"], entry["numbers"], entry["kind"]
        if kind == "event":
            held |= _held(numbers, scenario)
            yield from _event(said, numbers, scenario, over)
        if kind in DECISIONS:
            yield from _decision(kind, said, numbers)
        yield from _leaning(kind, said, numbers)
        early = kind == "tempted" and numbers["declares"] and held.get(entry["stage"], "") > entry["date"]
        if early and "did not wait for" not in said:
            yield Contradiction("an act while it was held back, without a word", said)
        if kind == "unrest":
            struck = entry
            if not began:
                yield Contradiction("violence before anything began", said)
            words = _unrest(entry, scenario).words
            if "had waited" not in said or not (words.victim in said or words.victims in said):
                yield Contradiction("violence without a cause", said)
        if kind == "leaves":
            over.add(entry["stage"])
            broke_down = numbers["result"] == "breakdown"
            if broke_down and (struck is None or _unrest(entry, scenario).words.violence not in said.lower()):
                yield Contradiction("violence ends the process without a cause", said)
        yield from _at_the_end(said, entry, told, scenario)
        if entry["stage"]:
            began.add(entry["stage"])


def _at_the_end(said: str, entry: Told, told: list[Told], scenario: Scenario) -> Iterator[Contradiction]:
    if entry["kind"] == "outcome":
        yield from _outcome(said, entry, told, scenario)
    if entry["kind"] == "recognitions":
        yield from _states(said, entry["numbers"], entry, scenario)


def _leaning(kind: str, said: str, numbers: Told) -> Iterator[Contradiction]:
    """Find those who vote against what a yes is worth to them, most of them, without a word."""
    if kind != "leaning" or (numbers["gained"] >= 0) == (numbers["leaning"] + numbers["shock"] >= 0):
        return
    if not re.search("mood of the day|advised", said):
        yield Contradiction("a vote against the voters' own gain, without a word", said)


def _unrest(entry: Told, scenario: Scenario) -> Unrest | Implementation:
    stage = scenario.stages[entry["stage"]]
    assert isinstance(stage, Unrest | Implementation)
    return stage


def _event(said: str, numbers: Told, scenario: Scenario, over: set[str]) -> Iterator[Contradiction]:
    event = next(one for one in scenario.events if one.name == numbers["name"])
    for effect in event.effects if numbers["happens"] else event.otherwise:
        spoken = effect.signal or effect.learned
        about = spoken.about if spoken else ""
        stage = about.partition(".")[0]
        if stage in over and THREAT.search(said):
            yield Contradiction("a threat after the Council is over", said)
        if effect.hold and effect.hold.stage in over and "held back" in said:
            yield Contradiction("a stage held back that is over", said)
        threat = about.endswith(".blocked") and isinstance(scenario.stages[stage], Council) and THREAT.search(said)
        if effect.signal and effect.signal.says and threat:
            can = getattr(scenario.actors[effect.signal.sender], "veto", False)
            if not can and "had no veto" not in said:
                yield Contradiction("a threat of a veto where there is none", said)
    if not numbers["happens"]:
        if event.otherwise_label and event.otherwise_label not in said:
            yield Contradiction("who or what came instead is not named", said)
        if re.search(r"did not come.*?\bthis\b", said, re.IGNORECASE):
            yield Contradiction("denied and then told", said)


def _held(numbers: Told, scenario: Scenario) -> dict[str, str]:
    """Return until when an event holds back what, and until no day what it lets go ahead."""
    event = next(one for one in scenario.events if one.name == numbers["name"])
    done = event.effects if numbers["happens"] else event.otherwise
    held = {effect.hold.stage: effect.hold.until.isoformat() for effect in done if effect.hold}
    return held | {effect.release: "" for effect in done if effect.release}


def _turned(kind: str, numbers: Told) -> bool:
    """Whether an error of judgement turned a decision."""
    infinite = {"worth": math.nan, "next_offer_value": -math.inf, "disagreement": math.nan}
    number = {name: infinite.get(name, 0.0) if value is None else value for name, value in numbers.items()}
    if kind in ("intention", "ballot"):
        gain = number["gain" if kind == "intention" else "gained"]
        return number["vote"] != (1 if gain > 0 else -1 if -gain > number["blocking_cost"] else 0)
    if kind in ("considers", "tempted"):
        return bool(number.get("green", True)) and (number["declaring"] > number["waiting"]) != number["declares"]
    if kind == "breach":
        return (number["breaking"] - number["cost"] > number["keeping"]) != number["breaks"]
    if kind == "recommendation":
        return number["recommends"] != (number["gained"] > 0)
    if numbers.get("carried") is False or math.isnan(number["disagreement"]) or not number["admissible"]:
        return False
    needed = max(number["disagreement"], number["next_offer_value"])
    return (number["worth"] >= needed) != number["accepts"]


DECISIONS = (
    "intention",
    "ballot",
    "considers",
    "tempted",
    "recommendation",
    "breach",
    "answer",
    "opinion",
    "option",
    "last_answer",
)
OTHER_REASONS = re.compile(r"in private (?:it|they) consented|what .{1,60} offered (?:itself|themselves)|tabled “")


def _decision(kind: str, said: str, numbers: Told) -> Iterator[Contradiction]:
    turned, says_so = _turned(kind, numbers), bool(WAVERED.search(said))
    if turned and not says_so and not OTHER_REASONS.search(said):
        what = (
            "an acceptance of less than failing without a reason"
            if numbers.get("accepts")
            else "a decision against its own numbers"
        )
        yield Contradiction(what, said)
    if says_so and not turned:
        yield Contradiction("a decision told as wavering that was none", said)
    if kind == "intention" and not turned:
        margin = -numbers["gain"] - numbers["blocking_cost"]
        if ("more than" in said and margin < 0) or ("less than" in said and margin > 0):
            yield Contradiction("a decision against its own numbers", said)
    if (
        kind == "answer"
        and "than failing" in said
        and "but not after" not in said
        and numbers["disagreement"] is not None
    ):
        margin = numbers["worth"] - numbers["disagreement"]
        elsewhere = numbers.get("elsewhere") or 0.0
        if (" more to" in said) != (margin > 0) and (numbers["value"] + elsewhere < numbers["disagreement"]) == (
            margin > 0
        ):
            yield Contradiction("a decision against its own numbers", said)


def _outcome(said: str, entry: Told, told: list[Told], scenario: Scenario) -> Iterator[Contradiction]:
    ending = entry["numbers"]["ending"]
    chosen = next(
        one for one in scenario.outcomes if scenario.outcome_labels[one.name] == entry["numbers"]["outcome"]
    )
    clauses = [
        clause
        for one in scenario.outcomes
        for clause in ([one.when] if isinstance(one.when, dict) else one.when or ())
    ]
    if chosen.otherwise and any(clause.get("ending") == ending for clause in clauses) and "count" not in said:
        yield Contradiction("an outcome that contradicts what happened", said)
    if ending == "calendar" and "calendar ended" not in said:
        yield Contradiction("an outcome that contradicts what happened", said)


def _states(said: str, numbers: Told, entry: Told, scenario: Scenario) -> Iterator[Contradiction]:
    stage = scenario.stages[entry["stage"]]
    assert isinstance(stage, Recognition)
    names = state_names(stage)
    who = [names[state] for state in numbers["states"].split()]
    if COUNT.search(said) or (who and not any(name in said for name in who)):
        yield Contradiction("a count of states without names", said)
    if len(who) != numbers["new"] or len(numbers["withdrawing"].split()) != numbers["withdrawn"]:
        yield Contradiction("a count of states that is not that of the names", said)


def _of_styles(chronicle: Chronicle, scenario: Scenario, told: list[Told]) -> Iterator[Contradiction]:
    entries = chronicle.entries
    ended = next(entry for entry in entries if entry.kind == "outcome")
    for style in STYLES:
        story = story_of(chronicle, scenario, style=style)
        if len(story.summary) > 5:
            yield Contradiction("a summary of more than five sentences", " ".join(story.summary))
        first = story.summary[0]
        date = scenario.calendar.end if ended.word("ending") == "calendar" else ended.date
        if ended.word("outcome") not in first or day(date) not in first:
            yield Contradiction("a summary that does not say how it ended", first)
        text = " ".join(as_plain(story).split())
        if found := SAME.search(text):
            yield Contradiction("more or less than the same", found[0])
        if found := COUNT.search(text):
            yield Contradiction("a count of states without names", found[0])
        if found := UTILITY.search(text.partition("One simulated run")[2]):
            yield Contradiction("a number that nobody asked for", text[max(0, found.start() - 60) : found.end()])
        body = " ".join(
            text for chapter in story.chapters for passage in chapter.passages for text in passage.sentences
        )
        if _denied(" ".join(story.summary), entries, scenario):
            yield Contradiction("no agreement told where there was one", " ".join(story.summary))
        if style == "brief" and (silent := _agreed_in_silence(chronicle, body, scenario)):
            yield Contradiction("an agreement on an offer without who accepted", silent)
        early = re.search(r"did not wait for \d", " ".join(one["sentence"] for one in told))
        if style == "brief" and early and "did not wait for" not in body:
            yield Contradiction("an act while it was held back, without a word", body)
        if style == "brief" and any(entry.kind == "unrest" for entry in entries) and "had waited" not in body:
            yield Contradiction("violence without a cause", body)


def _denied(summary: str, entries: Iterable[Entry], scenario: Scenario) -> bool:
    """Tell whether a stage in which something was agreed is named among those in which nothing was."""
    words = Words(scenario)
    agreed = {f"“{words.stage(entry.stage)}”" for entry in entries if entry.kind == "agreement"}
    named = summary.partition("found no agreement in ")[2].partition(", and what")[0].partition(". ")[0]
    return any(label in named for label in agreed)


def _agreed_in_silence(chronicle: Chronicle, body: str, scenario: Scenario) -> str:
    """Return what is told where somebody took another's offer, the parties agreed, and nobody is named for it."""
    labels = {name: re.escape(re.sub("^The ", "", actor.label)) for name, actor in scenario.actors.items()}
    for agreed in (entry for entry in chronicle.entries if entry.kind == "agreement"):
        here = [one for one in chronicle.entries if (one.stage, one.week) == (agreed.stage, agreed.week)]
        yes = [one for one in here if one.kind == "answer" and one.says("accepts")]
        options = any(one.kind == "option" for one in here)
        if yes and not options and not any(re.search(rf"{labels[one.actor]} accepted", body) for one in yes):
            return body
    return ""


def shipped() -> list[Path]:
    """Every file of `scenarios` that is a scenario."""
    return [path for path in sorted((ROOT / "scenarios").glob("*/*.yaml")) if "given:" not in path.read_text("utf-8")]


def _runs(asked: str) -> range:
    first, _, end = asked.rpartition("-")
    return range(int(first or 0), int(end))


class Reading:
    """What has been found in some runs of a file so far; kept from one portion to the next."""

    def __init__(self, path: Path, scenario: Scenario, runs: range) -> None:
        self.name, self.scenario, self.runs = path.name, scenario, runs
        state = f"{scenario.hash} {path.read_text('utf-8')} {runs} {_code()}"
        self.kept = KEPT / f"{path.stem}-{hashlib.sha256(state.encode()).hexdigest()[:12]}.json"
        kept = json.loads(self.kept.read_text("utf-8")) if self.kept.exists() else {"read": 0, "found": {}}
        self.read: int = kept["read"]
        self.found: dict[str, tuple[int, int, str]] = {kind: tuple(one) for kind, one in kept["found"].items()}

    def go_on(self) -> None:
        """Read what is left, portion by portion."""
        # The name of a scenario stands in each story, and takes longer to reckon than a story to tell.
        with mock.patch.object(type(self.scenario), "hash", self.scenario.hash):
            while left := self.runs[self.read :][:TOGETHER]:
                for run, chronicle in chronicles_of(self.scenario, left):
                    for one in contradictions(chronicle, self.scenario):
                        times, first, said = self.found.get(one.kind, (0, run, one.said))
                        self.found[one.kind] = (times + 1, first, said)
                self.read += len(left)
                self._keep()
                print(f"{self.name}: {self.read} of {len(self.runs)} runs read", file=sys.stderr, flush=True)

    def _keep(self) -> None:
        KEPT.mkdir(parents=True, exist_ok=True)
        passing = self.kept.with_suffix(f".{os.getpid()}")
        passing.write_text(json.dumps({"read": self.read, "found": self.found}, indent=1), encoding="utf-8")
        passing.replace(self.kept)

    def __str__(self) -> str:
        times = sum(one[0] for one in self.found.values())
        said = [f"{self.name}: {self.read} runs from {self.runs.start} on, {times} contradictions"]
        said += [f"  {n} × {kind}, such as in run {run}: {text}" for kind, (n, run, text) in self.found.items()]
        return "\n".join(said)


@lru_cache
def _code() -> str:
    """Name the state of the program, and of this file: what was read by another counts no more."""
    files = [Path(__file__), *sorted(path for path in (ROOT / "sim").rglob("*") if path.suffix in (".py", ".csv"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def main(arguments: list[str]) -> int:
    """Print what is found, file by file."""
    runs = _runs(arguments[0] if arguments else "100")
    found_any = False
    for path in [Path(name) for name in arguments[1:]] or shipped():
        try:
            reading = Reading(path, read_scenario(path), runs)
        except ScenarioFault as fault:
            print(fault, file=sys.stderr)
            return 2
        reading.go_on()
        print(reading, flush=True)
        found_any |= bool(reading.found)
    return int(found_any)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
