"""Draw the pictures of the pages anew, which show how often each outcome comes about, and how sure that is.

`python docs/generate_images.py` plays the five actors 10,000 times and the starter 2,048 times, as they say, and
2,048 pairs of the baseline under each choice of rules.
"""

from __future__ import annotations

from pictured import IMAGES, ROOT, STARTER, keep

FIVE_ACTORS, BASELINE = "scenarios/kosovo/five_actors.yaml", "scenarios/kosovo/baseline.yaml"


def main() -> None:
    """Play both files and draw them."""
    import sim
    from sim.questions.bands import bands
    from sim.views.figures.canvas import write_figure
    from sim.views.figures.of_questions.bands import draw_bands

    for image, scenario, runs in (("outcomes", FIVE_ACTORS, 10_000), ("river_outcomes", STARTER, 2_048)):
        played = sim.run(ROOT / scenario, runs=runs)
        write_figure(played.plot("outcomes"), IMAGES / f"{image}.png", overwrite=True)
        keep(IMAGES / f"{image}.png", scenario)
    found = bands(sim.read_scenario(ROOT / BASELINE), 2_048, workers=2)
    write_figure(draw_bands(found), IMAGES / "bands.png", overwrite=True)
    keep(IMAGES / "bands.png", BASELINE)


if __name__ == "__main__":
    main()
