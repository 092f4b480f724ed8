"""The table of rules in docs/why.md says what the docstrings say.

python tests/docs/test_why.py      puts the table in
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from rules_page import SECTIONS, listed

sys.path.pop(0)

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "why.md"
TABLE = re.compile(r"(?<=<!--rules-->\n).*?(?=<!--/rules-->)", re.DOTALL)
WORK = re.compile(
    r"((?:[A-Z][\w'-]*|[Vv]an den|et al\.)(?:(?:,| &| and)? (?:[A-Z][\w'-]*|et al\.|den))*) \((\d{4})\)"
)


def references(tree):
    """Give the works that the docstrings of a module name under References, in order, as author and year."""
    found = []
    for node in tree.body:
        text = ast.get_docstring(node) if isinstance(node, ast.FunctionDef | ast.ClassDef) else None
        for part in re.findall(r"References\n-+\n(.*?)(?:\n\n|\Z)", text or "", re.DOTALL):
            found += [f"{author} {year}" for author, year in WORK.findall(" ".join(part.split()))]
            found += ["Charter of the United Nations, Article 27"] if "Article 27" in part else []
    return list(dict.fromkeys(found))


def rules():
    """Return number, what it says, files and works of each rule, in the order of docs/rules.md."""
    rows = []
    for head, text in SECTIONS:
        number = re.match(r"R(\d+): (.*)", head)
        if number:
            works = {}
            for module, names in listed(text).items():
                tree = ast.parse((ROOT / "sim" / "rules" / f"{module}.py").read_text(encoding="utf-8"))
                tree.body = [node for node in tree.body if getattr(node, "name", None) in names]
                works |= dict.fromkeys(references(tree))
            rows.append((int(number[1]), list(listed(text)), number[2], list(works)))
    return rows


def files(modules):
    return [f"[{module}.py](../sim/rules/{module}.py)" for module in modules]


def table():
    """Write the table as the page has it."""
    lines = ["| Rule | What it says | File | After |", "|---|---|---|---|"]
    lines += [
        f"| [R{number}](rules.md) | {says} | {', '.join(files(modules))} | {'; '.join(works)} |"
        for number, modules, says, works in rules()
    ]
    return "\n".join(lines) + "\n"


def test_every_rule_has_a_number_and_a_source():
    assert [number for number, *_ in rules()] == list(range(1, 17))
    assert all(works for *_, works in rules())


def test_the_table_says_what_the_docstrings_say():
    (written,) = TABLE.findall(PAGE.read_text(encoding="utf-8"))
    assert written == table(), f"python {Path(__file__).relative_to(ROOT)} puts the table in"


if __name__ == "__main__":
    PAGE.write_text(TABLE.sub(lambda _: table(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
