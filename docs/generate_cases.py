"""Bring the pages of docs/cases up to date: play each case, hold it against its record, and play what varies it.

    python docs/generate_cases.py                    plays 4,096 runs of each file and rewrites the pages
    python docs/generate_cases.py --runs 1024 --workers 2
    python docs/generate_cases.py --page iran        that page alone
    python docs/generate_cases.py --pictures         only draws the pictures anew

A page says which file it is about, `<!--generated scenarios/cyprus/annan_plan.yaml-->`; what varies it are the files
beside it that extend it, whose heads say what they ask and expect, as in docs/generate_variants.py. A page about
several cases names them all, `<!--across FILE FILE-->`; what stands there is written by docs/across_cases.py.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import across_cases
import generate_variants
import pictured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.hindcast.hindcast import Hindcast
    from sim.runs.ensemble import Ensemble

DOCS = Path(__file__).resolve().parent
PARTS = re.compile(r"(<!--generated (\S+)-->\n).*?(<!--/generated-->)", re.DOTALL)
ACROSS = re.compile(r"(<!--across ([^>]+)-->\n).*?(<!--/across-->)", re.DOTALL)
PICTURES = {
    "cyprus": ("ratification", "How the two peoples vote, in the runs in which they are asked"),
    "iran": ("timeline", "Where the runs stand, week by week, with what happened on a day"),
    "dayton": ("timeline", "Where the runs stand, week by week, with what happened on a day"),
}
"""The figure of each page, and what it shows to those who do not see it."""

FORECASTS = {"ensemble": "these runs", "uniform": "all outcomes equally likely", "observers": "observers of the time"}


def variants_of(base: Path) -> dict[str, Path]:
    """Return every file that extends a case's file, by name, in the order of the alphabet."""
    extends = re.compile(rf"^extends: {re.escape(base.name)}$", re.MULTILINE)
    files = sorted(base.parent.glob("*.yaml"))
    return {path.stem: path for path in files if extends.search(path.read_text(encoding="utf-8"))}


def number(value: float | str | None) -> str:
    """Write a number with three significant digits, or what there is in its place."""
    if value is None or isinstance(value, str):
        return value or ""
    return "not measured" if math.isnan(value) else f"{value:.3g}"


def outcomes(ensemble: Ensemble) -> Iterator[str]:
    """Tell how the runs end."""
    yield from ("| How it ends | Share | 95 % interval |", "|---|---:|---|")
    for name, part in ensemble.outcomes().items():
        label = ensemble.scenario.outcome_labels[name]
        yield f"| {label} | {100 * part.share:.1f} % | {100 * part.low:.1f} to {100 * part.high:.1f} |"


def facts(held: Hindcast) -> Iterator[str]:
    """Tell which facts hold."""
    yield "| Fact | What is measured | Record | Runs | 95 % interval | Range | |"
    yield "|---|---|---:|---:|---|---|---|"
    for fact in held.facts:
        for part in fact.parts:
            interval = f"{number(part.low)} to {number(part.high)}"
            verdict = "inside" if part.inside else "**fails**"
            cells = (fact.id, part.says, number(part.record), number(part.value), interval, part.target, verdict)
            yield f"| {' | '.join(cells)} |"
    inside = sum(fact.inside for fact in held.facts)
    yield from ("", f"{inside} of {len(held.facts)} facts hold.")


def scores(held: Hindcast) -> Iterator[str]:
    """Tell how good a forecast it was; lower is better."""
    yield from ("| Forecast of what happened | Log score | Brier score |", "|---|---:|---:|")
    for name, words in FORECASTS.items():
        log, brier = (held.scores.get(f"{kind}.{name}") for kind in ("log_score", "brier_score"))
        if log is not None and brier is not None:
            yield f"| {words} | {log:.2f} | {brier:.2f} |"


def questions(base: Ensemble, files: dict[str, Path], runs: int, workers: int) -> Iterator[str]:
    """Tell what each variant asks, and whether what it expects comes about."""
    yield "| File | Expected | As it was | Variant | Difference | 95 % interval | |"
    yield "|---|---|---:|---:|---:|---|---|"
    heads = {name: generate_variants.head_of(path) for name, path in files.items()}
    for name, path in files.items():
        after = generate_variants.played(path, runs, workers)
        for one in generate_variants.weighed(base, after, name, heads[name].expected):
            low, high = 100 * one.moved.low, 100 * one.moved.high
            cells = (name, str(one.expectation), f"{100 * one.before:.1f} %", f"{100 * one.after:.1f} %",
                     f"{100 * one.moved.difference:+.1f}", f"{low:+.1f} to {high:+.1f}",
                     "holds" if one.holds else "does not hold")  # fmt: skip
            yield f"| {' | '.join(cells)} |"
        print(f"{name}: played", file=sys.stderr)
    yield ""
    for name, head in heads.items():
        yield from (f"**{name}** asks: {head.asks}", f"The sources: {head.sources}", "")


def picture(page: str, base: Ensemble, path: Path) -> Iterator[str]:
    """Draw the picture of a page, and show it there."""
    from sim.views.figures.canvas import write_figure

    if page in PICTURES:
        figure, words = PICTURES[page]
        image = pictured.IMAGES / f"case_{page}.png"
        write_figure(base.plot(figure), image, overwrite=True)
        pictured.keep(image, path.resolve().relative_to(pictured.ROOT).as_posix())
        yield f"![{words}](../images/case_{page}.png)"


def written(page: str, path: Path, runs: int, workers: int) -> str:
    """Write the generated part of a case's page."""
    from sim.questions.hindcast.hindcast import hindcast

    base = generate_variants.played(path, runs, workers)
    held = hindcast(base)
    said = f"{runs:,} runs, seed 0; of each variant the same runs, paired. Shares and differences in per cent."
    blocks = (
        picture(page, base, path),
        outcomes(base),
        facts(held),
        scores(held),
        questions(base, variants_of(path), runs, workers),
    )
    return "\n".join([said, "", *(line for block in blocks for line in (*block, ""))]).rstrip("\n") + "\n"


def across(files: list[str], runs: int, workers: int) -> str:
    """Write the part of a page that lays several cases side by side."""
    from sim.questions.hindcast.hindcast import hindcast

    cases: dict[str, across_cases.Case] = {}
    for file in files:
        ensemble = generate_variants.played(DOCS.parent / file, runs, workers)
        cases[across_cases.case_of(file)] = ensemble, hindcast(ensemble)
        print(f"{file}: played", file=sys.stderr)
    blocks = (across_cases.scores(cases), across_cases.chances(cases), across_cases.ranks(cases))
    return "\n".join([f"{runs:,} runs of each, seed 0.", "", *(line for block in blocks for line in (*block, ""))])


def draw_pictures(asked: str, runs: int, workers: int) -> None:
    """Draw the pictures of the pages alone."""
    for page in sorted((DOCS / "cases").glob(f"{asked}.md")):
        if page.stem in PICTURES and (found := PARTS.search(page.read_text(encoding="utf-8"))):
            path = DOCS.parent / found[2]
            list(picture(page.stem, generate_variants.played(path, runs, workers), path))


def main() -> None:
    """Rewrite the pages."""
    parser = argparse.ArgumentParser(description="Play the cases of docs/cases.")
    parser.add_argument("--runs", type=int, default=4_096)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--page", default="*", help="one page of docs/cases, without .md")
    parser.add_argument("--pictures", action="store_true", help="draw the pictures and leave the pages as they are")
    asked = parser.parse_args()
    pages = sorted((DOCS / "cases").glob(f"{asked.page}.md"))
    if not pages:
        named = ", ".join(sorted(page.stem for page in (DOCS / "cases").glob("*.md")))
        parser.error(f"no page is called {asked.page}; allowed: {named}")
    if asked.runs < 1:
        parser.error(f"{asked.runs} runs cannot be played; allowed: 1 and more")
    if asked.pictures:
        draw_pictures(asked.page, asked.runs, asked.workers)
        return
    for page in pages:
        text = PARTS.sub(
            lambda hit: f"{hit[1]}{written(page.stem, DOCS.parent / hit[2], asked.runs, asked.workers)}{hit[3]}",  # noqa: B023
            page.read_text(encoding="utf-8"),
        )
        text = ACROSS.sub(lambda hit: f"{hit[1]}{across(hit[2].split(), asked.runs, asked.workers)}{hit[3]}", text)
        page.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
