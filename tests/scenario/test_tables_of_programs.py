"""Tables of KTAB and of Decide are read as their programs write them, and what is wrong in one is told by line."""

import pytest

from sim.scenario.faults import ScenarioFault
from sim.scenario.from_table import scenario_of_text
from sim.scenario.reader import read_text, written
from sim.theory.older_models.forecast import forecast

KTAB = """\
Two towns ,"A bridge and its toll",3,2,
Actor,Description,Power,Bridge,Sal1,Toll,Sal2,
Ash,"Ash, upstream", 10.5, 75, 50,  0, 25,
Birch,, 5, 25, 30, 100, 40,
Cedar,a mill, 4, 50.5, 20, 60, 10,
"""

DECIDE = """\
#/,written by hand
#A,ash,Ash,upstream
#A,birch,Birch,
#P,legal,Legal form,
#P,money,Money,
#M,legal,0,no binding agreement
#M,legal,40,binding in part
#M,legal,80,"binding, with targets"
#D,ash,legal,80,0.75,0.25
#D,birch,legal,20,0.6,0.5
#D,ash,money,30,0.5,0.25
#D,birch,money,90,1,0.5
"""


def faults(text):
    with pytest.raises(ScenarioFault) as caught:
        scenario_of_text(text, "t.csv")
    return [str(fault) for fault in caught.value.faults]


def test_a_table_of_ktab():
    made = scenario_of_text(KTAB, "two.csv")
    assert made.title == "Two towns"
    assert [made.actors[name].label for name in made.actors] == ["Ash", "Birch", "Cedar", "Mediator"]
    assert {name: number.mean for name, number in made.actors["ash"].position.items()} == {
        "bridge": 0.75,
        "toll": 0.0,
    }
    assert made.actors["birch"].weight.mean == 5
    # saliences keep their ratios over all actors, 50 being the largest
    assert {name: number.mean for name, number in made.actors["cedar"].salience.items()} == {
        "bridge": 0.4,
        "toll": 0.2,
    }
    assert [(issue.scale.zero, issue.scale.one) for issue in made.issues.values()] == [(0, 100), (0, 100)]
    powers, places, cares = (10.5, 5, 4), (75, 25, 50.5), (50, 30, 20)
    weights = [power * care for power, care in zip(powers, cares, strict=True)]
    mean = sum(weight * place for weight, place in zip(weights, places, strict=True)) / sum(weights)
    assert 100 * forecast(made, "compromise", 1).outcome[0, 0] == pytest.approx(mean)


def test_a_table_of_decide():
    made = scenario_of_text(DECIDE, "two.csv")
    legal, money = made.issues["legal_form"], made.issues["money"]
    assert (legal.zero, legal.one) == ("no binding agreement", "binding, with targets")
    assert (legal.scale.zero, legal.scale.one) == (0, 80)
    assert (money.scale.zero, money.scale.one, money.zero) == (0, 100, "0")
    assert made.actors["birch"].position["legal_form"].mean == 0.25
    assert made.actors["ash"].salience["money"].mean == 0.5
    assert made.actors["birch"].weight.mean == 0.5


@pytest.mark.parametrize("text", [KTAB, DECIDE], ids=["ktab", "decide"])
def test_what_is_made_is_a_sound_file_and_reads_again_as_the_same(text):
    made = scenario_of_text(text, "two.csv")
    assert read_text(written(made)) == made


@pytest.mark.parametrize("text", [KTAB, DECIDE], ids=["ktab", "decide"])
def test_semicolons_with_decimal_commas_say_the_same(text):
    european = text.replace(", upstream", " upstream").replace("binding, with", "binding with").replace(",", ";")
    european = european.replace(".", ",")
    plain = text.replace(", upstream", " upstream").replace("binding, with", "binding with")
    assert scenario_of_text(european, "two.csv") == scenario_of_text(plain, "two.csv")


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (KTAB, ",3,2,", ",4,2,", "t.csv:1:1: actor: the line says '4' actors, and there are 3"),
        (KTAB, ",3,2,", ",3,,", "t.csv:1:1: dimension: the line says '' dimensions, and there are 2"),
        (KTAB, "Toll,Sal2", "Toll", "t.csv:2:1: 6 headings stand here"),
        (KTAB, "Toll,Sal2", "Bridge,Sal2", "t.csv:2:1: issue: this is no name, or stands twice: 'Bridge'"),
        (KTAB, " 75, 50", " 175, 50", "t.csv:3:1: position: 175 on Bridge is out of range; allowed: 0 to 100"),
        (KTAB, "Birch,, 5", "Birch,, many", "t.csv:4:1: power: 'many' is no number"),
        (KTAB, "60, 10,", "60,,", "t.csv:5:1: the row has 6 cells, and there are 7 headings"),
        (DECIDE, "#D,ash,legal", "#D,ahs,legal", "t.csv:9:1: actor: no #A line has the key 'ahs'; allowed: a key of "
         "an actor; did you mean ash?"),
        (DECIDE, "#D,birch,money", "#D,birch,mony", "no #P line has the key 'mony'"),
        (DECIDE, "#D,birch,legal,20", "#D,birch,legal,90", "t.csv:10:1: position: 90 on Legal form is out of range; "
         "allowed: 0 to 80"),
        (DECIDE, "#P,money", "#Q,money", "t.csv:5:1: '#Q' begins no line"),
        (DECIDE, "#D,ash,money,30,0.5,0.25", "#D,ash,money,30,0.5", "t.csv:11:1: the line has 5 cells"),
        (DECIDE, "#D,ash,money,30,0.5,0.25", "#D,ash,money,30,0.5,1",
         "power: Ash has power 1 here and 0.25 in line 9"),
        (DECIDE, "#A,birch,Birch,", "#A,ash,Birch,", "t.csv:3:1: this is no name, or stands twice: 'ash'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_line(text, old, new, said):
    assert text.count(old) == 1
    found = faults(text.replace(old, new))
    assert any(said in fault for fault in found), found
    assert all("\n" not in fault for fault in found)


def test_a_table_of_decide_in_which_nobody_wants_anything():
    (said,) = faults("#A,a,A\n#P,p,P\n")
    assert said.startswith(
        "t.csv:2:1: no line says who wants what; allowed: #D, actor, issue, position, salience, power"
    )
