"""The package: what the wheel and the source archive hold, and that the wheel works away from the checkout.

Nothing is downloaded. Both are built by the setuptools that is installed, the wheel from the unpacked archive, so
that whatever the archive lacks shows. The environment that the wheel is tried in sees the libraries of this one, but
not this one's editable installation, since Python reads .pth files only of its own site-packages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OTHERS = shutil.ignore_patterns(".*", "results", "build", "dist", "*.egg-info", "__pycache__", "*.pyc")
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "VIRTUAL"))}

pytestmark = pytest.mark.slow
pytest.importorskip("setuptools", minversion="77", reason="setuptools 77 is the first that can build this")


def ran(*words, where, code=0):
    done = subprocess.run(
        [str(word) for word in words], cwd=where, env=CLEAN, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == code, f"{words}\n{done.stdout}\n{done.stderr}"
    return done


def built(what, tree, target):
    """Have the build backend make an archive of a tree, and give its path."""
    target.mkdir()
    ran(
        sys.executable,
        "-c",
        f"from setuptools import build_meta; build_meta.build_{what}({str(target)!r})",
        where=tree,
    )
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """Build the source archive of a clean copy, and the wheel of the unpacked archive."""
    place = tmp_path_factory.mktemp("package")
    tree = place / "tree"
    tree.mkdir()
    for name in ("sim", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=OTHERS)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    archive = built("sdist", tree, place / "sdist")
    with tarfile.open(archive) as packed:
        safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # Python 3.11.4 brought it
        packed.extractall(place / "unpacked", **safe)
    (unpacked,) = (place / "unpacked").iterdir()
    return archive, built("wheel", unpacked, place / "wheel")


def shipped():
    """Return every file of the checkout that belongs into the package."""
    kinds = ("data", "views/templates")
    beside = [path for kind in kinds for path in (ROOT / "sim" / kind).iterdir() if path.is_file()]
    beside += [path for path in (ROOT / "sim/views/app").iterdir() if path.suffix in (".vue", ".css")]
    files = [*(ROOT / "sim").rglob("*.py"), *beside, ROOT / "sim" / "py.typed"]
    return {path.relative_to(ROOT).as_posix() for path in files}


def test_the_wheel_holds_code_data_and_templates(archives):
    with zipfile.ZipFile(archives[1]) as wheel:
        held = set(wheel.namelist())
    assert len([name for name in shipped() if name.startswith(("sim/data/", "sim/views/templates/"))]) >= 4
    assert not shipped() - held
    assert {name.split("/")[0] for name in held if ".dist-info" not in name} == {"sim"}
    assert any(name.endswith("LICENSE") for name in held)


def test_the_source_archive_holds_what_the_wheel_is_built_of(archives):
    with tarfile.open(archives[0]) as packed:
        held = {name.partition("/")[2] for name in packed.getnames()}
    assert not (shipped() | {"pyproject.toml", "README.md", "LICENSE"}) - held


def test_every_data_file_of_the_source_is_named_in_the_package():
    """Whatever lies beside the code is either code, or of a kind that pyproject.toml ships."""
    lying = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sim").rglob("*")
             if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")}  # fmt: skip
    assert not lying - shipped()


@pytest.fixture(scope="module")
def away(archives, tmp_path_factory):
    """Install the wheel into an environment of its own, outside the checkout, and give its folder for programs."""
    place = tmp_path_factory.mktemp("away")
    ran(sys.executable, "-m", "venv", "--without-pip", place / "env", where=place)
    python = place / "env" / Path(sysconfig.get_path("scripts")).name / "python"
    said = ran(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", where=place).stdout.strip()
    (Path(said) / "libraries_of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    ran(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--ignore-installed",
        "--disable-pip-version-check", archives[1], where=place)  # fmt: skip
    return python.parent


def test_the_installed_wheel_makes_checks_and_plays_a_scenario(away, tmp_path):
    where = ran(away / "python", "-c", "import sim; print(sim.__file__)", where=tmp_path).stdout.strip()
    assert Path(where).is_relative_to(away.parent)
    sim = away / "sim"
    ran(sim, "new", "mine.yaml", where=tmp_path)
    ran(sim, "check", "mine.yaml", where=tmp_path)
    told = ran(sim, "run", "mine.yaml", "--runs", "200", "--out", "kept", "--json", where=tmp_path)
    assert json.loads(told.stdout)["runs"] == 200
    assert (tmp_path / "kept" / "manifest.json").exists()
    ran(sim, "plot", "kept", "--figure", "outcomes", where=tmp_path)
    ran(sim, "report", "kept", where=tmp_path)
    assert list((tmp_path / "kept").rglob("*.png"))
    assert list((tmp_path / "kept").rglob("*.html"))
