"""Counts of a snapshot, kept by adding and subtracting files."""

from __future__ import annotations

from parseltongue.isg.rows import SKIP_REASONS
from parseltongue.isg.snapshot import COUNT_NAMES
from parseltongue.model.kinds import (
    AMBIGUOUS,
    CONTAINS,
    ENTITY_KINDS,
    EXACT,
    EXTERNAL,
    IMPORTS,
    INFERRED,
    RELATIONSHIP_KINDS,
    UNRESOLVED,
)  # fmt: skip
from parseltongue.model.links import NO_OUTCOME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.rows import FileRow
    from parseltongue.isg.snapshot import Snapshot
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface
    from parseltongue.model.links import FileLinks

OUTCOMES = ("resolved", "ambiguous", "external", "unresolved")
_OUTCOME_OF = {EXACT: 0, INFERRED: 0, AMBIGUOUS: 1, EXTERNAL: 2, UNRESOLVED: 3}


def count_file(
    interface: Interface, references: References, links: FileLinks
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(relationships by kind, mentions by outcome) of one file.

    A relationship is counted once per kind, source and target, as it is exported; an import starts at the
    file, wherever in it the statement stands.
    """
    outcomes = [0] * len(OUTCOMES)
    provenances, targets = links.provenances, links.targets
    target_of: list[int] = []
    for path, start, end in references.mentions():
        provenance = provenances[path]
        if provenance == NO_OUTCOME:
            target_of += [0] * (end - start)
        else:
            outcomes[_OUTCOME_OF[provenance]] += end - start
            target_of += [targets[path] or -path] * (end - start)
    kinds, sources = references.kinds, references.sources
    if IMPORTS in kinds:
        sources = [0 if kind == IMPORTS else source for kind, source in zip(kinds, sources, strict=True)]
    relationships = [0] * len(RELATIONSHIP_KINDS)
    relationships[CONTAINS] = len(interface.kinds) - 1
    for kind, _, target in set(zip(kinds, sources, target_of, strict=True)):
        if target:
            relationships[kind] += 1
    return tuple(relationships), tuple(outcomes)


class Counts:
    """The count tables of a snapshot under construction."""

    def __init__(self, old: Snapshot | None) -> None:
        tables = old.counts if old is not None else {}
        self._tables: dict[str, dict[str, int]] = {name: dict(tables.get(name, {})) for name in COUNT_NAMES}

    def replace(self, row: FileRow | None, interface: Interface | None, sign: int) -> None:
        """Add (+1) or take away (-1) a file."""
        if row is None:
            return
        self._add("files", row.language, sign)
        if interface is None:
            self._add("entities", ENTITY_KINDS[0], sign)
            self._add("skipped", SKIP_REASONS[row.skip], sign)
            return
        for kind in interface.kinds:
            self._add("entities", ENTITY_KINDS[kind], sign)
        for name, number in zip(RELATIONSHIP_KINDS, row.relationships, strict=True):
            self._add("relationships", name, sign * number)
        for name, number in zip(OUTCOMES, row.outcomes, strict=True):
            self._add("references", name, sign * number)

    def _add(self, table: str, name: str, number: int) -> None:
        self._tables[table][name] = self._tables[table].get(name, 0) + number

    def tables(self) -> dict[str, dict[str, int]]:
        """The tables without the names that count nothing, so that history leaves no trace."""
        return {
            title: {name: number for name, number in sorted(table.items()) if number}
            for title, table in self._tables.items()
        }
