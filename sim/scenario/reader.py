"""Reading scenarios: from files, from text and from Python data, with everything that is wrong told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from sim.scenario.checks import sense
from sim.scenario.checks.levers import astray
from sim.scenario.checks.messages import faults_of
from sim.scenario.checks.partial import sound_parts
from sim.scenario.checks.references import dangling
from sim.scenario.faults import COMMAND_LINE, NOWHERE, Fault, Place, ScenarioFault
from sim.scenario.format.scenario import Scenario
from sim.scenario.paths import all_paths
from sim.scenario.text.builder import MOST_ENTRIES
from sim.scenario.text.file import bytes_of, text_of
from sim.scenario.text.scalars import objection
from sim.scenario.text.tree import Key, Node, entries, plain, tree_of
from sim.scenario.text.writer import as_yaml
from sim.scenario.variants import Composed, changed, composed, set_on_command_line

__all__ = ["Reading", "read_scenario", "read_text", "reading", "reading_of", "scenario_from", "varied", "written"]


@dataclass(frozen=True)
class Reading:
    """A scenario with what reading it brought to light."""

    scenario: Scenario
    warnings: tuple[Fault, ...] = ()
    root: Node = field(default_factory=lambda: Node({}, NOWHERE))
    """What was read, with where everything stands."""
    files: tuple[str, ...] = ()
    """The files that were read, tables of states before all, then parents first."""

    @property
    def origins(self) -> dict[str, str]:
        """For each dotted path that was given, the file and line, or the command line, that it comes from."""
        return {path: str(node.at) for path, node in all_paths(self.root)}


def reading(path: str | Path, settings: Sequence[str] = ()) -> Reading:
    """Return the scenario of a file, as `read_scenario` does, with what was noticed on the way.

    >>> reading("scenarios/kosovo/five_actors.yaml").scenario.title
    'Kosovo status talks with five actors'
    """
    name = str(path)
    text = text_of(bytes_of(path), name)
    base = composed(text, name, Path(path).parent, (Path(path).resolve(),))
    return _finished(base, settings)


def read_scenario(path: str | Path, settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    path : str or Path
        The file.
    settings : sequence of str
        What to change after reading, each as "path=value", such as "actors.russia.veto=false".

    Returns
    -------
    Scenario
        Sound, with everything that it extends worked in.

    Raises
    ------
    ScenarioFault
        With everything that is wrong, if anything is.

    Examples
    --------
    >>> scenario = read_scenario("scenarios/kosovo/five_actors.yaml", ["actors.russia.veto=false"])
    >>> scenario.actors["russia"].veto
    False
    """
    return reading(path, settings).scenario


def reading_of(text: str, name: str = "<text>", settings: Sequence[str] = ()) -> Reading:
    """Return the scenario of a text, as `read_text` does, with what was noticed on the way.

    >>> reading_of("extends: scenarios/kosovo/five_actors.yaml").scenario.title
    'Kosovo status talks with five actors'
    """
    return _finished(composed(text_of(text.encode(errors="surrogatepass"), name), name, Path()), settings)


def read_text(text: str, name: str = "<text>", settings: Sequence[str] = ()) -> Scenario:
    """Return the scenario of a text, which messages call `name`; `extends` is relative to the current directory.

    >>> text = "{extends: scenarios/kosovo/five_actors.yaml, set: {process.vienna.weeks: 80}}"
    >>> read_text(text).process[0].weeks.value
    80.0
    """
    return reading_of(text, name, settings).scenario


def scenario_from(data: Mapping[str, object]) -> Scenario:
    """Return the scenario of Python data in the form of a file, with dates as `datetime.date`, checked as a file is.

    >>> scenario_from({"format": 1, "title": "Nothing yet"})
    Traceback (most recent call last):
    sim.scenario.faults.ScenarioFault: scenario: calendar: `calendar` is missing; allowed: ...
    """
    root = tree_of(data)
    faults = [
        Fault(node.place, path, *trouble)
        for path, node in all_paths(root)
        if isinstance(node.value, str) and (trouble := objection(node.value))
    ]
    return _finished(Composed(root, faults, [NOWHERE.file]), ()).scenario


def varied(scenario: Scenario, settings: Sequence[str] = (), variant: Mapping[Key, Node] | None = None) -> Reading:
    """Return a scenario changed as a variant file would (`variant`) or the command line (`settings`).

    Changes that change nothing are among its warnings.

    >>> five = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> varied(five, ["actors.russia.veto=false"]).scenario.actors["russia"].veto
    False
    """
    root = tree_of(scenario.model_dump(mode="python", exclude_defaults=True, by_alias=True))
    return _finished(Composed(root, changed(root, variant or {}), ["scenario"]), settings)


def _finished(base: Composed, settings: Sequence[str]) -> Reading:
    root = base.root
    base.faults += set_on_command_line(root, settings)
    base.take_in_states()
    if len(base.files) > 1 and (many := entries(root)) > MOST_ENTRIES:  # or what is kept of it could not be read
        said = f"with its parents and tables the scenario has {many:,} entries"
        raise ScenarioFault([Fault(Place(base.files[-1]), "", said, f"at most {MOST_ENTRIES:,}")])
    layers = (*base.files, COMMAND_LINE)
    found = [*base.faults, *dangling(root, Scenario), *astray(root)]
    try:
        scenario = Scenario.model_validate(plain(root))
    except ValidationError as error:
        found += faults_of(error, root, Scenario, layers)
        found += sense(sound_parts(root), root)
    else:
        found += sense(scenario, root)
        if all(fault.warning for fault in found):
            return Reading(scenario, tuple(found), root, tuple(base.files))
    raise ScenarioFault(_ordered(found, layers))


def _ordered(faults: list[Fault], files: Sequence[str]) -> list[Fault]:
    unique: dict[tuple[Place, str], Fault] = {}
    for fault in sorted(faults, key=lambda fault: fault.warning):  # no warning hides a fault where it stands
        unique.setdefault((fault.place, fault.path), fault)
    order = {name: place for place, name in enumerate(files)}
    return sorted(unique.values(), key=lambda f: (order.get(f.place.file, len(order)), f.place.line, f.place.column))


def written(scenario: Scenario) -> str:
    """Return a scenario as YAML that loads again with the same hash: complete, without comments.

    >>> scenario = read_scenario("scenarios/kosovo/five_actors.yaml")
    >>> read_text(written(scenario)).hash == scenario.hash
    True
    """
    data = scenario.model_dump(mode="python", exclude_defaults=True, by_alias=True)
    return "\n".join(line for _, line in as_yaml(data)) + "\n"
