"""Finding names in a graph of a million entities: latency of each kind of search, warm, and the first one.

    python -m benchmarks.discovery [--entities N] [--seed N] [--json] [--check]

The graph is that of `benchmarks.synthetic`, written to a RocksDB store as an analysis writes it. One process
then asks through the Python API: the first search builds the list of names, the second puts it in order by
length and letters. Latency is CPU time of a call, over 50 texts of each kind, so p99 is the slowest. Each
text is looked for twice: the first time the files with the best names may have to be read, then all is warm.
"""

from __future__ import annotations

import functools
import random
import sys
import time
from typing import TYPE_CHECKING

from benchmarks import options, report, synthetic
from benchmarks.queries import MEASURED, percentile
from benchmarks.report import Figure
from parseltongue.codec.envelope import Codec
from parseltongue.isg import entries, prolly_write
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.objects import Objects
from parseltongue.isg.rows import FileRow
from parseltongue.isg.snapshot import COUNT_NAMES, MAP_NAMES, Snapshot, encode_snapshot
from parseltongue.isg.view import GraphView
from parseltongue.model import ids
from parseltongue.query.isg import ISG
from parseltongue.storage.registry import backend_named

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

BATCH_BYTES = 4_000_000
BAR = 50.0
REPEATS = 50
REGEX = "regular expression"


def write(objects: Objects, entities: int) -> bytes:
    """Write the graph; returns the digest of its snapshot."""
    maps: dict[str, dict[bytes, bytes]] = {name: {} for name in MAP_NAMES}
    for file in synthetic.files(entities):
        interface, facts, links = (
            objects.put(one.encode()) for one in (file.interface, file.references, file.links)
        )
        counts = (synthetic.ENTITIES_PER_FILE - 1, 0, 0, 0, 0, 0, 0)
        content = ids.content_digest(file.path.encode())
        row = FileRow(
            content,
            "python",
            4000,
            facts=facts,
            interface=interface,
            links=links,
            relationships=counts,
        )
        path = file.path.encode()
        maps["files"][path] = row.encode()
        maps["paths"][file.path_id] = path
        maps["names"].update(entries.name_entries(file.interface, file.path_id))
        maps["incoming"].update(entries.incoming_entries(file.links, file.path_id))
        if objects.staged_bytes > BATCH_BYTES:
            objects.flush()
    nodes = NodeCache(objects)
    roots = {name: prolly_write.build_from(nodes, entries) for name, entries in maps.items()}
    digest = objects.put(encode_snapshot(_snapshot(roots, entities, len(maps["files"]))))
    objects.flush()
    return digest


def _snapshot(roots: dict[str, bytes], entities: int, files: int) -> Snapshot:
    counts: dict[str, dict[str, int]] = {name: {} for name in COUNT_NAMES}
    counts["entities"], counts["files"] = {"method": entities}, {"python": files}
    return Snapshot(
        families={"python": b""}, linker=b"", options=b"", source_roots=(), maps=roots, counts=counts
    )


def searches(names: list[str], seed: int) -> dict[str, list[str]]:
    """Texts to look for, by kind of search."""
    chosen = random.Random(seed).sample(names, REPEATS)
    return {
        "exact": chosen,
        "other case": [one.swapcase() for one in chosen],
        "prefix": [one[:-1] for one in chosen],
        "short prefix": [one[:2] for one in chosen],
        "substring": [one[3:] for one in chosen],
        "one letter": [one[-1] for one in chosen],
        "parts": [f"{one[0]}{one.rpartition('_')[2]}" for one in chosen],
        "short parts": [f"{one[0]}{one[-3]}{one[-1]}" for one in chosen],
        "typing error": [f"{one[:2]}x{one[3:]}" for one in chosen],
        "two typing errors": [f"{one[:2]}x{one[3:-3]}y{one[-2:]}" for one in chosen],
        "nothing like it": [f"qqq{one[::-1]}zzz" for one in chosen],
        REGEX: [f"^{one[:2]}.*{one[-3:]}$" for one in chosen],
        "scope and name": [f"package_{number} {one[:-1]}" for number, one in enumerate(chosen)],
    }


def ask(texts: list[str], search: Callable[[str], object]) -> list[int]:
    """Nanoseconds of CPU of each search."""
    times = []
    for text in texts:
        started = time.thread_time_ns()
        search(text)
        times.append(time.thread_time_ns() - started)
    return times


def run(given: argparse.Namespace) -> list[Figure]:
    """Write, open, search."""
    kind = backend_named("rocksdb")
    with options.scratch(given) as scratch:
        codec = Codec(compression="none")
        with kind.open(str(scratch / "store"), mode="write") as backend:
            digest = write(Objects(backend, codec, cache_bytes=1 << 20), given.entities)
        with kind.open(str(scratch / "store"), mode="read") as backend:
            isg = ISG(GraphView(Objects(backend, codec, cache_bytes=1 << 20), digest))
            return list(_figures(isg, given.seed))


def _figures(isg: ISG, seed: int) -> Iterator[Figure]:
    for what, texts in (("list of names built", ("Thing",)), ("names by letters", ("no such", "no such"))):
        started = time.process_time_ns()
        for text in texts:
            isg.find(text, wide=True)
        seconds = (time.process_time_ns() - started) / 1e9
        yield Figure(f"{what}, once", {MEASURED: seconds}, "CPU s")
    names = sorted(isg.view.names())
    yield Figure("distinct names", {MEASURED: len(names)})
    for kind, texts in searches(names, seed).items():
        search = functools.partial(isg.find, wide=True, regex=kind == REGEX)
        first, warm = (sorted(ask(texts, search)) for _ in range(2))
        yield Figure(f"{kind}, first time, p50", {MEASURED: percentile(first, 50) / 1e6}, "CPU ms")
        yield Figure(f"{kind}, p50", {MEASURED: percentile(warm, 50) / 1e6}, "CPU ms")
        yield Figure(f"{kind}, p99", {MEASURED: percentile(warm, 99) / 1e6}, "CPU ms", bar=BAR)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_scratch(parser)
    parser.add_argument(
        "--entities", type=int, default=1_000_000, metavar="N", help="how many (default: 1,000,000)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the choice (default: 1)")
    given = parser.parse_args(argv)
    return report.publish("finding names", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
