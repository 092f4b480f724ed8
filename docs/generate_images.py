"""Draw the pictures of the pages anew, which show how often each outcome comes about, and how sure that is.

`python docs/generate_images.py` plays the five actors 10,000 times and the starter 2,048 times, as they say, and
2,048 pairs of the baseline under each choice of rules.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

DOCS = Path(__file__).resolve().parent
IMAGES = DOCS / "images"


def main() -> None:
    """Play both files and draw them."""
    import sim
    from sim.questions.bands import bands
    from sim.views.figures.canvas import write_figure
    from sim.views.figures.of_questions.bands import draw_bands

    five = sim.run(DOCS.parent / "scenarios" / "kosovo" / "five_actors.yaml", runs=10_000)
    write_figure(five.plot("outcomes"), IMAGES / "outcomes.png", overwrite=True)
    with as_file(files("sim.data").joinpath("starter.yaml")) as starter:
        river = sim.run(starter, runs=2_048)
    write_figure(river.plot("outcomes"), IMAGES / "river_outcomes.png", overwrite=True)
    baseline = sim.read_scenario(DOCS.parent / "scenarios" / "kosovo" / "baseline.yaml")
    write_figure(draw_bands(bands(baseline, 2_048, workers=2)), IMAGES / "bands.png", overwrite=True)


if __name__ == "__main__":
    main()
