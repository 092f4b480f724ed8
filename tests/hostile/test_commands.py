"""Commands that ask for what cannot be: each is told in one line, with an exit code, and nothing is lost.

A row of a table is a kind, the words of the command, and the words expected on standard error.
"""

import shutil

import pytest

from sim.cli import main
from sim.runs.run import run

STARTER = "sim/data/starter.yaml"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    home = tmp_path_factory.mktemp("kept") / "folder"
    run(STARTER, 40, seed=3, keep=home)
    return home


@pytest.fixture
def folder(kept, tmp_path):
    return shutil.copytree(kept, tmp_path / "folder")


@pytest.fixture
def given(tmp_path):
    path = tmp_path / "given.yaml"
    path.write_text("given: {ending: agreed}\n", encoding="utf-8")
    return str(path)


def said(capsys, *words):
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def refused(capsys, *words, code=1):
    found, out, err = said(capsys, *words)
    assert (found, out, err.count("\n")) == (code, "", 1), err
    return err


# --- options that a folder cannot follow -------------------------------------------------------------------------

VERBS = ("condition", "sensitivity", "score", "compare", "hindcast", "counterfactual")
OPTIONS = {
    "another seed": (["--seed", "99"], "run as it is, with seed 3; --seed 99 goes with a scenario file"),
    "fewer runs": (["--runs", "10"], "run as it is, with runs 40; --runs 10 goes with a scenario file"),
    "more runs": (["--runs", "50"], "with runs 40; --runs 50 goes with a scenario file"),
    "both": (["--seed", "99", "--runs", "10"], "with seed 3; --seed 99 goes with a scenario file"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OPTIONS)
@pytest.mark.parametrize("verb", VERBS)
def test_options_that_a_folder_cannot_follow_are_refused(verb, kind, folder, given, capsys):
    options, words = OPTIONS[kind]
    more = {"condition": ["--given", given], "compare": [folder], "score": ["--outcome", "no_agreement"],
            "counterfactual": ["--set", "process.first_talks.weeks=30"]}  # fmt: skip
    assert words in refused(capsys, verb, folder, *more.get(verb, []), *options)


def test_what_a_folder_has_may_be_said(folder, given, capsys):
    assert said(capsys, "condition", folder, "--given", given, "--seed", "3", "--runs", "40")[0] == 0
    assert said(capsys, "condition", folder, "--given", given)[0] == 0


# --- values out of bounds ----------------------------------------------------------------------------------------

USAGE = {
    "runs beyond all bounds": ["run", STARTER, "--runs", "99999999999999999999"],
    "runs beyond bounds": ["run", STARTER, "--runs", "10000000001"],
    "no runs": ["run", STARTER, "--runs", "0"],
    "runs negative": ["run", STARTER, "--runs", "-5"],
    "runs a fraction": ["run", STARTER, "--runs", "1.5"],
    "runs a word": ["run", STARTER, "--runs", "many"],
    "workers none": ["run", STARTER, "--workers", "0"],
    "workers too many": ["run", STARTER, "--workers", "257"],
    "seed negative": ["run", STARTER, "--seed=-1"],
    "seed too large": ["run", STARTER, "--seed", "18446744073709551616"],
    "seed a fraction": ["run", STARTER, "--seed", "1.0"],
    "seed a word": ["run", STARTER, "--seed", "one"],
    "seed empty": ["run", STARTER, "--seed", ""],
    "run negative": ["story", STARTER, "--run", "-1"],
    "until none": ["condition", STARTER, "--until", "0"],
    "top none": ["sensitivity", STARTER, "--top", "0"],
    "an unknown verb": ["play", STARTER],
    "an unknown option": ["run", STARTER, "--quick"],
    "too many words": ["run", STARTER, STARTER],
    "runs of a sweep": ["sweep", STARTER, "--over", "process.first_talks.weeks=1:2:2", "--runs", "10000000001"],
}  # fmt: skip


@pytest.mark.parametrize("kind", USAGE)
def test_a_value_out_of_bounds_is_a_usage_error(kind, capsys, tmp_path):
    code, out, err = said(capsys, *USAGE[kind])
    assert (code, out, err.count("\n")) == (2, "", 1), (code, err)
