"""Files that say something else than their author thinks: each is refused, with its line and what is allowed.

A row of a table is a kind, what stands in the file, and the words expected.
"""

import shutil

import numpy as np
import pytest

from sim.cli import main
from sim.questions.compare import paired_difference
from sim.questions.given import given_from
from sim.runs.run import run
from sim.scenario.faults import ScenarioFault
from sim.scenario.from_table import scenario_of_text
from sim.scenario.reader import reading, reading_of

STARTER = "sim/data/starter.yaml"


def refusals(read):
    with pytest.raises(ScenarioFault) as trouble:
        read()
    said = [str(fault) for fault in trouble.value.faults if not fault.warning]
    assert all("\n" not in line for line in said)
    return said


# --- set: within set: --------------------------------------------------------------------------------------------

OTHERS = {
    "below": (["actors.upland.audience.cost: 0.2", "actors.upland.audience: {cost: 0.4}"],
              "v.yaml:3:3: actors.upland.audience.cost: this lies within actors.upland.audience, which line 4 sets "
              "as a whole; allowed: one of them"),
    "above": (["actors.upland.audience: {cost: 0.4}", "actors.upland.audience.cost: 0.2"],
              "v.yaml:4:3: actors.upland.audience.cost: this lies within actors.upland.audience, which line 3 sets"),
    "far below": (["calendar: {start: 2030-01-07, end: 2031-01-06}", "title: Other", "calendar.end: 2032-01-05"],
                  "v.yaml:5:3: calendar.end: this lies within calendar, which line 3 sets as a whole"),
    "a number's mode": (["actors.upland.patience_weeks.mode: 60", "actors.upland.patience_weeks: 80"],
                        "v.yaml:3:3: actors.upland.patience_weeks.mode: this lies within actors"
                        ".upland.patience_weeks"),
    "a stage": (["process.first_talks.weeks: 20",
                "process.first_talks: {talks: {name: first_talks, parties: [upland, lowland]}}"],
                "v.yaml:3:3: process.first_talks.weeks: this lies within process.first_talks, which line 4 "
                "sets as a whole"),
    "by place and by name": (["process.0.weeks: 20", "process.first_talks.weeks: 30"],
                             "v.yaml:4:3: process.first_talks.weeks: this is process.0.weeks, which line 3 "
                             "sets already"),
    "all stages": (["process: []", "process.first_talks.weeks: 20"],
                   "v.yaml:4:3: process.first_talks.weeks: this lies within process, which line 3 sets as a whole"),
}  # fmt: skip


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """The starter, beside variants of it."""
    shutil.copy(STARTER, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_set_within_something_that_is_set_is_refused(kind, beside):
    lines, words = OTHERS[kind]
    (beside / "v.yaml").write_text("extends: starter.yaml\nset:\n" + "".join(f"  {line}\n" for line in lines),
                                  encoding="utf-8")  # fmt: skip
    assert any(line.startswith(words) for line in refusals(lambda: reading("v.yaml"))), words


def test_on_the_command_line_what_would_be_lost_is_refused(beside):
    inner, outer = "actors.upland.audience.cost=0.2", "actors.upland.audience={cost: 0.4}"
    assert reading("starter.yaml", [outer, inner]).scenario.actors["upland"].audience.cost.value == 0.2
    assert refusals(lambda: reading("starter.yaml", [inner, outer])) == [
        "command line: actors.upland.audience.cost: this lies within actors.upland.audience, which another setting "
        "sets as a whole; allowed: one of them"
    ]


SWEPT = {
    "the same": "process.first_talks.weeks=10", "the same by place": "process.0.weeks=10",
    "the same, spaced": " process.first_talks.weeks = 10",
}  # fmt: skip


@pytest.mark.parametrize("kind", SWEPT)
def test_a_setting_that_a_sweep_would_lose_is_refused(kind, capsys):
    over = ["--over", "process.first_talks.weeks=20,30"]
    assert main(["sweep", STARTER, *over, "--set", SWEPT[kind], "--runs", "4"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("command line: process.") and err.count("\n") == 1


def test_a_value_that_is_swept_twice_is_refused(capsys):
    assert main(["sweep", STARTER, "--over", "process.first_talks.weeks=20,30,20", "--runs", "4"]) == 1
    assert "names a value twice; allowed: each once" in capsys.readouterr().err


# --- tables ------------------------------------------------------------------------------------------------------

HEAD = "actor,issue,position,salience,power\n"
MORE = "b,x,1,1,1\n"

TABLES = {
    "decimal commas": (HEAD + "a,x,0,5,1,1\n" + MORE, "t.csv:2:1: the row has 6 cells, and there are 5 headings"),
    "decimal commas everywhere": (HEAD + "a,x,0,5,0,5,0,5\n" + MORE, "t.csv:2:1: the row has 8 cells"),
    "a decimal comma within quotes": (HEAD + 'a,x,"0,5",1,1\n' + MORE, "t.csv:2:1: position: '0,5' is no number"),
    "a cell too few": (HEAD + "a,x,0.5,1\n" + MORE, "t.csv:2:1: the row has 4 cells, and there are 5 headings"),
    "one cell": (HEAD + MORE + "a\n", "t.csv:3:1: the row has 1 cell, and there are 5 headings"),
    "an empty cell too many": (HEAD + "a,x,0.5,1,1,\n" + MORE, "t.csv:2:1: the row has 6 cells"),
    "a name with a comma": (HEAD + "a, b,x,0.5,1,1\n" + MORE, "t.csv:2:1: the row has 6 cells"),
    "underscores": (HEAD + "a,x,1_000,1,1\n" + MORE, "t.csv:2:1: position: '1_000' is no number"),
    "thousands": (HEAD + 'a,x,"1,000",1,1\n' + MORE, "t.csv:2:1: position: '1,000' is no number"),
    "thousands or not": (HEAD.replace(",", ";") + "a;x;1,000;1;1\nb;x;2;1;1\n",
                         "t.csv:2:1: position: 1,000 may be thousands or a fraction"),
    "thousands by points": (HEAD.replace(",", ";") + "a;x;1.000,5;1;1\nb;x;2;1;1\n",
                            "t.csv:2:1: position: '1.000,5' is no number"),
    "Arabic digits": (HEAD + "a,x,\u0660.\u0665,1,1\n" + MORE, "is no number"),
    "a full-width digit": (HEAD + "a,x,\uff11,1,1\n" + MORE, "is no number"),
    "not a number": (HEAD + "a,x,nan,1,1\n" + MORE, "t.csv:2:1: position: 'nan' is no number"),
    "infinite": (HEAD + "a,x,inf,1,1\n" + MORE, "t.csv:2:1: position: 'inf' is no number"),
    "infinite in digits": (HEAD + "a,x,1e999,1,1\n" + MORE, "t.csv:2:1: position: 1e999 is out of range"),
    "hexadecimal": (HEAD + "a,x,0x1F,1,1\n" + MORE, "t.csv:2:1: position: '0x1F' is no number"),
    "a per cent": (HEAD + "a,x,50%,1,1\n" + MORE, "t.csv:2:1: position: '50%' is no number"),
    "a formula": (HEAD + "a,x,=1+1,1,1\n" + MORE, "t.csv:2:1: position: '=1+1' is no number"),
    "a currency": (HEAD + "a,x,$5,1,1\n" + MORE, "t.csv:2:1: position: '$5' is no number"),
    "a minus of typography": (HEAD + "a,x,\u22125,1,1\n" + MORE, "is no number"),
    "true": (HEAD + "a,x,true,1,1\n" + MORE, "t.csv:2:1: position: 'true' is no number"),
    "a line's end in a name": (HEAD + '"a\nb",x,0.5,1,1\n' + MORE, "t.csv:3:1: a cell goes on over a line's end"),
    "a line's end in a number": (HEAD + 'a,x,"0.5\n",1,1\n' + MORE, "t.csv:3:1: a cell goes on over a line's end"),
    "an old line's end in a number": (HEAD + 'a,x,"0.5\r",1,1\n' + MORE, "a cell goes on over a line's end"),
    "quotes left open": (HEAD + MORE + 'a,"x,0.5,1,1\n', "t.csv:3:1: this is no CSV"),
    "a line of Unicode": (HEAD + "a\u2028b,x,0.5,1,1\n" + MORE, "t.csv:2:1: actor: this is no name"),
    "a form feed": (HEAD + "a\x0cb,x,0.5,1,1\n" + MORE, "t.csv:2:1"),
    "a negative salience": (HEAD + "a,x,0.5,-1,1\n" + MORE, "t.csv:2:1: salience: -1 is out of range"),
    "an empty position": (HEAD + "a,x,,1,1\n" + MORE, "t.csv:2:1: position: this is empty"),
    "no rows": (HEAD, "t.csv:1:1: the table has no rows"),
    "white space": (" \n\n", "t.csv: the file is empty"),
    "two positions": ("actor,position,position,salience,power\na,1,2,1,1\n", "t.csv:1:1: position: two columns say"),
    "no position": ("actor,salience,power\na,1,1\n", "t.csv:1:1: position: no column says position"),
    "semicolons in the rows only": (HEAD + "a;x;0.5;1;1\n" + MORE, "t.csv:2:1: the row has 1 cell"),
    "tabs in the rows only": (HEAD + "a\tx\t0.5\t1\t1\n" + MORE, "t.csv:2:1: the row has 1 cell"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_that_says_something_else_is_refused_by_line(kind):
    text, words = TABLES[kind]
    assert any(words in line for line in refusals(lambda: scenario_of_text(text, "t.csv"))), words


@pytest.mark.parametrize("text", [
    HEAD + "a,x,0.5,1,1\n" + MORE, HEAD.replace("\n", "\r\n") + "a,x,.5,1,1\r\n" + MORE,
    "\n" + HEAD + "a,x,5e-1,1,1\n\n" + MORE,
    HEAD.replace(",", ";") + "a;x;0,5;1;1\nb;x;1;1;1\n", HEAD + '"a",x," 0.5 ",1,1\n' + MORE,
])  # fmt: skip
def test_a_sound_table_is_read(text):
    assert scenario_of_text(text, "t.csv").actors["a"].position["x"].value == 0.5


def test_a_text_without_a_file_is_read_as_one():
    assert reading_of("extends: sim/data/starter.yaml").scenario.hash == reading(STARTER).scenario.hash


# --- conditions --------------------------------------------------------------------------------------------------

CONDITIONS = {
    "a flag of a count": ("first_talks.rounds: true",
                          "`true` is asked, and the column holds numbers; allowed: numbers"),
    "no of a count": ("first_talks.rounds: false", "`false` is asked, and the column holds numbers"),
    "a word of a count": ("first_talks.rounds: many", "'many' is asked, and the column holds numbers"),
    "a flag of a week": ("ended_week: true", "`true` is asked, and the column holds numbers"),
    "a flag of a text": ("text.water: true", "`true` is asked, and the column holds numbers"),
    "a number of a flag": ("consent: 2", "2.0 is asked, and the column holds true or false; allowed: true or false"),
    "one of a flag": ("consent: 1", "1.0 is asked, and the column holds true or false"),
    "nought of a flag": ("consent: 0", "0.0 is asked, and the column holds true or false"),
    "a word of a flag": ("consent: maybe", "'maybe' is asked, and the column holds true or false"),
    "a bound of a flag": ("consent: {min: 1}", "`min` is asked, and the column holds true or false"),
    "a flag among counts": ("first_talks.rounds: {among: [1, true]}",
                            "`true` is asked, and the column holds numbers"),
    "unlike a flag": ("first_talks.rounds: {unlike: true}", "`true` is asked, and the column holds numbers"),
    "a number among flags": ("consent: {among: [true, 1]}", "1.0 is asked, and the column holds true or false"),
    "unlike a number": ("consent: {unlike: 0}", "0.0 is asked, and the column holds true or false"),
    "a number of a word": ("ending: 1", "1.0 is asked, and the column holds words"),
    "a flag of a word": ("ending: true", "`true` is asked, and the column holds words"),
    "a bound of a word": ("ending: {min: 1}", "`min` is asked, and the column holds words; allowed: among, unlike"),
    "a number of a day": ("ended_on: {min: 3}", "`min` is asked, and the column holds dates; allowed: after, before"),
    "one day": ("ended_on: 1", "one value is asked of a column of dates; allowed: {after: DAY, before: DAY}"),
    "a day of a count": ("first_talks.rounds: {after: 2030-02-01}", "`after` is asked, and the column holds numbers"),
    "a day of a flag": ("consent: {before: 2030-02-01}", "`before` is asked, and the column holds true or false"),
    "days by name": ("ended_on: {among: [monday]}", "`among` is asked, and the column holds dates"),
    "among nothing": ("first_talks.rounds: {among: []}", "`among` names nothing, which no run can match"),
    "an unknown word": ("ending: agreeed", "agreed"),
    "an unknown column": ("first_talks.round: 1", "first_talks.rounds"),
}  # fmt: skip


@pytest.fixture(scope="module")
def played():
    return run(STARTER, 20)


@pytest.mark.parametrize("kind", CONDITIONS)
def test_what_a_column_cannot_answer_is_refused(kind, played, tmp_path):
    asked, words = CONDITIONS[kind]
    outcome = f"{{extends: {STARTER}, set: {{outcomes.agreed_in_talks.when: {{{asked}}}}}}}"
    assert any(words in line for line in refusals(lambda: reading_of(outcome)))
    path = tmp_path / "given.yaml"
    path.write_text(f"given: {{{asked}}}\n", encoding="utf-8")
    assert any(words in line for line in refusals(lambda: given_from(path).matches(played.rows)))


@pytest.mark.parametrize(("condition", "words"), [
    ("[]", "an empty list of conditions, which no run meets"), ("{}", "an empty condition, which every run meets"),
    ("[{}]", "an empty condition"), ("[{ending: agreed}, {}]", "an empty condition"),
])  # fmt: skip
def test_an_empty_condition_is_refused(condition, words, played, tmp_path):
    outcome = f"{{extends: {STARTER}, set: {{outcomes.agreed_in_talks.when: {condition}}}}}"
    assert any(words in line for line in refusals(lambda: reading_of(outcome)))
    path = tmp_path / "given.yaml"
    path.write_text(f"given: {condition}\n", encoding="utf-8")
    assert any("an empty condition" in line for line in refusals(lambda: given_from(path).matches(played.rows)))


NEVER = {
    "above a share": ("text.water: {min: 2}", "from 0 to 1"),
    "below a share": ("text.water: {max: -0.1}", "from 0 to 1"),
    "a share beyond": ("text.water: 1.5", "from 0 to 1"),
    "shares beyond": ("text.water: {among: [2, 3]}", "from 0 to 1"),
    "a gap beyond": ("first_talks.last_gap.water: {min: 1.01}", "from 0 to 1"),
    "half a round": ("first_talks.rounds: 2.5", "a whole number from 0"),
    "between two rounds": ("first_talks.rounds: {min: 2.1, max: 2.9}", "a whole number from 0"),
    "fewer than none": ("first_talks.rounds: {max: -1}", "a whole number from 0"),
    "a week after the end": ("ended_week: {min: 5000}", "a whole number from -1 to "),
    "a day after the end": ("ended_on: {after: 2099-01-01}", "2030-01-07 to "),
    "a day before the beginning": ("ended_on: {before: 2030-01-07}", "2030-01-07 to "),
}  # fmt: skip


@pytest.mark.parametrize("kind", NEVER)
def test_what_no_run_can_match_is_told(kind):
    asked, allowed = NEVER[kind]
    for condition in (f"{{{asked}}}", f"[{{ending: agreed}}, {{{asked}}}]"):
        read = reading_of(f"{{extends: {STARTER}, set: {{outcomes.agreed_in_talks.when: {condition}}}}}")
        (said,) = [fault for fault in read.warnings if fault.found == "no run can match this"]
        assert said.allowed.startswith(allowed) and said.path.endswith(asked.partition(":")[0])


@pytest.mark.parametrize("asked", [
    "text.water: {min: 0, max: 1}", "text.water: {min: -3}", "text.water: {among: [1, 7]}", "text.water: {unlike: 7}",
    "first_talks.rounds: {min: 2.5}", "first_talks.rounds: 0", "ended_week: -1", "ended_on: {after: 2030-01-07}",
    "utility.upland: {min: 40}",
])  # fmt: skip
def test_what_some_run_may_match_is_not_told(asked):
    read = reading_of(f"{{extends: {STARTER}, set: {{outcomes.agreed_in_talks.when: {{{asked}}}}}}}")
    assert not [fault for fault in read.warnings if "no run" in fault.found]


@pytest.mark.parametrize(("weeks", "told"), [(156, True), (300, True), (155, False)])
def test_what_takes_longer_than_the_calendar_is_told(weeks, told):
    said = reading(STARTER, [f"process.proposal.drafting_weeks={weeks}"]).warnings
    assert any("as long as the calendar or longer" in fault.found for fault in said) is told


def test_what_an_event_waits_for_in_vain_is_told():
    event = "{name: spring, label: Spring, otherwise_label: ' spring', when: {first_talks.rounds: {max: -3}}}"
    read = reading_of(f"{{extends: {STARTER}, set: {{events: [{event}]}}}}")
    assert {"no run can match this", "` spring` is said where it happens and where it does not"} <= {
        fault.found for fault in read.warnings
    }


# --- runs and seeds, from Python -----------------------------------------------------------------------------------

RUNS = {
    "true": (True, "True is no number of runs"), "numpy's true": (np.True_, "True is no number of runs"),
    "nothing": ([], "at least one is needed"),
    "a mask of nothing": (np.zeros(5, dtype=bool), "at least one is needed"),
    "fractions": ([0.5, 1.5], "an array of float64 in 1 dimensions names no runs"),
    "a table": (np.ones((2, 2), dtype=int), "an array of int64 in 2 dimensions names no runs"),
    "words": (["one"], "names no runs"), "negative": ([-1], "run numbers are 0 or more"),
    "none": (0, "0 runs cannot"),
    "more than can be": (10**20, "runs cannot be played"), "a fraction": (1.5, "names no runs"),
}  # fmt: skip

SEEDS = {"true": True, "a fraction": 1.0, "negative": -1, "too large": 2**64, "text": "1", "nothing": None,
         "numpy's true": np.True_, "numpy's fraction": np.float64(1.0)}  # fmt: skip


@pytest.mark.parametrize("kind", RUNS)
def test_runs_that_are_none_are_refused(kind):
    runs, words = RUNS[kind]
    with pytest.raises(ValueError, match=words):
        run(STARTER, runs)


def test_a_mask_is_a_mask():
    mask = np.zeros(1_030, dtype=bool)
    mask[[2, 1_027]] = True
    assert run(STARTER, mask).column("run").tolist() == [2, 1_027]
    assert run(STARTER, [3, 1]).column("run").tolist() == [1, 3]


@pytest.mark.parametrize("kind", SEEDS)
def test_a_refused_seed_leaves_no_folder(kind, tmp_path):
    with pytest.raises(ValueError, match=r"is not a whole number from 0 to 2\*\*64 - 1"):
        run(STARTER, 10, seed=SEEDS[kind], keep=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_whole_numbers_of_numpy_are_seeds(tmp_path):
    found = run(STARTER, np.int64(10), seed=np.uint64(2**64 - 1), keep=tmp_path / "new")
    assert found.seed == 2**64 - 1 and type(found.seed) is int


def test_a_text_that_is_taken_out_is_missed_also_where_it_was_the_only_one():
    read = f"{{extends: {STARTER}, remove: [texts.as_it_is]}}"
    assert any("status_quo: there is no text `as_it_is`" in line for line in refusals(lambda: reading_of(read)))


@pytest.mark.parametrize("sign", ["FFFE", "FFFF", "FDD0", "FDEF", "1FFFE", "10FFFF"])
def test_what_is_no_character_is_refused_where_it_stands(sign):
    """It was played, and what was written could never be read again."""
    read = f'{{extends: {STARTER}, set: {{title: "a\\U{sign:0>8}b"}}}}'
    assert any(
        f"title: the character U+{sign} cannot be printed" in line for line in refusals(lambda: reading_of(read))
    )


ALIKE = {
    "actors": ["actors.lowland.label: Upland"], "actors by case": ["actors.lowland.label: ' UPLAND '"],
    "issues": ["issues.control.label: Share of the water"],
    "outcomes": ["outcomes.no_agreement.label: Agreed in talks"],
}  # fmt: skip


@pytest.mark.parametrize("kind", ALIKE)
def test_two_things_of_one_label_are_told(kind):
    read = reading_of(f"{{extends: {STARTER}, set: {{{', '.join(ALIKE[kind])}}}}}")
    said = [fault.found for fault in read.warnings]
    assert any(one.startswith(f"two {kind.split()[0]} have the label") for one in said), said
    assert not [fault for fault in reading(STARTER).warnings if "label" in fault.found]


def test_an_interval_is_no_point_where_something_never_or_always_came_about():
    never, always = np.zeros(100, dtype=bool), np.ones(100, dtype=bool)
    for before, after in ((never, never), (always, always), (never, always)):
        found = paired_difference(before, after)
        assert found.high > found.low
        assert 0.05 < found.unpaired_width < 0.1
