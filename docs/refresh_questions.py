"""Bring the numbers of docs/questions.md up to date: run every command of the page and put in what comes out.

    python docs/refresh_questions.py            rewrites the page
    python docs/refresh_questions.py --check    says what is out of date, exit code 1 if anything is

In the page a command to be run has `<!--run NAME-->` on the line before its block, and a number that comes from it
stands as `<!--NAME PATH FORM-->number<!--/-->`. PATH walks through what the command prints with --json: a word is a
key or, in a list, a place or the entry that goes by that word. FORM is percent, decimal, count or word.
"""

from __future__ import annotations

import io
import json
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent / "questions.md"
COMMAND = re.compile(r"<!--run (\w+)-->\s*```sh\n(.*?)```", re.DOTALL)
NUMBER = re.compile(r"(<!--(\w+) (\S+) (\w+)-->)(.*?)(<!--/-->)", re.DOTALL)
NAMES = ("outcome", "path", "forecast", "group", "share")


def answers(page: str) -> dict[str, Any]:
    """Run every command of the page and give what it prints, by name."""
    from sim.cli import main

    found = {}
    for name, block in COMMAND.findall(page):
        words = block.replace("\\\n", " ").split()
        heard = io.StringIO()
        with redirect_stdout(heard):
            code = main([*words[1:], "--json"])
        if words[0] != "sim" or code:
            raise SystemExit(f"{PAGE.name}: the command {name!r} ended with exit code {code}")
        found[name] = json.loads(heard.getvalue())
    return found


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
    forms = {"percent": lambda: f"{100 * value:.0f} per cent", "decimal": lambda: f"{value:.2f}",
             "count": lambda: f"{value:,}", "word": lambda: str(value)}  # fmt: skip
    return forms[form]()


def refreshed(page: str) -> str:
    """Give the page with its numbers as they are now."""
    found = answers(page)
    return NUMBER.sub(lambda hit: f"{hit[1]}{written(looked_up(found[hit[2]], hit[3]), hit[4])}{hit[6]}", page)


def main() -> int:
    """Rewrite or check the page."""
    page = PAGE.read_text(encoding="utf-8")
    now = refreshed(page)
    if "--check" not in sys.argv:
        PAGE.write_text(now, encoding="utf-8")
        return 0
    for was, new in zip(NUMBER.findall(page), NUMBER.findall(now), strict=True):
        if was != new:
            print(f"{was[1]} {was[2]}: the page says {was[4]}, it is {new[4]}")
    return int(page != now)


if __name__ == "__main__":
    sys.exit(main())
