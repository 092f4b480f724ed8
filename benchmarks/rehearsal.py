"""A rehearsal for more than one machine: ten million runs on a Dask scheduler with four workers of this one.

``python benchmarks/rehearsal.py`` plays them for their counts; with ``--files`` into a folder that is taken away
again, and ``--runs 100000`` is a first look. It prints the time by the clock, the processor time of all workers, the
peak memory of the largest, and bytes a run.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import sim

BASELINE = Path(__file__).parents[1] / "scenarios" / "kosovo" / "baseline.yaml"


def spent() -> tuple[float, float]:
    """Return the processor seconds and the peak memory, in MB, of the process in which this is done."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Play the runs and tell what they took."""
    from distributed import Client, LocalCluster

    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--runs", type=int, default=10_000_000)
    given.add_argument("--workers", type=int, default=4)
    given.add_argument("--files", action="store_true", help="keep the rows in a folder for as long as it takes")
    asked = given.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="sim-rehearsal-") as folder,
        LocalCluster(
            n_workers=asked.workers, threads_per_worker=1, dashboard_address=None, local_directory=folder
        ) as cluster,
        Client(cluster) as client,
    ):
        keep = Path(folder) / "results" if asked.files else "counts"
        before = client.run(spent)
        began = time.perf_counter()
        found = sim.run(BASELINE, asked.runs, keep=keep, cluster=cluster.scheduler_address)
        clock, after = time.perf_counter() - began, client.run(spent)
        seconds = sum(after[worker][0] - before[worker][0] for worker in after)
        size = sum(path.stat().st_size for path in Path(folder).glob("results/**/*.parquet"))
        print(f"{len(found):,} runs, {asked.workers} workers, {'files' if asked.files else 'counts only'}")
        print(f"  {clock:,.0f} s by the clock; {seconds:,.0f} s of processors")
        print(f"  {1e6 * seconds / len(found):,.0f} µs of processor a run")
        print(f"  peak memory of a worker {max(memory for _, memory in after.values()):,.0f} MB")
        if asked.files:
            print(f"  {size / 1e9:.3f} GB, {size / len(found):,.0f} bytes a run")


if __name__ == "__main__":
    main()
