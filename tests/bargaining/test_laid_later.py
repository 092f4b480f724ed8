"""A later stage lays a text of its own on the table: what is agreed before does not reach the end."""

import numpy as np
import pytest

FRIEND = {"kind": "state", "position": {"land": 1.0, "law": 1.0}, "salience": {"land": 1, "law": 1}, "precision": 1e6}
TRADE = {"land": 0.25, "law": 0.75}
"""Worth .55 to either side, where a full exchange of what each holds dear is worth .6."""
NO_WORD = {"actors.west.fallback": None, "actors.east.fallback": None}


def house(chance, **more):
    """Sponsors table a text, which passes if a member votes for it that does so with a chance, as everybody knows."""
    council = {"name": "house", "sponsors": ["friend"], "seats": {"friend": 1},
               "other_seats": {"member": {"chance_of_yes": chance}},
               "majority": 2, "first_draft": "plan", "most_drafts": 1,
               "expected": {"blocked": 1 - chance}}  # fmt: skip
    return {"actors.friend": FRIEND, "texts.plan": {"land": 0.5, "law": 0.5}, "process.1": {"council": council},
            "process.0.talks.on_success": "house", **more}  # fmt: skip


def twice(of_table, of_plan):
    """A vote on what was agreed; where it is blocked another one, on the plan."""
    votes = [
        {"vote": {"name": name, "seats": {"friend": {}}, "text": text, "expected": {"adopted": chance},
                  "on_failure": onward}}
        for name, text, chance, onward in (("first", "table", of_table, "second"), ("second", "plan", of_plan, "end"))
    ]  # fmt: skip
    return {**NO_WORD, "actors.friend": FRIEND, "actors.west.overruled": 0.1, "texts.plan": {"land": 0.5, "law": 0.5},
            "process.1": votes[0], "process.2": votes[1], "process.0.talks.on_success": "first"}  # fmt: skip


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.6, 0.7, 1.0])
def test_who_agrees_reckons_with_the_text_that_will_be_laid_on_the_table(talks, chance):
    """Each has .4 now and .55 of the plan, and asks for .5: that is to be expected from two thirds on."""
    now = {
        "texts.now": {"land": 1.0, "law": 0.0},
        "actors.west.fallback.value": 0.5,
        "actors.east.fallback.value": 0.5,
    }
    played = talks(house(chance, **now) | {"texts.plan": TRADE})
    assert (played.columns["talks.result"] == 0).mean() == (chance > 2 / 3)


@pytest.mark.parametrize("of_table", [0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("of_plan", [0.0, 0.4, 1.0])
def test_an_agreement_is_weighed_along_ways_on_which_it_stays_on_the_table(talks, of_table, of_plan):
    """West has .9 now, and .5 of the plan less .1 for being overruled; nobody consents to what is laid down."""
    played = talks(twice(of_table, of_plan), runs=2)
    west, runs = played.model.actors["west"], np.arange(2)
    after = west.ahead().after("talks", "agreed", consented=True)
    otherwise = (1 - of_table) * (of_plan * 0.4 + (1 - of_plan) * 0.9)
    west.world.enact("now", runs)  # as the talks began
    assert after.on_table == pytest.approx(of_table)
    assert west.worth_after("talks", "agreed", np.zeros((2, 2)), runs, True) == pytest.approx(of_table + otherwise)
    assert west.reservation("talks", runs) == pytest.approx((0.9 - otherwise) / of_table)


def test_an_agreement_moves_with_what_is_believed_of_it_as_the_closed_form_says(talks):
    """The plan leaves all as it is, .4 to either, but west is overruled by it; so it asks for more than that."""
    means = []
    for of_table in (0.4, 0.6, 0.8, 1.0):
        stays = {"land": 1.0, "law": 0.0}
        played = talks({**twice(of_table, 1.0), "texts.now": stays, "texts.plan": stays})
        assert (played.columns["talks.result"] == 0).all()
        west = played.model.actors["west"]
        has = west.value(west.base, np.arange(played.model.world.runs))  # what was agreed is its last offer
        assert has.min() >= (0.4 - (1 - of_table) * 0.3) / of_table - 1e-9
        means.append(has.mean())
    assert np.all(np.diff(means) < -0.005)


@pytest.mark.parametrize("chance", [0.2, 0.7])
def test_agreeing_and_failing_bring_on_average_what_was_expected_of_them(talks, chance):
    """Thousands of courses played, all of which agree, and all of which fail."""
    case, runs = house(chance) | {"actors.west.overruled": 0.1}, 4000
    before = talks({**case, **NO_WORD}, runs=1).model
    before.world.enact("now", np.arange(1))
    agree, fail = (
        talks({**case, "actors.west.fallback.value": word, "actors.east.fallback.value": word}, runs=runs)
        for word in (0.0, 1.0)
    )
    for played, result, consented in ((agree, "agreed", True), (fail, "deadlock", False)):
        assert set(played.model.records.spelt("talks.result")) == {result}
        for name in ("west", "east"):
            had = played.columns[f"utility.{name}"]
            said = before.actors[name].worth_after("talks", result, np.full((2, 1), 0.3), np.arange(1), consented)
            assert abs(had.mean() - said.item()) <= 4 * had.std() / np.sqrt(runs) + 1e-12
