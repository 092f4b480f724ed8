"""docs/rules.md names the rules that there are and prints the formulas by which the program plays."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from sim.rules.continuation import Branch, Outlook, through

sys.path.insert(0, str(Path(__file__).parent))
from rules_page import ROOT, SECTIONS, formulas, listed

sys.path.pop(0)

RULES = [(head.split(":")[0], text) for head, text in SECTIONS]
NUMBERED = [(number, text) for number, text in RULES if number.startswith("R")]
FORMULAS = formulas()
HOME = {(number, name): module for number, text in RULES for module, names in listed(text).items() for name in names}
RUNS, ISSUES, ACTORS = 1000, 4, 3
rng = np.random.default_rng(11)
START = rng.bit_generator.state


def cited_by(module, names):
    """Return the works that functions name, as test_why.py reads them off docstrings."""
    spec = importlib.util.spec_from_file_location("why", Path(__file__).parent / "test_why.py")
    why = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(why)
    home = import_module(f"sim.rules.{module}")
    return why.WORK.findall(" ".join(" ".join(inspect.getdoc(getattr(home, name)).split()) for name in names))


def test_there_are_sixteen_in_order():
    assert [number for number, _ in NUMBERED] == [f"R{number}" for number in range(1, 17)]
    assert [number for number, _ in RULES] == [*(number for number, _ in NUMBERED), "Beside the rules"]


@pytest.mark.parametrize(("number", "text"), RULES, ids=[number for number, _ in RULES])
def test_a_section_names_what_is_there_and_has_a_formula_for_each(number, text):
    assert listed(text)
    named = [name for names in listed(text).values() for name in names]
    for module, names in listed(text).items():
        home = import_module(f"sim.rules.{module}")
        assert names == [name for name in names if inspect.isfunction(getattr(home, name, None))]
    assert sorted(formula.name for formula in FORMULAS if formula.section == number) == sorted(named)


def test_no_function_is_left_out_and_none_is_listed_twice():
    there = set()
    for path in (ROOT / "sim" / "rules").glob("[a-z]*.py"):
        home = import_module(f"sim.rules.{path.stem}")
        there |= {(path.stem, name) for name in home.__all__ if inspect.isfunction(getattr(home, name))}
    told = [(module, name) for _, text in RULES for module, names in listed(text).items() for name in names]
    assert sorted(told) == sorted(there)


@pytest.mark.parametrize(("number", "text"), NUMBERED, ids=[number for number, _ in NUMBERED])
def test_a_section_cites_what_its_functions_cite(number, text):
    years = set(re.findall(r"\((\d{4})\)", " ".join(text.split())))
    coded = {year for module, names in listed(text).items() for _, year in cited_by(module, names)}
    assert years
    assert years == coded, number


# --- the formulas are the program's ---------------------------------------------------------------------------------


def eighths(*before):
    """Numbers from 0 to 1, half of them eighths, so that equal ones meet; the last axis is runs."""
    shape = *before, RUNS
    return np.where(rng.random(shape) < 0.5, rng.integers(0, 9, shape) / 8, rng.random(shape))


def inner(*shape):
    """The same without 0 and 1."""
    return np.clip(eighths(*shape), 1 / 8, 7 / 8)


def flags(*shape):
    return rng.random((*shape, RUNS)) < 0.5


def shares(*before, parts=ISSUES):
    drawn = 0.05 + rng.random((*before, parts, RUNS))
    return drawn / drawn.sum(axis=-2, keepdims=True)


def whole(low, high):
    return rng.integers(low, high, RUNS)


def outlook():
    """What is believed to come, chances summing to one."""
    agreed, imposed, stays = shares(parts=3)
    return Outlook(agreed, imposed, stays, eighths(), 100 * eighths())


def branch():
    """A result of a stage, of one of the forms that it may take."""
    puts = [("table", True), ("table", False), ("nothing", False), (eighths(), False)][rng.integers(4)]
    return Branch(eighths(), None, puts[0], eighths() - 0.5, puts[1])


class BranchOnPage:
    """A branch, and several with what follows them, in the words of the page."""

    def __init__(self, one):
        self.premium, self.with_consent = one.premium, np.bool_(one.with_consent)
        is_word = isinstance(one.in_force, str)
        self.puts_table, self.puts_text = np.bool_(is_word and one.in_force == "table"), np.bool_(not is_word)
        self.worth = 0.0 if is_word else one.in_force


class BranchesOnPage:
    def __init__(self, several):
        self.chance = np.stack([one.chance for one, _ in several])
        then = [tuple_of(through(one, after)) for one, after in several]
        self.then = Outlook(*(np.stack(parts) for parts in zip(*then, strict=True)))


def tuple_of(one):
    return one.agreed, one.imposed, one.stays, one.constant, one.weeks


def as_on_page(name, value):
    """Lay an argument out as the page speaks of it."""
    if name == "branches":
        return BranchesOnPage(value)
    if name == "believed_of":
        return np.stack(list(value.values()))
    return BranchOnPage(value) if name == "branch" else value


def found_on_page(formula, found):
    """Lay out what a function returns as the page does."""
    if isinstance(found, Outlook):
        return tuple_of(found)
    if formula.name == "over_results":
        return np.stack([found["a"], found["b"]]), found["c"]
    return found


TEXTS = [
    "text", "position", "other_offer", "standing", "origin", "target", "ideal", "own", "other", "objector_position",
    "sponsor_position", "first_position", "second_position", "first_offer", "second_offer", "own_view",
]  # fmt: skip
FLAGS = [
    "is_admissible", "accepts", "meets", "first_accepts", "second_accepts", "vetoed", "threatened", "means_to",
    "signal",
]  # fmt: skip
SHARES = ["salience", "sponsor_salience", "first_salience", "second_salience"]
DRAWN = {
    **dict.fromkeys(TEXTS, lambda: eighths(ISSUES)),
    **dict.fromkeys(FLAGS, flags),
    **dict.fromkeys(SHARES, shares),
    "lower": lambda: eighths(ISSUES) / 2,
    "upper": lambda: (1 + eighths(ISSUES)) / 2,
    "hard_lower": lambda: eighths(ISSUES) / 2,
    "hard_upper": lambda: (1 + eighths(ISSUES)) / 2,
    "positions": lambda: eighths(ACTORS, ISSUES),
    "saliences": lambda: shares(ACTORS),
    "stands": lambda: eighths(ACTORS, ISSUES),
    "initial": lambda: eighths(ACTORS, ISSUES),
    "current": lambda: eighths(ACTORS, ISSUES),
    "parts": lambda: eighths(ACTORS, ISSUES),
    "openness": lambda: eighths(ACTORS)[:, np.newaxis],
    **dict.fromkeys(("strength", "numbers"), lambda: 0.1 + eighths(ACTORS)),
    **dict.fromkeys(("gains", "gains_from_delay"), lambda: eighths(ACTORS) - eighths(ACTORS)),
    **dict.fromkeys(("blocking_costs", "chances"), lambda: eighths(ACTORS)),
    **dict.fromkeys(("shares", "shares_at_first"), lambda: shares(parts=ACTORS)),
    "leanings": lambda: eighths(ACTORS) - eighths(ACTORS),
    "tipping": lambda: eighths(ACTORS) - eighths(ACTORS),
    "unsure": lambda: np.where(flags(ACTORS), inner(ACTORS), 0.0),
    "recommends": lambda: 1 - 2 * eighths(ACTORS),
    "spread": inner,
    "approvals": lambda: 2,
    "objects": lambda: flags(ACTORS),
    **dict.fromkeys(("backs", "says_yes", "carried"), lambda: flags(ACTORS)),
    "offers": lambda: eighths(ACTORS, ISSUES),
    "all_agree": flags,
    "partners": lambda: np.array([True, False, True]),
    "coalitions": lambda: np.array([[True, True, False], [False, True, True]]),
    "holds_veto": lambda: np.array([False, True, True]),
    "is_open": lambda: np.array([True, False, True, True]),
    "edges": lambda: np.argwhere(np.ones((ACTORS, ACTORS))),
    "gamma": lambda: 1.7,
    "exponent": lambda: 1.7,
    "yes_votes": lambda: whole(6, 13),
    "majority": lambda: 9,
    "drafts_left": lambda: whole(1, 6),
    "runs": lambda: RUNS,
    "branch": branch,
    "branches": lambda: [(branch(), outlook()) for _ in range(4)],
    "believed_of": lambda: {"a": eighths(), "b": eighths()},
    "results": lambda: ("a", "b", "c"),
    "failing": lambda: "c",
    "own_salience": lambda: eighths(ISSUES),
    "others_salience": lambda: eighths(ISSUES),
    "trade": lambda: ("contract_curve", "proportional", "similarity", "least_salient_first")[rng.integers(4)],
    "budget": lambda: eighths() - 0.25,
    "lines": lambda: (eighths(ISSUES) / 2, (1 + eighths(ISSUES)) / 2),
    "uniform": inner,
    "precision": lambda: 1 + 20 * rng.random(RUNS),
    "beta": lambda: 0.2 + rng.random(RUNS),
    "tail": lambda: 0.5 + rng.random(RUNS),
    "noise": lambda: eighths() - eighths(),
    "elapsed_weeks": lambda: whole(0, 130).astype(float),
    "patience_weeks": lambda: whole(0, 104).astype(float),
    "weeks": lambda: whole(10, 60).astype(float),
    "weeks_to_election": lambda: whole(-5, 30).astype(float),
    "horizon_weeks": lambda: whole(5, 20).astype(float),
    "covariates": lambda: rng.random((5, ACTORS)),
    "coefficients": lambda: eighths(ACTORS),
    "log_hazard": lambda: eighths() - 4,
    **dict.fromkeys(("bloc_share", "accumulated", "threshold"), lambda: eighths(5)),
    "pace": lambda: inner(5),
    "others_concession": lambda: eighths() - 0.25,
    "yearly_chance": lambda: inner() / 20,
}
"""How an argument is drawn, by its name; any other is a number from 0 to 1 for each run."""

OWN_WAY = {
    ("swayed", "before"): lambda: shares(parts=ACTORS),
    ("swayed", "now"): lambda: shares(parts=ACTORS),
    ("borne_share", "before"): lambda: eighths(ACTORS),
    ("borne_share", "after"): lambda: eighths(ACTORS),
    ("borne_share", "floor"): lambda: eighths(ACTORS),
    ("would_sign", "failing"): eighths,
    ("through", "after"): outlook,
    ("reservation_value", "failing"): eighths,
    ("reservation_value", "on_table"): lambda: np.where(flags(), eighths(), rng.choice([0.0, 1e-9, 1e-10], RUNS)),
    ("cheapest_partners", "worth"): lambda: eighths(ACTORS),
    ("mean_offer", "saliences"): lambda: rng.choice([0.0, 0.0, 0.5, 1.0], (ACTORS, ISSUES, RUNS)),
    ("step_given", "room"): lambda: eighths() - 0.25,
    ("closed", "offers"): lambda: rng.choice([0.0, 0.005, 0.01, 0.02, 0.5], (ACTORS, ISSUES, RUNS)),
    ("independence", "weights"): lambda: np.array([1.0, 0.5, 0.0, 2.0]),
    ("compromise_text", "weights"): lambda: 0.1 + eighths(ACTORS),
    ("median_text", "weights"): lambda: 0.1 + rng.random((ACTORS, RUNS)),
    ("backing_share", "weights"): lambda: 0.1 + eighths(ACTORS),
    ("carried_within", "weights"): lambda: rng.integers(0, 3, (ACTORS, RUNS)).astype(float),
    ("carried_within", "says_yes"): lambda: rng.random((ACTORS, RUNS)) < 0.5,
    ("heeded", "weights"): lambda: shares(parts=ACTORS)[:, :ACTORS],
    ("meets", "own"): lambda: np.zeros((ISSUES, RUNS)),
    ("meets", "other"): lambda: rng.choice(
        [0.0, 5e-10, 1e-9, -1e-9, 1e-8], (ISSUES, RUNS), p=[0.5, 0.2, 0.1, 0.1, 0.1]
    ),
    ("ballot", "gain"): lambda: eighths() - eighths(),
    ("gain", "consent"): eighths,
    ("yes_by_chance", "consent"): flags,
    ("hour_of_crossing", "clock"): lambda: 10 * rng.random(RUNS),
    ("believed", "for_weight"): lambda: 0.1 + eighths(),
    ("told", "honesty"): inner,
    ("told", "believed_before"): inner,
    ("monthly_to_weekly", "chance"): inner,
    ("weekly_hazard", "chance"): inner,
    ("nash_text", "first_disagreement"): lambda: eighths() / 2,
    ("nash_text", "second_disagreement"): lambda: eighths() / 2,
    ("nash_text", "first_weight"): inner,
}


def arguments(formula):
    drawn = {name: OWN_WAY.get((formula.name, name), DRAWN.get(name, eighths))() for name in formula.takes}
    if formula.name == "heeded":
        drawn["weights"] = drawn["weights"] / drawn["weights"].sum(axis=1, keepdims=True)
    if "lines" in drawn:  # who gives way has not crossed its own lines yet
        drawn["origin"] = np.clip(drawn["origin"], *drawn["lines"])
    return drawn


def function_of(formula):
    return getattr(import_module(f"sim.rules.{HOME[formula.section, formula.name]}"), formula.name)


def agrees(formula):
    """Tell whether a formula says what its function does, on numbers drawn at random."""
    rng.bit_generator.state = START
    return all(agrees_once(formula) for _ in range(8 if {"branch", "branches", "trade"} & set(formula.takes) else 1))


def agrees_once(formula):
    function, given = function_of(formula), arguments(formula)
    found = found_on_page(formula, function(**given))
    given = {name: as_on_page(name, value) for name, value in given.items()}
    if formula.condition is None:
        said = formula.evaluate(given, FORMULAS)
        pairs = zip(said, found, strict=True) if isinstance(said, tuple) else [(said, found)]
        return all(same(one, other, NEAR.get(formula.name, 1e-12)) for one, other in pairs)
    found = found[0] if isinstance(found, tuple) else found
    texts = [rng.random((ISSUES, RUNS)) for _ in range(40)]
    if isinstance(found, np.ndarray):
        texts += [np.clip(found + 0.02 * (text - 0.5), 0, 1) for text in texts]
    return all(np.all(formula.evaluate(given, FORMULAS, x=found, y=text)) for text in texts)


NEAR = {"give_way": 1e-5, "toward": 1e-5}
"""How near a formula and its function must come where both search; else a rounding of the last bits."""


def same(said, found, near):
    said, found = np.asarray(said), np.asarray(found)
    if found.dtype == bool:
        return said.dtype == bool and np.array_equal(np.broadcast_to(said, found.shape), found)
    return np.allclose(said, found, rtol=1e-9, atol=near, equal_nan=True)


@pytest.mark.parametrize("formula", FORMULAS, ids=[f"{one.section}_{one.name}" for one in FORMULAS])
def test_a_formula_takes_what_its_function_takes_and_says_what_it_does(formula):
    assert list(inspect.signature(function_of(formula)).parameters) == formula.takes
    assert agrees(formula)


CHANGES = {"+": "−", "−": "+", "·": "+", "/": "·", "≥": ">", "≤": "<", ">": "≥", "<": "≤", "&": "|", "|": "&",
           "maximum": "minimum", "minimum": "maximum", "any": "all", "all": "any", "Σ": "Π", "Π": "Σ"}  # fmt: skip
"""What another formula would say in place of each sign."""


def mutants(formula):
    """Return the formula with one sign changed, for every sign that it has, also in what its names stand for."""
    lines = [formula.says, *(says for _, _, says in formula.where)]
    for place, line in enumerate(lines):
        for found in re.finditer(r"\b(?:maximum|minimum|any|all)\b|[+−·/≥≤><&|ΣΠ]", line):
            other = line[: found.start()] + CHANGES[found[0]] + line[found.end() :]
            where = [(*one[:2], other if place == at + 1 else one[2]) for at, one in enumerate(formula.where)]
            yield replace(formula, says=other if place == 0 else formula.says, where=where), other


NO_OTHER = {
    "meets": {"all(abs(own + other) ≤ 0.000000001)"},  # from offers of nought, where no rounding hides the border
    "nash_text": {"x such that, for every text y, product(x) > product(y)"},  # no text drawn is the very same
    "frontier": {
        "x such that, for every text y, ~((first(y) > x.first_value) & (second(y) ≥ x.second_value))",
        "x such that, for every text y, ~((first(y) ≥ x.first_value) & (second(y) > x.second_value))",
    },
    "give_way": {
        "cost(text(m)) < allowed",  # the last bit that can be afforded
        "where(cost(target) < allowed, target, text(greatest(affordable)))",
    },
    "reservation_value": {"where(gap ≤ −0.000000001, −inf, inf)"},  # no gap drawn is just so small
    "tipping_shock": {"share_of_yes(leanings, shares, mood(m)) < needed"},  # no share of yes is just the one needed
    "borne_share": {"minimum(min(where(loss ≥ room, ratio(room, loss), 1)), 1)"},  # the ratio of equals is 1
}
"""Changes that make no other rule, with the reason."""


@pytest.mark.parametrize("formula", FORMULAS, ids=[f"{one.section}_{one.name}" for one in FORMULAS])
@pytest.mark.filterwarnings("ignore:.*:RuntimeWarning")
def test_a_formula_with_another_sign_is_noticed(formula):
    missed = set()
    for mutant, line in mutants(formula):
        try:
            noticed = not agrees(mutant)
        except (IndexError, TypeError, ValueError):  # what cannot be reckoned is noticed too
            noticed = True
        if not noticed:
            missed.add(line)
    assert missed == NO_OTHER.get(formula.name, set())


# --- no rule is dead ------------------------------------------------------------------------------------------------


def imported(tree):
    """Return what a file imports of the rules, as name in the file to module and name."""
    return {
        item.asname or item.name: (node.module.removeprefix("sim.rules."), item.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim.rules.")
        for item in node.names
    }


def rules_asked_by(node, known):
    """Return which of the rules that a file knows a function names, its own arguments apart."""
    own = {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
    return {known[one.id] for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in known.keys() - own}


def asked():
    """Return every rule that play asks, directly or by way of another rule."""
    by_rule, reached = {}, set()
    for path in sorted((ROOT / "sim").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        area = path.relative_to(ROOT / "sim").parts[0]
        if area == "rules":
            functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            known = imported(tree) | {node.name: (path.stem, node.name) for node in functions}
            by_rule |= {(path.stem, node.name): rules_asked_by(node, known) for node in functions}
        elif area not in ("theory", "views"):  # these reckon and draw what play has decided
            reached |= set(imported(tree).values())
    while more := set().union(*(by_rule.get(one, set()) for one in reached)) - reached:
        reached |= more
    return reached


def test_play_asks_every_rule():
    dead = {(module, name) for (_, name), module in HOME.items()} - asked()
    assert not dead
