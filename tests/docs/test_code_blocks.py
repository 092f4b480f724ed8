"""What the pages say can be typed: every block of shell and Python runs, every relative link leads somewhere."""

from __future__ import annotations

import inspect
import itertools
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.program import VERBS

ROOT = Path(__file__).resolve().parents[2]
DOCS = [page for page in sorted((ROOT / "docs").rglob("*.md")) if "_build" not in page.parts]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS]
LINKED = [*PAGES, ROOT / "scenarios" / "README.md", *sorted((ROOT / "notebooks").glob("*.md"))]
LENT = ("scenarios", "docs", "constraints.txt", "pyproject.toml", "notebooks", "examples")
WORKED = [ROOT / "docs" / "questions.md", ROOT / "docs" / "tutorial.md"]
"""Whose commands test_numbers.py runs, since their numbers stand on the page."""
MOST_RUNS = 16
MOST_RUNS_OF = {"--each": 2, "levers": 4}
"""Of each number on its own, or each change, there are many ensembles."""
ASKED_OF_MANY = 256
"""What is put in a folder is asked what needs more runs, and so is what is played in Python; so is a sensitivity."""

FENCE = re.compile(r"^```(\w+)[ \t]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"<!--file (\S+)-->\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)(!?)\[[^\]]*\]\(([^)\s]+)\)")
PYTHON = (".venv/bin/python", "python")


def named(page):
    return str(page.relative_to(ROOT))


def blocks(page, language):
    """Give the blocks of a language; one with a second word after the language belongs to another test."""
    return [code for word, code in FENCE.findall(page.read_text(encoding="utf-8")) if word == language]


def commands(code):
    """Split a shell block into commands, each a list of words."""
    for line in code.replace("\\\n", " ").splitlines():
        for part in line.split("&&"):
            words = shlex.split(part, comments=True)
            if words:
                yield words


def capped(words):
    """Ask for few runs or pairs of them, and for no more than one worker."""
    of_many = words[0] == "sensitivity" or any(word == "--out" or word.startswith("results/") for word in words)
    most_of_all = ASKED_OF_MANY if of_many else MOST_RUNS
    runs = min([most_of_all, *(MOST_RUNS_OF[word] for word in words if word in MOST_RUNS_OF)])
    most = {"--runs": runs, "-n": runs, "--pairs": 2, "--design": 8, "--workers": 1, "-w": 1}
    given = [str(min(int(word), most[flag])) if flag in most else word
             for flag, word in zip(["", *words], words, strict=False)]  # fmt: skip
    played = {verb.__name__.rstrip("_") for verb in VERBS if "runs" in inspect.signature(verb).parameters}
    asks = words[0] in played and not {"--runs", "-n"} & set(words)
    return [*given, "--runs", str(runs)] if asks else given


def extras_of(words):
    return {extra for word in words for part in re.findall(r"\[([\w,]+)\]", word) for extra in part.split(",")}


def check_other(words):
    """Check a command that is not run here against what it leans on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        asked = [word for word in words[1:] if "=" not in word]
        assert set(asked) <= set(targets), f"the Makefile has no target {asked}"
    elif words[0].endswith("pip") or words[:3] == ["python3", "-m", "pip"]:
        assert "install" in words
        assert extras_of(words) <= set(project["project"]["optional-dependencies"])
        files = [name for flag, name in itertools.pairwise(words) if flag in ("-c", "-r")]
        assert all((ROOT / name).exists() for name in files)
    elif words[0] in PYTHON and words[1] == "-m":
        assert words[2] in ("pytest", "venv", "pip"), f"no test knows `{' '.join(words)}`"
        assert all((ROOT / word).exists() for word in words[3:] if word.startswith(("tests", "sim/")))
    elif words[0] in PYTHON:
        assert (ROOT / words[1]).exists(), f"there is no {words[1]}"
    else:
        assert words[:3] == ["python3", "-m", "venv"], f"no test knows `{' '.join(words)}`"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Stand in a folder in which the repository's files can be read and nothing of it is written."""
    for name in LENT:
        if (ROOT / name).exists():
            (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


@pytest.fixture
def blank_figures(blank_pictures, monkeypatch):
    """Have each figure made and its file left blank; test_numbers.py draws the tutorial's, tests/views all kinds."""
    monkeypatch.setattr("sim.views.figures.canvas.write_figure", lambda figure, path, _: path.write_bytes(b""))


def question(words):
    """Return what a command asks of a shipped scenario, but for the picture; nothing if its answer is kept."""
    if len(words) < 2 or not words[1].startswith("scenarios/") or "--out" in words:
        return None
    return tuple(word for last, word in zip(["", *words], words, strict=False) if "--figure" not in (last, word))


def first_pages():
    """Return which page asks each question first; on the others it would get the same answer."""
    pages = {}
    for page in (page for page in PAGES if page not in WORKED):
        for code in blocks(page, "sh"):
            for words in commands(code):
                pages.setdefault(question(words[1:]), page)
    return pages


FIRST = first_pages()


def lay_out(page, desk):
    """Write the files that a page asks its reader to write."""
    for name, text in FILE.findall(page.read_text(encoding="utf-8")):
        (desk / name).write_text(text, encoding="utf-8")


def few_runs(code):
    """Ask for few runs in Python."""
    return re.sub(r"(runs=)([\d_]+)", lambda hit: f"{hit[1]}{min(int(hit[2]), ASKED_OF_MANY)}", code)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "sh")], ids=named)
@pytest.mark.usefixtures("blank_figures")
def test_shell_blocks_run(page, desk, capsys):
    lay_out(page, desk)
    for code in blocks(page, "sh"):
        for words in commands(code):
            if words[0].rpartition("/")[2] == "sim":
                if page in WORKED:
                    continue
                asks = question(words[1:])
                if asks is not None and FIRST[asks] != page:
                    continue
                given = capped(words[1:])
                answer = main(given)
                heard = capsys.readouterr()
                assert answer == 0, f"sim {' '.join(given)}\n{heard.err}"
            else:
                check_other(words)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=named)
def test_python_blocks_run(page, desk):
    for words in (words for code in blocks(page, "sh") for words in commands(code)):
        if words[:2] == ["sim", "run"] and "--out" in words:
            assert main(capped(words[1:])) == 0  # a page of both kinds plays in the shell what it reads in Python
    names = {"__name__": "page"}
    for code in blocks(page, "python"):
        exec(compile(few_runs(code), str(page), "exec"), names)


def slugs(text):
    """Give the anchors that GitHub makes of a page's headings."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def has_anchor(text, anchor):
    """Say whether a page has a heading or a label of that name; of what is made, the site's build tells."""
    return "<!--made:" in text or f"({anchor})=" in text or anchor in slugs(text)


@pytest.mark.parametrize("page", LINKED, ids=named)
def test_relative_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    dead = []
    for _, target in LINK.findall(re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        if not found.exists() or (
            anchor and found.suffix == ".md" and not has_anchor(found.read_text(encoding="utf-8"), anchor)
        ):
            dead.append(target)
    assert not dead


def test_what_the_tutorial_quotes_stands_in_the_file():
    """Its first block of YAML is out of the scenario that `sim new` writes."""
    quoted, *_ = blocks(ROOT / "docs" / "tutorial.md", "yaml")
    assert quoted in (ROOT / "sim" / "data" / "starter.yaml").read_text(encoding="utf-8")


def test_a_question_is_asked_once():
    words = ["bands", "scenarios/kosovo/baseline.yaml", "--pairs", "256", "--figure", "bands.png"]
    assert FIRST[question(words)] == ROOT / "README.md"
    assert question(["run", "scenarios/kosovo/baseline.yaml", "--out", "results/a"]) is None
    assert question(["plot", "results/a", "--figure", "timeline"]) is None


def test_the_pages_have_blocks():
    """Should the fences be written otherwise one day, the tests above must not pass by finding none."""
    assert len(blocks(ROOT / "README.md", "sh")) >= 3
    assert len(blocks(ROOT / "README.md", "python")) >= 1
    assert len(blocks(ROOT / "CONTRIBUTING.md", "sh")) >= 1
