"""What a results folder keeps of rules: the three bands, and under which rules each folder within it was played.

``bands.json`` has the bands of every outcome. ``rules.json`` lists the choices of rules with their weights, the
folder of each (``rules/NAME``), the seal of its manifest, and the weighted share of each outcome. Both are sealed,
and name the scenario and the seed, so that a file that was altered or is of other runs is told.
"""

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.questions.bands import AS_WRITTEN, Band, Bands, Parts, labels_of_rules
from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault, Interrupted, plain_reason
from sim.runs.folder.layout import BANDS, RULES, write_whole
from sim.runs.folder.manifest import each_key_once, read_manifest
from sim.runs.folder.seal import digest_of, see_that_it_is_a_file
from sim.runs.folder.verify import verify_folder
from sim.runs.intervals import Interval
from sim.scenario.format.scenario import Scenario
from sim.version import __version__

__all__ = ["BANDS", "RULES", "KeptRules", "home_of", "keep_bands", "keep_rules", "kept_bands", "kept_rules",
           "without_bands",
           "wrong_rules"]  # fmt: skip

Share = Annotated[float, Field(ge=0, le=1)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class _Sealed(BaseModel):
    """A file beside the manifest; nothing else may stand in it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: Literal[1] = 1
    """Version of the layout."""
    scenario_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    seed: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,19})$")]
    """As text: JSON readers lose digits above 2**53."""
    version: str
    seal: str = ""
    """Digest of all else."""

    def digest(self) -> str:
        """Return the digest of all but the seal."""
        text = json.dumps(self.model_dump(mode="json", exclude={"seal"}), sort_keys=True, separators=(",", ":"))
        return digest_of(text.encode())

    def sealed(self) -> Self:
        """Return the same with its seal."""
        return self.model_copy(update={"seal": self.digest()})


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


class KeptBands(_Sealed):
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


class KeptRules(_Sealed):
    """What ``rules.json`` says."""

    runs: Annotated[int, Field(ge=1)]
    """Under each choice."""
    choices: Annotated[list[KeptChoice], Field(min_length=2)]
    """The first is the file as it is."""
    weighted: dict[str, KeptShare]
    """Of each outcome."""


File = TypeVar("File", bound=_Sealed)


def home_of(folder: Path, choice: str) -> Path:
    """Name the results folder of a choice of rules.

    >>> home_of(Path("results"), "squared_loss").as_posix(), home_of(Path("results"), AS_WRITTEN).as_posix()
    ('results/rules/squared_loss', 'results')
    """
    return folder if choice == AS_WRITTEN else folder / "rules" / choice


@contextlib.contextmanager
def without_bands(folder: Path | None) -> Iterator[None]:
    """Say that runs are kept and bands are not, if somebody stops the work on these."""
    try:
        yield
    except KeyboardInterrupt:
        if folder is None:
            raise
        said = "all runs are kept, the bands are not; the same command with --resume goes on"
        raise Interrupted(f"{folder}: interrupted; {said}") from None


def keep_bands(folder: Path, bands: Bands) -> None:
    """Write bands into a results folder.

    Raises FolderFault if they cannot be written.
    """
    kept = [
        KeptBand(
            outcome=band.outcome, share=band.share.share, luck=(band.share.low, band.share.high), coding=band.coding,
            by_rules=band.by_rules, parts=band.parts,
        )
        for band in bands.bands
    ]  # fmt: skip
    _write(folder / BANDS, KeptBands(scenario_hash=bands.scenario.hash, seed=str(bands.seed), version=__version__,
                                     pairs=bands.pairs, bands=kept))  # fmt: skip


def kept_bands(ensemble: Ensemble) -> Bands | None:
    """Return the bands that the folder of an ensemble holds, or nothing.

    Raises FolderFault if they are not as they were written, or of other runs.

    >>> kept_bands(sim.run("scenarios/kosovo/five_actors.yaml", runs=2)) is None  # which is kept nowhere
    True
    """
    if ensemble.home is None or not (ensemble.home / BANDS).exists():
        return None
    path = ensemble.home / BANDS
    said = _read(path, KeptBands)
    _see_that_it_is_of(path, said, ensemble.scenario, ensemble.seed)
    found = [
        Band(one.outcome, Interval(one.share, *one.luck), one.coding, one.by_rules, one.parts and Parts(*one.parts))
        for one in said.bands
    ]
    return Bands(ensemble.scenario, said.pairs, ensemble.seed, labels_of_rules(ensemble.scenario), found)


def keep_rules(
    folder: Path, weights: Mapping[str, float], ensembles: Mapping[str, Ensemble], weighted: Mapping[str, Interval]
) -> None:
    """Write down which folder is of which choice of rules.

    Raises FolderFault if it cannot be written.
    """
    written = ensembles[AS_WRITTEN]
    choices = [
        KeptChoice(name=name, folder=home_of(Path(), name).as_posix(), weight=weights[name],
                   seal=read_manifest(home_of(folder, name)).seal)
        for name in ensembles
    ]  # fmt: skip
    shares = {name: KeptShare(**part._asdict()) for name, part in weighted.items()}
    _write(folder / RULES, KeptRules(scenario_hash=written.scenario.hash, seed=str(written.seed), version=__version__,
                                     runs=len(written), choices=choices, weighted=shares))  # fmt: skip


def kept_rules(ensemble: Ensemble) -> KeptRules | None:
    """Return what the folder of an ensemble says of other choices of rules, or nothing.

    Raises FolderFault if it is not as it was written, or of other runs.
    """
    if ensemble.home is None or not (ensemble.home / RULES).exists():
        return None
    path = ensemble.home / RULES
    said = _read(path, KeptRules)
    _see_that_it_is_of(path, said, ensemble.scenario, ensemble.seed)
    if said.choices[0].seal != read_manifest(ensemble.home).seal:
        raise FolderFault(f"{path}: is of {said.runs:,} runs, which are not those of the folder; "
                          "run again with --rules all --resume")  # fmt: skip
    return said


def wrong_rules(folder: Path) -> list[str]:
    """Check every byte that a folder holds of bands and other choices of rules, and tell what is wrong, a line each.

    >>> import tempfile
    >>> home = sim.run("scenarios/kosovo/five_actors.yaml", runs=2).save(tempfile.mkdtemp())
    >>> wrong_rules(home)
    []
    >>> _ = (home / "bands.json").write_text("{}")
    >>> wrong_rules(home)[0].partition("; ")[2]
    'run again with --resume, which makes it anew'
    """
    wrong: list[str] = []
    try:
        ensemble = Ensemble.load(folder)
    except FolderFault as fault:
        return [str(fault)]
    for reads in (kept_bands, kept_rules):
        try:
            reads(ensemble)
        except FolderFault as fault:
            wrong.append(str(fault))
    if wrong or not (folder / RULES).exists():
        return wrong
    said = _read(folder / RULES, KeptRules)
    for choice in said.choices[1:]:
        wrong += _wrong_choice(folder / choice.folder, choice, folder / RULES)
    return wrong


def _wrong_choice(home: Path, choice: KeptChoice, index: Path) -> list[str]:
    try:
        found = verify_folder(home)
        if not found and read_manifest(home).seal != choice.seal:
            found = [f"{home}: is not the folder that {index} names; run again with --rules all --resume"]
    except FolderFault as fault:
        found = [str(fault)]
    return found


def _write(path: Path, said: _Sealed) -> None:
    text = json.dumps(said.sealed().model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
    try:
        write_whole(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))
    except OSError as error:
        raise FolderFault(plain_reason(path, error)) from error


def _read(path: Path, kind: type[File]) -> File:
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


def _see_that_it_is_of(path: Path, said: _Sealed, scenario: Scenario, seed: int) -> None:
    if (said.scenario_hash, said.seed) != (scenario.hash, str(seed)):
        raise FolderFault(f"{path}: is of scenario {said.scenario_hash} and seed {said.seed}, the folder of "
                          f"{scenario.hash} and {seed}; run again with --resume, which makes it anew")  # fmt: skip
