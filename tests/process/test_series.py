"""What is watched week by week: the counts are those of the values that the runs have, run by run."""

import numpy as np
import pytest

from sim.model import StatusTalks
from sim.scenario.format.weekly import POINTS, STEPS, known_series, series_of
from sim.scenario.reader import read_scenario


def played_by_hand(model, read):
    """Play a model and count anew every week what the recorder should have counted."""
    expected = []
    for _ in model.weeks():
        points = np.rint(read(model)[model.whereabouts.ending < 0] * STEPS).astype(int)
        expected.append(np.bincount(points, minlength=POINTS))
    return np.array(expected)


@pytest.mark.parametrize("name", ["belief.council.blocked.belgrade", "belief.declaration.coordinated.pristina"])
def test_beliefs_are_counted_as_the_undecided_runs_hold_them(five_actors, name):
    model = StatusTalks(five_actors, seed=4, places=np.arange(200))
    about, _, actor = name.removeprefix("belief.").rpartition(".")
    expected = played_by_hand(model, lambda m: m.actors[actor].believes(about, np.arange(200)))
    counted = model.series.counted[0, : len(expected), model.series.names.index(name)]
    assert counted.tolist() == expected.tolist()
    assert len({tuple(row) for row in expected.tolist()}) > 10
    undecided = expected.sum(axis=1)
    assert undecided[0] == 200 and np.any((undecided > 0) & (undecided < 200))


def test_a_text_on_the_table_is_counted_every_week(five_actors):
    scenario = five_actors.model_copy(update={"weekly": ("text.status", "belief.council.blocked.contact_group")})
    model = StatusTalks(scenario, seed=4, places=np.arange(100))
    row = list(scenario.issues).index("status")
    expected = played_by_hand(model, lambda m: m.world.on_table[row])
    assert model.series.counted[0, : len(expected), 0].tolist() == expected.tolist()
    assert not np.array_equal(expected[0], expected[-1])


def test_blocks_beside_each_other_are_counted_apart(five_actors):
    together = StatusTalks(five_actors, seed=2, block=1, beside=(3,)).run().series.counted
    for place, block in enumerate((1, 3)):
        alone = StatusTalks(five_actors, seed=2, block=block).run().series.counted
        assert np.array_equal(together[place], alone[0])


def test_watching_moves_nothing(five_actors):
    outcomes = [
        StatusTalks(five_actors.model_copy(update={"weekly": weekly}), places=np.arange(100)).run().records.columns
        for weekly in (None, (), known_series(five_actors))
    ]
    for columns in outcomes[1:]:
        assert all(np.array_equal(outcomes[0][name], columns[name], equal_nan=True) for name in columns)


def test_a_scenario_may_choose(request):
    path = request.config.rootpath / "scenarios" / "kosovo" / "five_actors.yaml"
    chosen = read_scenario(path, ["weekly=[belief.declaration.coordinated.contact_group, text.legal_basis]"])
    assert series_of(chosen) == ("belief.declaration.coordinated.contact_group", "text.legal_basis")
    assert series_of(read_scenario(path, ["weekly=[]"])) == ()
    assert series_of(read_scenario(path))[0] == "belief.council.blocked.belgrade"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("belief.council.blocked.belgrad", "no series is called `belief.council.blocked.belgrad`"),
        ("text.statute", "did you mean text.status?"),
        ("text.status, text.status", "the series `text.status` is asked for twice"),
    ],
)
def test_a_series_that_there_is_not_is_refused(request, written, said):
    from sim.scenario.faults import ScenarioFault

    path = request.config.rootpath / "scenarios" / "kosovo" / "five_actors.yaml"
    with pytest.raises(ScenarioFault) as caught:
        read_scenario(path, [f"weekly=[{written}]"])
    assert said in str(caught.value)
