import numpy as np
import pytest

import sim
from sim.views.figures.canvas import write_figure
from sim.views.figures.legible import legible, legible_scenario
from sim.views.figures.registry import FIGURES, draw, figures_for

PRICE = "for $x^$ or $5m to $6_m"
ODD = "Štip ë Косово السلام \U0001f54a\U0001f91d"


@pytest.fixture(scope="module")
def plain():
    return sim.run("scenarios/kosovo/five_actors.yaml", runs=64)


@pytest.fixture(scope="module")
def odd():
    settings = (
        f'actors.belgrade.label="Belgrade {ODD}"',
        f'issues.status.label="Status {ODD}"',
        f'title="Talks {ODD}"',
    )
    return sim.run("scenarios/kosovo/five_actors.yaml", runs=64, settings=settings)


def test_what_the_font_has_stays_and_emoji_go():
    assert legible(f"Belgrade {ODD}") == "Belgrade Štip ë Косово السلام"


def test_labels_do_not_move_results(plain, odd):
    assert np.array_equal(plain.column("outcome"), odd.column("outcome"))
    assert plain.table.equals(odd.table)


def test_the_hash_stays_that_of_the_scenario_played(odd):
    assert legible_scenario(odd.scenario).hash == odd.scenario.hash
    assert legible_scenario(odd.scenario).title == "Talks Štip ë Косово السلام"


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_drawn_without_boxes(odd, name, tmp_path):
    if name not in figures_for(odd):
        pytest.skip(f"{name} does not apply to this scenario")
    # A sign that the font lacks would be a warning of matplotlib's, and warnings are errors here.
    write_figure(draw(odd, name), tmp_path / f"{name}.png")
    assert (tmp_path / f"{name}.png").stat().st_size > 1_000


@pytest.mark.parametrize("name", FIGURES)
def test_dollars_in_labels_are_no_formula(name, tmp_path):
    labels = [f'{path}="{PRICE}"' for path in ("actors.belgrade.label", "issues.status.label", "title")]
    priced = sim.run("scenarios/kosovo/five_actors.yaml", runs=64, settings=labels)
    if name not in figures_for(priced):
        pytest.skip(f"{name} does not apply to this scenario")
    figure = draw(priced, name)
    write_figure(figure, tmp_path / f"{name}.svg")
    assert "for $x^$ or $5m to $6_m" in " ".join((tmp_path / f"{name}.svg").read_text(encoding="utf-8").split())
