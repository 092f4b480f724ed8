"""Recognition (R13): profiles and queues give what each state by itself would, and every number pulls its way."""

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.process.stage import NEVER
from sim.rules.recognition import WEEKS_A_YEAR, exponential_threshold

from .conformance import NEVER_LEFT, StageConformance

STATES = {
    **{f"both{n}": {"blocs": ["union", "north"]} for n in range(4)},
    **{f"north{n}": {"blocs": ["north"]} for n in range(5)},
    **{f"south{n}": {"blocs": ["south"]} for n in range(6)},
    "stateless": {"blocs": []},
    "never_union": {"blocs": ["union", "north"], "refuses": True},
    "never_south": {"blocs": ["south"], "refuses": True},
}
WAVE = {
    "name": "wave",
    "states": STATES,
    "coefficients": {"constant": -3.0, "log_weeks": -0.4, "union": 1.0, "south": -0.5},
    "bandwagon": 1.5,
    "alone": -2.0,
    "count_at_weeks": [2, 7, 30],
    "count_blocs": ["union", "south"],
}
ALONE = {
    "process.0.declaration.sponsors.friends.reluctance": 50.0,
    "process.0.declaration.alone_chance": 1.0,
    "actors.east.premiums.day.alone": 0.4,
}
RUNS = 48
SLOW = {**WAVE, "coefficients": {**WAVE["coefficients"], "weeks": -0.05}, "background": -4.5}
"""A pulse that fades, and a slow process beside it."""


@pytest.fixture
def wave(day):
    """The east declares with its friends' backing, and eighteen states recognise or do not."""

    def make(changes=None):
        after = {"process.0.declaration.on_success": "wave", "process.0.declaration.on_alone": "wave"}
        return day({**after, "process.1": {"recognition": WAVE}, **(changes or {})})

    return make


def drawn(model, row):
    """One row of thresholds a state: for recognition the first, for withdrawal the second of its stream."""
    streams = model.world.streams
    uniform = [streams.uniform("stage", "wave", "state", name, rows=2)[row] for name in STATES]
    return exponential_threshold(np.stack(uniform))


def members_of(bloc):
    return [name for name, state in STATES.items() if bloc in state["blocs"]]


def by_hand(model, spec=WAVE, yearly=0.0):
    """Who recognises by each week, and who has withdrawn, if every state is played by itself.

    Gives ``{elapsed: (states, runs)}`` of both.
    """
    names, runs = list(STATES), model.world.runs
    threshold, patience = drawn(model, 0), drawn(model, 1)
    recognised, withdrawn, heat = (np.zeros((len(names), runs)) for _ in range(3))
    backed = model.records.columns["day.backing"] > 0
    refuses = np.array([[STATES[name].get("refuses", False)] for name in names])
    (began,) = set(model.stages[1].began.tolist())
    held, standing, gone = np.zeros((len(names), runs)), {}, {}
    for elapsed in range(model.case.calendar.weeks - began):
        recognises = (recognised > 0) & (withdrawn == 0)
        standing[elapsed], gone[elapsed] = recognises, withdrawn.copy()
        hazard = np.zeros_like(heat)
        for place, name in enumerate(names):
            state = STATES[name]
            log = spec["coefficients"]["constant"] + spec["coefficients"]["log_weeks"] * np.log1p(elapsed)
            log = log + spec["coefficients"].get("weeks", 0.0) * elapsed
            log = log + sum(spec["coefficients"].get(bloc, 0.0) for bloc in state["blocs"])
            shares = [
                np.mean(
                    [recognises[other] for other, one in enumerate(names) if bloc in STATES[one]["blocs"]], axis=0
                )
                for bloc in state["blocs"]
            ]
            log = log + (spec["bandwagon"] * np.mean(shares, axis=0) if shares else 0.0)
            hazard[place] = np.exp(log + spec["alone"] * ~backed) + np.exp(spec.get("background", -np.inf))
        heat += hazard
        held += recognises * -np.log1p(-yearly) / WEEKS_A_YEAR
        withdrawn = np.maximum(withdrawn, recognises & (held >= patience))
        recognised = np.maximum(recognised, (heat >= threshold) & ~refuses)
    standing["end"], gone["end"] = (recognised > 0) & (withdrawn == 0), withdrawn
    return standing, gone


@pytest.mark.parametrize(
    ("changes", "spec"),
    [({}, WAVE), (ALONE, WAVE), ({"process.1.recognition": SLOW}, SLOW)],
    ids=["backed", "alone", "slow"],
)
def test_profiles_do_what_each_state_by_itself_would(wave, play, changes, spec):
    model = play(wave(changes), RUNS)
    columns = model.records.columns
    assert set(model.records.spelt("ending")) == {"alone" if changes is ALONE else "coordinated"}
    seen, _ = by_hand(model, spec)
    assert "wave.withdrawals" not in columns, "nobody withdraws unless the scenario says so"
    assert columns["wave.standing"].tolist() == seen["end"].sum(axis=0).tolist()
    assert len(set(columns["wave.standing"].tolist())) > 3, "runs differ, or this compares little"
    for week in WAVE["count_at_weeks"]:
        assert columns[f"wave.week_{week}"].tolist() == seen[week].sum(axis=0).tolist()
        for bloc in WAVE["count_blocs"]:
            inside = [bloc in state["blocs"] for state in STATES.values()]
            assert columns[f"wave.{bloc}.week_{week}"].tolist() == seen[week][inside].sum(axis=0).tolist()


def test_counts_grow_and_there_is_none_where_time_was_too_short(wave, play):
    columns = play(wave({"process.1.recognition.count_at_weeks": [2, 30, 500]}), RUNS).records.columns
    assert np.all(columns["wave.week_2"] <= columns["wave.week_30"])
    assert np.all(columns["wave.week_30"] <= columns["wave.standing"])
    assert set(columns["wave.week_500"].tolist()) == {NEVER}


def test_members_of_blocs_may_be_counted_at_weeks_of_their_own(wave, play):
    columns = play(wave({"process.1.recognition.count_blocs_at_weeks": [7, 9]}), RUNS).records.columns
    everywhere = play(wave({"process.1.recognition.count_at_weeks": [2, 7, 9, 30]}), RUNS).records.columns
    assert sorted(name for name in columns if name.startswith("wave.union")) == [
        "wave.union.week_7", "wave.union.week_9",
    ]  # fmt: skip
    for name in (f"wave.{bloc}.week_{week}" for bloc in ("union", "south") for week in (7, 9)):
        assert columns[name].tolist() == everywhere[name].tolist()
    assert columns["wave.week_30"].tolist() == everywhere["wave.week_30"].tolist()


def test_without_hazard_nobody_recognises(wave, play):
    assert (
        not play(wave({"process.1.recognition.coefficients.constant": -50.0})).records.columns["wave.standing"].any()
    )


def test_with_endless_hazard_all_recognise_but_those_who_refuse(wave, play):
    columns = play(wave({"process.1.recognition.coefficients.constant": 20.0})).records.columns
    assert set(columns["wave.standing"].tolist()) == {len(STATES) - 2}
    assert set(columns["wave.union.week_7"].tolist()) == {4}


@pytest.mark.parametrize(
    ("path", "value", "way"),
    [
        ("coefficients.constant", -2.5, 1), ("coefficients.log_weeks", -0.9, -1), ("coefficients.union", 2.0, 1),
        ("coefficients.south", -2.0, -1), ("bandwagon", 4.0, 1), ("bandwagon", 0.0, -1),
    ],
)  # fmt: skip
def test_each_number_moves_every_run_its_way(wave, play, path, value, way):
    before = play(wave(), RUNS).records.columns["wave.week_30"]
    after = play(wave({f"process.1.recognition.{path}": value}), RUNS).records.columns["wave.week_30"]
    moved = way * (after.astype(int) - before)
    assert np.all(moved >= 0), "the thresholds are the same, so no run can move the other way"
    assert moved.sum() > RUNS / 4


def test_time_that_the_file_leaves_out_makes_no_difference(wave, play):
    """Without `log_weeks` the hazard is that of every other week, as with a coefficient of nothing."""
    without = play(wave({"process.1.recognition.coefficients.log_weeks": None}), RUNS).records.columns
    nothing = play(wave({"process.1.recognition.coefficients.log_weeks": 0.0}), RUNS).records.columns
    assert len(set(without["wave.week_7"].tolist())) > 3
    for name in ("wave.standing", "wave.week_2", "wave.week_7", "wave.union.week_30"):
        assert without[name].tolist() == nothing[name].tolist()


def test_who_declares_alone_is_recognised_less_and_only_for_that(wave, play):
    level = {"process.1.recognition.alone": 0.0}
    weeks = "wave.week_30"
    unbacked, same = play(wave(ALONE), RUNS), play(wave({**ALONE, **level}), RUNS)
    assert np.all(unbacked.records.columns[weeks] <= same.records.columns[weeks])
    assert unbacked.records.columns[weeks].sum() < 0.6 * same.records.columns[weeks].sum()
    backed, level_backed = play(wave(), RUNS), play(wave(level), RUNS)
    assert np.array_equal(backed.records.columns[weeks], level_backed.records.columns[weeks])


def test_nobody_recognises_without_a_declaration(wave, play):
    columns = play(wave({"process.0.declaration.sponsors.friends.reluctance": 50.0})).records.columns
    assert not columns["wave.standing"].any()
    assert set(columns["wave.week_2"].tolist()) == {NEVER}


def test_a_run_is_the_same_alone_and_among_others(wave):
    among = StatusTalks(wave(), places=np.arange(8)).run().records.columns
    alone = StatusTalks(wave(), places=np.array([5])).run().records.columns
    for name in ("wave.standing", "wave.week_2", "wave.union.week_30"):
        assert alone[name][0] == among[name][5]


def test_the_chronicle_counts_new_and_all(wave, tell):
    entries = tell(wave(), "recognitions")
    totals = [entry.numbers["total"] for entry in entries]
    assert totals == np.cumsum([entry.numbers["new"] for entry in entries]).tolist()
    assert totals[-1] > 0
    assert not any(entry.numbers["withdrawn"] for entry in entries)


# --- withdrawals ----------------------------------------------------------------------------------------------

OFTEN = {"process.1.recognition.withdrawal": {"yearly_chance": 0.5}}


def test_withdrawals_are_what_each_state_by_itself_would_do(wave, play):
    model = play(wave(OFTEN), RUNS)
    columns = model.records.columns
    standing, gone = by_hand(model, yearly=0.5)
    assert len(set(columns["wave.withdrawals"].tolist())) > 3, "runs differ, or this compares little"
    for name, at_week, seen in (("standing", "week", standing), ("withdrawals", "withdrawals.week", gone)):
        assert columns[f"wave.{name}"].tolist() == seen["end"].sum(axis=0).tolist()
        for week in WAVE["count_at_weeks"]:
            assert columns[f"wave.{at_week}_{week}"].tolist() == seen[week].sum(axis=0).tolist()
    for bloc in WAVE["count_blocs"]:
        inside = [bloc in state["blocs"] for state in STATES.values()]
        assert columns[f"wave.{bloc}.week_30"].tolist() == standing[30][inside].sum(axis=0).tolist()


def test_a_withdrawal_takes_others_along_where_there_is_a_bandwagon(wave, play):
    """States look at how many recognise now: fewer do, and fewer join."""
    without = play(wave(), RUNS).records.columns
    columns = play(wave(OFTEN), RUNS).records.columns
    ever = columns["wave.standing"] + columns["wave.withdrawals"]
    assert np.all(ever <= without["wave.standing"])
    assert ever.sum() < without["wave.standing"].sum()
    level = {"process.1.recognition.bandwagon": 0.0}
    apart = play(wave({**OFTEN, **level}), RUNS).records.columns
    alike = play(wave(level), RUNS).records.columns["wave.standing"]
    assert np.array_equal(apart["wave.standing"] + apart["wave.withdrawals"], alike)


def test_nobody_withdraws_before_a_recognition(wave, tell):
    surely = {"process.1.recognition.withdrawal": {"yearly_chance": 1.0}}
    entries = tell(wave(surely), "recognitions")
    new, withdrawn = (np.array([entry.numbers[name] for entry in entries]) for name in ("new", "withdrawn"))
    assert withdrawn.sum() > 3
    assert np.all(np.cumsum(withdrawn)[1:] <= np.cumsum(new)[:-1]), "a recognition stands for a week at least"
    assert [entry.numbers["total"] for entry in entries] == np.cumsum(new - withdrawn).tolist()


def test_a_chance_that_rises_on_a_day_reaches_those_who_recognise_already(wave):
    never, surely = (wave({"process.1.recognition.withdrawal": {"yearly_chance": chance}}) for chance in (0.0, 1.0))
    model = StatusTalks(never, places=np.arange(8))
    while model.world.week < 40:
        model.step()
    standing = model.records.columns["wave.standing"].copy()
    assert np.all(standing > 0) and not model.records.columns["wave.withdrawals"].any()
    model.intervene(surely)
    for _ in range(8):  # so nearly sure that nobody holds for longer
        model.step()
    assert np.all(model.records.columns["wave.withdrawals"] >= standing)


def test_a_chance_of_nothing_withdraws_nothing_and_changes_nothing(wave, play):
    never = play(wave({"process.1.recognition.withdrawal": {"yearly_chance": 0.0}}), RUNS).records.columns
    without = play(wave(), RUNS).records.columns
    assert not never["wave.withdrawals"].any()
    for name, column in without.items():
        assert np.array_equal(never[name], column), name


def test_a_run_with_withdrawals_is_the_same_alone_and_among_others(wave):
    among = StatusTalks(wave(OFTEN), places=np.arange(8)).run().records.columns
    alone = StatusTalks(wave(OFTEN), places=np.array([5])).run().records.columns
    for name in ("wave.standing", "wave.withdrawals", "wave.withdrawals.week_30", "wave.union.week_30"):
        assert alone[name][0] == among[name][5]


def test_a_count_is_of_the_weeks_before_it_however_late_it_is(wave, play):
    """After the first year, too: what comes in the week of the count or later is not in it."""
    weeks = list(range(40, 95))
    columns = play(wave({"process.1.recognition.count_at_weeks": weeks}), RUNS).records.columns
    standing, _ = by_hand(play(wave(), RUNS))
    late = 0
    for week in weeks:
        assert columns[f"wave.week_{week}"].tolist() == standing[week].sum(axis=0).tolist()
        late += week > 52 and bool((standing[week] != standing[week - 1]).any())
    assert late > 20, "states go on recognising week by week"


class TestRecognition(StageConformance):
    kind = "recognition"
    tells = frozenset({"recognitions"})
    untouched = NEVER_LEFT

    @pytest.fixture
    def cases(self, wave):
        return [wave(OFTEN), wave({**ALONE, "process.1.recognition": {**SLOW, "bandwagon": {"uniform": [0, 2]}}})]
