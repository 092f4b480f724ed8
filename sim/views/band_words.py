"""The three bands in words, as every medium says them: what luck, the coded numbers and the rules do to a share."""

from typing import NamedTuple

from sim.questions.bands import Bands, told_from_none
from sim.questions.rule_sets.kept import kept_bands, kept_rules
from sim.runs.ensemble import Ensemble
from sim.runs.intervals import digits_for

__all__ = ["HOW_SURE", "LUCK_ALONE", "BandWords", "band_words", "bands_kept", "faintest"]

HOW_SURE = (
    "Share of runs in this model, not a probability. Luck: the 95 % interval of the share, from these runs. Coding: "
    "where it lies for nine of ten sets of the numbers drawn, under the rules of the file. Rules: the lowest and the "
    "highest share under any choice of rules."
)
"""What the bands mean, in a line below a table of them."""

LUCK_ALONE = "the intervals are about luck alone; what the numbers and the rules of the file do: sim bands"
"""What is said below shares whose other bands nobody has played."""


class BandWords(NamedTuple):
    """What is said of one outcome beside its share."""

    coding: str
    rules: str
    weighted: str
    """The share over all choices of rules by their weights; empty where these were not played whole."""


def band_words(bands: Bands) -> dict[str, BandWords]:
    """Return what the bands say of each outcome, in whole per cent.

    >>> from sim.questions.bands import bands
    >>> found = bands(sim.read_scenario("scenarios/kosovo/five_actors.yaml"), pairs=16)
    >>> band_words(found)["agreed_settlement"]
    BandWords(coding='0 to 0 %', rules='0 to 0 %', weighted='')
    """
    return {band.outcome: BandWords(_between(*band.coding), _between(*band.rules), "") for band in bands.bands}


def faintest(pairs: int) -> str:
    """Say which bands of the coding are too narrow to be told from none.

    >>> faintest(2_048)
    'A band of coding narrower than 31 points (at a share of a half) is not told from none by 2,048 pairs.'
    """
    return (f"A band of coding narrower than {100 * told_from_none(pairs):.0f} points (at a share of a half) is not "
            f"told from none by {pairs:,} pairs.")  # fmt: skip


def bands_kept(ensemble: Ensemble) -> dict[str, BandWords]:
    """Return what the folder of an ensemble says of its bands, by outcome; nothing where it keeps none.

    Raises FolderFault if they are not as they were written, or of other runs.

    >>> bands_kept(sim.run("scenarios/kosovo/five_actors.yaml", runs=2))
    {}
    """
    bands, rules = kept_bands(ensemble), kept_rules(ensemble)
    if bands is None:
        return {}
    said = band_words(bands)
    if rules is None:
        return said
    weighted = {
        name: f"{100 * part.share:.{digits_for(part.high - part.low)}f} %" for name, part in rules.weighted.items()
    }
    return {name: words._replace(weighted=weighted.get(name, "")) for name, words in said.items()}


def _between(low: float, high: float) -> str:
    return f"{100 * low:.0f} to {100 * high:.0f} %"
