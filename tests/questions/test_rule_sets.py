"""Runs under every choice of rules: what is played, weighed, kept, gone on with and checked."""

import json
import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.cli import main
from sim.cli.verbs.questions.condition import OF_MATCHING
from sim.cli.verbs.questions.score import CHANCE
from sim.questions.bands import bands, under_each_rule
from sim.questions.rule_sets.ensemble import run_rules, weighted_share
from sim.questions.rule_sets.kept import kept_bands, kept_rules
from sim.questions.sensitivity.by_design import drawn_paths
from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault, Interrupted, StoppedShort
from sim.runs.run import run
from sim.runs.tasks import InProcess
from sim.scenario.reader import scenario_from
from sim.views.band_words import HOW_SURE, LUCK_ALONE
from sim.views.report.page import write_report

RUNS = 96
STEEP, LONG = {"utility.gamma": 2}, {"process.rounds.weeks": 50}
SOON = [
    {"name": "settled", "when": {"ending": "agreed", "ended_week": {"max": 24}}},
    {"name": "late", "otherwise": True},
]


def with_rules(scenario, **rules):
    """Talks of which it is asked whether they settle within 24 weeks."""
    data = scenario.model_dump(mode="python", exclude_defaults=True, by_alias=True)
    return scenario_from({**data, "outcomes": SOON, "rules": rules})


@pytest.fixture(scope="module")
def several(drawn):
    """Talks with two other choices of rules, the second of which weighs three times as much as the file."""
    return with_rules(drawn, steep={"set": STEEP}, long={"label": "more time", "weight": 3, "set": LONG})


def test_each_choice_is_played_as_a_file_of_its_own_would_be(several):
    found = run_rules(several, RUNS, seed=4)
    assert found.weights == {"as written": 0.2, "steep": 0.2, "long": 0.6}
    alone = {name: run(choice, RUNS, seed=4) for name, (_, choice) in under_each_rule(several).items()}
    assert {name: one.outcomes() for name, one in found.ensembles.items()} == {
        name: one.outcomes() for name, one in alone.items()
    }
    settled = [one.outcomes()["settled"].share for one in alone.values()]
    assert len(set(settled)) == 3, "which is not the same thrice"
    assert found.outcomes()["settled"].share == pytest.approx(np.dot([0.2, 0.2, 0.6], settled))


def test_the_bands_are_those_of_as_many_pairs(several):
    assert run_rules(several, RUNS, seed=4, pairs=64).bands.summary() == bands(several, 64, seed=4).summary()


def test_parts_of_rules_that_decide_all(talks):
    """Without luck or drawn numbers, talks of one week settle soon and those of 80 late."""
    sure = with_rules(talks({"process.0.talks.weeks": 80}), hasty={"weight": 3, "set": {"process.rounds.weeks": 1}})
    found = run_rules(sure, 8)
    assert [band.parts for band in found.bands.bands] == [pytest.approx((0.0, 0.0, 1.0))] * 2
    assert found.outcomes()["settled"].share == 0.75


def test_the_interval_of_a_weighted_share_holds_it_nineteen_times_in_twenty():
    """Half of the luck is common to both choices."""
    stream, truth, held = np.random.default_rng(5), np.array([0.3, 0.7]), 0
    weights = np.array([1.0, 3.0])
    for _ in range(2_000):
        common = np.where(stream.random(120) < 0.5, stream.random(120), np.nan)
        luck = np.where(np.isnan(common), stream.random((2, 120)), common)
        part = weighted_share((luck < truth[:, None]).astype(float), weights)
        held += part.low <= 0.6 <= part.high
    assert held / 2_000 == pytest.approx(0.95, abs=0.015)


@given(
    arrays(np.float64, (3, 20), elements=st.sampled_from([0.0, 1.0])),
    arrays(np.float64, 3, elements=st.floats(0.1, 9)),
)
def test_a_weighted_share_lies_between_the_shares_and_within_its_interval(ended, weights):
    part = weighted_share(ended, weights)
    shares = ended.mean(axis=1)
    assert shares.min() - 1e-12 <= part.share <= shares.max() + 1e-12
    assert 0 <= part.low <= part.share + 1e-12 and part.share - 1e-12 <= part.high <= 1 and part.low < part.high


@pytest.fixture(scope="module")
def found(several, tmp_path_factory):
    """What is told of these, and the folder in which they are kept."""
    home = tmp_path_factory.mktemp("rules") / "results"
    return run_rules(several, RUNS, keep=home, seed=4), home


@pytest.fixture
def kept(found, tmp_path):
    """A copy of the folder in which these are kept, with what was told of them."""
    return shutil.copytree(found[1], tmp_path / "results"), found[0]


def test_the_folder_says_which_runs_are_of_which_rules(kept, several):
    home, found = kept
    ensemble = Ensemble.load(home)
    index = kept_rules(ensemble)
    assert [(one.name, one.folder, one.weight) for one in index.choices] == [
        ("as written", ".", 1.0), ("steep", "rules/steep", 1.0), ("long", "rules/long", 3.0),
    ]  # fmt: skip
    for one in index.choices:
        assert Ensemble.load(home / one.folder).outcomes() == found.ensembles[one.name].outcomes()
    assert Ensemble.load(home / "rules" / "steep").scenario.utility.gamma == 2.0
    assert {name: part.share for name, part in index.weighted.items()} == {
        name: part.share for name, part in found.outcomes().items()
    }
    assert kept_bands(ensemble).summary() == found.bands.summary()
    assert found.summary() == run_rules(several, RUNS, seed=4).summary(), "kept or not"


def test_going_on_ends_with_the_bytes_of_an_unbroken_run(kept, several, tmp_path, contents):
    home, stops = tmp_path / "broken", iter([None, KeyboardInterrupt])

    def press(_):
        if (stop := next(stops)) is not None:
            raise stop

    with pytest.raises(Interrupted, match=r"rules/steep: interrupted; "):
        run_rules(several, RUNS, keep=home, seed=4, on_block=press)
    assert not (home / "rules.json").exists() and kept_bands(Ensemble.load(home)) is None
    run_rules(several, RUNS, keep=home, seed=4, resume=True)
    files, unbroken = contents(home), contents(kept[0])
    one, other = (json.loads(each.pop("rules.json")) for each in (files, unbroken))
    # The manifests that it names bear dates.
    assert one.keys() == other.keys() and one["weighted"] == other["weighted"]
    assert files == unbroken


def test_bands_that_are_there_are_not_played_again(kept, several, monkeypatch):
    monkeypatch.setattr("sim.questions.rule_sets.ensemble.ended_so", None)
    again = run_rules(several, RUNS, keep=kept[0], seed=4, resume=True)
    assert again.bands.summary() == kept[1].bands.summary()


@pytest.mark.parametrize(
    ("name", "alter", "said"),
    [
        ("bands.json", lambda text: text.replace('"pairs": 96', '"pairs": 97'), "bands.json: not as it was"),
        ("rules.json", lambda text: text.replace('"weight": 3.0', '"weight": 9.0'), "rules.json: not as it was"),
        ("rules.json", lambda text: text[:-9], "rules.json: not readable as JSON; "),
        ("bands.json", lambda text: text.replace('"share"', '"shares"', 1), "not as it is written by sim run (bands"),
        ("rules/long/scenario.yaml", lambda text: text + "\n", "long/scenario.yaml: not as it was written; "),
    ],
)  # fmt: skip
def test_what_was_altered_is_told(kept, capsys, name, alter, said):
    file = kept[0] / name
    assert main(["verify-folder", str(kept[0])]) == 0
    file.write_text(alter(file.read_text(encoding="utf-8")), encoding="utf-8")
    assert main(["verify-folder", str(kept[0])]) == 1
    assert said in capsys.readouterr().err


def test_a_folder_of_another_choice_is_told(kept, capsys):
    rules = kept[0] / "rules"
    (rules / "steep").rename(rules / "aside")
    (rules / "long").rename(rules / "steep")
    (rules / "aside").rename(rules / "long")
    assert main(["verify-folder", str(kept[0])]) == 1
    assert f"{rules / 'steep'}: is not the folder that {kept[0] / 'rules.json'} names" in capsys.readouterr().err


def test_bands_and_rules_of_other_runs_are_refused(kept, several, tmp_path):
    run(several, RUNS, keep=tmp_path / "other", seed=5)
    for name in ("bands.json", "rules.json"):
        (tmp_path / "other" / name).write_bytes((kept[0] / name).read_bytes())
    other = Ensemble.load(tmp_path / "other")
    for reads in (kept_bands, kept_rules):
        with pytest.raises(FolderFault, match=r"is of scenario \w+ and seed 4, the folder of \w+ and 5; run again"):
            reads(other)
    run(several, 2 * RUNS, keep=kept[0], seed=4, resume=True)
    with pytest.raises(FolderFault, match=r"rules.json: is of 96 runs, which are not those of the folder; run again"):
        kept_rules(Ensemble.load(kept[0]))


def test_where_runs_are_missing_nothing_is_weighed(brittle, tmp_path):
    with pytest.raises(
        StoppedShort, match=r"failed; the rest is kept and not weighed, the same command with --resume"
    ):
        run_rules(with_rules(brittle, steep={"set": STEEP}), 4_096, keep=tmp_path / "results", pairs=8)
    assert not (tmp_path / "results" / "rules.json").exists()


def test_the_words_on_the_terminal(several, file_of, capsys):
    words = ["run", str(file_of(several)), "--runs", "32", "--rules", "all"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "Under each choice of rules" in told and "(3) more time, which weighs 60 %" in told
    assert "32 pairs of runs, 3 choices of rules, seed 0" in told
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rules"] == run_rules(several, 32).summary() and told["bands"]["pairs"] == 32


def test_one_choice_is_played_by_name(several, file_of, capsys):
    words = ["run", str(file_of(several)), "--runs", "32", "--json", "--rules"]
    assert main([*words, "steep"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["scenario_hash"] == under_each_rule(several)["steep"][1].hash and told["rules"] is None
    assert main([*words, "step"]) == 1
    assert "allowed: all, steep, long; did you mean steep?" in capsys.readouterr().err


def test_what_cannot_be_asked_is_told_before_anything_is_played(drawn, several, file_of, tmp_path, capsys):
    out = ["--out", str(tmp_path / "results")]
    assert main(["run", str(file_of(drawn)), "--rules", "all", *out]) == 1
    assert "--rules all: the file declares no other rules" in capsys.readouterr().err
    assert main(["run", str(file_of(several)), "--rules", "all", "--runs", "8", "--bands", "9", *out]) == 1
    assert "9 pairs are more than the 8 runs that they are made of; allowed: up to 8" in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


def test_bands_asked_for_alone_are_kept_too(several, file_of, tmp_path, capsys):
    words = ["run", str(file_of(several)), "--runs", "32", "--out", str(tmp_path / "results")]
    assert main([*words, "--bands", "16"]) == 0
    capsys.readouterr()
    assert kept_bands(Ensemble.load(tmp_path / "results")).summary() == bands(several, 16).summary()
    assert main([*words, "--resume"]) == 0
    assert "16 pairs of runs, 3 choices of rules" in capsys.readouterr().out, "told again, not played again"


@pytest.mark.usefixtures("blank_pictures")
def test_figure_and_report_show_the_bands_that_the_folder_keeps(kept, tmp_path):
    home, found = kept
    axes = Ensemble.load(home).plot("outcomes").axes[0]
    drawn = [[float(x) for x in line.get_xdata()] for line in axes.lines]
    for band in found.bands.bands:
        assert [100 * bound for bound in band.rules] in drawn and [100 * bound for bound in band.coding] in drawn
    page = write_report(home).read_text(encoding="utf-8")
    row = page[page.index("settled</th>") :].partition("</tr>")[0]
    settled, weighted = found.bands.bands[0], found.outcomes()["settled"].share
    for low, high in (settled.coding, settled.rules):
        assert f">{100 * low:.0f} to {100 * high:.0f} %</td>" in row
    assert f">{100 * weighted:.0f} %</td>" in row and HOW_SURE in page
    (home / "bands.json").write_text("{", encoding="utf-8")
    with pytest.raises(FolderFault, match=r"bands\.json: not readable as JSON; run again with --resume"):
        Ensemble.load(home).plot("outcomes")


def test_what_is_saved_elsewhere_takes_its_bands_and_other_rules_along(kept, tmp_path, contents):
    (kept[0] / "rules" / "steep" / ".left.1.part").write_text("half", encoding="utf-8")
    saved = Ensemble.load(kept[0]).save(tmp_path / "elsewhere")
    assert kept_bands(Ensemble.load(saved)).summary() == kept[1].bands.summary()
    assert not (saved / "rules" / "steep" / ".left.1.part").exists()
    (kept[0] / "rules" / "steep" / ".left.1.part").unlink()
    assert contents(saved) == contents(kept[0])
    assert main(["verify-folder", str(saved)]) == 0
    other = Ensemble.load(kept[0]).save(tmp_path / "other", store_inputs=True)
    assert kept_bands(Ensemble.load(other)).summary() == kept[1].bands.summary()
    assert kept_rules(Ensemble.load(other)).weighted == kept_rules(Ensemble.load(kept[0])).weighted
    for part in (".", "rules/steep", "rules/long"):
        stored = [f"in.{path}" for path in drawn_paths(kept[1].scenario)]
        assert set(stored) <= set(pq.read_schema(other / part / "runs" / "blocks-000000-000003.parquet").names), part
        assert Ensemble.load(other / part).table.equals(Ensemble.load(kept[0] / part).table)
    assert main(["verify-folder", str(other)]) == 0


def test_other_rules_that_are_not_those_written_are_told_before_anything_is_saved(kept, tmp_path):
    (kept[0] / "rules" / "steep" / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FolderFault, match=r"steep.manifest\.json"):
        Ensemble.load(kept[0]).save(tmp_path / "other", store_inputs=True)
    assert not (tmp_path / "other").exists()
    shutil.copyfile(kept[0] / "manifest.json", kept[0] / "rules" / "steep" / "manifest.json")
    with pytest.raises(FolderFault, match=r"is not the folder that .*rules\.json names; run again with --rules all"):
        Ensemble.load(kept[0]).save(tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_all_luck_is_played_on_the_cluster(several, monkeypatch):
    asked = []

    def here(workers, cluster=None):
        asked.append(cluster)
        return InProcess()

    for module in ("sim.runs.play", "sim.questions.sensitivity.by_design"):
        monkeypatch.setattr(f"{module}.executor_for", here)
    address = "tcp://elsewhere:8786"
    run_rules(several, 8, cluster=address)
    bands(several, 4, cluster=address)
    assert asked == [address] * (6 + 6), "each choice of rules twice"


def test_every_verb_that_asks_shows_the_bands_beside_its_shares(kept, capsys, file_of, several):
    home, plain = str(kept[0]), str(file_of(several))
    asks = {
        ("compare", home, home): lambda told: told["bands"]["after"],
        ("counterfactual", home, "--set", "process.rounds.weeks=10"): lambda told: told["bands"],
        ("score", home, "--outcome", "settled"): lambda told: told["cases"][0]["bands"],
    }
    for words, where in asks.items():
        assert main([*words]) == 0
        told = capsys.readouterr().out
        assert "Share of runs in this model, not a probability." in told and "3 choices of rules" in told
        assert main([*words, "--json"]) == 0
        assert where(json.loads(capsys.readouterr().out)) == kept[1].bands.summary()
        alone = [plain if word == home else word for word in words]
        assert main([*alone, "--runs", "8"]) == 0
        assert (CHANCE if "score" in words else LUCK_ALONE) in capsys.readouterr().out
        assert main([*alone, "--runs", "8", "--json"]) == 0
        assert where(json.loads(capsys.readouterr().out)) is None


def test_runs_that_match_are_told_of_under_each_choice_of_rules_and_not_by_bands_of_all(kept, capsys, tmp_path):
    home, given = kept[0], tmp_path / "given.yaml"
    given.write_text("given: {ended_week: {max: 24}}\n", encoding="utf-8")
    words = ["condition", str(home), "--given", str(given), "--by-rejection"]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "bands" not in told
    for one, part in zip(told["rules"], (".", "rules/steep", "rules/long"), strict=True):
        there = Ensemble.load(home / part)
        soon = there.column("ended_week") <= 24
        assert (one["tried"], one["matching"]) == (RUNS, soon.sum()), part
        settled = one["outcomes"] and one["outcomes"]["settled"]
        assert settled == (np.mean(there.column("outcome")[soon] == "settled") if soon.any() else None)
    counts = [one["matching"] for one in told["rules"]]
    shares = [one["outcomes"]["settled"] for one in told["rules"] if one["outcomes"]]
    assert len(set(counts)) == 3, "under other rules others match"
    assert main(words) == 0
    said = capsys.readouterr().out
    assert f"{100 * min(shares):.0f} to {100 * max(shares):.0f} %" in said
    flat = " ".join(said.split())
    assert f"as the file has them: {counts[0]} of 96, steep: {counts[1]} of 96, more time: {counts[2]} of 96" in flat
    assert "What the coded numbers do to matching runs is not told." in flat
    other = ["counterfactual", str(home), "--given", str(given), "--set", "process.rounds.weeks=10"]
    assert main(other) == 0
    assert OF_MATCHING in capsys.readouterr().out
    assert main([*other, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bands"] is None, "those of all runs are not theirs"


def test_a_sweep_says_that_it_tells_luck_alone(capsys, file_of, several):
    assert main(["sweep", str(file_of(several)), "--over", "process.rounds.weeks=10,50", "--runs", "8"]) == 0
    assert f"{LUCK_ALONE}, with --set for the values of a point, or --bands PAIRS here" in capsys.readouterr().out
