"""`sim app` where the page cannot be served, and how its command line reads."""

from __future__ import annotations

from importlib import metadata

import pytest

from sim.cli import main


def test_without_the_extra_one_line_says_what_to_install(monkeypatch, capsys):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert main(["app", "--no-browser"]) == 1
    assert capsys.readouterr().err == "the page needs the extra `app`: pip install 'status-talks[app]'\n"


def test_a_scenario_at_fault_is_told_before_anything_is_served(tmp_path, capsys):
    (tmp_path / "bad.yaml").write_text("format: 1\ntitle: Nothing\n", encoding="utf-8")
    assert main(["app", str(tmp_path / "bad.yaml"), "--no-browser"]) == 1
    assert "bad.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["--host", "--port", "--no-browser", "127.0.0.1"])
def test_help_names_its_options(word, capsys):
    assert main(["app", "--help"]) == 0
    assert word in capsys.readouterr().out
