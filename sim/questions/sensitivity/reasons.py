"""Why a number is dead: which answers turn for it and who refuses all the same, or how far they are from turning."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.sensitivity.decisions import UNASKED, Decisions
from sim.questions.sensitivity.pairs import Pair, differ, pairs_of
from sim.scenario.faults import plural
from sim.scenario.format.columns import HAPPENED, IN_FORCE
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.stage import END
from sim.scenario.format.stages.talks import Talks
from sim.scenario.format.stages.vote import Voting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.model import StatusTalks
    from sim.process.records import Filled
    from sim.questions.sensitivity.decisions import Decision, Heard
    from sim.questions.sensitivity.pairs import Task
    from sim.rules.arrays import Flags
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario

__all__ = ["Trace", "Traces", "reason_of"]

PAID = ("utility.", "payoff.")
"""Begins the columns of what somebody has in the end."""

SMALL = 0.0005
"""Below this a number of utility, or of an issue, would be written as nothing."""

MOST_NAMED = 2
"""Of how many answers that turn one is told; of the others only how many they are."""


@dataclass
class Turned:
    """An answer that is another where a number is high."""

    runs: int = 0
    """In how many runs."""
    refuse: Counter[str] = field(default_factory=Counter)
    """In how many of them each of the others says no to the same, whether the number is low or high."""


@dataclass
class Trace:
    """What a number leaves behind where it decides nothing, in some runs."""

    path: str
    runs: int
    columns: set[str] = field(default_factory=set)
    """Columns of results that differ."""
    holder_acts: bool = False
    """Whether whoever bears the number does anything in some run."""
    happens: bool = False
    """Whether the event of the number happens in some run, or its stage is come to."""
    turned: dict[Decision, Turned] = field(default_factory=dict)
    shifted: dict[Decision, float] = field(default_factory=dict)
    """By how much utility an answer is shifted at most, of each that is."""
    nearest: dict[Decision, float] = field(default_factory=dict)
    """How near to turning each of those came."""
    never: dict[Decision, float] = field(default_factory=dict)
    """Of every decision that is a no in all runs, how near it came to a yes."""
    results: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """In how many runs a stage ends otherwise: its name and both results."""
    in_force: int = 0
    """In how many runs another text is in force at the end."""
    in_force_by: float = 0.0
    """By how much at most, on an issue."""

    def add(self, other: Trace) -> None:
        """Add what the number leaves behind in other runs."""
        self.runs += other.runs
        self.columns |= other.columns
        self.holder_acts |= other.holder_acts
        self.happens |= other.happens
        for decision, turned in other.turned.items():
            own = self.turned.setdefault(decision, Turned())
            own.runs += turned.runs
            own.refuse += turned.refuse
        for decision, by in other.shifted.items():
            self.shifted[decision] = max(by, self.shifted.get(decision, 0.0))
        for decision, by in other.nearest.items():
            self.nearest[decision] = min(by, self.nearest.get(decision, np.inf))
        both = {one: min(self.never[one], other.never[one]) for one in self.never.keys() & other.never.keys()}
        self.never = both
        self.results += other.results
        self.in_force += other.in_force
        self.in_force_by = max(self.in_force_by, other.in_force_by)


@dataclass(frozen=True)
class Traces:
    """Plays some numbers side by side as they were played before, and hears what everybody decides."""

    scenario: Scenario
    seed: int

    def __call__(self, task: Task, line: Line) -> list[Trace]:
        """Return what each number of a task leaves behind."""
        heard = Decisions(self.scenario, 2 * len(task[1]) * len(task[2]))
        with pairs_of(self.scenario, self.seed, task, heard) as (model, pairs):
            model.run()
            return [self._trace(model, heard, pair) for pair in pairs]

    def _trace(self, model: StatusTalks, heard: Decisions, pair: Pair) -> Trace:
        trace, columns = Trace(pair.path, pair.low.stop - pair.low.start), model.records.columns
        apart = {name: differ(column[pair.low], column[pair.high]) for name, column in columns.items()}
        trace.columns = {name for name, runs in apart.items() if runs.any()}
        block, name, *_ = pair.path.split(".")
        trace.holder_acts = block != "actors" or name in heard.took_part
        trace.happens = _happens(block, name, columns, pair)
        for decision, told in heard.heard.items():
            _compare(trace, decision, told, heard.heard, pair)
        for stage in self.scenario.stages:
            result, words = columns[f"{stage}.result"], model.records.words[f"{stage}.result"]
            both = result[pair.low], result[pair.high]
            ended = apart[f"{stage}.result"] & (both[0] >= 0) & (both[1] >= 0)
            found = np.sort(np.stack([one[ended] for one in both]), axis=0)
            trace.results += Counter((stage, words[first], words[second]) for first, second in found.T.tolist())
        texts = [name for _, name in IN_FORCE.spread({"issue": tuple(self.scenario.issues)})]
        trace.in_force = int(np.any([apart[name] for name in texts], axis=0).sum())
        by = np.abs([columns[name][pair.low] - columns[name][pair.high] for name in texts])
        trace.in_force_by = float(np.nanmax(by, initial=0.0))
        return trace


def _happens(block: str, name: str, columns: Mapping[str, Filled], pair: Pair) -> bool:
    whole = slice(pair.low.start, pair.high.stop)
    if block == "events":
        return bool(columns[HAPPENED.name.format(event=name)][whole].any())
    return block != "process" or bool((columns[f"{name}.began_week"][whole] >= 0).any())


def _compare(trace: Trace, decision: Decision, told: Heard, heard: Mapping[Decision, Heard], pair: Pair) -> None:
    """Note whether a decision turns, by how much it is shifted, and how near it came."""
    low, high = told.said[pair.low], told.said[pair.high]
    asked = (low != UNASKED) & (high != UNASKED)
    both = slice(pair.low.start, pair.high.stop)
    nearest = float(np.nanmin(told.nearest[both], initial=np.inf))
    if not (told.said[both] == 1).any() and np.isfinite(nearest):
        trace.never[decision] = nearest
    turns = asked & (low != high)
    if turns.any():
        trace.turned[decision] = Turned(int(turns.sum()), _who_refuses(decision, heard, pair, turns))
    margins = differ(told.margin[pair.low], told.margin[pair.high]) & asked
    if margins.any():
        by = np.abs(told.margin[pair.low] - told.margin[pair.high])[margins]
        trace.shifted[decision], trace.nearest[decision] = float(np.nanmax(by, initial=0.0)), nearest


def _who_refuses(decision: Decision, heard: Mapping[Decision, Heard], pair: Pair, turns: Flags) -> Counter[str]:
    """Count of everybody else who is asked the same in how many runs, of those given, it says no either way."""
    found: Counter[str] = Counter()
    for other, told in heard.items():
        if other != decision and other[1:] == decision[1:]:
            no = (told.said[pair.low] == 0) & (told.said[pair.high] == 0)
            found[other.actor] = int((no & turns).sum())
    return found


def reason_of(trace: Trace, scenario: Scenario) -> str:
    """Say in words why a number decides nothing, from what it leaves behind.

    >>> from sim.questions.sensitivity.decisions import Decision
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> reason_of(Trace("actors.us.weight", 8), five)
    'moves nothing that results keep: us does nothing in any run'
    >>> answer, firm = (Decision(name, "proposal", "last_answer") for name in ("pristina", "belgrade"))
    >>> turned = {answer: Turned(3, Counter({"belgrade": 3}))}
    >>> trace = Trace("actors.us.weight", 8, {"proposal.acceptances"}, turned=turned, never={firm: 0.125})
    >>> for part in reason_of(trace, five).split(", "):
    ...     print(part)
    pristina's answer to the text of proposal turns in 3 runs
    and belgrade refuses in each
    never nearer to a yes than 0.125
    """
    if not trace.columns:
        return f"moves nothing that results keep: {_why_nothing(trace, scenario)}"
    return "; ".join([*_ends(trace, scenario), *_answers(trace, scenario), *_in_force(trace)])


def _why_nothing(trace: Trace, scenario: Scenario) -> str:
    block, name, *_ = trace.path.split(".")
    if block == "texts" and not _is_named(scenario, name):
        return f"nothing in the file puts {name} on a table or in force"
    if not trace.holder_acts:
        return f"{name} does nothing in any run"
    if not trace.happens:
        return f"{name} happens in no run" if block == "events" else f"no run acts in {name}"
    return _most_shifted(trace, scenario)


def _is_named(scenario: Scenario, text: str) -> bool:
    """Tell whether a text is named anywhere but where it is written down."""
    said = scenario.model_dump(mode="json", exclude={"texts", "issues"})
    others = {name: one.model_dump(mode="json") for name, one in scenario.texts.items() if name != text}
    return text in set(_words([said, others]))


def _words(said: object) -> Iterator[object]:
    if isinstance(said, dict):
        said = list(said.values())
    if isinstance(said, list):
        for one in said:
            yield from _words(one)
    else:
        yield said


def _ends(trace: Trace, scenario: Scenario) -> list[str]:
    """Tell which stages end otherwise, and where the same follows whatever they end in."""
    told = []
    for stage in scenario.stages.values():
        found = {(first, second): runs for (name, first, second), runs in trace.results.items() if name == stage.name}
        if found:
            following = {stage.onward(result).to for pair in found for result in pair}
            same = "" if len(following) > 1 else f", and {_onward(following.pop())} either way"
            told.append(f"{stage.name} ends otherwise in {plural(sum(found.values()), 'run')}{same}")
    return told


def _onward(to: str) -> str:
    return "the process ends" if to == END else f"{to} follows"


def _answers(trace: Trace, scenario: Scenario) -> list[str]:
    """Tell which answers turn and who refuses all the same; where none does, how far the most shifted was from it."""
    if not trace.turned:
        return [_most_shifted(trace, scenario)]
    most = sorted(trace.turned.items(), key=lambda one: (-one[1].runs, one[0]))
    told = []
    for decision, turned in most[:MOST_NAMED]:
        firm = [name for name, runs in sorted(turned.refuse.items()) if runs == turned.runs]
        refusal = _refusal(trace, decision, _settling(decision, firm, scenario))
        told.append(f"{decision} turns in {plural(turned.runs, 'run')}{refusal}")
    if len(most) > MOST_NAMED:
        told.append(f"{plural(len(most) - MOST_NAMED, 'other answer')} more seldom")
    return told


def _settling(decision: Decision, firm: Sequence[str], scenario: Scenario) -> list[str]:
    """Return those of some who refuse whose refusal is enough, so that the answer that turns changes nothing."""
    stage = scenario.stages[decision.stage]
    if isinstance(stage, Voting):
        seats = stage.holdings(scenario)
        return [name for name in firm if seats[name].veto]
    if isinstance(stage, Talks | Proposal) and all(
        any(stage.parties[place] in firm for place in enough) for enough in stage.coalitions
    ):
        return list(firm)
    return []


def _refusal(trace: Trace, decision: Decision, firm: Sequence[str]) -> str:
    if not firm:
        return ""
    least = trace.never.get(decision._replace(actor=firm[0])) if len(firm) == 1 else None
    far = "" if least is None else f", never nearer to a yes than {_size(least)}"
    return f", and {' and '.join(firm)} {'refuses' if len(firm) == 1 else 'refuse'} in each{far}"


def _most_shifted(trace: Trace, scenario: Scenario) -> str:
    """Tell how far from turning the answer was that is shifted most: of those of whoever bears the number, if any."""
    if trace.shifted:
        own = [one for one in trace.shifted if trace.path.startswith(f"actors.{one.actor}.")]
        decision = max(own or trace.shifted, key=lambda one: (trace.shifted[one], one))
        return (
            f"no answer turns: most shifted is {decision}, {_by(trace.shifted[decision])}, "
            f"and it was never nearer to turning than {_size(trace.nearest[decision])}"
        )
    inside = [stage for stage in scenario.stages if any(name.startswith(f"{stage}.") for name in trace.columns)]
    moved = [f"what is kept of {', '.join(inside)}"] if inside else []
    if any(name.startswith(PAID) for name in trace.columns):
        moved.append("what somebody has in the end")
    return "no answer turns" + (f"; it moves {' and '.join(moved)}" if moved else "")


def _in_force(trace: Trace) -> list[str]:
    """Tell in how many runs another text is in force at the end, under the same outcome."""
    if not trace.in_force:
        return []
    runs = plural(trace.in_force, "run")
    return [f"the text in force at the end differs in {runs}, on an issue {_by(trace.in_force_by)}"]


def _by(most: float) -> str:
    return f"by {_size(most)}" + ("" if 0 < most < SMALL else " at most")


def _size(of: float) -> str:
    """Write a number of 0 to 1 so that what is not nothing does not look it.

    >>> _size(0.25), _size(0.0001), _size(0.0)
    ('0.250', 'less than 0.001', '0.000')
    """
    return "less than 0.001" if 0 < of < SMALL else f"{of:.3f}"
