"""A sealed forecast: chances that are written down before anybody knows, so that nobody can move them afterwards.

A seal is a digest (SHA-256) of all that the file says: what is asked, how it will be decided and by when, the hash of
the scenario, seed, version and runs, and how many runs ended with each outcome. It shows that something was altered,
and not when it was made: whoever wants that proved publishes the seal, or the file, on the day. Chances that cannot
be taken back are what calibration is made of (Murphy & Winkler 1977; Tetlock & Gardner 2015).
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sim.chance.streams import seed_from
from sim.questions.hindcast.scores import Scores
from sim.questions.measures import no_outcome
from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault, plain_reason
from sim.runs.folder.layout import write_whole
from sim.runs.folder.manifest import each_key_once
from sim.runs.play import MOST_RUNS
from sim.runs.run import run
from sim.scenario.format.scenario import Scenario
from sim.scenario.text.file import bytes_of
from sim.scenario.text.scalars import objection
from sim.version import __version__

__all__ = [
    "Sealed",
    "SealedOutcome",
    "read_sealed",
    "score_sealed",
    "seal_forecast",
    "see_that_it_is_free",
    "see_that_it_is_open",
    "verify_sealed",
    "write_sealed",
]

FORMAT = 1
"""Version of the layout of a sealed forecast."""


def _told(text: str) -> str:
    if found := objection(text):
        raise ValueError(found[0])
    return text


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("it is empty")
    return _told(text)


def _day(text: str) -> str:
    if dt.date.fromisoformat(text).isoformat() != text:
        raise ValueError("it is no day such as 2031-12-31")
    return text


def _seed(text: str) -> str:
    return str(seed_from(text))


Told = Annotated[str, AfterValidator(_told)]
"""What people read: nothing in it that a terminal obeys."""

Said = Annotated[str, AfterValidator(_said)]
"""The same, and not empty."""

Day = Annotated[str, AfterValidator(_day)]
"""A day, as 2031-12-31."""


class SealedOutcome(BaseModel):
    """How often an outcome came about."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    label: Told
    """What people read."""
    runs: Annotated[int, Field(ge=0)]
    """How many runs ended so."""


class Sealed(BaseModel):
    """What a sealed forecast says; nothing else may stand there."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: int
    """Version of the layout."""
    question: Said
    """What is asked."""
    resolution: Said
    """How it will be decided which outcome came about."""
    by: Day
    """The day on which it is decided at the latest, as ISO 8601 has it."""
    sealed_on: Day
    """The day on which it was sealed, as the writer says."""
    title: Told
    scenario_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    seed: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,19})$"), AfterValidator(_seed)]
    """As text: JSON readers lose digits above 2**53."""
    runs: Annotated[int, Field(ge=1, le=MOST_RUNS)]
    version: Told
    outcomes: dict[str, SealedOutcome]
    """Every outcome by name."""
    seal: str = ""
    """Digest of all that stands above."""

    def digest(self) -> str:
        """Return the digest of all but the seal."""
        said = self.model_dump(mode="json", exclude={"seal"})
        return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def seal_forecast(
    ensemble: Ensemble, question: str, resolution: str, by: dt.date, today: dt.date | None = None
) -> Sealed:
    """Seal what an ensemble says of a question that is open.

    Raises ValueError if the scenario knows how it ended, or something that must be said is left empty, or the day on
    which it is decided is past.

    >>> ensemble = sim.run("scenarios/patterns/two_peoples.yaml", runs=100, seed=1)
    >>> sealed = seal_forecast(ensemble, "Do both peoples vote for a union?", "As both electoral commissions say.",
    ...                        by=dt.date(2031, 12, 31), today=dt.date(2030, 1, 7))
    >>> sealed.seal == sealed.digest(), sealed.model_copy(update={"runs": 99}).digest() == sealed.seal
    (True, False)
    """
    see_that_it_is_open(ensemble.scenario, question, resolution, by, today)
    scenario, day = ensemble.scenario, today or dt.datetime.now(dt.UTC).date()
    runs = len(ensemble)
    counted = {
        name: SealedOutcome(label=scenario.outcome_labels[name], runs=round(part.share * runs))
        for name, part in ensemble.outcomes().items()
    }
    forecast = Sealed(
        format=FORMAT, question=question.strip(), resolution=resolution.strip(), by=by.isoformat(),
        sealed_on=day.isoformat(), title=scenario.title, scenario_hash=scenario.hash, seed=str(ensemble.seed),
        runs=runs, version=__version__, outcomes=counted,
    )  # fmt: skip
    return forecast.model_copy(update={"seal": forecast.digest()})


def see_that_it_is_open(
    scenario: Scenario, question: str, resolution: str, by: dt.date, today: dt.date | None = None
) -> None:
    """Refuse a question that cannot be sealed, before anything is played for it.

    Raises ValueError if the scenario knows how it ended, or something that must be said is left empty or cannot be
    read, or the day on which it is decided is past.
    """
    day = today or dt.datetime.now(dt.UTC).date()
    if scenario.record is not None and scenario.record.outcome is not None:
        raise ValueError(
            f"the scenario's record says how it ended, {scenario.record.outcome}; sealed is what is open"
        )
    for name, said in (("question", question), ("resolution", resolution)):
        if not said.strip():
            raise ValueError(f"the {name} is empty; allowed: words that a stranger can decide by")
        if found := objection(said):
            raise ValueError(f"the {name}: {found[0]}; allowed: {found[1].partition(',')[0]}")
    if by <= day:
        raise ValueError(f"it is to be decided by {by}, which is no day after {day}; allowed: a day to come")


def write_sealed(sealed: Sealed, path: Path) -> None:
    """Write a sealed forecast, whole or not at all; one that is there already is never replaced.

    Raises FolderFault if something is there, or it cannot be written.
    """
    see_that_it_is_free(path)
    text = json.dumps(sealed.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
    try:
        write_whole(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error


def see_that_it_is_free(path: Path) -> None:
    """Refuse a place at which something is, or whose folder is not there.

    Raises FolderFault if so.
    """
    if path.exists() or path.is_symlink():
        raise FolderFault(f"{path}: is there already, and a sealed forecast is never replaced; name another file")
    if not path.parent.is_dir():
        raise FolderFault(f"{path}: there is no folder {path.parent}")


def read_sealed(path: Path) -> Sealed:
    """Read a sealed forecast.

    Raises FolderFault if it is none, is one of another format, or is not as it was sealed, ScenarioFault if there is
    no file that can be read.
    """
    try:
        text = bytes_of(path, "a sealed forecast").decode("utf-8-sig")  # some editors put a mark before UTF-8
        data = json.loads(text, object_pairs_hook=each_key_once)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FolderFault(f"{path}: no sealed forecast; it is not JSON in UTF-8") from error
    except ValueError as error:
        raise FolderFault(f"{path}: no sealed forecast; {error}") from error
    if isinstance(data, dict) and "format" in data and data["format"] != FORMAT:
        raise FolderFault(f"{path}: format {str(data['format'])[:40]} is not known; this version reads {FORMAT}")
    try:
        sealed = Sealed.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(step)[:40] for step in first["loc"])
        told = first["msg"].removeprefix("Value error, ")
        said = f"{where}: {told}" if where else "it is no object with the keys of one"
        raise FolderFault(f"{path}: no sealed forecast ({said})") from error
    if sealed.seal != sealed.digest():
        raise FolderFault(f"{path}: not as it was sealed: what it says makes {sealed.digest()}, its seal is "
                          f"{sealed.seal[:64] or 'empty'}")  # fmt: skip
    if (counted := sum(one.runs for one in sealed.outcomes.values())) != sealed.runs:
        counts = f"the outcomes have {counted:,} runs, and sealed are {sealed.runs:,}"
        raise FolderFault(f"{path}: no sealed forecast ({counts})")
    if sealed.by <= sealed.sealed_on:
        days = f"it says that it was sealed on {sealed.sealed_on}, and that it is decided by {sealed.by}"
        raise FolderFault(f"{path}: no sealed forecast ({days})")
    return sealed


def verify_sealed(sealed: Sealed, scenario: Scenario, workers: int = 1) -> list[str]:
    """Play a sealed forecast again, and return, a line each, what is not as it was sealed.

    >>> ensemble = sim.run("scenarios/patterns/two_peoples.yaml", runs=100, seed=1)
    >>> sealed = seal_forecast(ensemble, "Do both peoples vote for a union?", "As both electoral commissions say.",
    ...                        by=dt.date(2031, 12, 31), today=dt.date(2030, 1, 7))
    >>> verify_sealed(sealed, ensemble.scenario)
    []
    >>> verify_sealed(sealed, sim.read_scenario("scenarios/kosovo/five_actors.yaml"))[0].partition(";")[0]
    'another scenario: ... is not the ... that was sealed'
    """
    if scenario.hash != sealed.scenario_hash:
        return [f"another scenario: {scenario.hash} is not the {sealed.scenario_hash} that was sealed; "
                "bring the file as it was, with what --set changed, if anything"]  # fmt: skip
    if __version__ != sealed.version:
        return [f"another version: this is {__version__}, sealed was with {sealed.version}; install that one"]
    again = run(scenario, sealed.runs, seed=int(sealed.seed), workers=workers)
    return [*_other_words(sealed, scenario), *_other_counts(sealed, again)]


def _other_words(sealed: Sealed, scenario: Scenario) -> Iterator[str]:
    """Tell of other words than those that were sealed, which the hash leaves out as they have no say in the play."""
    told = {"the title": (sealed.title, scenario.title)}
    told |= {name: (one.label, scenario.outcome_labels.get(name, "")) for name, one in sealed.outcomes.items()}
    for what, (then, now) in told.items():
        if then != now:
            yield f"{what}: sealed is “{then}”, the scenario says “{now}”"


def _other_counts(sealed: Sealed, again: Ensemble) -> Iterator[str]:
    played = {name: round(part.share * len(again)) for name, part in again.outcomes().items()}
    for name in dict.fromkeys([*sealed.outcomes, *played]):
        told = sealed.outcomes[name].runs if name in sealed.outcomes else 0
        if told != played.get(name, 0):
            yield f"{name}: sealed are {told:,} runs of {sealed.runs:,}, played again it is {played.get(name, 0):,}"


def score_sealed(sealed: Sealed, outcome: str | None) -> Scores:
    """Score a sealed forecast against what happened.

    Raises ValueError if nobody says what happened, or nothing is called so.

    >>> ensemble = sim.run("scenarios/patterns/two_peoples.yaml", runs=100, seed=1)
    >>> sealed = seal_forecast(ensemble, "Do both peoples vote for a union?", "As both electoral commissions say.",
    ...                        by=dt.date(2031, 12, 31), today=dt.date(2030, 1, 7))
    >>> [round(one.chance, 3) for one in score_sealed(sealed, "no_text").of_outcome()][1]
    0.25
    """
    if outcome is None:
        raise ValueError(f"a sealed forecast says nothing of what happened: give --outcome, one of "
                         f"{', '.join(sealed.outcomes)}")  # fmt: skip
    if outcome not in sealed.outcomes:
        raise ValueError(no_outcome(outcome, sealed.outcomes))
    return Scores.of_counts(
        sealed.title, outcome, {name: one.runs for name, one in sealed.outcomes.items()}, points=[]
    )
