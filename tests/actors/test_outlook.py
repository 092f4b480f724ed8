"""What an actor looks forward to, against playing out every course that the process may take."""

import itertools
from dataclasses import dataclass, field

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.actors.outlook import Ahead
from sim.model import StatusTalks
from sim.scenario.format.stages.stage import END, NOTHING, TABLE, Onward
from sim.scenario.reader import read_scenario

SHARE = st.floats(0, 1, allow_subnormal=False)
TEXTS = {"plan": 0.3, "old": 0.7}
"""What named texts are worth."""


@dataclass
class Stage:
    """A stage that ends in one of its results, each with a chance, a premium, what follows, and what it enacts."""

    name: str
    ways: dict[str, tuple[float, float, str, str]]
    consenting: tuple[str, ...] = ()
    sure: str = ""
    lays: str | None = None
    """The text that it lays on the table in place of what lies there."""

    def onward(self, result):
        return Onward(to=self.ways[result][2])


@dataclass
class Process:
    """Stages of which each leads only to later ones or to the end."""

    process: list[Stage]
    weeks: dict[str, float] = field(default_factory=dict)

    def puts_in_force(self, stage, result):
        return next(one for one in self.process if one.name == stage).ways[result][3]

    def is_over(self, following):
        return following == END


class Eyes:
    """Whoever believes the chances that stand in the process; with consent, half of each but the first.

    With a text before them that another stage laid on the table, all results are as likely.
    """

    def chances(self, stage, consented, laid_by=""):
        chances = {result: way[0] for result, way in stage.ways.items()}
        if laid_by not in ("", stage.name):
            chances = dict.fromkeys(chances, 1 / len(chances))
        if consented:
            first, *others = chances
            chances |= {result: chances[result] / 2 for result in others}
            chances[first] = 1 - sum(chances[result] for result in others)
        return {result: np.array([chance]) for result, chance in chances.items()}

    def premium(self, stage, result):
        return PREMIUMS[stage, result]

    def worth_in_force(self, text):
        return np.array([TEXTS[text]])


PREMIUMS = {}


@st.composite
def processes(draw):
    """Up to eight stages with up to three results each; some say that all consent to the text, or that not all do."""
    count = draw(st.integers(1, 8))
    stages = []
    for place in range(count):
        results = [f"r{number}" for number in range(draw(st.integers(1, 3)))]
        weights = np.array([draw(st.floats(0.01, 1)) for _ in results])
        ways = {}
        for result, chance in zip(results, weights / weights.sum(), strict=True):
            premium = PREMIUMS[f"s{place}", result] = draw(st.floats(-0.5, 0.5))
            following = draw(st.sampled_from([END, *(f"s{later}" for later in range(place + 1, count))]))
            ways[result] = float(chance), premium, following, draw(st.sampled_from([TABLE, NOTHING, "plan", "old"]))
        consenting = draw(st.sampled_from([(), ("r0",)]))
        lays = draw(st.sampled_from([None, None, *TEXTS]))
        stages.append(Stage(f"s{place}", ways, consenting, lays=lays))
    return Process(stages, {stage.name: draw(st.floats(0, 100)) for stage in stages})


OVERRULED = 0.15
"""What less a text is worth that is put in force without consent, where a stage has laid it on the table."""


def laid(case, stage):
    """What the text of a stage is worth, with everybody's consent and without."""
    worth = TEXTS[next(one for one in case.process if one.name == stage).lays]
    return np.array([worth]), np.array([worth - OVERRULED])


def played_out(case, name, consented, worth, values, laid_by=""):
    """Return worth and weeks of every course of events from a stage on, weighed by its chance."""
    if name == END:
        return worth, 0.0
    stage = next(one for one in case.process if one.name == name)
    if stage.lays:
        consented, laid_by = False, name
        values = dict(zip(("agreed", "imposed"), (one.item() for one in laid(case, name)), strict=True))
    total, lasting = 0.0, case.weeks[name]
    for result, chance in Eyes().chances(stage, consented, laid_by).items():
        later, more = after(case, stage, result, consented, worth, values, laid_by)
        total += chance.item() * later
        lasting += chance.item() * more
    return total, lasting


def after(case, stage, result, consented, worth, values, laid_by=""):
    _, premium, following, puts = stage.ways[result]
    if stage.consenting:
        consented = result in stage.consenting
    if puts == TABLE:
        worth = values["agreed" if consented else "imposed"]
    elif puts != NOTHING:
        worth = TEXTS[puts]
    later, weeks = played_out(case, following, consented, worth, values, laid_by)
    return premium + later, weeks


@settings(max_examples=100)
@given(processes(), SHARE, SHARE, SHARE)
def test_alpha_and_beta_are_what_playing_out_every_course_gives(case, agreed, imposed, now):
    ahead = Ahead(case, Eyes(), case.weeks, 1)
    values = {"agreed": agreed, "imposed": imposed}
    for stage in case.process:
        for consented in (False, True):
            if not (stage.lays and consented):
                found = ahead.before(stage.name + ("+" if consented else ""))
                worth, weeks = played_out(case, stage.name, consented, now, values)
                np.testing.assert_allclose(worth_of(case, found, agreed, imposed, now), worth, atol=1e-9)
                np.testing.assert_allclose(found.weeks, weeks, rtol=1e-9)
            for result in stage.ways:
                found = ahead.after(stage.name, result, consented)
                worth, weeks = after(case, stage, result, consented, now, values)
                np.testing.assert_allclose(worth_of(case, found, agreed, imposed, now), worth, atol=1e-9)
                np.testing.assert_allclose(found.weeks, weeks, rtol=1e-9, atol=1e-12)


def worth_of(case, found, agreed, imposed, now):
    """What is to come, the texts that stages lay on the table included."""
    return found.worth(agreed, imposed, now) + found.worth_of_laid(lambda stage: laid(case, stage))


@given(SHARE, SHARE, SHARE)
def test_kosovo_with_two_beliefs_is_the_old_formula(block, backing, text):
    council = Stage("council", {"adopted": (1 - block, 0, END, TABLE), "blocked": (block, 0, "declaration", NOTHING)})
    declaration = Stage("declaration", {"backed": (backing, 0, END, "plan"), "none": (1 - backing, 0, END, NOTHING)})
    PREMIUMS.update({(one.name, result): 0.0 for one in (council, declaration) for result in one.ways})
    case = Process([council, declaration], {"council": 0.0, "declaration": 0.0})
    by_hand = (1 - block) * text + block * (backing * TEXTS["plan"] + (1 - backing) * TEXTS["old"])
    found = Ahead(case, Eyes(), case.weeks, 1).before("council").worth(text, text, TEXTS["old"])
    np.testing.assert_allclose(found, by_hand, atol=1e-12)


def test_what_is_kept_of_an_outlook_is_what_it_would_be_anew():
    model = StatusTalks(read_scenario("scenarios/kosovo/five_actors.yaml"), places=np.arange(40))
    world, runs = model.world, np.arange(40)
    for week in model.weeks():
        for actor in model.actors.values() if week % 20 == 0 else ():
            anew = Ahead(model.case, actor, world.weeks_of, 40)
            worth = actor.value(world.in_force, runs)
            np.testing.assert_array_equal(actor.in_force(runs), np.where(np.isnan(worth), 0.0, worth))
            for stage in model.case.process:
                for result, consented in itertools.product(stage.results, (False, True)):
                    kept, new = (view.after(stage.name, result, consented) for view in (actor.ahead(), anew))
                    for part in ("agreed", "imposed", "stays", "constant", "weeks"):
                        np.testing.assert_array_equal(getattr(kept, part), getattr(new, part))
                    if not new.may_be_agreed and not new.may_be_imposed:
                        left = new.worth(0.0, 0.0, actor.in_force(runs)) - actor.cost_of_weeks(new.weeks, runs)
                        rest = actor.worth_after(stage.name, result, None, runs, consented)
                        np.testing.assert_array_equal(rest, left)
