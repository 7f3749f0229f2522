"""Reads a store in a process of its own and prints what that took, as one JSON object; see `backends`.

    python -m benchmarks.backend_process BACKEND DIRECTORY {read,cold,threads} SEED

Latencies are wall time in microseconds.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parseltongue.storage.registry import backend_named

if TYPE_CHECKING:
    from parseltongue.storage.backend import ReadView, StorageBackend

READS, COLD_READS, THREAD_READS = 5_000, 500, 400
THREADS = 16


def resident() -> int:
    """Bytes of memory that this process holds and shares with no file; 0 where that is unknown."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("RssAnon:"))


def keys_of(store: StorageBackend) -> list[bytes]:
    """All keys of objects."""
    return [key for key, _ in store.scan(b"o", b"p")]


def latencies(store: ReadView, keys: list[bytes]) -> list[float]:
    """Microseconds of each point read."""
    taken = []
    for key in keys:
        started = time.perf_counter()
        value = store.get(key)
        taken.append(1e6 * (time.perf_counter() - started))
        if value is None:
            raise LookupError(f"{key.hex()} was written and is not there")
    return taken


def percentiles(taken: list[float]) -> dict[str, float]:
    """The median, and what 99 of 100 do not exceed."""
    ordered = sorted(taken)
    return {"p50": ordered[len(ordered) // 2], "p99": ordered[len(ordered) * 99 // 100]}


def read(store: StorageBackend, keys: list[bytes], chance: random.Random) -> dict[str, Any]:
    """Warm reads: each key has been read before."""
    chosen = [chance.choice(keys) for _ in range(READS)]
    latencies(store, chosen)
    started = time.perf_counter()
    taken = latencies(store, chosen)
    return {**percentiles(taken), "per_second": READS / (time.perf_counter() - started)}


def read_in_threads(
    store: StorageBackend, writer: StorageBackend, keys: list[bytes], chance: random.Random
) -> dict[str, Any]:
    """Sixteen threads read while one writes small batches that are not durable."""
    taken: list[list[float]] = []
    stop = threading.Event()
    parts = [[chance.choice(keys) for _ in range(THREAD_READS)] for _ in range(THREADS)]

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            writer.write([(b"x%d-%d" % (number % 50, part), bytes(600)) for part in range(20)], durable=False)
            time.sleep(0.002)

    writing = threading.Thread(target=write)
    reading = [
        threading.Thread(target=lambda part=part: taken.append(latencies(store, part))) for part in parts
    ]
    for thread in (writing, *reading):
        thread.start()
    for thread in reading:
        thread.join()
    stop.set()
    writing.join()
    return percentiles([one for thread in taken for one in thread])


def main(name: str, directory: str, what: str, seed: str) -> dict[str, Any]:
    """Open, read, and say what it took."""
    kind, chance = backend_named(name), random.Random(int(seed))
    keys = [bytes.fromhex(line) for line in sys.stdin.read().split()]
    before = resident()
    started = time.perf_counter()
    store = kind.open(directory, mode="read")
    opened = 1e3 * (time.perf_counter() - started)
    if what == "cold":
        return percentiles(latencies(store, chance.sample(keys, min(COLD_READS, len(keys)))))
    if what == "threads":
        with kind.open(directory, mode="write") as writer:
            return read_in_threads(store, writer, keys, chance)
    return {**read(store, keys, chance), "open_ms": opened, "resident": resident() - before}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
