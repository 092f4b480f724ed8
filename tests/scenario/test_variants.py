"""Variants: parent, then file, then command line; and whatever leads nowhere or changes nothing is said."""

from pathlib import Path

import pytest

from sim.scenario.faults import Fault, ScenarioFault
from sim.scenario.reader import read_scenario, reading

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def faults(name: str, settings: list[str] | None = None) -> list[Fault]:
    with pytest.raises(ScenarioFault) as caught:
        read_scenario(name, settings or [])
    return list(caught.value.faults)


def messages(name: str, settings: list[str] | None = None) -> list[str]:
    return [str(fault) for fault in faults(name, settings)]


@pytest.mark.usefixtures("folder")
class TestSetting:
    def test_a_path_sets_one_place_and_nothing_else(self) -> None:
        before = read_scenario("good.yaml")
        after = read_scenario(write("v.yaml", "extends: good.yaml\nset:\n  actors.power.veto: false\n"))
        assert before.actors["power"].veto
        assert not after.actors["power"].veto
        data = before.model_dump()
        data["actors"]["power"]["veto"] = False
        assert after.model_dump() == data

    @pytest.mark.parametrize(
        ("setting", "read"),
        [
            ("process.vienna.weeks=60", lambda s: s.process[0].weeks.value == 60),
            ("process.vienna.round_every_weeks=2", lambda s: s.process[0].round_every_weeks.value == 2),
            ("events.runoff.chance=0.9", lambda s: s.events[0].chance.value == 0.9),
            ("events.runoff.effects.0.hold.until=2008-03-01", lambda s: s.events[0].effects[0].hold.until.month == 3),
            ("actors.west.position.status=0.3", lambda s: s.actors["west"].position["status"].value == 0.3),
            ("actors.west.own_view={uniform: [0, 1]}", lambda s: s.actors["west"].own_view.mean == 0.5),
            ("actors.west.position.status.mode=0.25", lambda s: s.actors["west"].position["status"].mode == 0.25),
            ("actors.east.tactic.kind=firm", lambda s: s.actors["east"].tactic.kind == "firm"),
            ("actors.east.audience.cost=2", lambda s: s.actors["east"].audience.cost.value == 2),
            ("outcomes.adopted.when.text.status.min=0.6", lambda s: s.outcomes[1].when["text.status"].min == 0.6),
            ("outcomes.3.label=Later", lambda s: s.outcomes[3].label == "Later"),
            ("texts.declared.status=0.9", lambda s: s.texts["declared"].terms["status"].value == 0.9),
            ("process.council.seats={friend: 6, power: 1}", lambda s: s.process[2].seats["friend"] == 6),
            ("process.council.seats.friend=6", lambda s: s.process[2].seats["friend"] == 6),
            ("title='Another: title'", lambda s: s.title == "Another: title"),
            ("record.outcome=agreed", lambda s: s.record.outcome == "agreed"),
            ("calendar.end=2009-06-30", lambda s: s.calendar.end.year == 2009),
        ],
    )  # fmt: skip
    def test_the_command_line_sets_any_place(self, setting: str, read) -> None:  # type: ignore[no-untyped-def]
        assert read(read_scenario("good.yaml", [setting]))

    def test_a_whole_block_is_replaced(self) -> None:
        file = write("v.yaml", "extends: good.yaml\nset:\n  actors.west.tactic: {kind: conceder}\n")
        tactic = read_scenario(file).actors["west"].tactic
        assert tactic.kind == "conceder"
        assert tactic.beta is None

    def test_a_block_of_the_file_replaces_the_parents(self) -> None:
        file = write("v.yaml", "extends: good.yaml\nutility: {gamma: 2.0}\nevents: []\n")
        scenario = read_scenario(file)
        assert scenario.utility.gamma == 2
        assert scenario.utility.salience_exponent == 1
        assert scenario.events == ()

    def test_parent_then_file_then_command_line(self) -> None:
        write("middle.yaml", "extends: good.yaml\nset: {process.vienna.weeks: 60, process.council.majority: 5}\n")
        write("last.yaml", "extends: middle.yaml\nset: {process.vienna.weeks: 70}\n")
        assert read_scenario("good.yaml").process[0].weeks.value == 50
        assert read_scenario("middle.yaml").process[0].weeks.value == 60
        assert read_scenario("last.yaml").process[0].weeks.value == 70
        assert read_scenario("last.yaml", ["process.vienna.weeks=80"]).process[0].weeks.value == 80
        assert read_scenario("last.yaml").process[2].majority == 5
        read = reading("last.yaml", ["process.vienna.round_every_weeks=2"])
        assert read.files == ("good.yaml", "middle.yaml", "last.yaml")
        assert read.origins["process.vienna.weeks"] == "last.yaml:2:7"
        assert read.origins["process.council.majority"] == "middle.yaml:2:33"
        assert read.origins["process.vienna.round_every_weeks"] == "command line"
        assert read.origins["process.vienna.on_failure"] == "good.yaml:56:7"

    def test_a_path_that_leads_nowhere_names_the_nearest(self) -> None:
        settings = ["actors.pwer.veto=false", "process.viena.weeks=3", "power.veto=false", "actors.west.colour=red"]
        told = faults("good.yaml", settings)
        assert [fault.near for fault in told] == [
            "actors.power.veto",
            "process.vienna.weeks",
            "actors.power.veto",
            "",
        ]
        assert str(told[0]).startswith(
            "command line: actors.pwer.veto: there is no pwer in actors; allowed: west, east,"
        )
        assert "`add:` in a file brings new ones" in told[0].allowed

    def test_a_part_of_a_single_number_is_no_place(self) -> None:
        (told,) = messages("good.yaml", ["process.vienna.weeks.mode=3"])
        assert "there is no mode in process.vienna.weeks, which is the single value 50" in told

    def test_the_line_of_the_setting_is_named(self) -> None:
        file = write("v.yaml", "extends: good.yaml\nset:\n  actors.power.veto: false\n  actors.powr.veto: false\n")
        assert messages(file)[0].startswith("v.yaml:4:3: actors.powr.veto: there is no powr in actors")

    def test_a_value_that_is_wrong_is_the_settings_fault(self) -> None:
        file = write("v.yaml", "extends: good.yaml\nset:\n  actors.power.veto: no\n")
        assert messages(file)[0].startswith("v.yaml:3:22: actors.power.veto: found the text 'no'")
        assert messages("good.yaml", ["actors.power.veto=no"])[0].startswith("command line: actors.power.veto: found")

    def test_a_block_made_wrong_by_a_setting_is_the_settings_fault(self) -> None:
        (told,) = messages("good.yaml", ["actors.west.position.status.mode=0.35"])
        assert told.startswith(
            "command line: actors.west.position.status: low 0.1, mode 0.35, high 0.3 are out of order"
        )
        file = write("v.yaml", "extends: good.yaml\nset: {actors.west.position.status.mode: 0.35}\n")
        assert messages(file)[0].startswith("v.yaml:2:7: actors.west.position.status: low 0.1, mode 0.35, high 0.3")

    @pytest.mark.parametrize("setting", ["veto", "=3", "actors.power.veto=", "", "="])
    def test_a_setting_needs_a_path_and_a_value(self, setting: str) -> None:
        (told,) = messages("good.yaml", [setting])
        assert told.startswith("command line: ")
        assert "has no" in told

    @pytest.mark.parametrize(
        "setting",
        ["process.vienna.weeks=[1", "process.vienna.weeks=&a 3", "process.vienna.weeks=!!int 3", "title=a\n---\nb"],
    )
    def test_a_value_is_held_to_the_same_yaml(self, setting: str) -> None:
        (told,) = messages("good.yaml", [setting])
        assert told.startswith("command line: ")
        assert "is no value" in told

    @pytest.mark.parametrize(
        "setting",
        [
            "process.vienna.weeks=50",
            "process.vienna.weeks=50.0",
            "actors.power.veto=true",
            "actors.envoy.veto=false",
            "actors.west.position.status={low: 0.1, mode: 0.2, high: 0.3, source: speech}",
        ],
    )
    def test_what_changes_nothing_is_said(self, setting: str) -> None:
        read = reading("good.yaml", [setting])
        (warning,) = read.warnings
        assert warning.warning
        assert "setting it changes nothing" in str(warning)
        assert str(warning).startswith(f"command line: {setting.partition('=')[0]}: warning: ")
        assert read.scenario.hash == read_scenario("good.yaml").hash

    def test_what_is_set_twice_is_said(self) -> None:
        read = reading("good.yaml", ["process.vienna.weeks=60", "process.vienna.weeks=70"])
        assert [warning.found for warning in read.warnings] == ["this is set twice; the last one counts"]
        assert read.scenario.process[0].weeks.value == 70


@pytest.mark.usefixtures("folder")
class TestAddingAndRemoving:
    def test_new_entries_of_every_kind(self) -> None:
        file = write(
            "v.yaml",
            """extends: good.yaml
add:
  actors.china: {kind: state, position: {status: 0.3}, salience: {status: 0.5}, veto: true}
  process.council.seats.china: 1
  texts.half: {status: 0.5, north: 0.5}
  events.summit: {date: 2007-06-01, chance: 0.5}
  outcomes.blocked: {when: {ending: no_declaration}}
  actors.power.position.north: 0.4
  process.afterwards:
    talks: {parties: [west, east], weeks: 10}
set: {process.declaration.on_failure: afterwards}
""",
        )
        scenario = read_scenario(file)
        assert list(scenario.actors)[-1] == "china"
        assert scenario.process[2].seats["china"] == 1
        assert [event.name for event in scenario.events] == ["runoff", "summit"]
        assert [outcome.name for outcome in scenario.outcomes][-2:] == ["blocked", "prolonged"]
        assert list(scenario.stages)[-1] == "afterwards"
        assert scenario.actors["power"].position["north"].value == 0.4

    def test_what_exists_is_not_added(self) -> None:
        told = messages(write("v.yaml", "extends: good.yaml\nadd:\n  actors.west: {kind: party}\n"))
        assert told == [
            "v.yaml:3:3: actors.west: this exists already; allowed: new entries; `set:` changes what exists"
        ]

    def test_there_is_one_name(self) -> None:
        told = messages(write("v.yaml", "extends: good.yaml\nadd:\n  events.a: {name: b, date: 2007-06-01}\n"))
        assert told[0].startswith("v.yaml:3:20: events.a: the name is b here and a in the path")

    def test_entries_are_taken_out(self) -> None:
        file = write("v.yaml", "extends: good.yaml\nremove: [events.runoff, actors.west.red_lines, record]\n")
        scenario = read_scenario(file)
        assert scenario.events == ()
        assert scenario.actors["west"].red_lines == {}
        assert scenario.record is None

    @pytest.mark.parametrize("path", ["events.rnoff", "actors.west.beliefs", "nothing"])
    def test_what_is_not_there_is_not_taken_out(self, path: str) -> None:
        told = messages(write("v.yaml", f"extends: good.yaml\nremove: [{path}]\n"))
        assert told[0].startswith(f"v.yaml:2:10: {path}: th")

    def test_what_is_still_needed_is_missed(self) -> None:
        told = messages(write("v.yaml", "extends: good.yaml\nremove: [texts.in_force]\n"))
        assert any("there is no text `in_force`" in one for one in told)

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("set: 3", "`set` is no block"),
            ("add: [a]", "`add` is no block"),
            ("remove: events.runoff", "`remove` is no list"),
            ("sett: {a: 1}", "the key `sett` is unknown here"),
        ],
    )
    def test_the_words_for_changes_have_their_forms(self, line: str, said: str) -> None:
        assert said in messages(write("v.yaml", f"extends: good.yaml\n{line}\n"))[0]


@pytest.mark.usefixtures("folder")
class TestParents:
    def test_a_fault_of_the_parent_names_the_parent(self) -> None:
        Path("sub").mkdir()
        write("sub/parent.yaml", GOOD.replace("veto: true", "veto: yes"))
        told = messages(write("v.yaml", "extends: sub/parent.yaml\ntitle: 3\n"))
        assert told[0].startswith("sub/parent.yaml:40:11: actors.power.veto: ")
        assert told[1].startswith("v.yaml:2:8: title: ")

    def test_a_fault_of_the_parent_that_is_set_right_is_none(self) -> None:
        write("parent.yaml", GOOD.replace("own_view: 0.5", "own_view: 5"))
        file = write("v.yaml", "extends: parent.yaml\nset: {actors.envoy.own_view: 0.5}\n")
        assert read_scenario(file).hash == read_scenario("good.yaml").hash

    def test_a_parent_that_is_no_yaml_names_the_parent(self) -> None:
        write("parent.yaml", "format: [1\n")
        told = messages(write("v.yaml", "extends: parent.yaml\nset: {a: 1, a: 2}\n"))
        assert told[0].startswith("parent.yaml:1:9: the bracket that opens here is not closed")
        assert told[1].startswith("v.yaml:2:13: set.a: `a` is given twice")

    def test_circles_are_refused(self) -> None:
        write("a.yaml", "extends: b.yaml\n")
        write("b.yaml", "extends: c.yaml\n")
        write("c.yaml", "extends: a.yaml\n")
        (told,) = messages("a.yaml")
        assert told.startswith("c.yaml:1:10: extends: a.yaml extends this file in turn")
        write("self.yaml", "extends: self.yaml\n")
        assert "extends this file in turn" in messages("self.yaml")[0]

    @pytest.mark.parametrize(
        ("parent", "said"),
        [
            ("god.yaml", "there is no file god.yaml; allowed: a file, relative to this one; did you mean good.yaml?"),
            ("/etc/hosts", "/etc/hosts is an absolute path"),
            ("[good.yaml, other.yaml]", "`extends` names no file"),
            (".", ". is a directory"),
            ("nowhere/good.yaml", "there is no file nowhere/good.yaml"),
        ],
    )
    def test_a_parent_is_one_file_beside(self, parent: str, said: str) -> None:
        (told,) = messages(write("v.yaml", f"extends: {parent}\n"))
        assert told.startswith("v.yaml:1:10: extends: ")
        assert said in told

    def test_what_a_variant_lacks_is_its_own_fault(self) -> None:
        write("half.yaml", "format: 1\n")
        told = faults(write("v.yaml", "extends: half.yaml\ntitle: A title\n"))
        assert {fault.path for fault in told} == {"calendar", "issues", "actors", "process", "outcomes"}
        assert {fault.place.file for fault in told} == {"v.yaml"}
