"""Bring the numbers of docs/questions.md and docs/tutorial.md up to date: run their commands, put in what comes out.

    python docs/refresh_numbers.py            rewrites the pages
    python docs/refresh_numbers.py --check    says what is out of date, exit code 1 if anything is

In a page a command whose numbers are used has `<!--run NAME-->` on the line before its block, and a number that
comes from it stands as `<!--NAME PATH FORM-->number<!--/-->`. PATH walks through what the command prints with --json:
a word is a key or, in a list, a place or the entry that goes by that word. FORM is percent, points, decimal, count,
word or code. No line begins with such a mark: Markdown would take it for the end of a paragraph.
A block after `<!--output NAME-->` is what the command prints. `<!--do-->` stands before commands that are only done,
`<!--file NAME-->` before a block that is a file.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

DOCS = Path(__file__).resolve().parent
PAGES = (DOCS / "questions.md", DOCS / "tutorial.md")
STEP = re.compile(r"<!--(run|do|file)(?: (\S+))?-->\s*```\w+\n(.*?)```", re.DOTALL)
NUMBER = re.compile(r"(<!--(\w+) (\S+) (\w+)-->)(.*?)(<!--/-->)", re.DOTALL)
OUTPUT = re.compile(r"(<!--output (\w+)-->\s*```text\n)(.*?)(```)", re.DOTALL)
NAMES = ("outcome", "path", "forecast", "group", "share")


class Answers(NamedTuple):
    """What the commands of a page print, by name: as data and as text."""

    data: dict[str, Any]
    text: dict[str, str]


def answers(page: str) -> Answers:
    """Do what a page says, step by step, in a folder of its own, and give what its commands print."""
    found, shown = Answers({}, {}), {name for _, name, *_ in OUTPUT.findall(page)}
    with tempfile.TemporaryDirectory() as desk, contextlib.chdir(desk):
        Path("scenarios").symlink_to(DOCS.parent / "scenarios")
        for kind, name, block in STEP.findall(page):
            if kind == "file":
                Path(name).write_text(block, encoding="utf-8")
                continue
            for line in block.replace("\\\n", " ").splitlines():
                words = shlex.split(line, comments=True)
                if kind == "run":
                    found.data[name] = json.loads(printed([*words, "--json"]))
                if kind == "do" or name in shown:
                    said = printed(words)
                    found.text[name] = said
    return found


def printed(words: list[str]) -> str:
    """Return what a command prints on standard output, without the blanks at the ends of lines."""
    from sim.cli import main

    heard = io.StringIO()
    with contextlib.redirect_stdout(heard):
        code = main(words[1:])
    if words[0] != "sim" or code:
        raise SystemExit(f"`{' '.join(words)}` ended with exit code {code}")
    return "\n".join(line.rstrip() for line in heard.getvalue().strip("\n").splitlines()).strip("\n") + "\n"


def looked_up(data: Any, path: str) -> Any:
    """Walk through plain data: a word is a key, a place in a list, or the name of one of its entries."""
    for word in path.split("/"):
        if isinstance(data, dict):
            data = data[word]
        elif word.isdigit():
            data = data[int(word)]
        else:
            data = next(item for item in data if word in [str(item.get(name)) for name in NAMES])
    return data


def written(value: Any, form: str) -> str:
    """Write a value as the page has it."""
    forms = {
        "percent": lambda: f"{100 * value:.0f} per cent",
        "points": lambda: f"{abs(100 * value):.0f} points",
        "decimal": lambda: f"{value:.2f}",
        "count": lambda: f"{value:,}",
        "word": lambda: str(value),
        "code": lambda: f"`{value}`",
    }
    return forms[form]()


def refreshed(page: str) -> str:
    """Return the page with its numbers as they are now."""
    found = answers(page)
    page = NUMBER.sub(lambda hit: f"{hit[1]}{written(looked_up(found.data[hit[2]], hit[3]), hit[4])}{hit[6]}", page)
    return OUTPUT.sub(lambda hit: f"{hit[1]}{found.text[hit[2]]}{hit[4]}", page)


def main() -> int:
    """Rewrite or check the pages."""
    stale = 0
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        now = refreshed(page)
        stale += page != now
        if "--check" not in sys.argv:
            path.write_text(now, encoding="utf-8", newline="\n")
            continue
        for pattern in (NUMBER, OUTPUT):
            for was, new in zip(pattern.findall(page), pattern.findall(now), strict=True):
                if was != new:
                    print(f"{path.name}: {was[0]}: the page says {was[-2].strip()!r}, it is {new[-2].strip()!r}")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
