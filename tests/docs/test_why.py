"""The table of rules in docs/why.md says what the docstrings say.

python tests/docs/test_why.py      puts the table in
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

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
    """Give number, what it says, file and works of each rule, by number."""
    rows = []
    for path in sorted((ROOT / "sim" / "rules").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        head = (ast.get_docstring(tree) or "").splitlines()[0]
        number = re.match(r"R(\d+): (.*?)\.?$", head)
        if number:
            rows.append((int(number[1]), path.name, number[2], references(tree)))
    return sorted(rows)


def table():
    """Write the table as the page has it."""
    lines = ["| Rule | What it says | After |", "|---|---|---|"]
    lines += [
        f"| [R{number}](../sim/rules/{name}) | {says} | {'; '.join(works)} |" for number, name, says, works in rules()
    ]
    return "\n".join(lines) + "\n"


def test_every_rule_has_a_number_and_a_source():
    assert [number for number, *_ in rules()] == sorted([*range(1, 15), 6, 7])
    assert all(works for *_, works in rules())


def test_the_table_says_what_the_docstrings_say():
    (written,) = TABLE.findall(PAGE.read_text(encoding="utf-8"))
    assert written == table(), f"python {Path(__file__).relative_to(ROOT)} puts the table in"


if __name__ == "__main__":
    PAGE.write_text(TABLE.sub(lambda _: table(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
