"""One game: a run in which some seats are taken, played to its end and written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.process.chronicle import Chronicle
from sim.runs.block import rows_of
from sim.runs.one_run import one_run, told_to_the_end
from sim.seats.knowledge import News, opening, without_what_nobody_offered
from sim.seats.players import Answered
from sim.seats.protocol import VERSION, Message, Nonsense, allowed_data, by_issue, choice_data, choice_from
from sim.seats.transcript import NoTranscript, Transcript, heading
from sim.seats.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from sim.actors.decisions import Choice, Question
    from sim.model import StatusTalks
    from sim.scenario.format.scenario import Scenario
    from sim.seats.players import Player

__all__ = ["Decision", "Played", "play"]


@dataclass(frozen=True)
class Decision:
    """A decision of a seat, as it was taken."""

    number: int
    question: Question
    answered: Answered


@dataclass(frozen=True)
class Played:
    """A game that has been played to its end; never one of the runs of an ensemble."""

    row: pa.Table
    """Its row, as that of any run."""
    chronicle: Chronicle
    decisions: tuple[Decision, ...]
    """What was decided in all seats, in order."""
    lines: tuple[bytes, ...]
    """Its transcript."""


class _Table:
    """The seats of one game; it puts each question, and writes down what is said."""

    def __init__(self, players: Mapping[str, Player], transcript: Transcript) -> None:
        self.players, self.transcript = players, transcript
        self.news = {seat: News(seat) for seat in players}
        self.numbers = dict.fromkeys(players, 0)
        self.decisions: list[Decision] = []
        self.model: StatusTalks | None = None

    def holds(self, actor: str) -> bool:
        """Tell whether somebody sits there."""
        return actor in self.players

    def answer(self, question: Question) -> Choice:
        """Put a question, and return what is decided."""
        assert self.model is not None, "the game has been set up"
        seat, issues = question.actor, list(self.model.case.issues)
        self.numbers[seat] += 1
        message = _asked(question, self.numbers[seat], self.news[seat], self.model)
        self.transcript.write(message)
        known = self.transcript.next_answer()
        if known is None:
            said = self.players[seat].answer(message, question)
        else:
            if known.get("type") != "answer":
                raise NoTranscript("the transcript has no answer where one is due")
            try:
                choice = choice_from(known["choice"], question, issues)
            except Nonsense as error:
                raise NoTranscript(
                    f"the answer to question {self.numbers[seat]} of {seat} is none: {error}"
                ) from None
            said = Answered(choice, str(known["by"]), str(known.get("why", "")))
            self.players[seat].recall(message, known)
        answer: Message = {"type": "answer", "number": self.numbers[seat], "seat": seat,
                           "choice": choice_data(said.choice, issues), "by": said.by}  # fmt: skip
        self.transcript.write(answer | ({"why": said.why} if said.why else {}))
        self.decisions.append(Decision(self.numbers[seat], question, said))
        return said.choice


def _asked(question: Question, number: int, news: News, model: StatusTalks) -> Message:
    """Return a question as it is sent, with what the seat may know."""
    issues, knows = list(model.case.issues), model.case.actors[question.actor].knows
    asked: Message = {
        "type": "question", "number": number, "seat": question.actor, "week": question.week,
        "date": model.case.calendar.date_of(question.week).isoformat(), "stage": question.stage,
        "kind": question.kind, "asks": in_words(question), "allowed": allowed_data(question.allowed, issues),
        "facts": {name: by_issue(one, issues)
                  for name, one in without_what_nobody_offered(question.facts, question, model).items()},
    }  # fmt: skip
    if "payoffs" in knows:
        asked["payoffs"] = without_what_nobody_offered(question.payoffs, question, model)
    if "beliefs" in knows:
        asked["beliefs"] = dict(question.beliefs)
    if "advice" in knows:
        asked["model"] = choice_data(question.own, issues)
    return asked | {"news": news.since(model)}


def play(
    scenario: Scenario, players: Mapping[str, Player], *, run: int = 0, seed: int = 0,
    transcript: Transcript | None = None, on_week: Callable[[StatusTalks], None] | None = None,
) -> Played:  # fmt: skip
    """Play one run with some seats taken; where every seat does as the model does, it is the ordinary run.

    Raises ValueError if a seat is no actor of the scenario, or there is no such run.

    >>> from sim.seats.players import ModelPlayer
    >>> game = play(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), {"russia": ModelPlayer()}, run=3)
    >>> [(one.question.kind, one.answered.choice) for one in game.decisions][:2]
    [('vote', 'no'), ('signal', True)]
    """
    for seat in players:
        if seat not in scenario.actors:
            raise ValueError(f"no actor is called {seat!r}; there are: {', '.join(scenario.actors)}")
    kept = transcript or Transcript()
    table = _Table(players, kept)
    kept.write(heading(scenario, seed, run, {seat: player.kind for seat, player in players.items()}))
    with one_run(scenario, run, seed=seed, seats=table) as model:
        table.model = model
        for seat, player in players.items():
            told = _opened(seat, model, run)
            kept.write(told)
            player.open(told)
        for _ in model.weeks():
            if on_week is not None:
                on_week(model)
        model.settle()
        chronicle = told_to_the_end(model)
        row = rows_of(model)
        for seat, player in players.items():
            told = _closed(seat, model, table.news[seat], row)
            kept.write(told)
            player.close(told)
    plain = {name: values[0] for name, values in row.to_pydict().items() if not name.startswith("in.")}
    kept.write({"type": "end", "played": True, "row": plain | {"ended_on": str(plain["ended_on"])}})
    return Played(row, chronicle, tuple(table.decisions), tuple(kept.lines))


def _opened(seat: str, model: StatusTalks, run: int) -> Message:
    first: Message = {"type": "opening", "protocol": VERSION, "seat": seat, "scenario_hash": model.case.hash,
                      "run": run}  # fmt: skip
    return first | opening(model, model.actors[seat])


def _closed(seat: str, model: StatusTalks, news: News, row: pa.Table) -> Message:
    """Return how it ended, with what the seat has of it where it may know."""
    values = {name: row.column(name)[0].as_py() for name in ("outcome", "ended_on", "ending")}
    label = model.case.outcome_labels[values["outcome"]]
    told: Message = {"type": "close", "seat": seat, "played": True, "outcome": values["outcome"], "label": label,
                     "ending": values["ending"], "ended_on": str(values["ended_on"]),
                     "news": news.since(model, over=True)}  # fmt: skip
    if "payoffs" in model.case.actors[seat].knows:
        told["payoff"] = row.column(f"utility.{seat}")[0].as_py()
    return told
