"""What a stored codebase takes on disk, by kind of record, and what compression saves.

    python -m benchmarks.space [--corpus DIR] [--project NAME] [--backend NAME] [--json] [--check]

The project is analysed into an empty store, which is compacted. Every object is then decoded: what it takes
is its key and its envelope, what it is without compression the plain record. The total on disk is everything
in the cache directory: the backend's files, the dictionaries, the facts cache, the stat index, locks.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks import corpus, options, report
from benchmarks.report import Figure
from parseltongue.workspace.upkeep.metrics import Census, take_census
from parseltongue.workspace.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from parseltongue.workspace.upkeep.metrics import TypeSizes

BYTES_PER_ENTITY, BYTES_PER_RELATIONSHIP = 75, 12
LEAST_SAVED = 0.60
STORED, PLAIN, SAVED = "stored, KB", "plain, KB", "saved, %"


def measure(root: Path, cache: Path, backend: str) -> tuple[Census, int, int, int]:
    """Analyse a folder; (census, bytes on disk, entities, relationships)."""
    settings: dict[str, object] = {"storage.backend": backend}
    with Workspace.open(root, cache_dir=str(cache), env={}, overrides=settings) as workspace:
        counts = workspace.analyze().snapshot.counts
        workspace.storage_compact()
        store = workspace.storage()
        census = take_census(store, store.backend, sample=None)
        size = store.size_on_disk()
    return census, size, sum(counts["entities"].values()), sum(counts["relationships"].values())


def figures(census: Census, size: int, entities: int, relationships: int) -> Iterator[Figure]:
    """The rows of the table."""
    total = census.total
    for name, sizes in census.types.items():
        if sizes.objects:
            yield _row(name, sizes)
    for name, (_, stored) in census.namespaces.items():
        yield Figure(name.replace("_", " "), {STORED: stored / 1e3})
    pairs = total.stored + sum(stored for _, stored in census.namespaces.values())
    yield Figure("files of the backend beyond records, stat index, locks", {STORED: (size - pairs) / 1e3})
    yield Figure("everything on disk", {STORED: size / 1e3})
    allowed = entities * BYTES_PER_ENTITY + relationships * BYTES_PER_RELATIONSHIP
    yield Figure("entities", {STORED: entities})
    yield Figure("relationships", {STORED: relationships})
    yield Figure("share of 75 bytes per entity and 12 per relationship", {STORED: size / allowed}, bar=1.0)
    bytes_per_entity = (size - relationships * BYTES_PER_RELATIONSHIP) / entities
    yield Figure(
        "bytes per entity, beside 12 per relationship", {STORED: bytes_per_entity}, bar=75.0, aim=50.0
    )
    saved = None if total.saved is None else 100 * total.saved
    yield Figure("all objects, saved", {SAVED: saved}, bar=100 * LEAST_SAVED, compare=">=")


def _row(name: str, sizes: TypeSizes) -> Figure:
    saved = None if sizes.saved is None else 100 * sizes.saved
    values: dict[str, report.Value] = {
        STORED: sizes.stored / 1e3,
        PLAIN: sizes.sampled_plain / 1e3,
        SAVED: saved,
    }
    return Figure(f"{name} ({sizes.objects:,})", values)


def run(given: argparse.Namespace) -> list[Figure]:
    """Obtain the project, measure it."""
    root = corpus.obtain(given.project, given.corpus)
    with options.scratch(given) as scratch:
        return list(figures(*measure(root, scratch / "cache", given.backend)))


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_scratch(parser)
    options.add_corpus(parser)
    parser.add_argument(
        "--project", default="django", choices=sorted(corpus.DISTRIBUTIONS), help="what to store"
    )
    parser.add_argument(
        "--backend", default="rocksdb", metavar="NAME", help="storage backend (default: rocksdb)"
    )
    given = parser.parse_args(argv)
    return report.publish(f"space, {given.project} on {given.backend}", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
