"""The description of one entity: what `show` says beyond its fields."""

from __future__ import annotations

from parseltongue.model.kinds import CALLS, EXTENDS, IMPLEMENTS, IMPORTS, USES
from parseltongue.query.ancestry import INHERITS, Ancestry, is_member
from parseltongue.query.blast import sources
from parseltongue.query.edges import count_from, count_to, edges_to
from parseltongue.query.records import brief_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.model.stored import StoredInterface
    from parseltongue.query.records import Record
    from parseltongue.query.resolve import Match

_INCOMING = {
    CALLS: "callers", USES: "uses", EXTENDS: "implementors", IMPLEMENTS: "implementors", IMPORTS: "importers",
}  # fmt: skip
_OUTGOING = {CALLS: "callees", USES: "used", EXTENDS: "bases", IMPLEMENTS: "bases", IMPORTS: "imports"}
RELATIONSHIPS = ("members", *dict.fromkeys(_INCOMING.values()), *dict.fromkeys(_OUTGOING.values()))
"""What is counted: what stands in an entity, what leads to it, what it leads to."""

BUDGET = 24
"""Files that are read at most to count what leads to an entity, and again to find what overrides it."""


class Describer:
    """Describes entities of one snapshot."""

    def __init__(self, view: GraphView, ancestry: Ancestry) -> None:
        self._view = view
        self._ancestry = ancestry

    def describe(self, match: Match, *, exact: bool, files: set[str]) -> Record:
        """The record of an entity with ``doc``, ``relationships``, ``overrides`` and ``overridden_by``.

        Parameters
        ----------
        exact : bool
            Count everything, however many files lead here.
        files : set of str
            Receives the paths behind the answer.
        """
        record = match.record()
        counts, complete = self._relationships(match, exact, files)
        record.update(
            doc="", relationships=counts, relationships_exact=complete, overrides=None, overridden_by=[],
            overridden_by_exact=True,
        )  # fmt: skip
        file = match.file
        records = file.records if file is not None else None
        if file is not None:
            files.add(file.path)
        if file is not None and records is not None:
            record["doc"] = records.places.docs.get(match.ordinal)
            if is_member(records.interface, match.ordinal):
                self._add_overrides(record, file, records.interface, match.ordinal, exact, files)
        return record

    def _relationships(self, match: Match, exact: bool, files: set[str]) -> tuple[dict[str, int], bool]:
        counts = dict.fromkeys(RELATIONSHIPS, 0)
        file = match.file
        records = file.records if file is not None else None
        if file is not None and records is not None:
            counts["members"] = sum(1 for _ in self._ancestry.children(file, match.ordinal))
            for kind, number in count_from(file, match.ordinal).items():
                counts[_OUTGOING[kind]] += number
        leading = sources(self._view, match.id)
        read = leading if exact else leading[:BUDGET]
        for other in read:
            for kind, number in count_to(other, match.id).items():
                counts[_INCOMING[kind]] += number
                files.add(other.path)
        return counts, len(read) == len(leading)

    def _add_overrides(
        self,
        record: Record,
        file: FileView,
        interface: StoredInterface,
        ordinal: int,
        exact: bool,
        files: set[str],
    ) -> None:
        above = self._ancestry.overridden(file, ordinal)
        if above is not None:
            record["overrides"] = brief_record(above[0], above[1])
            files.add(above[0].path)
        heirs, record["overridden_by_exact"] = self._heirs(file, interface.parents[ordinal], exact)
        name = interface.names[ordinal]
        for below, heir in heirs:
            for member, other, found, _ in self._ancestry.overriding(below, heir, name):
                if (other.id, found) == (file.id, ordinal):
                    record["overridden_by"].append(brief_record(below, member))
                    files.add(below.path)

    def _heirs(self, file: FileView, ordinal: int, exact: bool) -> tuple[list[tuple[FileView, int]], bool]:
        """Types that inherit from a type, directly or not, breadth first; and whether these are all."""
        pending = [(file, ordinal)]
        seen = {(file.id, ordinal)}
        read = 0
        for above, parent in pending:
            identity = above.entity_id(parent)
            leading = sources(self._view, identity)
            read += len(leading)
            if read > BUDGET and not exact:
                return pending[1:], False
            for below in leading:
                for edge in edges_to(below, identity, INHERITS):
                    if (below.id, edge.source) not in seen:
                        seen.add((below.id, edge.source))
                        pending.append((below, edge.source))
        return pending[1:], True
