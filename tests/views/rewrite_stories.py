"""The stories that `test_story.py` compares word for word, and the command that writes them anew::

    python -m tests.views.rewrite_stories

Run it when a sentence is changed on purpose, or a value of `five_actors.yaml`, and read what has changed before
you commit it. The harbour file is frozen, so its two stories change with the sentences and the rules only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.runs.one_run import chronicle_of
from sim.scenario.reader import read_scenario
from sim.version import __version__
from sim.views.story.story import tell_story

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "stories"
HARBOUR = FOLDER / "harbour.yaml"
SPRINGS = FOLDER / "springs.yaml"
FIVE_ACTORS = HERE.parents[1] / "scenarios" / "kosovo" / "five_actors.yaml"

STORIES: dict[str, tuple[Path, int, dict[str, Any]]] = {
    "harbour_agreed": (HARBOUR, 9, {"style": "chronicle", "beside_record": True}),
    "harbour_act": (HARBOUR, 4, {"style": "chronicle", "numbers": True}),
    "springs": (SPRINGS, 0, {"style": "chronicle"}),
    "five_actors": (FIVE_ACTORS, 78, {}),
    "five_actors_despatch": (FIVE_ACTORS, 78, {"style": "despatch"}),
}
"""Each story with its scenario, its run and how it is told."""


def told(name: str) -> str:
    """Tell a story as Markdown, without hash and version, which change with every release."""
    file, run, how = STORIES[name]
    scenario = read_scenario(file)
    text = tell_story(
        chronicle_of(scenario, run, seed=0), scenario, form="markdown", about=f"run {run}, seed 0", **how
    )
    return text.replace(scenario.hash, "HASH").replace(f"sim {__version__}", "sim VERSION")


if __name__ == "__main__":
    for story in STORIES:
        (FOLDER / f"{story}.md").write_text(told(story), encoding="utf-8", newline="\n")
        print(f"{story}.md: written")
