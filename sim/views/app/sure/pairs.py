"""Luck, coding and rules of a world on the page: pairs of runs under each choice of rules, and a table of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.questions.bands import bands_of, ended_so, under_each_rule
from sim.views.band_words import HOW_SURE, band_words, faintest
from sim.views.report.parts import share_words
from sim.views.templating import environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.questions.bands import Bands, Pair
    from sim.runs.tasks import Line
    from sim.scenario.format.scenario import Scenario
    from sim.views.app.shares import Player

__all__ = ["PAIRS", "PairWork", "in_html", "sure_of"]

PAIRS = 512
"""Pairs of runs that are played under each choice of rules: so many that the band of luck is a few points wide."""


@dataclass(frozen=True)
class PairWork:
    """Plays the pairs of one choice of rules: the work of an executor."""

    scenario: Scenario
    """Whose outcomes are asked about."""
    choice: Scenario
    """The same under the choice."""
    seed: int

    def __call__(self, pairs: int, line: Line) -> Pair:
        """Return how both runs of each pair ended."""
        return (
            ended_so(self.choice, self.scenario, pairs, self.seed),
            ended_so(self.choice, self.scenario, pairs, self.seed, other_luck=True),
        )


def sure_of(
    scenario: Scenario, player: Player, *, seed: int = 0, pairs: int = PAIRS,
    stopped: Callable[[], bool] = lambda: False,
) -> Bands | None:  # fmt: skip
    """Return the bands of a world, each choice of rules played when nobody waits for shares; None if it was stopped.

    Raises ScenarioFault if a choice of rules makes no sound scenario of this world.

    >>> from sim.views.app.shares import Player
    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> sure_of(five, Player(1), stopped=lambda: True) is None
    True
    """
    choices, played = under_each_rule(scenario), {}
    for name, (_, choice) in choices.items():
        pair = player.tell(PairWork(scenario, choice, seed), pairs, key=(choice.hash, seed, pairs), stopped=stopped)
        if pair is None:
            return None
        played[name] = pair
    weights = {name: weight for name, (weight, _) in choices.items()}
    return bands_of(scenario, played, weights, pairs, seed)


def in_html(found: Bands, of: str = "of world B") -> str:
    """Return a table of bands in HTML; the caption says of what.

    >>> from sim.questions.bands import bands
    >>> told = in_html(bands(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), pairs=16))
    >>> ">0 to 0 %</td>" in told, "the file declares no other rules" in told
    (True, True)
    """
    labels, words = found.labels_of_outcomes(), band_words(found)
    rows = [(labels[one.outcome], *share_words(one.share), *words[one.outcome][:2], one.parts) for one in found.bands]
    rules = list(found.labels.values())
    return environment().get_template("app_sure.html").render(
        of=of, rows=rows, how=f"{HOW_SURE} {faintest(found.pairs)}", pairs=found.pairs, rules=rules, seed=found.seed,
        hash=found.scenario.hash,
    )  # fmt: skip
