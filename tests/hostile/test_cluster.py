"""Addresses at which there is no cluster are told of within seconds, and workers of other versions refuse."""

import socket
import threading
import time
from unittest.mock import Mock

import pytest

from sim.cli import main
from sim.runs.executors import Cluster, _done_there, _other_processor
from sim.runs.failures import ClusterFault
from sim.runs.folder.manifest import kind_of_processor, versions
from sim.runs.tasks import written_down

STARTER = "sim/data/starter.yaml"
NOBODY = "no Dask scheduler answers there; the form is tcp://HOST:8786"


@pytest.fixture
def silent():
    """Somewhere that takes calls and waits to be spoken to, as web servers do."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def take():
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        for line in held:
            line.close()


@pytest.mark.parametrize("address", [
    "tcp://{}", "{}", "tcp://127.0.0.1:1", "tcp://nowhere.invalid:8786", "tcp://", "tcp://127.0.0.1:99999", "",
    "http://{}", "nonsense://{}", "inproc://x", "tls://127.0.0.1:1", "tcp://127.0.0.1:port",
    "\N{PILE OF POO}", "tcp://" + "a" * 300,
])  # fmt: skip
def test_an_address_without_a_scheduler_is_told_within_seconds(address, silent, capsys, monkeypatch):
    pytest.importorskip("distributed", reason="needs the extra `cluster`: pip install 'status-talks[cluster]'")
    monkeypatch.setattr("sim.runs.executors.PATIENCE", 0.5)  # five seconds else, which one that is silent takes whole
    began, named = time.monotonic(), address.format(silent)
    assert main(["run", STARTER, "--runs", "10", "--cluster", named]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"{named}: {NOBODY}\n")
    assert time.monotonic() - began < 20  # one, on a machine that has nothing else to do


@pytest.mark.parametrize("name", ["status-talks", "numpy", "scipy", "pyarrow"])
@pytest.mark.parametrize("version", ["0.0.1", None])
def test_a_worker_of_another_version_refuses_the_task(name, version):
    wanted = versions()
    wanted[name if version else "abacus"] = version or "1.0"
    said = f"has {name} {versions()[name]}, here it is 0.0.1" if version else "has abacus not at all, here it is 1.0"
    with pytest.raises(ClusterFault, match=said):
        _done_there("work", written_down(len), wanted, [1, 2])


def test_a_worker_that_knows_nothing_yet_has_all_that_it_needs_with_the_task():
    packed = written_down(lambda task, line: 2 * task)
    assert _done_there("another", packed, versions(), 21) == 42


def test_a_worker_on_another_kind_of_processor_is_said():
    here = kind_of_processor()
    assert _other_processor(here) == ""
    assert _other_processor(("abacus", "BEADS")) == (
        f"has another kind of processor (abacus BEADS; here {' '.join(here)}); last digits may differ between blocks"
    )


ANSWERS = {
    "an older one": (Exception("""AttributeError("Can't get attribute '_found_there' on <module")"""),
                     "has another status-talks, which cannot answer"),
    "without it": (ModuleNotFoundError("No module named 'sim'"), "does not have status-talks installed"),
    "without it, wrapped": (Exception("""ModuleNotFoundError("No module named 'sim.runs'")"""),
                            "does not have status-talks installed"),
    "a part of it": (None, "does not have status-talks installed"),
    "another version": (({**versions(), "status-talks": "0.0.1"}, kind_of_processor()), "has status-talks 0.0.1"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_worker_that_cannot_do_the_work_is_named_whatever_it_answers(kind):
    answer, words = ANSWERS[kind]
    cluster = Cluster("tcp://there:8786")
    cluster._client = Mock(run=Mock(return_value={"tcp://w:1": answer}))
    with pytest.raises(ClusterFault) as told:
        cluster._counted_hands()
    assert str(told.value).startswith(f"tcp://there:8786: worker tcp://w:1 {words}")
