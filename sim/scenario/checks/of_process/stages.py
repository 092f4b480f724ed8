"""Talks, proposals, declarations and ratifications: who sits at the table, whose yes is enough, and who votes."""

from collections.abc import Iterable, Iterator, Mapping

from sim.scenario.checks.finding import Finding
from sim.scenario.faults import listed, nearest, plural
from sim.scenario.format.scenario import Scenario
from sim.scenario.format.stages.act import Act
from sim.scenario.format.stages.decision import MOST_PARTIES, Decision, winning
from sim.scenario.format.stages.declaration import Declaration
from sim.scenario.format.stages.drafting import Drafting
from sim.scenario.format.stages.proposal import Proposal
from sim.scenario.format.stages.ratification import Chamber, Ratification, Referendum
from sim.scenario.format.stages.talks import Talks
from sim.scenario.text.tree import Steps

__all__ = [
    "coverage", "decision", "declarations", "of_kind", "proposals", "protocols", "ratifications", "talks",
]  # fmt: skip


def of_kind(
    scenario: Scenario, steps: Steps, names: Iterable[str], kinds: tuple[str, ...], role: str
) -> Iterator[Finding]:
    """Refuse actors whose kind does not fit a role."""
    for name in names:
        if name in scenario.actors and scenario.actors[name].kind not in kinds:
            kind = scenario.actors[name].kind
            fitting = [other for other, actor in scenario.actors.items() if actor.kind in kinds]
            allowed = f"an actor of kind {' or '.join(kinds)}"
            yield Finding(steps, f"{name}, of kind {kind}, {role}",
                          f"{allowed}: {', '.join(fitting)}" if fitting else allowed)  # fmt: skip


def _distinct(steps: Steps, names: tuple[str, ...], what: str) -> Iterator[Finding]:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        yield Finding(steps, f"{', '.join(doubled)} is named twice", f"{what} that differ")


def decision(
    at: Steps, key: str, names: tuple[str, ...], decide: str | Decision, weights: Mapping[str, float]
) -> Iterator[Finding]:
    """Check that those at a table can decide, that nobody decides alone, and that weights count."""
    for name in weights:
        if name not in names:
            yield Finding((*at, "weights", name), f"{name} does not sit here", listed(names), nearest(name, names))
    if weights and (not isinstance(decide, Decision) or decide.share is None):
        said = f"`weights` has no effect, as `{key}` asks for no share of them"
        yield Finding((*at, "weights"), said, f"`{key}: {{share: 0.6}}`, or no weights", warning=True)
    if not isinstance(decide, Decision) or not (decide.majority or decide.share or decide.must):
        return
    at = (*at, key)
    yield from _distinct((*at, "must"), decide.must, "parties")
    strangers = [name for name in decide.must if name not in names]
    for name in strangers:
        place = decide.must.index(name)
        yield Finding((*at, "must", place), f"{name} does not sit here", listed(names), nearest(name, names))
    if decide.majority is not None and decide.majority > len(names):
        said = f"a majority of {decide.majority} cannot be reached by {plural(len(names), 'party', 'parties')}"
        yield Finding((*at, "majority"), said, f"2 to {len(names)}")
    if len(names) > MOST_PARTIES:
        said = f"{len(names)} parties are too many to weigh every set of them that is enough"
        yield Finding(at, said, f"up to {MOST_PARTIES} parties, or unanimity")
        return
    if strangers or (decide.majority or 0) > len(names) or not len(names) == len({*names}) > 1:
        return
    sets = winning(names, decide, weights)
    alone = [names[one[0]] for one in sets if len(one) == 1]
    if alone:
        yield Finding(at, f"the yes of {alone[0]} alone is enough", "a rule that takes the yes of two or more")
    needed = {place for one in sets for place in one}
    for place, name in enumerate(names):
        if place not in needed:
            said = f"the yes of {name} is never needed"
            yield Finding(at, said, "a rule under which it may be, or a party less", warning=True)


def drafting(at: Steps, stage: Talks | Proposal) -> Iterator[Finding]:
    """Check that the method fits the table, and that the mandate leaves something."""
    if stage.method == "nash" and len(stage.parties) != 2:
        said = f"`nash` lies between two parties, and {len(stage.parties)} are given"
        yield Finding((*at, "method"), said, "two parties, or another method: compromise, median")
    if stage.method == "nash" and "saliences" in stage.model_fields_set:
        said = "`saliences` has no effect: the Nash solution is of utilities, in which saliences are relative"
        yield Finding((*at, "saliences"), said, "another method: compromise, median", warning=True)
    for issue, line in stage.mandate.items():
        if line.min is not None and line.max is not None and line.min.support[1] > line.max.support[0]:
            yield Finding((*at, "mandate", issue), "min can lie above max, which leaves no text", "min up to max")


def protocols(scenario: Scenario) -> Iterator[Finding]:
    """Check that talks have all that their protocol needs, and nothing that it has no use for."""
    for place, stage in enumerate(scenario.process):
        if not isinstance(stage, Talks):
            continue
        at = ("process", place)
        if stage.protocol == "single_text":
            yield from drafting(at, stage)
            if not stage.mediators:
                yield Finding((*at, "protocol"), "`single_text` needs somebody who writes it", "`mediators: [...]`")
            if stage.agenda:
                said = "an agenda says when offers move on an issue, and a single text is on all at once"
                yield Finding((*at, "agenda"), said, "`covers: [...]` for the issues that it is on")
            continue
        for name in Drafting.model_fields:
            if name in stage.model_fields_set:
                said = f"`{name}` has no effect: nobody writes a text in talks by offers"
                yield Finding((*at, name), said, "`protocol: single_text`", warning=True)


def coverage(scenario: Scenario) -> Iterator[Finding]:
    """Check that an interim agreement is on something, and that its agenda is on the same."""
    for place, stage in enumerate(scenario.process):
        if not isinstance(stage, Talks) or not stage.covers:
            continue
        at = ("process", place)
        for number, item in enumerate(stage.agenda):
            for inside, issue in enumerate(item.issues):
                if issue not in stage.covers:
                    steps = (*at, "agenda", number, "issues", inside)
                    yield Finding(
                        steps, f"`{issue}` is not among the issues that `covers` names", listed(stage.covers)
                    )
        for number, option in enumerate(stage.options):
            said = f"`{option.text}` is a whole text, and these talks deal with some issues only"
            yield Finding((*at, "options", number, "text"), said, "no options, or all issues")
        if {*stage.covers} >= {*scenario.issues}:
            yield Finding((*at, "covers"), "`covers` has no effect: it names every issue", "fewer, or none",
                          warning=True)  # fmt: skip
        elif scenario.status_quo is None:
            said = "some issues are left as they are, and no `status_quo` says how they are"
            yield Finding((*at, "covers"), said, "`status_quo:` with a text", warning=True)


def talks(scenario: Scenario) -> Iterator[Finding]:
    """Check who talks, who mediates, and that options are tabled while there is time."""
    for place, stage in enumerate(scenario.process):
        if not isinstance(stage, Talks):
            continue
        at = ("process", place)
        yield from _distinct((*at, "parties"), stage.parties, "parties")
        yield from decision(at, "decide", stage.parties, stage.decide, stage.weights)
        yield from _distinct((*at, "mediators"), stage.mediators, "mediators")
        yield from _signatures(stage, at)
        both = [name for name in stage.mediators if name in stage.parties]
        if both:
            yield Finding((*at, "mediators"), f"{both[0]} mediates between itself and another", "somebody else")
        yield from _time_is_up(scenario, stage, at)
        longest = (
            stage.weeks.support[1] if stage.weeks is not None
            else ((stage.deadline or scenario.calendar.end) - (stage.first_day or scenario.calendar.start)).days / 7
        )  # fmt: skip
        longest += sum(one.weeks.support[1] for one in stage.more_time.values())
        for number, option in enumerate(stage.options):
            if option.after_weeks > longest:
                said = f"week {option.after_weeks} never comes: the talks last {longest:g} weeks at most"
                yield Finding((*at, "options", number, "after_weeks"), said, warning=True)


def _signatures(stage: Talks, at: Steps) -> Iterator[Finding]:
    """Check that who signs for another sits here and the other does not, and that one can be left out."""
    for absent, party in stage.signs_for.items():
        if party not in stage.parties:
            said = f"{party} does not sit here, and signs for nobody"
            yield Finding((*at, "signs_for", absent), said, listed(stage.parties), nearest(party, stage.parties))
        if absent in stage.parties:
            said = f"{absent} sits here, and signs itself"
            yield Finding((*at, "signs_for", absent), said, "somebody who does not sit here")
    if "left_out" in stage.model_fields_set and len(stage.coalitions) == 1:
        said = "`left_out` has no effect: without those whose yes is needed nothing is agreed"
        yield Finding((*at, "left_out"), said, "`decide:` with a majority or a share", warning=True)


def _time_is_up(scenario: Scenario, stage: Talks, at: Steps) -> Iterator[Finding]:
    first = stage.first_day or scenario.calendar.start
    if stage.deadline is not None and stage.deadline <= first:
        said = f"time is up on {stage.deadline}, before the talks open on {first}"
        yield Finding((*at, "deadline"), said, "a later day")
    for path, one in stage.more_time.items():
        if one.weeks.support[1] <= 0:
            block, *place = path.split(".")
            yield Finding((*at, block, *map(int, place)), "this gives no time", "`weeks:` above 0", warning=True)


def proposals(scenario: Scenario) -> Iterator[Finding]:
    """Check who proposes, whom it concerns, and that the mandate leaves something."""
    for place, stage in enumerate(scenario.process):
        if not isinstance(stage, Proposal):
            continue
        at = ("process", place)
        yield from _distinct((*at, "parties"), stage.parties, "parties")
        yield from decision(at, "consent", stage.parties, stage.consent, stage.weights)
        yield from _source(scenario, place, stage)
        yield from drafting(at, stage)


def _source(scenario: Scenario, place: int, stage: Proposal) -> Iterator[Finding]:
    """Check where the text of a proposal comes from, and that what is binding is asked of nobody."""
    at = ("process", place)
    if stage.revises is not None:
        writing = [
            one.name for one in scenario.process[:place]
            if isinstance(one, Proposal) or (isinstance(one, Talks) and one.protocol == "single_text")
        ]  # fmt: skip
        if stage.text is not None:
            yield Finding((*at, "revises"), "`text` says already which text it is", "one of the two")
        elif stage.revises not in writing:
            said = f"`{stage.revises}` leaves no text before this stage"
            allowed = listed(writing) or "an earlier proposal, or talks on a single text"
            yield Finding((*at, "revises"), said, allowed, nearest(stage.revises, writing))
    if stage.text is not None:
        for name in ("method", "from_offers"):
            if name in stage.model_fields_set:
                said = f"`{name}` has no effect: `text` says which text it is"
                yield Finding((*at, name), said, "no text, so that one is drafted", warning=True)
    if stage.binding:
        for name in ("consent", "weights", "on_failure", "expected"):
            if name in stage.model_fields_set:
                said = f"`{name}` has no effect: what is binding is asked of nobody, and never refused"
                yield Finding((*at, name), said, "`binding: false`, or nothing here", warning=True)


def declarations(scenario: Scenario) -> Iterator[Finding]:
    """Check who declares, and who backs it."""
    states = ("state", "bloc")
    for place, stage in enumerate(scenario.process):
        if isinstance(stage, Declaration):
            at = ("process", place)
            yield from of_kind(scenario, (*at, "declarer"), [stage.declarer], ("party",), "declares")
            for name in stage.sponsors:
                yield from of_kind(scenario, (*at, "sponsors", name), [name], states, "backs a declaration")
        if isinstance(stage, Act):
            yield from _act(stage, ("process", place))


def _act(stage: Act, at: Steps) -> Iterator[Finding]:
    """Check that nobody backs itself, and that what is said of backing, and of acting alone, has a part."""
    yield from _distinct((*at, "by"), stage.by, "actors")
    for name in stage.backers:
        if name in stage.by:
            yield Finding((*at, "backers", name), f"{name} may act itself, and needs no backing of its own", "others")
    without = () if stage.backers else ("quorum", "lasting_reluctance")
    for name in (one for one in without if one in stage.model_fields_set):
        said = f"`{name}` has no effect: nobody's backing counts here"
        yield Finding((*at, name), said, "`backers:` with those whose backing counts", warning=True)
    if stage.alone_during or (stage.backers and stage.chance is None):
        return
    said, allowed = "where no backing counts, each acts as it sees fit", "`backers:`, or `alone_during:`"
    if stage.chance is not None:
        said, allowed = "`chance` decides at once", "no `chance`"
    for name in (one for one in ("alone_chance", "alone_opens") if one in stage.model_fields_set):
        yield Finding((*at, name), f"`{name}` has no effect: {said}", allowed, warning=True)


def ratifications(scenario: Scenario) -> Iterator[Finding]:
    """Check who votes, that enough votes can be had, and that a no leaves something."""
    for place, stage in enumerate(scenario.process):
        if not isinstance(stage, Ratification):
            continue
        at = ("process", place)
        if not stage.bodies:
            yield Finding(at, "nobody votes", "some of `referendums`, `chambers`, `governments`")
            continue
        for block, names in (("chambers", stage.chambers), ("governments", stage.governments)):
            before = {**stage.referendums, **(stage.chambers if block == "governments" else {})}
            for name in names:
                if name in before:
                    yield Finding((*at, block, name), f"the name `{name}` is given twice", "each body once")
        if stage.needs is not None and stage.needs > len(stage.bodies):
            said = f"{stage.needs} of {plural(len(stage.bodies), 'body', 'bodies')} can never say yes"
            yield Finding((*at, "needs"), said, f"1 to {len(stage.bodies)}")
        for name, chamber in stage.chambers.items():
            yield from _majority(chamber, (*at, "chambers", name))
        for name, vote in stage.referendums.items():
            yield from _can_pass(vote, (*at, "referendums", name))
        yield from _no_leaves_something(scenario, stage, at)


def _majority(chamber: Chamber, at: Steps) -> Iterator[Finding]:
    seats = sum(chamber.seats.values())
    if chamber.majority is not None and chamber.majority > seats:
        said = f"a majority of {chamber.majority} cannot be reached with {plural(seats, 'seat')}"
        yield Finding((*at, "majority"), said, f"1 to {seats}")


def _can_pass(vote: Referendum, at: Steps) -> Iterator[Finding]:
    highest = vote.turnout.support[1]
    if highest < vote.quorum.support[0]:
        said = f"the quorum is never reached, as turnout is {highest:g} at most"
        yield Finding((*at, "quorum"), said, f"up to {highest:g}", warning=True)
    elif highest <= vote.of_all.support[0]:
        said = f"a yes of {vote.of_all.support[0]:g} of all is never reached, as turnout is {highest:g} at most"
        yield Finding((*at, "of_all"), said, f"below {highest:g}", warning=True)


def _no_leaves_something(scenario: Scenario, stage: Ratification, at: Steps) -> Iterator[Finding]:
    voting = dict.fromkeys(group for body in stage.bodies for group in stage.groups(body))
    lacking = [name for name in voting if name in scenario.actors and scenario.actors[name].fallback is None]
    if scenario.status_quo is None and lacking:
        said = f"{stage.name} votes on a text, and no `status_quo` says what is in force if it is rejected"
        allowed = f"a text: {', '.join(scenario.texts)}" if scenario.texts else "a text"
        yield Finding(at, said, f"`status_quo:` with {allowed}")
