"""Domains and profiles of Genius become scenarios with the same utilities, and scenarios become such files."""

import itertools
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.utility import normalised_salience, utility
from sim.scenario.faults import ScenarioFault
from sim.scenario.genius import elements
from sim.scenario.genius.elements import element_of
from sim.scenario.genius.importing import scenario_of_domain
from sim.scenario.genius.on_a_line import placed
from sim.scenario.genius.profiles import Worth
from sim.scenario.reader import read_scenario, read_text, varied, written
from sim.theory.of_scenario.genius import genius_files, left_out

DOMAIN = """\
<negotiation_template number_of_sessions="1">
<agent name="Dealer" utility_space="dealer.xml"></agent>
<utility_space number_of_issues="3">
<objective index="1" etype="objective" type="objective" description="" name="Car">
<issue index="2" vtype="discrete" name="Radio">
<item index="1" value="good"></item>
<item index="2" value="plain &amp; cheap"></item>
<item index="3" value="none"></item>
</issue>
<issue index="3" etype="integer" type="integer" vtype="integer" name="Seats" lowerbound="2" upperbound="7"/>
<issue index="6" vtype="real" name="Price" type="real">
<range lowerbound="13000" upperbound="22600"></range>
</issue>
</objective>
</utility_space>
</negotiation_template>
"""
PROFILE = """\
<utility_space type="any">
<objective index="1" etype="objective" type="objective" description="" name="Car">
<issue index="2" vtype="discrete" name="Radio">
<item index="1" value="good" evaluation="{good}"></item>
<item index="2" value="plain &amp; cheap" evaluation="{plain}"></item>
<item index="3" value="none" evaluation="{none}"></item>
</issue>
<issue index="3" etype="integer" type="integer" vtype="integer" name="Seats" lowerbound="2" upperbound="7">
<evaluator ftype="linear" offset="{offset}" slope="{slope}"></evaluator>
</issue>
<issue index="6" vtype="real" name="Price" type="real">
<range lowerbound="13000" upperbound="22600"></range>
<evaluator {price}></evaluator>
</issue>
<weight index="2" value="{weight}"></weight>
<weight index="3" value="0.2"></weight>
<weight index="6" value="0.5"></weight>
</objective>
<discount_factor value="{discount}"></discount_factor>
<reservation value="0.4"></reservation>
</utility_space>
"""
BUYER = {"good": "8", "plain": "4", "none": "2", "offset": "0.1", "slope": "0.15", "weight": "0.3", "discount": "1.0",
         "price": 'ftype="triangular" parameter0="3400" parameter1="22600" parameter2="13000"'}  # fmt: skip
DEALER = {"good": "1", "plain": "2", "none": "4", "offset": "0.9", "slope": "-0.1", "weight": "0.3",
          "discount": "0.9", "price": 'ftype="linear" parameter0="-1.3" parameter1="0.0001"'}  # fmt: skip


def files(folder, domain=DOMAIN, buyer=None, dealer=None):
    """A domain and two profiles on disk."""
    texts = {"domain": domain, "buyer": PROFILE.format(**BUYER | (buyer or {})),
             "dealer": PROFILE.format(**DEALER | (dealer or {}))}  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    return folder / "domain.xml", [folder / "buyer.xml", folder / "dealer.xml"]


def in_genius(profile, outcome):
    """What a profile makes of an outcome, by index of the issue: read anew, with nothing of the program."""
    root = ET.parse(profile).getroot()
    weights = {one.get("index"): float(one.get("value")) for one in root.iter("weight")}
    total = 0.0
    for issue in root.iter("issue"):
        value = outcome[issue.get("index")]
        evaluator = issue.find("evaluator")
        if evaluator is None:
            worths = {item.get("value"): float(item.get("evaluation")) for item in issue.iter("item")}
            worth = worths[value] / max(worths.values())
        elif evaluator.get("ftype") == "triangular":
            low, high, top = (float(evaluator.get(f"parameter{place}")) for place in range(3))
            worth = max(0.0, 1 - (value - top) / (high - top) if value >= top else (value - low) / (top - low))
        elif evaluator.get("slope"):
            from_low = value - float(issue.get("lowerbound"))
            worth = float(evaluator.get("offset")) + float(evaluator.get("slope")) * from_low
        else:
            worth = float(evaluator.get("parameter0")) + float(evaluator.get("parameter1")) * value
        total += weights[issue.get("index")] * min(1.0, max(0.0, worth))
    return total, float(root.find("reservation").get("value"))


def in_scenario(scenario, name, point):
    """What the model makes of a point, issue by issue."""
    actor = scenario.actors[name]
    position = np.array([[actor.position[issue].mean] for issue in scenario.issues])
    care = np.array([[actor.salience[issue].mean] for issue in scenario.issues])
    salience = normalised_salience(care, scenario.utility.salience_exponent)
    return float(utility(np.array(point)[:, None], position, salience, scenario.utility.gamma)[0])


def test_every_outcome_of_a_domain_is_worth_the_same(tmp_path):
    domain, profiles = files(tmp_path)
    made = scenario_of_domain(domain, profiles, within=0.2)
    exact = scenario_of_domain(*files(tmp_path, dealer={"plain": "3"}))
    assert exact.off < 1e-9 < made.off
    assert list(exact.scenario.actors) == ["buyer", "dealer", "mediator"]
    price = exact.scenario.issues["price"].scale
    for radio, seats, cost in itertools.product(exact.points["radio"], range(2, 8), np.linspace(13000, 22600, 5)):
        point = [exact.points["radio"][radio], (seats - 2) / 5, (cost - price.zero) / (price.one - price.zero)]
        for profile in profiles:
            told, _ = in_genius(profile, {"2": radio, "3": seats, "6": cost})
            name = profile.stem
            own = exact.base[name] + exact.per[name] * in_scenario(exact.scenario, name, point)
            assert own == pytest.approx(told, abs=1e-9), (radio, seats, cost)


def test_the_reservation_value_and_the_discount(tmp_path):
    made = scenario_of_domain(*files(tmp_path, dealer={"plain": "3"}))
    for name in ("buyer", "dealer"):
        fallback = made.scenario.actors[name].fallback.value.mean
        assert made.base[name] + made.per[name] * fallback == pytest.approx(0.4)
    assert "Its discount factor of 0.9 is not taken over" in made.scenario.actors["dealer"].note
    assert "discount" not in made.scenario.actors["buyer"].note
    assert read_text(written(made.scenario)) == made.scenario


def test_what_no_line_says_is_refused_with_how_far_it_is_off(tmp_path):
    domain, profiles = files(tmp_path)
    with pytest.raises(ScenarioFault) as caught:
        scenario_of_domain(domain, profiles)
    (said,) = (str(fault) for fault in caught.value.faults)
    off = scenario_of_domain(domain, profiles, within=0.2).off
    assert f"{profiles[0]}:3:1: Radio: what the two parties make of this issue is not had on one line" in said
    assert f"by up to {off:.2g}" in said and "--within 0.0" in said
    assert "differ from those of the profiles by up to" in scenario_of_domain(domain, profiles, 0.2).scenario.note


def faults(folder, **changed):
    with pytest.raises(ScenarioFault) as caught:
        scenario_of_domain(*files(folder, **changed))
    return str(caught.value.faults[0]).replace(f"{folder}/", "")


NARROW = DOMAIN.replace('"22600"', '"13000"')
WRONG = {
    "cut off": ({"domain": DOMAIN[:300]}, "domain.xml:6:35: this is no XML: no element found"),
    "crossed": ({"domain": DOMAIN.replace("</objective>", "</objektive>")}, "this is no XML: mismatched tag"),
    "a table": ({"domain": "actor,position\na,1\n"}, "domain.xml:1:1: this is no XML: syntax error"),
    "another": ({"domain": "<html><body/></html>"}, "domain.xml:1:1: <html> holds no utility_space"),
    "no range": ({"domain": NARROW}, "domain.xml:12:1: range: 13000 to 13000 has no length"),
    "no number": ({"domain": DOMAIN.replace("22600", "many")}, "range.upperbound: 'many' is none; allowed: a number"),
    "kind": ({"domain": DOMAIN.replace('vtype="discrete"', 'vtype="diskrete"')},
             "domain.xml:5:1: issue: 'diskrete' is no kind of issue; allowed: discrete, real, integer; did you mean "
             "discrete?"),
    "twice": ({"domain": DOMAIN.replace('value="none"', 'value="good"')}, "domain.xml:8:1: item: the value 'good'"),
    "index": ({"domain": DOMAIN.replace('index="6"', 'index="3"')}, "domain.xml:11:1: issue: the index 3"),
    "not there": ({"domain": DOMAIN.replace('index="6"', 'index="7"')},
                  "buyer.xml:17:1: weight: no issue has the index 6; allowed: 2, 3, 7"),
    "a sum": ({"domain": DOMAIN.replace("<objective", "<ufun/><objective")}, "the utility is not additive"),
    "evaluation": ({"buyer": {"plain": "-1"}}, "buyer.xml:5:1: item.evaluation: '-1' is none; allowed: a number, 0"),
    "function": ({"buyer": {"price": 'ftype="linera"'}}, "buyer.xml:13:1: evaluator: 'linera' is not read; allowed: "
                 "linear, triangular, constant; did you mean linear?"),
    "feet": ({"buyer": {"price": 'ftype="triangular" parameter0="0" parameter1="1" parameter2="2"'}},
             "buyer.xml:13:1: evaluator: the top 2 is not between the feet 0 and 1"),
    "weight": ({"dealer": {"weight": "inf"}}, "dealer.xml:15:1: weight.value: 'inf' is none; allowed: a number, 0"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_told_with_its_line(kind, tmp_path):
    changed, words = WRONG[kind]
    said = faults(tmp_path, **changed)
    assert words.replace("6:35", said.split(":", 1)[1].rsplit(": this", 1)[0]) in said and "\n" not in said


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><utility_space>&c;</utility_space>'
OUTSIDE = b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd">\n<utility_space/>'


@pytest.mark.parametrize(("content", "words"), [
    (LAUGHS, "x.xml:1:1: a document type is declared; allowed: XML without one, and so without entities"),
    (OUTSIDE, "x.xml:2:1: a document type is declared"),
    (b"<a>" * 30, "x.xml:1:1: elements stand too deep within each other; allowed: at most 20"),
    (b"<a>" + b"<b/>" * 500 + b"</a>", "x.xml:1:1: there are more elements than are read"),
    (b'<?xml version="1.0" encoding="klingon"?><a/>', "x.xml:1"),
    (b"", "x.xml:1:1: this is no XML: no element found"),
    (b"<a>\xff</a>", "x.xml:1:1: this is no XML: not well-formed (invalid token)"),
])  # fmt: skip
def test_what_could_harm_is_refused(content, words, monkeypatch):
    monkeypatch.setattr(elements, "MOST_ELEMENTS", 500)
    with pytest.raises(ScenarioFault) as caught:
        element_of(content, "x.xml")
    assert words in str(caught.value)


# --- out, and in again ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [None, 4], ids=["ranges", "values"])
@pytest.mark.parametrize("path", ["scenarios/kosovo/five_actors.yaml", "scenarios/iran/jcpoa.yaml"])
def test_a_scenario_keeps_its_utilities_there_and_back(path, values, tmp_path):
    scenario = read_scenario(path)
    two = [name for name, actor in scenario.actors.items() if actor.kind == "party"]
    for name, text in genius_files(scenario, (two[0], two[1]), values).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    profiles = [tmp_path / f"{name}.xml" for name in two]
    back = scenario_of_domain(tmp_path / "domain.xml", profiles)
    generator = np.random.default_rng(1)
    for _ in range(20):
        outcome, before, after = {}, [], []
        for at, (issue, own) in enumerate(scenario.issues.items()):
            zero, one = (own.scale.zero, own.scale.one) if own.scale else (0.0, 1.0)
            name = list(back.scenario.issues)[at]
            if values:
                value = list(back.points[name])[generator.integers(len(back.points[name]))]
                outcome[str(at + 1)] = value
                after.append(back.points[name][value])
                before.append((float(value) - zero) / (one - zero))
            else:
                before.append(generator.random())
                outcome[str(at + 1)] = zero + before[-1] * (one - zero)
                scale = back.scenario.issues[name].scale
                low, high = (scale.zero, scale.one) if scale else (0.0, 1.0)
                after.append((outcome[str(at + 1)] - low) / (high - low))
            assert issue in scenario.issues
        for name, profile in zip(two, profiles, strict=True):
            wanted = in_scenario(scenario, name, before)
            assert in_genius(profile, outcome)[0] == pytest.approx(wanted, abs=1e-9)
            assert back.base[name] + back.per[name] * in_scenario(back.scenario, name, after) == pytest.approx(
                wanted, abs=1e-9
            )


def test_what_genius_has_no_place_for_is_named():
    found = left_out(read_scenario("scenarios/kosovo/five_actors.yaml"), ("belgrade", "pristina"))
    assert found[1:3] == [
        "the red lines of belgrade",
        "how uncertain the numbers of belgrade are (their means are written)",
    ]


def test_curved_losses_need_values():
    scenario = varied(read_scenario("scenarios/theory/nash.yaml"), ["utility.gamma=2"]).scenario
    with pytest.raises(ValueError, match="grow with the power 2 of distance"):
        genius_files(scenario, ("first", "second"))
    assert 'evaluation="0.75"' in genius_files(scenario, ("first", "second"), values=3)["first.xml"]


def test_names_of_users_stay_text():
    label = '"><item value="x"/>&<'
    scenario = varied(read_scenario("scenarios/theory/nash.yaml"), [f"title='{label}'"]).scenario
    root = element_of(genius_files(scenario, ("first", "second"))["domain.xml"].encode(), "d.xml")
    assert next(root.everywhere("objective")).attributes["name"] == label


@settings(max_examples=60)
@given(st.tuples(*[st.floats(0, 1)] * 2), st.lists(st.floats(0, 1), min_size=1, max_size=5),
       st.tuples(*[st.floats(0.1, 1)] * 2))  # fmt: skip
def test_whatever_lies_on_a_line_is_found_on_one(wishes, others, stakes):
    points = [*wishes, *others]
    worths = [Worth({f"v{at}": 1 - stake * abs(point - wish) for at, point in enumerate(points)}, (), 1)
              for wish, stake in zip(wishes, stakes, strict=True)]  # fmt: skip
    found = placed(*worths)
    assert found.off < 1e-9
    assert all(-1e-12 <= point <= 1 + 1e-12 for point in found.points.values())
    for party, worth in enumerate(worths):
        for value, at in worth.at.items():
            assert found.worth(party, found.points[value]) == pytest.approx(at, abs=1e-9)


def test_issues_of_one_label_and_values_that_are_near_stay_apart():
    scale = "{from: 1000000, to: 1000001}"
    scenario = varied(read_scenario("scenarios/theory/kalai_smorodinsky.yaml"), [
        *(f"issues.{name}.label=same" for name in read_scenario("scenarios/theory/kalai_smorodinsky.yaml").issues),
        *(f"issues.{name}.scale={scale}" for name in read_scenario("scenarios/theory/kalai_smorodinsky.yaml").issues),
    ]).scenario  # fmt: skip
    root = element_of(genius_files(scenario, ("first", "second"), values=400)["domain.xml"].encode(), "d.xml")
    issues = list(root.everywhere("issue"))
    assert [issue.attributes["name"] for issue in issues] == list(scenario.issues)
    for issue in issues:
        values = [item.attributes["value"] for item in issue.named("item")]
        assert len(values) == len(set(values)) >= 400
