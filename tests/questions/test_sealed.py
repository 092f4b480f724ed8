"""A sealed forecast says when it was touched, can be played again by a stranger, and is scored as it was sealed."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.questions.hindcast.scores import score
from sim.questions.sealed import read_sealed, score_sealed, seal_forecast, verify_sealed, write_sealed
from sim.runs.failures import FolderFault

OPEN = "scenarios/patterns/two_peoples.yaml"
ASKED = "Do both peoples vote for a union?"
DECIDED = "As both electoral commissions say."
DAY = dt.date(2030, 1, 7)


@pytest.fixture(scope="module")
def ensemble():
    return sim.run(OPEN, runs=64, seed=3)


@pytest.fixture
def file(ensemble, tmp_path):
    path = tmp_path / "union.sealed.json"
    write_sealed(seal_forecast(ensemble, ASKED, DECIDED, by=dt.date(2031, 12, 31), today=DAY), path)
    return path


def altered(path, change):
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    return data


def test_it_says_all_that_a_stranger_needs(ensemble, file):
    told = read_sealed(file)
    assert (told.question, told.resolution, told.by, told.sealed_on) == (ASKED, DECIDED, "2031-12-31", "2030-01-07")
    assert (told.scenario_hash, told.seed, told.runs) == (ensemble.scenario.hash, "3", 64)
    assert sum(one.runs for one in told.outcomes.values()) == 64
    assert {name: one.label for name, one in told.outcomes.items()} == ensemble.scenario.outcome_labels
    assert re.fullmatch("[0-9a-f]{64}", told.seal)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(question="Do both peoples vote against a union?"),
        lambda data: data.update(resolution=data["resolution"] + " Or else by lot."),
        lambda data: data.update(by="2041-12-31"),
        lambda data: data.update(seed="4"),
        lambda data: data["outcomes"]["union"].update(runs=data["outcomes"]["union"]["runs"] + 1),
        lambda data: data["outcomes"]["union"].update(label="A union"),
        lambda data: data.update(scenario_hash="0" * 12),
    ],
    ids=["question", "resolution", "day", "seed", "count", "label", "scenario"],
)
def test_whatever_is_altered_is_told(file, change):
    sealed = read_sealed(file).seal
    altered(file, change)
    with pytest.raises(FolderFault) as fault:
        read_sealed(file)
    said = re.escape(f"{file}: not as it was sealed: what it says makes ")
    assert re.fullmatch(rf"{said}[0-9a-f]{{64}}, its seal is {sealed}", str(fault.value))
    assert sealed not in str(fault.value).partition(", its seal")[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing", "no sealed forecast; it is not JSON in UTF-8"),
        ("[1]", "no sealed forecast (it is no object with the keys of one)"),
        ('{"format": 2}', "format 2 is not known; this version reads 1"),
        ('{"format": 1, "question": 3}', "no sealed forecast (question: Input should be a valid string)"),
    ],
    ids=["words", "a list", "format", "a number"],
)
def test_what_is_none_is_refused(tmp_path, text, said):
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FolderFault) as fault:
        read_sealed(path)
    assert str(fault.value) == f"{path}: {said}"


def test_a_key_that_is_not_known_is_refused(file):
    altered(file, lambda data: data.update(note="trust me"))
    with pytest.raises(FolderFault, match=re.escape("(note: Extra inputs are not permitted)")):
        read_sealed(file)


def test_it_is_never_replaced(ensemble, file):
    before = file.read_bytes()
    with pytest.raises(FolderFault) as fault:
        write_sealed(read_sealed(file), file)
    assert str(fault.value) == f"{file}: is there already, and a sealed forecast is never replaced; name another file"
    assert file.read_bytes() == before


def test_a_stranger_plays_it_again(ensemble, file):
    sealed = read_sealed(file)
    assert verify_sealed(sealed, ensemble.scenario) == []
    moved = sealed.outcomes | {"union": sealed.outcomes["union"].model_copy(update={"runs": 0})}
    count = sealed.outcomes["union"].runs
    assert verify_sealed(sealed.model_copy(update={"outcomes": moved}), ensemble.scenario) == [
        f"union: sealed are 0 runs of 64, played again it is {count}"
    ]
    assert count > 0
    assert verify_sealed(sealed.model_copy(update={"version": "9.9"}), ensemble.scenario) == [
        f"another version: this is {sim.__version__}, sealed was with 9.9; install that one"
    ]
    other = ensemble.scenario.model_copy(update={"trade": "proportional"})
    assert verify_sealed(sealed, other) == [
        f"another scenario: {other.hash} is not the {sealed.scenario_hash} that was sealed; bring the file as it "
        "was, with what --set changed, if anything"
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"question": " "}, "the question is empty; allowed: words that a stranger can decide by"),
        ({"resolution": ""}, "the resolution is empty; allowed: words that a stranger can decide by"),
        ({"by": DAY}, "it is to be decided by 2030-01-07, which is no day after 2030-01-07; allowed: a day to come"),
    ],
    ids=["question", "resolution", "day"],
)
def test_what_must_be_said_is_asked_for(ensemble, asked, said):
    given = {"question": ASKED, "resolution": DECIDED, "by": dt.date(2031, 12, 31), "today": DAY} | asked
    with pytest.raises(ValueError, match=re.escape(said)):
        seal_forecast(ensemble, **given)


def test_what_has_ended_is_no_open_question():
    ended = sim.run("scenarios/kosovo/five_actors.yaml", runs=8)
    with pytest.raises(ValueError, match=r"record says how it ended, .+; sealed is what is open"):
        seal_forecast(ended, ASKED, DECIDED, by=dt.date(2031, 12, 31), today=DAY)


def test_it_is_scored_as_the_runs_are(ensemble, file):
    own = score(ensemble, "union")
    assert score_sealed(read_sealed(file), "union").of_outcome() == own.of_outcome()
    with pytest.raises(ValueError, match=r"no outcome is called 'unoin'; allowed: union, .*; did you mean union\?"):
        score_sealed(read_sealed(file), "unoin")


def test_whoever_scores_before_the_day_is_told_so(ensemble, file, tmp_path, capsys):
    past = tmp_path / "past.json"
    write_sealed(seal_forecast(ensemble, ASKED, DECIDED, by=dt.date(2020, 1, 1), today=dt.date(2019, 1, 1)), past)
    later = tmp_path / "later.json"
    write_sealed(seal_forecast(ensemble, ASKED, DECIDED, by=dt.date.max, today=dt.date(2020, 1, 1)), later)
    assert main(["score", str(past), str(later), "--outcome", "union"]) == 0
    said = f"{later}: it is to be decided by 9999-12-31, and that day is not over: so far this scores a guess\n"
    assert capsys.readouterr().err == said


def test_the_three_verbs(tmp_path, capsys):
    path = tmp_path / "a.sealed.json"
    words = ["--question", ASKED, "--resolution", DECIDED, "--runs", "64", "--out", str(path)]
    assert main(["seal", OPEN, *words, "--by", "9999-12-31"]) == 0
    out, err = capsys.readouterr()
    seal = read_sealed(path).seal
    assert f"seal {seal}" in out
    assert err.endswith("publish the seal today if it is to prove the day; keep the scenario file as it is\n")
    day = read_sealed(path).sealed_on
    asked = f"asked: {ASKED}\ndecided by 9999-12-31: {DECIDED}\nsealed on {day}, as its writer says\n"
    assert main(["verify", str(path), OPEN]) == 0
    said = f"{path}: as it was sealed, and 64 runs of {OPEN} end so again, seal {seal}\n"
    assert capsys.readouterr().out == asked + said
    assert main(["verify", str(path)]) == 0
    said = f"{path}: as it was sealed, seal {seal}; not played again, as no scenario is given\n"
    assert capsys.readouterr().out == asked + said
    assert main(["score", str(path), "--outcome", "union"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(asked)
    assert "it was union" in out
    assert main(["score", str(path), OPEN, "--runs", "64", "--outcome", "union", "--json"]) == 0
    of_sealed, of_file = (case["asked"] for case in json.loads(capsys.readouterr().out)["cases"])
    assert of_sealed == {"question": ASKED, "resolution": DECIDED, "by": "9999-12-31", "sealed_on": day}
    assert of_file is None
    assert main(["score", str(path)]) == 1
    assert capsys.readouterr().err.startswith(
        "a sealed forecast says nothing of what happened: give --outcome, one of union,"
    )
    assert main(["verify", str(path), "scenarios/patterns/coalition.yaml"]) == 1
    assert capsys.readouterr().err.startswith(f"{path}: another scenario: ")
    altered(path, lambda data: data.update(title="x"))
    assert main(["verify", str(path)]) == 1
    assert main(["score", str(path), "--outcome", "union"]) == 1
    assert "not as it was sealed" in capsys.readouterr().err
    assert main(["seal", OPEN, *words, "--by", "soon"]) == 1
    assert capsys.readouterr().err == "--by: 'soon' is no day; allowed: a day such as 2031-12-31\n"


def forged(path, **changed):
    """A file whose seal fits what it says, as anybody can make one."""
    said = read_sealed(path).model_copy(update=changed)
    path.write_text(said.model_copy(update={"seal": said.digest()}).model_dump_json(), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"question": ""}, "no sealed forecast (question: it is empty)"),
        ({"resolution": " "}, "no sealed forecast (resolution: it is empty)"),
        ({"sealed_on": "2031-12-31"},
         "no sealed forecast (it says that it was sealed on 2031-12-31, and that it is decided by 2031-12-31)"),
        ({"sealed_on": "2033-01-01"},
         "no sealed forecast (it says that it was sealed on 2033-01-01, and that it is decided by 2031-12-31)"),
    ],
    ids=["no question", "no resolution", "on the day", "afterwards"],
)  # fmt: skip
def test_a_seal_that_fits_does_not_make_a_forecast(file, changed, said):
    with pytest.raises(FolderFault) as fault:
        read_sealed(forged(file, **changed))
    assert str(fault.value) == f"{file}: {said}"


def test_one_of_a_day_to_come_is_told(file, capsys):
    forged(file, sealed_on="9998-01-01", by="9999-01-01")
    assert main(["verify", str(file)]) == 0
    said = f"{file}: says that it was sealed on 9998-01-01, which is a day to come\n"
    assert capsys.readouterr().err == said
    assert main(["score", str(file), "--outcome", "union"]) == 0
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")],
                         ids=["a mark before it", "other line ends"])  # fmt: skip
def test_what_another_machine_makes_of_the_text_does_not_break_the_seal(file, change):
    sealed = read_sealed(file)
    file.write_bytes(change(file.read_text(encoding="utf-8")).encode())
    assert read_sealed(file) == sealed


def test_an_ending_in_capitals_is_one_too(file, capsys):
    assert main(["score", str(file.rename(file.with_suffix(".JSON"))), "--outcome", "union"]) == 0


def test_what_was_set_must_be_kept_as_well(tmp_path, capsys):
    path, changed = tmp_path / "a.json", ["--set", "trade=proportional"]
    words = ["--question", ASKED, "--resolution", DECIDED, "--runs", "8", "--by", "9999-12-31", "--out", str(path)]
    assert main(["seal", OPEN, *words, *changed]) == 0
    assert capsys.readouterr().err.endswith("; keep the scenario file as it is, and what --set changed\n")
    assert main(["verify", str(path), OPEN]) == 1
    assert capsys.readouterr().err.endswith("; bring the file as it was, with what --set changed, if anything\n")
    assert main(["verify", str(path), OPEN, *changed]) == 0


def test_other_words_than_those_that_were_sealed_are_told(ensemble, file):
    """They have no say in the play, so that the hash is the same; and yet a forecast is of what they say."""
    sealed, labels = read_sealed(file), ensemble.scenario.outcome_labels
    outcomes = [one.model_copy(update={"label": "No union"} if one.name == "union" else {})
                for one in ensemble.scenario.outcomes]  # fmt: skip
    other = ensemble.scenario.model_copy(update={"title": "Two shores", "outcomes": outcomes})
    assert other.hash == ensemble.scenario.hash
    assert verify_sealed(sealed, other) == [
        f"the title: sealed is “{ensemble.scenario.title}”, the scenario says “Two shores”",
        f"union: sealed is “{labels['union']}”, the scenario says “No union”",
    ]


def test_the_example_is_open_and_says_how_it_is_decided():
    path = "scenarios/open/cyprus_2031.yaml"
    head = Path(path).read_text(encoding="utf-8").partition("format: 1")[0]
    scenario = sim.read_scenario(path)
    assert scenario.record is None
    assert "--by 2031-12-31" in head
    assert f'--question "{scenario.question}"' in head
    assert all(f"'{name}'" in head for name in scenario.outcome_labels)
