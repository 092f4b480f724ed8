"""How long a class takes over each notebook: `python notebooks/minutes.py` prints it.

Text is read at 200 words a minute. What is done takes what is counted here: a guess written down, a result talked
about, a slider tried, an exercise (which may say its own minutes), and the question that ends the class.
"""

import json
import re
from pathlib import Path

WORDS_A_MINUTE = 200
PREDICT, RESULT, SLIDERS, EXERCISE, LAST = 1.5, 1.5, 3, 4, 5
"""Minutes for a guess, a table or picture, a panel of sliders, an exercise that says no time, and the last question."""

DONE_IN_CLASS = 3
"""So many exercises are done in class, the longest; others are homework."""


def minutes(path):
    """Return the minutes for reading, guessing, looking and exercises of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    said = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    lesson = said.split("\n## Sources")[0]
    exercises = re.split(r"^\d\. ", lesson.split("## Exercises")[1], flags=re.MULTILINE)[1:]
    times = sorted(int(found[1]) if (found := re.search(r"\((\d+) minutes\)", one)) else EXERCISE for one in exercises)
    sliders = sum("_sliders(" in one for one in code)
    shown = sum("hide-input" not in cell["metadata"].get("tags", []) for cell in cells if cell["cell_type"] == "code")
    return {
        "reading": len(lesson.split()) / WORDS_A_MINUTE,
        "guessing": PREDICT * len(re.findall(r"\*\*Predict|## Predict", lesson)),
        "looking": SLIDERS * sliders + RESULT * (shown - sliders),
        "exercises": sum(times[-DONE_IN_CLASS:]),
        "the last question": LAST,
    }


if __name__ == "__main__":
    for notebook in sorted(Path(__file__).resolve().parent.glob("[0-9]*.ipynb")):
        parts = minutes(notebook)
        print(f"{notebook.stem:20} {sum(parts.values()):3.0f} minutes:",
              ", ".join(f"{name} {part:.0f}" for name, part in parts.items()))  # fmt: skip
