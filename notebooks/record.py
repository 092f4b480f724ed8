"""Tables that hold an ensemble against the record: its facts, the parts that fail, and the recognition curve."""

import numpy as np
import pandas as pd
from sim.questions.hindcast.hindcast import facts_of


def fact_table(held):
    """List the facts of a hindcast: what each says, how many of its parts are inside, and the verdict."""
    rows = {
        fact.id: {
            "what is held against the record": fact.says,
            "parts inside": f"{sum(part.inside for part in fact.parts)} of {len(fact.parts)}",
            "verdict": "inside" if fact.inside else "FAILS",
        }
        for fact in held.facts
    }
    return pd.DataFrame.from_dict(rows, orient="index").style.set_properties(**{"text-align": "left"})


def failing_parts(ensemble, held):
    """List the parts that fail, and say of each whether more runs might decide otherwise.

    They might where the part's 95 per cent interval reaches into the target.
    """
    rows = []
    for fact, asked in zip(held.facts, facts_of(ensemble.scenario), strict=True):
        for part, target in zip(fact.parts, (one.target for one in asked.parts), strict=True):
            if not part.inside:
                rows.append({
                    "fact": fact.id, "what is measured": part.says,
                    "record": f"{part.record:g}" if isinstance(part.record, float) else part.record,
                    "model": f"{part.value:.3g}", "95 % interval": f"{part.low:.3g} to {part.high:.3g}",
                    "target": part.target, "undecided with so many runs": "yes" if reaches(part, target) else "no",
                })  # fmt: skip
    return pd.DataFrame(rows)


def reaches(part, target):
    """Tell whether the interval of a part and its target overlap."""
    return (target.min is None or part.high >= target.min) and (target.max is None or part.low <= target.max)


def recognition_table(ensemble, fact="S10"):
    """Hold the recognition curve against the record, row by row: what was fitted, and what tests the fit.

    Only runs that ended as history did are looked at. Columns: the record, the model's median, the range that holds
    nine runs in ten, whether it holds the record, and how far the median is off, as a part of the record.
    """
    scenario = ensemble.scenario
    stage = next(stage for stage in scenario.process if stage.kind == "recognition")
    last_seen = (stage.fitted_until - scenario.record.ended_on).days / 7
    like_history = ensemble.column("outcome") == scenario.record.outcome
    rows = []
    for part in next(one for one in facts_of(scenario) if one.id == fact).parts:
        if part.over is not None:
            continue  # a ratio is no number of states
        counts = ensemble.column(part.column)[like_history]
        low, middle, high = np.percentile(counts[counts >= 0], (5, 50, 95))
        week = int(part.column.rpartition("_")[2])
        rows.append({
            "states that recognise": part.says, "used for": "fit" if week <= last_seen else "test",
            "record": part.record, "model": middle, "nine runs in ten": f"{low:.0f} to {high:.0f}",
            "holds the record": bool(low <= part.record <= high), "off by": abs(middle / part.record - 1),
        })  # fmt: skip
    return pd.DataFrame(rows)
