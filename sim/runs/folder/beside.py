"""What a results folder keeps beside its runs: the three bands, and which folder holds which choice of rules.

``bands.json`` has the bands of every outcome. ``rules.json`` lists the choices of rules with their weights, the
folder of each (``rules/NAME``), the seal of its manifest, and the weighted share of each outcome. Both are sealed,
and name the scenario and the seed, so that a file that was altered or is of other runs is told.
"""

import json
import shutil
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.runs.failures import FolderFault, plain_reason
from sim.runs.folder.layout import BANDS, write_whole
from sim.runs.folder.manifest import Vouched, each_key_once
from sim.runs.folder.seal import see_that_it_is_a_file

__all__ = ["KeptBand", "KeptBands", "KeptChoice", "KeptRules", "KeptShare", "Sealed", "copy_bands", "read_sealed",
           "write_sealed"]  # fmt: skip

Share = Annotated[float, Field(ge=0, le=1)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Sealed(Vouched):
    """A file beside the manifest."""

    format: Literal[1] = 1
    """Version of the layout."""
    scenario_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    seed: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,19})$")]
    """As text: JSON readers lose digits above 2**53."""
    version: str
    seal: str = ""
    """Digest of all else."""


class KeptBand(BaseModel):
    """The bands of one outcome."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    outcome: str
    share: Share
    luck: tuple[Share, Share] = Field(strict=False)
    coding: tuple[Share, Share] = Field(strict=False)
    by_rules: dict[str, Share]
    """The share under each choice of rules."""
    parts: tuple[Share, Share, Share] | None = Field(strict=False)
    """Of luck, coding and rules."""


class KeptBands(Sealed):
    """What ``bands.json`` says."""

    pairs: Annotated[int, Field(ge=2)]
    bands: Annotated[list[KeptBand], Field(min_length=1)]


class KeptChoice(BaseModel):
    """A choice of rules whose runs are kept."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: str
    folder: Annotated[str, Field(pattern=r"^(\.|rules/[a-z0-9_]+)$")]
    """Where its runs lie, within the folder."""
    weight: Annotated[float, Field(gt=0)]
    seal: Digest
    """Of the manifest there."""


class KeptShare(BaseModel):
    """The weighted share of one outcome, with its 95 per cent interval."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    share: Share
    low: Share
    high: Share


class KeptRules(Sealed):
    """What ``rules.json`` says."""

    runs: Annotated[int, Field(ge=1)]
    """Under each choice."""
    choices: Annotated[list[KeptChoice], Field(min_length=2)]
    """The first is the file as it is."""
    weighted: dict[str, KeptShare]
    """Of each outcome."""


File = TypeVar("File", bound=Sealed)


def write_sealed(path: Path, said: Sealed) -> None:
    """Write such a file, sealed, whole or not at all.

    Raises FolderFault if it cannot be written.
    """
    text = json.dumps(said.sealed().model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
    try:
        write_whole(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error


def read_sealed(path: Path, kind: type[File]) -> File:
    """Read such a file.

    Raises FolderFault if it cannot be read, or is not as it was written.
    """
    again = "run again with --resume, which makes it anew"
    see_that_it_is_a_file(path)
    try:
        said = kind.model_validate(json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=each_key_once))
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(step)[:40] for step in first["loc"])
        raise FolderFault(f"{path}: not as it is written by sim run ({where}: {first['msg']}); {again}") from error
    except (ValueError, RecursionError) as error:
        raise FolderFault(f"{path}: not readable as JSON; {again}") from error
    if said.seal != said.digest():
        raise FolderFault(f"{path}: not as it was written; {again}")
    return said


def copy_bands(folder: Path, other: Path) -> None:
    """Copy what a results folder says of its bands into another of the same scenario and seed, if it says anything.

    Raises FolderFault if it cannot be copied.

    >>> import tempfile
    >>> folder, other = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    >>> _ = (folder / "bands.json").write_text("{}")
    >>> copy_bands(folder, other)
    >>> [path.name for path in other.iterdir()]
    ['bands.json']
    """
    bands = folder / BANDS
    if bands.exists():
        see_that_it_is_a_file(bands)
        write_whole(other / BANDS, partial(shutil.copyfile, bands))
