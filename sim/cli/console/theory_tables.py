"""Tables of what theory says: the parties, each bargain, each council."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from sim.cli.console.tables import data_table, new_table
from sim.views.labels import heading_of, on_scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from sim.scenario.format.scenario import Issue
    from sim.theory.of_scenario.answer import Theory
    from sim.theory.of_scenario.bargain import Bargain
    from sim.theory.of_scenario.council_answer import CouncilAnswer
    from sim.theory.of_scenario.outlook import Prospect

__all__ = ["MOST_PAIRS", "theory_tables"]

MOST_PAIRS = 3
"""More pairs than this are told in one table, and only if asked for."""

HEADS = {
    "nash": "Nash", "kalai_smorodinsky": "Kalai-Smor.", "egalitarian": "Egalit.", "utilitarian": "Utilit.",
    "compromise": "Comprom.", "median": "Median",
}  # fmt: skip


def theory_tables(found: Theory, *, pairs: bool = False) -> Iterator[Table | str]:
    """Lay out all that theory says, table by table, with a line of text where there is no table.

    The answer for all comes first; of many pairs there is a table only if they are asked for.
    """
    if found.everyone:
        yield _bargain(found, found.everyone)
        yield _bargain_note(found, found.everyone)
    if found.parties:
        yield _expectations(found)
    else:
        yield "No actor is a party, so there is no bargain to solve."
    if found.prospects:
        yield _prospects(found)
        yield _prospects_note(found)
    few = found.pairs if len(found.pairs) <= MOST_PAIRS else []
    for one in few:
        yield _bargain(found, one)
        yield _bargain_note(found, one)
    if len(found.pairs) > MOST_PAIRS:
        yield _many_pairs(found) if pairs else f"{len(found.pairs)} pairs of parties: `--pairs` tells of each\n"
    for council in found.councils:
        yield _on_texts(found, council)
        yield _issue_by_issue(found, council)
        yield _say(council)
        yield _council_note(council)


def _expectations(found: Theory) -> Table:
    rows = []
    for name in found.parties:
        (place,) = found.mean.places([name])
        low, high = np.quantile(found.draws.disagreement[place], (0.05, 0.95))
        rows.append((_label(found, name), f"{found.mean.disagreement[place, 0]:.2f}", f"{low:.2f} to {high:.2f}"))
    return data_table("If talks fail",
                      ("Worth of failure as the process begins", "On the mean", "90 % of draws"), rows)  # fmt: skip


HALF_A_DIGIT = 0.005
"""What is smaller would be written as 0.00."""


def _prospects(found: Theory) -> Table:
    table = new_table("What agreeing and failing are worth", "At the outset, on the mean", "α", "β", "d", "u*",
                      "The biggest part of d")  # fmt: skip
    _is_text(table)
    for one in found.prospects:
        needed = {np.inf: "-", -np.inf: "any"}.get(one.reservation, f"{one.reservation:.2f}")
        # Beside a reservation a chance is never nothing, and a small one is not written as if it were.
        alpha = "<0.01" if 0 < one.alpha < HALF_A_DIGIT else f"{one.alpha:.2f}"
        numbers = (alpha, *(f"{number:.2f}" for number in (one.beta + 0.0, one.failing)))
        place = f"{_label(found, one.actor)}: {_stage_label(found, one.stage)}"
        table.add_row(place, *numbers, needed, _in_words(found, one))
    return table


def _is_text(table: Table) -> None:
    """Let the last column run over lines, since it holds no number."""
    table.columns[-1].justify, table.columns[-1].no_wrap = "left", False


def _stage_label(found: Theory, name: str) -> str:
    return found.scenario.stages[name].label or name.replace("_", " ").title()


def _in_words(found: Theory, one: Prospect) -> str:
    """Say what the biggest part of the worth of failing is."""
    if not one.parts:
        return "nothing"
    part = one.parts[0]
    expected, now = found.scenario.expected_text, found.scenario.status_quo
    text = part.named if part.named and part.source in ("agreed", "imposed") else expected
    tabled = _text_label(found, text) if text else "the text that is expected"
    stays = f"{_text_label(found, now)} stays" if now else "no text is in force"
    what = {
        "own word": "its own word on that", "agreed": f"{tabled}, agreed on later", "imposed": f"{tabled}, imposed",
        "as it is": stays, "premium": f"what {part.named} brings besides", "delay": "the time that it takes",
    }.get(part.source) or _text_label(found, part.named)  # fmt: skip
    sure = "" if part.chance == 1 else f"{100 * part.chance:.0f} %: "
    return f"{sure}{what}, worth {part.worth:.2f}"


def _prospects_note(found: Theory) -> str:
    told = ["α: believed chance that what is agreed to, or adopted, ends in force; β: what agreeing is worth besides;"
            " d: what failing is worth; u* = (d - β) / α: what a text must be worth"]  # fmt: skip
    needed = {one.reservation for one in found.prospects}
    if np.inf in needed:
        told.append("- in place of u*: nothing that is agreed to can come into force, so nothing is given for it")
    if -np.inf in needed:
        told.append("any in place of u*: agreeing is better than failing, whatever text is agreed to")
    if any(line for actor in found.scenario.actors.values() for line in actor.red_lines.values() if not line.hard):
        told.append("red lines have a price in all of this; to the solutions and win sets below they are walls")
    return "\n".join(textwrap.fill(line, 108) for line in told) + "\n"


def _label(found: Theory, name: str) -> str:
    return found.scenario.actors[name].label or name.replace("_", " ")


def _text_label(found: Theory, name: str) -> str:
    known = found.scenario.texts
    return "Envoy's proposal" if name not in known else known[name].label or name.replace("_", " ")


def _names(found: Theory, one: Bargain) -> str:
    if len(one.members) > 2:
        return f"All {len(one.members)} parties"
    return " and ".join(_label(found, name) for name in one.members)


def _number(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "-"


def _point(issue: Issue, value: float) -> str:
    return on_scale(issue, value) if np.isfinite(value) else "-"


def _range(issue: Issue, low: float, high: float, there: bool, otherwise: str) -> str:
    first, last = (high, low) if issue.scale is not None and issue.scale.falls else (low, high)
    return f"{on_scale(issue, first)} to {on_scale(issue, last)}" if there else otherwise


def _bargain(found: Theory, one: Bargain) -> Table:
    answers = {name: getattr(one.mean, name) for name in HEADS}
    spread = one.spread["nash"]
    rows: list[tuple[str, ...]] = []
    for place, (name, issue) in enumerate(found.scenario.issues.items()):
        low, high = spread.text[0, place], spread.text[-1, place]
        texts = (_point(issue, answer.text[place]) for answer in answers.values())
        rows.append((heading_of(found.scenario, name), *texts, _range(issue, low, high, np.isfinite(low), "-")))
    if len(one.members) <= 4:
        for place, name in enumerate(one.members):
            worth = (_number(a.utilities[place]) for a in answers.values())
            rows.append((f"worth to {_label(found, name)}", *worth, ""))
    rows.append(("accepted by all", *("yes" if a.exists else "no" for a in answers.values()), ""))
    shares = (f"{100 * one.spread[name].exists:.0f} %" for name in HEADS)
    rows.append(("accepted, draws", *shares, ""))
    return data_table(_names(found, one), ("Issue", *HEADS.values(), "Nash, draws"), rows)


def _bargain_note(found: Theory, one: Bargain) -> str:
    zone = one.mean.zone
    told = [f"zone of agreement: all can gain {zone.surplus:.3f} at once" if zone.exists else
            f"no zone of agreement: {zone.reason}"]  # fmt: skip
    if not zone.exists and one.unbound.surplus != zone.surplus:
        short = "all could gain" if one.unbound.exists else "somebody would still be short of"
        told.append(f"without red lines {short} {abs(one.unbound.surplus):.3f}{' at once' * one.unbound.exists}")
    told.append(f"in {100 * one.zone_share:.1f} % of {one.draws:,} draws there is one")
    away = {name: distance for name, (_, distance) in one.texts.items() if np.isfinite(distance)}
    if away:
        said = ", ".join(f"{_text_label(found, name)} {max(0.0, distance):.3f}" for name, distance in away.items())
        told.append(f"distance to the Pareto set: {said}")
    told.append("columns: answers on the mean; the last one: the Nash text in 90 % of draws")
    return "\n".join(textwrap.fill(line, 108) for line in told) + "\n"


def _many_pairs(found: Theory) -> Table:
    rows = []
    for one in found.pairs:
        zone = one.mean.zone
        size = f"{zone.surplus:.2f}" if np.isfinite(zone.surplus) else "-"
        nash = one.mean.nash.utilities
        rows.append((_names(found, one), "yes" if zone.exists else "no", size, f"{100 * one.zone_share:.0f} %",
                     *(_number(worth) for worth in nash)))  # fmt: skip
    columns = ("Pair", "Zone", "Joint gain", "Zone in draws", "Nash, first", "Nash, second")
    return data_table("Every pair of parties", columns, rows)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _on_texts(found: Theory, council: CouncilAnswer) -> Table:
    members, vetoes = council.assembly.members, council.assembly.vetoes
    rows = []
    for name, on in council.texts.items():
        blockers = [
            (on.against[at], on.binds[at], _member(council, members[at])) for at in vetoes if on.against[at] > 0.005
        ]
        told = ", ".join(
            f"{who} {100 * no:.0f} % (alone {100 * alone:.0f} %)" for no, alone, who in sorted(blockers)[::-1][:3]
        )
        rows.append((_text_label(found, name), _percent(on.share), _percent(on.share_agreed), told or "nobody"))
    now = _text_label(found, council.assembly.now)
    title = f"{_stage(council)}: in what share of draws a text beats {now}"
    table = data_table(title, ("Text", "In win set", "If parties agree", "Vetoes (alone in the way)"), rows)
    _is_text(table)
    return table


def _stage(council: CouncilAnswer) -> str:
    return council.assembly.stage.label or council.assembly.stage.name.replace("_", " ").title()


def _member(council: CouncilAnswer, name: str) -> str:
    return council.assembly.labels.get(name) or name.replace("_", " ")


def _issue_by_issue(found: Theory, council: CouncilAnswer) -> Table:
    rows = []
    for (name, issue), now, step, lock in zip(
        found.scenario.issues.items(), council.assembly.status_quo[:, 0], council.reach, council.gridlock, strict=True
    ):
        could = _range(issue, step.low[0], step.high[0], step.exists[0], "nothing")
        stuck = _range(issue, lock.low[0], lock.high[0], lock.exists[0], "none")
        rows.append((heading_of(found.scenario, name), on_scale(issue, now), could, stuck))
    columns = ("One issue alone, on the mean", "Status quo", "Could pass", "Gridlock by ideal points")
    return data_table("What could pass", columns, rows)


def _say(council: CouncilAnswer) -> Table:
    assembly, say = council.assembly, council.power
    rows: list[tuple[object, ...]] = []
    for place, (name, seats) in enumerate(zip(assembly.members, assembly.rule.weights, strict=True)):
        indices = ("shapley_shubik", "banzhaf", "coleman_prevent", "coleman_initiate")
        numbers = (f"{float(getattr(say, index)[place]):.4f}" for index in indices) if say else ("-",) * 4
        rows.append((_member(council, name), seats, "veto" if place in assembly.vetoes else "", *numbers))
    columns = ("Member", "Seats", "", "Shapley-Shubik", "Banzhaf", "Can prevent", "Can initiate")
    return data_table("Say before anything is known of what members want", columns, rows)


def _council_note(council: CouncilAnswer) -> str:
    agreed = f"{100 * council.size_agreed:.0f} % if the parties agree"
    sizes = f"{100 * council.size:.0f} % of all texts could pass on the mean, {agreed}"
    core = {True: "something is stable whatever members want", False: "with other wishes nothing might be stable"}
    guaranteed = f"; {core[council.core_guaranteed]}" if council.core_guaranteed is not None else ""
    return f"{sizes}{guaranteed}\n"
