"""A player in plain Python: it accepts what gives it most of what it wants, and else stands firm.

sim play scenarios/kosovo/five_actors.yaml --seat belgrade="python examples/bots/fixed_rule.py"
"""

import json
import sys

ENOUGH = 0.7  # of all that it wants

wishes = {}


def worth(text):
    """Return what a text is worth: 1 less the distances from what it wants, each by how much it matters."""
    ideal, matters = wishes["ideal"], wishes["matters"]
    return 1 - sum(matters[issue] * abs(text[issue] - ideal[issue]) for issue in ideal)


for line in sys.stdin:
    asked = json.loads(line)
    if asked["type"] == "opening":
        wishes = asked["wishes"]
    if asked["type"] != "question":
        continue
    choice = "model"  # whatever it has no rule for
    if asked["kind"] in ("accept", "consent"):
        choice = worth(asked["facts"]["text"]) >= ENOUGH
    elif asked["kind"] == "vote":
        choice = "yes" if worth(asked["facts"]["text"]) >= ENOUGH else "no"
    print(json.dumps({"type": "answer", "number": asked["number"], "choice": choice}), flush=True)
