"""The verbs about scenario files: what they print, where, and with which exit code."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.scenario.reader import read_scenario, read_text

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "scenario" / "good.yaml"
FIVE = ROOT / "scenarios" / "kosovo" / "five_actors.yaml"


@pytest.fixture
def sim(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.yaml"
    text = GOOD.read_text(encoding="utf-8")
    file.write_text(text.replace("veto: true", "veto: yes").replace("majority: 6", "majority: 60"), encoding="utf-8")
    return file


def sim_process(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False, **more)  # type: ignore[call-overload,no-any-return]


class TestCheck:
    def test_a_sound_file(self, sim) -> None:  # type: ignore[no-untyped-def]
        assert sim("check", GOOD) == (0, f"{GOOD}: sound, scenario {read_scenario(GOOD).hash}\n", "")

    def test_all_faults_with_file_and_line(self, sim, bad: Path) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim("check", bad)
        assert code == 1
        assert out == f"{bad}: 2 faults\n"
        assert err.splitlines() == [
            f"{bad}:40:11: actors.power.veto: found the text 'yes', which is no boolean in YAML 1.2: "
            "write true without quotes; allowed: true or false",
            f"{bad}:73:17: process.council.majority: a majority of 60 cannot be reached with 7 votes; "
            "allowed: 1 to 7",
        ]

    def test_several_files_are_all_checked(self, sim, bad: Path) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim("check", bad, GOOD, bad.parent / "none.yaml")
        assert code == 1
        assert [line.split(": ")[1].split(",")[0] for line in out.splitlines()] == ["2 faults", "sound", "1 fault"]
        assert err.splitlines()[-1].startswith(f"{bad.parent / 'none.yaml'}: there is no such file")

    def test_as_data(self, sim, bad: Path) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim("check", "--json", bad, GOOD)
        assert (code, err) == (1, "")
        first, second = json.loads(out)["files"]
        assert (first["sound"], first["hash"], len(first["faults"])) == (False, None, 2)
        assert (second["sound"], second["hash"], second["faults"]) == (True, read_scenario(GOOD).hash, [])
        assert first["faults"][1] == {
            "file": str(bad), "line": 73, "column": 17, "path": "process.council.majority",
            "found": "a majority of 60 cannot be reached with 7 votes", "allowed": "1 to 7", "did_you_mean": None,
            "severity": "error",
        }  # fmt: skip

    def test_settings_count(self, sim, bad: Path) -> None:  # type: ignore[no-untyped-def]
        settings = ("--set", "actors.power.veto=true", "--set", "process.council.majority=6")
        assert sim("check", bad, *settings)[0] == 0
        code, _, err = sim("check", GOOD, "--set", "actors.pwer.veto=true")
        assert code == 1
        assert err.startswith(
            "command line: actors.pwer.veto: there is no pwer in actors; allowed: west, east, envoy,"
        )
        assert err.endswith("did you mean actors.power.veto?\n")

    def test_a_warning_is_no_fault(self, sim) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim("check", GOOD, "--set", "process.vienna.weeks=50")
        assert code == 0
        assert out.endswith(", 1 warning\n")
        assert err == "command line: process.vienna.weeks: warning: this is 50 already; setting it changes nothing\n"

    def test_strict_names_values_without_a_source(self, sim, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim("check", "--strict", GOOD)
        assert code == 0
        lines = err.splitlines()
        said = "actors.west.position.north: warning: this value names no source; allowed: `source:` beside it, or "
        assert f"{GOOD}:15:74: {said}`note: coded here` with the reason" in lines
        assert not any("actors.west.position.status" in line for line in lines)
        assert out.splitlines()[0].endswith(f", {len(lines)} warnings")
        assert out.endswith(f": {len(lines) + 1} numbers: 1 with a source, 0 coded here, {len(lines)} with neither\n")
        starter = tmp_path / "starter.yaml"
        sim("new", starter)
        assert sim("check", "--strict", starter)[2] == ""

    @pytest.mark.parametrize(
        ("note", "counts"),
        [("coded here: a guess", "1 with a source, 1 coded here"), ("Coded here", "1 with a source, 1 coded here"),
         ("uncoded heresy", "1 with a source, 0 coded here"), ("inferred", "1 with a source, 0 coded here")],
    )  # fmt: skip
    def test_strict_takes_a_note_that_a_number_is_coded_here(self, sim, tmp_path, note, counts) -> None:  # type: ignore[no-untyped-def]
        text, said = GOOD.read_text(encoding="utf-8"), f'own_view: {{value: 0.5, note: "{note}"}}'
        noted = tmp_path / "noted.yaml"
        noted.write_text(text.replace("own_view: 0.5", said), encoding="utf-8")
        code, out, err = sim("check", "--strict", noted)
        assert code == 0
        assert f": {counts}, " in out
        assert ("own_view" in err) == (" 0 coded" in counts)

    def test_a_source_counts_before_the_note_of_what_stands_in_it(self, sim, tmp_path) -> None:  # type: ignore[no-untyped-def]
        text = GOOD.read_text(encoding="utf-8")
        noted = tmp_path / "noted.yaml"
        noted.write_text(text.replace("source: speech", "source: speech, note: coded here"), encoding="utf-8")
        assert ": 1 with a source, 0 coded here" in sim("check", "--strict", noted)[1].partition("numbers")[2]

    def test_a_note_of_the_whole_file_speaks_for_all_its_numbers(self, sim) -> None:  # type: ignore[no-untyped-def]
        for pattern in sorted((ROOT / "scenarios" / "patterns").glob("*.yaml")):
            _, out, err = sim("check", "--strict", pattern)
            assert out.endswith(" coded here, 0 with neither\n") and ": 0 with a source, " in out and not err, pattern

    def test_an_underline_where_there_is_a_terminal(self, bad: Path) -> None:
        pty = pytest.importorskip("pty")
        reader, writer = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "sim.cli", "check", str(bad)], stderr=writer, stdout=subprocess.DEVNULL
        ) as process:
            os.close(writer)
            shown = b""
            try:
                while chunk := os.read(reader, 4096):
                    shown += chunk
            except OSError:  # Linux says so when the other end is closed
                pass
            os.close(reader)
        assert process.returncode == 1
        lines = shown.decode().replace("\r\n", "\n").splitlines()
        assert lines[1:3] == ["   40 |     veto: yes", "      |           ^^^"]


class TestShow:
    def test_what_is_shown_is_the_scenario(self, sim) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim("show", FIVE)
        assert (code, err) == (0, "")
        assert read_text(out).hash == read_scenario(FIVE).hash
        assert out.startswith(f"# scenario {read_scenario(FIVE).hash}\n")

    def test_the_order_of_play_is_a_table(self, sim) -> None:  # type: ignore[no-untyped-def]
        lines = [line for line in sim("show", GOOD)[1].splitlines() if line.startswith("#")]
        assert lines[1].startswith("# Each week: events happen, then stages act in this order")
        assert lines[2].split() == ["#", "stage", "kind", "opens", "leads", "to"]
        assert lines[3] == "#   vienna       talks        at once  agreed: end, deadlock: proposal"
        assert [line.split()[1] for line in lines[3:]] == ["vienna", "proposal", "council", "declaration"]

    def test_settings_and_their_origin(self, sim) -> None:  # type: ignore[no-untyped-def]
        code, out, _ = sim("show", "--origin", FIVE, "--set", "actors.russia.veto=false")
        assert code == 0
        changed = read_scenario(FIVE, ["actors.russia.veto=false"])
        assert read_text(out).hash == changed.hash != read_scenario(FIVE).hash
        lines = out.splitlines()
        assert [line for line in lines if line.endswith("# command line")] == []  # what is off is not written
        (title,) = [line for line in lines if line.startswith("title:")]
        assert title.split("# ")[1] == f"{FIVE}:4"
        out = sim("show", "--origin", FIVE, "--set", "actors.russia.precision=30")[1]
        (changed_line,) = [line for line in out.splitlines() if line.endswith("# command line")]
        assert changed_line.split() == ["precision:", "30", "#", "command", "line"]

    def test_as_data(self, sim) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim("show", "--json", GOOD)
        assert (code, err) == (0, "")
        data = json.loads(out)
        assert data["hash"] == read_scenario(GOOD).hash
        assert data["scenario"]["actors"]["power"]["veto"] is True
        assert data["origins"]["actors.power.veto"] == f"{GOOD}:40:5"

    def test_faults_as_data(self, sim, bad: Path) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim("show", "--json", bad)
        assert (code, err) == (1, "")
        assert [fault["line"] for fault in json.loads(out)["faults"]] == [40, 73]

    def test_a_pipe_that_closes_is_no_trouble(self) -> None:
        done = subprocess.run(
            f"{sys.executable} -m sim.cli show {FIVE} | head -1; echo ${{PIPESTATUS[0]}}",
            shell=True, executable="/bin/bash", capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.stderr == ""
        assert done.stdout.splitlines()[1] == "0"

    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
    def test_any_terminal_can_print_any_script(self, encoding: str, tmp_path: Path) -> None:
        file = tmp_path / "file.yaml"
        text = GOOD.read_text(encoding="utf-8").replace("label: The west", 'label: "Београд 🕊"')
        file.write_text(text, encoding="utf-8")
        done = sim_process("show", file, env={**os.environ, "PYTHONIOENCODING": encoding})
        assert (done.returncode, done.stderr) == (0, "")
        assert read_text(done.stdout).actors["west"].label == "Београд 🕊"


class TestNew:
    def test_a_starter_that_is_sound(self, sim, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        file = tmp_path / "my.yaml"
        code, out, err = sim("new", file)
        assert (code, err) == (0, "")
        assert out == f"{file}: written; `sim check {file}` checks it, `sim run {file}` runs it\n"
        assert sim("check", file)[0] == 0
        assert file.read_text(encoding="utf-8").count("#") > 20

    @pytest.mark.parametrize("kind", ["talks", "council", "ratification", "multiparty"])
    def test_each_kind_is_sound_sourced_and_plays(self, sim, tmp_path: Path, kind: str) -> None:  # type: ignore[no-untyped-def]
        file = tmp_path / "my.yaml"
        assert sim("new", file, "--kind", kind)[0] == 0
        code, out, err = sim("check", "--strict", file)
        assert (code, err) == (0, "")
        assert out.endswith(" 0 coded here, 0 with neither\n")
        told = json.loads(sim("run", file, "--runs", "96", "--seed", "3", "--json")[1])
        came = [one["outcome"] for one in told["outcomes"] if one["share"]]
        assert len(came) > 1, "a file to learn from shows more than one end"

    @pytest.mark.parametrize("kind", ["council", "ratification", "multiparty"])
    def test_what_the_head_of_a_starter_says_to_type_works(self, sim, tmp_path: Path, kind: str) -> None:  # type: ignore[no-untyped-def]
        file = tmp_path / "my.yaml"
        sim("new", file, "--kind", kind)
        said = re.findall(r"^# .*: +sim (run|theory) FILE( .*)?$", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(said) >= 2
        for verb, rest in said:
            words = shlex.split(re.split(r"  |, then", rest)[0])
            if "--out" not in words:
                assert sim(verb, file, *words, "--runs", "16")[0] == 0, words

    def test_an_unknown_kind(self, sim, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim("new", tmp_path / "my.yaml", "--kind", "councel")
        assert (code, out) == (1, "")
        assert err == (
            "--kind: there is nothing to start from for 'councel'; allowed: talks, council, ratification, "
            "multiparty; did you mean council?\n"
        )
        assert not (tmp_path / "my.yaml").exists()

    def test_nothing_is_overwritten(self, sim, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        file = tmp_path / "my.yaml"
        file.write_text("mine", encoding="utf-8")
        code, out, err = sim("new", file)
        assert (code, out) == (1, "")
        assert err == f"{file}: this exists already and is left as it is; name another file\n"
        assert file.read_text(encoding="utf-8") == "mine"

    def test_a_place_that_is_not_there(self, sim, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        code, _, err = sim("new", tmp_path / "none" / "my.yaml")
        assert code == 1
        assert err == f"{tmp_path / 'none' / 'my.yaml'}: no such file or directory\n"


def test_the_schema_is_printed_as_json(sim) -> None:  # type: ignore[no-untyped-def]
    code, out, err = sim("schema")
    assert (code, err) == (0, "")
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["chekc"], "no such command 'chekc'"),
            (["check"], "missing argument 'FILE...'"),
            (["show"], "missing argument 'SCENARIO'"),
            (["show", GOOD, "--colour"], "no such option: --colour"),
            (["show", GOOD, GOOD], "got unexpected extra argument"),
            (["show", GOOD, "--set"], "requires an argument"),
        ],
    )
    def test_wrong_usage_is_said_in_one_line(self, sim, arguments: list[object], said: str) -> None:  # type: ignore[no-untyped-def]
        code, out, err = sim(*arguments)
        assert (code, out) == (2, "")
        assert said.lower() in err.lower()
        assert err.count("\n") == 1
        assert err.endswith("; `sim --help` lists what is allowed\n")

    def test_help_and_version(self, sim) -> None:  # type: ignore[no-untyped-def]
        from sim import __version__

        assert sim("--version") == (0, f"sim {__version__}\n", "")
        code, out, _ = sim("--help")
        assert code == 0
        for verb in ("check", "show", "new", "schema"):
            assert f" {verb} " in out
            assert sim(verb, "--help")[0] == 0

    def test_help_imports_nothing_slow(self) -> None:
        code = "import sys; from sim.cli import main; main(['--help']); print(sorted(sys.modules), file=sys.stderr)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        loaded = set(done.stderr.replace("'", "").strip("[]\n").split(", "))
        slow = {
            "mesa",
            "numpy",
            "scipy",
            "pandas",
            "pyarrow",
            "matplotlib",
            "joblib",
            "ruamel.yaml",
            "sim.scenario.format.scenario",
        }
        assert not loaded & slow

    def test_an_error_of_the_program_is_no_traceback_unless_asked_for(self, sim, monkeypatch) -> None:  # type: ignore[no-untyped-def]
        def broken(*arguments: object) -> None:
            raise RuntimeError("out of paper")

        monkeypatch.setattr("sim.scenario.reader.reading", broken)
        code, _, err = sim("show", GOOD)
        assert code == 1
        assert err.splitlines() == [
            "a fault of the program, not of the scenario: RuntimeError: out of paper",
            "the same command with --debug shows where it arose",
        ]
        with pytest.raises(RuntimeError, match="out of paper"):
            sim("show", GOOD, "--debug")

    def test_an_interruption_has_its_own_exit_code(self, sim, monkeypatch) -> None:  # type: ignore[no-untyped-def]
        def interrupted(*arguments: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("sim.scenario.reader.reading", interrupted)
        assert sim("show", GOOD)[0] == 130

    def test_the_program_is_a_module_too(self) -> None:
        done = sim_process("check", GOOD)
        assert done.returncode == 0
        assert done.stdout.startswith(f"{GOOD}: sound")
