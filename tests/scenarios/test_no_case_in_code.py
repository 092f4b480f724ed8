"""No case needs code: nothing under sim/ names an actor, a place or a text of any case."""

import ast
import re
from pathlib import Path

import pytest

from sim.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"

CASES = ("kosovo/baseline", "kosovo/five_actors", "cyprus/annan_plan", "iran/jcpoa", "dayton/talks",
         "open/cyprus_2031")  # fmt: skip
PLAIN = {
    "action", "aftermath", "agreement", "as_it_is", "assembly", "august", "baseline", "breakdown", "council",
    "declaration", "declared", "displaced", "envoy", "eu", "group", "in_force", "joint", "kingdom", "leader", "map",
    "march", "mediator", "no_agreement", "north", "october", "open", "plan", "proposal", "recognition",
    "referendums", "refused", "republic", "security", "six", "special", "sponsors", "state", "states", "status",
    "talks", "union", "unrest", "votes",
}  # fmt: skip
"""Names in these files that are words of the format or plain English, and so stand in code as well."""
PEOPLE_AND_PLACES = {
    "annan", "bosnia", "brcko", "clerides", "cypriot", "cypriots", "denktaş", "holbrooke", "izetbegović", "majlis",
    "milošević", "republicans", "rouhani", "sarajevo", "senate", "serbia", "serbian", "slavonia", "talat", "tehran",
    "tuđman", "vienna", "zarif",
}  # fmt: skip
"""Of whom the cases tell without naming an actor or a text after them."""
SHOWN_FIRST = {("sim/views/app/shelf.py", "kosovo"), ("sim/views/app/shelf.py", "five_actors")}
"""The one case that code may name: the file that the page opens with where it is at hand."""


def names_of(file):
    """Every name that a case gives to somebody or something, and every word in capitals of what they are called."""
    scenario = read_scenario(SCENARIOS / f"{file}.yaml")
    record = scenario.record
    called = [scenario.title, *scenario.outcome_labels.values(), *(event.label for event in scenario.events),
              *(event.label for event in (record.events if record else ())),
              *(one.label for block in (scenario.actors, scenario.issues, scenario.texts) for one in block.values()),
              *(stage.label for stage in scenario.process)]  # fmt: skip
    proper = {word.lower() for label in called for word in re.findall(r"(?<=\w )[A-ZÀ-Ž]\w{3,}", label or "")}
    keys = {*scenario.actors, *scenario.issues, *scenario.texts, *scenario.outcome_labels, *file.split("/"),
            *(event.name for event in scenario.events), *(stage.name for stage in scenario.process)}  # fmt: skip
    return {name.lower() for name in keys} | proper


def words_of(path):
    """What code says: names and texts in it, docstrings and comments apart; of other files, everything."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return set(re.findall(r"\w+", text.lower()))
    tree, told = ast.parse(text), set()
    for node in ast.walk(tree):
        for one in node.body if isinstance(getattr(node, "body", None), list) else ():
            if isinstance(one, ast.Expr):
                told.add(one.value)  # a text that nobody takes is a docstring
    names = {str(getattr(node, key)) for node in ast.walk(tree) for key in ("id", "attr", "arg", "name")
             if isinstance(getattr(node, key, None), str)}  # fmt: skip
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in told]
    return {word for text in (*names, *map(str, texts)) for word in re.findall(r"\w+", text.lower())}


@pytest.fixture(scope="module")
def names():
    return set(PEOPLE_AND_PLACES).union(*map(names_of, CASES))


def test_every_folder_of_cases_is_looked_at():
    apart = {"patterns", "theory"}  # made up, and named after what they are
    assert {case.partition("/")[0] for case in CASES} == {
        each.name for each in SCENARIOS.iterdir() if each.is_dir()
    } - apart


def test_nothing_in_the_program_names_anybody_or_anything_of_a_case(names):
    kinds = {".py", ".yaml", ".html", ".css", ".js", ".j2"}
    files = [path for path in (ROOT / "sim").rglob("*") if path.suffix in kinds]
    assert len(files) > 300 and len(names) > 150
    found = {(path.relative_to(ROOT).as_posix(), word) for path in files for word in words_of(path) & names}
    assert {one for one in found if one[1] not in PLAIN} == SHOWN_FIRST
    assert {word for _, word in found} >= PLAIN, "a word that no code says any more is to go from the list"


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
    ],
)
def test_a_special_case_is_found_wherever_it_hides(tmp_path, names, code, named):
    path = tmp_path / "smuggled.py"
    path.write_text(f'"""As akel, brcko and pristina did."""\n\n{code}\n', encoding="utf-8")
    assert words_of(path) & names - PLAIN == {named}
