"""How long the page of `sim app` takes: from the last movement of a slider to the new table on the screen.

    python benchmarks/page.py                               the five actors
    python benchmarks/page.py scenarios/kosovo/baseline.yaml

The time is taken by the browser itself, from the input event to the table that stands for the moved slider, so
neither this program nor the way to it is counted. Needs the extra `app`, Playwright and a Chromium on PATH.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time

from playwright.sync_api import Page, sync_playwright

FIVE_ACTORS = "scenarios/kosovo/five_actors.yaml"
MOVEMENTS = 15
WARMING = 3
"""Movements that are not counted: chance is drawn once and then kept, and code is loaded."""

STEP = """() => {
    const input = document.querySelector("input[type=range][data-path]");
    const was = document.querySelector("table[data-hash]").dataset.hash;
    const settled = () => {
        const table = document.querySelector("table[data-hash]");
        const status = document.querySelector("[data-status]");
        return table !== null && table.dataset.hash !== was && table.closest(".stale") === null &&
            status !== null && status.textContent.includes(table.dataset.hash);
    };
    return new Promise(resolve => {
        const began = performance.now();
        const observer = new MutationObserver(() => {
            if (!settled()) return;
            observer.disconnect();
            requestAnimationFrame(() => resolve((performance.now() - began) / 1000));
        });
        observer.observe(document.body, {subtree: true, childList: true, attributes: true});
        input.value = Number(input.value) + Number(input.step);
        input.dispatchEvent(new Event("input", {bubbles: true}));
    });
}"""
"""Moves the first slider by a step and gives the seconds until the new shares are painted."""


def played_in(page: Page) -> float:
    """Read off the page how long the runs took."""
    return float(page.inner_text("[data-status]").rpartition("played in ")[2].removesuffix(" s"))


def measured(address: str) -> tuple[list[float], list[float]]:
    """Move a slider again and again; give the waits and the part of each that went into playing, in seconds."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        page.wait_for_selector("table[data-hash]:not([data-before=''])", timeout=60_000)
        waits, plays = [], []
        for _ in range(WARMING + MOVEMENTS):
            page.wait_for_timeout(1_000)
            waits.append(page.evaluate(STEP))
            plays.append(played_in(page))
        browser.close()
    return waits[WARMING:], plays[WARMING:]


def main(scenario: str = FIVE_ACTORS) -> None:
    """Serve the page, measure, and print the medians."""
    words = [sys.executable, "-m", "sim.cli", "app", scenario, "--no-browser", "--port", "0"]
    with subprocess.Popen(words, text=True, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            waits, plays = measured(server.stdout.readline().split()[0])
        finally:
            server.terminate()
    print(f"{scenario}, {MOVEMENTS} movements, {time.strftime('%B %Y')}")
    for what, seconds in (("wait from movement to table", waits), ("of it playing 2,000 runs", plays)):
        low, high = min(seconds), max(seconds)
        print(f"  {what:<30} median {statistics.median(seconds):.2f} s  ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main(*sys.argv[1:2])
