"""No case needs code: nothing under sim/ names an actor, a place, a text, a day or a hash of any case."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from sim.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"

CASES = ("kosovo/baseline", "kosovo/five_actors", "cyprus/annan_plan", "iran/jcpoa", "dayton/talks",
         "open/cyprus_2031")  # fmt: skip
PLAIN = {
    "action", "aftermath", "agreement", "as_it_is", "assembly", "august", "baseline", "breakdown", "council",
    "declaration", "declared", "displaced", "emirates", "envoy", "eu", "group", "in_force", "islands", "joint",
    "kingdom", "leader", "map", "march", "mediator", "no_agreement", "north", "october", "open", "plan",
    "proposal", "recognition", "referendums", "refused", "republic", "security", "six", "special", "sponsors",
    "state", "states", "status", "talks", "union", "unrest", "votes",
}  # fmt: skip
"""Names in these files that are words of the format or plain English, and so stand in code as well."""
NAMESAKES = {"georgia", "sierra"}
"""A typeface and an author, who are called as states are."""
PEOPLE_AND_PLACES = {
    "annan", "belgrade", "bosnia", "brcko", "clerides", "cypriot", "cypriots", "denktaş", "holbrooke", "izetbegović",
    "khamenei", "majlis", "milošević", "nicosia", "obama", "papadopoulos", "putin", "republicans", "rouhani",
    "sarajevo", "senate", "serb", "serbia", "serbian", "serbs", "slavonia", "tadić", "talat", "tehran", "tuđman",
    "verheugen", "vienna", "zarif",
}  # fmt: skip
"""Of whom the cases tell without naming an actor or a text after them."""
EXAMPLE_OF_A_DAY = "2005-11-14"
"""The one day that is written in code, in what is said of a day that is none."""


def names_of(file):
    """Every name that a case gives to somebody or something, and every word in capitals of what they are called."""
    scenario = read_scenario(SCENARIOS / f"{file}.yaml")
    record = scenario.record
    called = [scenario.title, *scenario.outcome_labels.values(), *(event.label for event in scenario.events),
              *(event.label for event in (record.events if record else ())),
              *(one.label for block in (scenario.actors, scenario.issues, scenario.texts) for one in block.values()),
              *(stage.label for stage in scenario.process)]  # fmt: skip
    proper = {word.lower() for label in called for word in re.findall(r"(?<=\w )[A-ZÀ-Ž]\w{3,}", label or "")}
    states = [one.label for stage in scenario.process for one in getattr(stage, "states", {}).values()]
    proper |= {word.lower() for label in states for word in re.findall(r"[A-ZÀ-Ž]\w{3,}", label)}
    keys = {*scenario.actors, *scenario.issues, *scenario.texts, *scenario.outcome_labels, *file.split("/"),
            *(event.name for event in scenario.events), *(stage.name for stage in scenario.process)}  # fmt: skip
    return {name.lower() for name in keys} | proper


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def words_of(path):
    """What code says: names and texts in it, docstrings and comments apart; of other files, everything."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return set(re.findall(r"\w+", text.lower()))
    tree = tree_of(path)
    names = {str(getattr(node, key)) for node in ast.walk(tree) for key in ("id", "attr", "arg", "name")
             if isinstance(getattr(node, key, None), str)}  # fmt: skip
    return set().union(*map(parts_of, (*names, *map(str, values_of(tree)))))


def values_of(tree):
    """Every number and text that code writes down; a text that nobody takes is a docstring, and is none."""
    told = {one.value for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)
            for one in node.body if isinstance(one, ast.Expr)}  # fmt: skip
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in told]


def parts_of(text):
    """Every word of a text, and of a word that is put together, as in is_akel and AkelParty, every part."""
    whole = re.findall(r"\w+", text)
    parts = [part for word in whole for part in re.findall(r"[A-ZÀ-Ž]?[^\W\dA-ZÀ-Ž_]+|[A-ZÀ-Ž]+|\d+", word)]
    return {word.lower() for word in (*whole, *parts)}


@pytest.fixture(scope="module")
def names():
    return set(PEOPLE_AND_PLACES).union(*map(names_of, CASES))


def test_every_folder_of_cases_is_looked_at():
    apart = {"patterns", "theory"}  # made up, and named after what they are
    assert {case.partition("/")[0] for case in CASES} == {
        each.name for each in SCENARIOS.iterdir() if each.is_dir()
    } - apart


def test_nothing_in_the_program_names_anybody_or_anything_of_a_case(names):
    files = [path for path in (ROOT / "sim").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.suffix for path in files} == {".css", ".html", ".py", ".typed", ".vue", ".yaml"}
    assert len(files) > 300 and len(names) > 150
    found = {(path.relative_to(ROOT).as_posix(), word) for path in files for word in words_of(path) & names}
    assert {one for one in found if one[1] not in PLAIN | NAMESAKES} == set()
    assert {word for _, word in found} >= PLAIN | NAMESAKES, (
        "a word that no code says any more is to go from the list"
    )


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ('if name == "akel":\n    pass', "akel"),
        ("cost = costs.pristina", "pristina"),
        ("def brcko(text):\n    return text", "brcko"),
        ('USUAL = ("status", "legal_basis")', "legal_basis"),
        ('text = f"actors.{name}.beliefs of Brčko"', "brčko"),
        ("call(third_text=0.5)", "third_text"),
        ("import ahtisaari", "ahtisaari"),
        ('TAKE_THE = ("Netherlands",)', "netherlands"),
        ("def is_akel(text):\n    return text", "akel"),
        ("class AkelParty:\n    pass", "akel"),
        ("papadopoulos2003 = 1", "papadopoulos"),
        ("match name:\n    case 'denktas':\n        pass", "denktas"),
    ],
)
def test_a_special_case_is_found_wherever_it_hides(tmp_path, names, code, named):
    path = tmp_path / "smuggled.py"
    path.write_text(f'"""As akel, brcko and pristina did."""\n\n{code}\n', encoding="utf-8")
    assert words_of(path) & names - PLAIN == {named}


def figures_of(path):
    """Years, days and hashes that code writes down: what a special case could go by without any name."""
    values = values_of(tree_of(path))
    years = {str(value) for value in values if type(value) is int and 1990 <= value < 2030 and value != 2000}
    texts = " ".join(value for value in values if isinstance(value, str))
    return years | set(re.findall(r"\b(?:199|20[012])\d-\d\d-\d\d\b|\b(?=\w*\d)[0-9a-f]{12}\b", texts))


def test_nothing_in_the_program_goes_by_a_year_a_day_or_a_hash_of_a_case():
    found = {figure for path in (ROOT / "sim").rglob("*.py") for figure in figures_of(path)}
    assert found == {EXAMPLE_OF_A_DAY}


@pytest.mark.parametrize(
    ("code", "figure"),
    [
        ("if calendar.start.year == 1995:\n    pass", "1995"),
        ("if day == dt.date(2004, 4, 24):\n    pass", "2004"),
        ('if f"{day}" >= "2004-04-24":\n    pass', "2004-04-24"),
        ('if f"{day}" >= "1995-11-21":\n    pass', "1995-11-21"),
        ('if scenario.hash == "598f287c0eb3":\n    pass', "598f287c0eb3"),
    ],
)
def test_a_special_case_without_a_name_is_found_by_its_figures(tmp_path, code, figure):
    path = tmp_path / "smuggled.py"
    path.write_text(f'"""Since 1995-11-21, 2004."""\n\n{code}\n', encoding="utf-8")
    assert figures_of(path) == {figure}
