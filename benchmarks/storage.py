"""The storage layer alone: a synthetic graph of a million entities written, and loaded whole as columns.

    python -m benchmarks.storage [--backend NAME] [--entities N] [--json] [--check]

Written: the three records of each file, encoded as a worker hands them over, are named by digest and
put into the backend in batches, then the `files`, `names`, `incoming` and `consulted` maps are built; the
last batch is durable. Loaded: every row of `files` is read, then every record, decoded into its columns.
Making the graph up and encoding it is not counted; the time that encoding takes is shown.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks import options, report, synthetic, trees
from benchmarks.report import Figure
from parseltongue.isg import entries, prolly, prolly_write
from parseltongue.isg.nodes import NodeCache
from parseltongue.model import ids
from parseltongue.model.stored import (
    StoredInterface,
    StoredLinks,
    StoredMentions,
    StoredPaths,
    StoredPlaces,
)  # fmt: skip
from parseltongue.storage.registry import backend_named

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from parseltongue.storage.backend import StorageBackend

BATCH_BYTES = 2_000_000
READ_AHEAD = 512
MEASURED = "measured"
ENCODING, RECORDS, MAPS, READING, DECODING = PHASES = ("encoding", "records", "maps", "reading", "decoding")


class Clocks:
    """CPU seconds of this process, threads of the backend included, by phase."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PHASES, 0.0)

    @contextmanager
    def running(self, phase: str) -> Iterator[None]:
        """Add what happens inside to a phase."""
        started = time.process_time()
        yield
        self.seconds[phase] += time.process_time() - started


class BatchedObjects:
    """Objects by digest in a backend: a write is buffered until a batch is full."""

    def __init__(self, backend: StorageBackend) -> None:
        self._backend = backend
        self._batch: dict[bytes, bytes] = {}
        self._size = 0

    def put(self, plain: bytes) -> bytes:
        """Name an object and keep it for the next batch; returns its digest."""
        digest = ids.content_digest(plain)
        self._batch[digest] = plain
        self._size += len(plain)
        if self._size >= BATCH_BYTES:
            self.flush()
        return digest

    def flush(self, *, durable: bool = False) -> None:
        """Write what is buffered."""
        self._backend.write(self._batch.items(), durable=durable)
        self._batch, self._size = {}, 0

    def get(self, digest: bytes) -> bytes:
        """Read one object that has been flushed."""
        return self.get_many([digest])[0]

    def get_many(self, digests: Sequence[bytes]) -> list[bytes]:
        """Read objects that have been flushed, in the order of their digests."""
        found = self._backend.get_many(digests)
        if None in found:
            raise LookupError(f"object {digests[found.index(None)].hex()} was written and is not there")
        return found


class MapEntries:
    """Entries of the maps, unsorted."""

    def __init__(self) -> None:
        self.files: dict[bytes, bytes] = {}
        self.names: dict[bytes, bytes] = {}
        self.incoming: dict[bytes, bytes] = {}
        self.consulted: dict[bytes, bytes] = {}

    def add(self, file: synthetic.SyntheticFile, row: bytes) -> None:
        """Add what one file contributes."""
        self.files[file.path.encode()] = row
        self.names.update(entries.name_entries(file.interface, file.path_id))
        self.incoming.update(entries.incoming_entries(file.links, file.path_id))
        self.consulted.update(entries.consulted_entries(file.links, file.path_id))


def write(objects: BatchedObjects, entities: int, clocks: Clocks) -> bytes:
    """Write the whole graph; returns the root of its `files` map."""
    made = MapEntries()
    for file in synthetic.files(entities):
        with clocks.running(ENCODING):
            records = (file.interface.encode(), file.references.encode(), file.links.encode())
        with clocks.running(RECORDS):
            row = b"".join(map(objects.put, records))
        made.add(file, row)
    with clocks.running(MAPS):
        nodes = NodeCache(objects)
        for entries_of_map in (made.names, made.incoming, made.consulted):
            prolly_write.build_from(nodes, entries_of_map)
        root = prolly_write.build_from(nodes, made.files)
        objects.flush(durable=True)
    return root


def load(objects: BatchedObjects, root: bytes, clocks: Clocks) -> int:
    """Read all records and open their columns, as a question does; returns the number of entities."""
    with clocks.running(READING):
        rows = [row for _, row in prolly.scan(NodeCache(objects), root)]
    entities = 0
    for start in range(0, len(rows), READ_AHEAD):
        with clocks.running(READING):
            records = objects.get_many(_digests(rows[start : start + READ_AHEAD]))
        with clocks.running(DECODING):
            entities += sum(len(interface.kinds) for interface, *_ in _opened(records))
    return entities


def _digests(rows: list[bytes]) -> list[bytes]:
    size = ids.DIGEST_SIZE
    return [row[start : start + size] for row in rows for start in range(0, 3 * size, size)]


def _opened(
    records: list[bytes],
) -> Iterator[tuple[StoredInterface, StoredPaths, StoredMentions, StoredPlaces, StoredLinks]]:
    """The columns of each file, read where they lie; texts stay packed until one is asked for."""
    for first in range(0, len(records), 3):
        interface, references, links = records[first : first + 3]
        yield (
            StoredInterface(interface),
            StoredPaths(references),
            StoredMentions(references),
            StoredPlaces(references),
            StoredLinks(links),
        )


def run(given: argparse.Namespace) -> list[Figure]:
    """Write, close, open again, load."""
    kind = backend_named(given.backend)
    clocks = Clocks()
    with options.scratch(given) as scratch:
        with kind.open(str(scratch / "store"), mode="write") as backend:
            root = write(BatchedObjects(backend), given.entities, clocks)
            with clocks.running(MAPS):
                backend.close()
        stored = trees.disk_bytes(scratch)
        with kind.open(str(scratch / "store"), mode="read") as backend:
            entities = load(BatchedObjects(backend), root, clocks)
    return list(_figures(entities, clocks.seconds, stored))


def _figures(entities: int, seconds: dict[str, float], stored: int) -> Iterator[Figure]:
    def per_thousand(phase: str) -> dict[str, report.Value]:
        return {MEASURED: 1e6 * seconds[phase] / entities}

    speed = entities / (seconds[RECORDS] + seconds[MAPS])
    loading = 1e6 * (seconds[READING] + seconds[DECODING]) / entities
    yield Figure("entities", {MEASURED: entities})
    yield Figure("entities written per second", {MEASURED: speed}, bar=100_000, aim=300_000, compare=">=")
    for phase in (RECORDS, MAPS):
        yield Figure(f"of that, {phase}, per 1,000 entities", per_thousand(phase), "CPU ms")
    yield Figure("loaded as columns, per 1,000 entities", {MEASURED: loading}, "CPU ms", bar=1.0)
    for phase in (READING, DECODING):
        yield Figure(f"of that, {phase}, per 1,000 entities", per_thousand(phase), "CPU ms")
    yield Figure("encoding, not counted, per 1,000 entities", per_thousand(ENCODING), "CPU ms")
    yield Figure("store, records not compressed", {MEASURED: stored / 1e6}, "MB")


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_scratch(parser)
    parser.add_argument(
        "--backend", default="rocksdb", metavar="NAME", help="storage backend (default: rocksdb)"
    )
    parser.add_argument(
        "--entities", type=int, default=1_000_000, metavar="N", help="how many (default: 1,000,000)"
    )
    given = parser.parse_args(argv)
    return report.publish(f"storage layer alone, backend {given.backend}", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
