"""What a results folder keeps of rules: the three bands, and under which rules each folder within it was played.

How the files are written that say so, and what stands in them, is in `sim.runs.folder.beside`.
"""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.questions.bands import AS_WRITTEN, Band, Bands, Parts, labels_of_rules
from sim.runs.ensemble import Ensemble
from sim.runs.failures import FolderFault, Interrupted
from sim.runs.folder.beside import (
    KeptBand,
    KeptBands,
    KeptChoice,
    KeptRules,
    KeptShare,
    Sealed,
    read_sealed,
    write_sealed,
)
from sim.runs.folder.layout import BANDS, RULES
from sim.runs.folder.manifest import read_manifest
from sim.runs.folder.verify import verify_folder
from sim.runs.intervals import Interval
from sim.scenario.format.scenario import Scenario
from sim.version import __version__

__all__ = ["BANDS", "RULES", "KeptRules", "home_of", "keep_bands", "keep_rules", "kept_bands", "kept_rules",
           "without_bands", "wrong_rules"]  # fmt: skip


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
    said = KeptBands(scenario_hash=bands.scenario.hash, seed=str(bands.seed), version=__version__, pairs=bands.pairs,
                     bands=kept)  # fmt: skip
    write_sealed(folder / BANDS, said)


def kept_bands(ensemble: Ensemble) -> Bands | None:
    """Return the bands that the folder of an ensemble holds, or nothing.

    Raises FolderFault if they are not as they were written, or of other runs.

    >>> kept_bands(sim.run("scenarios/kosovo/five_actors.yaml", runs=2)) is None  # which is kept nowhere
    True
    """
    if ensemble.home is None or not (ensemble.home / BANDS).exists():
        return None
    path = ensemble.home / BANDS
    said = read_sealed(path, KeptBands)
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
    said = KeptRules(scenario_hash=written.scenario.hash, seed=str(written.seed), version=__version__,
                     runs=len(written), choices=choices, weighted=shares)  # fmt: skip
    write_sealed(folder / RULES, said)


def kept_rules(ensemble: Ensemble) -> KeptRules | None:
    """Return what the folder of an ensemble says of other choices of rules, or nothing.

    Raises FolderFault if it is not as it was written, or of other runs.
    """
    if ensemble.home is None or not (ensemble.home / RULES).exists():
        return None
    path = ensemble.home / RULES
    said = read_sealed(path, KeptRules)
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
    said = read_sealed(folder / RULES, KeptRules)
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


def _see_that_it_is_of(path: Path, said: Sealed, scenario: Scenario, seed: int) -> None:
    if (said.scenario_hash, said.seed) != (scenario.hash, str(seed)):
        raise FolderFault(f"{path}: is of scenario {said.scenario_hash} and seed {said.seed}, the folder of "
                          f"{scenario.hash} and {seed}; run again with --resume, which makes it anew")  # fmt: skip
