"""Recognition, what follows on the ground, unrest and facts are held to the same sense."""

from pathlib import Path

import pytest

from sim.scenario.faults import ScenarioFault
from sim.scenario.format.columns import columns_of
from sim.scenario.reader import read_text, reading_of

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")
MORE = """
      on_success: recognition
      on_alone: recognition
  - recognition:
      name: recognition
      states: {albania: {blocs: [region]}, norway: {blocs: [alliance]}}
      coefficients: {constant: -5, log_weeks: -0.2, alliance: 1}
      count_at_weeks: [26]
      count_blocs: [alliance]
  - aftermath:
      name: ground
      alongside: recognition
      mission: {opens_weeks: 10, monthly_chance: 0.3}
      apart: 0.7
      displaced: 0.1
      displaced_in_violence: 0.5
      violence: 0.05
  - unrest:
      name: unrest
      during: [vienna]
      party: east
      expected_text: declared
      monthly_chance: 0.01
"""
CONSTANT = "      coefficients: {constant: -5, log_weeks: -0.2, alliance: 1}\n"
LAST = "      expected: {coordinated: 0.5}\n"
FACTS = """  ended_on: 2008-02-17
  facts:
    - id: S1
      says: the gap stays
      parts:
        - {says: gap left, measure: median, column: vienna.last_gap.status, less: in.actors.west.position.status, target: {min: 0.1}}
        - {says: late, measure: share, where: {outcome: declared, recognition.week_26: {min: 1}}, target: {min: 0.5}}
"""  # noqa: E501


def correlated(pairs: str) -> str:
    return CONSTANT + f"      correlations: {{{pairs}}}\n"


def withdrawn(block: str) -> str:
    return CONSTANT + f"      withdrawal: {block}\n"


WHOLE = GOOD.replace(LAST, LAST.rstrip("\n") + MORE).replace("  ended_on: 2008-02-17\n", FACTS)


def test_the_whole_is_good() -> None:
    assert list(read_text(WHOLE).stages)[-3:] == ["recognition", "ground", "unrest"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("alongside: recognition", "alongside: unrest", "process.ground.alongside: no run ever stands in `unrest`"),
        ("during: [vienna]", "during: [ground]", "process.unrest.during.0: no run ever stands in `ground`"),
        ("during: [vienna]", "during: [wien]", "process.unrest.during.0: there is no stage `wien`"),
        ("constant: -5, ", "", "process.recognition.coefficients: `constant` is missing"),
        (
            "alliance: 1",
            "aliance: 1",
            "coefficients.aliance: no state belongs to `aliance`; allowed: constant, log_weeks",
        ),
        (
            CONSTANT,
            correlated("log_weks: {constant: -0.5}"),
            "correlations.log_weks: there is no coefficient `log_weks`; "
            "allowed: constant, log_weeks, alliance, bandwagon, alone; did you mean log_weeks?",
        ),
        (
            CONSTANT,
            correlated("bandwagon: {region: -0.5}"),
            "correlations.bandwagon.region: there is no coefficient `region`",
        ),
        (
            CONSTANT,
            correlated("alliance: {constant: 1.5}"),
            "correlations.alliance.constant: `1.5` is out of range; allowed: 1.0 or less",
        ),
        (
            CONSTANT,
            correlated("alliance: {alliance: 0.5}"),
            "correlations.alliance.alliance: `alliance` with itself is 0.5; allowed: 1, or nothing",
        ),
        (
            CONSTANT,
            correlated("alliance: {constant: 0.5}, constant: {alliance: 0.4}"),
            "correlations.alliance.constant: `alliance` with `constant` is 0.5, "
            "`constant` with `alliance` is 0.4; allowed: the same both ways, or one of the two",
        ),
        (
            CONSTANT,
            correlated("alliance: {constant: 0.9, log_weeks: 0.9}, constant: {log_weeks: -0.9}"),
            "correlations: these correlations cannot all hold at once: their matrix is not positive definite",
        ),
        (CONSTANT, correlated("alliance: {constant: 1}"), "not positive definite"),
        (
            CONSTANT,
            withdrawn("{chance: 0.1}"),
            "withdrawal.chance: the key `chance` is unknown here; allowed: yearly_chance, source, note",
        ),
        (
            CONSTANT,
            withdrawn("{yearly_chance: 1.5}"),
            "withdrawal.yearly_chance: 1.5 is out of range; allowed: from 0 to 1",
        ),
        ("count_blocs: [alliance]", "count_blocs: [union]", "count_blocs.0: no state belongs to `union`"),
        ("on_success: recognition", "on_success: ground", "`ground` stands beside other stages, and one leads to it"),
        ("states: {albania", "states: kosovo_1999  # {albania", "kosovo_1999 is no list of states"),
        (
            "column: vienna.last_gap.status",
            "column: vienna.gap.status",
            "have no column `vienna.gap.status` to ask about",
        ),
        (
            "less: in.actors.west.position.status",
            "less: in.actors.west.salience.status",
            "results have no column `in.act",
        ),
        (
            "{outcome: declared, ",
            "{outcome: declard, ",
            "`outcome` is never `declard`; allowed: agreed, adopted, declared",
        ),
        ("recognition.week_26", "recognition.week_52", "no column `recognition.week_52`"),
        ("measure: median, column: vienna.last_gap.status", "measure: median", "`column` is missing"),
    ],
)
def test_what_makes_no_sense_is_refused(old: str, new: str, said: str) -> None:
    assert WHOLE.count(old) == 1
    with pytest.raises(ScenarioFault) as caught:
        read_text(WHOLE.replace(old, new))
    assert any(said in str(fault) for fault in caught.value.faults)


def test_what_follows_a_declaration_needs_one() -> None:
    begin, end = WHOLE.index("  - declaration:"), WHOLE.index("  - recognition:")
    text = WHOLE[:begin] + WHOLE[end:]
    with pytest.raises(ScenarioFault, match="recognition without a declaration"):
        read_text(text.replace("on_failure: declaration", "on_failure: recognition"))


@pytest.mark.parametrize("name", ["withdrawals", "recognitions", "standing"])
def test_a_stage_may_be_named_like_what_it_counts(name: str) -> None:
    renamed = WHOLE.replace("name: recognition\n", f"name: {name}\n").replace(": recognition\n", f": {name}\n")
    case = read_text(renamed.replace("recognition.week_26", f"{name}.week_26"))
    assert {f"{name}.standing", f"{name}.week_26"} <= set(columns_of(case))


def test_a_first_stage_is_one_to_stand_in() -> None:
    unrest = WHOLE[WHOLE.index("  - unrest:") : WHOLE.index("events:")]
    with pytest.raises(ScenarioFault, match="no run can begin in `unrest`, which stands beside others"):
        read_text(WHOLE.replace(unrest, "").replace("process:\n", "process:\n" + unrest))


def test_a_condition_for_given_is_no_scenario() -> None:
    with pytest.raises(ScenarioFault, match="this is a file for `--given`"):
        read_text("title: What happened\ngiven: {drafts: 5}\n")


@pytest.mark.parametrize(
    ("record", "path", "said"),
    [
        (
            "",
            "states",
            "nothing is held against the days of `recognised_on`, as the record has no day to count from",
        ),
        (
            "  ended_on: 2008-02-17\n",
            "states.norway.recognised_on",
            "2008-02-16 lies before 2008-02-17, on which the record has it end, and counts as its first week",
        ),
        ("  ended_on: 2008-02-16\n", "", ""),
    ],
)
def test_a_day_of_recognition_that_is_counted_from_no_day_is_told(record: str, path: str, said: str) -> None:
    text = GOOD.replace(LAST, LAST.rstrip("\n") + MORE).replace("  ended_on: 2008-02-17\n", record)
    found = reading_of(text.replace("norway: {", "norway: {recognised_on: 2008-02-16, ")).warnings
    told = [(fault.path.removeprefix("process.recognition."), fault.found) for fault in found]
    assert [one for one in told if one[0].startswith("states")] == ([(path, said)] if said else [])
