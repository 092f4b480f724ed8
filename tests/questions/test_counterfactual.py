"""Counterfactuals are exact: what does not change, does not change to the last bit."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.questions.counterfactual.changes import leaves
from sim.questions.counterfactual.counterfactual import counterfactual
from sim.questions.counterfactual.intervention import Intervention, read_intervention
from sim.questions.counterfactual.parting import NEVER, differing, is_decided
from sim.questions.counterfactual.replay import Course
from sim.runs.block import rows_of
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.quantity import Quantity
from sim.scenario.reader import read_scenario, varied

FIVE = "scenarios/kosovo/five_actors.yaml"
LIKE_OURS = {"outcome": "coordinated_declaration"}


@cache
def ensemble():
    return sim.run(FIVE, runs=160, seed=5)


def do(tmp_path, day, **changes):
    file = tmp_path / "do.yaml"
    lines = "\n".join(f"  {path.replace('__', '.')}: {value}" for path, value in changes.items())
    file.write_text(f"from: {day}\nset:\n{lines}\n", encoding="utf-8")
    return file


def same(one, other):
    return one.rows.to_pandas().equals(other.rows.to_pandas())  # of equal types, and nothing equals nothing


def everything(model):
    """Every array in a model, by where it is kept."""
    parts = {"setting": model.world, **model.actors, **{stage.name: stage for stage in model.stages}}
    for where, part in parts.items():
        for name, value in vars(part).items():
            inner = list(value.values()) if isinstance(value, dict) else value
            for place, item in enumerate(inner if isinstance(inner, list | tuple) else [inner]):
                for row, array in enumerate(item if isinstance(item, list | tuple) else [item]):
                    if isinstance(array, np.ndarray) and array.dtype != object:
                        yield f"{where}.{name}.{place}.{row}", array
    yield from model.records.columns.items()
    yield "stage", model.whereabouts.stage


def test_the_replayed_runs_are_those_that_match():
    asked = counterfactual(ensemble(), LIKE_OURS, settings=["actors.russia.veto=false"])
    kept = ensemble().table
    kept = kept[kept["outcome"] == "coordinated_declaration"].reset_index(drop=True)
    assert asked.comparison.before.table.astype(object).equals(kept.astype(object))


def test_a_setting_that_changes_nothing_gives_identical_rows():
    asked = counterfactual(ensemble(), LIKE_OURS, settings=["actors.russia.veto=true"])
    assert same(asked.comparison.before, asked.comparison.after)
    assert set(asked.paths.anything) == {NEVER}
    assert asked.parting()["never"] == len(asked.runs)


def test_an_intervention_that_changes_nothing_gives_identical_rows():
    scenario = ensemble().scenario
    idle = Intervention(scenario, dt.date(2007, 3, 5), scenario.calendar.week_of(dt.date(2007, 3, 5)))
    asked = counterfactual(ensemble(), LIKE_OURS, do=idle)
    assert same(asked.comparison.before, asked.comparison.after)
    assert set(asked.paths.anything) == {NEVER}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"actors__russia__veto": "true", "process__council__majority": 9},
            ["3:3: actors.russia.veto: this is true already, and nothing else changes; allowed: another value",
             "4:3: process.council.majority: this is 9 already, and nothing else changes; allowed: another value"],
        ),
        (
            {"process__troika__prepare_weeks": "{low: 1, mode: 2.5, high: 4, note: so}"},
            ["3:3: process.troika.prepare_weeks: this is so already, and nothing else changes; "
             "allowed: another value"],
        ),
    ],
)  # fmt: skip
def test_a_file_that_changes_nothing_is_refused_with_what_is_so_already(tmp_path, changes, said):
    file = do(tmp_path, "2007-03-05", **changes)
    with pytest.raises(ScenarioFault) as told:
        read_intervention(file, read_scenario(FIVE))
    assert str(told.value) == "\n".join(f"{file}:{line}" for line in said)


def test_a_file_that_sets_nothing_is_refused(tmp_path):
    file = tmp_path / "do.yaml"
    file.write_text("from: 2007-03-05\nset: {}\n", encoding="utf-8")
    with pytest.raises(ScenarioFault) as told:
        read_intervention(file, read_scenario(FIVE))
    assert str(told.value) == f"{file}:2:1: set: nothing is set; allowed: `dotted.path: value` lines"


def test_beside_what_changes_what_does_not_is_said_in_a_warning(tmp_path):
    file = do(tmp_path, "2007-03-05", actors__russia__veto="false", process__council__majority=9)
    _, warnings = read_intervention(file, read_scenario(FIVE))
    said = "process.council.majority: warning: this is 9 already; setting it changes nothing"
    assert [str(warning) for warning in warnings] == [f"{file}:4:3: {said}"]


def test_the_changed_scenario_is_the_one_that_is_run_outright():
    asked = counterfactual(ensemble(), settings=["actors.russia.veto=false"])
    outright = sim.run(read_scenario(FIVE, ["actors.russia.veto=false"]), runs=160, seed=5)
    assert same(asked.comparison.after, outright)


def test_up_to_its_day_an_intervention_changes_nothing_at_all(tmp_path):
    scenario = read_scenario(FIVE)
    file = do(tmp_path, "2007-06-04", actors__russia__veto="false", actors__russia__blocking_cost=0.9,
              actors__pristina__position__status=0.6, process__troika__weeks=8)  # fmt: skip
    acting, _ = read_intervention(file, scenario)
    one, other = (Course(scenario, 5, 0, np.arange(200), change) for change in (None, acting))
    for _ in range(acting.week):
        one.step()
        other.step()
    first, second = dict(everything(one.model)), dict(everything(other.model))
    assert first.keys() == second.keys()
    assert len(first) > 200
    for name, array in first.items():
        assert array.tobytes() == second[name].tobytes(), name
    for _ in range(8):
        one.step()
        other.step()
    assert differing(one.model, other.model).any()


def test_paths_part_on_the_day_at_the_earliest(tmp_path):
    asked = counterfactual(ensemble(), LIKE_OURS, do=do(tmp_path, "2007-07-02", actors__russia__veto="false"))
    calendar = ensemble().scenario.calendar
    assert calendar.date_of(int(asked.paths.anything[asked.paths.anything != NEVER].min())) >= dt.date(2007, 7, 2)
    assert len(asked.changed) > 50
    ends = asked.comparison.after.column("ended_on")
    assert (ends >= np.datetime64("2007-07-02")).all()


@pytest.mark.parametrize(
    ("day", "path", "value"),
    [
        # What it brings to have declared, once it is declared: nothing but what is had in the end.
        ("2008-02-18", "actors.pristina.premiums.declaration.coordinated", -0.5),
        ("2008-02-04", "actors.contact_group.delay_weight", 0.9),
        ("2007-07-02", "actors.russia.veto", "false"),
    ],
)
def test_runs_that_part_are_those_whose_rows_differ(tmp_path, day, path, value):
    asked = counterfactual(ensemble(), LIKE_OURS, do=do(tmp_path, day, **{path: value}))
    one, other = (side.rows.to_pandas().filter(regex="^(?!in[.])").astype(object)
                  for side in (asked.comparison.before, asked.comparison.after))  # fmt: skip
    differs = ((one != other) & ~(one.isna() & other.isna())).any(axis=1)
    assert differs.any()
    assert (asked.paths.anything != NEVER).tolist() == differs.tolist()
    assert asked.paths.anything[differs].min() >= asked.intervention.week


FEW = np.arange(32)

CHANGEABLE = [
    ("actors.russia.position.status", 0.9),
    ("actors.pristina.red_lines.status.min", 0.99),
    ("actors.belgrade.tactic.beta", 0.9),
    ("actors.contact_group.premiums.declaration.coordinated", -0.5),
    ("actors.envoy.own_view", 0.0),
    ("actors.russia.veto", False),
    ("actors.russia.blocking_cost", 0.95),
    ("process.vienna.weeks", 20),
    ("process.proposal.mandate.status.max", 0.5),
    ("process.council.lost_vote_cost", 1.0),
    ("process.council.majority", 14),
    ("process.council.other_seats.china.chance_of_yes", 1.0),
    ("process.council.opens", "2007-11-05"),
    ("process.troika.extension.chance", 1.0),
    ("process.declaration.sponsors.contact_group.reluctance", 500),
    ("events.serbian_runoff.chance", 0.0),
]
"""One of each kind of place, and what is no number; `test_every_number_on_a_day.py` tries every number there is."""


def rows_after(course):
    """Every column that a course leaves, but for the numbers drawn."""
    while not course.over:
        course.step()
    course.model.settle()
    rows = rows_of(course.model)
    return rows.select([name for name in rows.column_names if not name.startswith("in.")]).to_pandas()


@cache
def five():
    return read_scenario(FIVE)


@cache
def unchanged():
    return rows_after(Course(five(), 5, 0, FEW))


@pytest.mark.parametrize(("path", "value"), CHANGEABLE)
def test_before_anything_happens_a_change_on_a_day_is_one_from_the_start(tmp_path, path, value):
    """Nothing happens in the first weeks; so whatever a number goes into must take its change on a day as well."""
    scenario = five()
    written = str(value).lower() if isinstance(value, bool) else value
    acting, _ = read_intervention(do(tmp_path, "2005-11-21", **{path: written}), scenario)
    assert acting.week == 1
    outright = rows_after(Course(varied(scenario, [f"{path}={written}"]).scenario, 5, 0, FEW))
    assert outright.equals(rows_after(Course(scenario, 5, 0, FEW, acting)))
    assert not outright.equals(unchanged()), "a change that makes no difference shows nothing"


NEITHER = "this cannot change on a day: the numbers of what is there can, and nothing comes up or goes; allowed"
WHATEVER = {
    "a kind": ("actors.pristina.tactic", "{kind: firm}"),
    "a count": ("process.council.most_drafts", 1),
    "what is in force": ("status_quo", "ahtisaari"),
    "sponsors": ("process.declaration.sponsors", "{contact_group: {reluctance: 0.1}, russia: {reluctance: 0.0}}"),
    "more time": ("process.vienna.extension", "{weeks: 10, chance: 0.5}"),
}
"""What cannot change on a later day."""


@pytest.mark.parametrize(("path", "value"), WHATEVER.values(), ids=WHATEVER)
def test_in_the_first_week_anything_may_change_and_is_a_change_from_the_start(tmp_path, path, value):
    """It was accepted, and ignored or met with an error."""
    scenario = five()
    acting, _ = read_intervention(do(tmp_path, "2005-11-14", **{path: value}), scenario)
    assert acting.week == 0
    outright = rows_after(Course(varied(scenario, [f"{path}={value}"]).scenario, 5, 0, FEW))
    assert outright.equals(rows_after(Course(scenario, 5, 0, FEW, acting)))
    assert not outright.equals(unchanged())


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (
            "process.declaration.sponsors",
            "{contact_group: {reluctance: 0.1}, russia: {reluctance: 0.0}}",
            f"process.declaration.sponsors: {NEITHER}",
        ),
        ("actors.pristina.factions", "{one: {following: 0.5}, other: {following: 0.5}}", NEITHER),
        ("actors.pristina.beliefs.declaration.coordinated.chance", 0.1, "believes at the start"),
        ("texts.declared.status", 0.3, "a text is what it says"),
        ("process.council.most_drafts", 3, "this cannot change on a day"),
        ("calendar.end", "2008-11-11", "this cannot change on a day"),
        ("actors.russia.vto", "false", "did you mean actors.russia.veto?"),
        ("actors.russia.deference", 2_000, "out of range"),
    ],
)
def test_what_cannot_change_on_a_day_is_refused(tmp_path, path, value, said):
    file = do(tmp_path, "2007-01-01", **{path: value})
    with pytest.raises(ScenarioFault) as told:
        read_intervention(file, read_scenario(FIVE))
    assert f"{file}:3:" in str(told.value)
    assert said in str(told.value)


def test_a_day_outside_the_calendar_is_refused(tmp_path):
    with pytest.raises(ScenarioFault, match="outside the calendar"):
        read_intervention(do(tmp_path, "2011-01-01", actors__russia__veto="false"), read_scenario(FIVE))


def test_leaves_are_all_that_a_scenario_says():
    scenario = read_scenario(FIVE)
    found = dict(leaves(scenario))
    assert found["actors.russia.veto"] is True
    assert isinstance(found["process.council.other_seats.china.chance_of_yes"], Quantity)
    assert found["calendar.start"] == dt.date(2005, 11, 14)


def test_the_veto_and_the_promise_each_move_histories_like_ours():
    for settings in (["actors.russia.veto=false"], ["actors.contact_group.premiums.declaration.coordinated=-0.5"]):
        asked = counterfactual(ensemble(), LIKE_OURS, settings=settings)
        assert len(asked.changed) > len(asked.runs) / 2


def test_a_pair_of_stories_is_the_run_and_what_would_have_been():
    asked = counterfactual(ensemble(), LIKE_OURS, settings=["actors.russia.veto=false"])
    before, after = asked.stories()
    number = asked.telling_run()
    assert number in asked.changed
    place = asked.runs.tolist().index(number)
    for told, side in ((before, asked.comparison.before), (after, asked.comparison.after)):
        assert told.entries[-1].numbers["outcome"] == side.scenario.outcome_labels[side.column("outcome")[place]]
        assert all(one.week <= other.week for one, other in pairwise(told.entries))
    with pytest.raises(ValueError, match="does not match"):
        asked.stories(int(max(asked.runs)) + 1)


def test_paths_part_by_a_decision_and_not_by_the_last_digit_of_an_offer():
    """How far a party would go is a number that differs from the first round on; what it says differs later."""
    asked = counterfactual(ensemble(), settings=["actors.belgrade.tactic.flexibility=0.6"])
    anything, decided, decision = asked.paths
    assert ((decided == NEVER) == (decision == "")).all()
    both = decided != NEVER
    assert both.any() and (anything[both] <= decided[both]).all()
    assert np.median(anything[anything != NEVER]) < np.median(decided[both])
    told = asked.parting()
    assert told["never"] == int((~both).sum()) > int((anything == NEVER).sum())
    assert sum(one["runs"] for one in told["decisions"]) == both.sum()
    columns = set(asked.comparison.before.rows.column_names) | {"stage", "consent"}
    assert {one["decision"] for one in told["decisions"]} <= columns


def test_a_decision_is_a_word_a_flag_a_count_or_a_day():
    kinds = {"a.result": np.array(["agreed"], dtype=object), "a.voted": np.array([True]), "a.week": np.array([3])}
    assert all(is_decided(name, values) for name, values in kinds.items())
    assert not is_decided("a.softened", np.array([0.5])) and not is_decided("happened.war", np.array([True]))


def test_summary_is_plain_and_adds_up():
    import json

    asked = counterfactual(ensemble(), LIKE_OURS, settings=["actors.russia.veto=false"])
    said = json.loads(json.dumps(asked.summary()))
    assert said["matching"] == said["runs"] == sum(map(sum, said["flow"]["counts"]))
    assert sum(part["runs"] for part in said["parting"]["weeks"]) + said["parting"]["never"] == said["runs"]


IDLE = ("from 2007-11-05 on nothing hangs on {} in these {} runs: what it decides lies behind them, "
        "or nobody asks for it; --set changes it from the start")  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "idle"),
    [
        ({"process__vienna__weeks": 60}, "process.vienna.weeks"),
        ({"process__vienna__weeks": 60, "process__troika__weeks": 40}, "process.vienna.weeks"),
        # One number of a block lies ahead, and one behind.
        (
            {"actors__pristina__premiums": "{declaration: {coordinated: -0.3}, vienna: {agreed: 0.2}}"},
            "actors.pristina.premiums.vienna.agreed",
        ),
        (
            {"process__vienna__weeks": 60, "process__vienna__round_every_weeks": 6},
            "process.vienna.weeks and process.vienna.round_every_weeks",
        ),
    ],
)
def test_each_number_of_a_block_moves_something_or_is_refused_by_name(tmp_path, changes, idle):
    with pytest.raises(ValueError, match="nothing hangs") as told:
        counterfactual(ensemble(), LIKE_OURS, do=do(tmp_path, "2007-11-05", **changes))
    assert str(told.value) == IDLE.format(idle, np.sum(ensemble().column("outcome") == "coordinated_declaration"))


def test_refusals_are_spoken():
    with pytest.raises(ValueError, match="one of them"):
        counterfactual(ensemble(), LIKE_OURS)
    with pytest.raises(ValueError, match="none of 160 runs matches"):
        counterfactual(ensemble(), {"council.drafts": {"min": 99}}, settings=["actors.russia.veto=false"])


def test_on_the_whole_case_an_intervention_changes_nothing_before_its_day(tmp_path):
    """With influence, recognition, aftermath and unrest as well."""
    scenario = read_scenario("scenarios/kosovo/baseline.yaml")
    file = do(tmp_path, "2007-06-04", actors__russia__veto="false", actors__pristina__position__status=0.6)
    acting, _ = read_intervention(file, scenario)
    one, other = (Course(scenario, 5, 0, np.arange(24), change) for change in (None, acting))
    for _ in range(acting.week):
        one.step()
        other.step()
    second = dict(everything(other.model))
    for name, array in everything(one.model):
        assert array.tobytes() == second[name].tobytes(), name
    for _ in range(12):
        one.step()
        other.step()
    assert differing(one.model, other.model).any()
