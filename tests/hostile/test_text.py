"""Labels, titles, notes and sources are text: each comes out as it went in, or is refused in one line."""

from __future__ import annotations

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from sim.cli import main
from sim.cli.console import tables
from sim.cli.console.tables import (
    difference_table,
    fitted,
    given_table,
    moved_table,
    new_table,
    outcome_table,
    print_table,
)
from sim.cli.console.theory_tables import theory_tables
from sim.questions.compare import compare
from sim.questions.condition import condition
from sim.runs.folder.manifest import manifest_of
from sim.runs.one_run import chronicle_of
from sim.runs.run import run
from sim.scenario.from_table import scenario_of_text
from sim.scenario.reader import read_text, written
from sim.scenario.text.scalars import objection
from sim.theory.of_scenario.answer import solve
from sim.views.app.both import both_told
from sim.views.report.page import report_page
from sim.views.story.story import tell_story

UNSEEN = "nothing of this text can be seen; allowed: a text that can be seen, or nothing at all: leave the key out"
UNPRINTABLE = "cannot be printed; allowed: printable text"
TURNED = "turns the direction of all that follows; allowed: a text that ends it with"

TEXTS = [
    ("markup", "[later]", ""), ("markup", "[/]", ""), ("markup", "[bold]x[/bold]", ""), ("markup", "[red]x", ""),
    ("markup", "[link=http://a]b[/link]", ""), ("markup", "[[x]]", ""), ("markup", r"\[x]", ""),
    ("markup", ":smile:", ""), ("markup", "[@click=x]", ""), ("markup", "[", ""), ("markup", "]", ""),
    ("mathematics", "$", ""), ("mathematics", "$$", ""), ("mathematics", "for $x^$ or $5m", ""),
    ("mathematics", r"$\frac{$", ""), ("mathematics", r"\$5", ""), ("mathematics", r"\input{/etc/passwd}", ""),
    ("mathematics", "x_1^2", ""), ("mathematics", r"\(x\)", ""),
    ("legend", "_west", ""), ("legend", "__", ""), ("legend", "_nolegend_", ""), ("legend", "_child0", ""),
    ("HTML", "<b>x</b>", ""), ("HTML", "<script>alert(1)</script>", ""), ("HTML", "</title>x", ""),
    ("HTML", "&amp; & &#60;", ""), ("HTML", "<!-- x", ""), ("HTML", "]]>", ""), ("HTML", "<svg onload=x>", ""),
    ("HTML", "\" onclick='x'", ""), ("HTML", "javascript:x", ""), ("HTML", "<", ""), ("HTML", "a<b>c", ""),
    ("template", "{{ 7 * 7 }}", ""), ("template", "{% raw %}", ""), ("template", "{x}", ""),
    ("template", "%s %d", ""),
    ("formula", "=1+1", ""), ("formula", "+1", ""), ("formula", "-1", ""), ("formula", "@x", ""),
    ("formula", "=cmd|' /C calc'!A0", ""), ("formula", 'a,"b",c', ""), ("formula", "a;b", ""),
    ("Markdown", "# x", ""), ("Markdown", "*x* _y_ `z`", ""), ("Markdown", "1. x", ""), ("Markdown", "- x", ""),
    ("Markdown", "> x", ""), ("Markdown", "![x](y)", ""), ("Markdown", "a | b", ""), ("Markdown", "---", ""),
    ("Markdown", "~~x~~", ""), ("Markdown", "http://a.b/_c_", ""), ("Markdown", "+ x", ""), ("Markdown", "===", ""),
    ("YAML", "no", ""), ("YAML", "null", ""), ("YAML", "1e5", ""), ("YAML", "2006-01-02", ""), ("YAML", "a: b", ""),
    ("YAML", "&a *b !c", ""), ("YAML", "'x'", ""), ("YAML", '"', ""), ("YAML", "\\", ""), ("YAML", "\\n", ""),
    ("blanks", "a  b", ""), ("blanks", " a ", ""), ("blanks", "a\tb", ""), ("blanks", "a\nb", ""),
    ("blanks", "a\n\n# b", ""), ("blanks", "a\u00a0b", ""), ("blanks", "a\u3000b", ""),
    ("blanks only", " ", UNSEEN), ("blanks only", "\t", UNSEEN), ("blanks only", "\n", UNSEEN),
    ("blanks only", "\u00a0", UNSEEN), ("blanks only", "\u200b", UNSEEN), ("blanks only", "\u2060\u200d", UNSEEN),
    ("blanks only", "\u3000", UNSEEN), ("blanks only", "\u2800", UNSEEN), ("blanks only", "\u3164", UNSEEN),
    ("blanks only", "\ufe0f", UNSEEN), ("blanks only", "\u200e", UNSEEN),
    ("marks", "a" + 40 * "\u0301", ""), ("marks", "\u0301", ""), ("marks", "Z̷͎͒a̷͎͒l̷͎͒g̷͎͒o̷͎͒", ""), ("marks", "e\u0301é", ""),
    ("directions", "بريشتينا", ""), ("directions", "שלום 12 a", ""), ("directions", "a שָׁלוֹם b", ""),
    ("directions", "\u200fabc", ""), ("directions", "\u202eabc\u202c", ""), ("directions", "\u2068שלום\u2069", ""),
    ("directions", "\u202eabc", TURNED), ("directions", "\u202dabc", TURNED), ("directions", "a\u202bb", TURNED),
    ("directions", "\u2067abc", TURNED), ("directions", "\u2066\u202ea\u2069", TURNED),
    ("directions", "\u202ea\nb\u202c", TURNED),
    ("letters", "Приштина", ""), ("letters", "統一戦線", ""), ("letters", "საქართველო", ""), ("letters", "हिन्दी", ""),
    ("letters", "ﬁ ß ŉ İ", ""), ("letters", "𝔸𝟙", ""), ("letters", "\U000f0001", ""), ("letters", "a\u0378b", ""),
    ("letters", "🕊", ""), ("letters", "👨‍👩‍👧‍👦", ""), ("letters", "🇽🇰", ""), ("letters", "👍🏽", ""),
    ("long", "x" * 250, ""), ("long", "word " * 50, ""), ("long", "統" * 90, ""),
    ("commands", "\x1b[31mred", UNPRINTABLE), ("commands", "\x1b]0;title\x07", UNPRINTABLE),
    ("commands", "\x9b31m", UNPRINTABLE),
    ("commands", "a\bb", UNPRINTABLE), ("commands", "a\rb", UNPRINTABLE), ("commands", "a\x00b", UNPRINTABLE),
    ("commands", "\x7f", UNPRINTABLE), ("commands", "a\x85b", UNPRINTABLE), ("commands", "\x0c", UNPRINTABLE),
    ("no signs", "a\ufffeb", UNPRINTABLE), ("no signs", "a\uffffb", UNPRINTABLE),
    ("no signs", "a\ufeffb", UNPRINTABLE),
    ("no signs", "a\u2028b", UNPRINTABLE), ("no signs", "a\u2029b", UNPRINTABLE),
]  # fmt: skip
"""What a label may be: its kind, the text, and what is said where it is refused."""

KEPT = [text for _, text, said in TEXTS if not said]

ALL_UNICODE = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=60)
SHOWN = ALL_UNICODE.filter(lambda text: objection(text) is None)


def _in_yaml(text):
    written = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda odd: f"\\u{ord(odd[0]):04x}", written)


FIELDS = ("title: Two sides", "label: West", "note: a note", "source: a source", "zero: province")


@pytest.mark.parametrize(("kind", "text", "said"), TEXTS)
def test_a_text_is_read_as_it_is_or_refused(kind, text, said, case_text, tmp_path, capsys):
    file, case = tmp_path / "case.yaml", case_text
    for field in FIELDS:
        assert field in case
        case = case.replace(field, f"{field.partition(':')[0]}: {_in_yaml(text)}")
    file.write_text(case, encoding="utf-8")
    code = main(["show", str(file), "--json"])
    told = json.loads(capsys.readouterr().out)
    if said:
        assert code == 1, kind
        assert [said.partition(";")[0] in fault["found"] for fault in told["faults"]] == [True] * len(FIELDS)
    else:
        read = told["scenario"]
        west, east = read["actors"]["west"], read["actors"]["east"]
        zero = read["issues"]["status"]["zero"]
        assert [read["title"], west["label"], east["note"], east["source"], zero] == [text] * len(FIELDS), kind
        assert code == 0


@pytest.mark.parametrize("text", [text for _, text, said in TEXTS if said])
def test_what_is_refused_is_told_in_one_line_without_a_command_in_it(text, case_text, tmp_path, capsys):
    file = tmp_path / "case.yaml"
    file.write_text(case_text.replace("label: West", f"label: {_in_yaml(text)}"), encoding="utf-8")
    assert main(["check", str(file)]) == 1
    line, rest = capsys.readouterr().err.split("\n", 1)
    assert line.startswith(f"{file}:7:")
    assert "actors.west.label: " in line
    assert rest == ""
    assert line.isprintable()


@pytest.mark.parametrize("raw", ["\x1b[31m", "\x9b", "\x07", "\u202e", "\x7f", "\x08"])
def test_a_command_in_a_key_or_in_the_file_as_it_stands_is_made_visible(raw, case_text, tmp_path, capsys):
    for place, text in enumerate((f'"a{raw.encode("unicode_escape").decode()}": 1\n', f"title: a{raw}b\n")):
        file = tmp_path / f"case{place}.yaml"
        file.write_text(text + case_text, encoding="utf-8")
        assert main(["check", str(file)]) == 1
        assert main(["check", str(file), "--set", f"tit{raw}le=1"]) == 1
        said = capsys.readouterr().err
        assert "fault of the program" not in said
        assert all(sign == "\n" or sign.isprintable() for sign in said)


def test_every_verb_speaks_through_the_door():
    """A bare `print` of a verb would send a name of a file to the terminal as it is; a line of progress has none."""
    for file in sorted(Path("sim/cli").rglob("*.py")):
        if file.name in ("say.py", "progress.py"):
            continue
        calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        bare = [node for node in calls if getattr(node.func, "id", "") == "print" and not any(
            word.arg == "file" for word in node.keywords)]  # fmt: skip
        assert [f"{file}:{node.lineno}" for node in bare if file.name != "program.py"] == []


NUMBERS = re.compile(r"\s+\d[\d.]* %\s+\d[\d.]* to \d[\d.]* %\s+\d+\s*$")


@pytest.mark.parametrize("width", [60, 80, 110, 200])
def test_on_a_terminal_labels_come_out_as_they_went_in(width, small, called, squash, capsys, monkeypatch):
    monkeypatch.setattr(tables, "PIPED_WIDTH", width)
    for turn in range(0, len(KEPT), 3):  # three labels are shown of each
        print_table(outcome_table(called(small, [*KEPT[turn:], *KEPT[:turn]])))
        out = capsys.readouterr().out
        left = squash("".join(NUMBERS.sub("", line) for line in out.split("\n")))
        shown = called(small, [*KEPT[turn:], *KEPT[:turn]]).scenario
        for text in (shown.title, *shown.outcome_labels.values()):
            assert squash(text) in left
        assert len(re.findall(r"\d %\s+\d[\d.]* to \d[\d.]* %\s+\d", out)) == 2


@settings(max_examples=150)
@given(SHOWN, st.integers(30, 120))
def test_any_text_comes_out_of_a_table_as_it_went_in(text, width):
    table = new_table(text, "Outcome", "Share")
    table.add_row(text, "12.345 %")
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(fitted(table, console))
    out = captured.get()
    assert out.count("12.345 %") == 1 + text.count("12.345 %")
    left = "".join(out.replace("12.345 %", "").replace("Share", "").split())
    assert "".join(text.replace("12.345 %", "").replace("Share", "").split()) in left


@pytest.fixture(scope="module")
def many_tables(called):
    """Every kind of table, with labels that are long."""
    five, free = (
        run("scenarios/kosovo/five_actors.yaml", 64, seed=1),
        run("scenarios/kosovo/five_actors.yaml", 64, seed=1, settings=("actors.russia.veto=false",)),
    )
    long = ["A label that runs over more than one line, whatever room there is for it", "x" * 90]
    five, free = called(five, long), called(free, long)
    found = condition(five, {"ending": "coordinated"})
    return [outcome_table(five), difference_table(compare(five, free)[0]), given_table(found, None),
            moved_table(found, 9),
            *(part for part in theory_tables(solve(five.scenario, runs=8)) if not isinstance(part, str))]  # fmt: skip


@pytest.mark.parametrize("width", [30, 60, 80, 110, 200])
def test_no_number_is_shortened_however_narrow_the_terminal(width, many_tables):
    assert len(many_tables) > 7
    for table in many_tables:
        console = Console(width=width, highlight=False, markup=False, emoji=False)
        with console.capture() as captured:
            console.print(fitted(table, console))
        out = captured.get()
        assert "…" not in out
        assert max(map(len, out.split("\n"))) <= width
        for column in table.columns[1:]:
            numbers = [cell for cell in column.cells if column.no_wrap and len(cell) < width - 20]
            assert [cell for cell in numbers if cell not in out] == []


class Page(HTMLParser):
    """The text of a page, and its tags without what is said in them."""

    def __init__(self, page):
        super().__init__()
        self.said, self.tags, self.attributes = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, [name for name, _ in attributes]))
        self.attributes += [value or "" for name, value in attributes if name not in ("src", "srcset", "style")]

    def handle_data(self, text):
        self.said.append(text)


def _same_page(plain, odd, texts, squash):
    """Pages differ in their texts only: in those, each short word stands for the text in its place."""
    one, other = Page(plain), Page(odd)
    assert other.tags == one.tags
    for before, after in ((one.said, other.said), (one.attributes, other.attributes)):
        expected = re.sub(r"qz(\d+)zq", lambda found: squash(texts[int(found[1])]), squash("\n".join(before)))
        assert _without_hash(squash("\n".join(after))) == _without_hash(expected)


def _without_hash(text):
    """A text without the hash of the scenario, and without the articles before labels that are no names."""
    return re.sub(r"[0-9a-f]{12}|the", "", text)


@pytest.mark.usefixtures("blank_pictures")
@pytest.mark.parametrize("turn", [0, 31, 62])
def test_pages_hold_what_they_were_given(turn, small, called, squash):
    texts = [*KEPT[turn:], *KEPT[:turn]]
    pages = []
    for labels in ([f"Qz{place}zq" for place in range(len(texts))], texts):
        ensemble = called(small, labels)
        manifest = manifest_of(ensemble.scenario, 1, 8, "2026-01-05T09:00:00+00:00", ensemble.totals)
        finished = manifest.model_copy(update={"finished": "2026-01-05T09:00:00+00:00"})
        pages.append(report_page(ensemble, finished))
    _same_page(*pages, texts, squash)


def test_stories_alone_and_side_by_side_hold_what_they_were_given(small, called, squash):
    for turn in range(0, len(KEPT), 6):
        texts = [*KEPT[turn:], *KEPT[:turn]]
        told = []
        for labels in ([f"Qz{place}zq" for place in range(len(texts))], texts):
            scenario = called(small, labels).scenario
            chronicle = chronicle_of(scenario, 0, seed=1)
            forms = {form: tell_story(chronicle, scenario, form=form) for form in ("html", "plain", "markdown")}
            told.append({**forms, "both": both_told(scenario, scenario, 0, seed=1)})
        plain, odd = told
        for name in ("html", "both"):
            _same_page(plain[name], odd[name], texts, squash)
        _same_page(*(MarkdownIt("commonmark").render(one["markdown"]) for one in told), texts, squash)
        expected = re.sub(r"qz(\d+)zq", lambda found, said=texts: squash(said[int(found[1])]), squash(plain["plain"]))
        assert _without_hash(squash(odd["plain"])).replace("-", "") == _without_hash(expected).replace("-", "")


@settings(max_examples=60)
@given(SHOWN)
def test_any_text_is_written_and_read_again(small, text):
    scenario = small.scenario
    assert read_text(written(scenario.model_copy(update={"title": text, "question": text}))).title == text


@settings(max_examples=200)
@given(ALL_UNICODE)
def test_every_text_can_be_shown_or_is_refused_for_a_reason(text):
    trouble = objection(text)
    if trouble is None:
        assert all(sign.isprintable() or sign.isspace() or ord(sign) > 159 for sign in text)
        assert text.strip()
    else:
        assert all(trouble)
        assert trouble[0].isprintable()


NAMES = ["=1+1", "+1", "@x", "[later]", "$x^$", "_west", "<b>x</b>", "Приштина", "🕊", "#1", "a:b", "-", "'", "0"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_a_table_are_labels_as_they_stand(name):
    rows = ("actor,issue,position,salience,power", f"{name},{name},0.2,1,1", f"other,{name},0.6,0.5,2")
    made = scenario_of_text("\n".join(rows), "t.csv")
    assert name in [actor.label for actor in made.actors.values()]
    assert [issue.label for issue in made.issues.values()] == [name]
