"""On every figure a label is text: what a scenario says comes out as it went in, and no person's settings matter."""

from __future__ import annotations

import importlib
import inspect
import io
import json
import os
import pkgutil
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim.views
from sim.questions.bands import bands
from sim.questions.compare import Shift, compare
from sim.questions.condition import condition
from sim.questions.corner import Bound, Corner, Peeled
from sim.questions.history_matching import match_history
from sim.questions.levers.best_response import Response, Settling
from sim.questions.levers.levers import Levers, Pulled
from sim.questions.levers.playing import Table
from sim.questions.sensitivity.by_design import Index, Indices
from sim.questions.sensitivity.from_runs import sensitivity
from sim.questions.sweep import axis_from, sweep
from sim.runs.intervals import Interval
from sim.runs.run import run
from sim.scenario.choices import levers_of
from sim.scenario.reader import read_text
from sim.scenario.text.scalars import objection
from sim.seats.debrief import debrief
from sim.seats.play import play
from sim.seats.players import ModelPlayer
from sim.seats.tables import Table as TableOfAClass
from sim.seats.transcript import game_of
from sim.theory.of_scenario.answer import solve
from sim.views.app.walk import draw_week, walked
from sim.views.figures.canvas import drawing, key, named, new_figure, tidy, wrapped, write_figure
from sim.views.figures.of_questions.bands import draw_bands
from sim.views.figures.of_questions.coding import FEWEST
from sim.views.figures.of_questions.corner import draw_corner
from sim.views.figures.of_questions.flow import draw_flow
from sim.views.figures.of_questions.history import draw_history
from sim.views.figures.of_questions.levers import draw_exploitability, draw_levers
from sim.views.figures.of_questions.posterior import draw_posterior
from sim.views.figures.of_questions.sweep import draw_sweep
from sim.views.figures.of_questions.tornado import draw_indices, draw_tornado
from sim.views.figures.of_questions.winset import draw_winset
from sim.views.figures.registry import FIGURES, draw
from sim.views.seats.of_class import draw_class
from sim.views.seats.of_game import draw_seat

NASTY = (
    "_west", "__", "_nolegend_", "_child0", "$", "$$", "for $x^$", r"$\frac{$", r"\$5", "a$b$c",
    r"\input{/etc/passwd}", r"$\input{/etc/passwd}$", "x_1^2", "100 %", "%d %s",
    "{x}", "{{ x }}", "[later]", "[/]", "[bold]x", ":smile:",
    "<b>x</b>", "<script>x</script>", "&amp; &", "]]>", "=1+1", "a\tb", "a\nb", "a  b", "a" + 40 * "\u0301", "\u0301",
    "Приштина", "بريشتينا", "שלום 12", "שָׁלוֹם", "統一", "🕊", "👨‍👩‍👧‍👦", "\u202eabc\u202c", "\u200fabc", "Ünïcödé",
    "ﬁ ß ʼN", "x" * 120, "word " * 30, "\\", "'", '"', "None", "nan",
    "1e5", "-1", "#", "~", "|", "\U000f0001", "a\u0378b",
)  # fmt: skip
"""What a label may be, and what has been taken for something else."""

FIVE = "scenarios/kosovo/five_actors.yaml"

EVERY = [
    "draw_class",
    "draw_seat",
    "draw_week",
    "bands",
    "corner",
    "history",
    "exploitability",
    "levers",
    "flow",
    "posterior",
    "lines",
    "maps",
    "tornado",
    "indices",
    "winset",
    *FIGURES,
]


GAIN = Shift(0.5, 0.6, 0.1, 0.05, 0.15, 8, 0.2)


def levers_in(scenario):
    """Some changes, labels of texts and issues among them, as if they had been played."""
    some = levers_of(scenario, "pristina")[::5]
    return Levers(scenario, "pristina", 8, 1, [Pulled(lever, GAIN, 0.1, 0.01) for lever in some], [])


def settling_of(scenario):
    """One actor who could gain, as if it had been searched."""
    return Settling(
        Table(scenario), 8, 0.005, [Response("pristina", (), GAIN, 3)], [], {"pristina": ()}, False, False
    )


def corner_of(five):
    """A corner of two numbers, as if it had been found."""
    share, infinite = Interval(0.3, 0.2, 0.4), float("inf")
    paths = ("actors.russia.blocking_cost", "actors.belgrade.position.status")
    bounds = [Bound(path, 0.2, infinite, 0.2, 0.01, 0.9) for path in paths]
    way = [Peeled({}, 1.0, 0.2, 1.0), Peeled({paths[0]: (0.2, infinite)}, 0.8, 0.3, 0.6)]
    return Corner(five, "coordinated_declaration", share, share, share, 0.4, 0.5, bounds, way)


@pytest.fixture(scope="module")
def asked():
    """What figures are drawn of, played and solved once."""
    five, free = run(FIVE, 256, seed=1), run(FIVE, 256, seed=1, settings=("actors.russia.veto=false",))
    over = [axis_from(axis) for axis in ("actors.russia.blocking_cost=0:0.4:2", "actors.russia.veto=true,false")]
    return {
        "five": five, "free": free, "states": run("scenarios/kosovo/baseline.yaml", 4, seed=1),
        "bands": bands(five.scenario, pairs=8),
        "history": match_history(five.scenario, {"observed": {"ended_week": {"value": 100}}}, 32, replicates=2),
        "votes": run("scenarios/patterns/sanctions.yaml", 16, seed=1),
        "watched": run("sim/data/starter.yaml", 64, seed=1, settings=("weekly=[text.water, text.control]",)),
        "ratified": run("scenarios/patterns/two_peoples.yaml", 16, seed=1),
        "lines": sweep(five.scenario, over[:1], runs=8), "maps": sweep(five.scenario, over, runs=8),
        "winset": solve(five.scenario, runs=8), "tornado": sensitivity(five, "coordinated_declaration"),
        "indices": Indices("coordinated_declaration", 2, 8, [Index("russia", 0.2, 0.1, 0.3, 0.4, 0.3, 0.5)]),
        "walk": walked(five.scenario, 0, seed=1),
        "game": (game := game_of(play(five.scenario, {"russia": ModelPlayer()}))),
        "told": debrief(game, "russia", runs=10, quick=True),
    }  # fmt: skip


@pytest.fixture(scope="module")
def drawn(asked, called):
    """A function that draws a figure with other labels."""

    def draws(name, texts):
        five = called(asked["five"], texts)
        scenario = five.scenario
        makers = {
            "draw_class": lambda: draw_class([TableOfAClass("Table 1", "coordinated_declaration", {})], five),
            "draw_seat": lambda: draw_seat(asked["told"], replace(asked["game"], scenario=scenario)),
            "draw_week": lambda: draw_week(replace(asked["walk"], scenario=scenario), 100),
            "flow": lambda: draw_flow(compare(five, called(asked["free"], texts))[0]),
            "posterior": lambda: draw_posterior(condition(five, {"ending": "coordinated"}), most=6),
            "lines": lambda: draw_sweep(replace(asked["lines"], scenario=scenario), list(scenario.outcome_labels)),
            "maps": lambda: draw_sweep(replace(asked["maps"], scenario=scenario), list(scenario.outcome_labels)),
            "tornado": lambda: draw_tornado(asked["tornado"], scenario, most=6),
            "indices": lambda: draw_indices(asked["indices"], scenario),
            "winset": lambda: draw_winset(replace(asked["winset"], scenario=scenario), ("status", "legal_basis")),
            "bands": lambda: draw_bands(replace(asked["bands"], scenario=scenario)),
            "corner": lambda: draw_corner(corner_of(five)),
            "history": lambda: draw_history(replace(asked["history"], scenario=scenario, title=scenario.title)),
            "exploitability": lambda: draw_exploitability(settling_of(scenario)),
            "levers": lambda: draw_levers(levers_in(scenario)),
            "texts": lambda: draw(called(asked["watched"], texts), name),
            "ballots": lambda: draw(called(asked["votes"], texts), name),
            "ratification": lambda: draw(called(asked["ratified"], texts), name),
            "recognitions": lambda: draw(called(asked["states"], texts), name),
            "recognisers": lambda: draw(called(asked["states"], texts), name),
            "coding": lambda: draw(replace(five, rows=five.rows.slice(0, FEWEST)), name),
        }
        return makers[name]() if name in makers else draw(five, name)

    return draws


def test_every_function_that_makes_a_figure_has_the_door_and_is_drawn_here():
    pytest.importorskip("starlette")  # what the page draws is among them
    modules = [importlib.import_module(part.name) for part in pkgutil.walk_packages(sim.views.__path__, "sim.views.")]
    makers = {
        name: function
        for module in modules
        for name, function in vars(module).items()
        if name.startswith("draw_")
        and inspect.isfunction(function)
        and "Figure" in str(inspect.signature(function).return_annotation)
    }
    assert [name for name, function in makers.items() if inspect.unwrap(function) is function] == []
    of_questions = {
        "draw_bands",
        "draw_corner",
        "draw_exploitability",
        "draw_levers",
        "draw_flow",
        "draw_history",
        "draw_posterior",
        "draw_sweep",
        "draw_tornado",
        "draw_indices",
        "draw_winset",
        "draw_week",
        "draw_class",
        "draw_seat",
    }
    of_runs = {shown.draws.__name__ for shown in FIGURES.values()}
    assert set(makers) == of_questions | of_runs


def texts_of(figure: Figure, squash) -> list[str]:
    return sorted(filter(None, (squash(text.get_text()) for text in figure.findobj(Text))))


@pytest.mark.parametrize("name", EVERY)
def test_labels_come_out_as_they_went_in(name, drawn, squash, tmp_path):
    short = texts_of(drawn(name, [f"Qz{place}zq" for place in range(len(NASTY))]), squash)
    for turn in (0, 23):
        odd = [*NASTY[turn:], *NASTY[:turn]]
        said = texts_of(figure := drawn(name, odd), squash)
        expected = []
        for text in short:
            expected.append(re.sub(r"qz(\d+)zq", lambda found, odd=odd: squash(odd[int(found[1])]), text))
        without = [sorted(_without_hash(text) for text in texts) for texts in (said, expected)]
        assert without[0] == without[1]
    write_figure(figure, tmp_path / "drawn.svg")
    inside = squash("".join(ElementTree.parse(tmp_path / "drawn.svg").getroot().itertext()))
    assert [text for text in said if text not in inside and len(text) > 1] == []
    figure.set_dpi(40)  # that the letters can be drawn shows in small too
    with drawing():
        figure.canvas.draw()


def _without_hash(text: str) -> str:
    """A caption without the hash of the scenario, which other labels may change."""
    return re.sub(r"(scenarios?)[0-9a-f]{12}(and[0-9a-f]{12})?", r"\1", text)


def _squashed(text):
    return "".join(text.replace("\u200e", "").split())


LETTERS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1).filter(lambda text: objection(text) is None)
"""Texts that a scenario may hold."""


@settings(max_examples=300)
@given(LETTERS, st.integers(1, 40))
def test_any_text_comes_through_the_door_as_it_is(text, width):
    assert _squashed(wrapped(text, width)) == _squashed(text)
    assert _squashed(named(text)) == "\u2060" + _squashed(text)


@settings(max_examples=25)
@given(LETTERS)
def test_any_text_is_drawn_as_it_is(text):
    with drawing():
        figure, axes = new_figure(width=3, height=2)
        axes.plot([0, 1], [0, 1], label=named(text))
        axes.set_xticks([0, 1], [wrapped(text, 24), "1"])
        axes.set_ylabel(wrapped(text, 24))
        key(axes)
        tidy(figure, axes, text, text)
        figure.set_layout_engine("none")
        into = io.BytesIO()
        figure.savefig(into, format="svg")
    said = [_squashed(part.get_text()) for part in figure.findobj(Text)]
    assert said.count(_squashed(text)) >= 5
    inside = _squashed("".join(ElementTree.fromstring(into.getvalue()).itertext()))
    assert inside.count(_squashed(text)) >= 5


HOSTILE = """\
text.usetex: True
text.parse_math: True
axes.formatter.use_mathtext: True
font.family: cursive
font.size: 31
lines.linewidth: 9
axes.facecolor: black
axes.grid: True
figure.facecolor: red
figure.dpi: 20
figure.autolayout: True
savefig.dpi: 15
savefig.bbox: tight
savefig.transparent: True
svg.fonttype: path
svg.hashsalt: mine
path.sketch: 3, 100, 2
axes.prop_cycle: cycler("color", ["w"])
xtick.labelsize: 40
legend.fontsize: 40
hatch.linewidth: 9
date.epoch: 2001-01-01T00:00:00
no.such.setting: 1
"""


def digests_of(home):
    """Draw what `sim report` and `sim plot` draw of a folder, and return the exit codes and the digest of each."""
    import hashlib
    from pathlib import Path

    from sim.cli import main

    codes = [main(["report", home])]
    for form, name in (("png", "outcomes"), ("svg", "timeline"), ("pdf", "outcomes")):
        codes.append(main(["plot", home, "--format", form, "--figure", name]))
    files = sorted(Path(home).glob("*.*[gf]"))
    page = Path(home, "report.html").read_text(encoding="utf-8")
    pictures = [part for part in page.split('"') if "svg+xml" in part]
    return [codes, *([file.name, hashlib.sha256(file.read_bytes()).hexdigest()] for file in files),
            [hashlib.sha256(picture.encode()).hexdigest() for picture in pictures]]  # fmt: skip


def test_figures_and_report_do_without_pyplot_and_do_not_depend_on_a_persons_settings(tmp_path, case_text):
    played = run(read_text(case_text), 8, seed=1)
    here = digests_of(str(played.save(tmp_path / "here")))
    assert here[0] == [0, 0, 0, 0] and len(here) == 5
    (tmp_path / "matplotlibrc").write_text(HOSTILE, encoding="utf-8")
    around = {name: value for name, value in os.environ.items() if name != "MATPLOTLIBRC"}
    script = f"""
import json, sys
{inspect.getsource(digests_of)}
found = digests_of(sys.argv[1])
print(json.dumps([found, "matplotlib.pyplot" in sys.modules]))
"""
    words = [sys.executable, "-c", script, str(played.save(tmp_path / "hostile"))]
    done = subprocess.run(words, cwd=tmp_path, env=around | {"MPLBACKEND": "no_such_backend"}, capture_output=True,
                          text=True, timeout=120, check=False)  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    there, with_pyplot = json.loads(done.stdout.splitlines()[-1])
    assert there == here
    assert not with_pyplot, "which keeps all figures, and a choice of window"


def test_a_persons_settings_are_as_they_were_afterwards():
    with matplotlib.rc_context({"text.usetex": True, "lines.linewidth": 9}):
        before = dict(matplotlib.rcParams)
        with drawing():
            assert matplotlib.rcParams["lines.linewidth"] == 1.5
        assert dict(matplotlib.rcParams) == before
