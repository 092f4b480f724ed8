import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.questions.compare import Comparison, paired_difference
from sim.runs.run import run
from sim.scenario.reader import read_scenario

FIVE = "scenarios/kosovo/five_actors.yaml"

quietly = settings(max_examples=100)
pairs = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=300)


@pytest.fixture(scope="module")
def with_veto(five_actors):
    return run(five_actors, 2048, seed=1)


@pytest.fixture(scope="module")
def without_veto(no_veto):
    return run(no_veto, 2048, seed=1)


def both(listed):
    return np.array([pair[0] for pair in listed]), np.array([pair[1] for pair in listed])


@quietly
@given(pairs)
def test_the_difference_is_that_of_the_shares_and_lies_in_its_interval(listed):
    before, after = both(listed)
    found = paired_difference(before, after)
    assert found.difference == pytest.approx(after.mean() - before.mean())
    assert found.low <= found.difference <= found.high
    assert -1 <= found.difference <= 1


@quietly
@given(pairs)
def test_the_other_way_round_it_is_the_negative(listed):
    before, after = both(listed)
    one, other = paired_difference(before, after), paired_difference(after, before)
    assert (one.difference, one.low, one.high) == pytest.approx((-other.difference, -other.high, -other.low))
    assert one.unpaired_width == pytest.approx(other.unpaired_width)


@quietly
@given(st.lists(st.booleans(), min_size=1, max_size=300))
def test_equal_runs_differ_by_nothing(listed):
    same = np.array(listed)
    found = paired_difference(same, same)
    assert found.difference == 0
    assert found.low == pytest.approx(-found.high)
    assert found.high <= 2 / (len(same) + 2)


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (30, 5), (100, 100), (0, 400)])
def test_the_interval_is_that_of_the_changes(gained, lost):
    runs = 1000
    before, after = np.zeros(runs, dtype=bool), np.zeros(runs, dtype=bool)
    after[:gained] = True
    before[gained : gained + lost] = True
    found = paired_difference(before, after)
    up, down = (gained + 0.5) / (runs + 2), (lost + 0.5) / (runs + 2)
    half = 1.959964 * np.sqrt((up + down - (up - down) ** 2) / (runs + 2))
    assert (found.low, found.high) == pytest.approx((up - down - half, up - down + half), abs=1e-8)


def test_the_interval_covers_as_often_as_it_says():
    chance = np.random.default_rng(3)
    truth, covered = 0.06, 0
    for _ in range(1000):
        kind = chance.choice(4, size=400, p=[0.5, 0.36, 0.10, 0.04])  # neither, both, gained, lost
        found = paired_difference((kind == 1) | (kind == 3), (kind == 1) | (kind == 2))
        covered += found.low <= truth <= found.high
    assert covered / 1000 == pytest.approx(0.95, abs=0.02)


def test_pairing_pays_where_runs_mostly_end_alike(with_veto, five_actors):
    slightly = run(five_actors, 2048, seed=1)
    same = Comparison(with_veto, slightly).outcomes()["coordinated_declaration"]
    assert same.high - same.low < same.unpaired_width / 10


def test_equal_scenarios_make_no_difference_at_all(with_veto, five_actors):
    compared = Comparison(with_veto, run(five_actors, 2048, seed=1))
    assert all(part.difference == 0 for part in compared.outcomes().values())
    assert compared.summary()["changed_runs"] == 0
    assert np.array_equal(compared.flow(), np.diag(np.diag(compared.flow())))


def test_the_flow_adds_up_to_both_tables(with_veto, without_veto):
    compared = Comparison(with_veto, without_veto)
    flow, names = compared.flow(), compared.names
    for place, name in enumerate(names):
        assert flow[place].sum() == np.sum(with_veto.column("outcome") == name)
        assert flow[:, place].sum() == np.sum(without_veto.column("outcome") == name)
        gained, lost = flow[:, place].sum() - flow[place, place], flow[place].sum() - flow[place, place]
        assert compared.outcomes()[name].difference == pytest.approx((gained - lost) / 2048)
    assert flow.sum() == 2048
    assert sum(part.difference for part in compared.outcomes().values()) == pytest.approx(0)
    changed = np.sum(with_veto.column("outcome") != without_veto.column("outcome"))
    assert compared.summary()["changed_runs"] == changed > 0


def test_outcomes_of_either_scenario_are_compared(talks):
    before = run(talks(), 20)
    peace = {"name": "peace", "label": "Peace", "when": {"ending": "agreed"}}
    compared = Comparison(before, run(talks({"outcomes.0": peace}), 20))
    assert compared.names == ["settled", "nothing", "peace"]
    assert compared.label("peace") == "Peace"
    assert {name: part.difference for name, part in compared.outcomes().items()} == {
        "settled": -1, "nothing": 0, "peace": 1,
    }  # fmt: skip
    assert [row["after"] for row in compared.summary()["outcomes"]] == [0, 0, 1]


def test_other_seeds_are_refused(talks):
    with pytest.raises(ValueError, match=r"^seeds 1 and 2 differ; paired runs need the same seed$"):
        Comparison(run(talks(), 5, seed=1), run(talks(), 5, seed=2))


def test_other_runs_are_refused(talks):
    said = r"^the two ensembles do not hold the same runs; give both the same --runs$"
    with pytest.raises(ValueError, match=said):
        Comparison(run(talks(), 5), run(talks(), 6))
    with pytest.raises(ValueError, match=said):
        Comparison(run(talks(), 1), run(talks(), np.array([1])))


# --- what the five-actor file must show -----------------------------------------------------------------------------


def test_without_the_veto_the_council_settles_far_more_often(with_veto, without_veto):
    found = Comparison(with_veto, without_veto).outcomes()["council_settlement"]
    assert found.difference >= 0.30
    assert found.low >= 0.30


def test_taking_the_veto_away_takes_no_settlement_away(with_veto, without_veto):
    """What the Council settled it still settles, unless the two agree before it comes to that."""
    compared = Comparison(with_veto, without_veto)
    settled, agreed = (compared.names.index(name) for name in ("council_settlement", "agreed_settlement"))
    flow = compared.flow()[settled]
    assert flow.sum() > 0
    assert flow[settled] + flow[agreed] >= 0.9 * flow.sum()


def test_nothing_is_certain_and_nothing_impossible(five_actors):
    ensemble = run(five_actors, 10_000)
    shares = {name: part.share for name, part in ensemble.outcomes().items()}
    assert max(shares.values()) <= 0.90
    assert shares.pop("agreed_settlement") <= 0.01, "as Belgrade believes in a block"
    assert min(shares.values()) > 0, shares
    believed = "actors.belgrade.beliefs.council.blocked"
    sure = read_scenario(FIVE, [f"{believed}.chance=0.05", f"{believed}.weight=1000"])
    assert run(sure, 256).outcomes()["agreed_settlement"].share > 0.1
