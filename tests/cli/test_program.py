"""The program as a whole: verbs that nobody names are listed, and their options are not read."""

import inspect

import pytest

from sim.cli import main
from sim.cli.program import VERBS, program

NAMES = [verb.__name__.rstrip("_").replace("_", "-") for verb in VERBS]


def options_of(words):
    return {one.name: set(inspect.signature(one.callback).parameters) for one in program(words).registered_commands}


def test_only_what_is_named_has_its_options_read():
    of_all, of_one = options_of(None), options_of(["run", "x.yaml", "--out", "plot"])
    assert list(of_one) == list(of_all) == NAMES
    assert {name: of_all[name] for name, has in of_one.items() if has} == {
        name: of_all[name] for name in ("run", "plot")
    }


@pytest.mark.parametrize("words", [["--help"], []])
def test_the_help_lists_every_verb_in_order(words, capsys):
    main(words)
    said = capsys.readouterr()
    lines = (said.out + said.err).splitlines()
    listed = [line.split()[0] for line in lines[lines.index("Commands:") + 1 :] if line[2:3].strip()]
    assert listed == NAMES


def test_a_misspelt_verb_is_told_the_nearest(capsys):
    assert main(["swep", "x.yaml"]) == 2
    assert (
        capsys.readouterr().err
        == "no such command 'swep'. Did you mean 'sweep'?; `sim --help` lists what is allowed\n"
    )
