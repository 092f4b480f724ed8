"""A language model behind any program that reads a prompt from standard input and prints what it says.

    sim play SCENARIO --seconds 120 --seat russia="python examples/bots/language_model.py COMMAND"

COMMAND may be of several words. What it plays is no evidence of anything but itself: docs/how_to/language_models.md.
"""

import json
import re
import subprocess
import sys

SECONDS = 100


def prompt_for(opening, asked):
    """Say in words what the seat knows and what it is asked."""
    parts = [
        f"You play {opening['label']} in a simulated negotiation, “{opening['title']}”. It is a game, not a record.",
        f"Issues, each from 0 to 1: {json.dumps(opening['issues'], ensure_ascii=False)}",
        f"What you want: {json.dumps(opening.get('wishes', 'not told'))}",
        f"What has happened since you were last asked: {json.dumps(asked['news'], ensure_ascii=False)}",
        f"What lies before you: {json.dumps(asked['facts'], ensure_ascii=False)}",
        f"What it is worth to you: {json.dumps(asked.get('payoffs', 'not told'))}",
        f"The question: {asked['asks']}",
        f"Allowed: {json.dumps(asked['allowed'])}",
        'Answer with one line of JSON and nothing after it: {"choice": ...}',
    ]
    return "\n".join(parts)


def choice_in(said):
    """Take the last choice that stands in what was said; none is left to the model."""
    for found in reversed(re.findall(r'\{"choice":.*\}', said)):
        try:
            return json.loads(found)["choice"]
        except ValueError:
            continue
    return "model"


def main():
    command, opening = sys.argv[1:], {}
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["type"] == "opening":
            opening = asked
        if asked["type"] != "question":
            continue
        try:
            done = subprocess.run(command, input=prompt_for(opening, asked), capture_output=True, text=True,
                                  timeout=SECONDS, check=False)  # fmt: skip
            choice = choice_in(done.stdout)
        except (OSError, subprocess.TimeoutExpired):
            choice = "model"
        print(json.dumps({"type": "answer", "number": asked["number"], "choice": choice}), flush=True)


if __name__ == "__main__":
    main()
