"""The page in a real Chromium: what somebody who moves a slider sees, and that nothing leaves this machine."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sim.runs.run import run
from sim.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parents[2]
FIVE_ACTORS = "scenarios/kosovo/five_actors.yaml"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WAIT = 60_000
"""Milliseconds after which something counts as not happening; a busy machine may need many."""

needs_extra = pytest.mark.skipif(find_spec("solara") is None, reason="the extra `app` is not installed")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or find_spec("playwright") is None, reason="no Chromium on PATH, or no playwright to drive it"
)
pytestmark = pytest.mark.slow

MOVE = """([path, to]) => {
    const input = document.querySelector(`[data-path="${path}"]`);
    input.value = to;
    input.dispatchEvent(new Event("input", {bubbles: true}));
}"""
"""Moves a slider as a drag does; arrow keys are tried by themselves."""

COUNTS = """which => Object.fromEntries([...document.querySelectorAll("tr[data-outcome]")].map(
    row => [row.dataset.outcome, Number(row.getAttribute(which))]))"""
"""Reads the whole table at once, so that it cannot change between two rows."""


def command(*words):
    return [sys.executable, "-m", "sim.cli", *words]


@pytest.fixture(scope="module")
def address():
    """Serve the page as a user does, on a free port, and give its address."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command("app", FIVE_ACTORS, "--no-browser", "--port", "0"), cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as server:  # fmt: skip
        try:
            first = server.stdout.readline()
            assert first.startswith("http://127.0.0.1:"), first
            yield first.split()[0]
        finally:
            server.terminate()
            said = server.communicate(timeout=30)[0]
    assert "Traceback" not in said, said


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(address, chromium):
    """Open the page, wait for its first table, and at the end hold every request against the rules."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    asked, broken = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda opened: asked.append(opened.url))
    page.on("requestfailed", lambda request: broken.append(request.url))
    page.on("response", lambda answer: broken.append(answer.url) if answer.status >= 400 else None)
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    page.goto(address)
    page.wait_for_selector("table[data-hash]:not([data-before=''])", timeout=WAIT)
    yield page
    page.close()
    assert len(asked) > 5
    here = address.removeprefix("http:").partition("?")[0]
    assert not [url for url in asked if not url.startswith((f"http:{here}", f"ws:{here}", "data:", "blob:"))]
    assert not broken


def hash_on(page):
    return page.get_attribute("table[data-hash]", "data-hash")


def counts_on(page, which="data-count"):
    return page.evaluate(COUNTS, which)


def counts_of(scenario):
    return dict(
        zip(scenario.outcome_labels, run(scenario, 2_000, keep="counts").counts.outcomes.tolist(), strict=True)
    )


def move(page, path, to):
    """Move a slider and wait until the shares of the changed scenario are shown."""
    before = hash_on(page)
    page.evaluate(MOVE, [path, to])
    page.wait_for_function("was => document.querySelector('table[data-hash]').dataset.hash !== was", arg=before,
                           timeout=WAIT)  # fmt: skip


def settle(page, scenario):
    """Wait until table and status both speak of a scenario: the browser is told of one element after the other."""
    page.wait_for_selector(f"table[data-hash='{scenario.hash}']", timeout=WAIT)
    page.locator("[data-status]", has_text=f"scenario {scenario.hash}").wait_for(timeout=WAIT)


@needs_extra
@needs_browser
def test_a_moved_slider_gives_the_numbers_of_the_library_and_of_the_downloaded_file(page, tmp_path):
    as_it_is = read_scenario(ROOT / FIVE_ACTORS)
    assert hash_on(page) == as_it_is.hash
    assert counts_on(page) == counts_of(as_it_is)
    page.get_by_text("Russia", exact=True).click()
    page.get_by_role("switch", name="Russia: has a veto").uncheck()
    changed = read_scenario(ROOT / FIVE_ACTORS, ["actors.russia.veto=false"])
    settle(page, changed)
    assert counts_on(page) == counts_of(changed)
    assert counts_on(page, "data-count-before") == counts_of(as_it_is)
    assert counts_on(page) != counts_of(as_it_is)
    assert f"2,000 runs · seed 0 · scenario {changed.hash} · sim" in page.inner_text("[data-status]")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as YAML").click()
    waiting.value.save_as(tmp_path / "downloaded.yaml")
    done = subprocess.run(command("run", "downloaded.yaml", "--runs", "2000", "--json"), cwd=tmp_path, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True)  # fmt: skip
    told = json.loads(done.stdout)
    assert told["scenario_hash"] == changed.hash
    assert {row["outcome"]: round(2_000 * row["share"]) for row in told["outcomes"]} == counts_on(page)


@needs_extra
@needs_browser
def test_a_position_is_moved_by_the_keyboard_and_put_back(page):
    start = hash_on(page)
    slider = page.get_by_role("slider", name="Belgrade: position on political status")
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    setting = 'actors.belgrade.position.status={low: 0.42, mode: 0.5, high: 0.6, note: "%s"}'
    note = "moved on the page from 0.2 to 0.5, a question and not a coding"
    changed = read_scenario(ROOT / FIVE_ACTORS, [setting % note])
    page.wait_for_selector(f"table[data-hash='{changed.hash}']", timeout=WAIT)
    assert slider.get_attribute("aria-valuetext") == "0.50"
    assert counts_on(page) == counts_of(changed)
    page.get_by_role("button", name="Put all back").click()
    page.wait_for_selector(f"table[data-hash='{start}']", timeout=WAIT)
    page.wait_for_function(
        "() => document.querySelector('[data-path=\"actors.belgrade.position.status\"]').value === '0.2'",
        timeout=WAIT,
    )


@needs_extra
@needs_browser
def test_a_slider_keeps_the_focus_while_the_rest_of_the_page_appears(address, chromium):
    page = chromium.new_page()
    page.goto(address)
    page.get_by_role("slider", name="Belgrade: position on political status").focus(timeout=WAIT)
    page.wait_for_selector("[data-week]", timeout=WAIT)
    focused = page.evaluate("document.activeElement.dataset.path")
    page.close()
    assert focused == "actors.belgrade.position.status"


@needs_extra
@needs_browser
def test_a_bad_combination_is_explained_and_can_be_mended(page):
    move(page, "actors.belgrade.position.status", 0.9)
    page.get_by_text("It can be played, but:").wait_for(timeout=WAIT)
    assert "Belgrade" in page.inner_text("[role=alert]")
    move(page, "actors.belgrade.position.status", 0.2)
    page.locator("[role=alert]").wait_for(state="detached", timeout=WAIT)


@needs_extra
@needs_browser
def test_a_run_is_stepped_through_week_by_week(page):
    page.wait_for_selector("[data-week]", timeout=WAIT)
    chronicle = len(page.inner_text("article.story"))
    page.get_by_role("button", name="One week on").click()
    page.get_by_text("Run 0, week 1,").first.wait_for(timeout=WAIT)
    first = page.get_attribute("img.space", "src")
    page.evaluate("""() => { const week = document.querySelector("[data-week]"); week.value = week.max;
                     week.dispatchEvent(new Event("input")); }""")
    page.wait_for_function(
        "() => document.querySelector('[data-heading]').innerText.endsWith(': over')", timeout=WAIT
    )
    page.wait_for_function("was => document.querySelector('img.space').src !== was", arg=first, timeout=WAIT)
    told = "least => document.querySelector('article.story').innerText.length > least"
    page.wait_for_function(told, arg=2 * chronicle, timeout=WAIT)
    assert "failure promises" in page.get_attribute("img.space", "alt")


@needs_extra
@needs_browser
def test_another_shipped_scenario_can_be_chosen(page):
    page.select_option("#sim-scenario", label="theory/veto_players.yaml")
    asked = read_scenario(ROOT / "scenarios" / "theory" / "veto_players.yaml")
    page.wait_for_selector(f"table[data-hash='{asked.hash}'][data-before='{asked.hash}']", timeout=WAIT)
    assert counts_on(page) == counts_of(asked)


@needs_extra
@needs_browser
@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_is_wider_than_the_screen(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("() => document.querySelectorAll('details').forEach(part => { part.open = true; })")
    page.wait_for_selector("img.space", timeout=WAIT)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    table = page.query_selector("table[data-hash]").bounding_box()
    assert table["x"] >= 0
    assert table["x"] + table["width"] <= width
    kept = os.environ.get("SIM_SCREENSHOTS")
    if kept:
        page.screenshot(path=Path(kept) / f"page_{width}.png", full_page=True)


@needs_extra
def test_a_port_in_use_and_an_unknown_address_are_told_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(command("app", "--no-browser", "--port", str(port)), cwd=ROOT, text=True,
                              capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"127.0.0.1 port {port} is not to be had: address already in use; --port takes another"
    ]


@needs_extra
def test_it_listens_on_loopback_only(address):
    port = urlsplit(address).port
    others = [name[4][0] for name in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    for other in others:
        if not other.startswith("127."):
            with socket.socket() as probe:
                probe.settimeout(2)
                assert probe.connect_ex((other, port)) != 0
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
