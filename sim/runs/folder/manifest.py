"""``manifest.json``: what a results folder holds, how to get the same bytes again, and that they are these."""

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version as installed
from pathlib import Path
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.chance.streams import BLOCK_RUNS
from sim.runs.counts import Totals
from sim.runs.failures import FolderFault
from sim.runs.folder.layout import write_whole
from sim.runs.folder.seal import Work, digest_of
from sim.scenario.format.scenario import Scenario
from sim.version import __version__

__all__ = ["DECIDING", "FORMAT", "WITH_INPUTS", "Manifest", "Vouched", "each_key_once", "kind_of_processor",
           "manifest_of", "read_manifest", "versions", "write_manifest"]  # fmt: skip

FORMAT = 4
"""Version of the layout of a results folder: the numbers that runs drew are drawn again when they are asked for."""

WITH_INPUTS = 5
"""The same with these numbers in the files, where that is asked for."""

DECIDING = ("numpy", "scipy", "pyarrow")
"""Libraries whose versions may show in the last bit of a result or in the bytes of a file."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Count = Annotated[int, Field(ge=0)]


class Vouched(BaseModel):
    """A file whose `seal` is a digest of all else that it says; nothing else may stand in it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    def digest(self) -> str:
        """Return the digest of all but the seal."""
        text = json.dumps(self.model_dump(mode="json", exclude={"seal"}), sort_keys=True, separators=(",", ":"))
        return digest_of(text.encode())

    def sealed(self) -> Self:
        """Return the same with its seal.

        >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
        >>> manifest = manifest_of(five, 0, 10, "2026-01-05T09:00:00+00:00").sealed()
        >>> manifest.seal == manifest.digest(), manifest.model_copy(update={"runs": 11}).digest() == manifest.seal
        (True, False)
        """
        return self.model_copy(update={"seal": self.digest()})


class Manifest(Vouched):
    """What ``manifest.json`` says."""

    format: int
    """Version of the layout."""
    title: str
    scenario_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    seed: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,19})$")]
    """As text: JSON readers lose digits above 2**53."""
    runs: Annotated[int, Field(ge=1)]
    block_runs: Annotated[int, Field(ge=1)]
    version: str
    python: str
    processor: tuple[str, ...] = Field(strict=False)
    """What numpy found that the processor can do: it may show in the last digits of results."""
    libraries: dict[str, str]
    started: str
    finished: str | None
    outcomes: dict[str, Count] | None = None
    """How many runs ended with each outcome, once finished."""
    failed_blocks: tuple[Count, ...] = Field((), strict=False)
    """Blocks that could not be played."""
    files: dict[str, Digest] = {}
    """Every file of a finished folder with its digest; of one of blocks, the last part of its seal."""
    seal: str = ""
    """Digest of all that stands above."""

    @property
    def work(self) -> Work:
        """What its blocks are a part of."""
        return Work(self.scenario_hash, self.seed, self.version)

    @property
    def stores_inputs(self) -> bool:
        """Whether the numbers that runs drew are in its files."""
        return self.format == WITH_INPUTS


def manifest_of(
    scenario: Scenario, seed: int, runs: int, started: datetime | str, totals: Totals | None = None,
    stores_inputs: bool = False,
) -> Manifest:  # fmt: skip
    """Tell what a folder holds: enough to get the same bytes again.

    >>> five = sim.read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> manifest = manifest_of(five, 2**64 - 1, 1000, "2026-01-05T09:00:00+00:00")
    >>> manifest.seed, manifest.block_runs, manifest.scenario_hash == five.hash
    ('18446744073709551615', 1024, True)
    """
    libraries = ("mesa", "numpy", "scipy", "pyarrow", "pandas", "pydantic")
    counted = dict(zip(scenario.outcome_labels, totals.outcomes.tolist(), strict=True)) if totals else None
    return Manifest(
        format=WITH_INPUTS if stores_inputs else FORMAT,
        title=scenario.title,
        scenario_hash=scenario.hash,
        seed=str(seed),
        runs=runs,
        block_runs=BLOCK_RUNS,
        version=__version__,
        python=platform.python_version(),
        processor=kind_of_processor(),
        libraries={name: installed(name) for name in libraries},
        started=started if isinstance(started, str) else started.isoformat(timespec="seconds"),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        outcomes=counted,
    )


def write_manifest(home: Path, manifest: Manifest) -> None:
    """Write ``manifest.json``, sealed, whole or not at all."""
    text = json.dumps(manifest.sealed().model_dump(mode="json", exclude_defaults=True), indent=2, ensure_ascii=False)
    write_whole(home / "manifest.json", lambda part: part.write_text(text + "\n", encoding="utf-8", newline="\n"))


def read_manifest(home: Path) -> Manifest:
    """Read ``manifest.json``, or say in one line what is wrong with the folder.

    Raises FolderFault if it is none, is one of another format, or was altered.
    """
    path = home / "manifest.json"
    if not home.is_dir():
        raise FolderFault(f"{home}: no such folder")
    if not path.is_file():
        raise FolderFault(f"{home}: no manifest.json; this is no results folder, or its run was not finished")
    data = _data(path)
    if isinstance(data, dict) and "format" in data and data["format"] not in (WITH_INPUTS, FORMAT):
        raise FolderFault(f"{path}: format {_short(data['format'])} is not known; this version reads formats "
                          f"{FORMAT} and {WITH_INPUTS}")  # fmt: skip
    try:
        manifest = Manifest.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(_short(step) for step in first["loc"])
        said = f"{where}: {first['msg']}" if where else "it is no object with the keys of one"
        raise FolderFault(f"{path}: not the manifest of a results folder ({said})") from error
    if manifest.seal != manifest.digest():
        raise FolderFault(f"{path}: not as it was written; whoever altered it has to restore it, "
                          "or play again into a new folder")  # fmt: skip
    return manifest


def _data(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=each_key_once)
    except OSError as error:
        raise FolderFault(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise FolderFault(f"{path}: not readable as UTF-8 (byte {error.start})") from error
    except RecursionError as error:
        raise FolderFault(f"{path}: not readable as JSON (brackets within brackets, too deep)") from error
    except ValueError as error:
        raise FolderFault(f"{path}: not readable as JSON ({_short(error)})") from error


def each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON, in which people and programs read the same.

    Raises ValueError if a key stands twice.

    >>> json.loads('{"seed": 1, "runs": 2}', object_pairs_hook=each_key_once)
    {'seed': 1, 'runs': 2}
    """
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {_short(key)} stands twice")
        found[key] = value
    return found


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def kind_of_processor() -> tuple[str, ...]:
    """Name the kind of processor and what numpy uses of it: two that differ may differ in the last digits of results.

    >>> len(kind_of_processor()) > 0
    True
    """
    found = np.show_config(mode="dicts")
    extensions = found.get("SIMD Extensions", {}) if isinstance(found, dict) else {}
    return (platform.machine(), *extensions.get("found", ()))


def versions() -> dict[str, str]:
    """Return the version of the program and of each library that decides.

    >>> list(versions())
    ['status-talks', 'numpy', 'scipy', 'pyarrow']
    """
    return {"status-talks": __version__, **{name: installed(name) for name in DECIDING}}
