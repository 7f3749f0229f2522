"""Builds graphs of small trees in memory, and answers questions from their export alone."""

from __future__ import annotations

import json
from typing import Any

from parseltongue.analysis.languages import families, front_end, language_of, placement
from parseltongue.isg.rows import SKIP_REASONS, TEST_FILE, FileRow
from parseltongue.isg.snapshot import Fingerprints
from parseltongue.isg.update import update_snapshot
from parseltongue.isg.view import GraphView
from parseltongue.model.ids import content_digest
from parseltongue.query.isg import ISG
from tests.property.sources import Writer, text
from tests.unit.isg.fakes import memory_objects

FINGERPRINTS = Fingerprints(dict.fromkeys(families(), b"family"), b"linker", b"options")


def isg_of(files: dict[str, str], skipped: dict[str, str] | None = None) -> ISG:
    """The graph of some sources; `skipped` are paths with the reason."""
    objects = memory_objects()
    rows = {path: _row(objects, path, source) for path, source in files.items()}
    for path, reason in (skipped or {}).items():
        rows[path] = FileRow(content_digest(b""), "python", 7, skip=SKIP_REASONS.index(reason))
    languages = {path: row.language for path, row in rows.items()}
    return ISG(GraphView(objects, update_snapshot(objects, None, rows, languages, FINGERPRINTS).digest))


def random_files(seed: int, files: int = 7) -> dict[str, str]:
    """Random sources that refer to each other."""
    sources: dict[str, list[str]] = {}
    writer = Writer(seed)
    for _ in range(files):
        writer.file(sources)
    return {path: text(chunks) for path, chunks in sources.items()}


def _row(objects: Any, path: str, source: str) -> FileRow:
    data = source.encode()
    language = language_of(path) or ""
    rules = placement(language)
    interface, references = front_end(rules.family).extractor(language, keep_docs=True).extract(data)
    references.interface = objects.put(interface.encode())
    return FileRow(
        content_digest(data),
        language,
        len(data),
        facts=objects.put(references.encode()),
        interface=references.interface,
        flags=references.flags << 8 | (TEST_FILE if rules.is_test(path) else 0),
    )


def exported(isg: ISG) -> bytes:
    parts: list[bytes] = []
    isg.export(parts.append)
    return b"".join(parts)


class Export:
    """An export read back: the truth that questions are compared with."""

    def __init__(self, isg: ISG) -> None:
        rows = [json.loads(line) for line in exported(isg).splitlines()]
        self.entities = {row["id"]: row for row in rows if row["type"] == "entity"}
        self.relationships = [row for row in rows if row["type"] == "relationship"]
        self.by_name: dict[str, list[str]] = {}
        for identity, row in self.entities.items():
            self.by_name.setdefault(row["qualified_name"], []).append(identity)

    def id(self, qualified_name: str) -> str:
        (found,) = self.by_name[qualified_name]
        return found

    def name(self, identity: str | None) -> str | None:
        return self.entities[identity]["qualified_name"] if identity else None

    def edges(self, *kinds: str) -> list[dict[str, Any]]:
        return [row for row in self.relationships if row["kind"] in kinds]

    def named_edges(self, kind: str) -> set[tuple[str | None, str | None]]:
        return {(self.name(row["src"]), self.name(row["dst"]) or row["target"]) for row in self.edges(kind)}

    def into(self, target: str, *kinds: str) -> list[tuple[str, str, str, int, str]]:
        return sorted(
            (row["kind"], row["src"], row["dst"], row["line"], row["provenance"])
            for row in self.edges(*kinds)
            if row["dst"] == target
        )

    def within(self, start: str, depth: int, kinds: tuple[str, ...]) -> dict[str, int]:
        """Hops to everything that leads to an entity; files end a way unless one starts it."""
        hops = {start: 0}
        frontier = [start]
        whole_file = self.entities[start]["kind"] == "file"
        for hop in range(1, depth + 1):
            found = {row["src"] for row in self.edges(*kinds) if row["dst"] in frontier} - hops.keys()
            hops.update(dict.fromkeys(found, hop))
            frontier = [one for one in found if whole_file or self.entities[one]["kind"] != "file"]
        del hops[start]
        return hops
