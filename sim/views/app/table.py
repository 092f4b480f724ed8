"""The table of outcomes with its bars, as HTML: the changed scenario beside the file's own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sim.runs.intervals import digits_for
from sim.views.figures.of_runs.outcomes import percent
from sim.views.figures.palette import outcome_colours
from sim.views.templating import environment

if TYPE_CHECKING:
    from jinja2 import Template

    from sim.questions.compare import Difference
    from sim.runs.intervals import Interval
    from sim.scenario.format.scenario import Scenario
    from sim.views.app.shares import Shares

__all__ = ["table_of"]


def table_of(scenario: Scenario, after: Shares, before: Shares | None, stale: bool = False) -> str:
    """Write the table of outcomes.

    >>> from sim.views.app.shares import Shares, play_outcomes
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> shares = Shares(five.hash, 0, five.outcome_labels, play_outcomes(five, [0]), seconds=0.1)
    >>> 'data-outcome="coordinated_declaration"' in table_of(five, shares, shares)
    True
    """
    colours = outcome_colours(scenario)
    rows = [_row(name, colours[name], after, before) for name in after.labels]
    return _template().render(rows=rows, after=after, before=before, stale=stale)


@lru_cache(maxsize=1)
def _template() -> Template:
    """Return the template, read once: a table is drawn at every movement."""
    return environment().get_template("app_shares.html")


def _row(name: str, colour: str, after: Shares, before: Shares | None) -> dict[str, str | int]:
    share = after.share(name)
    row: dict[str, str | int] = {
        "name": name, "label": after.labels[name], "colour": colour, "count": after.count(name),
        "share": percent(share), "interval": _interval(share), "width": f"{100 * share.share:.2f}",
        "count_before": "", "share_before": "…", "interval_before": "", "width_before": "0",
        "change": "…", "change_interval": "",
    }  # fmt: skip
    if before is not None:
        was, moved = before.share(name), after.since(before, name)
        row |= {
            "count_before": before.count(name), "share_before": percent(was), "interval_before": _interval(was),
            "width_before": f"{100 * was.share:.2f}",
        }  # fmt: skip
        row |= _change(moved) if after.hash != before.hash else {"change": "0", "change_interval": ""}
    return row


def _interval(part: Interval) -> str:
    digits = digits_for(part.high - part.low)
    return f"{100 * part.low:.{digits}f} to {100 * part.high:.{digits}f}"


def _change(moved: Difference) -> dict[str, str]:
    """Write a difference in points with as many digits as its interval bears.

    >>> from sim.questions.compare import Difference
    >>> _change(Difference(-0.104, -0.13, -0.08, 0.06))
    {'change': '−10', 'change_interval': '−13 to −8'}
    >>> _change(Difference(-0.003, -0.006, -0.0001, 0.06))
    {'change': '−0.3', 'change_interval': '−0.6 to 0.0'}
    """
    digits = digits_for(moved.high - moved.low)

    def signed(value: float) -> str:
        written = f"{100 * value:+.{digits}f}"
        return written.lstrip("+-") if float(written) == 0 else written.replace("-", "−")

    return {"change": signed(moved.difference), "change_interval": f"{signed(moved.low)} to {signed(moved.high)}"}
