"""How long the page of `sim app` takes: from the last movement of a lever to the new shares on the screen.

    python benchmarks/page.py                               the five actors
    python benchmarks/page.py scenarios/kosovo/baseline.yaml
    python benchmarks/page.py --browsers 25                 as many look at one page, and all move at once

The time is taken by the browser itself, from the input event to the table that stands for the moved lever, so
neither this program nor the way to it is counted. Beside it stands the processor time of the server and of the
processes that play, which a busy machine hardly changes. Needs the extra `app`, Playwright and a Chromium on PATH.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

FIVE_ACTORS = "scenarios/kosovo/five_actors.yaml"
MOVEMENTS = 15
WARMING = 3
"""Movements that are not counted: chance is drawn once and then kept, and code is loaded."""

RESTS = 1_000
"""Milliseconds between the answer to a movement and the next movement."""

LONGEST = 120_000
"""Milliseconds after which an answer counts as not coming."""

STEP = """([steps, key]) => {
    const input = document.querySelector(".levers input[type=range]");
    const was = document.querySelector("table[data-hash]").dataset.hash;
    const wait = {first: 0, all: 0};
    window[key] = new Promise(resolve => {
        const began = performance.now();
        const look = () => {
            const table = document.querySelector("table[data-hash]");
            if (table === null || table.dataset.hash === was) return;
            if (!wait.first) wait.first = (performance.now() - began) / 1000;
            if (table.dataset.runs !== "2000") return;
            observer.disconnect();
            requestAnimationFrame(() => { wait.all = (performance.now() - began) / 1000; resolve(wait); });
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, {subtree: true, childList: true, attributes: true});
        input.value = Number(input.value) + steps * Number(input.step);
        input.dispatchEvent(new Event("input", {bubbles: true}));
    });
}"""
"""Moves the first lever and keeps the seconds until the first and until all shares are painted."""


def opened(address: str, page: Page) -> Page:
    """Open the page and wait for all of its runs."""
    page.set_default_timeout(LONGEST)
    page.goto(address)
    page.wait_for_selector("table[data-runs='2000']", timeout=LONGEST)
    return page


def cpu_of(server: psutil.Process) -> float:
    """Return the processor seconds of the server and of the processes that play."""
    return sum(sum(one.cpu_times()[:2]) for one in (server, *server.children(recursive=True)))


def one_after_another(page: Page, server: psutil.Process, movements: int) -> list[dict[str, float]]:
    """Move a lever again and again; give the waits and the processor time in seconds."""
    waits = []
    for _ in range(WARMING + movements):
        page.wait_for_timeout(RESTS)
        began = cpu_of(server)
        page.evaluate(STEP, [1, "sim_wait"])
        waits.append({**page.evaluate("window.sim_wait"), "cpu": cpu_of(server) - began})
    return waits[WARMING:]


def all_at_once(pages: list[Page], server: psutil.Process) -> list[dict[str, float]]:
    """Move a lever in every browser, each to another place; give the waits in seconds."""
    began = cpu_of(server)
    for place, page in enumerate(pages):
        page.evaluate(STEP, [place + 1, "sim_wait"])
    waits = [page.evaluate("window.sim_wait") for page in pages]
    return [{**wait, "cpu": (cpu_of(server) - began) / len(pages)} for wait in waits]


def main() -> None:
    """Serve the page, measure, and print the medians."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("scenario", nargs="?", default=FIVE_ACTORS)
    asked.add_argument("--browsers", type=int, default=1)
    asked.add_argument("--movements", type=int, default=MOVEMENTS, help="so often one browser moves a lever")
    given = asked.parse_args()
    words = [sys.executable, "-m", "sim.cli", "app", given.scenario, "--no-browser", "--port", "0"]
    with subprocess.Popen(words, text=True, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            address, served = server.stdout.readline().split()[0], psutil.Process(server.pid)
            with sync_playwright() as player:
                browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                pages = [opened(address, browser.new_context().new_page()) for _ in range(given.browsers)]
                if len(pages) == 1:
                    waits = one_after_another(pages[0], served, given.movements)
                else:
                    waits = all_at_once(pages, served)
                browser.close()
        finally:
            server.terminate()
    busy = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    print(f"{Path(given.scenario).stem}, browsers: {given.browsers}, movements: {len(waits)}, {busy}, "
          f"{time.strftime('%B %Y')}")  # fmt: skip
    for what, name in (("wait until 250 runs are shown", "first"), ("wait until all are shown", "all"),
                       ("processor time a movement", "cpu")):  # fmt: skip
        seconds = [wait[name] for wait in waits]
        low, high = min(seconds), max(seconds)
        print(f"  {what:<30} median {statistics.median(seconds):.2f} s  ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
