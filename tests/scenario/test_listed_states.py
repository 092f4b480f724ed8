"""States in a table: read as if they stood in the file, and refused where they stand."""

import datetime as dt
from pathlib import Path

import pytest

from sim.scenario.faults import ScenarioFault
from sim.scenario.format.json_schema import json_schema
from sim.scenario.reader import read_scenario, read_text, reading, written

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")
LAST = "      expected: {coordinated: 0.5}\n"
RECOGNITION = (
    LAST
    + """      on_success: recognition
      on_alone: recognition
  - recognition:
      name: recognition
      states: states.csv
      coefficients: {constant: -5, eu: 1}
"""
)
HEADS = "state,label,blocs,refuses,recognised_on,note,source\n"
TABLE = (
    HEADS + 'FRA,"France, the Republic",eu nato,,2008-02-18,,a list\n\nCYP,,eu,yes,,confirmed,\nMEX,Mexico,,no,,,\n'
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside a folder `case` with a scenario that names the table `states.csv`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case").mkdir()
    text = GOOD.replace(LAST, RECOGNITION)
    (tmp_path / "case" / "whole.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "case" / "states.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def states(name: str = "case/whole.yaml", *settings: str) -> dict[str, object]:
    (stage,) = (one for one in read_scenario(name, settings).process if one.kind == "recognition")
    return {name: one.model_dump(exclude_defaults=True) for name, one in stage.states.items()}


def said(name: str = "case/whole.yaml", *settings: str) -> list[str]:
    with pytest.raises(ScenarioFault) as caught:
        read_scenario(name, settings)
    return [str(fault) for fault in caught.value.faults]


IN_THE_FILE = {
    "FRA": {"label": "France, the Republic", "blocs": ("eu", "nato"), "recognised_on": dt.date(2008, 2, 18),
            "source": "a list"},
    "CYP": {"blocs": ("eu",), "refuses": True, "note": "confirmed"},
    "MEX": {"label": "Mexico"},
}  # fmt: skip


@pytest.mark.usefixtures("folder")
class TestTaken:
    def test_a_table_says_what_a_file_could_say(self) -> None:
        assert states() == IN_THE_FILE

    @pytest.mark.parametrize("divider", [";", "\t"])
    def test_it_may_be_as_a_spreadsheet_saves_it(self, folder: Path, divider: str) -> None:
        text = (
            TABLE.replace('"France, the Republic"', "@").replace(",", divider).replace("@", '"France, the Republic"')
        )
        path = folder / "case" / "states.csv"
        path.write_bytes("\r\n".join(text.split("\n")).encode("utf-8-sig"))
        assert states() == IN_THE_FILE

    def test_empty_cells_that_a_spreadsheet_leaves_at_the_end_are_none(self, folder: Path) -> None:
        path = folder / "case" / "states.csv"
        path.write_text("\n".join(f"{line},,," for line in TABLE.split("\n")), encoding="utf-8")
        assert states() == IN_THE_FILE

    def test_it_lies_beside_the_file_that_names_it_wherever_that_is_read_from(self, folder: Path) -> None:
        (folder / "other").mkdir()
        (folder / "other" / "child.yaml").write_text("extends: ../case/whole.yaml\nset: {title: Another}\n")
        assert states("other/child.yaml") == IN_THE_FILE
        (folder / "other" / "own.csv").write_text("state\nPER\n")
        changed = "extends: ../case/whole.yaml\nset:\n  process.recognition.states: own.csv\n"
        (folder / "other" / "child.yaml").write_text(changed + "  process.recognition.coefficients: {constant: -1}\n")
        assert states("other/child.yaml") == {"PER": {}}

    def test_a_variant_changes_one_state_of_it(self, folder: Path) -> None:
        more = "set: {process.recognition.states.FRA.refuses: true}\nremove: [process.recognition.states.MEX]\n"
        more += "add: {process.recognition.states.PER: {label: Peru}}\n"
        (folder / "case" / "child.yaml").write_text("extends: whole.yaml\n" + more)
        wanted = {**IN_THE_FILE, "FRA": {**IN_THE_FILE["FRA"], "refuses": True}, "PER": {"label": "Peru"}}
        del wanted["MEX"]
        assert states("case/child.yaml") == wanted

    def test_the_command_line_names_one_from_where_one_stands(self, folder: Path) -> None:
        (folder / "mine.csv").write_text("state,blocs\nPER,eu\n")
        assert states("case/whole.yaml", "process.recognition.states=mine.csv") == {"PER": {"blocs": ("eu",)}}

    def test_what_is_written_needs_no_table(self, folder: Path) -> None:
        scenario = read_scenario("case/whole.yaml")
        text = written(scenario)
        (folder / "case" / "states.csv").unlink()
        assert read_text(text).hash == scenario.hash

    def test_another_table_is_another_scenario(self, folder: Path) -> None:
        before = read_scenario("case/whole.yaml").hash
        path = folder / "case" / "states.csv"
        path.write_text(TABLE.replace("a list", "another list"))
        assert read_scenario("case/whole.yaml").hash == before, "who said so moves nothing"
        path.write_text(TABLE.replace("CYP,,eu,yes", "CYP,,eu,no"))
        assert read_scenario("case/whole.yaml").hash != before

    def test_each_value_is_known_to_come_from_its_row(self) -> None:
        found = reading("case/whole.yaml")
        assert found.files == ("case/states.csv", "case/whole.yaml")
        assert found.origins["process.recognition.states.CYP.refuses"] == "case/states.csv:4:1"

    def test_editors_know_that_a_table_may_stand_there(self) -> None:
        states = json_schema()["$defs"]["Recognition"]["properties"]["recognition"]["properties"]["states"]
        assert [form.get("type") for form in states["anyOf"]] == ["object", "string"]
        assert states["anyOf"][1]["pattern"] == r"\.[cC][sS][vV]$"


ALLOWED = "a block of `name: value` lines, or a CSV file beside this one, such as states.csv"
COLUMNS = "state, label, blocs, refuses, recognised_on, note, source"
DAY = "write year-month-day, without quotes and without a time; allowed: a date such as 2005-11-14"
NAME = "up to 64 lower-case letters, digits and underscores, beginning with a letter"
TURNS = "the character U+202E turns the direction of all that follows"


@pytest.mark.usefixtures("folder")
class TestRefused:
    @pytest.mark.parametrize(
        ("named", "fault"),
        [
            ("kosovo_2008", f"kosovo_2008 is no list of states; allowed: {ALLOWED}"),
            ("stats.csv", f"there is no file case/stats.csv; allowed: {ALLOWED}; did you mean states.csv?"),
            ("''", f"'' is no list of states; allowed: {ALLOWED}"),
            ("folder.csv", f"case/folder.csv is a directory; allowed: {ALLOWED}"),
            (
                "link.csv",
                f"case/link.csv is a pipe, a device, or a link that leads nowhere; allowed: {ALLOWED}",
            ),
            ("/etc/states.csv", "/etc/states.csv is an absolute path; allowed: a path relative to this file"),
        ],
    )
    def test_what_names_no_table(self, folder: Path, named: str, fault: str) -> None:
        (folder / "case" / "folder.csv").mkdir()
        (folder / "case" / "link.csv").symlink_to("nowhere.csv")
        path = folder / "case" / "whole.yaml"
        text = path.read_text().replace("states: states.csv", f"states: {named}")
        path.write_text(text)
        line = 1 + text.splitlines().index(f"      states: {named}")
        assert said() == [f"case/whole.yaml:{line}:15: process.recognition.states: {fault}"]

    @pytest.mark.parametrize(
        ("table", "line", "fault"),
        [
            ("", 1, f": the table has no column `state`; allowed: {COLUMNS}"),
            ("name\nFRA\n", 1, f": the table has no column `state`; allowed: {COLUMNS}"),
            ("state,bloc\n", 1, f": there is no column `bloc`; allowed: {COLUMNS}; did you mean blocs?"),
            ("state,state\n", 1, ": the column `state` stands twice; allowed: each column once"),
            ("state\n\n", 0, ": the table names no state; allowed: a row for each state"),
            ("FRA", 6, ": `FRA` stands in line 2 already; allowed: one row for each state"),
            (",Peru", 6, ": this row names no state; allowed: a name in the column `state`"),
            (
                "PER,,,,,,a list, a book",
                6,
                ": this row has 8 cells and the table 7 columns; allowed: quotes around a cell with the divider",
            ),
            ("PER,,,perhaps", 6, ".PER.refuses: found 'perhaps'; allowed: yes or no"),
            ("PER,,,,17.02.2008", 6, f".PER.recognised_on: found the text '17.02.2008': {DAY}"),
            ("PER,,,,9999-12-31", 6, f".PER.recognised_on: found the text '9999-12-31': {DAY}"),
            ("PER,,EU", 6, f".PER.blocs.0: the text 'EU' is no name; allowed: {NAME}"),
            ("P-R", 6, f".P-R: `P-R` is no name of a state; allowed: {NAME.replace('lower-case ', '')}"),
            ("PER,\u202ePeru", 6, f".PER.label: {TURNS}; allowed: a text that ends it with U+202C, or without it"),
            (
                'PER,"Peru\nCHL,Chile',
                6,
                ": a quote opens in this row and never closes; allowed: a table as spreadsheets save it as CSV",
            ),
            ("state,,blocs\n", 1, f": column 2 has no name; allowed: {COLUMNS}"),
        ],
    )
    def test_what_is_wrong_in_a_table_with_its_line(self, folder: Path, table: str, line: int, fault: str) -> None:
        text = TABLE + table + "\n" if line == 6 else table
        (folder / "case" / "states.csv").write_text(text, encoding="utf-8")
        where = f"case/states.csv:{line}:1" if line else "case/states.csv"
        assert said() == [f"{where}: process.recognition.states{fault}"]

    def test_what_is_wrong_in_the_stage_is_told_beside_it(self, folder: Path) -> None:
        (folder / "case" / "states.csv").write_text("state,blocs\nFRA,nato\n")
        (fault,) = said()
        assert fault.endswith("coefficients.eu: no state belongs to `eu`; allowed: constant, log_weeks, weeks, nato")
        assert fault.startswith("case/whole.yaml:")

    def test_more_than_a_file_may_hold_is_refused_so_that_what_is_kept_can_be_read(self, folder: Path) -> None:
        table = "state,blocs\n" + "".join(f"s{number},eu\n" for number in range(4_000))
        (folder / "case" / "states.csv").write_text(table)
        (fault,) = said()
        begins, _, ends = fault.partition(" 20,")
        assert begins == "case/whole.yaml: with its parents and tables the scenario has"
        assert ends.endswith(" entries; allowed: at most 20,000")
