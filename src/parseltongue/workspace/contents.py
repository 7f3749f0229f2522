"""What the files of a workspace contain, compared with what a snapshot says they contained.

Three sources answer, the cheapest first: the stat index (nothing is read), the facts cache (read and hashed,
not parsed), the parser.
"""

from __future__ import annotations

from parseltongue.analysis.labels import is_vendored
from parseltongue.analysis.languages import family_named, placement
from parseltongue.changes.reading import NOT_REGULAR, TOO_LARGE, VANISHED, Failure
from parseltongue.isg import prolly
from parseltongue.isg.facts_cache import cache_key
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.outdated import is_outdated, outdated_families
from parseltongue.isg.rows import (
    FACTS_FLAGS_SHIFT,
    NO_DIGEST,
    SKIP_REASONS,
    TEST_FILE,
    VENDORED,
    FileRow,
    decode_row,
    row_content,
    row_language,
)  # fmt: skip
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.facts import GENERATED, flags_of
from parseltongue.model.ids import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parseltongue.isg.objects import Objects
    from parseltongue.isg.snapshot import Fingerprints, Snapshot
    from parseltongue.workspace.extraction import Extracted
    from parseltongue.workspace.memory_store import MemoryStore
    from parseltongue.workspace.store import Store

_REASONS = {TOO_LARGE: "too_large", VANISHED: "vanished", NOT_REGULAR: "unreadable"}


class Difference:
    """Files of the new tree against a base snapshot, each list in order of path."""

    __slots__ = ("deleted", "modified", "new")

    def __init__(self, new: list[str], modified: list[str], deleted: list[str]) -> None:
        self.new = new
        self.modified = modified
        self.deleted = deleted

    @property
    def present(self) -> list[str]:
        """New and modified files."""
        return sorted([*self.new, *self.modified])


def compare_with_snapshot(
    objects: Objects,
    base: bytes | None,
    contents: Mapping[str, bytes | Failure],
    languages: Mapping[str, str],
    prints: Fingerprints,
) -> Difference:
    """Compare contents (BLAKE3 of each file, or why it has none) with the rows of a snapshot.

    A file that is in another language by now, or whose row was made by other code, counts as modified.
    """
    if base is None:
        return Difference(sorted(contents), [], [])
    nodes = NodeCache(objects)
    snapshot = decode_snapshot(objects.get(base, "snapshot"))
    outdated = _Outdated(snapshot, prints)
    modified, deleted, known = [], [], set()
    for key, value in prolly.scan(nodes, snapshot.maps["files"]):
        path = path_text(key)
        known.add(path)
        if path not in contents:
            deleted.append(path)
        elif not _same(contents[path], value) or outdated.is_row(value, languages[path]):
            modified.append(path)
    return Difference(sorted(contents.keys() - known), sorted(modified), sorted(deleted))


class _Outdated:
    """Tells the rows of a snapshot that its own code would not make today."""

    def __init__(self, snapshot: Snapshot, prints: Fingerprints) -> None:
        self._snapshot = snapshot
        self._families = outdated_families(snapshot, prints)

    def is_row(self, value: bytes, language: str) -> bool:
        was = row_language(value)
        return was != language or is_outdated(was, self._snapshot, self._families)


def _same(content: bytes | Failure, value: bytes) -> bool:
    if isinstance(content, Failure):
        return decode_row(value).skip == failure_reason(content)
    return content == row_content(value) or content == decode_row(value).content


def failure_reason(failure: Failure) -> int:
    """Index into `SKIP_REASONS` for a file that cannot be read."""
    return SKIP_REASONS.index(_REASONS.get(failure.reason, "unreadable"))


class RowMaker:
    """Makes rows, still without links, from what is known about files."""

    def __init__(self, store: Store | MemoryStore, prints: Fingerprints) -> None:
        self._store = store
        self._prints = prints
        self.borrowed: list[bytes] = []
        """Objects that rows name because the facts cache knew them: this run did not write them."""

    def key(self, content: bytes, language: str) -> bytes:
        """Name in the facts cache."""
        prints = self._prints
        return cache_key(content, language, prints.families[family_named(language)], prints.options)

    def from_cache(self, wanted: Iterable[tuple[str, str, bytes, int]]) -> dict[str, FileRow]:
        """Rows of the files whose facts are in the store: (path, language, content, size) to row."""
        files = list(wanted)
        keys = [self.key(content, language) for _, language, content, _ in files]
        found = self._store.facts_cache.get_many(keys)
        digests = [one for pair in found if pair is not None for one in pair]
        missing = set(self._store.objects.missing(digests))
        rows = {}
        for (path, language, content, size), pair in zip(files, found, strict=True):
            if pair is not None and not missing.intersection(pair):
                rows[path] = self._cached_row(path, language, content, size, pair)
        return rows

    def _cached_row(
        self, path: str, language: str, content: bytes, size: int, pair: tuple[bytes, bytes]
    ) -> FileRow:
        facts, interface = pair
        flags = flags_of(self._store.objects.get(facts, "facts"))
        self.borrowed += pair
        return FileRow(
            content,
            language,
            size,
            facts=facts,
            interface=interface,
            flags=path_flags(path, language) | flags << FACTS_FLAGS_SHIFT,
        )

    def from_extracted(self, result: Extracted, language: str) -> FileRow:
        """The row of a file that was just extracted, its records staged."""
        content = result.content or NO_DIGEST
        flags = path_flags(result.path, language)
        if result.failure is not None:
            return self.from_failure(result.path, language, result.failure)
        if result.facts is None or result.interface is None:
            return FileRow(content, language, result.size, flags=flags, skip=result.skip)
        objects = self._store.objects
        objects.stage(*result.interface)
        objects.stage(*result.facts)
        self._store.facts_cache.stage(
            self.key(result.content, language), result.facts[0], result.interface[0]
        )
        return FileRow(
            content,
            language,
            result.size,
            facts=result.facts[0],
            interface=result.interface[0],
            flags=flags | result.flags << FACTS_FLAGS_SHIFT,
        )

    def from_failure(self, path: str, language: str, failure: Failure) -> FileRow:
        return FileRow(NO_DIGEST, language, 0, flags=path_flags(path, language), skip=failure_reason(failure))


def path_flags(path: str, language: str) -> int:
    """Row flags that the path alone decides."""
    rules = placement(language)
    return (
        (TEST_FILE if rules.is_test(path) else 0)
        | (VENDORED if is_vendored(path) else 0)
        | (GENERATED << FACTS_FLAGS_SHIFT if rules.is_generated(path) else 0)
    )
