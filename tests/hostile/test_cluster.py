"""Addresses at which there is no cluster are told of within seconds, and workers of other versions refuse."""

import socket
import threading
import time

import pytest

from sim.cli import main
from sim.runs.executors import _done_there
from sim.runs.failures import ClusterFault
from sim.runs.folder.manifest import versions
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
def test_an_address_without_a_scheduler_is_told_within_seconds(address, silent, capsys):
    pytest.importorskip("distributed", reason="needs the extra `cluster`: pip install 'status-talks[cluster]'")
    began, named = time.monotonic(), address.format(silent)
    assert main(["run", STARTER, "--runs", "10", "--cluster", named]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"{named}: {NOBODY}\n")
    assert time.monotonic() - began < 20  # five seconds, on a machine that has nothing else to do


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
