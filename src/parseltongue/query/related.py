"""Records of entities together with the relationship that an answer is about."""

from __future__ import annotations

from parseltongue.model.kinds import AMBIGUOUS, PROVENANCES, RELATIONSHIP_KINDS
from parseltongue.query.edges import candidates
from parseltongue.query.records import brief_record, entity_record, outside_record
from parseltongue.query.resolve import entity_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.answer import Page
    from parseltongue.query.edges import Edge
    from parseltongue.query.records import Record

CANDIDATE = "candidate"
"""Stands for the kind of a relationship that a call may turn out to be."""


def located(file: FileView, ordinal: int, page: Page) -> Record:
    page.files.add(file.path)
    return entity_record(file, ordinal)


def source_record(file: FileView, edge: Edge, target: bytes, page: Page) -> Record:
    """The record of the entity that an edge starts from."""
    page.files.add(file.path)
    record = entity_record(file, edge.source)
    return related(record, edge, bytes.fromhex(record["id"]), target, None, [])


def related(
    record: Record, edge: Edge, src: bytes, dst: bytes | None, target: str | None, possible: list[str]
) -> Record:
    """Add the fields of a relationship to the record of an entity."""
    lines = edge.all_lines()
    record["relationship"] = RELATIONSHIP_KINDS[edge.kind]
    record["src"] = src.hex()
    record["dst"] = dst.hex() if dst is not None else None
    record["line"] = lines[0]
    record["lines"] = lines
    record["provenance"] = PROVENANCES[edge.provenance]
    record["target"] = target
    record["candidates"] = possible
    return record


def target_record(view: GraphView, file: FileView, edge: Edge, page: Page) -> Record:
    """The record of what an edge of a file leads to."""
    records = file.records
    if records is None:
        raise TypeError("an edge of a file without facts")
    paths = records.paths
    found = records.links.target(edge.target) if edge.target > 0 else None
    page.files.add(file.path)
    source = file.entity_id(edge.source)
    if isinstance(found, bytes):
        match = entity_at(view, found)
        if match is not None and match.file is not None:
            page.files.add(match.file.path)
        record = match.record() if match is not None else outside_record("", "")
        return related(record, edge, source, found, None, [])
    written = paths.written(edge.path, records.interface)
    name = found or ""
    possible = candidates(view, paths.member(edge.path) or "") if edge.provenance == AMBIGUOUS else []
    record = outside_record(name, written)
    return related(record, edge, source, None, name or written, [one.hex() for one in possible])


def candidate_record(record: Record, through: tuple[FileView, int], page: Page) -> Record:
    """Mark a record of a call as one that may happen, through the member that is named."""
    page.files.add(through[0].path)
    record["relationship"] = CANDIDATE
    record["through"] = brief_record(*through)
    return record
