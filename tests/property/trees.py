"""A driver that keeps a snapshot of a tree of sources by updates alone, and full analyses to compare.

A source that begins with a NUL stands for a file that is skipped.
"""

from __future__ import annotations

from functools import lru_cache

from parseltongue.analysis.languages import families, front_end, language_of, made_languages, placement
from parseltongue.isg import prolly, prolly_write
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.rows import FACTS_FLAGS_SHIFT, TEST_FILE, FileRow, decode_row
from parseltongue.isg.snapshot import Fingerprints, decode_snapshot
from parseltongue.isg.update import UpdateResult, update_snapshot
from parseltongue.isg.view import GraphView
from parseltongue.model.ids import content_digest, path_bytes
from parseltongue.query.export import export_jsonl
from tests.unit.isg.fakes import memory_objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages import Extractor

FINGERPRINTS = Fingerprints(dict.fromkeys(families(), b"family"), b"linker", b"options")
SKIPPED = "\0"


class Tree:
    """A tree of sources with a snapshot that is kept by updates alone."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.roots: tuple[str, ...] = ()
        self.layer: dict[bytes, bytes] = {}
        """Records of an imported index, by path; to be set before the first update."""
        self.objects = memory_objects()
        self.digest: bytes | None = None
        self.fingerprints = FINGERPRINTS
        self._essences: dict[str, str] = {}

    def update(self, edits: dict[str, str | None], roots: tuple[str, ...] | None = None) -> UpdateResult:
        """Apply edits (None deletes), declare source roots, and update the snapshot."""
        known = set(self.files)
        self.roots = self.roots if roots is None else roots
        for one, text in edits.items():
            if text is None:
                self.files.pop(one, None)
            else:
                self.files[one] = text
        changes = {
            one: self._new_row(one, self.read(one) if text is not None else None)
            for one, text in {**edits, **self._distilled_anew(known)}.items()
            if text is not None or one in known
        }
        files = {one: language_of(one) or "" for one in self.files}
        nodes = NodeCache(self.objects)
        result = update_snapshot(
            self.objects,
            self.digest,
            changes,
            files,
            self.fingerprints,
            declared_roots=self.roots,
            layer=prolly_write.build_from(nodes, self.layer) if self.layer else b"",
        )
        self.digest = result.digest
        return result

    def read(self, path: str) -> str:
        """What counts of a file."""
        text, language = self.files[path], language_of(path) or ""
        if language not in made_languages():
            return text
        essence = placement(language).essence(path, text.encode(), self.files)
        return self._essences.setdefault(path, essence.decode())

    def _distilled_anew(self, known: set[str]) -> dict[str, str]:
        """Files whose essence is another one with other files around."""
        before, self._essences = self._essences, {}
        made = [one for one in self.files if language_of(one) in made_languages()]
        return {one: self.files[one] for one in made if one in known and self.read(one) != before.get(one)}

    def _new_row(self, path: str, text: str | None) -> FileRow | None:
        """Extract a source and put its facts into the tree's store."""
        if text is None:
            return None
        flags = TEST_FILE if "test" in path else 0
        content = content_digest(text.encode())
        language = language_of(path) or ""
        if text.startswith(SKIPPED):
            return FileRow(content, language, len(text), flags=flags, skip=1)
        interface, references, found = facts(language, text)
        digest = self.objects.put(interface)
        self.objects.put(references)
        flags |= found << FACTS_FLAGS_SHIFT
        return FileRow(
            content, language, len(text), facts=content_digest(references), interface=digest, flags=flags
        )

    def row(self, path: str) -> FileRow:
        """What the present snapshot says of a file."""
        snapshot = decode_snapshot(self.objects.get(self.digest or b""), "snapshot")
        value = prolly.get(NodeCache(self.objects), snapshot.maps["files"], path_bytes(path))
        assert value is not None, path
        return decode_row(value)

    def export(self) -> bytes:
        """The export of the present snapshot."""
        lines: list[bytes] = []
        export_jsonl(GraphView(self.objects, self.digest or b""), lines.append)
        return b"".join(lines)


@lru_cache(maxsize=5_000)
def facts(language: str, text: str) -> tuple[bytes, bytes, int]:
    """Encoded interface and references of a source, and its flags."""
    interface, references = _extractor(language).extract(text.encode())
    encoded = interface.encode()
    references.interface = content_digest(encoded)
    return encoded, references.encode(), references.flags


@lru_cache
def _extractor(language: str) -> Extractor:
    return front_end(placement(language).family).extractor(language, keep_docs=True)


def full(tree: Tree) -> tuple[Tree, UpdateResult]:
    """A full analysis of the same files in a store of its own."""
    other = Tree()
    other.layer = tree.layer
    return other, other.update(dict(tree.files), tree.roots)


def assert_equals_full(tree: Tree, result: UpdateResult) -> None:
    """The snapshot is the one that a full analysis gives, to the byte; so is its export."""
    other, expected = full(tree)
    assert result.snapshot.counts == expected.snapshot.counts
    assert result.snapshot.maps == expected.snapshot.maps
    assert result.digest == expected.digest
    assert tree.export() == other.export()


def is_equal_to_full(tree: Tree) -> bool:
    """Whether the snapshot is the one that a full analysis gives."""
    return tree.digest == full(tree)[1].digest
