"""Three bands: luck, coding and rules apart, held against cases with known answers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import sim
from sim.chance.streams import BLOCK_RUNS, Streams
from sim.cli import main
from sim.questions.bands import Parts, bands, coding_band, parts_of_variance, told_from_none, under_each_rule
from sim.questions.sensitivity.by_design import ScenarioFunction, drawn_paths
from sim.scenario.faults import ScenarioFault
from sim.scenario.format.scenario import RuleChoice
from sim.scenario.reader import read_scenario
from sim.views.band_words import faintest
from sim.views.figures.of_questions.bands import LEGEND, draw_bands
from sim.views.figures.of_runs.outcomes import draw_outcomes

FIVE = "scenarios/kosovo/five_actors.yaml"
BASELINE = "scenarios/kosovo/baseline.yaml"
FLAGS = arrays(np.float64, (3, 40), elements=st.sampled_from([0.0, 1.0]))


def pairs_of(shares, seed=0):
    """Two runs for each set of numbers, whose shares are given, with the luck of a coin."""
    luck = np.random.default_rng(seed).random((2, *np.shape(shares)))
    return (luck < shares).astype(float)


def test_where_every_set_of_numbers_is_alike_all_is_luck():
    first, second = pairs_of(np.full((1, 200_000), 0.3))
    parts = parts_of_variance(first, second, np.ones(1))
    assert parts.luck == pytest.approx(1.0, abs=0.01) and parts.rules == 0.0


def test_where_the_numbers_decide_all_is_coding():
    decided = np.tile([0.0, 1.0], 100)[None]
    assert parts_of_variance(decided, decided, np.ones(1)) == Parts(0.0, 1.0, 0.0)


def test_where_the_rules_decide_all_is_rules():
    decided = np.repeat([[0.0], [1.0]], 50, axis=1)
    assert parts_of_variance(decided, decided, np.ones(2)) == Parts(0.0, 0.0, 1.0)


def test_known_parts_are_found():
    """Shares uniform from 0 to 1 under one rule, a fair coin under another: 1/4 is 5/24 luck and 1/24 coding."""
    shares = np.stack([np.random.default_rng(1).random(400_000), np.full(400_000, 0.5)])
    parts = parts_of_variance(*pairs_of(shares), np.ones(2))
    assert parts == pytest.approx((5 / 6, 1 / 6, 0.0), abs=0.01)
    weighed = parts_of_variance(*pairs_of(shares), np.array([3.0, 1.0]))
    assert weighed.coding == pytest.approx(0.75 / 3, abs=0.01), "three quarters of a twelfth, of a quarter"


@given(FLAGS, FLAGS, arrays(np.float64, 3, elements=st.floats(0.1, 10)))
def test_parts_add_up_to_one(first, second, weights):
    parts = parts_of_variance(first, second, weights)
    if parts is None:
        assert np.ptp(first) == 0 and np.ptp(second) == 0
        return
    assert min(parts) >= 0
    assert sum(parts) == pytest.approx(1.0)


@pytest.mark.parametrize(("first", "second"), [(2.0, 5.0), (0.5, 0.5), (8.0, 1.0)])
def test_the_band_of_the_coding_is_that_of_the_shares_it_was_made_from(first, second):
    shares = np.random.default_rng(2).beta(first, second, 200_000)
    one, other = pairs_of(shares)
    mean = (one.mean() + other.mean()) / 2
    band = coding_band(mean, np.mean(one * other) - mean**2)
    assert band == pytest.approx(np.quantile(shares, [0.05, 0.95]), abs=0.02)


@pytest.mark.parametrize("pairs", [64, 1_024])
def test_of_codings_that_do_nothing_one_in_twenty_passes_for_something(pairs):
    first, second = pairs_of(np.full((4_000, pairs), 0.5))
    means = (first.mean(axis=1) + second.mean(axis=1)) / 2
    widths = [np.ptp(coding_band(share, both - share**2))
              for share, both in zip(means, (first * second).mean(axis=1), strict=True)]  # fmt: skip
    assert np.mean(np.array(widths) > told_from_none(pairs)) == pytest.approx(0.05, abs=0.02)


@cache
def of_five():
    return bands(read_scenario(FIVE), pairs=4_096, seed=3)


def test_pairs_find_what_nested_runs_find():
    """The same variance between sets of numbers from 512 sets with eight runs each, by analysis of variance."""
    five = read_scenario(FIVE)
    sets, luck = 512, 8
    drawn = [Streams(11, block) for block in range(sets * luck // BLOCK_RUNS)]
    each = BLOCK_RUNS // luck
    ranks = {
        path: np.concatenate([np.repeat(streams.uniform("input", path)[:each], luck) for streams in drawn])
        for path in drawn_paths(five)
    }
    ended = ScenarioFunction(five, ["coordinated_declaration"], 3)(ranks, False)["coordinated_declaration"]
    shares = ended.reshape(sets, luck).mean(axis=1)
    within = (shares * (1 - shares)).mean() * luck / (luck - 1)
    nested = 1 - within / (ended.mean() * (1 - ended.mean()))
    band = next(one for one in of_five().bands if one.outcome == "coordinated_declaration")
    assert band.parts.coding == pytest.approx(nested, abs=0.06)
    assert nested > 0.08, "which is not nothing"


def test_the_first_of_each_pair_is_the_run_that_an_ensemble_plays():
    five = read_scenario(FIVE)
    ranks = {path: Streams(3, 0).uniform("input", path)[:64] for path in drawn_paths(five)}
    ended = ScenarioFunction(five, ["lone_declaration"], 3)(ranks, False)["lone_declaration"]
    played = sim.run(five, runs=64, seed=3).column("outcome") == "lone_declaration"
    assert ended.astype(bool).tolist() == played.tolist()


def test_a_file_that_declares_no_other_rules_has_no_band_of_rules():
    for band in of_five().bands:
        assert band.rules == (band.by_rules["as written"],) * 2
        assert band.parts is None or band.parts.rules == 0.0


def test_luck_is_narrower_than_coding_where_numbers_matter():
    band = next(one for one in of_five().bands if one.outcome == "coordinated_declaration")
    assert band.coding[0] < band.share.low < band.share.share < band.share.high < band.coding[1]


def test_every_choice_of_rules_of_the_baseline_is_a_scenario_of_its_own():
    choices = under_each_rule(read_scenario(BASELINE))
    assert len({scenario.hash for _, scenario in choices.values()}) == len(choices) == 7
    assert choices["squared_loss"][1].utility.gamma == 2.0


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (
            "{odd: {set: {utility.gama: 2}}}",
            "rules.odd.set: utility.gama: there is no gama in utility; allowed: gamma, salience_exponent, source, "
            "note; did you mean utility.gamma?",
        ),
        (
            "{odd: {set: {utility.gamma: 0.5}}}",
            "rules.odd.set: utility.gamma: `0.5` is out of range; allowed: 1.0 or more",
        ),
        ("{odd: {set: {utility.gamma: 1}}}", "rules.odd.set: all of this is as the file has it already"),
        ("{odd: {set: {}}}", "rules.odd.set: found an empty block; allowed: at least 1"),
        (
            "{odd: {weight: 0, set: {utility.gamma: 2}}}",
            "rules.odd.weight: `0` is out of range; allowed: 0.001 or more",
        ),
        ("{Odd: {set: {utility.gamma: 2}}}", "rules.Odd: `Odd` is no name; allowed: up to 64"),
    ],
)
def test_a_choice_that_makes_no_scenario_is_told_with_its_line(tmp_path, capsys, block, said):
    file = tmp_path / "five.yaml"
    text = Path(FIVE).read_text(encoding="utf-8")
    file.write_text(f"{text}\nrules: {block}\n", encoding="utf-8")
    line = len(text.splitlines()) + 2
    for words in (["check", str(file)], ["bands", str(file), "--pairs", "4"]):
        assert main(words) == 1
        told = capsys.readouterr().err
        assert f"{file}:{line}:" in told and said in told


def test_the_words_on_the_terminal(tmp_path, capsys):
    file = tmp_path / "five.yaml"
    text = Path(FIVE).read_text(encoding="utf-8")
    file.write_text(f"{text}\nrules: {{steep: {{set: {{utility.gamma: 2}}}}}}\n", encoding="utf-8")
    assert main(["bands", str(file), "--pairs", "4"]) == 0
    told = capsys.readouterr().out
    assert "Coordinated declaration (what" in told and "\n happened)" in told, "a label wraps, a number does not"
    assert "Share of runs in this model, not a probability." in told
    assert "4 pairs of runs, 2 choices of rules, seed 0, scenario " in told
    assert faintest(4) in " ".join(told.split())


def test_the_figure_draws_the_numbers_of_the_table():
    found = of_five()
    axes = draw_bands(found).axes[0]
    boxes = [(box.get_x(), box.get_x() + box.get_width()) for box in axes.patches]
    assert boxes == [pytest.approx((100 * band.coding[0], 100 * band.coding[1])) for band in found.bands]
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert dots == [pytest.approx(100 * band.share.share) for band in found.bands]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(LEGEND)


def test_faults_of_rules_stop_python_too():
    odd = read_scenario(FIVE).model_copy(update={"rules": {"odd": RuleChoice(set={"utility.gamma": 0.5})}})
    with pytest.raises(ScenarioFault, match=r"rules\.odd\.set: utility\.gamma: `0\.5` is out of range"):
        bands(odd, pairs=2)


def test_the_figure_of_outcomes_draws_the_bands_below_its_bars_and_marks_what_happened():
    found = of_five()
    axes = draw_outcomes(sim.run(found.scenario, runs=64, seed=3), found).axes[0]
    drawn = [[float(x) for x in line.get_xdata()] for line in axes.lines]
    for band in found.bands:
        assert [100 * bound for bound in band.coding] in drawn and [100 * bound for bound in band.rules] in drawn
    marked = [label.get_text() for label in axes.get_yticklabels() if "(what happened)" in label.get_text()]
    assert marked == ["Coordinated declaration\n(what happened)"]
    assert "in this model, per cent: not a probability" in axes.get_xlabel()


def test_a_run_tells_its_bands_if_asked_to(capsys):
    words = ["run", FIVE, "--runs", "64", "--bands", "8"]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["bands"]
    assert told == bands(read_scenario(FIVE), pairs=8).summary()
    assert main(words) == 0
    assert "Share of runs in this model, not a probability." in capsys.readouterr().out
