"""A file whose names would make two things one is refused, with both places; such files were called sound once."""

from __future__ import annotations

import pytest

from sim.scenario.faults import ScenarioFault

LATER = {"name": "talks"}


@pytest.fixture
def told(talks, board):
    """A function that gives what is said of a changed scenario, all of it."""

    def tell(make, changes):
        with pytest.raises(ScenarioFault) as refused:
            {"talks": talks, "board": board}[make](changes)
        return str(refused.value)

    return tell


@pytest.mark.parametrize(
    ("make", "changes", "words"),
    [
        (
            "talks",
            {
                "issues.tabled": {"zero": "no", "one": "yes"},
                "texts.first_gap": {"status": 0.5},
                "process.0.talks.options": [{"text": "first_gap", "after_weeks": 4}],
            },
            ["column `rounds.first_gap.tabled` would stand twice",
             "the stage rounds keeps `first_gap.{issue}`, and the stage rounds keeps `{option}.tabled`"],
        ),
        (
            "board",
            {"issues.veto_chance": {"zero": "no", "one": "yes"}},
            ["column `board.draft_1.veto_chance` would stand twice", "keeps `draft_{draft}.veto_chance`",
             "and the stage board keeps `draft_{draft}.{issue}`"],
        ),
        ("talks", {"process.0.talks.name": "happened", "events": [{"name": "rounds", "date": "2006-02-06"}]},
         ["a stage cannot be named `happened`"]),
        ("talks", {"process.0.talks.name": "utility"}, ["a stage cannot be named `utility`"]),
        ("talks", {"process.0.talks.name": "over"}, ["a stage cannot be named `over`"]),
        ("talks", {"texts.proposal": {"status": 0.5}}, ["a text cannot be named `proposal`"]),
    ],
    ids=["option and issue", "issue beside a Council", "stage and event", "stage and actor", "over", "text"],
)  # fmt: skip
def test_names_that_would_make_two_things_one_are_refused(told, make, changes, words):
    said = told(make, changes)
    for word in words:
        assert word in said


def test_two_stages_of_one_name_are_told_once(told):
    second = {"talks": {**LATER, "parties": ["west", "east"], "weeks": 4}}
    said = told("talks", {"process.1": second, "process.0.talks.name": "talks"})
    assert said.count("given twice") == 1
    assert "would stand twice" not in said


def test_a_stage_may_be_called_what_a_column_was_called_once(talks, play):
    """Columns stand under the stage's name, so these are names like any other."""
    for name in ("unity", "recognitions", "withdrawals", "drafts"):
        model = play(talks({"process.0.talks.name": name}))
        assert f"{name}.rounds" in model.records.columns
