"""`sim report`: writes the page, says where, and says in one line what is wrong with a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main
from sim.runs.run import run

STARTER = Path(__file__).resolve().parents[2] / "sim" / "data" / "starter.yaml"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return run(STARTER, 64).save(tmp_path_factory.mktemp("results") / "kept")


def test_the_page_is_written_into_the_folder(home, capsys):
    assert main(["report", str(home)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str((home / "report.html").resolve())
    assert said.err == ""
    assert (home / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.usefixtures("blank_pictures")
def test_it_is_written_again_in_place_of_the_one_that_is_there(home):
    page = home / "report.html"
    assert main(["report", str(home)]) == 0
    made = page.read_bytes()
    page.write_bytes(made + b"<!-- older -->")
    assert main(["report", str(home)]) == 0
    assert page.read_bytes() == made


@pytest.mark.usefixtures("blank_pictures")
def test_the_page_is_written_elsewhere_if_asked(home, tmp_path, capsys):
    page = tmp_path / "page.html"
    assert main(["report", str(home), "--out", str(page)]) == 0
    assert capsys.readouterr().out.strip() == str(page.resolve())
    assert page.stat().st_size > 10_000
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_folder_that_is_none_is_named(tmp_path, capsys):
    assert main(["report", str(tmp_path / "nowhere")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "nowhere: no such folder" in said.err
    assert len(said.err.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_named(home, tmp_path, capsys):
    assert main(["report", str(home), "--out", str(tmp_path / "no" / "such" / "page.html")]) == 1
    said = capsys.readouterr().err
    assert "page.html" in said
    assert "there is no folder" in said
    assert len(said.splitlines()) == 1


def test_a_folder_must_be_given(capsys):
    assert main(["report"]) == 2
    assert "--help" in capsys.readouterr().err
