"""The page in a real Chromium: what somebody who moves a slider sees, and that nothing leaves this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from accessible import AXE, needs_axe, violations

from sim.questions.bands import bands
from sim.runs.run import run
from sim.scenario.reader import read_scenario
from sim.views.app.sure.pairs import PAIRS
from sim.views.band_words import band_words
from sim.views.report.parts import share_words

ROOT = Path(__file__).resolve().parents[2]
FIVE_ACTORS = "scenarios/kosovo/five_actors.yaml"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WAIT = 120_000
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


FIVE = read_scenario(ROOT / FIVE_ACTORS)
NO_VETO_FIVE = read_scenario(ROOT / FIVE_ACTORS, ["actors.russia.veto=false"])


def command(*words):
    return [sys.executable, "-m", "sim.cli", *words]


@pytest.fixture(scope="module")
def addresses():
    """Serve the page as a user does, on a free port, and give its address and that of the teacher."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command("app", FIVE_ACTORS, "--no-browser", "--port", "0"), cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as server:  # fmt: skip
        try:
            first = server.stdout.readline()
            assert first.startswith("http://127.0.0.1:"), first
            yield first.split()[0], server.stdout.readline().split()[0]
        finally:
            server.terminate()
            said = server.communicate(timeout=WAIT / 1_000)[0]
    assert "Traceback" not in said, said


@pytest.fixture(scope="module")
def address(addresses):
    return addresses[0]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def opened(address, chromium):
    """Open the page once, and at the end hold every request of all tests against the rules."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    asked, broken = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda opened: asked.append(opened.url))
    leaving = "/_solara/api/close/"  # the last word of a page that is reloaded, to which no answer is awaited
    page.on("requestfailed", lambda request: broken.append(request.url) if leaving not in request.url else None)
    page.on("response", lambda answer: broken.append(answer.url) if answer.status >= 400 else None)
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    page.goto(address)
    page.wait_for_selector("table[data-runs='2000']", timeout=WAIT)
    yield page
    page.close()
    assert len(asked) > 5
    here = address.removeprefix("http:").partition("?")[0]
    assert not [url for url in asked if not url.startswith((f"http:{here}", f"ws:{here}", "data:", "blob:"))]
    assert not broken


@pytest.fixture
def page(opened):
    """The page as if it had just been opened: its address is its state."""
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.evaluate("() => document.querySelectorAll('details').forEach(part => { part.open = false; })")
    opened.evaluate("location.hash = '#1&file=kosovo/five_actors'")
    settle(opened, FIVE, FIVE)
    return opened


def hash_on(page):
    return page.get_attribute("table[data-hash]", "data-hash")


def counts_on(page, which="data-count"):
    return page.evaluate(COUNTS, which)


def counts_of(scenario):
    return dict(
        zip(scenario.outcome_labels, run(scenario, 2_000, keep="counts").counts.outcomes.tolist(), strict=True)
    )


def move(page, path, to):
    """Move a slider as a drag does."""
    page.evaluate(MOVE, [path, to])


def settle(page, after, before=None):
    """Wait until the table speaks of all runs of two scenarios."""
    of_before = f"[data-before='{before.hash}']" if before is not None else ""
    page.wait_for_selector(f"table[data-hash='{after.hash}']{of_before}[data-runs='2000']", timeout=WAIT)


NO_VETO = "And if Russia had had no veto?"
ACCEPTS = "What if Belgrade had accepted supervised independence?"


@needs_extra
@needs_browser
def test_a_question_gives_the_numbers_of_the_library_and_of_the_downloaded_file(page, tmp_path):
    assert hash_on(page) == FIVE.hash
    page.get_by_role("switch", name=NO_VETO).check()
    settle(page, NO_VETO_FIVE, FIVE)
    assert counts_on(page) == counts_of(NO_VETO_FIVE)
    assert counts_on(page, "data-count-before") == counts_of(FIVE)
    assert f"2,000 runs · seed 0 · scenario {NO_VETO_FIVE.hash} · sim" in page.inner_text("[data-status]")
    command_line = page.text_content(".command pre")
    assert f"B: sim run {FIVE_ACTORS} --runs 2000 --seed 0 --set actors.russia.veto=false" in command_line
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as YAML: world B").click()
    waiting.value.save_as(tmp_path / "downloaded.yaml")
    assert read_scenario(tmp_path / "downloaded.yaml").hash == NO_VETO_FIVE.hash


@needs_extra
@needs_browser
def test_the_first_question_of_a_student_is_answered_in_words(page):
    page.get_by_role("switch", name=ACCEPTS).check()
    page.wait_for_function("() => document.querySelector('[data-sentence]').innerText.includes('Agreed settlement')",
                           timeout=WAIT)  # fmt: skip
    said = page.inner_text("[data-sentence]")
    assert "“Agreed settlement”; most of these ended in “Coordinated declaration” before." in said
    page.wait_for_selector("[data-parting]", timeout=WAIT)
    assert "World A" in page.inner_text(".both-told")


@needs_extra
@needs_browser
def test_what_moves_nothing_says_so_and_what_still_blocks(page):
    page.get_by_text("All numbers (").click()
    page.fill("#sim-search", "belgrade position supervision")
    slider = page.get_by_role("slider", name="Belgrade: position on international supervision")
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    setting = "actors.belgrade.position.supervision={low: 0.3, mode: 0.4, high: 0.6}"
    changed = read_scenario(ROOT / FIVE_ACTORS, [setting])
    settle(page, changed)
    assert slider.get_attribute("aria-valuetext") == "0.40"
    assert page.evaluate("document.activeElement.dataset.path") == "actors.belgrade.position.supervision"
    page.wait_for_selector("[data-why]", timeout=WAIT)
    said = page.inner_text("[data-sentence]")
    assert said.startswith(("Nothing moves: none of 2,000 histories ends", "Next to nothing moves: "))
    assert "Belgrade refused" in said
    page.get_by_role("button", name="Put all back").click()
    settle(page, FIVE)


@needs_extra
@needs_browser
def test_the_state_is_in_the_address_and_survives_a_reload(page):
    page.get_by_role("switch", name=NO_VETO).check()
    move(page, "actors.russia.blocking_cost", 0.4)
    cost = "actors.russia.blocking_cost={low: 0.25, mode: 0.4, high: 0.8}"
    changed = read_scenario(ROOT / FIVE_ACTORS, ["actors.russia.veto=false", cost])
    settle(page, changed)
    assert page.url.partition("#")[2] == "1&file=kosovo/five_actors&b=~no_veto:1,veto_cost:0.4"
    page.reload()
    settle(page, changed)
    assert page.get_by_role("switch", name=NO_VETO).is_checked()
    page.get_by_role("button", name="Swap A and B").click()
    settle(page, FIVE, changed)
    assert "&a=~no_veto:1,veto_cost:0.4" in page.url
    page.evaluate("location.hash = '#9&file=kosovo/five_actors'")
    page.get_by_text("written in format 9, which this page does not read").wait_for(timeout=WAIT)
    page.evaluate("location.hash = '#1&file=kosovo/five_actors&b=~no_such:1,no_veto:1'")
    page.get_by_text("Not known here, and left out: no_such.").wait_for(timeout=WAIT)


ODD_ADDRESSES = [
    ("1&file=no/such&b=~no_veto:1", "1&file=kosovo/five_actors",
     "speaks of the file “no/such”, which is not on this page; “kosovo/five_actors” is shown as it is."),
    ("1&file=kosovo/five_actors&run=99999&large=yes&guess=lone_declaration:&colour=red", "1&file=kosovo/five_actors",
     "Not known here, and left out: guess, large, run, colour."),
    ("1&file=kosovo/five_actors&b=~impatience:99,no_such:1", "1&file=kosovo/five_actors&b=~impatience:1",
     "Not known here, and left out: no_such. Beyond its scale, and put at the end of it: impatience."),
]  # fmt: skip


@needs_extra
@needs_browser
@pytest.mark.parametrize(("odd", "kept", "said"), ODD_ADDRESSES)
def test_what_an_address_has_that_is_not_known_is_left_out_and_said(address, chromium, odd, kept, said):
    other = chromium.new_context().new_page()
    other.goto(f"{address}#{odd}")  # as somebody opens a link
    other.get_by_text(said).wait_for(timeout=WAIT)
    other.wait_for_selector(".sentence[aria-busy=false]", timeout=WAIT)
    assert other.url.partition("#")[2] == kept
    other.context.close()


@needs_extra
@needs_browser
def test_a_link_to_another_file_shows_nothing_of_the_first_meanwhile(address, chromium):
    other = chromium.new_context().new_page()
    other.add_init_script("""new MutationObserver(() => { if (document.querySelector("[data-path=no_veto]"))
                             window.seen = true; }).observe(document, {childList: true, subtree: true});""")
    other.goto(f"{address}#1&file=patterns/sanctions")
    asked = read_scenario(ROOT / "scenarios" / "patterns" / "sanctions.yaml")
    other.wait_for_selector(f"table[data-before='{asked.hash}']", timeout=WAIT)
    assert not other.evaluate("window.seen === true"), "a click on it would have taken the link away"
    other.context.close()


@needs_extra
@needs_browser
def test_a_number_goes_further_than_the_lever_that_moves_it(page):
    page.get_by_text("All numbers (").click()
    page.fill("#sim-search", "russia blocking")
    page.get_by_role("slider", name="Russia: blocking cost").fill("1.6")
    cost = "actors.russia.blocking_cost={low: 1.45, mode: 1.6, high: 2}"
    settle(page, read_scenario(ROOT / FIVE_ACTORS, [cost]), FIVE)
    assert page.locator(".levers output").first.inner_text() == "1.60"
    page.get_by_role("switch", name=NO_VETO).check()
    settle(page, read_scenario(ROOT / FIVE_ACTORS, [cost, "actors.russia.veto=false"]), FIVE)


@needs_extra
@needs_browser
def test_what_cannot_be_played_says_so_and_is_not_drawn(page):
    page.evaluate("location.hash = '#1&file=kosovo/five_actors&b=~actors.belgrade.tactic.beta:2'")
    page.get_by_text("World B cannot be played as it stands").wait_for(timeout=WAIT)
    assert page.inner_text("[data-sentence]") == "This cannot be played as it stands; below it says why."
    assert page.get_by_role("button", name="Picture (PNG)").is_disabled()
    assert page.get_by_role("button", name="Table (CSV)").is_disabled()


@needs_extra
@needs_browser
def test_where_nothing_can_be_copied_the_page_says_where_the_address_is(page):
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    page.get_by_role("button", name="Copy the address").click()  # as over http from another machine
    page.get_by_role("button", name="The address bar has it").wait_for(timeout=WAIT)
    page.evaluate("delete navigator.clipboard")


@needs_extra
@needs_browser
def test_a_variant_is_a_question_with_its_parent_as_the_other_world(page):
    page.select_option("#sim-variant", value="five_actors_no_veto")
    settle(page, read_scenario(ROOT / "scenarios/kosovo/five_actors_no_veto.yaml"), FIVE)
    assert "b=five_actors_no_veto~" in page.url


@needs_extra
@needs_browser
def test_shares_are_covered_until_a_guess_is_placed_and_the_guess_stays(page):
    page.get_by_label("Guess first").check()
    page.get_by_role("switch", name=NO_VETO).check()
    settle(page, NO_VETO_FIVE)
    assert page.inner_text("[data-sentence]") == "Covered: guess first."
    assert page.locator(".bar").count() == 0
    assert set(page.locator("td.figure").all_inner_texts()) == {"covered"}
    sure = page.get_by_role("button", name="How sure is world B?")
    assert sure.count() == 0, "its table has the shares"
    for also in ("Picture (PNG)", "Table (CSV)"):
        assert page.get_by_role("button", name=also).is_disabled(), "it has the shares"
    page.select_option("#sim-guess-outcome", label="Council settlement")
    page.fill("#sim-guess-share", "")
    page.get_by_role("button", name="Place the guess and show").click()
    assert "guess=" not in page.url, "nothing was guessed"
    page.fill("#sim-guess-share", "30")
    page.get_by_role("button", name="Place the guess and show").click()
    assert page.locator(".guess").get_attribute("style") == "left:30%"
    sure.wait_for(timeout=WAIT)
    page.get_by_role("switch", name=NO_VETO).uncheck()
    settle(page, FIVE)
    page.wait_for_selector(".sentence[aria-busy=false]", timeout=WAIT)
    assert page.locator(".guess").get_attribute("style") == "left:30%"
    assert "guess=council_settlement:30" in page.url
    assert "covered" not in page.inner_text("table[data-hash]")
    assert page.get_by_role("button", name="Table (CSV)").is_enabled()
    page.set_viewport_size({"width": 360, "height": 780})
    assert page.get_by_text("▼ your guess: 30", exact=True).is_visible(), "bars are narrow there"
    page.get_by_role("button", name="Put all back").click()
    assert page.get_by_role("button", name="Place the guess and show").is_visible(), "covered for a guess anew"
    assert page.locator("[data-guess]").count() == 0


@needs_extra
@needs_browser
def test_two_browsers_never_see_each_others_state(page, address, chromium):
    page.get_by_role("switch", name=NO_VETO).check()
    other = chromium.new_context().new_page()
    other.goto(address)
    settle(other, FIVE)
    assert not other.get_by_role("switch", name=NO_VETO).is_checked()
    other.context.close()


@needs_extra
@needs_browser
def test_the_teacher_sees_all_guesses_and_no_name_but_those_typed(page, addresses, chromium):
    teacher = chromium.new_context().new_page()
    teacher.goto(addresses[1])
    teacher.get_by_role("button", name="Wipe all guesses").wait_for()
    for share, name in ((30, ""), (45, "Ana <b>")):
        page.get_by_label("Guess first").check()
        page.get_by_role("switch", name=NO_VETO).check()
        page.select_option("#sim-guess-outcome", label="Council settlement")
        page.fill("#sim-guess-share", str(share))
        page.fill("#sim-guess-name", name)
        page.get_by_role("button", name="Place the guess and show").click()
        teacher.get_by_text(f"Council settlement: 1 guess, {share} of 100").wait_for(timeout=WAIT)
        page.get_by_role("button", name="Guess again").click()
    assert teacher.get_by_role("heading", name=NO_VETO).is_visible()
    assert teacher.get_by_text("Ana <b> 45").is_visible()
    assert teacher.locator(".strip b").count() == 0
    settle(page, NO_VETO_FIVE, FIVE)
    teacher.get_by_label("Show how it came out").check()
    share = 100 * (counts_of(NO_VETO_FIVE)["council_settlement"] / 2_000)
    teacher.get_by_text(f"came out: {round(share, 1):g} %").wait_for(timeout=WAIT)
    if AXE.is_file():
        assert violations(teacher, (1280, 360)) == []
    teacher.once("dialog", lambda asked: asked.accept())
    teacher.get_by_role("button", name="Wipe all guesses").click()
    teacher.get_by_text("Nobody has guessed yet").wait_for(timeout=WAIT)
    teacher.context.close()


@needs_extra
@needs_browser
def test_a_bad_combination_is_explained_and_can_be_mended(page):
    page.get_by_text("All numbers (").click()
    page.fill("#sim-search", "belgrade position political status")
    move(page, "actors.belgrade.position.status", 0.9)
    page.get_by_text("World B can be played, but:").wait_for(timeout=WAIT)
    assert "Belgrade" in page.inner_text(".doubt:not([hidden])")
    page.get_by_text("which ends as before").click(timeout=WAIT)  # most do, and a student asks why
    assert "in history " in page.inner_text(".sentence summary")
    assert "Belgrade refused" in page.text_content("[data-why]")
    assert "the outcome is now “Agreed settlement”" in page.inner_text("[data-sentence]")
    move(page, "actors.belgrade.position.status", 0.2)
    page.get_by_text("World B can be played, but:").wait_for(state="detached", timeout=WAIT)


@needs_extra
@needs_browser
def test_a_run_is_stepped_through_week_by_week(page):
    page.get_by_role("button", name="Step through a run").click()
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
    for typed, nearest in (("-3", "0"), ("1.6", "2"), ("2500", "1999"), ("-1", "0")):
        page.fill("[data-run]", typed)
        page.press("[data-run]", "Enter")
        page.get_by_text(f"Run {nearest}, week").first.wait_for(timeout=WAIT)
        assert page.input_value("[data-run]") == nearest


@needs_extra
@needs_browser
def test_another_shipped_scenario_can_be_chosen(page):
    page.select_option("#sim-scenario", label="patterns/sanctions.yaml")
    asked = read_scenario(ROOT / "scenarios" / "patterns" / "sanctions.yaml")
    settle(page, asked, asked)
    assert counts_on(page) == counts_of(asked)
    assert "file=patterns/sanctions" in page.url
    page.get_by_text("What decides here (found in the runs of this file)").wait_for()
    assert 3 <= page.locator(".levers .lever").count() <= 8
    page.get_by_role("slider", name="What if Taran wanted more or less on the programme?").wait_for()


@needs_extra
@needs_browser
def test_a_file_in_which_no_number_decides_says_where_else_to_look(page):
    page.select_option("#sim-scenario", label="patterns/two_peoples.yaml")
    page.get_by_text("Further off one may: see “All numbers”.").wait_for(timeout=WAIT)


@needs_extra
@needs_browser
def test_nothing_is_wider_than_the_screen_and_the_answer_leaves_room(page):
    page.get_by_role("switch", name=NO_VETO).check()
    settle(page, NO_VETO_FIVE)
    page.evaluate("() => document.querySelectorAll('details').forEach(part => { part.open = true; })")
    page.wait_for_selector("[data-parting]", timeout=WAIT)
    for width in (1280, 390, 360):
        page.set_viewport_size({"width": width, "height": 780})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("switch", name="What if nobody had promised").scroll_into_view_if_needed()
        covered = page.evaluate("document.querySelector('.sentence').getBoundingClientRect().height / innerHeight")
        assert covered <= 0.31, width
    page.get_by_label("Large").check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@needs_extra
@needs_browser
@needs_axe
def test_axe_finds_nothing(page):
    page.get_by_label("Guess first").check()
    assert violations(page, (1280,)) == []
    page.get_by_label("Guess first").uncheck()
    page.get_by_role("switch", name=NO_VETO).check()
    settle(page, NO_VETO_FIVE)
    page.wait_for_selector("[data-parting]", timeout=WAIT)
    assert violations(page) == []


@needs_extra
@needs_browser
def test_all_of_it_can_be_done_from_the_keyboard(page):
    page.locator("#sim-scenario").focus()
    reached = []
    for _ in range(24):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.path || document.activeElement.id || "
                                     "document.activeElement.textContent"))  # fmt: skip
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", reached[-1]
        if reached[-1] == "no_veto":
            page.keyboard.press("Space")
            break
    on_the_way = ["sim-variant", "Swap A and B", "sim-cover", "sim-large", "no_veto"]
    assert [one for one in reached if one in on_the_way] == on_the_way
    settle(page, NO_VETO_FIVE, FIVE)


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


@needs_extra
@needs_browser
def test_whoever_asks_is_told_luck_coding_and_rules_of_a_world(page):
    assert "about luck alone" in page.inner_text("table[data-hash] caption")
    page.get_by_role("switch", name=NO_VETO).check()
    settle(page, NO_VETO_FIVE, FIVE)
    page.get_by_role("button", name="How sure is world B?").click()
    page.wait_for_selector("table.sure", timeout=WAIT)
    if os.environ.get("SHOTS"):
        page.screenshot(path="/tmp/sure1280.png", full_page=True)
    found, words = bands(NO_VETO_FIVE, PAIRS), {}
    for row in page.locator("table.sure tbody tr").all():
        name, *cells = row.locator("th, td").all_inner_texts()
        words[name] = cells
    said = band_words(found)
    assert words == {
        found.labels_of_outcomes()[one.outcome]: [*share_words(one.share), *said[one.outcome][:2]]
        for one in found.bands
    }
    assert "not a probability" in page.inner_text(".how-sure") and NO_VETO_FIVE.hash in page.inner_text(".how-sure")
    page.set_viewport_size({"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("switch", name=NO_VETO).uncheck()
    settle(page, FIVE, FIVE)
    page.wait_for_selector("table.sure", state="detached", timeout=WAIT)
