"""All backends in one table: throughput, latency, space, memory, threads, processes, compression.

    python -m benchmarks.backends [--backend NAME ...] [--entities N] [--json] [--check]

The store is that of a synthetic graph (`synthetic.py`), its records in envelopes with zstd as in a real one.
Written: records and maps in batches, the last one durable, the store closed and compacted. Loaded: every
object, decompressed. Point reads: random objects, wall time of each, in a process of its own; cold, the files
have been dropped from the system's cache before. One-file update: open for writing, one batch of 20 records
and a durable compare-and-swap, close. A condition that a backend does not have is "-".
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import backend_process, options, report, storage, synthetic
from benchmarks.report import Figure
from parseltongue.codec.envelope import Codec
from parseltongue.model.errors import ConfigError
from parseltongue.storage.registry import backend_named, backend_names

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from parseltongue.storage.backend import StorageBackend

OTHER_COMPRESSIONS = ("lz4", "none")
PROCESSES = 4
UPDATES = 15


class Enveloped:
    """A backend for `storage.BatchedObjects` that puts each object into an envelope."""

    def __init__(self, backend: StorageBackend, codec: Codec) -> None:
        self.backend = backend
        self.codec = codec

    def write(self, batch: Any, *, durable: bool) -> None:
        """Write objects under the keys that they have in a store."""
        keyed = [(b"o" + digest, plain) for digest, plain in batch]
        pairs = [(key, self.codec.encode(plain, key)) for key, plain in keyed]
        self.backend.write(pairs, durable=durable)

    def get_many(self, digests: Any) -> list[bytes | None]:
        """Read objects."""
        keys = [b"o" + digest for digest in digests]
        found = zip(keys, self.backend.get_many(keys), strict=True)
        return [value and self.codec.decode(value, key, what="object") for key, value in found]


def measured(name: str, directory: Path, entities: int) -> Iterator[Figure]:
    """Every figure of one backend."""
    kind = backend_named(name)
    durable = kind.properties.durable
    count = -(-entities // synthetic.ENTITIES_PER_FILE) * synthetic.ENTITIES_PER_FILE

    def figure(what: str, value: report.Value, unit: str = "", **bars: Any) -> Figure:
        return Figure(what, {name: value}, unit, **bars)

    place = str(directory / "zstd")
    seconds = _written(name, place, entities, "zstd")
    yield figure("entities written per second", count / seconds)
    if durable:
        yield figure("store, zstd, per entity", _allocated(place) / count, "bytes")
    yield figure("loaded and decompressed, per 1,000 entities", 1e6 * _loaded(name, place) / count, "ms")
    yield figure("one-file update, opened and closed", _update_ms(name, place), "ms")
    yield from _reads(name, place, figure) if durable else ()
    for compression in OTHER_COMPRESSIONS if durable else ():
        where = str(directory / compression)
        seconds = _written(name, where, entities, compression)
        yield figure(f"entities written per second, {compression}", count / seconds)
        yield figure(f"store, {compression}, per entity", _allocated(where) / count, "bytes")


def _reads(name: str, place: str, figure: Any) -> Iterator[Figure]:
    keys = _keys(name, place)
    _drop_from_cache(place)
    cold = _child(name, place, "cold", keys)
    warm = _child(name, place, "read", keys)
    yield figure("open for reading", warm["open_ms"], "ms")
    yield figure("point read, warm, p50", warm["p50"], "µs")
    yield figure("point read, warm, p99", warm["p99"], "µs")
    yield figure("point read, cold, p50", cold["p50"], "µs")
    yield figure("point read, cold, p99", cold["p99"], "µs")
    yield figure("memory for 10,000 reads", warm["resident"] / 1e6, "MB")
    threads = _child(name, place, "threads", keys)
    yield figure("16 threads read, one writes, p50", threads["p50"], "µs")
    bar = {"bar": 1000.0} if name in ("rocksdb", "lmdb") else {}
    yield figure("16 threads read, one writes, p99", threads["p99"], "µs", **bar)
    shared = backend_named(name).properties.shared_between_processes
    yield figure("4 processes read, reads per second", _processes(name, place, keys) if shared else None)


def _written(name: str, place: str, entities: int, compression: str) -> float:
    """Write the graph and compact; seconds of writing on the wall."""
    clocks = storage.Clocks()
    kind = backend_named(name)
    with kind.open(place, mode="write") as backend:
        objects = storage.BatchedObjects(Enveloped(backend, Codec(compression=compression)))
        started = time.perf_counter()
        storage.write(objects, entities, clocks)
        seconds = time.perf_counter() - started - clocks.seconds[storage.ENCODING]
        backend.compact()
    return seconds


def _loaded(name: str, place: str) -> float:
    """Seconds to read and decompress every object."""
    codec = Codec()
    with backend_named(name).open(place, mode="read") as backend:
        started = time.perf_counter()
        for key, envelope in backend.scan(b"o", b"p"):
            codec.decode(envelope, key, what="object")
        return time.perf_counter() - started


def _update_ms(name: str, place: str) -> float:
    """Median of what a small commit takes."""
    kind = backend_named(name)
    taken = []
    for number in range(UPDATES):
        batch = [(b"u" + os.urandom(24), os.urandom(700)) for _ in range(20)]
        started = time.perf_counter()
        with kind.open(place, mode="write") as backend:
            backend.write(batch, durable=False)
            backend.compare_and_swap(b"r", b"%d" % (number - 1) if number else None, b"%d" % number)
        taken.append(1e3 * (time.perf_counter() - started))
    return sorted(taken)[UPDATES // 2]


def _keys(name: str, place: str) -> str:
    with backend_named(name).open(place, mode="read") as backend:
        return "\n".join(key.hex() for key in backend_process.keys_of(backend))


def _start(name: str, place: str, what: str, seed: int) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "benchmarks.backend_process", name, place, what, str(seed)]
    return subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _child(name: str, place: str, what: str, keys: str) -> dict[str, Any]:
    return _finish(_start(name, place, what, 1), keys)


def _finish(process: subprocess.Popen[str], keys: str) -> dict[str, Any]:
    with process:
        output, _ = process.communicate(keys)
    if process.returncode:
        raise RuntimeError(f"a reading process ended with status {process.returncode}")
    return json.loads(output)


def _processes(name: str, place: str, keys: str) -> float:
    """Reads per second of several processes at once, all together."""
    running = [_start(name, place, "read", seed) for seed in range(PROCESSES)]
    for process in running:
        process.stdin.write(keys)
        process.stdin.close()
        process.stdin = None
    return sum(json.loads(process.communicate()[0])["per_second"] for process in running)


def _drop_from_cache(place: str) -> None:
    """Ask the system to forget the files; where it cannot be asked, "cold" is a new process only."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in Path(place).rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def _allocated(place: str) -> int:
    return sum(path.stat().st_blocks * 512 for path in Path(place).rglob("*"))


def installed() -> list[str]:
    """The backends that can be used here."""
    usable = []
    for name in backend_names():
        try:
            backend_named(name)
        except ConfigError:
            continue
        usable.append(name)
    return usable


def run(given: argparse.Namespace) -> list[Figure]:
    """Measure one backend after the other."""
    figures: list[Figure] = []
    for name in given.backend or installed():
        with options.scratch(given) as scratch:
            figures += measured(name, scratch / name, given.entities)
    return report.merge(figures)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_scratch(parser)
    parser.add_argument(
        "--backend", action="append", metavar="NAME", help="one or more (default: all that are installed)"
    )
    parser.add_argument(
        "--entities", type=int, default=100_000, metavar="N", help="how many (default: 100,000)"
    )
    given = parser.parse_args(argv)
    return report.publish(f"backends, {given.entities:,} entities", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
