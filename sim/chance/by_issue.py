"""Numbers that stand issue by issue, as arrays: positions, saliences, red lines, named texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy.typing as npt

    from sim.chance.inputs import Drawn
    from sim.scenario.format.scenario import Scenario

__all__ = ["drawn_bounds", "drawn_by_issue", "drawn_texts", "rows_of"]


def rows_of(scenario: Scenario, issues: Collection[str]) -> slice | npt.NDArray[np.intp]:
    """Return the rows in which some issues stand, in the order of the file: of those side by side, a slice.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> rows_of(five, {"status", "legal_basis"}), rows_of(five, {"status", "supervision"}).tolist()
    (slice(0, 2, None), [0, 3])
    """
    rows = [row for row, issue in enumerate(scenario.issues) if issue in issues]
    side_by_side = slice(rows[0], rows[-1] + 1) if rows else slice(0)
    return side_by_side if rows == [*range(len(scenario.issues))[side_by_side]] else np.array(rows, dtype=np.intp)


def drawn_by_issue(
    scenario: Scenario, drawn: Drawn, runs: int, block: Mapping[str, object], path: str, default: float,
    part: str = "",
) -> npt.NDArray[np.float64]:  # fmt: skip
    """Return a block of numbers by issue, ``(issues, runs)``, with a default where nothing is said; for reading only.

    >>> from sim.chance.inputs import Means
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> means = Means(five)
    >>> block = five.actors["pristina"].position
    >>> drawn_by_issue(five, means, 1, block, "actors.pristina.position", 0.5).shape
    (4, 1)
    """
    said = {issue for issue, given in block.items() if not part or getattr(given, part) is not None}
    if not said:
        return np.broadcast_to(default, (len(scenario.issues), runs))  # stands in memory once
    rows = np.full((len(scenario.issues), runs), default)
    for place, issue in enumerate(scenario.issues):
        if issue in said:
            rows[place] = drawn[f"{path}.{issue}{part and '.' + part}"]
    rows.flags.writeable = False
    return rows


def drawn_bounds(
    scenario: Scenario, drawn: Drawn, runs: int, block: Mapping[str, object], path: str
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the least and the most of bounds by issue, ``(issues, runs)`` each; 0 and 1 where nothing is said.

    >>> from sim.chance.inputs import Means
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> mandate = five.stages["proposal"].mandate
    >>> least, most = drawn_bounds(five, Means(five), 1, mandate, "process.proposal.mandate")
    >>> bool((least < most).all())
    True
    """
    least, most = (
        drawn_by_issue(scenario, drawn, runs, block, path, default, part)
        for part, default in (("min", 0.0), ("max", 1.0))
    )
    return least, most


def drawn_texts(scenario: Scenario, drawn: Drawn, runs: int) -> dict[str, npt.NDArray[np.float64]]:
    """Return every named text of a scenario, ``(issues, runs)``, following `same_as`.

    >>> from sim.chance.inputs import Means
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> drawn_texts(five, Means(five), 1)["ahtisaari"].shape
    (4, 1)
    """
    texts = {}
    for name in scenario.texts:
        points = np.full((len(scenario.issues), runs), 0.5)
        for place, issue in enumerate(scenario.issues):
            source: str | None = name
            while source is not None and issue not in scenario.texts[source].terms:
                source = scenario.texts[source].same_as
            if source is not None:
                points[place] = drawn[f"texts.{source}.{issue}"]
        texts[name] = points
    return texts
